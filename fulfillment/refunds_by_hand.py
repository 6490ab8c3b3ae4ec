"""Refunds that no rail does: a person sends the money and says so, and the shop keeps the books."""

from collections.abc import Sequence
from dataclasses import dataclass

from fulfillment import payers
from fulfillment.payers import Amount
from fulfillment.refund_plan import (
    ASKED,
    BY_HAND,
    INTENDED,
    REFUNDS,
    REFUSED,
    REFUSED_BY_GATEWAY,
    begin_for_order,
    new,
)
from fulfillment.states import AttemptState, OrderState, check_attempt
from store import attempts, refunds
from store.tables import Order, PaymentAttempt, Refund
from store.unit_of_work import UnitOfWork


async def waiting(unit: UnitOfWork, order: Order) -> Sequence[Refund]:
    """Return the refunds that an order waits for a person to make; none while another one of it is under way.

    They are of the order itself, which is parked for them then, or of a payment that came besides.
    """
    known = await refunds.of_order(unit, order.id or 0)
    if any(one.state in (INTENDED, ASKED) for one in known):
        return []
    return [one for one in known if one.state == REFUSED]


@dataclass(frozen=True, slots=True)
class ByHand:
    """What is about to be noted as given back, payment by payment, and the most it can be where that may differ."""

    noted: Sequence[Amount]
    most: Amount | None


async def look(unit: UnitOfWork, order: Order, minor: int | None = None) -> ByHand | None:
    """Return what an order waits for, or `minor` units of it instead; None where it cannot be so much.

    A payment that came besides goes back as it was decided, and so does one that a gateway may be giving back.
    """
    waits = [(one, await attempts.get(unit, one.attempt_id)) for one in await waiting(unit, order)]
    may_differ = _is_parked_for_them(order) and len(waits) == 1 and not waits[0][0].asked
    paid = (waits[0][1].paid_minor or 0) if may_differ else 0
    if minor is not None and not 0 < minor <= paid:
        return None
    return ByHand(
        [payers.amount(attempt, minor or refund.amount_minor) for refund, attempt in waits],
        payers.amount(waits[0][1], paid) if may_differ else None,
    )


async def given_back(unit: UnitOfWork, order: Order, minor: int | None = None) -> None:
    """Take what an order waits for as done by a person's hand, once what was delivered is made useless.

    `minor` is how much it was, where that is not what was decided. An order that was paid once more keeps what was
    delivered. The order is locked by the caller, who looked that it can be so much.
    """
    parked_for_them = _is_parked_for_them(order)
    for refund in await waiting(unit, order):
        attempt = await attempts.get(unit, refund.attempt_id)
        check_attempt(AttemptState(attempt.state), AttemptState.REFUNDING)
        attempt.state, refund.state, refund.by_hand = AttemptState.REFUNDING, INTENDED, True
        refund.due_at, refund.tries = unit.now, 0
        refund.amount_minor = minor or refund.amount_minor
        unit.session.add(attempt)
        unit.session.add(refund)
    unit.wakes.add(REFUNDS)
    if parked_for_them:
        await begin_for_order(unit, order)


async def leave_a_second_payment(unit: UnitOfWork, attempt: PaymentAttempt, reason: str) -> None:
    """Write down that a payment beside the order's own is a person's to give back, for its rail cannot."""
    if await refunds.of_attempt(unit, attempt.id or 0) is None:
        refund = new(unit, attempt, reason, state=REFUSED)
        refund.last_error, refund.take_back = "it goes back by hand only", False
        unit.session.add(refund)


def _is_parked_for_them(order: Order) -> bool:
    return order.state == OrderState.PARKED and order.park_reason in (BY_HAND, REFUSED_BY_GATEWAY)
