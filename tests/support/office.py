"""The help desk without sockets, threads or waiting: the real conversation and messenger, the sandbox's Telegram.

All of it runs in one process and in virtual time: a minute that the group's limits cost takes no time at all.
"""

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor, Future
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from telegram import Update
from telegram.ext import Application
from telegram.request import BaseRequest, RequestData

from bot.checkout import Checkout
from bot.health import Metrics
from bot.messenger import CHANNEL, Messenger
from bot.pace import Pace
from bot.telegram_desk import TelegramDesk
from bot.telegram_screen import TelegramScreens
from bot.updates import UpdateHandler
from fulfillment.shop import Person
from handlers.letters import LetterWriter
from handlers.routes import Conversation, TelegramApplication
from sandbox.documents import Documents
from sandbox.telegram.errors import ApiError
from sandbox.telegram.methods import METHODS
from sandbox.telegram.models import ADMINISTRATOR_RIGHTS, Chat, Json, Member
from sandbox.telegram.parameters import Parameters, Upload
from sandbox.telegram.telegram import Telegram
from sandbox.telegram.text import tidy
from store.database import Database
from store.encryption import Encryption
from store.tables import DeskMessage, OutboxMessage
from tests.conversation.test_support import PIXEL as ENCODED_PIXEL
from tests.fulfillment.trade import FRONT, KEYS, OWNER, Trade
from tests.simulation.inline_sqlite import SEAT, URL
from tests.simulation.timing import VirtualLoop
from tests.store.clock import Clock
from tests.store.rows import every

OLGA, STAN, SUE = int(OWNER.external_id), 9002, 9003
PEOPLE = {OLGA: "Olga", STAN: "Stan", SUE: "Sue"}
ENCRYPTION = Encryption(KEYS[:1])
ANSWERS_WITHIN = 0.05  # seconds that Telegram takes for a call
LOOKS_EVERY = 0.5
PIXEL = base64.b64decode(ENCODED_PIXEL)
PHOTO: Json = {"photo": [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]}


class _Line(BaseRequest):
    """Reaches the sandbox's Telegram by a call of a function."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None:
        """There is nothing to open."""

    async def shutdown(self) -> None:
        """There is nothing to close."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        name = url.rpartition("/")[2]
        parameters = _parameters(request_data)
        await asyncio.sleep(ANSWERS_WITHIN)
        status, answer = 200, {"ok": True}
        try:
            fault = self._telegram.faults.take(name)
            if fault is not None:
                fault.strike()
            answer["result"] = await METHODS[name.lower()](self._telegram, parameters)
        except ApiError as refused:
            status, answer = refused.code, refused.body()
        self._telegram.calls.add(name, parameters, answer, self._telegram.clock())
        return status, json.dumps(answer).encode()


def _parameters(request_data: RequestData | None) -> Parameters:
    if request_data is None:
        return Parameters()
    files = {
        part: Upload(name, kind, _bytes(content))
        for part, (name, content, kind) in request_data.multipart_data.items()
    }
    return Parameters(dict(request_data.json_parameters), files)


def _bytes(content: bytes | IO[bytes]) -> bytes:
    return content if isinstance(content, bytes) else content.read()


