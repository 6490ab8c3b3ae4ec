"""Payments: asking gateways for them, asking what became of them, and crediting them to orders."""

from collections.abc import Awaitable, Sequence
from datetime import timedelta
from typing import TypeVar

import structlog

from fulfillment import crediting, notices, schedule
from fulfillment.money import Money
from fulfillment.notices import Notice
from fulfillment.outcomes import OutcomeUnknown, OutsideError, Rejected, Retryable
from fulfillment.payments.rail import GatewayState, PaymentPage, PaymentRequest, PaymentStatus, Rail
from fulfillment.shop import Shop
from fulfillment.states import AttemptState, OrderState, check_attempt, check_order
from fulfillment.worker import Worker
from store import attempts, orders
from store.tables import PaymentAttempt

LEASE = timedelta(seconds=90)  # longer than the longest request to a gateway
SLOW_AFTER_TRIES = 2
Answer = TypeVar("Answer")
_log = structlog.get_logger()


class Settlement(Worker[PaymentAttempt]):
    """Takes payment attempts from their first request to the last sweep after their end."""

    def __init__(self, shop: Shop) -> None:
        super().__init__(at_once=shop.policy.queries_in_flight)
        self._shop = shop
        self._database = shop.database

    async def expire_orders(self) -> None:
        """End unpaid orders whose time is over, once none of their payments can be paid any more."""
        async with self._database.writing() as unit:
            for found in await orders.expired_by(unit, OrderState.AWAITING_PAYMENT, unit.now, limit=50):
                order = await orders.lock(unit, found.id or 0)
                known = await attempts.of_order(unit, order.id or 0)
                if any(attempt.state in (AttemptState.CREATING, AttemptState.PENDING) for attempt in known):
                    continue  # the attempt ends first, and asks its gateway when it does
                check_order(OrderState(order.state), OrderState.EXPIRED)
                if await orders.move(unit, order, OrderState.EXPIRED):
                    await notices.tell_buyer(unit, order, Notice.PAYMENT)

    async def _claim(self, room: int) -> Sequence[PaymentAttempt]:
        async with self._database.writing() as unit:
            return await attempts.claim_due(unit, lease_until=unit.now + LEASE, limit=room)

    async def _attend(self, attempt: PaymentAttempt) -> None:
        rail = self._shop.rails.get(attempt.rail)
        if rail is None:
            later = self._database.clock() + timedelta(minutes=10)
            await attempts.reschedule(
                self._database, attempt, later, error="the rail is switched off", sweeps=attempt.sweeps
            )
        elif attempt.state == AttemptState.CREATING and attempt.expires_at > self._database.clock():
            await self._create(rail, attempt)
        else:
            await self._ask(rail, attempt)

    async def _create(self, rail: Rail, attempt: PaymentAttempt) -> None:
        async with self._database.reading() as unit:
            order = await orders.get(unit, attempt.order_id)
        request = PaymentRequest(
            number=attempt.number,
            method=attempt.method,
            amount=Money(attempt.amount_minor, attempt.currency),
            title=f"AiCredits {order.package_name.get('en', order.package_id)}",
            return_url=self._shop.return_url(order.reference),
            expires_at=attempt.expires_at,
        )
        try:
            page = await self._counted(rail, rail.create(request))
        except Rejected as error:
            await self._refused(attempt, error)
        except (Retryable, OutcomeUnknown) as error:
            await self._creation_failed(attempt, error)
        else:
            await self._created(attempt, page)

    async def _created(self, attempt: PaymentAttempt, page: PaymentPage) -> None:
        async with self._database.writing() as unit:
            order = await orders.lock(unit, attempt.order_id)
            held = await attempts.held(unit, attempt)
            if held is None:
                return
            held.lease_until = None
            held.qr_content, held.link = page.qr_content, page.link
            held.sealed_answer = self._shop.encryption.seal(attempt.number, page.raw)
            held.due_at = schedule.next_query(held.created_at, unit.now, self._shop.policy.poll_seconds)
            self._shop.counters.payment(held.rail, "created")
            if held.state == AttemptState.CREATING:
                check_attempt(AttemptState(held.state), AttemptState.PENDING)
                held.state = AttemptState.PENDING
                await notices.tell_buyer(unit, order, Notice.PAYMENT)
                await notices.clear_alert(
                    unit, self._shop, f"gateway:{held.rail}", "gateway_recovered", rail=held.rail
                )
            unit.session.add(held)

    async def _refused(self, attempt: PaymentAttempt, error: Rejected) -> None:
        _log.warning(
            "the gateway refused a payment", rail=attempt.rail, number=attempt.number, reason=str(error)
        )
        async with self._database.writing() as unit:
            order = await orders.lock(unit, attempt.order_id)
            held = await attempts.held(unit, attempt)
            if held is None or held.state != AttemptState.CREATING:
                return
            check_attempt(AttemptState(held.state), AttemptState.FAILED)
            self._shop.counters.payment(held.rail, "refused")
            held.state, held.last_error = AttemptState.FAILED, str(error)
            held.due_at, held.lease_until = None, None
            unit.session.add(held)
            await notices.tell_buyer(unit, order, Notice.GATEWAY_SLOW)
            await notices.raise_alert(
                unit,
                self._shop,
                f"gateway:{held.rail}",
                "gateway_refused",
                rail=held.rail,
                reference=order.reference,
                reason=str(error),
            )

    async def _creation_failed(self, attempt: PaymentAttempt, error: OutsideError) -> None:
        """Ask again later under the same number; from the second failure on the customer is told."""
        now = self._database.clock()
        due = schedule.next_creation(now, attempt.tries)
        await attempts.reschedule(self._database, attempt, due, error=str(error), sweeps=attempt.sweeps)
        if attempt.tries + 1 != SLOW_AFTER_TRIES:
            return
        async with self._database.writing() as unit:
            order = await orders.lock(unit, attempt.order_id)
            if order.state == OrderState.AWAITING_PAYMENT:
                await notices.tell_buyer(unit, order, Notice.GATEWAY_SLOW)
            await notices.raise_alert(
                unit,
                self._shop,
                f"gateway:{attempt.rail}",
                "gateway_down",
                rail=attempt.rail,
                reason=str(error),
            )

    async def _ask(self, rail: Rail, attempt: PaymentAttempt) -> None:
        """Ask what became of a payment. What is not a clear answer changes nothing but the time to ask again."""
        amount = Money(attempt.amount_minor, attempt.currency)
        over = attempt.expires_at <= self._database.clock()
        try:
            status = await self._counted(rail, rail.query(attempt.number, amount))
            if status.state in (GatewayState.PENDING, GatewayState.UNKNOWN) and self._to_be_closed(
                rail, attempt, over=over
            ):
                await rail.close(attempt.number)
                status = await rail.query(attempt.number, amount)
        except OutsideError as error:
            await self._no_answer(attempt, error, over=over)
            return
        if status.state is GatewayState.PAID:
            await crediting.credit(self._shop, attempt, status)
        else:
            await self._not_paid(attempt, status, over=over)

    async def _counted(self, rail: Rail, answer: Awaitable[Answer]) -> Answer:
        try:
            return await answer
        except OutsideError as error:
            self._shop.counters.outside_error(rail.name, error)
            raise

    @staticmethod
    def _to_be_closed(rail: Rail, attempt: PaymentAttempt, *, over: bool) -> bool:
        retired = attempt.state in (AttemptState.CLOSED, AttemptState.EXPIRED)
        return rail.capabilities.can_close and attempt.sweeps == 0 and (over or retired)

    async def _no_answer(self, attempt: PaymentAttempt, error: OutsideError, *, over: bool) -> None:
        _log.info("a gateway gave no answer", rail=attempt.rail, number=attempt.number, reason=str(error))
        now = self._database.clock()
        if over and attempt.state in (AttemptState.CREATING, AttemptState.PENDING):
            await self._end(attempt, error=str(error))
            return
        wait = getattr(error, "retry_after", None)
        due = schedule.next_query(attempt.created_at, now, self._shop.policy.poll_seconds)
        if wait is not None or attempt.state not in (AttemptState.CREATING, AttemptState.PENDING):
            due = max(due, now + timedelta(seconds=wait or 60))
        await attempts.reschedule(self._database, attempt, due, error=str(error), sweeps=attempt.sweeps)

    async def _not_paid(self, attempt: PaymentAttempt, status: PaymentStatus, *, over: bool) -> None:
        live = attempt.state in (AttemptState.CREATING, AttemptState.PENDING)
        if live and (over or status.state is GatewayState.CLOSED):
            await self._end(attempt, error=None)
            return
        now = self._database.clock()
        if live:
            due = schedule.next_query(attempt.created_at, now, self._shop.policy.poll_seconds)
            await attempts.reschedule(self._database, attempt, due, error=None, sweeps=0)
            return
        following = schedule.next_sweep(attempt.ended_at or attempt.expires_at, now, attempt.sweeps)
        await attempts.reschedule(self._database, attempt, following, error=None, sweeps=attempt.sweeps + 1)

    async def _end(self, attempt: PaymentAttempt, *, error: str | None) -> None:
        """A payment's time is over: the QR is taken back, and sweeps go on looking for a late payer."""
        async with self._database.writing() as unit:
            order = await orders.lock(unit, attempt.order_id)
            held = await attempts.held(unit, attempt)
            if held is None:
                return
            check_attempt(AttemptState(held.state), AttemptState.EXPIRED)
            held.state, held.last_error, held.ended_at = AttemptState.EXPIRED, error, unit.now
            held.due_at = schedule.next_sweep(unit.now, unit.now, 0)
            held.sweeps, held.lease_until = 1, None
            unit.session.add(held)
            if order.state == OrderState.AWAITING_PAYMENT:
                await notices.tell_buyer(unit, order, Notice.PAYMENT)
