"""Refunds by the staff: what was used is shown, what was sold is taken back, and the money goes back once."""

from collections.abc import Sequence

import pytest
from sqlmodel import select

from fulfillment import invariants, refund_offer, staff
from fulfillment.money import Money
from fulfillment.outcomes import OutcomeUnknown, Rejected
from fulfillment.payers import Amount
from fulfillment.payments.rail import Capabilities
from fulfillment.refund_offer import Use
from fulfillment.shop import Person
from store.tables import Order, OutboxMessage
from tests.fulfillment.trade import OWNER, Trade
from tests.invariants.vandal import scribble

HALF = 500  # fen, of the 1000 that the package costs


@pytest.fixture
def trade(small_shop: Trade) -> Trade:
    """The shop of this test."""
    return small_shop


async def bought(trade: Trade, *, code: bool = False) -> Order:
    """Let somebody buy a key, or a code."""
    trade.keys.wrong = Rejected("no keys today") if code else None
    order = await trade.order()
    await trade.pay(order, rounds=2)
    trade.keys.wrong = None
    assert await trade.state(order) == "delivered"
    return order


async def told(trade: Trade, kind: str) -> Sequence[OutboxMessage]:
    async with trade.shop.database.reading() as unit:
        return (await unit.session.exec(select(OutboxMessage).where(OutboxMessage.kind == kind))).all()


async def alerts(trade: Trade, alert: str) -> list[str]:
    """Return who was alerted of this."""
    return [one.recipient for one in await told(trade, "alert") if one.arguments["alert"] == alert]


async def wait(trade: Trade, *, minutes: float) -> None:
    trade.clock.move(minutes=minutes)
    await trade.work()


def yuan(minor: int) -> Amount:
    return Amount(Money(minor), Money(minor))


def money_back(trade: Trade) -> list[int]:
    return [money.minor for money in trade.gateway.refunded.values()]


async def test_a_part_goes_back_the_key_is_off_and_the_order_says_that_it_is_a_part(trade: Trade) -> None:
    order = await bought(trade)
    await trade.refund(order, HALF)
    assert money_back(trade) == [HALF]
    assert [row.live for row in trade.keys.rows.values()] == [False]
    assert await trade.state(order) == "partly_refunded"
    (letter,) = await told(trade, "refunded")
    assert (letter.arguments["amount"], letter.arguments["currency"]) == (HALF, "CNY")
    assert await alerts(trade, "refund_done") == ["9001"]
    assert await invariants.violations(trade.shop) == []


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE customer_order SET state = 'refunded'",
        "UPDATE customer_order SET state = 'delivered'",
        "UPDATE refund SET amount_minor = 1000",
    ],
)
async def test_books_that_hide_what_was_kept_of_a_payment_are_found(trade: Trade, damage: str) -> None:
    order = await bought(trade)
    await trade.refund(order, HALF)
    await scribble(trade.shop.database, damage)
    assert 6 in {one.number for one in await invariants.violations(trade.shop)}


@pytest.mark.parametrize("minor", [0, -1, 1001])
async def test_no_more_than_was_paid_can_go_back_and_no_less_than_a_fen(trade: Trade, minor: int) -> None:
    order = await bought(trade)
    with pytest.raises(staff.NotPossible):
        await trade.refund(order, minor)
    assert await trade.state(order) == "delivered"


async def test_a_lost_answer_is_looked_up_and_the_money_goes_back_once(trade: Trade) -> None:
    order = await bought(trade)
    trade.gateway.loses_answers = True
    await trade.refund(order, HALF)
    assert await trade.state(order) == "refunding"
    await wait(trade, minutes=3)  # the gateway in this test fails when it is asked twice
    assert await trade.state(order) == "partly_refunded"
    assert money_back(trade) == [HALF]


async def test_a_gateway_that_takes_its_time_is_asked_until_it_is_through_and_the_buyer_is_told_once(
    trade: Trade,
) -> None:
    order = await bought(trade)
    trade.gateway.refunds_wait = True
    await trade.refund(order)
    for _ in range(3):
        await wait(trade, minutes=6)
    assert await trade.state(order) == "refunding"
    assert len(await told(trade, "refund_pending")) == 1
    trade.gateway.refunds_wait = False
    await wait(trade, minutes=6)
    assert await trade.state(order) == "refunded"
    assert len(trade.gateway.refund_numbers) == 1


async def test_what_the_gateway_refused_can_be_asked_for_again_with_another_number_and_amount(
    trade: Trade,
) -> None:
    order = await bought(trade)
    trade.gateway.refuses_refunds = True
    await trade.refund(order)
    assert await trade.state(order) == "parked"
    assert await alerts(trade, "refund_refused") == ["9001"]
    trade.gateway.refuses_refunds = False
    await trade.refund(order, HALF)
    assert await trade.state(order) == "partly_refunded"
    first, second = trade.gateway.refund_numbers
    assert second == f"{first}2"
    assert money_back(trade) == [HALF]


