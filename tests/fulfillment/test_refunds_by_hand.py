"""Money that a person gives back: what and how much is noted by the chat, and the books keep it to the fen."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from fulfillment import invariants, orders
from fulfillment.consoles.issuer import DeliveryPath
from fulfillment.money import Money
from fulfillment.outcomes import Rejected
from fulfillment.payments.rail import Capabilities
from fulfillment.shop import Person
from fulfillment.views import OrderView
from store.orders import by_reference
from store.tables import AuditEntry, Order, Refund
from tests.fulfillment.talk import Talk
from tests.fulfillment.trade import OWNER, Trade
from tests.screens.reading import labels
from tests.store.rows import every

BUYER = Person("telegram", "1001")
TRANSFER = "0x51aa, she asked for half"


@pytest.fixture
def trade(small_shop: Trade) -> Trade:
    """The shop of this test, which is paid in coins that go back by hand only: ₮1.39 for ¥10."""
    small_shop.gateway.capabilities = Capabilities(can_close=False, can_refund=False, partial_refund=False)
    small_shop.gateway.charged = Money(1_390_000, "USDT")
    return small_shop


async def bought(trade: Trade) -> Order:
    """Let somebody buy a key of which they use 30 %."""
    order = await trade.order()
    await trade.pay(order, rounds=2)
    assert await trade.state(order) == "delivered"
    trade.keys.used[1] = order.quota * 30 // 100
    return order


async def seen(trade: Trade, order: Order) -> OrderView:
    async with trade.shop.database.reading() as unit:
        found = await by_reference(unit, order.reference)
        assert found is not None
        return await orders.view(unit, trade.shop, found)


async def gives_back_a_part(talk: Talk, order: Order, written: str) -> None:
    """Let the owner decide on a part, and the shop switch the key off."""
    await talk.send(f"refund:{order.reference}")
    await talk.tap("Another amount")
    await talk.write(written)
    await talk.write("she used a third of it")


async def acts(trade: Trade) -> Sequence[tuple[str, str]]:
    return [(entry.act, entry.reason) for entry in await every(trade.shop.database, AuditEntry)]


async def test_a_part_of_what_was_paid_in_coins_is_sent_by_a_person_and_noted_with_where_to_look_it_up(
    trade: Trade,
) -> None:
    order, owner, buyer = await bought(trade), Talk(trade, OWNER), Talk(trade, BUYER)
    offer = await owner.send(f"refund:{order.reference}")
    assert "The unused part: ₮0.973 (¥7)" in labels(offer)
    await owner.tap("Another amount")
    assert "at most ¥10 (paid as ₮1.39)" in owner.screen.text
    await owner.write("5")
    await owner.write("she used a third of it")
    assert "Give back ₮0.695 (¥5)" in owner.screen.text
    await owner.tap("Refund ₮0.695 (¥5) now")
    await trade.work()
    assert await trade.state(order) == "parked"
    assert [row.live for row in trade.keys.rows.values()] == [False]
    assert "Please send back ₮0.695 by hand" in (await owner.letter()).text
    await owner.send(f"case:{order.reference}")
    await owner.tap("Given back by hand")
    assert "You gave back ₮0.695 (¥5)" in owner.screen.text
    await owner.write(TRANSFER)
    await trade.work()
    assert await trade.state(order) == "partly_refunded"
    letter = (await buyer.letter()).text
    assert "Refunded: ₮0.695" in letter
    assert "A person of the shop sent it to you" in letter
    assert "no longer works" in letter
    assert await acts(trade) == [
        ("refund", "she used a third of it"),
        ("given_back", f"₮0.695 (¥5): {TRANSFER}"),
    ]
    (refund,) = await every(trade.shop.database, Refund)
    assert (refund.amount_minor, refund.state, refund.by_hand) == (500, "done", True)
    assert await invariants.violations(trade.shop) == []


async def test_another_amount_than_was_decided_is_noted_to_the_fen_and_no_more_than_was_paid(
    trade: Trade,
) -> None:
    order, owner = await bought(trade), Talk(trade, OWNER)
    await trade.refund(order)
    assert await trade.state(order) == "parked"
    await owner.send(f"case:{order.reference}")
    await owner.tap("Given back by hand")
    await owner.tap("It was another amount")
    for wrong in ("10.01", "0", "half", "1.005"):
        await owner.write(wrong)
        assert "not an amount that can go back" in owner.screen.text
    await owner.write("¥9.99")
    assert "You gave back ₮1.38861 (¥9.99)" in owner.screen.text
    await owner.write(TRANSFER)
    await trade.work()
    assert await trade.state(order) == "partly_refunded"
    assert (await seen(trade, order)).given_back == [Money(1_388_610, "USDT")]
    assert (await acts(trade))[-1] == ("given_back", f"₮1.38861 (¥9.99): {TRANSFER}")
    assert await invariants.violations(trade.shop) == []


async def test_chinese_staff_note_a_part_in_their_language(trade: Trade) -> None:
    order, owner = await bought(trade), Talk(trade, OWNER, "zh")
    await trade.refund(order)
    await owner.send(f"case:{order.reference}")
    await owner.tap("已手动退款")
    assert "已退 ₮1.39 (¥10)" in owner.screen.text
    await owner.tap("实际金额不同")
    assert "实际退了多少" in owner.screen.text
    await owner.write("4元")
    assert "已退 ₮0.556 (¥4)" in owner.screen.text
    await owner.write("链上 0x51aa")
    await trade.work()
    assert await trade.state(order) == "partly_refunded"
    assert (await acts(trade))[-1] == ("given_back", "₮0.556 (¥4): 链上 0x51aa")


async def test_a_rail_that_gives_back_all_or_nothing_leaves_a_part_to_a_person_and_can_still_give_all(
    trade: Trade,
) -> None:
    trade.gateway.capabilities = Capabilities(can_close=False, can_refund=True, partial_refund=False)
    order, owner = await bought(trade), Talk(trade, OWNER)
    await owner.send(f"refund:{order.reference}")
    assert "a part you send" in owner.screen.text
    await gives_back_a_part(owner, order, "5")
    await owner.tap("Refund")
    await trade.work()
    assert (await trade.state(order), trade.gateway.refunded) == ("parked", {})
    await owner.send(f"case:{order.reference}")
    assert {"Refund", "Given back by hand"} <= set(labels(owner.screen))
    await trade.refund(order)
    assert await trade.state(order) == "refunded"
    assert [money.minor for money in trade.gateway.refunded.values()] == [1000]


async def test_both_payments_of_an_order_go_back_by_the_staffs_buttons(trade: Trade) -> None:
    trade.gateway.capabilities = Capabilities(can_close=False, can_refund=True, partial_refund=True)
    trade.gateway.charged = None
    order, owner = await trade.order(), Talk(trade, OWNER)
    await trade.new_qr(order)
    await trade.pay(order, 400)  # too little, and then the older QR in full
    await trade.pay_the_first_qr_too(order)
    await trade.work()
    assert await trade.state(order) == "delivered"
    await owner.send(f"refund:{order.reference}")
    await owner.tap("Give back all: ¥4 + ¥10")
    await owner.write("does not want it")
    await owner.tap("Refund ¥4 + ¥10 now")
    await trade.work()
    assert await trade.state(order) == "refunded"
    assert sorted(money.minor for money in trade.gateway.refunded.values()) == [400, 1000]


async def test_a_late_second_payment_of_an_order_given_back_is_noted_too_and_changes_nothing_else(
    trade: Trade,
) -> None:
    trade.gateway.charged = None
    order, owner = await trade.order(), Talk(trade, OWNER)
    await trade.new_qr(order)
    await trade.pay(order, rounds=2)
    await trade.refund(order)
    await owner.send(f"given:{order.reference}")
    await owner.write("sent by bank")
    await trade.work()
    assert await trade.state(order) == "refunded"
    await trade.pay_the_first_qr_too(order)
    assert (await seen(trade, order)).given_back == [Money(1000)]  # the second is not back yet
    await owner.send(f"given:{order.reference}")
    await owner.write("sent the second one as well")
    await trade.work()
    assert await trade.state(order) == "refunded"
    assert (await seen(trade, order)).given_back == [Money(1000), Money(1000)]
    assert await invariants.violations(trade.shop) == []


@pytest.mark.parametrize("path", [DeliveryPath.CODE, DeliveryPath.STOCK])
async def test_the_buyer_is_not_told_that_a_code_is_off_which_the_shop_cannot_switch_off(
    trade: Trade, path: DeliveryPath
) -> None:
    trade.keys.wrong = Rejected("no keys today")
    trade.codes.wrong = Rejected("no codes today") if path is DeliveryPath.STOCK else None
    await trade.stock("starter", "CODE-0001-0001-0001")
    order, owner = await trade.order(), Talk(trade, OWNER)
    await trade.pay(order, rounds=3)
    assert await trade.state(order) == "delivered"
    trade.codes.used[1] = 1
    await trade.refund(order)
    await owner.send(f"given:{order.reference}")
    await owner.write("sent by bank")
    trade.clock.now += timedelta(minutes=1)
    await trade.work()
    assert await trade.state(order) == "refunded"
    assert "no longer works" not in (await Talk(trade, BUYER).letter()).text
