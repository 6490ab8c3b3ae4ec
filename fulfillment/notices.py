"""What people are told, as outbox rows written in the transaction that made it true. The words come later."""

from enum import StrEnum

from fulfillment.shop import Shop
from store import alerts, customers, outbox
from store.tables import Customer, Order
from store.unit_of_work import UnitOfWork


class Notice(StrEnum):
    """The kinds of notices. Those about an order carry its number and are rendered when they are sent."""

    PAYMENT = "payment"  # the order's payment message: sent, or edited to what is true now
    GATEWAY_SLOW = "gateway_slow"
    DELIVERED = "delivered"
    PARKED = "parked"
    UNDERPAID = "underpaid"
    PAID_TWICE = "paid_twice"
    REFUNDED = "refunded"
    OPENED_ELSEWHERE = "opened_elsewhere"
    ALERT = "alert"
    COPY = "copy"  # a message of a customer, copied as it is
    REPORT = "report"  # the owners' daily report, its figures in the row


async def tell_buyer(
    unit: UnitOfWork, order: Order, notice: Notice, *, once: bool = False, **arguments: str | int | bool
) -> None:
    """Tell the buyer of an order. With `once` the same notice of the same order is never written twice."""
    customer = await customers.get(unit, order.customer_id)
    await tell_customer(
        unit,
        customer,
        notice,
        once=f"{notice}:{order.id}" if once else None,
        order=order.id or 0,
        **arguments,
    )


async def tell_customer(
    unit: UnitOfWork,
    customer: Customer,
    notice: Notice,
    *,
    once: str | None = None,
    **arguments: str | int | bool,
) -> None:
    """Tell a customer something."""
    await outbox.write(
        unit,
        channel=customer.channel,
        recipient=customer.external_id,
        kind=notice.value,
        arguments=dict(arguments),
        once=once,
    )


async def alert_owners(unit: UnitOfWork, shop: Shop, alert: str, **facts: str | int) -> None:
    """Tell every owner of something that needs a hand. Facts hold no secret."""
    for owner in shop.owners:
        await outbox.write(
            unit,
            channel=owner.channel,
            recipient=owner.external_id,
            kind=Notice.ALERT.value,
            arguments={"alert": alert, "facts": dict(facts)},
        )


async def copy_to_owners(unit: UnitOfWork, shop: Shop, chat: str, message_id: int) -> None:
    """Hand a customer's message to every owner as it is."""
    for owner in shop.owners:
        await outbox.write(
            unit,
            channel=owner.channel,
            recipient=owner.external_id,
            kind=Notice.COPY.value,
            arguments={"chat": chat, "message": message_id},
        )


async def raise_alert(unit: UnitOfWork, shop: Shop, key: str, alert: str, **facts: str | int) -> None:
    """Tell the owners of a condition, unless they know of it already."""
    if await alerts.raise_once(unit, key):
        await alert_owners(unit, shop, alert, **facts)


async def clear_alert(unit: UnitOfWork, shop: Shop, key: str, alert: str, **facts: str | int) -> None:
    """Tell the owners that a condition is over, if they were told of it."""
    if await alerts.clear(unit, key):
        await alert_owners(unit, shop, alert, **facts)
