"""Payments: asking gateways for them, asking what became of them, and crediting them to orders."""

from collections.abc import Awaitable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import structlog

from fulfillment import crediting, notices, offers, payers, schedule
from fulfillment.money import Money
from fulfillment.notices import Notice
from fulfillment.outcomes import OutcomeUnknown, OutsideError, Rejected, Retryable
from fulfillment.payments.rail import GatewayState, PaymentPage, PaymentRequest, PaymentStatus, Rail
from fulfillment.shop import Shop
from fulfillment.states import (
    ENDED_ATTEMPTS,
    LIVE_ATTEMPTS,
    AttemptState,
    OrderState,
    check_attempt,
    check_order,
)
from fulfillment.worker import Worker
from store import attempts, orders
from store.tables import PaymentAttempt

LEASE = timedelta(seconds=90)  # longer than the longest request to a gateway
SLOW_AFTER_TRIES = 2
SILENT_AFTER = timedelta(minutes=2)  # without one answer: the owner is told
LONGEST_REST = timedelta(seconds=1)
SHORTEST_REST = timedelta(seconds=0.1)  # so that what is due comes by the handful
SWITCHED_OFF_AGAIN_AFTER = timedelta(minutes=10)
Answer = TypeVar("Answer")
_log = structlog.get_logger()


