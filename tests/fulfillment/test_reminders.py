"""Which unpaid orders are brought to mind, when, and when not; the time is a test's own."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from fulfillment import orders as ordering
from fulfillment.quiet import QuietHours
from fulfillment.reminders import MOST_LATE, Reminders, turn_off, turn_on
from handlers.letters import Letter, LetterWriter
from store import customers
from store.database import Database
from store.tables import Customer, Order, OutboxMessage, Reminder, Ticket
from tests.fulfillment.trade import FRONT, ZONE, Trade
from tests.store.clock import Clock
from tests.store.conftest import migrated_file, postgresql, server, url
from tests.store.rows import add, every

__all__ = ["migrated_file", "postgresql", "server", "url"]

HOUR, TWENTY_HOURS = 3600, 72_000
NOON = datetime(2026, 5, 4, 12, tzinfo=ZONE)
SQLITE = pytest.mark.parametrize("server", ["sqlite"], indirect=True)


class Reminding:
    """A trade that reminds after one and after twenty hours, and nobody between 22 and 9 o'clock."""

    def __init__(self, trade: Trade) -> None:
        self.trade, self.clock = trade, trade.clock
        policy = replace(
            trade.shop.policy,
            remind_after=(timedelta(hours=1), timedelta(hours=20)),
            quiet_hours=QuietHours(time(22), time(9), ZONE),
        )
        self.shop = trade.shop = replace(trade.shop, policy=policy)
        self.reminders = Reminders(self.shop)
        self.writer = LetterWriter(self.shop.database, self.shop, FRONT)

    def remind_after(self, hours: Sequence[float]) -> None:
        """Let the owner change when it reminds, and start it again."""
        ages = tuple(timedelta(hours=one) for one in hours)
        self.shop = replace(self.shop, policy=replace(self.shop.policy, remind_after=ages))
        self.reminders = Reminders(self.shop)

    async def rows(self) -> list[OutboxMessage]:
        """Return the reminders that were written, the first first."""
        rows = await every(self.shop.database, OutboxMessage)
        return [row for row in rows if row.kind == "reminder"]

    async def passes(self, **time: float) -> list[tuple[int, int]]:
        """Let time pass and the shop look; return the order and the stage of each reminder ever written."""
        self.clock.move(**time)
        await self.reminders.tick()
        return [(row.arguments["order"], row.arguments["stage"]) for row in await self.rows()]

    async def letter(self) -> Letter | None:
        """Return the last reminder as it would be sent now."""
        return await self.writer.write((await self.rows())[-1])

    async def change(self, order: Order, **values: object) -> None:
        """Change something about the buyer of an order."""
        async with self.shop.database.writing() as unit:
            customer = await customers.get(unit, order.customer_id)
            for name, value in values.items():
                setattr(customer, name, value)
            unit.session.add(customer)

    async def buyer(self, order: Order) -> Customer:
        return await self.trade.customer(order)


@pytest_asyncio.fixture
async def shop(url: str, tmp_path: Path) -> AsyncIterator[Reminding]:
    """A shop at noon."""
    clock = Clock()
    clock.now = NOON.astimezone(UTC)
    database = Database(url, clock=clock)
    yield Reminding(Trade(database, clock, tmp_path))
    await database.close()


async def test_an_unpaid_order_is_brought_to_mind_twice_at_most(shop: Reminding) -> None:
    order = await shop.trade.order()
    number = order.id or 0
    assert await shop.passes(minutes=59) == []
    assert await shop.passes(minutes=1) == [(number, HOUR)]
    assert await shop.passes(hours=2) == [(number, HOUR)]
    assert await shop.passes(hours=18) == [(number, HOUR), (number, TWENTY_HOURS)]
    assert await shop.passes(hours=2) == [(number, HOUR), (number, TWENTY_HOURS)]


async def test_two_replicas_and_a_restart_remind_once(shop: Reminding, url: str) -> None:
    await shop.trade.order()
    shop.clock.move(hours=1)
    other = Database(url, clock=shop.clock)
    replicas = [Reminders(shop.shop), Reminders(replace(shop.shop, database=other))]
    await asyncio.gather(*(one.tick() for one in replicas * 3))
    await Reminders(shop.shop).tick()
    await other.close()
    assert len(await shop.rows()) == 1


