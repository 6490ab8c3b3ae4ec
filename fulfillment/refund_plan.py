"""What is written down of money that is to go back, before anybody is asked for it."""

from dataclasses import dataclass

from fulfillment import notices
from fulfillment.notices import Notice
from fulfillment.payments.rail import Rail
from fulfillment.shop import Shop
from fulfillment.states import AttemptState, OrderState, check_attempt, check_order
from store import audit, orders, refunds
from store.tables import Order, PaymentAttempt, Refund
from store.unit_of_work import UnitOfWork

REFUNDS = "refunds"
INTENDED, ASKED, DONE, REFUSED = "intended", "asked", "done", "refused"
REFUND = "refund"  # in the audit
GIVEN_BACK = "given_back"  # in the audit: a person's word that it was done by hand
BY_HAND = "refund_by_hand"  # the alert, and why an order is parked, when a person has to send the money
REFUSED_BY_GATEWAY = "refund_refused"  # the same, when a gateway will not


async def possible(
    unit: UnitOfWork,
    shop: Shop,
    attempt: PaymentAttempt,
    minor: int | None = None,
    *,
    by_a_person: bool = False,
) -> bool:
    """Say whether a payment, or so much of it, can be given back: its rail can, and it was not done before.

    Where a person begins it, what its rail cannot give back can go back all the same: that person sends it.
    """
    paid = attempt.paid_minor or 0
    amount = paid if minor is None else minor
    known = await refunds.of_attempt(unit, attempt.id or 0)
    if known is not None and known.state != REFUSED:
        return False
    if known is not None and known.asked and known.amount_minor != amount:
        return False  # nobody knows yet whether the first amount went back
    able = gives_back(shop.rails.get(attempt.rail), whole=amount == paid)
    return 0 < amount <= paid and (able or by_a_person)


def gives_back(rail: Rail | None, *, whole: bool) -> bool:
    """Say whether a rail gives back by itself: all of a payment, or a part of it."""
    return rail is not None and rail.capabilities.can_refund and (whole or rail.capabilities.partial_refund)


@dataclass(frozen=True, slots=True)
class Decision:
    """Who wants money to go back, and why.

    `actor` is an account, or `shop`. `minor` is how much, in minor units of what was paid; all of it by default.
    `take_back` makes what was delivered useless first. `by_a_person` says that somebody of the staff is there to
    send what the rail cannot.
    """

    actor: str
    reason: str
    minor: int | None = None
    take_back: bool = True
    by_a_person: bool = False


async def request(
    unit: UnitOfWork, shop: Shop, order: Order, attempt: PaymentAttempt, decision: Decision
) -> bool:
    """Write down that a payment is to be given back; False when its rail cannot, or when that was done before.

    The order is locked by the caller. When the order itself is given back it goes to REFUNDING with it; a second
    payment of an order goes back without touching the order.
    """
    minor = decision.minor
    if not await possible(unit, shop, attempt, minor, by_a_person=decision.by_a_person):
        return False
    check_attempt(AttemptState(attempt.state), AttemptState.REFUNDING)
    attempt.state = AttemptState.REFUNDING
    refund = await refunds.of_attempt(unit, attempt.id or 0) or new(unit, attempt, decision.reason)
    refund.state, refund.due_at, refund.tries = INTENDED, unit.now, 0
    refund.amount_minor = (attempt.paid_minor or 0) if minor is None else minor
    refund.reason, refund.take_back, refund.by_hand = decision.reason, decision.take_back, False
    unit.session.add(attempt)
    unit.session.add(refund)
    audit.write(unit, actor=decision.actor, act=REFUND, order_id=order.id, reason=decision.reason)
    unit.wakes.add(REFUNDS)
    return True


def new(unit: UnitOfWork, attempt: PaymentAttempt, reason: str, *, state: str = INTENDED) -> Refund:
    """Return a refund of all of a payment, yet to be written down."""
    return Refund(
        order_id=attempt.order_id,
        attempt_id=attempt.id or 0,
        number=f"{attempt.number}R",
        amount_minor=attempt.paid_minor or 0,
        currency=attempt.currency,
        reason=reason,
        state=state,
        created_at=unit.now,
    )


async def begin_for_order(unit: UnitOfWork, order: Order) -> None:
    """Take an order to REFUNDING, and tell the customer."""
    check_order(OrderState(order.state), OrderState.REFUNDING)
    if await orders.move(unit, order, OrderState.REFUNDING, park_reason=None):
        await notices.tell_buyer(unit, order, Notice.PAYMENT)
