"""Giving money back: written down, then what was sold is taken back, then the gateway is asked, never twice."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

import structlog

from fulfillment import notices, payers
from fulfillment.consoles.issuer import DeliveryPath
from fulfillment.money import Money
from fulfillment.notices import Notice
from fulfillment.outcomes import OutcomeUnknown, OutsideError, Rejected, Retryable
from fulfillment.payments.rail import Rail, RefundState
from fulfillment.refund_plan import (
    ASKED,
    BY_HAND,
    DONE,
    GIVEN_BACK,
    INTENDED,
    REFUND,
    REFUSED,
    REFUSED_BY_GATEWAY,
    gives_back,
)
from fulfillment.shop import Person, Shop
from fulfillment.states import AttemptState, OrderState, check_attempt, check_order
from fulfillment.worker import Worker
from store import attempts, audit, deliveries, orders, refunds
from store.tables import Order, PaymentAttempt, Refund
from store.unit_of_work import UnitOfWork

LEASE = timedelta(seconds=120)  # longer than all requests of one step together
ASK_AGAIN_AFTER = timedelta(minutes=2)  # an unanswered request has landed by then, or never will
BACKOFF = (5, 15, 60, 300)  # seconds
HANGS_AFTER_TRIES = 24  # about two hours: the owner hears of it
_TAKEN_BACK = (OrderState.REFUNDING, OrderState.PARKED)  # parked, when another refund of it was refused
LOOKS_FOR_A_PART = 5  # a quarter of an hour
_log = structlog.get_logger()


class RefundService(Worker[Refund]):
    """Takes refunds from the intent to the gateway's word that the money is on its way."""

    def __init__(self, shop: Shop) -> None:
        super().__init__(shop.database, at_once=shop.policy.refunds_in_flight)
        self._shop = shop

    async def _claim(self, room: int) -> Sequence[Refund]:
        async with self._database.writing() as unit:
            return await refunds.claim_due(unit, lease_until=unit.now + LEASE, limit=room)

    async def _attend(self, refund: Refund) -> None:
        async with self._database.reading() as unit:
            order = await orders.get(unit, refund.order_id)
            attempt = await attempts.get(unit, refund.attempt_id)
        rail = self._shop.rails.get(attempt.rail)
        at_the_gateway = taken = False
        try:
            if refund.take_back and order.state in _TAKEN_BACK:
                taken = await self._take_back(order)
            if refund.by_hand:
                done = True
            elif rail is None or not gives_back(rail, whole=refund.amount_minor == attempt.paid_minor):
                await self._leave_to_a_hand(refund, rail)
                return
            else:
                at_the_gateway = True
                done = await self._give_back(rail, attempt, refund)
        except Rejected as error:
            if refund.by_hand:
                # The money is back all the same: what the customer keeps is told, not waited for.
                await self._done(refund, taken=False, kept=str(error))
            else:
                await self._refused(refund, str(error), by_gateway=at_the_gateway)
        except OutsideError as error:
            await self._try_later(refund, error)
        else:
            await (self._done(refund, taken=taken) if done else self._wait(refund))

    async def _leave_to_a_hand(self, refund: Refund, rail: Rail | None) -> None:
        if rail is None:  # once it is on again it can be asked
            await self._refused(refund, "the rail is switched off")
        else:
            await self._refused(refund, "it goes back by hand only", why=BY_HAND)

    async def _take_back(self, order: Order) -> bool:
        """Make what was delivered useless first; the money follows. False if there is nothing to stop."""
        async with self._database.reading() as unit:
            issued = (await deliveries.issued_of_orders(unit, [order.id or 0])).get(order.id or 0)
        if issued is None or issued.remote_id is None:
            return False
        issuer = self._shop.issuers.get(DeliveryPath(issued.path))
        if issuer is None:
            raise Rejected("the console that made the key or code is switched off")
        await issuer.revoke(issued.remote_id)
        return True

    async def _give_back(self, rail: Rail, attempt: PaymentAttempt, refund: Refund) -> bool:
        """Ask the gateway once; after an unknown outcome, look before asking again. False while it is at it."""
        paid = Money(attempt.paid_minor or 0, attempt.currency)
        amount = Money(refund.amount_minor, refund.currency)

        async def look() -> RefundState:
            return await rail.query_refund(attempt.number, refund.number, amount, paid)

        if refund.asked:
            if (known := await look()) is not RefundState.NONE:
                return _settled(known)
            if amount.minor < paid.minor and not rail.capabilities.idempotent_refund:
                _leave_to_a_person(refund)
        if not await self._about_to_ask(refund):
            raise OutcomeUnknown("another process has taken this refund over")
        try:
            return _settled(await rail.refund(attempt.number, refund.number, amount, paid))
        except Retryable:
            await self._did_not_ask(refund)
            raise
        except Rejected:
            if (known := await look()) is RefundState.NONE:
                raise
            return _settled(known)

    async def _about_to_ask(self, refund: Refund) -> bool:
        async with self._database.writing() as unit:
            held = await refunds.held(unit, refund)
            if held is None:
                return False
            held.state, held.asked, held.tries = ASKED, held.asked + 1, 0
            unit.session.add(held)
        return True

    async def _did_not_ask(self, refund: Refund) -> None:
        async with self._database.writing() as unit:
            held = await refunds.held(unit, refund)
            if held is not None:  # the request did not leave, or was clearly put off: it gave nothing back
                held.asked -= 1
                held.state = ASKED if held.asked else INTENDED
                unit.session.add(held)

    async def _done(self, refund: Refund, *, taken: bool, kept: str = "") -> None:
        """The money is back. What was delivered is `taken` back, or `kept` is why it could not be."""
        async with self._database.writing() as unit:
            order = await orders.lock(unit, refund.order_id)
            held = await refunds.held(unit, refund)
            attempt = await attempts.get(unit, refund.attempt_id)
            if held is None:
                return
            held.state, held.done_at, held.due_at, held.lease_until = DONE, unit.now, None, None
            held.take_back = taken  # from now on what was done, not what was meant: the buyer reads it
            check_attempt(AttemptState(attempt.state), AttemptState.REFUNDED)
            attempt.state = AttemptState.REFUNDED
            unit.session.add(held)
            unit.session.add(attempt)
            if order.state == OrderState.REFUNDING and not await self._others_open(unit, held):
                after = await _given_back(unit, order)
                check_order(OrderState(order.state), after)
                await orders.move(unit, order, after)
                await notices.tell_buyer(unit, order, Notice.PAYMENT)
            amount = payers.money_of(attempt, held.amount_minor)
            await notices.tell_buyer(
                unit,
                order,
                Notice.REFUNDED,
                amount=amount.minor,
                currency=amount.currency,
                by_hand=held.by_hand,
            )
            facts = {
                "reference": order.reference,
                "amount": amount.display(),
                "by": "hand" if held.by_hand else "rail",
            }
            if kept:
                await notices.alert_owners(
                    unit, self._shop, "refund_kept", reference=order.reference, reason=kept
                )
            await self._tell_who_asked(unit, order, "refund_done", facts)
            await notices.alert_topic(unit, self._shop, order, "refund_done", facts)
            self._shop.counters.payment(attempt.rail, "refunded")
            _log.info("refunded", order=order.reference, rail=attempt.rail)

    @staticmethod
    async def _others_open(unit: UnitOfWork, refund: Refund) -> bool:
        """Say whether another payment of the order is still to be given back, or was refused."""
        known = await refunds.of_order(unit, refund.order_id)
        return any(other.id != refund.id and other.state in (INTENDED, ASKED) for other in known)

    async def _refused(
        self, refund: Refund, reason: str, *, by_gateway: bool = False, why: str = REFUSED_BY_GATEWAY
    ) -> None:
        """It cannot be done now: a person has to do it by hand or ask anew, and everybody keeps the truth.

        After a gateway's clear no the refund gets another number: under this one it would say no again.
        """
        async with self._database.writing() as unit:
            order = await orders.lock(unit, refund.order_id)
            held = await refunds.held(unit, refund)
            attempt = await attempts.get(unit, refund.attempt_id)
            if held is None:
                return
            held.state, held.last_error, held.due_at, held.lease_until = REFUSED, reason, None, None
            if by_gateway:
                held.asked, held.number = 0, _next_number(held.number)
            whole = (attempt.paid_minor or 0) >= attempt.amount_minor
            before = AttemptState.PAID if whole else AttemptState.MISMATCHED
            check_attempt(AttemptState(attempt.state), before)
            attempt.state = before
            unit.session.add(held)
            unit.session.add(attempt)
            if order.state == OrderState.REFUNDING:
                check_order(OrderState(order.state), OrderState.PARKED)
                await orders.move(unit, order, OrderState.PARKED, park_reason=why)
                await notices.tell_buyer(unit, order, Notice.PAYMENT)
            facts = {
                "reference": order.reference,
                "amount": payers.money_of(attempt, held.amount_minor).display(),
                "number": attempt.number,
                "reason": reason,
            }
            await notices.alert_owners(unit, self._shop, why, **facts)
            await self._tell_who_asked(unit, order, why, facts, but=self._shop.owners)
            await notices.alert_topic(unit, self._shop, order, why, facts)

    @staticmethod
    async def _tell_who_asked(
        unit: UnitOfWork,
        order: Order,
        alert: str,
        facts: Mapping[str, str],
        *,
        but: Collection[Person] = (),
    ) -> None:
        """Tell the member of the staff whose refund it is; one that the shop made by itself is nobody's."""
        entries = await audit.of_order(unit, order.id or 0)
        acts = [entry for entry in entries if entry.act in (REFUND, GIVEN_BACK)]
        channel, is_account, account = acts[-1].actor.partition(":") if acts else ("", "", "")
        if is_account and Person(channel, account) not in but:
            await notices.alert_person(unit, Person(channel, account), alert, facts)

    async def _wait(self, refund: Refund) -> None:
        """The gateway takes its time: the customer is told so once, and it is asked again until it is through."""
        async with self._database.writing() as unit:
            order = await orders.lock(unit, refund.order_id)
            held = await refunds.held(unit, refund)
            if held is None:
                return
            wait = BACKOFF[min(held.tries + 1, len(BACKOFF) - 1)]
            held.tries, held.last_error, held.lease_until = held.tries + 1, None, None
            held.due_at = unit.now + timedelta(seconds=wait)
            unit.session.add(held)
            await self._tell_if_it_hangs(unit, order, held)
            await notices.tell_buyer(
                unit,
                order,
                Notice.REFUND_PENDING,
                once=True,
                amount=held.amount_minor,
                currency=held.currency,
            )

    async def _try_later(self, refund: Refund, error: OutsideError) -> None:
        self._shop.counters.outside_error("refund", error)
        _log.warning("a refund is not settled yet", number=refund.number, reason=str(error))
        async with self._database.writing() as unit:
            order = await orders.lock(unit, refund.order_id)
            held = await refunds.held(unit, refund)
            if held is None:
                return
            wait = timedelta(seconds=BACKOFF[min(held.tries, len(BACKOFF) - 1)])
            held.tries, held.last_error, held.lease_until = held.tries + 1, str(error), None
            held.due_at = unit.now + (max(wait, ASK_AGAIN_AFTER) if held.asked else wait)
            unit.session.add(held)
            await self._tell_if_it_hangs(unit, order, held)

    async def _tell_if_it_hangs(self, unit: UnitOfWork, order: Order, held: Refund) -> None:
        """Tell the owner, once for each time that it was asked for, of a refund that does not come to an end."""
        if held.tries == HANGS_AFTER_TRIES:
            attempt = await attempts.get(unit, held.attempt_id)
            await notices.alert_owners(
                unit,
                self._shop,
                "refund_hangs",
                reference=order.reference,
                amount=payers.money_of(attempt, held.amount_minor).display(),
                number=attempt.number,
                reason=held.last_error or "",
                explained="yes" if held.last_error else "no",
            )