@SQLITE
async def test_the_reminder_says_what_it_is_about_and_how_to_be_left_alone(shop: Reminding) -> None:
    order = await shop.trade.order()
    await shop.passes(hours=1)
    letter = await shop.letter()
    assert letter is not None
    assert order.reference in letter.screen.text
    assert "Starter · ¥10" in letter.screen.text
    assert "another 23 hours" in letter.screen.text
    labels = [button.text for row in letter.screen.buttons for button in row]
    assert labels == ["Pay", "Cancel order", "Help", "Stop reminders"]


@SQLITE
async def test_what_would_come_at_night_comes_in_the_morning(shop: Reminding) -> None:
    shop.clock.move(hours=9, minutes=30)  # 21:30
    order = await shop.trade.order()
    assert await shop.passes(hours=1) == []
    assert await shop.passes(hours=10, minutes=15) == []  # 08:45
    assert await shop.passes(minutes=15) == [(order.id, HOUR)]


@SQLITE
async def test_after_a_downtime_only_the_latest_stage_comes(shop: Reminding) -> None:
    order = await shop.trade.order()
    assert await shop.passes(hours=21) == [(order.id, TWENTY_HOURS)]
    assert await shop.passes(minutes=5) == [(order.id, TWENTY_HOURS)]


@SQLITE
async def test_a_stage_that_is_hours_late_is_passed_over_for_good(shop: Reminding) -> None:
    order = await shop.trade.order()
    assert await shop.passes(hours=1, seconds=MOST_LATE.total_seconds() + 1) == []
    assert [row.told for row in await every(shop.shop.database, Reminder)] == [False]
    assert await shop.passes(hours=17) == [(order.id, TWENTY_HOURS)]


@SQLITE
@pytest.mark.parametrize("what", ["paid", "cancelled", "expired"])
async def test_a_settled_order_is_not_brought_to_mind(shop: Reminding, what: str) -> None:
    order = await shop.trade.order()
    if what == "paid":
        await shop.trade.pay(order)
    elif what == "cancelled":
        await shop.trade.cancel(order)
    else:
        shop.clock.move(hours=24)
    assert await shop.passes(hours=1) == []


@SQLITE
@pytest.mark.parametrize(
    "what", ["paid", "cancelled", "off", "blocked", "person", "letter", "expired", "night", "stale"]
)
async def test_a_reminder_on_its_way_is_dropped_when_it_is_no_longer_true(shop: Reminding, what: str) -> None:
    shop.clock.move(hours=8, minutes=50)
    order = await shop.trade.order()
    await shop.passes(hours=1)
    assert await shop.letter() is not None
    if what == "paid":
        await shop.trade.pay(order)
    elif what == "cancelled":
        await shop.trade.cancel(order)
    elif what == "off":
        await shop.change(order, reminders_off_since=shop.clock.now)
    elif what == "blocked":
        await shop.change(order, unreachable_since=shop.clock.now)
    elif what == "person":
        await add(shop.shop.database, a_ticket(order, shop.clock.now, mode="human"))
    elif what == "letter":
        await shop.change(order, wrote_to_person_at=shop.clock.now)
    elif what == "expired":
        shop.clock.move(hours=23)
    elif what == "night":
        shop.clock.move(minutes=15)
    else:
        shop.clock.now -= timedelta(hours=2)
        (row,) = await shop.rows()
        row.created_at -= timedelta(hours=3)
        assert await shop.writer.write(row) is None
        return
    assert await shop.letter() is None


@SQLITE
async def test_nobody_is_reminded_while_a_person_answers_nor_right_after(shop: Reminding) -> None:
    order = await shop.trade.order()
    ticket = await add(shop.shop.database, a_ticket(order, shop.clock.now, mode="waiting"))
    assert await shop.passes(hours=1) == []
    async with shop.shop.database.writing() as unit:
        ticket.mode, ticket.closed_at = "bot", unit.now
        unit.session.add(ticket)
    assert await shop.passes(minutes=20) == []
    assert await shop.passes(minutes=20) == [(order.id, HOUR)]


async def test_who_writes_to_a_person_without_a_group_is_left_alone(shop: Reminding) -> None:
    order = await shop.trade.order()
    await shop.change(order, conversation={"expects": "support_message", "order": order.reference})
    assert await shop.passes(hours=1, minutes=5) == []
    await shop.change(order, conversation={"expects": "order_id"})
    assert await shop.passes(minutes=5) == [(order.id, HOUR)]


