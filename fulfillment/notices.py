"""What people are told, as outbox rows written in the transaction that made it true. The words come later."""

from collections.abc import Mapping
from enum import StrEnum

from fulfillment.shop import Person, Shop
from store import alerts, customers, desk, outbox
from store.tables import Customer, Order
from store.unit_of_work import UnitOfWork

BEHIND_THE_RELAY = 1
"""The priority of alerts in the staff's group: what customers say there goes first."""


class Notice(StrEnum):
    """The kinds of notices. Those about an order carry its number and are rendered when they are sent."""

    PAYMENT = "payment"  # the order's payment message: sent, or edited to what is true now
    GATEWAY_SLOW = "gateway_slow"
    DELIVERED = "delivered"
    PARKED = "parked"
    UNDERPAID = "underpaid"
    PAID_TWICE = "paid_twice"
    OVERPAID = "overpaid"
    UNCLEAR = "unclear"  # a payment that a gateway counts for another order, too
    REFUND_PENDING = "refund_pending"
    REFUNDED = "refunded"
    REFUND_OFFER = "refund_offer"  # for the staff; the console is asked when it is sent
    OPENED_ELSEWHERE = "opened_elsewhere"
    BALANCE = "balance"  # outcome, remaining, used: what was asked about what was bought
    KEY_TROUBLE = "key_trouble"  # outcome, remaining, used
    LOW_BALANCE = "low_balance"  # remaining, used
    REMINDER = "reminder"  # stage, last: an unpaid order is brought to mind
    MOVED_HERE = "moved_here"  # to the account that an order was moved to, on proof of its payment
    MOVED_AWAY = "moved_away"  # to the one that had it before
    CLAIM_REFUSED = "claim_refused"  # reference: to who claimed an order of a lost account
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
    """Tell every owner, and the staff's group, of something that needs a hand. Facts hold no secret.

    The owners are told in private also where there is a group: that one may be muted, or not be theirs to read.
    """
    group = [shop.staff_chat] if shop.staff_chat is not None else []
    for person in (*shop.owners, *group):
        priority = BEHIND_THE_RELAY if person is shop.staff_chat else 0
        await alert_person(unit, person, alert, facts, priority=priority)


async def alert_person(
    unit: UnitOfWork,
    person: Person,
    alert: str,
    facts: Mapping[str, str | int],
    *,
    priority: int = 0,
    place: Mapping[str, int] | None = None,
) -> None:
    """Tell one of the staff something, as the owners are told it; or a group, at a place of it."""
    await outbox.write(
        unit,
        channel=person.channel,
        recipient=person.external_id,
        kind=Notice.ALERT.value,
        arguments={"alert": alert, "facts": dict(facts), **(place or {})},
        priority=priority,
    )


async def alert_topic(
    unit: UnitOfWork, shop: Shop, order: Order, alert: str, facts: Mapping[str, str | int]
) -> None:
    """Tell the staff something in the topic of the order's buyer, if there is one in their group."""
    ticket = await desk.ticket_of(unit, order.customer_id)
    group = shop.staff_chat
    if group is None or ticket is None or ticket.thread_id is None or ticket.staff_chat != group.external_id:
        return
    place = {"thread": ticket.thread_id}
    await alert_person(unit, group, alert, facts, priority=BEHIND_THE_RELAY, place=place)


async def offer_refund(unit: UnitOfWork, chat: Person, order: Order, place: Mapping[str, int]) -> None:
    """Show the staff in a chat what could be given back, at a place of it that the conversation names."""
    await outbox.write(
        unit,
        channel=chat.channel,
        recipient=chat.external_id,
        kind=Notice.REFUND_OFFER.value,
        arguments={"order": order.id or 0, **place},
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
