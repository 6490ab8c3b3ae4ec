"""People at the local Telegram who live in its process: what they do costs no HTTP, so that the bot is measured."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from sandbox.telegram.telegram import Telegram
from sandbox.telegram.text import tidy

PATIENCE = 90.0  # seconds; a bot that has just been started, on a busy machine, needs some
FIRST_ID = 50_001
Message = dict[str, Any]


class NeverSeen(Exception):
    """What a person waited for did not come."""


class Person:
    """Somebody with the chat open. What the bot sends and edits is looked at once, in its order."""

    def __init__(self, telegram: Telegram, user_id: int) -> None:
        self._telegram = telegram
        self._chat = telegram.world.chats[user_id]
        self.id = user_id
        self.inbox: asyncio.Queue[Message] = asyncio.Queue()

    def send(self, text: str) -> None:
        """Write a message."""
        plain, entities = tidy(text, [])
        self._telegram.person_posts(self._chat, self.id, {"text": plain, "entities": entities})

    def tap(self, message: Message, label: str) -> None:
        """Tap the button of a message whose label contains the text."""
        data = next(button["callback_data"] for button in buttons_of(message) if label in button["text"])
        self._telegram.person_taps(self.id, self._chat, message["message_id"], data)

    async def sees(self, what: str, holds: Callable[[Message], bool]) -> Message:
        """Wait for a message of which something is true.

        Raises:
            NeverSeen: it did not come in time.
        """
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    message = await self.inbox.get()
                    if holds(message):
                        return message
        except TimeoutError:
            raise NeverSeen(f"{what}, in {PATIENCE:.0f} s") from None

    async def sees_text(self, text: str) -> Message:
        """Wait for a message with this text in it."""
        return await self.sees(f"the text {text!r}", lambda message: text in message.get("text", ""))

    async def sees_button(self, label: str) -> Message:
        """Wait for a message with a button whose label contains the text."""
        return await self.sees(
            f"a button {label!r}",
            lambda message: any(label in button["text"] for button in buttons_of(message)),
        )


class Crowd:
    """Everybody who is there."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram
        self._people: dict[int, Person] = {}

    def newcomer(self) -> Person:
        """Let a new person come."""
        user_id = FIRST_ID + len(self._people)
        user = {"id": user_id, "is_bot": False, "first_name": "Ada", "language_code": "en"}
        self._telegram.world.add_user(user)
        person = self._people[user_id] = Person(self._telegram, user_id)
        return person

    async def listen(self) -> None:
        """Hand what the bot sends and edits to whom it is for; runs until it is cancelled."""
        events = self._telegram.events
        watcher, reached = events.watch(), events.last
        while True:
            await watcher.wait()
            watcher.clear()
            for number, event in events.after(reached):
                reached = number
                person = self._people.get(event["chat_id"])
                message = event.get("message")
                if person is not None and message is not None and message["from"]["is_bot"]:
                    person.inbox.put_nowait(message)


@asynccontextmanager
async def gathered(telegram: Telegram) -> AsyncIterator[Crowd]:
    """Open a crowd that listens."""
    crowd = Crowd(telegram)
    listening = asyncio.create_task(crowd.listen())
    try:
        yield crowd
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


def buttons_of(message: Message) -> list[dict[str, Any]]:
    """Return a message's buttons, row by row."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]
