"""The time that an order or its payment has left, told in steps, so that what is told stays true for a while."""

from datetime import datetime, timedelta

from fulfillment import notices
from fulfillment.notices import Notice
from fulfillment.shop import Shop
from fulfillment.states import AttemptState, OrderState
from store import attempts, orders
from store.unit_of_work import UnitOfWork

AT_ONCE = 50  # orders

STEPS = tuple(timedelta(minutes=minutes) for minutes in (12 * 60, 6 * 60, 3 * 60, 2 * 60, 60, 30, 10))
"""From the longest: more than so much is left. A message changes when a step is passed, not every minute."""


def more_than(left: timedelta) -> timedelta | None:
    """Return the largest step that is less than what is left; None when not even the smallest is."""
    return next((step for step in STEPS if step < left), None)


def true_until(ends_at: datetime, now: datetime) -> datetime:
    """Return when what `more_than` says of the time until an end is no longer true: at the end itself at last."""
    step = more_than(ends_at - now)
    return ends_at if step is None else ends_at - step


class TimeLeft:
    """Has payment messages brought up to date when what they say of the time left is no longer true."""

    def __init__(self, shop: Shop) -> None:
        self._database = shop.database

    async def tick(self) -> None:
        """Look which messages have come to a step."""
        async with self._database.reading() as unit:
            found = await orders.with_message_due(unit, OrderState.AWAITING_PAYMENT, AT_ONCE)
        for order in found:
            async with self._database.writing() as unit:
                await self._bring_up_to_date(unit, order.id or 0)

    async def _bring_up_to_date(self, unit: UnitOfWork, order_id: int) -> None:
        order = await orders.lock(unit, order_id)
        due_at = order.message_due_at
        if order.state != OrderState.AWAITING_PAYMENT or (due_at is not None and due_at > unit.now):
            return
        known = await attempts.of_order(unit, order_id)
        pending = [one for one in known if one.state == AttemptState.PENDING]
        since = unit.now
        if due_at is None:  # a new message, of the moment its payment was asked for, however long ago that is
            since = max((one.created_at for one in pending), default=unit.now)
        ends = [order.expires_at, *(one.expires_at for one in pending)]
        steps = [true_until(end, since) for end in ends if end > unit.now]
        order.message_due_at = min(steps, default=unit.now + timedelta(minutes=1))
        unit.session.add(order)
        if due_at is not None and steps:
            await notices.tell_buyer(unit, order, Notice.PAYMENT)
