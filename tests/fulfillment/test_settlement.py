"""No order ends, and no QR is forgotten, before its gateway has said what became of it."""

from collections import Counter
from datetime import timedelta
from unittest.mock import AsyncMock

import pytest

from fulfillment import crediting
from fulfillment import orders as ordering
from fulfillment.money import Money
from fulfillment.payments.rail import Capabilities, PaymentStatus
from fulfillment.settlement import Settlement
from store.attempts import of_order
from store.orders import by_reference
from store.tables import Order, OutboxMessage, PaymentAttempt
from tests.fulfillment.trade import Trade
from tests.store.rows import every

A_MINUTE = 61  # seconds


async def attempts_of(trade: Trade, order: Order) -> list[PaymentAttempt]:
    async with trade.shop.database.reading() as unit:
        return list(reversed(await of_order(unit, order.id or 0)))


async def asks(trade: Trade, order: Order) -> None:
    """Let the customer tap "I have paid"."""
    async with trade.shop.database.writing() as unit:
        fresh = await by_reference(unit, order.reference)
        assert fresh is not None
        await ordering.ask_gateway_now(unit, fresh)
    await trade.work()


async def told(trade: Trade) -> Counter[str]:
    rows = await every(trade.shop.database, OutboxMessage)
    return Counter(row.arguments["alert"] for row in rows if row.kind == "alert")


async def until_over(trade: Trade) -> None:
    trade.clock.move(seconds=trade.shop.policy.order_lifetime.total_seconds())
    await trade.work(2)


async def test_tapping_i_have_paid_takes_no_later_look_at_an_old_qr_away(small_shop: Trade) -> None:
    order = await small_shop.order()
    await small_shop.new_qr(order)
    for _ in range(8):
        small_shop.clock.move(seconds=10)
        await asks(small_shop, order)
    old, new = await attempts_of(small_shop, order)
    small_shop.gateway.paid[old.number] = Money(order.price_minor)
    small_shop.clock.move(hours=1)
    await small_shop.work(2)
    assert await small_shop.state(order) == "delivered"
    assert new.number not in small_shop.gateway.paid


async def test_an_order_ends_only_after_its_gateway_has_answered(small_shop: Trade) -> None:
    order = await small_shop.order()
    small_shop.gateway.silent = True
    await until_over(small_shop)
    assert await small_shop.state(order) == "awaiting_payment"
    for _ in range(3):
        small_shop.clock.move(seconds=A_MINUTE)
        await small_shop.work(2)
    assert await small_shop.state(order) == "awaiting_payment"
    assert await told(small_shop) == {"gateway_down": 1}
    small_shop.gateway.silent = False
    small_shop.clock.move(seconds=A_MINUTE)
    await small_shop.work(2)
    assert await small_shop.state(order) == "expired"
    assert await told(small_shop) == {"gateway_down": 1, "gateway_recovered": 1}


async def test_what_was_paid_while_the_gateway_was_silent_is_delivered_and_not_expired(
    small_shop: Trade,
) -> None:
    order = await small_shop.order()
    small_shop.gateway.silent = True
    await until_over(small_shop)
    (attempt,) = await attempts_of(small_shop, order)
    small_shop.gateway.paid[attempt.number] = Money(order.price_minor)
    small_shop.gateway.silent = False
    small_shop.clock.move(seconds=A_MINUTE)
    await small_shop.work(2)
    assert await small_shop.state(order) == "delivered"


async def test_a_payment_whose_end_nobody_answered_is_closed_at_the_gateway_afterwards(
    small_shop: Trade,
) -> None:
    small_shop.gateway.capabilities = Capabilities(can_close=True, can_refund=True, partial_refund=True)
    order = await small_shop.order()
    small_shop.gateway.silent = True
    await until_over(small_shop)
    (attempt,) = await attempts_of(small_shop, order)
    assert small_shop.gateway.closed == []
    small_shop.gateway.silent = False
    for _ in range(3):
        small_shop.clock.move(hours=1)
        await small_shop.work(2)
    assert small_shop.gateway.closed == [attempt.number]


