"""Both sides of the local Telegram over HTTP: the bot's calls, and people who write, tap and read."""

import asyncio
import base64
import io
import json
from collections.abc import Callable
from typing import Any, Self

import aiohttp
from PIL import Image

from sandbox.telegram import Telegram

TOKEN = "424242:sandbox-token"
BOT_ID = 424242
Json = dict[str, Any]


def picture(width: int = 40, height: int = 40) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(drawn, "PNG")
    return drawn.getvalue()


def base64_picture() -> str:
    return base64.b64encode(picture()).decode()


def keyboard(*data: str) -> Json:
    return {"inline_keyboard": [[{"text": item, "callback_data": item}] for item in data]}


class Refused(AssertionError):
    """The server answered something else than ok; the text is its description."""

    def __init__(self, status: int, body: Json) -> None:
        super().__init__(str(body.get("description", body)))
        self.status = status
        self.body = body


class Outside:
    def __init__(self, url: str, telegram: Telegram) -> None:
        self.url = url.rstrip("/")
        self.telegram = telegram
        self.open_connections: Callable[[], int] = lambda: 0
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.session.close()

    @property
    def session(self) -> aiohttp.ClientSession:
        assert self._session is not None
        return self._session

    async def raw(self, method: str, token: str = TOKEN, **arguments: Any) -> tuple[int, Json, Any]:
        """Call a Bot API method with a JSON body; returns status, body and headers."""
        async with self.session.post(f"{self.url}/bot{token}/{method}", json=arguments) as response:
            return response.status, await response.json(), response.headers

    async def bot(self, method: str, **arguments: Any) -> Any:
        status, body, _ = await self.raw(method, **arguments)
        if not body["ok"]:
            assert status == body["error_code"]
            raise Refused(status, body)
        assert status == 200
        return body["result"]

    async def upload(self, method: str, files: dict[str, bytes], **arguments: Any) -> Any:
        form = aiohttp.FormData()
        for name, value in arguments.items():
            form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        for name, content in files.items():
            form.add_field(name, content, filename=f"{name}.png", content_type="image/png")
        async with self.session.post(f"{self.url}/bot{TOKEN}/{method}", data=form) as response:
            body = await response.json()
        if not body["ok"]:
            raise Refused(response.status, body)
        return body["result"]

    async def refusal(self, method: str, **arguments: Any) -> str:
        """Return the description with which the server refuses a call."""
        status, body, _ = await self.raw(method, **arguments)
        assert not body["ok"], body
        assert status == body["error_code"]
        return str(body["description"])

    async def get(self, path: str) -> Any:
        async with self.session.get(f"{self.url}/client{path}") as response:
            answer = await response.json()
        if response.status >= 400:
            raise Refused(response.status, answer)
        return answer

    async def post(self, path: str, **body: Any) -> Any:
        async with self.session.post(f"{self.url}/client{path}", json=body) as response:
            answer = await response.json()
        if response.status >= 400:
            raise Refused(response.status, answer)
        return answer

    async def updates(self, offset: int = 0, **arguments: Any) -> list[Json]:
        """Return what waits for the bot, without the three seconds that a repeated offset costs."""
        self.telegram.updates.forget_last_call()
        result: list[Json] = await self.bot("getUpdates", offset=offset, **arguments)
        return result

    async def last_update(self) -> Json:
        return (await self.updates())[-1]

    async def forum(self, **more: Any) -> Json:
        arguments = {"title": "Staff", "is_forum": True, "members": [1001, 1002], "bot_rights": True, **more}
        chat: Json = await self.post("/groups", **arguments)
        return chat


class Person:
    def __init__(self, outside: Outside, user_id: int) -> None:
        self.outside = outside
        self.id = user_id

    async def send(self, text: str = "", **more: Any) -> Json:
        body = {"text": text, **more} if text else more
        sent: Json = await self.outside.post(f"/users/{self.id}/send", **body)
        return sent

    async def act(self, action: str, **body: Any) -> Json:
        answer: Json = await self.outside.post(f"/users/{self.id}/{action}", **body)
        return answer

    async def tap(self, message_id: int, data: str, **more: Any) -> str:
        answer = await self.act("tap", message_id=message_id, data=data, **more)
        return str(answer["callback_query_id"])

    async def messages(self, after_revision: int = 0) -> Json:
        answer: Json = await self.outside.get(f"/chats/{self.id}/messages?after_revision={after_revision}")
        return answer


async def eventually(condition: Any, seconds: float = 5.0) -> None:
    """Wait until a condition holds."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.005)
