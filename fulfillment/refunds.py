"""Giving money back: written down, then what was sold is taken back, then the gateway is asked, never twice."""

from collections.abc import Sequence
from datetime import timedelta

import structlog

from fulfillment import notices
from fulfillment.consoles.issuer import DeliveryPath
from fulfillment.money import Money
from fulfillment.notices import Notice
from fulfillment.outcomes import OutcomeUnknown, OutsideError, Rejected
from fulfillment.payments.rail import GatewayState, Rail
from fulfillment.shop import Shop
from fulfillment.states import AttemptState, OrderState, check_attempt, check_order
from fulfillment.worker import Worker
from store import attempts, audit, deliveries, orders, refunds
from store.tables import Order, PaymentAttempt, Refund
from store.unit_of_work import UnitOfWork

REFUNDS = "refunds"
INTENDED, ASKED, DONE, REFUSED = "intended", "asked", "done", "refused"
LEASE = timedelta(seconds=120)  # longer than all requests of one step together
ASK_AGAIN_AFTER = timedelta(minutes=2)  # an unanswered request has landed by then, or never will
BACKOFF = (5, 15, 60, 300)  # seconds
_log = structlog.get_logger()


async def request(
    unit: UnitOfWork, shop: Shop, order: Order, attempt: PaymentAttempt, *, actor: str, reason: str
) -> bool:
    """Write down that a payment is to be given back; False when its rail cannot, or when that was done before.

    The order is locked by the caller. When the order itself is given back it goes to REFUNDING with it; a second
    payment of an order goes back without touching the order.
    """
    rail = shop.rails.get(attempt.rail)
    known = await refunds.of_attempt(unit, attempt.id or 0)
    if rail is None or not rail.capabilities.can_refund or (known is not None and known.state != REFUSED):
        return False
    check_attempt(AttemptState(attempt.state), AttemptState.REFUNDING)
    attempt.state = AttemptState.REFUNDING
    refund = known or Refund(
        order_id=order.id or 0,
        attempt_id=attempt.id or 0,
        number=f"{attempt.number}R",
        amount_minor=attempt.paid_minor or 0,
        currency=attempt.currency,
        reason=reason,
        state=INTENDED,
        created_at=unit.now,
    )
    refund.state, refund.due_at, refund.tries = INTENDED, unit.now, 0
    unit.session.add(attempt)
    unit.session.add(refund)
    audit.write(unit, actor=actor, act="refund", order_id=order.id, reason=reason)
    unit.wakes.add(REFUNDS)
    return True


async def begin_for_order(unit: UnitOfWork, order: Order) -> None:
    """Take an order to REFUNDING, and tell the customer."""
    check_order(OrderState(order.state), OrderState.REFUNDING)
    if await orders.move(unit, order, OrderState.REFUNDING, park_reason=None):
        await notices.tell_buyer(unit, order, Notice.PAYMENT)