async def test_a_refund_whose_answer_was_lost_keeps_its_number_and_amount_when_the_rail_was_switched_off(
    trade: Trade,
) -> None:
    order = await bought(trade)
    trade.gateway.loses_answers = True
    await trade.refund(order, HALF)
    rails = dict(trade.shop.rails)
    trade.shop.rails.clear()  # type: ignore[attr-defined]
    await wait(trade, minutes=3)
    trade.shop.rails.update(rails)  # type: ignore[attr-defined]
    assert await trade.state(order) == "parked"
    with pytest.raises(staff.NotPossible):
        await trade.refund(order)
    await trade.refund(order, HALF)
    assert await trade.state(order) == "partly_refunded"
    assert money_back(trade) == [HALF]


async def test_a_code_redeemed_at_the_last_moment_stops_the_refund_until_the_staff_know_it(
    trade: Trade,
) -> None:
    order = await bought(trade, code=True)
    assert (await refund_offer.look(trade.shop, order.id or 0)).use is Use.UNREDEEMED
    trade.codes.used[1] = 1
    await trade.refund(order)
    assert (await trade.state(order), money_back(trade)) == ("parked", [])
    seen = await refund_offer.look(trade.shop, order.id or 0)
    assert (seen.use, seen.stays) == (Use.REDEEMED, True)
    await trade.refund(order, take_back=False)
    assert (await trade.state(order), money_back(trade)) == ("refunded", [1000])


@pytest.mark.parametrize(("used_percent", "unused"), [(0, None), (30, 700), (100, None), (150, None)])
async def test_the_staff_see_what_is_left_of_a_key_and_what_that_cost(
    trade: Trade, used_percent: int, unused: int | None
) -> None:
    order = await bought(trade)
    trade.keys.used[1] = order.quota * used_percent // 100
    seen = await refund_offer.look(trade.shop, order.id or 0)
    assert (seen.use, seen.unused) == (Use.KEY, unused and yuan(unused))
    assert (list(seen.paid), seen.refundable) == ([yuan(1000)], True)


async def test_what_is_unused_is_rounded_to_the_fen_in_the_shops_favour(trade: Trade) -> None:
    order = await bought(trade)
    trade.keys.used[1] = order.quota // 3
    seen = await refund_offer.look(trade.shop, order.id or 0)
    assert seen.unused == yuan(666)


async def test_a_console_that_is_away_is_said_to_be_away_and_the_refund_waits_for_it(trade: Trade) -> None:
    order = await bought(trade)
    trade.keys.wrong = OutcomeUnknown("no answer")
    assert (await refund_offer.look(trade.shop, order.id or 0)).use is Use.UNKNOWN
    await trade.refund(order)
    assert (await trade.state(order), money_back(trade)) == ("refunding", [])
    trade.keys.wrong = None
    await wait(trade, minutes=1)
    assert (await trade.state(order), money_back(trade)) == ("refunded", [1000])


async def test_a_member_of_the_staff_hears_of_the_end_of_their_refund(trade: Trade) -> None:
    order, member = await bought(trade), Person("telegram", "9002")
    trade.shop.staff.append(member)  # type: ignore[attr-defined]
    trade.gateway.refuses_refunds = True
    async with trade.shop.database.writing() as unit:
        found = await staff.find(unit, trade.shop, member, order.reference)
        assert found is not None
        await staff.refund(unit, trade.shop, member, found, "asked for it")
    await trade.work()
    assert await alerts(trade, "refund_refused") == ["9001", "9002"]


async def marks_given_back(trade: Trade, order: Order) -> None:
    """Let the owner say that they gave the money back themselves, and the shop work."""
    async with trade.shop.database.writing() as unit:
        found = await staff.find(unit, trade.shop, OWNER, order.reference)
        assert found is not None
        await staff.given_back(unit, trade.shop, OWNER, found, "sent by bank")
    await trade.work()


async def test_what_a_gateway_refused_and_a_person_gave_back_ends_as_refunded_and_the_gateway_is_not_asked(
    trade: Trade,
) -> None:
    order = await bought(trade)
    trade.gateway.refuses_refunds = True
    await trade.refund(order)
    assert await trade.state(order) == "parked"
    trade.gateway.refuses_refunds = False
    await marks_given_back(trade, order)
    assert (await trade.state(order), money_back(trade)) == ("refunded", [])
    assert [row.live for row in trade.keys.rows.values()] == [False]
    assert len(await told(trade, "refunded")) == 1
    with pytest.raises(staff.NotPossible):
        await marks_given_back(trade, order)
    assert await invariants.violations(trade.shop) == []


async def test_a_code_that_was_redeemed_holds_up_nothing_that_was_given_back_by_hand_and_the_owner_hears_of_it(
    trade: Trade,
) -> None:
    order = await bought(trade, code=True)
    trade.codes.used[1] = 1
    await trade.refund(order)
    assert await trade.state(order) == "parked"
    await marks_given_back(trade, order)
    assert (await trade.state(order), money_back(trade)) == ("refunded", [])
    assert await alerts(trade, "refund_kept") == ["9001"]


