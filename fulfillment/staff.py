"""What the staff may do to an order by hand. Rights are checked here, and every act is in the audit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from fulfillment import delivery_plan, notices, payers, refund_offer, refund_plan, refunds_by_hand
from fulfillment import orders as ordering
from fulfillment.money import Money
from fulfillment.notices import Notice
from fulfillment.payers import Amount
from fulfillment.refunds_by_hand import ByHand
from fulfillment.shop import Person, Shop
from fulfillment.states import OrderState, check_order
from fulfillment.views import OrderView
from store import attempts, audit, customers, deliveries, orders
from store import refunds as refund_rows
from store.tables import Order
from store.unit_of_work import UnitOfWork

MARK_PAID = "mark_paid"  # in the audit: the one act by which an order is delivered without a payment
REFUND, GIVEN_BACK = refund_plan.REFUND, refund_plan.GIVEN_BACK
_REFUNDABLE = (OrderState.PAID, OrderState.DELIVERED, OrderState.PARKED)
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
    facts: Mapping[str, str] = field(default_factory=dict)


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
    paid = [payers.paid(one) for one in known if one.paid_minor is not None]
    return Case(
        order=view,
        park_reason=order.park_reason,
        buyer=buyer.first_name,
        account=customers.account(buyer),
        paid=paid[0] if paid else None,
        history=await _history(unit, order),
        acts=await _possible(unit, shop, order),
    )


async def deliver_again(unit: UnitOfWork, shop: Shop, person: Person, order: Order) -> None:
    """Try a parked order once more now, or send a delivered one's key or code again.

    Raises:
        NotStaff: the account has no right to do it.
        NotPossible: the order is neither delivered nor paid and parked.
    """
    require_staff(shop, person)
    if "deliver" not in await _possible(unit, shop, order):
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
    if "paid" not in await _possible(unit, shop, order):
        raise NotPossible
    check_order(OrderState(order.state), OrderState.PAID)
    if not await orders.move(unit, order, OrderState.PAID, paid_at=unit.now, park_reason=None):
        raise NotPossible
    audit.write(unit, actor=_name(person), act=MARK_PAID, order_id=order.id, reason=reason)
    await ordering.retire_payments(unit, order)
    await delivery_plan.begin(unit, shop, order)
    await notices.tell_buyer(unit, order, Notice.PAYMENT)


async def offer_refund(
    unit: UnitOfWork, shop: Shop, person: Person, order: Order, *, chat: str, place: Mapping[str, int]
) -> None:
    """Let the staff be shown, in their chat, what could be given back; the console is asked when it is sent.

    Raises:
        NotStaff: the account has no right to see it.
        NotPossible: there is no payment to give back.
    """
    require_staff(shop, person)
    if REFUND not in await _possible(unit, shop, order):
        raise NotPossible
    await notices.offer_refund(unit, Person(person.channel, chat), order, place)


async def refundable(
    unit: UnitOfWork, shop: Shop, person: Person, order: Order, minor: int | None = None
) -> Sequence[Amount]:
    """Return what can be given back of an order, payment by payment: all, or `minor` units of its one payment.

    Raises:
        NotStaff: the account has no right to see it.
        NotPossible: there is no such payment, or not so much of it can go back.
    """
    require_staff(shop, person)
    paid = await refund_offer.payments(unit, order)
    if REFUND not in await _possible(unit, shop, order) or not paid or (minor is not None and len(paid) > 1):
        raise NotPossible
    if not all([await refund_plan.possible(unit, shop, one, minor, by_a_person=True) for one in paid]):
        raise NotPossible
    return [payers.amount(one, (one.paid_minor or 0) if minor is None else minor) for one in paid]


async def refund(
    unit: UnitOfWork,
    shop: Shop,
    person: Person,
    order: Order,
    reason: str,
    *,
    minor: int | None = None,
    take_back: bool = True,
) -> None:
    """Give an order's money back, or `minor` units of its one payment.

    What was delivered is made useless first, unless the staff know that it cannot be (not `take_back`).

    Raises:
        NotStaff: the account has no right to do it.
        NotPossible: there is no such payment, or not so much of it can go back.
    """
    await refundable(unit, shop, person, order, minor)
    decision = refund_plan.Decision(_name(person), reason, minor, take_back=take_back, by_a_person=True)
    for attempt in await refund_offer.payments(unit, order):
        await refund_plan.request(unit, shop, order, attempt, decision)
    await delivery_plan.stop(unit, order)
    await refund_plan.begin_for_order(unit, order)


async def by_hand(
    unit: UnitOfWork, shop: Shop, person: Person, order: Order, minor: int | None = None
) -> ByHand:
    """Return what would be noted as given back by hand: what was decided, or `minor` units instead.

    Raises:
        NotStaff: the account has no right to see it.
        NotPossible: the order does not wait for that, or not for so much.
    """
    require_staff(shop, person)
    if GIVEN_BACK not in await _possible(unit, shop, order):
        raise NotPossible
    waits = await refunds_by_hand.look(unit, order, minor)
    if waits is None:
        raise NotPossible
    return waits


async def given_back(
    unit: UnitOfWork, shop: Shop, person: Person, order: Order, reference: str, *, minor: int | None = None
) -> None:
    """Take an order's money as given back by hand, on a person's word; what was delivered is made useless first.

    `reference` says where it can be looked up, `minor` how much it was where it is not what was decided.

    Raises:
        NotStaff: the account has no right to do it.
        NotPossible: the order does not wait for that, or not for so much.
    """
    noted = (await by_hand(unit, shop, person, order, minor)).noted
    await refunds_by_hand.given_back(unit, order, minor)
    reason = f"{' + '.join(amount.display() for amount in noted)}: {reference}"
    audit.write(unit, actor=_name(person), act=GIVEN_BACK, order_id=order.id, reason=reason)


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


async def _possible(unit: UnitOfWork, shop: Shop, order: Order) -> tuple[str, ...]:
    """Return which acts make sense for an order as it stands."""
    state, paid = OrderState(order.state), order.paid_at is not None
    with_money = await refund_offer.payments(unit, order)
    parked_here = state is OrderState.PARKED
    acts: list[str] = []
    if state is OrderState.DELIVERED or (parked_here and order.park_reason == delivery_plan.UNDELIVERABLE):
        acts.append("deliver")
    if state in _UNPAID or (parked_here and not paid):
        acts.append("paid")
    by_hand = parked_here and order.park_reason == refund_plan.BY_HAND
    able = any(refund_plan.gives_back(shop.rails.get(one.rail), whole=True) for one in with_money)
    if with_money and (able or not by_hand) and state in _REFUNDABLE:
        acts.append(REFUND)
    if await refunds_by_hand.waiting(unit, order):
        acts.append(GIVEN_BACK)
    if parked_here:
        acts.append("close")
    return tuple(acts)


async def _history(unit: UnitOfWork, order: Order) -> tuple[HistoryLine, ...]:
    lines = [HistoryLine(order.created_at, "placed")]
    for attempt in await attempts.of_order(unit, order.id or 0):
        facts = {"method": attempt.method, "number": attempt.number, "state": attempt.state}
        lines.append(HistoryLine(attempt.created_at, "payment", facts))
    for delivery in await deliveries.of_order(unit, order.id or 0):
        facts = {"path": delivery.path, "state": delivery.state, "why": delivery.last_error or ""}
        lines.append(HistoryLine(delivery.created_at, "delivery", facts))
    for refund, attempt in await refund_rows.with_attempts(unit, [order.id or 0]):
        amount = payers.money_of(attempt, refund.amount_minor).display()
        facts = {"number": refund.number, "state": refund.state, "why": refund.last_error or ""}
        lines.append(HistoryLine(refund.done_at or refund.created_at, "refund", {"amount": amount} | facts))
    for entry in await audit.of_order(unit, order.id or 0):
        facts = {"act": entry.act, "who": await _who(unit, entry.actor), "why": entry.reason}
        lines.append(HistoryLine(entry.at, "act", facts))
    return tuple(sorted(lines, key=lambda line: line.at))


async def _who(unit: UnitOfWork, actor: str) -> str:
    """Return the name of who did something: a person's, where the shop knows it, else the account."""
    channel, _, external_id = actor.partition(":")
    known = await customers.find(unit, channel, external_id) if external_id else None
    return known.first_name if known is not None and known.first_name else actor


def _name(person: Person) -> str:
    return f"{person.channel}:{person.external_id}"