async def test_a_rail_that_is_switched_off_ends_its_payments_and_finds_a_late_one_when_it_is_back(
    small_shop: Trade,
) -> None:
    order = await small_shop.order()
    rails = dict(small_shop.shop.rails)
    small_shop.shop.rails.clear()  # type: ignore[attr-defined]
    await until_over(small_shop)
    small_shop.clock.move(seconds=timedelta(minutes=11).total_seconds())
    await small_shop.work(2)
    assert await small_shop.state(order) == "expired"
    (attempt,) = await attempts_of(small_shop, order)
    small_shop.gateway.paid[attempt.number] = Money(order.price_minor)
    small_shop.shop.rails.update(rails)  # type: ignore[attr-defined]
    small_shop.clock.move(seconds=timedelta(minutes=11).total_seconds())
    await small_shop.work(2)
    assert await small_shop.state(order) == "delivered"


async def test_payments_are_looked_for_when_one_is_due_and_once_a_second_at_least(small_shop: Trade) -> None:
    settlement = Settlement(small_shop.shop)
    at_once = settlement.due_in()
    assert at_once <= 0.1
    await settlement.tick()
    assert settlement.due_in() == 1.0
    order = await small_shop.order()
    (attempt,) = await attempts_of(small_shop, order)
    assert attempt.due_at is not None
    small_shop.clock.now = attempt.due_at - timedelta(seconds=0.5)
    await settlement.tick()
    assert settlement.due_in() == 0.5
    small_shop.clock.move(seconds=0.5)
    assert settlement.due_in() == at_once
    await settlement.tick()
    assert settlement.due_in() == at_once
    await settlement.settle()


def with_two_methods(trade: Trade, *, can_close: bool = False) -> None:
    trade.gateway.methods = ("alipay", "wxpay")
    trade.gateway.capabilities = Capabilities(can_close=can_close, can_refund=True, partial_refund=True)
    trade.gateway.closes_for_good = can_close


async def pays_the_first_qr(trade: Trade, order: Order) -> None:
    first = (await attempts_of(trade, order))[0]
    trade.gateway.paid[first.number] = Money(order.price_minor)


async def lets_pass(trade: Trade, *, minutes: int) -> None:
    """Let time pass, and the shop work all the while."""
    for _ in range(minutes * 3):
        trade.clock.move(seconds=19)
        await trade.work()


async def test_a_qr_left_behind_for_another_way_to_pay_is_delivered_within_a_minute(
    small_shop: Trade,
) -> None:
    with_two_methods(small_shop)
    order = await small_shop.order()
    await small_shop.use(order, "wxpay")
    await lets_pass(small_shop, minutes=20)
    assert await small_shop.state(order) == "awaiting_payment"
    await pays_the_first_qr(small_shop, order)
    await lets_pass(small_shop, minutes=1)
    assert await small_shop.state(order) == "delivered"


async def test_a_screenshot_of_a_qr_that_was_renewed_is_delivered_within_a_minute(small_shop: Trade) -> None:
    order = await small_shop.order()
    await small_shop.new_qr(order)
    await lets_pass(small_shop, minutes=20)
    await pays_the_first_qr(small_shop, order)
    await lets_pass(small_shop, minutes=1)
    assert await small_shop.state(order) == "delivered"


async def test_the_qrs_left_behind_make_a_few_questions_a_minute_however_many_there_are(
    small_shop: Trade,
) -> None:
    with_two_methods(small_shop)
    order = await small_shop.order()
    for count in range(20):
        await small_shop.use(order, ("wxpay", "alipay")[count % 2])
    await lets_pass(small_shop, minutes=10)
    newest = (await attempts_of(small_shop, order))[-1].number
    small_shop.gateway.asked.clear()
    await lets_pass(small_shop, minutes=10)
    of_the_newest = small_shop.gateway.asked.pop(newest)
    assert sum(small_shop.gateway.asked.values()) <= 8 * 10  # twice a minute, once, two in three, ...
    assert of_the_newest >= 25


