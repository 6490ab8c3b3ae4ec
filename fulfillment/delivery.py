"""Delivering paid orders: intent, lease, look before asking twice, sweep afterwards.

The steps of one path: intended -> asked -> made (the secret is in our store) -> issued (tried, and handed over);
or refused (a clear no), or abandoned (never answered, and proved absent each time we looked).
"""

from collections.abc import Sequence
from datetime import timedelta

import structlog

from fulfillment import delivery_plan, notices, prospects, schedule
from fulfillment.consoles.issuer import DeliveryPath, Issued, Issuer
from fulfillment.delivery_plan import ABANDONED, ASKED, INTENDED, ISSUED, MADE, REFUSED
from fulfillment.notices import Notice
from fulfillment.outcomes import OutcomeUnknown, OutsideError, Rejected, Retryable
from fulfillment.shop import Shop
from fulfillment.states import OrderState, check_order
from fulfillment.stock import alert_keys, tell_how_much
from fulfillment.worker import Worker
from store import deliveries, orders, stock
from store.tables import Delivery, Order
from store.unit_of_work import UnitOfWork

LEASE = timedelta(seconds=120)  # longer than all requests of one step together
BACKOFF = (1, 2, 4, 8, 15, 30, 60)  # seconds
MOVE_ON_AFTER = 4  # tries on a path that cannot be reached, while there is another path
MOST_ASKED = 2  # unanswered requests, each looked up and proved absent
TURN = timedelta(seconds=15)  # until a refused path looks again whether the one before it is through
PATIENCE = timedelta(minutes=3)  # then the order is parked, and the path still goes on being tried
_DELIVERABLE = (OrderState.PAID, OrderState.PARKED)
_log = structlog.get_logger()


