"""What goes to the staff's group goes by its importance; what a customer is sent waits until it can reach them."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from telegram.error import BadRequest, Forbidden, RetryAfter

from bot.messenger import Messenger
from bot.pace import Pace
from handlers.letters import Letter
from handlers.screens.screen import Screen
from store import customers, migrate, outbox
from store.customers import Profile
from store.database import Database
from store.tables import Customer, OutboxMessage
from support.desk import Priority
from tests.store.rows import a_customer, add, every

GROUP = "-100123"


class Screens:
    """Takes what is sent, when it may, and refuses as Telegram does when told to."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.open = asyncio.Event()
        self.refuse_group = 0

    async def deliver(self, chat: str, letter: Letter) -> None:
        await self.open.wait()
        if chat == GROUP and self.refuse_group:
            self.refuse_group -= 1
            raise RetryAfter(1)
        self.sent.append((chat, letter.screen.text))


@pytest_asyncio.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/shop.db")
    await migrate.upgrade(database)
    yield database
    await database.close()


def a_messenger(database: Database, screens: Any) -> Messenger:
    async def render(message: OutboxMessage) -> Letter:
        return Letter(Screen(message.arguments["text"]))

    async def undeliverable(message: OutboxMessage, reason: str) -> None:
        raise AssertionError(reason)

    messenger = Messenger(
        database, screens, render, pace=Pace(0), undeliverable=undeliverable, report=lambda _outcome: None
    )
    database.listen(lambda unit: messenger.accept(unit.outbox))
    return messenger


async def say(database: Database, to: str, text: str, priority: int = 0) -> None:
    async with database.writing() as unit:
        await outbox.write(
            unit, channel="telegram", recipient=to, kind="x", arguments={"text": text}, priority=priority
        )


async def test_23_relay_goes_before_clock_before_card_before_icon(database: Database) -> None:
    screens = Screens()
    messenger = a_messenger(database, screens)
    await say(database, GROUP, "first in line")
    await asyncio.sleep(0)
    for priority in (Priority.ICON, Priority.CARD, Priority.CLOCK, Priority.RELAY):
        for number in range(2):
            await say(database, GROUP, f"{priority.name} {number}", priority)
    screens.open.set()
    await messenger.settle()
    assert [text for _, text in screens.sent][1:] == [
        f"{name} {number}" for name in ("RELAY", "CLOCK", "CARD", "ICON") for number in range(2)
    ]


async def test_23_a_refusal_in_the_group_holds_up_no_customer(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = asyncio.Event()
    sleep = asyncio.sleep

    async def held(seconds: float) -> None:
        if seconds >= 1:
            await waiting.wait()
        else:
            await sleep(seconds)

    screens = Screens()
    screens.refuse_group = 1
    screens.open.set()
    messenger = a_messenger(database, screens)
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    monkeypatch.setattr("bot.messenger.asyncio.sleep", held)
    await say(database, GROUP, "to the staff")
    for number in range(5):
        await say(database, str(number), f"to customer {number}")
    async with asyncio.timeout(10):
        while len(screens.sent) < 5:
            await sleep(0.01)
    assert {chat for chat, _ in screens.sent} == {"0", "1", "2", "3", "4"}
    waiting.set()
    await messenger.settle()
    assert screens.sent[-1] == (GROUP, "to the staff")
    assert {row.state for row in await every(database, OutboxMessage)} == {outbox.SENT}


async def test_21_who_unblocks_the_bot_while_a_message_is_refused_gets_it_all_the_same(
    database: Database,
) -> None:
    customer = await add(database, a_customer(unreachable_since=datetime.now(UTC)))
    profile = Profile(customer.channel, customer.external_id, "en", "Ada", None)

    class Blocked(Screens):
        async def deliver(self, chat: str, letter: Letter) -> None:
            if not self.open.is_set():
                self.open.set()
                async with database.writing() as unit:
                    assert (await customers.meet(unit, profile))[1]
                    await outbox.release_parked(unit, customer.channel, customer.external_id)
                raise Forbidden("bot was blocked by the user")
            await super().deliver(chat, letter)

    screens = Blocked()
    messenger = a_messenger(database, screens)
    await say(database, customer.external_id, "an answer")
    await messenger.settle()
    await messenger.tick()
    await messenger.settle()
    assert screens.sent == [(customer.external_id, "an answer")]
    assert (await every(database, Customer))[0].unreachable_since is None


async def test_an_owner_who_has_yet_to_write_to_the_bot_gets_what_was_kept_when_they_do(
    database: Database,
) -> None:
    class Closed(Screens):
        async def deliver(self, chat: str, letter: Letter) -> None:
            if not self.open.is_set():
                raise BadRequest("Chat not found")
            await super().deliver(chat, letter)

    screens = Closed()
    messenger = a_messenger(database, screens)
    await say(database, "9001", "a customer paid too little")
    await messenger.settle()
    await messenger.tick()
    await messenger.settle()
    assert [row.state for row in await every(database, OutboxMessage)] == [outbox.PARKED]
    screens.open.set()
    async with database.writing() as unit:
        _owner, may_be_waited_for = await customers.meet(
            unit, Profile("telegram", "9001", "zh", "Olga", None)
        )
        assert may_be_waited_for
        await outbox.release_parked(unit, "telegram", "9001")
    await messenger.tick()
    await messenger.settle()
    assert screens.sent == [("9001", "a customer paid too little")]
