"""The one seam through which rails and consoles speak HTTP, and where failures of it get their kind.

httpx and the answer                                        what it becomes
├── no connection, none free in time, HTTP 429              Retryable       nothing happened there
├── an address or a header that cannot be sent              Rejected        it never left, and never will
├── time-outs and breaks after that, a whole-call deadline  OutcomeUnknown  it may have happened
└── HTTP 3xx and 5xx, an answer that is no JSON object      OutcomeUnknown

A payment gateway's key travels in the URL, and a console's in a header: no message and no chained exception
may hold an address, a header or a body.
"""

import asyncio
import json
import ssl
from collections.abc import Mapping
from decimal import Decimal
from functools import cache

import httpx

from fulfillment.outcomes import OutcomeUnknown, Rejected, Retryable

CONNECT_SECONDS = 5.0
READ_SECONDS = 15.0
DEADLINE_SECONDS = CONNECT_SECONDS * 2 + READ_SECONDS
MAX_CONNECTIONS = 60
EXCERPT_CHARACTERS = 200

Client = httpx.AsyncClient
"""What rails and consoles send with; those who only pass it on need not know whose it is."""

NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


def new_client(
    *,
    connect_seconds: float = CONNECT_SECONDS,
    read_seconds: float = READ_SECONDS,
    transport: httpx.AsyncBaseTransport | None = None,
) -> httpx.AsyncClient:
    """Return a client with a bounded pool and explicit time-outs.

    It follows no redirect, because a key would go with it, and takes no proxy from the environment.
    """
    return httpx.AsyncClient(
        timeout=httpx.Timeout(read_seconds, connect=connect_seconds, pool=connect_seconds),
        limits=httpx.Limits(max_connections=MAX_CONNECTIONS, max_keepalive_connections=MAX_CONNECTIONS // 2),
        follow_redirects=False,
        trust_env=False,
        transport=transport,
        verify=_trusted(),
    )


@cache
def _trusted() -> ssl.SSLContext:
    """Return whose certificates are believed: a list that takes longer to read than a call to send."""
    return httpx.create_ssl_context(trust_env=False)


async def send(
    client: httpx.AsyncClient,
    method: str,
    url: str,
    *,
    what: str,
    params: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
    body: Mapping[str, object] | None = None,
    content: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    deadline: float = DEADLINE_SECONDS,
) -> httpx.Response:
    """Send one request and return an answer of HTTP 2xx or 4xx (but 429). `what` names it in messages.

    What it carries is a form, a JSON body, or `content`, sent as it is because a signature is over it.

    Raises:
        Retryable: nothing happened there.
        Rejected: the address or a header is not one that can be sent.
        OutcomeUnknown: it may have happened; also for HTTP 3xx and 5xx.
    """
    if not all(value.isascii() and value.isprintable() for value in (headers or {}).values()):
        raise Rejected(f"{what}: a credential holds characters that cannot be sent")
    try:
        request = client.build_request(
            method, url, params=params, data=form, json=body, content=content, headers=headers
        )
    except (httpx.InvalidURL, ValueError, TypeError):
        raise Rejected(f"{what}: the address cannot be understood") from None
    try:
        async with asyncio.timeout(deadline):
            response = await client.send(request)
    except NEVER_LEFT as error:
        raise Retryable(f"{what}: no connection ({type(error).__name__})") from None
    except httpx.UnsupportedProtocol:
        raise Rejected(f"{what}: the address is not an http or https URL") from None
    except (httpx.HTTPError, TimeoutError) as error:
        raise OutcomeUnknown(f"{what}: no answer ({type(error).__name__})") from None
    _refuse_status(response, what)
    return response


def _refuse_status(response: httpx.Response, what: str) -> None:
    status = response.status_code
    if status == httpx.codes.TOO_MANY_REQUESTS:
        raise Retryable(f"{what}: too many requests (HTTP 429)", retry_after=_retry_after(response))
    if 300 <= status < 400:
        raise OutcomeUnknown(f"{what}: redirected (HTTP {status}); is the address complete, http or https?")
    if status < 200 or status >= 500:
        raise OutcomeUnknown(f"{what}: HTTP {status}")


def _retry_after(response: httpx.Response) -> float | None:
    value = response.headers.get("Retry-After", "").strip()
    return float(value) if value.isascii() and value.isdigit() and len(value) <= 6 else None


def json_value(response: httpx.Response, what: str) -> object:
    """Return the JSON of an answer whatever its content type says; fractions come as exact `Decimal`.

    Raises:
        OutcomeUnknown: it is not JSON.
    """
    try:
        value: object = json.loads(
            response.content.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_no_constant
        )
    except (ValueError, ArithmeticError, RecursionError):
        raise OutcomeUnknown(f"{what}: the answer is not JSON (HTTP {response.status_code})") from None
    return value


def json_object(response: httpx.Response, what: str) -> dict[str, object]:
    """Return the JSON object of an answer whatever its content type says.

    Raises:
        OutcomeUnknown: it is not a JSON object.
    """
    value = json_value(response, what)
    if not isinstance(value, dict):
        raise OutcomeUnknown(f"{what}: the answer is not a JSON object (HTTP {response.status_code})")
    return value


def _no_constant(name: str) -> object:
    raise ValueError(name)


def excerpt(text: object, *secrets: str, limit: int = EXCERPT_CHARACTERS) -> str:
    """Return what the outside said, on one line, cut, and with our own secrets blotted out."""
    said = " ".join(str(text).split()) if isinstance(text, str | int) else ""
    said = "".join(letter for letter in said if letter.isprintable())  # no NUL, no half of a surrogate pair
    for secret in filter(None, secrets):
        said = said.replace(secret, "***")
    return said if len(said) <= limit else said[: limit - 1] + "…"
