"""How a path of the client side becomes a function's call, and its result an answer."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from sandbox.telegram.errors import ApiError, ClientError
from sandbox.telegram.keys import TELEGRAM
from sandbox.telegram.models import Chat, Json, StoredMessage
from sandbox.telegram.telegram import Telegram


@dataclass(slots=True)
class Call:
    """One request of a person's client."""

    telegram: Telegram
    path: dict[str, str]
    query: dict[str, str]
    body: Json = field(default_factory=dict)

    def number(self, name: str) -> int:
        """Return a whole number from the path, the query or the body; 0 when absent; raises ClientError."""
        value = self.path.get(name, self.query.get(name, self.body.get(name, 0)))
        try:
            return int(value or 0)
        except (TypeError, ValueError) as error:
            raise ClientError(f"{name} must be a number") from error

    def text(self, name: str) -> str:
        """Return a text of the body; empty when absent; raises ClientError."""
        value = self.body.get(name, "")
        if not isinstance(value, str):
            raise ClientError(f"{name} must be a text")
        return value

    def user_id(self) -> int:
        """Return the person in the path; raises 404."""
        user_id = self.number("user_id")
        if user_id not in self.telegram.world.users:
            raise ClientError("no such user", 404)
        return user_id

    def chat(self, default: int = 0) -> Chat:
        """Return the chat in the path or body; raises 404."""
        chat = self.telegram.world.chats.get(self.number("chat_id") or default)
        if chat is None:
            raise ClientError("no such chat", 404)
        return chat

    def message(self, chat: Chat) -> StoredMessage:
        """Return the message in the body; raises 404."""
        stored = chat.messages.get(self.number("message_id"))
        if stored is None:
            raise ClientError("no such message", 404)
        return stored


Endpoint = Callable[[Call], Awaitable[Any]]

ROUTES: list[tuple[str, str, Endpoint]] = []


def route(verb: str, path: str) -> Callable[[Endpoint], Endpoint]:
    """Make a function answer a path below /client."""

    def register(endpoint: Endpoint) -> Endpoint:
        ROUTES.append((verb, f"/client{path}", endpoint))
        return endpoint

    return register


def serve(endpoint: Endpoint) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Wrap an endpoint for aiohttp."""

    async def handle(request: web.Request) -> web.Response:
        try:
            body = await _body(request)
            call = Call(request.app[TELEGRAM], dict(request.match_info), dict(request.query), body)
            answer = await endpoint(call)
        except ClientError as error:
            return web.json_response({"error": error.message}, status=error.status)
        except ApiError as error:
            return web.json_response({"error": error.description}, status=400)
        return web.json_response(answer)

    return handle


async def _body(request: web.Request) -> Json:
    if not request.can_read_body:
        return {}
    try:
        document = await request.json()
    except json.JSONDecodeError as error:
        raise ClientError("the body is no JSON") from error
    if not isinstance(document, dict):
        raise ClientError("the body must be an object")
    return document