class _AtOnce(Executor):
    """A thread that is none: what it is to do is done at once."""

    def submit(self, work: Any, /, *arguments: Any, **named: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(work(*arguments, **named))
        return done


class _LoopClock(Clock):
    """Goes with the loop, and by itself alone."""

    def __init__(self, loop: VirtualLoop) -> None:
        self._loop = loop

    def __call__(self) -> datetime:
        return self._loop.now()

    def move(self, **_by: float) -> datetime:
        return self._loop.now()


class Office:
    """The staff's group with Olga, Stan and Sue, the shop, and whoever comes."""

    def __init__(self, loop: VirtualLoop, telegram: Telegram, group: Chat, application: Any) -> None:
        self.telegram = telegram
        self.group = group
        self.words: list[tuple[int, str]] = []
        self._loop = loop
        self._next = 5001
        self._application: TelegramApplication = application

    def open(self, database: Database, messages_a_second: float, folder: Path) -> None:
        """Wire the shop together as `bot.app` does."""
        self.database = database
        bot, where = self._application.bot, str(self.group.chat_id)
        self.trade = Trade(database, _LoopClock(self._loop), folder)
        staff = [Person(CHANNEL, str(one)) for one in (STAN, SUE)]
        shop = replace(self.trade.shop, staff=staff, staff_chat=Person(CHANNEL, where))
        front = replace(FRONT, staff_chat=where, canned=folder / "canned.toml")
        self.troubles: list[str | None] = []

        async def trouble(reason: str | None) -> None:
            self.troubles.append(reason)

        async def undeliverable(message: OutboxMessage, reason: str) -> None:
            raise AssertionError(f"{message.kind}: {reason}")

        async def alert(kind: str, fact: str) -> None:
            raise AssertionError(f"{kind}: {fact}")

        screens = TelegramScreens(bot, database, lambda _picture: PIXEL)
        screens._drawing = _AtOnce()  # type: ignore[assignment]
        self._messenger = Messenger(
            database,
            screens,
            LetterWriter(database, shop, front).write,
            desk=TelegramDesk(bot, database, front.desk(shop), trouble=trouble),
            pace=Pace(messages_a_second),
            undeliverable=undeliverable,
            report=lambda _outcome: None,
        )
        database.listen(lambda unit: self._messenger.accept(unit.outbox))
        self._handler = UpdateHandler(
            bot,
            database,
            Conversation(self._application, shop, front),
            checkout=Checkout(shop),
            metrics=Metrics(),
            alert=alert,
        )

    def comes(self, name: str, language: str = "en") -> int:
        """Let a customer come, and return their number."""
        number = self._next = self._next + 1
        self.telegram.world.add_user(
            {"id": number, "is_bot": False, "first_name": name, "language_code": language}
        )
        return number

    def says(self, who: int, text: str = "", *, thread: int = 0, reply_to: int = 0, **content: Any) -> Json:
        """Put a message of somebody into their chat, of the staff into a topic; nobody has read it yet."""
        chat = self.group if who in PEOPLE else self.telegram.world.chats[who]
        if text:
            plain, entities = tidy(text, [])
            field = "caption" if content else "text"
            content |= {field: plain, f"{field}_entities" if content else "entities": entities}
        answered = chat.messages.get(reply_to)
        return self.telegram.person_posts(chat, who, content, thread=thread, reply_to=answered).body

    async def hears(self, who: int, text: str = "", **more: Any) -> Json:
        """Let somebody say something, and the shop do all that comes of it."""
        said = self.says(who, text, **more)
        await self.works()
        return said

    async def edits(self, who: int, message: Json, text: str, **content: Any) -> None:
        """Let somebody change the text, caption or picture of their message, and the shop do what comes of it."""
        chat = self.group if who in PEOPLE else self.telegram.world.chats[who]
        stored = chat.messages[message["message_id"]]
        plain, entities = tidy(text, [])
        field = "text" if "text" in stored.body else "caption"
        changed = {field: plain, f"{field}_entities" if field == "caption" else "entities": entities}
        stored.body = {**stored.body, **content, **changed, "edit_date": int(self.telegram.clock())}
        self.telegram.world.change(chat, stored)
        self.telegram.tell_bot(chat, stored, "edited_message")
        await self.works()

    async def works(self, within: float = 900.0) -> None:
        """Let the shop work until nothing is left to do, or for so many seconds."""
        until = self._loop.time() + within
        while self._loop.time() < until:
            for update in self.telegram.updates.pending():
                await self._handler.handle(Update.de_json(update.body(), self._application.bot))
                self.telegram.updates.forget(update.update_id)
            await self._handler.settle()
            await self._messenger.tick()
            await self._messenger.settle()
            waiting = [row for row in await every(self.database, OutboxMessage) if row.state == "waiting"]
            if not waiting and not self.telegram.updates.pending():
                return
            await asyncio.sleep(LOOKS_EVERY)

    async def answers(self, who: int, text: str, *, thread: int, **more: Any) -> list[str]:
        """Let one of the staff write in a topic, and return what the bot writes there upon it."""
        before = max(self.group.messages)
        await self.hears(who, text, thread=thread, **more)
        found = [
            one
            for one in self.messages(thread=thread)
            if one["message_id"] > before and one["from"]["is_bot"]
        ]
        return [str(one["text"]) for one in found if "text" in one]

    async def in_conversation(self, name: str) -> tuple[int, int]:
        """Let a customer come to whom Stan says hello; return their number and their topic."""
        customer = self.comes(name)
        await self.hears(customer, "/support")
        thread = self.topic_of(name)
        await self.hears(STAN, "Hello", thread=thread)
        return customer, thread

    async def notes(self) -> list[str]:
        """Return what is kept among the staff."""
        kept = [one for one in await every(self.database, DeskMessage) if one.side == "note"]
        return [ENCRYPTION.open(one.customer_chat, one.sealed_text) for one in kept]

    def topic_of(self, name: str) -> int:
        """Return the thread of the topic with a customer's name."""
        return next(one.thread_id for one in self.group.topics.values() if one.name.endswith(name))

    def messages(self, chat: int | None = None, *, thread: int | None = None) -> list[Json]:
        """Return what stands in a chat, or in a topic of the group."""
        found = self.group if chat is None else self.telegram.world.chats[chat]
        bodies = [stored.body for _, stored in sorted(found.messages.items())]
        return [one for one in bodies if thread is None or one.get("message_thread_id") == thread]

    def texts(self, chat: int | None = None, *, thread: int | None = None) -> list[str]:
        """Return the texts and captions that the bot wrote in a chat, or in a topic of the group."""
        bots = [one for one in self.messages(chat, thread=thread) if one["from"]["is_bot"]]
        return [str(one.get("text") or one.get("caption") or "") for one in bots]


Story = Callable[[Office], Awaitable[None]]


class Stage:
    """Where stories of the office are told, each in a world of its own."""

    def __init__(self, directory: Path, template: bytes) -> None:
        self._directory = directory
        self._template = template

    def tell(self, story: Story, *, messages_a_second: float = 0.0) -> None:
        """Tell a story from its beginning to its end; 0 messages a second is no pace at all."""
        with asyncio.Runner(loop_factory=VirtualLoop) as runner:
            loop = runner.get_loop()
            assert isinstance(loop, VirtualLoop)
            runner.run(self._tell(loop, story, messages_a_second))

    async def _tell(self, loop: VirtualLoop, story: Story, messages_a_second: float) -> None:
        path = self._directory / "shop.db"
        path.write_bytes(self._template)
        SEAT.path, SEAT.writers = path, None
        telegram = Telegram(Documents(None), token="1:office", clock=lambda: loop.now().timestamp())
        application: TelegramApplication = (
            Application.builder()
            .token("1:office")
            .request(_Line(telegram))
            .get_updates_request(_Line(telegram))
            .updater(None)
            .build()
        )
        database = Database(URL, clock=loop.now)
        try:
            await application.initialize()
            office = Office(loop, telegram, _open_group(telegram), application)
            office.open(database, messages_a_second, self._directory)
            await story(office)
        finally:
            await database.close()
            await application.shutdown()


def _open_group(telegram: Telegram) -> Chat:
    world = telegram.world
    for number, name in PEOPLE.items():
        world.add_user({"id": number, "is_bot": False, "first_name": name, "language_code": "en"})
    members = {number: Member() for number in PEOPLE}
    members[telegram.bot["id"]] = Member("administrator", dict.fromkeys(ADMINISTRATOR_RIGHTS, True))
    return world.add_chat(
        Chat(world.new_group_id("supergroup"), "supergroup", title="Staff", is_forum=True, members=members)
    )
