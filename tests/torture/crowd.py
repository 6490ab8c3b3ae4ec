"""People at the local Telegram who live in its process, and remember everything the shop ever showed them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from sandbox.telegram.telegram import Telegram
from sandbox.telegram.text import tidy
from tests.conversation.people import Message, NeverSeen, data_of, labels_of, text_of

FIRST_ID = 70_001
OWNER_ID = 9001


class Person:
    """Somebody with the chat open. `shown` has every version of every message of the shop, in its order."""

    def __init__(self, telegram: Telegram, user_id: int, patience: float) -> None:
        self._telegram = telegram
        self._chat = telegram.world.chats[user_id]
        self._patience = patience
        self._news = asyncio.Event()
        self.id = user_id
        self.shown: list[Message] = []
        self.new_messages: list[Message] = []
        self.asked: list[tuple[str, str]] = []
        self.tapped: list[str] = []

    def hear(self, message: Message, *, new: bool) -> None:
        """Take note of a message that the shop sent or edited."""
        self.shown.append(message)
        if new:
            self.new_messages.append(message)
        self._news.set()

    def asks(self, text: str, answer: str) -> int:
        """Write a message that is to be answered by one with this text; return the message's number."""
        self.asked.append((text, answer))
        return self.says(text)

    def says(self, text: str) -> int:
        """Write a message, and return its number."""
        plain, entities = tidy(text, [])
        posted = self._telegram.person_posts(self._chat, self.id, {"text": plain, "entities": entities})
        return posted.message_id

    def tap(self, message: Message, label: str) -> None:
        """Tap the button of a message whose label contains the text; it need not be there any more."""
        self.tapped.append(label)
        data = data_of(message, label)
        self._telegram.person_taps(self.id, self._chat, int(message["message_id"]), data)

    def messages(self) -> list[Message]:
        """Return what the shop wrote and is there now."""
        bodies = [stored.body for stored in self._chat.messages.values()]
        return [body for body in bodies if body["from"]["is_bot"]]

    async def sees(self, what: str, holds: Callable[[Message], bool], *, after: int = 0) -> Message:
        """Wait until a message of the shop, newer than a number, is as it should be; return the newest such.

        Raises:
            NeverSeen: it did not come in time.
        """
        try:
            async with asyncio.timeout(self._patience):
                while True:
                    self._news.clear()
                    for message in reversed(self.messages()):
                        if message["message_id"] > after and holds(message):
                            return message
                    await self._news.wait()
        except TimeoutError:
            last = "\n---\n".join(f"{text_of(one)} {labels_of(one)}" for one in self.messages()[-4:])
            raise NeverSeen(
                f"{self.id} never saw {what}, in {self._patience:.0f} s. The last messages were:\n{last}"
            ) from None

    async def sees_button(self, label: str, *, after: int = 0) -> Message:
        """Wait for a message with a button whose label contains the text."""

        def has_it(message: Message) -> bool:
            return any(label in said for said in labels_of(message))

        return await self.sees(f"a button {label!r}", has_it, after=after)


class Crowd:
    """Everybody who ever came."""

    def __init__(self, telegram: Telegram, patience: float) -> None:
        self._telegram = telegram
        self._patience = patience
        self.people: dict[int, Person] = {}

    def newcomer(self, user_id: int | None = None) -> Person:
        """Let a new person come."""
        number = FIRST_ID + len(self.people) if user_id is None else user_id
        self._telegram.world.add_user(
            {"id": number, "is_bot": False, "first_name": "Ada", "language_code": "en"}
        )
        person = self.people[number] = Person(self._telegram, number, self._patience)
        return person

    async def listen(self) -> None:
        """Hand what the shop sends and edits to whom it is for; runs until it is cancelled."""
        events = self._telegram.events
        watcher, reached = events.watch(), events.last
        while True:
            await watcher.wait()
            watcher.clear()
            for number, event in events.after(reached):
                reached = number
                person, message = self.people.get(event["chat_id"]), event.get("message")
                if person is not None and message is not None and message["from"]["is_bot"]:
                    person.hear(message, new=event["type"] == "message")


@asynccontextmanager
async def gathered(telegram: Telegram, patience: float) -> AsyncIterator[Crowd]:
    """Open a crowd that listens."""
    crowd = Crowd(telegram, patience)
    listening = asyncio.create_task(crowd.listen())
    try:
        yield crowd
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
