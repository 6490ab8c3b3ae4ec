"""Receiving updates, whatever Telegram sends."""

import asyncio
import json
from typing import Any

from telegram import Bot, Update
from telegram.request import BaseRequest

from bot.receiving import Polling

READABLE = {"update_id": 2, "message": {"message_id": 5, "date": 1, "chat": {"id": 7, "type": "private"}}}
# Fields are missing that python-telegram-bot insists on, as happens when Telegram's interface moves on.
UNREADABLE = {"update_id": 1, "message": {"message_id": 4, "chat": {"id": 7}}}


class Telegram(BaseRequest):
    """A Telegram that has these updates, and forgets what is confirmed."""

    def __init__(self, *updates: dict[str, Any]) -> None:
        self.updates = list(updates)

    @property
    def read_timeout(self) -> float:
        return 1.0

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to put away."""

    async def do_request(self, url: str, *given: Any, **arguments: Any) -> tuple[int, bytes]:
        method = url.rpartition("/")[2]
        result: Any = True
        if method.lower() == "getupdates":
            data = arguments.get("request_data") or (given[1] if len(given) > 1 else None)
            offset = int(data.json_parameters.get("offset", 0)) if data else 0
            self.updates = [update for update in self.updates if update["update_id"] >= offset]
            result = self.updates
            await asyncio.sleep(0.01)
        return 200, json.dumps({"ok": True, "result": result}).encode()


class Handler:
    """Remembers what it was given."""

    def __init__(self) -> None:
        self.handled: list[Update] = []

    async def handle(self, update: Update) -> None:
        self.handled.append(update)


async def test_an_update_that_cannot_be_read_hides_no_other_and_is_confirmed() -> None:
    telegram, handler = Telegram(UNREADABLE, READABLE), Handler()
    bot = Bot("1:A", request=telegram, get_updates_request=telegram)
    polling = Polling(bot, handler)  # type: ignore[arg-type]
    await polling.start()
    async with asyncio.timeout(5):
        while telegram.updates:  # noqa: ASYNC110 - nobody tells of it
            await asyncio.sleep(0.01)
    await polling.stop()
    messages = [update for update in handler.handled if update.message is not None]
    assert [update.update_id for update in messages] == [2]
