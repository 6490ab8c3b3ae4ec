"""A rail's own list against the shop's books: what was missed is credited, what does not fit is told once."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from fulfillment.money import Money
from fulfillment.outcomes import OutcomeUnknown
from fulfillment.payments.rail import Arrival
from fulfillment.reconciliation import Reconciliation
from fulfillment.states import AttemptState
from store.attempts import of_order
from store.database import Database
from store.tables import Order, OutboxMessage, PaymentAttempt
from tests.fulfillment.trade import Trade
from tests.store.clock import Clock
from tests.store.conftest import migrated_file, postgresql, server, url
from tests.store.rows import every

__all__ = ["migrated_file", "postgresql", "server", "url"]

PRICE = Money(1000)


class Books:
    """A shop whose rail lists what arrived."""

    def __init__(self, trade: Trade) -> None:
        self.trade = trade
        self.listed: list[Arrival] = []
        self.answers = True
        trade.gateway.arrivals = self.arrivals  # type: ignore[attr-defined]  # it becomes a rail with a list
        self.reconciliation = Reconciliation(trade.shop)

    async def arrivals(self) -> list[Arrival]:
        """Return the list, or fail."""
        if not self.answers:
            raise OutcomeUnknown("no answer")
        return self.listed

    async def arrives(self, number: str, transaction: str, *, refunded: bool = False) -> None:
        """Let the list show a payment, and look at it twice."""
        self.listed = [one for one in self.listed if one.transaction != transaction]
        self.listed.append(Arrival(number, PRICE, transaction, "1001", refunded))
        await self.reconciliation.tick()
        await self.reconciliation.tick()

    async def attempts(self, order: Order) -> list[PaymentAttempt]:
        """Return an order's payments, the newest first."""
        async with self.trade.shop.database.reading() as unit:
            return list(await of_order(unit, order.id or 0))

    async def alerts(self) -> list[str]:
        """Return what the owners were alerted to."""
        rows = await every(self.trade.shop.database, OutboxMessage)
        return [row.arguments["alert"] for row in rows if row.kind == "alert"]


@pytest_asyncio.fixture
async def books(url: str, tmp_path: Path) -> AsyncIterator[Books]:
    """An open shop."""
    clock = Clock()
    database = Database(url, clock=clock)
    yield Books(Trade(database, clock, tmp_path))
    await database.close()


async def test_a_payment_that_nobody_told_of_is_delivered_days_later(books: Books) -> None:
    order = await books.trade.order()
    await books.trade.cancel(order)
    books.trade.clock.move(days=3)
    await books.arrives((await books.attempts(order))[0].number, "T1")
    await books.trade.work()
    assert await books.trade.state(order) == "delivered"
    assert await books.alerts() == []


async def test_what_was_credited_already_changes_nothing(books: Books) -> None:
    order = await books.trade.order()
    await books.trade.pay(order)
    [attempt] = await books.attempts(order)
    await books.arrives(attempt.number, f"T{attempt.number}")
    assert await books.attempts(order) == [attempt]
    assert await books.alerts() == []


async def test_a_payment_that_fits_no_order_is_told_once(books: Books) -> None:
    await books.arrives("SOMEOTHERSHOPSNUMBER", "T1")
    await Reconciliation(books.trade.shop).tick()
    assert await books.alerts() == ["payment_unplaced"]


async def test_a_second_charge_of_one_number_goes_back_and_is_counted_once(books: Books) -> None:
    order = await books.trade.order()
    await books.trade.pay(order)
    [attempt] = await books.attempts(order)
    await books.arrives(attempt.number, "T2")
    await books.trade.work()
    second, first = await books.attempts(order)
    assert (first.state, second.state) == (AttemptState.PAID, AttemptState.REFUNDED)
    assert set(books.trade.gateway.refunded) == {second.number}
    assert await books.trade.state(order) == "delivered"


async def test_money_that_went_back_past_the_shop_is_told_once(books: Books) -> None:
    order = await books.trade.order()
    await books.trade.pay(order)
    [attempt] = await books.attempts(order)
    await books.arrives(attempt.number, f"T{attempt.number}", refunded=True)
    assert await books.alerts() == ["refunded_elsewhere"]


async def test_what_the_shop_itself_gave_back_is_no_news(books: Books) -> None:
    order = await books.trade.order()
    await books.trade.pay(order)
    [attempt] = await books.attempts(order)
    await books.trade.refund(order)
    await books.trade.work()
    known = await books.alerts()
    await books.arrives(attempt.number, f"T{attempt.number}", refunded=True)
    assert await books.alerts() == known


@pytest.mark.parametrize("server", ["sqlite"], indirect=True)
async def test_a_list_that_cannot_be_read_is_read_the_next_time(books: Books) -> None:
    order = await books.trade.order()
    books.answers = False
    await books.arrives((await books.attempts(order))[0].number, "T1")
    assert await books.trade.state(order) == "awaiting_payment"
    books.answers = True
    await books.reconciliation.tick()
    assert await books.trade.state(order) == "paid"