async def test_a_delivered_order_is_not_given_back_by_hand_before_what_was_delivered_is_off(
    trade: Trade,
) -> None:
    order = await bought(trade)
    with pytest.raises(staff.NotPossible):
        await marks_given_back(trade, order)
    assert [row.live for row in trade.keys.rows.values()] == [True]


async def test_a_second_payment_that_no_rail_gives_back_is_noted_by_hand_and_the_goods_stay(
    trade: Trade,
) -> None:
    trade.gateway.capabilities = Capabilities(can_close=False, can_refund=False, partial_refund=False)
    order = await trade.order()
    await trade.new_qr(order)
    await trade.pay(order, rounds=2)
    await trade.pay_the_first_qr_too(order)
    assert await alerts(trade, "paid_twice") == ["9001"]
    assert await invariants.violations(trade.shop) == []
    await marks_given_back(trade, order)
    assert await trade.state(order) == "delivered"
    assert [row.live for row in trade.keys.rows.values()] == [True]
    (letter,) = await told(trade, "refunded")
    assert letter.arguments["amount"] == 1000
    with pytest.raises(staff.NotPossible):
        await marks_given_back(trade, order)
    assert await invariants.violations(trade.shop) == []


async def paid_in_two_parts_and_in_full(trade: Trade) -> Order:
    """Let somebody pay too little, and then the older QR in full; what they get is a code."""
    trade.keys.wrong = Rejected("no keys today")
    order = await trade.order()
    await trade.new_qr(order)
    await trade.pay(order, 400)
    await trade.pay_the_first_qr_too(order)
    await trade.work()
    assert await trade.state(order) == "delivered"
    trade.keys.wrong = None
    return order


async def test_none_of_two_payments_goes_back_when_the_code_turns_out_to_be_redeemed(trade: Trade) -> None:
    order = await paid_in_two_parts_and_in_full(trade)
    trade.one_refund_at_once()
    trade.codes.used[1] = 1
    await trade.refund(order)
    await trade.work()
    assert (await trade.state(order), money_back(trade)) == ("parked", [])
    await trade.refund(order, take_back=False)
    await trade.work()
    assert (await trade.state(order), sorted(money_back(trade))) == ("refunded", [400, 1000])


async def test_a_second_payment_goes_back_also_while_the_order_waits_with_a_redeemed_code(
    trade: Trade,
) -> None:
    trade.keys.wrong = Rejected("no keys today")
    order = await trade.order()
    await trade.new_qr(order)
    await trade.pay(order, rounds=2)
    trade.codes.used[1] = 1
    await trade.refund(order)
    assert await trade.state(order) == "parked"
    await trade.pay_the_first_qr_too(order)
    assert (await trade.state(order), money_back(trade)) == ("parked", [1000])


async def test_an_order_is_given_back_although_a_payment_that_came_meanwhile_waits_for_a_hand(
    trade: Trade,
) -> None:
    order = await trade.order()
    await trade.new_qr(order)
    await trade.pay(order, rounds=2)
    trade.keys.wrong = OutcomeUnknown("no answer")
    await trade.refund(order)
    trade.gateway.capabilities = Capabilities(can_close=False, can_refund=False, partial_refund=False)
    await trade.pay_the_first_qr_too(order)
    trade.gateway.capabilities = Capabilities(can_close=False, can_refund=True, partial_refund=True)
    trade.keys.wrong = None
    assert await trade.state(order) == "refunding"
    await wait(trade, minutes=3)
    assert (await trade.state(order), money_back(trade)) == ("refunded", [1000])
    await marks_given_back(trade, order)
    assert await trade.state(order) == "refunded"
    assert len(await told(trade, "refunded")) == 2
    assert await invariants.violations(trade.shop) == []


async def test_the_owner_hears_once_of_a_refund_that_hangs(trade: Trade) -> None:
    order = await bought(trade)
    trade.gateway.refunds_wait = True
    await trade.refund(order)
    for _ in range(12):
        await wait(trade, minutes=6)
    assert await alerts(trade, "refund_hangs") == []
    for _ in range(48):
        await wait(trade, minutes=6)
    assert await alerts(trade, "refund_hangs") == ["9001"]
    trade.gateway.refunds_wait = False
    await wait(trade, minutes=6)
    assert await trade.state(order) == "refunded"


async def test_the_owner_hears_of_a_refund_that_waits_for_the_console(trade: Trade) -> None:
    order = await bought(trade)
    trade.keys.wrong = OutcomeUnknown("no answer")
    await trade.refund(order)
    for _ in range(60):
        await wait(trade, minutes=6)
    assert (await trade.state(order), money_back(trade)) == ("refunding", [])
    assert await alerts(trade, "refund_hangs") == ["9001"]
