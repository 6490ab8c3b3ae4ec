"""The last question before a payment in the chat: may it begin? It is answered by reading only."""

from enum import StrEnum

from fulfillment.money import Money
from fulfillment.shop import Person, Shop
from fulfillment.states import LIVE_ATTEMPTS, OrderState
from store import attempts, customers, orders
from store.unit_of_work import UnitOfWork


class Objection(StrEnum):
    """Why a payment may not begin."""

    PAID = "paid"  # the order is paid already
    OVER = "over"  # cancelled, expired, or another invoice took this one's place
    CHANGED = "changed"  # not the amount that was asked
    NOT_THEIRS = "not_theirs"  # somebody else's order


async def objection(
    unit: UnitOfWork, shop: Shop, *, number: str, amount: Money, payer: Person
) -> Objection | None:
    """Say why the payment with our number may not begin now, or None when it may."""
    attempt = await attempts.by_number(unit, number)
    if attempt is None or not _in_chat(shop, attempt.rail):
        return Objection.OVER
    order = await orders.get(unit, attempt.order_id)
    buyer = await customers.get(unit, order.customer_id)
    if (buyer.channel, buyer.external_id) != (payer.channel, payer.external_id):
        return Objection.NOT_THEIRS
    if order.paid_at is not None:
        return Objection.PAID
    latest = (await attempts.of_order(unit, attempt.order_id))[0]
    live = attempt.id == latest.id and attempt.state in LIVE_ATTEMPTS and unit.now < attempt.expires_at
    if order.state != OrderState.AWAITING_PAYMENT or not live:
        return Objection.OVER
    return None if amount == Money(attempt.amount_minor, attempt.currency) else Objection.CHANGED


def _in_chat(shop: Shop, rail_name: str) -> bool:
    rail = shop.rails.get(rail_name)
    return rail is not None and rail.capabilities.in_chat