class DeliveryService(Worker[Delivery]):
    """Takes deliveries from the intent to the customer's secret, once."""

    def __init__(self, shop: Shop) -> None:
        super().__init__(shop.database, at_once=shop.policy.deliveries_in_flight)
        self._shop = shop

    async def _claim(self, room: int) -> Sequence[Delivery]:
        async with self._database.writing() as unit:
            return await deliveries.claim_due(unit, lease_until=unit.now + LEASE, limit=room)

    async def _attend(self, delivery: Delivery) -> None:
        if delivery.state == REFUSED and await self._waits_for_its_turn(delivery):
            return
        if delivery.state in (ISSUED, ABANDONED, REFUSED):
            await self._sweep(delivery)
        elif delivery.path == DeliveryPath.STOCK:
            await self._take_from_stock(delivery)
        else:
            issuer = self._shop.issuers.get(DeliveryPath(delivery.path))
            if issuer is None:
                await self._refuse(delivery, "the path is switched off")
                return
            try:
                await self._step(issuer, delivery)
            except Rejected as error:
                await self._rejected(issuer, delivery, error)
            except (Retryable, OutcomeUnknown) as error:
                await self._try_later(delivery, error)

    async def _waits_for_its_turn(self, delivery: Delivery) -> bool:
        """Open a refused path of a parked order again, unless another is under way or comes before it."""
        async with self._database.writing() as unit:
            order = await orders.lock(unit, delivery.order_id)
            held = await deliveries.held(unit, delivery)
            others = await deliveries.of_order(unit, delivery.order_id)
            active = any(other.state in (INTENDED, ASKED, MADE, ISSUED) for other in others)
            earlier_is_due = any(
                other.state == REFUSED and other.due_at is not None and other.due_at <= unit.now
                for other in others
                if (other.id or 0) < (delivery.id or 0)
            )
            parked = order.state == OrderState.PARKED and order.park_reason == delivery_plan.UNDELIVERABLE
            if held is None or not parked:
                return held is None
            unit.session.add(held)
            if active or earlier_is_due:
                held.due_at, held.lease_until = unit.now + TURN, None
                return True
            held.state, held.tries = INTENDED, 0
        delivery.state, delivery.tries = INTENDED, 0
        return False

    async def _step(self, issuer: Issuer, delivery: Delivery) -> None:
        if delivery.state != MADE:
            issued = await self._adopt(issuer, delivery) if delivery.asked else None
            if issued is None:
                if delivery.asked >= MOST_ASKED and delivery.state == ASKED:
                    await self._abandon(delivery)
                    return
                if not await self._about_to_ask(delivery):
                    return
                issued = await self._ask(issuer, delivery)
            if not await self._made(delivery, issued):
                return
        if await self._verified(issuer, delivery):
            await self._hand_over(delivery)

    async def _adopt(self, issuer: Issuer, delivery: Delivery) -> Issued | None:
        """Look for what an earlier request may have made; keep the first, revoke the rest."""
        try:
            live = [issued for issued in await issuer.find(delivery.name) if issued.live]
            for extra in live[1:]:
                await issuer.revoke(extra.remote_id)
        except Rejected as error:
            # Nobody let us look, so nothing is settled: no other path may be taken yet.
            await self._alert_refusal(delivery, error)
            raise OutcomeUnknown(f"could not look for it: {error}") from error
        return live[0] if live else None

    async def _ask(self, issuer: Issuer, delivery: Delivery) -> Issued:
        try:
            return await issuer.issue(delivery.name, delivery.quota)
        except (Retryable, Rejected):
            async with self._database.writing() as unit:
                held = await deliveries.held(unit, delivery)
                if held is not None:  # the request did not leave, or was clearly turned away: it made nothing
                    held.asked -= 1
                    held.state = ASKED if held.asked else INTENDED
                    unit.session.add(held)
                    delivery.asked, delivery.state = held.asked, held.state
            raise

    async def _about_to_ask(self, delivery: Delivery) -> bool:
        """Write down that a request leaves now: if its answer is lost, we know to look first."""
        async with self._database.writing() as unit:
            order = await orders.lock(unit, delivery.order_id)
            held = await deliveries.held(unit, delivery)
            if held is None or self._stopped(unit, order, held):
                return False
            held.state, held.asked = ASKED, held.asked + 1
            held.lease_until = unit.now + LEASE
            unit.session.add(held)
        delivery.state, delivery.asked = ASKED, held.asked
        return True

    async def _made(self, delivery: Delivery, issued: Issued) -> bool:
        async with self._database.writing() as unit:
            held = await deliveries.held(unit, delivery)
            if held is None:
                return False
            held.state, held.remote_id, held.tries = MADE, issued.remote_id, 0
            held.sealed_secret = self._shop.encryption.seal(held.name, issued.secret)
            unit.session.add(held)
        delivery.state, delivery.remote_id, delivery.tries = MADE, held.remote_id, 0
        delivery.sealed_secret = held.sealed_secret
        return True

    async def _verified(self, issuer: Issuer, delivery: Delivery) -> bool:
        """Try the secret as the customer would; one that never works is revoked and the next path taken."""
        secret = self._shop.encryption.open(delivery.name, delivery.sealed_secret or "")
        try:
            await issuer.verify(secret)
        except Rejected as error:
            if delivery.tries < MOVE_ON_AFTER:
                raise Retryable(f"the key is not accepted yet: {error}") from error
            await issuer.revoke(delivery.remote_id or 0)
            raise
        return True

    async def _hand_over(self, delivery: Delivery) -> None:
        async with self._database.writing() as unit:
            order = await orders.lock(unit, delivery.order_id)
            held = await deliveries.held(unit, delivery)
            if held is not None and not self._stopped(unit, order, held):
                await self._deliver(unit, order, held)
                await prospects.note_answer(unit)
                known = prospects.refused_key(held.path)
                await notices.clear_alert(unit, self._shop, known, "console_restored", path=held.path)

    @staticmethod
    def _stopped(unit: UnitOfWork, order: Order, delivery: Delivery) -> bool:
        """Say whether the order must no longer be delivered (refunded, closed); sweeps revoke what was made."""
        if order.state in _DELIVERABLE:
            return False
        delivery.state, delivery.sweeps = ABANDONED, 0
        delivery.due_at, delivery.lease_until = unit.now, None
        unit.session.add(delivery)
        return True

    async def _deliver(self, unit: UnitOfWork, order: Order, delivery: Delivery) -> None:
        check_order(OrderState(order.state), OrderState.DELIVERED)
        delivery.state, delivery.issued_at, delivery.lease_until = ISSUED, unit.now, None
        delivery.last_error = None
        delivery.due_at = schedule.next_sweep(unit.now, unit.now, 0) if delivery.asked > 1 else None
        unit.session.add(delivery)
        await unit.session.flush()
        if not await orders.move(unit, order, OrderState.DELIVERED, delivered_at=unit.now, park_reason=None):
            raise RuntimeError(f"order {order.reference} moved while it was locked")
        await notices.tell_buyer(unit, order, Notice.DELIVERED, once=True)
        await notices.tell_buyer(unit, order, Notice.PAYMENT)
        self._shop.counters.delivery(delivery.path)
        _log.info("delivered", order=order.reference, path=delivery.path)

    async def _take_from_stock(self, delivery: Delivery) -> None:
        async with self._database.writing() as unit:
            order = await orders.lock(unit, delivery.order_id)
            held = await deliveries.held(unit, delivery)
            if held is None or order.state not in _DELIVERABLE:
                return
            code = await stock.claim(unit, order.package_id, order.id or 0)
            if code is not None:
                secret = self._shop.encryption.open(code.fingerprint, code.sealed_code)
                held.sealed_secret = self._shop.encryption.seal(held.name, secret)
                await self._deliver(unit, order, held)
                left, _sold = (await stock.counts(unit)).get(order.package_id, (0, 0))
                await tell_how_much(unit, self._shop, order.package_id, left)
                return
            _low, empty = alert_keys(order.package_id)
            await notices.raise_alert(unit, self._shop, empty, "stock_empty", package=order.package_id)
        await self._refuse(delivery, "no code left in the stock")

    async def _rejected(self, issuer: Issuer, delivery: Delivery, error: Rejected) -> None:
        self._shop.counters.outside_error(delivery.path, error)
        _log.warning("a console refused", order=delivery.name, path=issuer.path, reason=str(error))
        await self._alert_refusal(delivery, error)
        await self._refuse(delivery, str(error))

    async def _alert_refusal(self, delivery: Delivery, error: Rejected) -> None:
        async with self._database.writing() as unit:
            await notices.raise_alert(
                unit,
                self._shop,
                prospects.refused_key(delivery.path),
                "console_credentials_lost" if error.auth_lost else "console_refused",
                path=delivery.path,
                reason=str(error),
            )

    async def _refuse(self, delivery: Delivery, reason: str) -> None:
        await self._leave_path(delivery, REFUSED, reason)

    async def _abandon(self, delivery: Delivery) -> None:
        """Asked twice, answered never, and absent each time: sweeps revoke whatever still arrives."""
        await self._leave_path(delivery, ABANDONED, "no answer, and nothing there when we looked")

    async def _leave_path(self, delivery: Delivery, state: str, reason: str) -> None:
        async with self._database.writing() as unit:
            order = await orders.lock(unit, delivery.order_id)
            held = await deliveries.held(unit, delivery)
            if held is None:
                return
            held.state, held.last_error, held.lease_until = state, reason, None
            held.sweeps, held.due_at = 0, None
            unit.session.add(held)
            if order.state in _DELIVERABLE:
                await delivery_plan.begin(unit, self._shop, order)
            if held.due_at is None and (held.asked or state == ABANDONED):
                held.due_at = schedule.next_sweep(unit.now, unit.now, 0)

    async def _try_later(self, delivery: Delivery, error: OutsideError) -> None:
        """Back off. A path that cannot even be reached gives way to the next; nothing was asked of it."""
        self._shop.counters.outside_error(delivery.path, error)
        _log.warning("a console gave no answer", order=delivery.name, path=delivery.path, reason=str(error))
        unreached = isinstance(error, Retryable) and not delivery.asked
        gives_up = unreached and delivery.tries + 1 >= MOVE_ON_AFTER
        if gives_up and await self._another_path(delivery):
            async with self._database.writing() as unit:
                await prospects.note_silence(unit)
            await self._refuse(delivery, str(error))
            return
        wait = BACKOFF[min(delivery.tries, len(BACKOFF) - 1)]
        if isinstance(error, Retryable) and error.retry_after is not None:
            wait = max(wait, int(error.retry_after))
        async with self._database.writing() as unit:
            order = await orders.lock(unit, delivery.order_id)
            held = await deliveries.held(unit, delivery)
            if held is None:
                return
            held.tries, held.last_error = held.tries + 1, str(error)
            held.due_at, held.lease_until = unit.now + timedelta(seconds=wait), None
            unit.session.add(held)
            if unit.now - held.created_at > PATIENCE:
                await prospects.note_silence(unit)
                if order.state == OrderState.PAID:
                    await delivery_plan.park(unit, self._shop, order)

    async def _another_path(self, delivery: Delivery) -> bool:
        async with self._database.reading() as unit:
            known = await deliveries.of_order(unit, delivery.order_id)
        return delivery_plan.next_path(self._shop, {one.path for one in known}) is not None

    async def _sweep(self, delivery: Delivery) -> None:
        """Look for same-named keys and codes that arrived late and that no row owns, and revoke them."""
        issuer = self._shop.issuers.get(DeliveryPath(delivery.path)) if delivery.asked else None
        error: str | None = None
        try:
            for found in await issuer.find(delivery.name) if issuer else []:
                owned = delivery.state == ISSUED and found.remote_id == delivery.remote_id
                if found.live and not owned and issuer:
                    await issuer.revoke(found.remote_id)
                    _log.warning("revoked a late arrival", order=delivery.name, remote_id=found.remote_id)
        except OutsideError as failure:
            error = str(failure)
        async with self._database.writing() as unit:
            held = await deliveries.held(unit, delivery)
            if held is None:
                return
            held.lease_until, held.last_error = None, error or held.last_error
            if error is not None:
                held.due_at = unit.now + timedelta(minutes=1)
            else:
                held.sweeps += 1
                since = held.issued_at or held.created_at
                held.due_at = schedule.next_sweep(since, unit.now, held.sweeps) if delivery.asked else None
            unit.session.add(held)
