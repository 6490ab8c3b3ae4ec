"""Reminders of unpaid orders: few, never twice, never too late, and never to somebody who does not want one."""

from datetime import datetime, timedelta

from fulfillment import notices
from fulfillment.notices import Notice
from fulfillment.quiet import is_quiet
from fulfillment.shop import Shop
from fulfillment.states import OrderState
from store import orders, reminders
from store.tables import Customer, Order
from store.unit_of_work import UnitOfWork

MOST_LATE = timedelta(hours=3)  # after a downtime; hours that were quiet do not count
PEACE = reminders.Peace(after_talk=timedelta(minutes=30), after_letter=timedelta(hours=24))
APART = timedelta(hours=1)  # between reminders of two orders of one customer
STALE_AFTER = timedelta(minutes=30)  # a reminder that could not be sent for so long is not sent
AT_ONCE = 50  # orders


class Reminders:
    """Looks which unpaid orders are to be brought to mind, and takes each stage of each once."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._stages = sorted(shop.policy.remind_after)

    async def tick(self) -> None:
        """Remind of what is due now."""
        database = self._shop.database
        if not self._stages or is_quiet(self._shop.policy.quiet_hours, database.clock()):
            return
        async with database.reading() as unit:
            found = await reminders.due(
                unit, OrderState.AWAITING_PAYMENT, self._stages, peace=PEACE, limit=AT_ONCE
            )
        for order in found:
            async with database.writing() as unit:
                await self._remind(unit, order.id or 0)

    async def _remind(self, unit: UnitOfWork, order_id: int) -> None:
        order = await orders.lock(unit, order_id)
        await unit.lock(f"reminder:{order.customer_id}")
        latest = self._latest_stage(order, unit.now)
        if latest is None or not await may_be_sent(unit, self._shop, order, written_at=unit.now):
            return
        after, due_at = latest
        if unit.now - due_at > MOST_LATE:
            outcome = "late"
        elif await reminders.told_of_another(unit, order, unit.now - APART):
            outcome = "together"
        else:
            outcome = "written"
        if not await reminders.take(unit, order_id, after, told=outcome == "written"):
            return
        self._shop.counters.reminder(outcome)
        if outcome == "written":
            stage, last = reminders.stage_of(after), after == self._stages[-1]
            await notices.tell_buyer(unit, order, Notice.REMINDER, stage=stage, last=last)

    def _latest_stage(self, order: Order, now: datetime) -> tuple[timedelta, datetime] | None:
        """Return the last age of the settings that is due, and since when; those before it are passed over."""
        hours = self._shop.policy.quiet_hours
        for after in reversed(self._stages):
            moment = order.created_at + after
            due_at = moment if hours is None else hours.end(moment)
            if due_at <= now:
                return after, due_at
        return None


async def may_be_sent(unit: UnitOfWork, shop: Shop, order: Order, *, written_at: datetime) -> bool:
    """Say whether a reminder that was written is still true and welcome; asked again when it is about to go."""
    return (
        order.state == OrderState.AWAITING_PAYMENT
        and order.expires_at > unit.now
        and unit.now - written_at < STALE_AFTER
        and not is_quiet(shop.policy.quiet_hours, unit.now)
        and await reminders.wanted(unit, order, peace=PEACE)
    )


async def turn_off(unit: UnitOfWork, customer: Customer, *, tapped: int | None = None) -> None:
    """Remind a customer no more. The reminder they tapped, if it was one, becomes the confirmation and stays."""
    if customer.reminders_off_since is None:
        customer.reminders_off_since = unit.now
    if tapped is not None:
        await reminders.let_stand(unit, customer.id or 0, tapped)


def turn_on(customer: Customer) -> None:
    """Remind a customer again, of what is due from now on."""
    customer.reminders_off_since = None
