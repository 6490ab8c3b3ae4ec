"""What a payment message says of the time left stays true, and changes seldom."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.time_left import STEPS, TimeLeft, more_than, true_until
from store.database import Database
from store.orders import remember_message
from store.tables import Order, OutboxMessage
from tests.fulfillment.trade import Trade
from tests.store.clock import START, Clock
from tests.store.conftest import migrated_file, postgresql, server, url
from tests.store.rows import every

__all__ = ["migrated_file", "postgresql", "server", "url"]

SQLITE = pytest.mark.parametrize("server", ["sqlite"], indirect=True)


@given(seconds=st.integers(1, 2 * 24 * 3600), share=st.floats(0, 0.999))
def test_what_is_said_of_the_time_left_is_true_until_it_is_said_anew(seconds: int, share: float) -> None:
    left = timedelta(seconds=seconds)
    ends_at = START + left
    until = true_until(ends_at, START)
    assert START < until <= ends_at
    later = START + (until - START) * share
    step = more_than(left)
    assert step is None or step < ends_at - later
    assert more_than(ends_at - until) != step or until == ends_at


def test_a_day_has_few_steps() -> None:
    moment, steps = START, 0
    while moment < START + timedelta(hours=24):
        moment, steps = true_until(START + timedelta(hours=24), moment), steps + 1
    assert steps == len(STEPS) + 1


@pytest_asyncio.fixture
async def trade(url: str, tmp_path: Path) -> AsyncIterator[Trade]:
    """A shop that sells."""
    clock = Clock()
    database = Database(url, clock=clock)
    yield Trade(database, clock, tmp_path)
    await database.close()


async def shown(trade: Trade) -> Order:
    """Return an order whose payment message stands in the chat."""
    order = await trade.order()
    await remember_message(trade.shop.database, order.id or 0, 7, "picture")
    return order


async def edits(trade: Trade, **time: float) -> int:
    """Let time pass and the shop look every minute; return how often the message was brought up to date."""
    before = await _payments(trade)
    keeper = TimeLeft(trade.shop)
    for _ in range(max(1, int(timedelta(**time) / timedelta(minutes=1)))):
        trade.clock.move(minutes=1)
        await keeper.tick()
    return await _payments(trade) - before


async def _payments(trade: Trade) -> int:
    return len([row for row in await every(trade.shop.database, OutboxMessage) if row.kind == "payment"])


async def test_a_qr_of_two_hours_is_brought_up_to_date_three_times(trade: Trade) -> None:
    await shown(trade)
    assert await edits(trade, minutes=58) == 0
    assert await edits(trade, minutes=4) == 1  # one hour left
    assert await edits(trade, minutes=30) == 1  # half an hour
    assert await edits(trade, minutes=20) == 1  # ten minutes


@SQLITE
async def test_a_message_that_was_sent_just_before_a_downtime_is_brought_up_to_date_after_it(
    trade: Trade,
) -> None:
    await shown(trade)
    trade.clock.move(minutes=70)
    assert await edits(trade, minutes=2) == 1


@SQLITE
async def test_a_new_qr_begins_anew(trade: Trade) -> None:
    order = await shown(trade)
    await edits(trade, minutes=2)
    await trade.new_qr(order)
    await edits(trade, minutes=2)
    assert await edits(trade, minutes=62) == 1


@SQLITE
async def test_a_settled_order_is_left_alone(trade: Trade) -> None:
    order = await shown(trade)
    await edits(trade, minutes=2)
    await trade.cancel(order)
    assert await edits(trade, minutes=65) == 0
