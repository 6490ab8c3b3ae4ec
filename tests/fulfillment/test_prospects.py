"""Who buys learns before they pay that a delivery may take longer, or that nothing can come of it."""

from dataclasses import replace

import pytest

from fulfillment.consoles.issuer import DeliveryPath
from fulfillment.outcomes import OutcomeUnknown, Rejected
from fulfillment.shop import Person
from fulfillment.watch import FundsWatch
from store.tables import Order
from tests.fulfillment.talk import Talk
from tests.fulfillment.trade import Trade
from tests.screens.reading import buttons_of, labels
from tests.store.rows import every

BUYER = Person("telegram", "1001")
SLOW = "may take longer than usual just now"
CODE = "CODE-0001-0001-0001"


@pytest.fixture
def trade(small_shop: Trade) -> Trade:
    """The shop of this test; there are two ways to pay."""
    small_shop.gateway.methods = ("alipay", "wxpay")
    return small_shop


@pytest.fixture
def buyer(trade: Trade) -> Talk:
    """Somebody who wants to buy."""
    return Talk(trade, BUYER)


async def ask_the_console(trade: Trade) -> None:
    """Let ten minutes pass, until the sales account is looked at."""
    trade.clock.move(minutes=10)
    await FundsWatch(trade.shop).tick()


async def fail_to_deliver(trade: Trade) -> Order:
    """Let a console refuse whatever it is asked for, and an order wait for a person."""
    trade.keys.wrong = trade.codes.wrong = Rejected("no")
    order = await trade.order(buyer="1002")
    await trade.pay(order, rounds=4)
    assert await trade.state(order) == "parked"
    return order


async def sees(buyer: Talk, trade: Trade, package: str = "starter") -> str:
    """Return all that is read on the way from the first look to the code."""
    read = [(await buyer.send("home")).text, (await buyer.send("buy")).text]
    read.append((await buyer.send(f"package:{package}")).text)
    await buyer.send(f"method:{package}:alipay")
    await trade.work()
    read.append((await buyer.letter()).text)
    return "\n".join(read)


async def test_nothing_is_said_while_nothing_is_known_to_be_wrong(trade: Trade, buyer: Talk) -> None:
    read = await sees(buyer, trade)
    assert SLOW not in read
    assert "⏳" not in read
    assert "right after you pay" in read


async def test_a_console_that_refuses_is_said_before_paying_on_every_screen_and_no_longer_after_it_delivered(
    trade: Trade, buyer: Talk
) -> None:
    order = await fail_to_deliver(trade)
    assert (await sees(buyer, trade)).count(SLOW) == 4
    assert "right after you pay" not in (await buyer.letter()).text
    trade.keys.wrong = trade.codes.wrong = None
    trade.clock.move(minutes=11)
    await trade.work(2)
    assert await trade.state(order) == "delivered"
    assert SLOW not in await sees(buyer, trade)


async def test_a_console_that_is_silent_is_known_to_be_and_so_is_that_it_is_back(
    trade: Trade, buyer: Talk
) -> None:
    trade.keys.held = 10**9
    trade.keys.wrong = OutcomeUnknown("no answer")
    await ask_the_console(trade)
    assert SLOW in (await buyer.send("buy")).text
    trade.keys.wrong = None
    await ask_the_console(trade)
    assert SLOW not in (await buyer.send("buy")).text


async def test_an_order_that_waits_for_a_silent_console_warns_the_next_buyer(
    trade: Trade, buyer: Talk
) -> None:
    trade.keys.wrong = trade.codes.wrong = OutcomeUnknown("no answer")
    order = await trade.order(buyer="1002")
    await trade.pay(order)
    for _ in range(6):
        trade.clock.move(minutes=1)
        await trade.work()
    assert await trade.state(order) == "parked"
    assert SLOW in (await buyer.send("buy")).text


async def test_an_empty_sales_account_makes_it_slow_only_where_codes_are_not_made_either(
    trade: Trade, buyer: Talk
) -> None:
    trade.keys.held = 0
    await ask_the_console(trade)
    assert SLOW not in (await buyer.send("buy")).text
    issuers = {DeliveryPath.KEY: trade.keys}
    trade.run_with(replace(trade.shop, issuers=issuers))
    assert SLOW in (await buyer.send("buy")).text
    trade.keys.held = 1
    await ask_the_console(trade)
    assert SLOW not in (await buyer.send("buy")).text


async def test_a_package_with_a_code_in_the_stock_is_not_slow(trade: Trade, buyer: Talk) -> None:
    await fail_to_deliver(trade)
    await trade.stock("trial", CODE)
    slow = [line for line in (await buyer.send("buy")).text.splitlines() if line.endswith("⏳")]
    assert len(slow) == len(trade.shop.catalog.packages) - 1
    assert SLOW not in (await buyer.send("package:trial")).text
    assert SLOW in (await buyer.send("package:starter")).text


async def test_with_one_way_to_pay_the_order_is_placed_only_after_it_was_said(
    trade: Trade, buyer: Talk
) -> None:
    trade.gateway.methods = ("alipay",)
    await fail_to_deliver(trade)
    before = len(await every(trade.shop.database, Order))
    assert SLOW in (await buyer.send("package:starter")).text
    assert len(await every(trade.shop.database, Order)) == before
    await buyer.tap("Buy")
    assert len(await every(trade.shop.database, Order)) == before + 1


async def test_ordering_again_says_it_first_too(trade: Trade, buyer: Talk) -> None:
    order = await trade.order(buyer=BUYER.external_id)
    await trade.pay(order, rounds=2)
    await fail_to_deliver(trade)
    before = len(await every(trade.shop.database, Order))
    assert SLOW in (await buyer.send(f"again:{order.reference}")).text
    assert len(await every(trade.shop.database, Order)) == before


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_what_cannot_be_delivered_at_all_is_shown_and_cannot_be_chosen(
    trade: Trade, language: str
) -> None:
    trade.run_with(replace(trade.shop, issuers={}))
    await trade.stock("trial", CODE)
    order = await trade.order("trial", buyer=BUYER.external_id)
    await trade.pay(order, rounds=2)
    assert await trade.state(order) == "delivered"
    await trade.stock("standard", "CODE-0002-0002-0002")
    buyer = Talk(trade, BUYER, language)
    text = {"en": "sold out for now", "zh": "暂时缺货"}[language]
    shown = await buyer.send("buy")
    assert shown.text.count(text) == len(trade.shop.catalog.packages) - 1
    assert [one.data for one in buttons_of(shown) if (one.data or "").startswith("package:")] == [
        "package:standard"
    ]
    before = len(await every(trade.shop.database, Order))
    for data in ("package:starter", "method:starter:alipay", f"again:{order.reference}"):
        assert text.split(" for")[0] in (await buyer.send(data)).text
    assert len(await every(trade.shop.database, Order)) == before


async def test_a_shop_that_can_deliver_nothing_sells_nothing(trade: Trade, buyer: Talk) -> None:
    trade.run_with(replace(trade.shop, issuers={}))
    assert "restocking" in (await buyer.send("buy")).text
    assert not [label for label in labels(await buyer.send("home")) if "¥" in label]