async def test_a_qr_that_its_gateway_closed_or_that_nobody_has_replaced_is_not_looked_at_more_often(
    small_shop: Trade,
) -> None:
    with_two_methods(small_shop, can_close=True)
    closed, alone = await small_shop.order(), await small_shop.order()
    await small_shop.use(closed, "wxpay")
    (first, _), (only,) = await attempts_of(small_shop, closed), await attempts_of(small_shop, alone)
    small_shop.clock.move(hours=2)
    await lets_pass(small_shop, minutes=2)
    small_shop.gateway.asked.clear()
    await lets_pass(small_shop, minutes=50)
    assert small_shop.gateway.asked[first.number] <= 1
    assert small_shop.gateway.asked[only.number] <= 3


async def test_qrs_left_behind_are_in_peace_once_the_newest_has_run_out_and_the_order_ends_in_time(
    small_shop: Trade,
) -> None:
    order = await small_shop.order()
    await small_shop.new_qr(order)
    first = (await attempts_of(small_shop, order))[0]
    small_shop.clock.move(hours=2)
    await lets_pass(small_shop, minutes=2)
    small_shop.gateway.asked.clear()
    await lets_pass(small_shop, minutes=30)
    assert small_shop.gateway.asked[first.number] == 0
    await until_over(small_shop)
    assert await small_shop.state(order) == "expired"


async def test_a_new_qr_asked_for_while_the_old_one_runs_out_upsets_nothing(small_shop: Trade) -> None:
    order = await small_shop.order()
    (old,) = await attempts_of(small_shop, order)
    small_shop.clock.move(hours=2, seconds=1)
    query = small_shop.gateway.query

    async def slow(number: str, amount: Money, gateway_number: str | None = None) -> PaymentStatus:
        small_shop.gateway.query = query  # type: ignore[method-assign]
        async with small_shop.shop.database.writing() as unit:
            fresh = await by_reference(unit, order.reference)
            assert fresh is not None
            await ordering.renew_payment(unit, small_shop.shop, fresh, "wxpay")
        return await query(number, amount, gateway_number)

    with_two_methods(small_shop)
    small_shop.gateway.query = slow  # type: ignore[method-assign]
    await small_shop.work(2)
    ended = (await attempts_of(small_shop, order))[0]
    assert (ended.number, ended.state) == (old.number, "closed")
    assert ended.lease_until is None


async def test_a_payment_that_could_not_be_written_down_is_written_down_seconds_later(
    small_shop: Trade, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = await small_shop.order()
    with monkeypatch.context() as trouble:
        trouble.setattr(crediting, "credit", AsyncMock(side_effect=OSError("no space left on device")))
        await small_shop.pay(order)
    assert await small_shop.state(order) == "awaiting_payment"
    await small_shop.work(2)
    assert await small_shop.state(order) == "awaiting_payment"
    small_shop.clock.move(seconds=5)
    await small_shop.work(2)
    assert await small_shop.state(order) == "delivered"
    assert len(small_shop.keys.rows) == 1


async def test_the_owner_hears_of_a_payment_that_went_back_before_the_shop_saw_it(small_shop: Trade) -> None:
    order = await small_shop.order()
    (attempt,) = await attempts_of(small_shop, order)
    small_shop.gateway.refunded[attempt.number] = Money(order.price_minor)
    await lets_pass(small_shop, minutes=2)
    assert await told(small_shop) == {"refunded_unseen": 1}
    assert await small_shop.state(order) == "awaiting_payment"


async def test_a_gateway_that_asks_for_patience_is_given_it(small_shop: Trade) -> None:
    small_shop.gateway.busy_for = 60
    order = await small_shop.order()
    await lets_pass(small_shop, minutes=2)
    (attempt,) = await attempts_of(small_shop, order)
    assert small_shop.gateway.asked_to_create[attempt.number] <= 3
    small_shop.gateway.busy_for = None
    await lets_pass(small_shop, minutes=2)
    (attempt,) = await attempts_of(small_shop, order)
    assert attempt.state == "pending"
