"""What the staff may do to an order by hand. Rights are checked here, and every act is in the audit."""

from dataclasses import dataclass
from datetime import datetime

from fulfillment import delivery_plan, notices, refunds
from fulfillment import orders as ordering
from fulfillment.money import Money
from fulfillment.notices import Notice
from fulfillment.shop import Person, Shop
from fulfillment.states import AttemptState, OrderState, check_order
from fulfillment.views import OrderView
from store import attempts, audit, customers, deliveries, orders
from store.tables import Order
from store.unit_of_work import UnitOfWork

MARK_PAID = "mark_paid"  # in the audit: the one act by which an order is delivered without a payment
_UNPAID = (OrderState.AWAITING_PAYMENT, OrderState.CANCELLED, OrderState.EXPIRED)


class NotStaff(Exception):
    """This account is not of the staff; to it the order looks like one that does not exist."""


class NotPossible(Exception):
    """The order is not (any more) in a state in which this can be done."""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """Something that happened to an order: a kind the words know, and its facts. No secret is among them."""

    at: datetime
    kind: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """An order as the staff see it: what the buyer sees but for the secret, who the buyer is, and its history."""

    order: OrderView
    park_reason: str | None
    buyer: str
    account: str
    paid: Money | None
    history: tuple[HistoryLine, ...]
    acts: tuple[str, ...]


def require_staff(shop: Shop, person: Person) -> None:
    """Let only the owners and the listed staff go on.

    Raises:
        NotStaff: it is somebody else.
    """
    if person not in shop.staff and person not in shop.owners:
        raise NotStaff


async def parked(unit: UnitOfWork, shop: Shop, person: Person, limit: int) -> list[Case]:
    """Return the orders that wait for a person, the longest waiting first.

    Raises:
        NotStaff: the account has no right to see them.
    """
    require_staff(shop, person)
    found = await orders.in_state(unit, OrderState.PARKED, limit)
    return [await case(unit, shop, person, order) for order in found]


async def find(unit: UnitOfWork, shop: Shop, person: Person, reference: str) -> Order | None:
    """Return an order by its reference, locked.

    Raises:
        NotStaff: the account has no right to see it.
    """
    require_staff(shop, person)
    return await orders.by_reference(unit, reference, lock=True)


async def case(unit: UnitOfWork, shop: Shop, person: Person, order: Order) -> Case:
    """Return an order with its history.

    Raises:
        NotStaff: the account has no right to see it.
    """
    require_staff(shop, person)
    buyer = await customers.get(unit, order.customer_id)
    view = await ordering.view(unit, shop, order, with_secrets=False)
    known = await attempts.of_order(unit, order.id or 0)
    paid = [Money(one.paid_minor, one.currency) for one in known if one.paid_minor is not None]
    return Case(
        order=view,
        park_reason=order.park_reason,
        buyer=buyer.first_name,
        account=buyer.username or buyer.external_id,
        paid=paid[0] if paid else None,
        history=await _history(unit, order),
        acts=await _possible(unit, order),
    )


async def deliver_again(unit: UnitOfWork, shop: Shop, person: Person, order: Order) -> None:
    """Try a parked order once more now, or send a delivered one's key or code again.

    Raises:
        NotStaff: the account has no right to do it.
        NotPossible: the order is neither delivered nor paid and parked.
    """
    require_staff(shop, person)
    if "deliver" not in await _possible(unit, order):
        raise NotPossible
    if order.state == OrderState.DELIVERED:
        await notices.tell_buyer(unit, order, Notice.DELIVERED)
    else:
        await delivery_plan.try_again(unit, shop, order)
    audit.write(unit, actor=_name(person), act="deliver_again", order_id=order.id, reason="")