class Settlement(Worker[PaymentAttempt]):
    """Takes payment attempts from their first request to the last sweep after their end."""

    def __init__(self, shop: Shop) -> None:
        super().__init__(shop.database, at_once=shop.policy.queries_in_flight)
        self._shop = shop
        self._due_at = datetime.min.replace(tzinfo=UTC)
        self._silent_since: dict[str, datetime] = {}
        # What an earlier process told the owner of is taken back by the first answer, too.
        self._maybe_told = set(shop.rails)

    async def expire_orders(self) -> None:
        """End unpaid orders whose time is over, once their gateways have answered that none of it was paid.

        The gateway of a rail that is switched off cannot be asked; its payments are looked at when it is on again.
        """
        async with self._database.writing() as unit:
            over = await orders.overdue(
                unit,
                OrderState.AWAITING_PAYMENT,
                unit.now,
                live=LIVE_ATTEMPTS,
                ended=ENDED_ATTEMPTS,
                rails=list(self._shop.rails),
                limit=50,
            )
            for found in over:
                order = await orders.lock(unit, found.id or 0)
                if order.state != OrderState.AWAITING_PAYMENT:
                    continue
                check_order(OrderState(order.state), OrderState.EXPIRED)
                if await orders.move(unit, order, OrderState.EXPIRED):
                    await notices.tell_buyer(unit, order, Notice.PAYMENT)

    async def _claim(self, room: int) -> Sequence[PaymentAttempt]:
        async with self._database.writing() as unit:
            due = await attempts.claim_due(unit, lease_until=unit.now + LEASE, limit=room)
            self._due_at = unit.now
            if not due:
                longest = unit.now + LONGEST_REST
                self._due_at = min(await attempts.next_due(unit) or longest, longest)
            return due

    def due_in(self) -> float:
        """Return in how many seconds a payment may be due; what becomes due by a change wakes the tick."""
        return max(SHORTEST_REST, self._due_at - self._database.clock()).total_seconds()

    async def _attend(self, attempt: PaymentAttempt) -> None:
        rail = self._shop.rails.get(attempt.rail)
        if rail is None:
            await self._switched_off(attempt)
        elif attempt.state == AttemptState.CREATING and attempt.expires_at > self._database.clock():
            await self._create(rail, attempt)
        else:
            await self._ask(rail, attempt)

    async def _switched_off(self, attempt: PaymentAttempt) -> None:
        error, now = "the rail is switched off", self._database.clock()
        if attempt.state in LIVE_ATTEMPTS and attempt.expires_at <= now:
            await self._end(attempt, error=error)
            return
        later = now + SWITCHED_OFF_AGAIN_AFTER
        await attempts.reschedule(self._database, attempt, later, error=error, sweeps=attempt.sweeps)

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
            held.gateway_number = page.gateway_number
            if page.charged is not None:
                held.charged_minor, held.charged_currency = page.charged.minor, page.charged.currency
            held.sealed_answer = self._shop.encryption.seal(attempt.number, page.raw)
            held.due_at = schedule.next_query(held.created_at, unit.now, self._shop.policy.poll_seconds)
            self._shop.counters.payment(held.rail, "created")
            await offers.note_success(unit, self._shop, held.rail)
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
            await offers.note_failure(unit, self._shop, held.rail)
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
        if isinstance(error, Retryable) and error.retry_after is not None:
            due = max(due, now + timedelta(seconds=error.retry_after))
        await attempts.reschedule(self._database, attempt, due, error=str(error), sweeps=attempt.sweeps)
        async with self._database.writing() as unit:
            await offers.note_failure(unit, self._shop, attempt.rail)
            if attempt.tries + 1 != SLOW_AFTER_TRIES:
                return
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
            status = await self._counted(rail, rail.query(attempt.number, amount, attempt.gateway_number))
            if status.state in (GatewayState.PENDING, GatewayState.UNKNOWN) and self._to_be_closed(
                rail, attempt, over=over
            ):
                await self._close(rail, attempt)
                status = await rail.query(attempt.number, amount, attempt.gateway_number)
        except OutsideError as error:
            await self._no_answer(attempt, error, over=over)
            return
        await self._answered(rail)
        if status.state is GatewayState.REFUNDED:
            await self._went_back_unseen(attempt)
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
        return (
            rail.capabilities.can_close and attempt.sweeps == 0 and (over or attempt.state in ENDED_ATTEMPTS)
        )

    @staticmethod
    async def _close(rail: Rail, attempt: PaymentAttempt) -> None:
        try:
            await rail.close(attempt.number)
        except Rejected as error:  # a clear no is an answer: sweeps go on looking
            _log.warning("a payment was not closed", rail=rail.name, number=attempt.number, reason=str(error))

    async def _answered(self, rail: Rail) -> None:
        self._silent_since.pop(rail.name, None)
        if rail.name in self._maybe_told:
            self._maybe_told.discard(rail.name)
            async with self._database.writing() as unit:
                await notices.clear_alert(
                    unit, self._shop, f"gateway-answers:{rail.name}", "gateway_recovered", rail=rail.name
                )

    async def _note_silence(self, rail_name: str, error: OutsideError) -> None:
        """Tell the owner of a gateway that has not answered a single question for a while."""
        now = self._database.clock()
        since = self._silent_since.setdefault(rail_name, now)
        if now - since < SILENT_AFTER:
            return
        self._maybe_told.add(rail_name)
        async with self._database.writing() as unit:
            await notices.raise_alert(
                unit,
                self._shop,
                f"gateway-answers:{rail_name}",
                "gateway_down",
                rail=rail_name,
                reason=str(error),
            )

    async def _went_back_unseen(self, attempt: PaymentAttempt) -> None:
        """Tell the owner of money that came and went back, or a part of it, before the shop saw it."""
        async with self._database.writing() as unit:
            order = await orders.get(unit, attempt.order_id)
            await notices.raise_alert(
                unit,
                self._shop,
                f"refunded_elsewhere:{attempt.number}",
                "refunded_unseen",
                reference=order.reference,
                amount=payers.asked(attempt).display(),
                number=attempt.number,
            )

    async def _no_answer(self, attempt: PaymentAttempt, error: OutsideError, *, over: bool) -> None:
        _log.info("a gateway gave no answer", rail=attempt.rail, number=attempt.number, reason=str(error))
        now = self._database.clock()
        await self._note_silence(attempt.rail, error)
        if over and attempt.state in LIVE_ATTEMPTS:
            await self._end(attempt, error=str(error))
            return
        wait = getattr(error, "retry_after", None)
        due = schedule.next_query(attempt.created_at, now, self._shop.policy.poll_seconds)
        if wait is not None or attempt.state not in LIVE_ATTEMPTS:
            due = max(due, now + timedelta(seconds=wait or 60))
        await attempts.reschedule(self._database, attempt, due, error=str(error), sweeps=attempt.sweeps)

    async def _not_paid(self, attempt: PaymentAttempt, status: PaymentStatus, *, over: bool) -> None:
        live = attempt.state in LIVE_ATTEMPTS
        if live and (over or status.state is GatewayState.CLOSED):
            await self._end(attempt, error=None)
            return
        now = self._database.clock()
        if live:
            due = schedule.next_query(attempt.created_at, now, self._shop.policy.poll_seconds)
            await attempts.reschedule(self._database, attempt, due, error=None, sweeps=0)
            return
        # Counted by the time that passed: a look that the customer asked for takes none of the later ones away.
        ended_at = attempt.ended_at or attempt.expires_at
        done = schedule.sweeps_by(ended_at, now)
        looks = [schedule.next_sweep(ended_at, now, done)]
        if status.state is not GatewayState.CLOSED and attempt.qr_content:
            newer = await self._left_behind(attempt)
            looks.append(schedule.next_look_back(now, newer, self._shop.policy.poll_seconds))
        following = min((look for look in looks if look is not None), default=None)
        await attempts.reschedule(self._database, attempt, following, error=None, sweeps=done + 1)

    async def _left_behind(self, attempt: PaymentAttempt) -> int:
        """Return how many newer QRs the order has, until the time of the newest is over; then none."""
        async with self._database.reading() as unit:
            order = await orders.get(unit, attempt.order_id)
            known = await attempts.of_order(unit, attempt.order_id)
        waits = order.state == OrderState.AWAITING_PAYMENT and known[0].expires_at > unit.now
        return sum((one.id or 0) > (attempt.id or 0) for one in known) if waits else 0

    async def _end(self, attempt: PaymentAttempt, *, error: str | None) -> None:
        """A payment's time is over: the QR is taken back, and sweeps go on looking for a late payer."""
        async with self._database.writing() as unit:
            order = await orders.lock(unit, attempt.order_id)
            held = await attempts.held(unit, attempt)
            if held is None:
                return
            if held.state not in LIVE_ATTEMPTS:  # given up while its gateway was asked: it is due at once
                held.lease_until = None
                unit.session.add(held)
                return
            check_attempt(AttemptState(held.state), AttemptState.EXPIRED)
            held.state, held.last_error, held.ended_at = AttemptState.EXPIRED, error, unit.now
            held.due_at = schedule.next_sweep(unit.now, unit.now, 0)
            held.sweeps, held.lease_until = 0 if error else 1, None  # 0: its gateway has not answered since
            unit.session.add(held)
            if order.state == OrderState.AWAITING_PAYMENT:
                await notices.tell_buyer(unit, order, Notice.PAYMENT)
