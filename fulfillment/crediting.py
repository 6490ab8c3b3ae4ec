"""Crediting money to an order: exactly once, whatever the order's state and whatever the amount."""

import structlog

from fulfillment import delivery_plan, notices, payers, references, refund_plan, refunds_by_hand
from fulfillment import orders as ordering
from fulfillment.money import Money
from fulfillment.notices import Notice
from fulfillment.payments.rail import PaymentStatus
from fulfillment.shop import Shop
from fulfillment.states import AttemptState, OrderState, check_attempt, check_order
from store import attempts, orders
from store.tables import Order, PaymentAttempt
from store.unit_of_work import UnitOfWork

_OPEN = (OrderState.AWAITING_PAYMENT, OrderState.CANCELLED, OrderState.EXPIRED)
_log = structlog.get_logger()


async def credit(shop: Shop, attempt: PaymentAttempt, status: PaymentStatus) -> None:
    """Write down that a payment arrived, and what follows from it, in one transaction."""
    async with shop.database.writing() as unit:
        order = await orders.lock(unit, attempt.order_id)
        held = await attempts.held(unit, attempt)
        if held is not None:
            await _write_down(unit, shop, held, order, status)


async def credit_arrived(unit: UnitOfWork, shop: Shop, rail: str, number: str, status: PaymentStatus) -> bool:
    """Write down, in the caller's unit, a payment that its rail told of; False when the number is unknown."""
    known = await attempts.by_number(unit, number)
    if known is None or known.rail != rail:
        return False
    order = await orders.lock(unit, known.order_id)
    attempt = await attempts.take_over(unit, known)
    if attempt.gateway_transaction in (None, status.transaction):
        await _write_down(unit, shop, attempt, order, status)
    else:
        await _charged_again(unit, shop, attempt, order, status)
    return True


async def _charged_again(
    unit: UnitOfWork, shop: Shop, attempt: PaymentAttempt, order: Order, status: PaymentStatus
) -> None:
    """A number was paid twice: the second charge gets a row of its own, and goes back like any second payment."""
    number = references.number_of_another_charge(attempt.number, status.transaction or "")
    if await attempts.by_number(unit, number) is not None:
        return  # told before
    another = PaymentAttempt(
        order_id=attempt.order_id,
        rail=attempt.rail,
        method=attempt.method,
        number=number,
        amount_minor=attempt.amount_minor,
        currency=attempt.currency,
        state=AttemptState.CLOSED,
        created_at=unit.now,
        expires_at=unit.now,
    )
    unit.session.add(another)
    await unit.session.flush()
    await _write_down(unit, shop, another, order, status)


async def _write_down(
    unit: UnitOfWork, shop: Shop, held: PaymentAttempt, order: Order, status: PaymentStatus
) -> None:
    if status.amount is None:
        return
    if status.transaction is not None and held.gateway_transaction == status.transaction:
        return  # told before
    held.due_at, held.lease_until, held.ended_at = None, None, unit.now
    held.sealed_answer = shop.encryption.seal(held.number, status.raw)
    taken = status.transaction and await attempts.by_transaction(unit, held.rail, status.transaction)
    if taken and taken.id != held.id:
        await _transaction_known(unit, shop, held, order)
        return
    held.gateway_transaction, held.paid_minor = status.transaction, status.amount.minor
    asked = Money(held.amount_minor, held.currency)
    if status.amount.currency != asked.currency or status.amount.minor < asked.minor:
        await _too_little(unit, shop, held, order)
    else:
        await _enough(unit, shop, held, order)
    unit.session.add(held)


async def _enough(unit: UnitOfWork, shop: Shop, attempt: PaymentAttempt, order: Order) -> None:
    check_attempt(AttemptState(attempt.state), AttemptState.PAID)
    attempt.state = AttemptState.PAID
    shop.counters.payment(attempt.rail, "paid")
    _log.info("paid", order=order.reference, rail=attempt.rail)
    state = OrderState(order.state)
    if state not in _OPEN and not (state is OrderState.PARKED and order.paid_at is None):
        await _second_payment(unit, shop, attempt, order)
        return
    check_order(state, OrderState.PAID)
    await orders.move(unit, order, OrderState.PAID, paid_at=unit.now, park_reason=None)
    unit.session.add(attempt)
    await ordering.retire_payments(unit, order)
    await delivery_plan.begin(unit, shop, order)
    await notices.tell_buyer(unit, order, Notice.PAYMENT)
    if (attempt.paid_minor or 0) > attempt.amount_minor:
        await notices.tell_buyer(
            unit,
            order,
            Notice.OVERPAID,
            paid=attempt.paid_minor or 0,
            price=attempt.amount_minor,
            currency=attempt.currency,
        )
        await notices.alert_owners(unit, shop, "overpaid", **_facts(attempt, order))


async def _too_little(unit: UnitOfWork, shop: Shop, attempt: PaymentAttempt, order: Order) -> None:
    check_attempt(AttemptState(attempt.state), AttemptState.MISMATCHED)
    attempt.state = AttemptState.MISMATCHED
    shop.counters.payment(attempt.rail, "underpaid")
    if order.state in _OPEN:
        check_order(OrderState(order.state), OrderState.PARKED)
        await orders.move(unit, order, OrderState.PARKED, park_reason="underpaid")
        await notices.tell_buyer(unit, order, Notice.PAYMENT)
    await notices.tell_buyer(
        unit,
        order,
        Notice.UNDERPAID,
        paid=attempt.paid_minor or 0,
        price=attempt.amount_minor,
        currency=attempt.currency,
    )
    await notices.alert_owners(unit, shop, "underpaid", **_facts(attempt, order))


async def _second_payment(unit: UnitOfWork, shop: Shop, attempt: PaymentAttempt, order: Order) -> None:
    """What is paid twice goes back where the rail can, and is a person's to give back where it cannot."""
    shop.counters.payment(attempt.rail, "paid_twice")
    paid = payers.paid(attempt)
    await notices.tell_buyer(unit, order, Notice.PAID_TWICE, paid=paid.minor, currency=paid.currency)
    reason = "a second payment of the same order"
    decision = refund_plan.Decision("shop", reason, take_back=False)
    returns = await refund_plan.request(unit, shop, order, attempt, decision)
    if not returns:
        await refunds_by_hand.leave_a_second_payment(unit, attempt, reason)
    alert = "paid_twice_returning" if returns else "paid_twice"
    await notices.alert_owners(unit, shop, alert, **_facts(attempt, order))


async def _transaction_known(unit: UnitOfWork, shop: Shop, attempt: PaymentAttempt, order: Order) -> None:
    """One transaction credits one order: what a gateway counts twice is looked at by a person."""
    check_attempt(AttemptState(attempt.state), AttemptState.MISMATCHED)
    attempt.state = AttemptState.MISMATCHED
    unit.session.add(attempt)
    await notices.tell_buyer(unit, order, Notice.UNCLEAR)
    await notices.alert_owners(unit, shop, "transaction_reused", **_facts(attempt, order))


def _facts(attempt: PaymentAttempt, order: Order) -> dict[str, str]:
    return {
        "reference": order.reference,
        "number": attempt.number,
        "paid": payers.paid(attempt).display(),
        "price": payers.asked(attempt).display(),
    }
