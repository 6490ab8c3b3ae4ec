"""An outside made of prepared answers: what was sent is kept, and what comes back is scripted."""

import json
from collections.abc import Sequence

import httpx

from fulfillment.requests import new_client

Reply = httpx.Response | type[httpx.HTTPError]
HTML = "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"

NEVER_LEFT: tuple[type[httpx.HTTPError], ...] = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
BROKE_OFF: tuple[type[httpx.HTTPError], ...] = (
    httpx.ReadTimeout,
    httpx.WriteTimeout,
    httpx.ReadError,
    httpx.WriteError,
    httpx.RemoteProtocolError,
    httpx.DecodingError,
    httpx.ProxyError,
)


def text(body: str, status: int = 200, *, content_type: str = "text/html; charset=utf-8") -> httpx.Response:
    """Return an answer with exactly this body."""
    return httpx.Response(status, content=body.encode(), headers={"Content-Type": content_type})


def reply(body: object, status: int = 200) -> httpx.Response:
    """Return a JSON answer that says it is HTML, as PHP does."""
    return text(json.dumps(body, ensure_ascii=False), status)


UNCLEAR: tuple[httpx.Response, ...] = (
    text(HTML),
    text(HTML, 502),
    text("", 500),
    text("", 200),
    text("[]"),
    text("null"),
    text('{"code": 1'),
    text('{"code": NaN}'),
    text("[" * 100_000),
    text('{"data": "nothing of the kind"}'),
    httpx.Response(301, headers={"Location": "https://elsewhere.example/"}),
    httpx.Response(307, headers={"Location": "/api/token/"}),
)


class Wire:
    """A transport that answers by method and path, each in its order, the last one again and again."""

    def __init__(self, script: dict[str, Reply | Sequence[Reply]]) -> None:
        self.requests: list[httpx.Request] = []
        self._script = {
            place: [replies] if isinstance(replies, httpx.Response | type) else list(replies)
            for place, replies in script.items()
        }

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        place = f"{request.method} {request.url.path}"
        assert place in self._script, f"nobody expected {place}"
        replies = self._script[place]
        answer = replies.pop(0) if len(replies) > 1 else replies[0]
        if isinstance(answer, type):
            raise answer(f"the wire was cut: {request.url}")
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    def client(self) -> httpx.AsyncClient:
        """Return the shop's client over this wire."""
        return new_client(transport=httpx.MockTransport(self))

    def places(self) -> list[str]:
        """Return what was asked, in order."""
        return [f"{request.method} {request.url.path}" for request in self.requests]

    def bodies(self, place: str) -> list[dict[str, object]]:
        """Return the JSON bodies that were sent to one place."""
        return [
            json.loads(request.content)
            for request in self.requests
            if f"{request.method} {request.url.path}" == place
        ]