async def test_who_wrote_to_a_person_is_left_alone_for_a_day(shop: Reminding) -> None:
    shop.remind_after((1, 26))
    policy = replace(shop.shop.policy, order_lifetime=timedelta(days=3))
    shop.shop = shop.trade.shop = replace(shop.shop, policy=policy)
    order = await shop.trade.order()
    await shop.change(order, wrote_to_person_at=shop.clock.now)
    assert await shop.passes(hours=1, minutes=5) == []
    assert await shop.passes(hours=22) == []
    await shop.change(order, wrote_to_person_at=shop.clock.now - timedelta(hours=21, minutes=30))
    assert await shop.passes(hours=2, minutes=20) == []
    assert await shop.passes(minutes=40) == [(order.id, 26 * HOUR)]


@SQLITE
async def test_a_banned_customer_is_not_reminded(shop: Reminding) -> None:
    order = await shop.trade.order()
    await add(shop.shop.database, a_ticket(order, shop.clock.now, banned_at=shop.clock.now))
    assert await shop.passes(hours=1) == []


@SQLITE
async def test_who_just_said_to_have_paid_is_left_alone_for_a_while(shop: Reminding) -> None:
    order = await shop.trade.order()
    shop.clock.move(minutes=55)
    async with shop.shop.database.writing() as unit:
        assert await ordering.ask_gateway_now(unit, order)
    assert await shop.passes(minutes=6) == []
    assert await shop.passes(minutes=30) == [(order.id, HOUR)]


@SQLITE
async def test_two_open_orders_are_one_reminder_that_names_the_other(shop: Reminding) -> None:
    first, _second = await shop.trade.order("trial"), await shop.trade.order()
    assert await shop.passes(hours=1, minutes=1) == [(first.id, HOUR)]
    letter = await shop.letter()
    assert letter is not None
    assert "1 more unpaid order" in letter.screen.text
    assert await shop.passes(hours=2) == [(first.id, HOUR)]


@SQLITE
async def test_two_customers_are_reminded_each_of_their_own(shop: Reminding) -> None:
    first, second = await shop.trade.order(), await shop.trade.order(buyer="1002")
    assert await shop.passes(hours=1) == [(first.id, HOUR), (second.id, HOUR)]


@SQLITE
async def test_reminders_that_were_turned_off_come_again_when_turned_on(shop: Reminding) -> None:
    order = await shop.trade.order()
    async with shop.shop.database.writing() as unit:
        await turn_off(unit, await customers.get(unit, order.customer_id))
    assert await shop.passes(hours=1) == []
    async with shop.shop.database.writing() as unit:
        turn_on(await customers.get(unit, order.customer_id))
    assert await shop.passes(minutes=1) == [(order.id, HOUR)]


@pytest.mark.parametrize(
    ("before", "after", "come"),
    [
        ((1, 20), (0.5, 1, 20), [1, 20]),
        ((0.5, 1, 20), (1, 20), [0.5, 1, 20]),
        ((1, 20), (20,), [1, 20]),
        ((1,), (0.5,), [1]),
        ((20, 1), (1, 2, 20), [1, 2, 20]),
    ],
)
async def test_other_ages_in_the_settings_neither_repeat_nor_lose_a_reminder(
    shop: Reminding, before: Sequence[float], after: Sequence[float], come: Sequence[float]
) -> None:
    order = await shop.trade.order()
    shop.remind_after(before)
    for _ in range(2):
        await shop.passes(minutes=30)
    shop.remind_after(after)
    await shop.passes(seconds=7)
    for _ in range(40):
        await shop.passes(minutes=30)
    assert await shop.passes() == [(order.id, int(hours * HOUR)) for hours in come]


@SQLITE
async def test_a_shop_that_reminds_of_nothing_reminds_of_nothing(shop: Reminding) -> None:
    await shop.trade.order()
    shop.reminders = Reminders(replace(shop.shop, policy=replace(shop.shop.policy, remind_after=())))
    assert await shop.passes(hours=1) == []


def a_ticket(order: Order, now: datetime, **values: Any) -> Ticket:
    """The place of an order's buyer at the help desk."""
    return Ticket(customer_id=order.customer_id, opened_at=now, **values)