async def mark_paid(unit: UnitOfWork, shop: Shop, person: Person, order: Order, reason: str) -> None:
    """Take an order as paid on a person's word, and deliver it.

    Raises:
        NotStaff: the account has no right to do it.
        NotPossible: the order is paid already, or closed.
    """
    require_staff(shop, person)
    if "paid" not in await _possible(unit, order):
        raise NotPossible
    check_order(OrderState(order.state), OrderState.PAID)
    if not await orders.move(unit, order, OrderState.PAID, paid_at=unit.now, park_reason=None):
        raise NotPossible
    audit.write(unit, actor=_name(person), act=MARK_PAID, order_id=order.id, reason=reason)
    await ordering.retire_payments(unit, order)
    await delivery_plan.begin(unit, shop, order)
    await notices.tell_buyer(unit, order, Notice.PAYMENT)


async def refund(unit: UnitOfWork, shop: Shop, person: Person, order: Order, reason: str) -> None:
    """Give an order's money back; what was delivered is made useless first.

    Raises:
        NotStaff: the account has no right to do it.
        NotPossible: there is no payment, or its rail cannot give it back.
    """
    require_staff(shop, person)
    paid = [
        attempt
        for attempt in await attempts.of_order(unit, order.id or 0)
        if attempt.state in (AttemptState.PAID, AttemptState.MISMATCHED) and attempt.paid_minor
    ]
    if "refund" not in await _possible(unit, order) or not paid:
        raise NotPossible
    for attempt in paid:
        if not await refunds.request(unit, shop, order, attempt, actor=_name(person), reason=reason):
            raise NotPossible
    await delivery_plan.stop(unit, order)
    await refunds.begin_for_order(unit, order)


async def close(unit: UnitOfWork, shop: Shop, person: Person, order: Order, reason: str) -> None:
    """Close a parked order that was settled elsewhere.

    Raises:
        NotStaff: the account has no right to do it.
        NotPossible: the order is not parked.
    """
    require_staff(shop, person)
    if order.state != OrderState.PARKED:
        raise NotPossible
    check_order(OrderState(order.state), OrderState.CLOSED)
    await delivery_plan.stop(unit, order)
    if not await orders.move(unit, order, OrderState.CLOSED):
        raise NotPossible
    audit.write(unit, actor=_name(person), act="close", order_id=order.id, reason=reason)
    await notices.tell_buyer(unit, order, Notice.PAYMENT)


async def _possible(unit: UnitOfWork, order: Order) -> tuple[str, ...]:
    """Return which acts make sense for an order as it stands."""
    state, paid = OrderState(order.state), order.paid_at is not None
    known = await attempts.of_order(unit, order.id or 0)
    money = any(one.state in (AttemptState.PAID, AttemptState.MISMATCHED) for one in known)
    parked_here = state is OrderState.PARKED
    acts: list[str] = []
    if state is OrderState.DELIVERED or (parked_here and order.park_reason == delivery_plan.UNDELIVERABLE):
        acts.append("deliver")
    if state in _UNPAID or (parked_here and not paid):
        acts.append("paid")
    if money and state in (OrderState.PARKED, OrderState.DELIVERED, OrderState.PAID):
        acts.append("refund")
    if parked_here:
        acts.append("close")
    return tuple(acts)


async def _history(unit: UnitOfWork, order: Order) -> tuple[HistoryLine, ...]:
    lines = [HistoryLine(order.created_at, "placed")]
    for attempt in await attempts.of_order(unit, order.id or 0):
        detail = f"{attempt.rail} {attempt.method} {attempt.number}: {attempt.state}"
        lines.append(HistoryLine(attempt.created_at, "payment", detail))
    for delivery in await deliveries.of_order(unit, order.id or 0):
        detail = f"{delivery.path}: {delivery.state}" + (
            f" ({delivery.last_error})" if delivery.last_error else ""
        )
        lines.append(HistoryLine(delivery.created_at, "delivery", detail))
    for entry in await audit.of_order(unit, order.id or 0):
        detail = f"{entry.act} · {entry.actor}" + (f" · {entry.reason}" if entry.reason else "")
        lines.append(HistoryLine(entry.at, "act", detail))
    return tuple(sorted(lines, key=lambda line: line.at))


def _name(person: Person) -> str:
    return f"{person.channel}:{person.external_id}"