class RefundService(Worker[Refund]):
    """Takes refunds from the intent to the gateway's word that the money is on its way."""

    def __init__(self, shop: Shop) -> None:
        super().__init__(at_once=shop.policy.refunds_in_flight)
        self._shop = shop
        self._database = shop.database

    async def _claim(self, room: int) -> Sequence[Refund]:
        async with self._database.writing() as unit:
            return await refunds.claim_due(unit, lease_until=unit.now + LEASE, limit=room)

    async def _attend(self, refund: Refund) -> None:
        async with self._database.reading() as unit:
            order = await orders.get(unit, refund.order_id)
            attempt = await attempts.get(unit, refund.attempt_id)
        rail = self._shop.rails.get(attempt.rail)
        if rail is None:
            await self._refused(refund, "the rail is switched off")
            return
        try:
            if order.state == OrderState.REFUNDING:
                await self._take_back(order)
            await self._give_back(rail, attempt, refund)
        except Rejected as error:
            await self._refused(refund, str(error))
        except OutsideError as error:
            await self._try_later(refund, error)
        else:
            await self._done(refund)

    async def _take_back(self, order: Order) -> None:
        """Make what was delivered useless first; the money follows."""
        async with self._database.reading() as unit:
            issued = (await deliveries.issued_of_orders(unit, [order.id or 0])).get(order.id or 0)
        if issued is None or issued.remote_id is None:
            return
        issuer = self._shop.issuers.get(DeliveryPath(issued.path))
        if issuer is None:
            raise Rejected("the console that made the key or code is switched off")
        await issuer.revoke(issued.remote_id)

    async def _give_back(self, rail: Rail, attempt: PaymentAttempt, refund: Refund) -> None:
        """Ask the gateway once; after an unknown outcome, look before asking again."""
        paid = Money(attempt.paid_minor or 0, attempt.currency)
        if refund.asked and (await rail.query(attempt.number, paid)).state is GatewayState.REFUNDED:
            return
        if not await self._about_to_ask(refund):
            raise OutcomeUnknown("another process has taken this refund over")
        try:
            await rail.refund(
                attempt.number, refund.number, Money(refund.amount_minor, refund.currency), paid
            )
        except Rejected:
            if (await rail.query(attempt.number, paid)).state is not GatewayState.REFUNDED:
                raise

    async def _about_to_ask(self, refund: Refund) -> bool:
        async with self._database.writing() as unit:
            held = await refunds.held(unit, refund)
            if held is None:
                return False
            held.state, held.asked = ASKED, held.asked + 1
            unit.session.add(held)
        return True

    async def _done(self, refund: Refund) -> None:
        async with self._database.writing() as unit:
            order = await orders.lock(unit, refund.order_id)
            held = await refunds.held(unit, refund)
            attempt = await attempts.get(unit, refund.attempt_id)
            if held is None:
                return
            held.state, held.done_at, held.due_at, held.lease_until = DONE, unit.now, None, None
            check_attempt(AttemptState(attempt.state), AttemptState.REFUNDED)
            attempt.state = AttemptState.REFUNDED
            unit.session.add(held)
            unit.session.add(attempt)
            if order.state == OrderState.REFUNDING and not await self._others_open(unit, held):
                check_order(OrderState(order.state), OrderState.REFUNDED)
                await orders.move(unit, order, OrderState.REFUNDED)
                await notices.tell_buyer(unit, order, Notice.PAYMENT)
            await notices.tell_buyer(unit, order, Notice.REFUNDED, amount=held.amount_minor)
            self._shop.counters.payment(attempt.rail, "refunded")
            _log.info("refunded", order=order.reference, rail=attempt.rail)

    @staticmethod
    async def _others_open(unit: UnitOfWork, refund: Refund) -> bool:
        """Say whether another payment of the order is still to be given back, or was refused."""
        known = await refunds.of_order(unit, refund.order_id)
        return any(other.id != refund.id and other.state != DONE for other in known)

    async def _refused(self, refund: Refund, reason: str) -> None:
        """The gateway says no: a person has to do it by hand, and everybody keeps the truth."""
        async with self._database.writing() as unit:
            order = await orders.lock(unit, refund.order_id)
            held = await refunds.held(unit, refund)
            attempt = await attempts.get(unit, refund.attempt_id)
            if held is None:
                return
            held.state, held.last_error, held.due_at, held.lease_until = REFUSED, reason, None, None
            whole = (attempt.paid_minor or 0) >= attempt.amount_minor
            before = AttemptState.PAID if whole else AttemptState.MISMATCHED
            check_attempt(AttemptState(attempt.state), before)
            attempt.state = before
            unit.session.add(held)
            unit.session.add(attempt)
            if order.state == OrderState.REFUNDING:
                check_order(OrderState(order.state), OrderState.PARKED)
                await orders.move(unit, order, OrderState.PARKED, park_reason="refund_refused")
                await notices.tell_buyer(unit, order, Notice.PAYMENT)
            amount = Money(held.amount_minor, held.currency).display()
            await notices.alert_owners(
                unit,
                self._shop,
                "refund_refused",
                reference=order.reference,
                amount=amount,
                number=attempt.number,
                reason=reason,
            )

    async def _try_later(self, refund: Refund, error: OutsideError) -> None:
        self._shop.counters.outside_error("refund", error)
        _log.warning("a refund is not settled yet", number=refund.number, reason=str(error))
        async with self._database.writing() as unit:
            held = await refunds.held(unit, refund)
            if held is None:
                return
            wait = timedelta(seconds=BACKOFF[min(held.tries, len(BACKOFF) - 1)])
            held.tries, held.last_error, held.lease_until = held.tries + 1, str(error), None
            held.due_at = unit.now + (max(wait, ASK_AGAIN_AFTER) if held.asked else wait)
            unit.session.add(held)
