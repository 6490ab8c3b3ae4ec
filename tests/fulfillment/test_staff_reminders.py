"""What the staff hear by themselves: parked orders, an account that runs low, and all about money."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from sqlmodel import col, select

from fulfillment.consoles.issuer import DeliveryPath
from fulfillment.outcomes import OutcomeUnknown, Rejected
from fulfillment.shop import Person
from fulfillment.watch import FundsWatch, ParkedWatch, WaysToDeliver
from store.attempts import of_order
from store.database import Database
from store.tables import OutboxMessage, StockCode
from tests.fulfillment.trade import OWNER, Trade
from tests.store.clock import Clock
from tests.store.conftest import migrated_file, postgresql, server, url
from tests.store.rows import every

__all__ = ["migrated_file", "postgresql", "server", "url"]

SQLITE = pytest.mark.parametrize("server", ["sqlite"], indirect=True)
GROUP = Person("telegram", "-1001234567890")


@pytest_asyncio.fixture
async def trade(url: str, tmp_path: Path) -> AsyncIterator[Trade]:
    """A shop that sells, with a staff group."""
    clock = Clock()
    database = Database(url, clock=clock)
    trade = Trade(database, clock, tmp_path)
    yield trade
    await database.close()


async def alerts(trade: Trade, recipient: Person = OWNER) -> list[str]:
    """Return the alerts that somebody was told, the first first."""
    rows = await every(trade.shop.database, OutboxMessage)
    return [
        row.arguments["alert"]
        for row in rows
        if row.kind == "alert" and row.recipient == recipient.external_id
    ]


async def notices(trade: Trade) -> list[str]:
    rows = await every(trade.shop.database, OutboxMessage)
    return [row.kind for row in rows if row.recipient == "1001" and row.kind != "payment"]


async def looks(trade: Trade, **time: float) -> list[str]:
    """Let time pass and the shop look at what is parked; return all alerts about parked orders so far."""
    trade.clock.move(**time)
    await ParkedWatch(trade.shop).tick()
    return [alert for alert in await alerts(trade) if "parked" in alert]


async def test_a_parked_order_is_told_of_at_once_after_hours_and_when_it_is_over(trade: Trade) -> None:
    trade.keys.wrong = trade.codes.wrong = Rejected("nothing today")
    order = await trade.order()
    await trade.pay(order, rounds=3)
    assert await looks(trade) == ["order_parked"]
    assert await looks(trade, hours=3, minutes=59) == ["order_parked"]
    assert await looks(trade, minutes=2) == ["order_parked", "order_still_parked"]
    assert await looks(trade, hours=9) == ["order_parked", "order_still_parked"]
    await trade.close(order)
    assert await looks(trade) == ["order_parked", "order_still_parked", "order_unparked"]
    assert await looks(trade, days=1) == ["order_parked", "order_still_parked", "order_unparked"]


@SQLITE
async def test_the_sales_account_is_told_of_when_low_when_empty_and_when_filled(trade: Trade) -> None:
    watch = FundsWatch(trade.shop)
    largest = max(package.quota for package in trade.shop.catalog.packages)
    for held in (3 * largest, 3 * largest - 1, largest, 0, -5, 1, 3 * largest, 4 * largest):
        trade.keys.held = held
        await watch.tick()
    assert await alerts(trade) == ["quota_low", "quota_empty", "quota_filled"]


async def test_a_low_code_stock_is_told_of_without_a_sale_once_and_once_more_when_filled(
    trade: Trade,
) -> None:
    watch = FundsWatch(trade.shop)
    await watch.tick()
    assert await alerts(trade) == [], "what is never sold from the stock is not missed"
    await trade.stock("starter", *(f"first-{number}" for number in range(6)))
    await watch.tick()
    assert await alerts(trade) == []
    await let_codes_go(trade, 1)
    for _ in range(2):
        await watch.tick()
    assert await alerts(trade) == ["stock_low"]
    await let_codes_go(trade, 5)
    await watch.tick()
    await trade.stock("starter", "one-more")
    await watch.tick()
    assert await alerts(trade) == ["stock_low"], "one code is not filled again"
    await trade.stock("starter", *(f"second-{number}" for number in range(6)))
    await watch.tick()
    assert await alerts(trade) == ["stock_low", "stock_filled"]


@SQLITE
async def test_an_import_that_leaves_few_codes_says_so(trade: Trade) -> None:
    await trade.stock("starter", "the-only-one")
    assert await alerts(trade) == ["stock_low"]


@SQLITE
async def test_a_stock_that_is_not_sold_from_is_not_counted(trade: Trade) -> None:
    await trade.stock("starter", *(f"code-{number}" for number in range(6)))
    await let_codes_go(trade, 6)
    trade.shop = replace(trade.shop, paths=[DeliveryPath.KEY])
    await FundsWatch(trade.shop).tick()
    assert await alerts(trade) == []


async def let_codes_go(trade: Trade, number: int) -> None:
    """Take codes out of the stock, however they went."""
    async with trade.shop.database.writing() as unit:
        free = select(StockCode).where(col(StockCode.order_id).is_(None)).limit(number)
        for code in (await unit.session.exec(free)).all():
            await unit.session.delete(code)


@SQLITE
async def test_an_account_that_nobody_can_ask_after_is_no_alert(trade: Trade) -> None:
    trade.keys.held = None
    await FundsWatch(trade.shop).tick()

    async def silent() -> int | None:
        raise OutcomeUnknown("no answer")

    trade.keys.funds = silent  # type: ignore[method-assign]
    await FundsWatch(trade.shop).tick()
    assert await alerts(trade) == []


@SQLITE
async def test_the_staff_group_hears_what_the_owners_hear_once(trade: Trade) -> None:
    trade.shop = replace(trade.shop, staff_chat=GROUP)
    trade.keys.held = 0
    for _ in range(2):
        await FundsWatch(trade.shop).tick()
    assert await alerts(trade) == await alerts(trade, GROUP) == ["quota_empty"]


@SQLITE
async def test_who_pays_too_much_is_told_what_becomes_of_the_rest(trade: Trade) -> None:
    order = await trade.order()
    await trade.pay(order, 1001)
    assert (await alerts(trade), await notices(trade)) == (["overpaid"], ["overpaid", "delivered"])


@SQLITE
async def test_a_second_payment_that_goes_back_by_itself_is_told_to_the_staff_as_well(trade: Trade) -> None:
    order = await trade.order()
    await trade.new_qr(order)
    await trade.pay(order)
    await trade.pay_the_first_qr_too(order)
    assert await alerts(trade) == ["paid_twice_returning"]
    assert "paid_twice" in await notices(trade)


@SQLITE
async def test_a_payment_that_counts_twice_is_told_to_the_customer_and_to_the_staff(trade: Trade) -> None:
    first, second = await trade.order(), await trade.order()
    await trade.pay(first)
    async with trade.shop.database.reading() as unit:
        number = (await of_order(unit, second.id or 0))[0].number
        taken = (await of_order(unit, first.id or 0))[0].gateway_transaction
    trade.gateway.transactions[number] = taken or ""
    await trade.pay(second)
    assert await alerts(trade) == ["transaction_reused"]
    assert (await notices(trade))[-1] == "unclear"
    assert await trade.state(second) == "awaiting_payment"


async def test_the_owner_hears_once_that_nothing_could_be_delivered_and_when_something_can(
    trade: Trade,
) -> None:
    await WaysToDeliver(trade.shop).tick()
    assert await alerts(trade) == [], "two consoles"
    without_accounts = replace(trade.shop, issuers={})
    for _ in range(2):
        await WaysToDeliver(without_accounts).tick()
    assert await alerts(trade) == ["no_way_to_deliver"]
    await WaysToDeliver(replace(without_accounts, rails={})).tick()
    assert await alerts(trade) == ["no_way_to_deliver", "way_to_deliver_found"], "nothing is sold any more"
    await WaysToDeliver(without_accounts).tick()
    await trade.stock("starter", *(f"code-{number}" for number in range(6)))
    await WaysToDeliver(without_accounts).tick()
    assert await alerts(trade) == ["no_way_to_deliver", "way_to_deliver_found"] * 2