def _next_number(number: str) -> str:
    """Return the number after this one: `...R`, `...R2`, `...R3`."""
    stem, _, count = number.rpartition("R")
    return f"{stem}R{int(count or 1) + 1}"


def _settled(state: RefundState) -> bool:
    """Say whether a refund is through, or that the gateway is at it.

    Raises:
        Rejected: the gateway has given it up.
        OutcomeUnknown: it does not say.
    """
    if state is RefundState.REFUSED:
        raise Rejected("the gateway took the refund, and then gave it up")
    if state in (RefundState.DONE, RefundState.PENDING):
        return state is RefundState.DONE
    raise OutcomeUnknown(f"the gateway says of the refund: {state}")


def _leave_to_a_person(refund: Refund) -> None:
    """Go on looking for a part that a gateway without refund numbers did not confirm; it is never asked for again.

    The first request may arrive late, and a second one would give another part back: the gateway would allow it.

    Raises:
        OutcomeUnknown: it may still arrive.
        Rejected: it is time for a person to look at the gateway.
    """
    if refund.tries < LOOKS_FOR_A_PART:
        raise OutcomeUnknown("the gateway does not show the refund yet")
    raise Rejected("the gateway never answered, and does not show the refund: look there before asking again")


async def _given_back(unit: UnitOfWork, order: Order) -> OrderState:
    """Return where an order ends whose refunds are through: did all of its money go back, or a part?"""
    paid = {attempt.id: attempt.paid_minor or 0 for attempt in await attempts.of_order(unit, order.id or 0)}
    known = await refunds.of_order(unit, order.id or 0)
    whole = all(refund.amount_minor >= paid[refund.attempt_id] for refund in known)
    return OrderState.REFUNDED if whole else OrderState.PARTLY_REFUNDED
