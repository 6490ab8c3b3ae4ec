"""Looks at delivered keys, a few a minute, and tells a buyer once when little is left.

Not in the quiet hours, and not while a person answers: then it is found at a later look.
"""

from datetime import timedelta

import structlog

from fulfillment import notices
from fulfillment.consoles.issuer import DeliveryPath
from fulfillment.notices import Notice
from fulfillment.outcomes import OutsideError
from fulfillment.quiet import is_quiet
from fulfillment.shop import Shop
from fulfillment.states import OrderState
from store import enquiries, orders, reminders

LITTLE_PERCENT = 20
YOUNG = timedelta(days=90)  # keys older than that are left in peace
AGAIN_AFTER = timedelta(hours=6)  # for one key
SECONDS_BETWEEN = 10.0  # keys: six requests a minute of the console at most, from each replica
_log = structlog.get_logger()


class KeyWatcher:
    """Asks after one key at a time, the one that was not looked at for the longest time."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    async def tick(self) -> None:
        """Look at one key, if one is due."""
        issuer = self._shop.issuers.get(DeliveryPath.KEY)
        if issuer is None or is_quiet(self._shop.policy.quiet_hours, self._shop.database.clock()):
            return
        async with self._shop.database.writing() as unit:
            delivery = await enquiries.take_key_to_look_at(
                unit,
                DeliveryPath.KEY,
                issued_after=unit.now - YOUNG,
                looked_before=unit.now - AGAIN_AFTER,
            )
        if delivery is None or delivery.remote_id is None:
            return
        try:
            balance = await issuer.balance(delivery.remote_id)
        except OutsideError as error:
            _log.info("a sold key could not be looked at", order=delivery.name, reason=str(error))
            return
        if not balance.live or not is_little(balance.remaining, balance.used):
            return
        async with self._shop.database.writing() as unit:
            order = await orders.lock(unit, delivery.order_id)
            if order.state != OrderState.DELIVERED or await reminders.with_a_person(unit, order.customer_id):
                return  # a later look finds it again
            if await enquiries.note_told(unit, delivery.id or 0):
                await notices.tell_buyer(
                    unit,
                    order,
                    Notice.LOW_BALANCE,
                    once=True,
                    remaining=balance.remaining,
                    used=balance.used,
                )


def is_little(remaining: int, used: int) -> bool:
    """Say whether at most a fifth of a key is left."""
    return remaining * 100 <= (remaining + used) * LITTLE_PERCENT
