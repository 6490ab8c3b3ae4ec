"""Opening an order by its ID: the owner's account by either part, any other account only by the whole."""

import hmac
from datetime import timedelta

from fulfillment import notices
from fulfillment.notices import Notice
from fulfillment.references import TypedOrderId
from fulfillment.shop import Shop
from store import customers, orders, recoveries
from store.tables import Customer, Order
from store.unit_of_work import UnitOfWork

ATTEMPTS = 5
WINDOW = timedelta(hours=1)


class TooManyAttempts(Exception):
    """This account guessed too often lately; nothing is looked up for it until the window is over."""


async def open_order(
    unit: UnitOfWork, shop: Shop, customer: Customer, typed: TypedOrderId | None
) -> Order | None:
    """Return the order that this account may see; None looks the same for absent and for foreign ones.

    The first buyer is told, once for each account, when another account opens the order.

    Raises:
        TooManyAttempts: five failures within the hour.
    """
    if typed is None:  # nothing was guessed
        return None
    order = await orders.by_reference(unit, typed.reference, lock=True)
    if order is not None and order.customer_id == customer.id:
        return order
    await unit.lock(f"recovery:{customer.id}")
    if await recoveries.failures_since(unit, customer.id or 0, unit.now - WINDOW) >= ATTEMPTS:
        raise TooManyAttempts
    if order is None or not _proves_ownership(shop, order, typed):
        await recoveries.count_failure(unit, customer.id or 0)
        return None
    buyer = await customers.get(unit, order.customer_id)
    await notices.tell_customer(
        unit,
        buyer,
        Notice.OPENED_ELSEWHERE,
        once=f"{Notice.OPENED_ELSEWHERE}:{order.id}:{customer.id}",
        order=order.id or 0,
    )
    return order


def _proves_ownership(shop: Shop, order: Order, typed: TypedOrderId) -> bool:
    secret = shop.encryption.open(order.reference, order.sealed_secret)
    return hmac.compare_digest(secret.encode(), (typed.secret or "").encode())
