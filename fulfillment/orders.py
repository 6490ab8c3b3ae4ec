"""Placing, showing and cancelling orders. Everything here happens inside the caller's unit of work."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fulfillment import notices, offers, payers, prospects, references, refund_plan
from fulfillment.catalog import Package
from fulfillment.consoles.issuer import DeliveryPath
from fulfillment.money import Money
from fulfillment.notices import Notice
from fulfillment.prospects import Prospect
from fulfillment.shop import Shop
from fulfillment.states import (
    ENDED_ATTEMPTS,
    LIVE_ATTEMPTS,
    AttemptState,
    OrderState,
    check_attempt,
    check_order,
)
from fulfillment.views import DeliveryView, OrderView, PaymentView
from store import attempts, deliveries, orders, refunds
from store.tables import Customer, Delivery, Order, PaymentAttempt, Refund
from store.unit_of_work import UnitOfWork

SETTLEMENT = "settlement"
CHECK_AGAIN_AFTER = timedelta(seconds=5)
_TO_BE_DELIVERED = (OrderState.AWAITING_PAYMENT, OrderState.PAID)
_GIVEN_BACK = (OrderState.REFUNDING, OrderState.REFUNDED, OrderState.PARTLY_REFUNDED)


class TooManyOpenOrders(Exception):
    """The customer has as many unpaid orders as one may have; `orders` are those."""

    def __init__(self, open_orders: Sequence[Order]) -> None:
        super().__init__(f"{len(open_orders)} open orders")
        self.orders = open_orders


class MethodNotOffered(Exception):
    """No rail that is switched on has this payment method (an old or a forged button)."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An order to pay for; `new` is false when the same tap had placed it before."""

    order: Order
    new: bool


async def place(
    unit: UnitOfWork,
    shop: Shop,
    customer: Customer,
    package: Package,
    *,
    method: str,
    origin: str | None,
) -> Placed:
    """Place an order and ask for its payment. The same tap on the same message (`origin`) places one order.

    Raises:
        TooManyOpenOrders: the customer should pay or cancel one first.
        MethodNotOffered: no such payment method.
    """
    customer_id = customer.id or 0
    if origin is not None:
        again = await orders.by_origin(unit, customer_id, origin, OrderState.AWAITING_PAYMENT)
        if again is not None and again.package_id == package.id:
            return Placed(again, new=False)
    waiting = await open_orders(unit, customer)
    if len(waiting) >= shop.policy.open_orders:
        raise TooManyOpenOrders(waiting)
    order = _new_order(unit, shop, customer_id, package, origin)
    unit.session.add(order)
    await unit.session.flush()
    await _new_attempt(unit, shop, order, method)
    return Placed(order, new=True)


def _new_order(unit: UnitOfWork, shop: Shop, customer_id: int, package: Package, origin: str | None) -> Order:
    """Return an order of a package as it is sold now, with a new order ID."""
    reference, own = references.new_reference(), package.price
    return Order(
        reference=reference,
        sealed_secret=shop.encryption.seal(reference, references.new_secret()),
        customer_id=customer_id,
        package_id=package.id,
        package_name=dict(package.name),
        tokens=package.tokens,
        quota=package.quota,
        price_minor=own.minor,
        currency=own.currency,
        other_prices={
            currency: minor for currency, minor in package.prices().items() if currency != own.currency
        },
        state=OrderState.AWAITING_PAYMENT,
        origin=origin,
        created_at=unit.now,
        expires_at=unit.now + shop.policy.order_lifetime,
    )


@dataclass(frozen=True, slots=True)
class Page:
    """A page of orders; `number` counts from 0."""

    orders: Sequence[Order]
    number: int
    pages: int


async def page(unit: UnitOfWork, customer: Customer, number: int, size: int) -> Page:
    """Return a page of a customer's orders, the newest first; beyond the last page there is the last."""
    total = await orders.count_of_customer(unit, customer.id or 0)
    pages = max(1, -(-total // size))
    number = min(number, pages - 1)
    found = await orders.of_customer(unit, customer.id or 0, offset=number * size, limit=size)
    return Page(found, number, pages)


async def open_orders(unit: UnitOfWork, customer: Customer) -> Sequence[Order]:
    """Return a customer's unpaid orders, the oldest first."""
    return await orders.in_state_of_customer(unit, customer.id or 0, OrderState.AWAITING_PAYMENT)


async def own(unit: UnitOfWork, customer: Customer, reference: str) -> Order | None:
    """Return the customer's order with this reference, locked; another's order looks like none."""
    order = await orders.by_reference(unit, reference, lock=True)
    return order if order is not None and order.customer_id == customer.id else None


async def last_method(unit: UnitOfWork, order: Order) -> str | None:
    """Return the method by which an order was last to be paid."""
    known = await attempts.of_order(unit, order.id or 0)
    return known[0].method if known else None


async def renew_payment(unit: UnitOfWork, shop: Shop, order: Order, method: str | None) -> bool:
    """Ask for a new payment (a new QR) of an unpaid order.

    False when one is being asked for already, or when the order's time is over. Without a method the last one is
    used again. The payment asked for before is still watched.

    Raises:
        MethodNotOffered: no such payment method.
    """
    if order.state != OrderState.AWAITING_PAYMENT or order.expires_at <= unit.now:
        return False
    known = await attempts.of_order(unit, order.id or 0)
    chosen = method or known[0].method
    if (
        known
        and known[0].method == chosen
        and known[0].state in LIVE_ATTEMPTS
        and known[0].expires_at > unit.now
    ):
        return False
    await retire_payments(unit, order)
    for left_behind in known:
        if (
            left_behind.state in ENDED_ATTEMPTS
        ):  # a screenshot of its QR may yet be paid: from now on it is watched
            left_behind.due_at = unit.now
            unit.session.add(left_behind)
    await _new_attempt(unit, shop, order, chosen)
    return True


async def move_payment_message(unit: UnitOfWork, order: Order, message_id: int | None) -> None:
    """Let another copy of the payment message be the one that is kept true; the copy before it goes away."""
    replaced, order.message_id, order.message_picture = order.message_id, message_id, None
    unit.session.add(order)
    if replaced is not None:
        await notices.tell_buyer(unit, order, Notice.PAYMENT, replaces=replaced)
    else:
        await notices.tell_buyer(unit, order, Notice.PAYMENT)


async def renew_payment_if_over(unit: UnitOfWork, shop: Shop, order: Order) -> bool:
    """Ask for a new payment of an unpaid order when the last one cannot be paid any more; True while one is made.

    Raises:
        MethodNotOffered: the way it was to be paid is gone.
    """
    if order.state != OrderState.AWAITING_PAYMENT:
        return False
    known = await attempts.of_order(unit, order.id or 0)
    if not known or known[0].state not in LIVE_ATTEMPTS:
        return await renew_payment(unit, shop, order, None)
    return known[0].state == AttemptState.CREATING


async def ask_gateway_now(unit: UnitOfWork, order: Order) -> bool:
    """Let the gateway be asked about the order's payments at once; False when that was done just now."""
    asked = False
    for attempt in await attempts.of_order(unit, order.id or 0):
        just_now = (
            attempt.asked_by_customer_at and unit.now - attempt.asked_by_customer_at < CHECK_AGAIN_AFTER
        )
        if attempt.state in (AttemptState.PAID, AttemptState.REFUNDED, AttemptState.MISMATCHED) or just_now:
            continue
        attempt.asked_by_customer_at = unit.now
        attempt.due_at = unit.now
        asked = True
        unit.session.add(attempt)
    unit.wakes.add(SETTLEMENT)
    return asked


async def cancel(unit: UnitOfWork, order: Order) -> bool:
    """Cancel an unpaid order; False when it can no longer be cancelled. Its payments are still watched."""
    if order.state != OrderState.AWAITING_PAYMENT:
        return False
    check_order(OrderState(order.state), OrderState.CANCELLED)
    if not await orders.move(unit, order, OrderState.CANCELLED):
        return False
    await retire_payments(unit, order)
    await notices.tell_buyer(unit, order, Notice.PAYMENT)
    unit.wakes.add(SETTLEMENT)
    return True


async def retire_payments(unit: UnitOfWork, order: Order) -> None:
    """Stop offering an order's payments: each is closed at its gateway where possible, and still asked about."""
    for attempt in await attempts.of_order(unit, order.id or 0):
        state = AttemptState(attempt.state)
        if state in LIVE_ATTEMPTS:
            check_attempt(state, AttemptState.CLOSED)
            attempt.state, attempt.sweeps = AttemptState.CLOSED, 0
            attempt.ended_at = attempt.due_at = unit.now
            unit.session.add(attempt)


async def view(unit: UnitOfWork, shop: Shop, order: Order, *, with_secrets: bool = True) -> OrderView:
    """Return what the order's owner may see of it; without secrets, what everybody of the staff may see."""
    return (await views(unit, shop, [order], with_secrets=with_secrets))[0]


async def views(
    unit: UnitOfWork, shop: Shop, found: Sequence[Order], *, with_secrets: bool = True
) -> list[OrderView]:
    """Return what their owner may see of some orders; without secrets the order ID is the reference."""
    unpaid = [order.id or 0 for order in found if order.state == OrderState.AWAITING_PAYMENT]
    handed_over = [order.id or 0 for order in found if order.delivered_at is not None]
    payments = await attempts.latest_of_orders(unit, unpaid) if unpaid else {}
    issued = await deliveries.issued_of_orders(unit, handed_over) if handed_over and with_secrets else {}
    back = await _given_back(unit, found)
    undelivered = any(order.state in _TO_BE_DELIVERED for order in found)
    expected = await prospects.look(unit, shop) if undelivered else prospects.ALL_SOON
    paid = await _paid(unit, found)
    return [
        OrderView(
            reference=order.reference,
            order_id=_order_id(shop, order) if with_secrets else order.reference,
            state=OrderState(order.state),
            package_id=order.package_id,
            package_name=order.package_name,
            tokens=order.tokens,
            price=paid.get(order.id or 0) or Money(order.price_minor, order.currency),
            created_at=order.created_at,
            expires_at=order.expires_at,
            payment=_payment_view(shop, order, payments.get(order.id or 0), unit.now),
            delivery=_delivery_view(shop, order, issued.get(order.id or 0)),
            given_back=[payers.money_of(attempt, one.amount_minor) for one, attempt in back[order.id or 0]],
            late=order.state in _TO_BE_DELIVERED and expected.of(order.package_id) is not Prospect.SOON,
            by_hand=any(one.by_hand for one, _ in back[order.id or 0]),
            taken_back=order.delivered_at is not None
            and any(one.take_back for one, _ in back[order.id or 0]),
        )
        for order in found
    ]


async def _given_back(
    unit: UnitOfWork, found: Sequence[Order]
) -> Mapping[int, Sequence[tuple[Refund, PaymentAttempt]]]:
    """Return by order the refunds that went back, or are on their way where the order is given back just now."""
    going = {
        order.id or 0: order.state == OrderState.REFUNDING for order in found if order.state in _GIVEN_BACK
    }
    back: dict[int, list[tuple[Refund, PaymentAttempt]]] = defaultdict(list)
    for refund, attempt in await refunds.with_attempts(unit, list(going)) if going else ():
        if refund.state == refund_plan.DONE or (
            going[refund.order_id] and refund.state != refund_plan.REFUSED
        ):
            back[refund.order_id].append((refund, attempt))
    return back


async def _paid(unit: UnitOfWork, found: Sequence[Order]) -> dict[int, Money]:
    """Return what each order that was paid cost the way it was paid."""
    ids = [order.id or 0 for order in found if order.paid_at is not None]
    known = await attempts.paid_of_orders(unit, ids) if ids else {}
    return {order_id: payers.asked(attempt) for order_id, attempt in known.items()}


def _order_id(shop: Shop, order: Order) -> str:
    return f"{order.reference}-{shop.encryption.open(order.reference, order.sealed_secret)}"


def _payment_view(
    shop: Shop, order: Order, attempt: PaymentAttempt | None, now: datetime
) -> PaymentView | None:
    if attempt is None:
        return None
    awaiting = order.state == OrderState.AWAITING_PAYMENT
    rail = shop.rails.get(attempt.rail)
    return PaymentView(
        number=attempt.number,
        method=attempt.method,
        amount=payers.asked(attempt),
        in_chat=rail is not None and rail.capabilities.in_chat,
        qr_content=attempt.qr_content,
        link=attempt.link,
        expires_at=attempt.expires_at,
        payable=awaiting and attempt.state == AttemptState.PENDING and attempt.expires_at > now,
    )


def _delivery_view(shop: Shop, order: Order, delivery: Delivery | None) -> DeliveryView | None:
    if delivery is None or delivery.sealed_secret is None:
        return None
    secret = shop.encryption.open(order.reference, delivery.sealed_secret)
    return DeliveryView(DeliveryPath(delivery.path), secret)


async def _new_attempt(unit: UnitOfWork, shop: Shop, order: Order, method: str) -> None:
    prices = offers.prices(order)
    rail = (await offers.methods(unit, shop, prices)).get(method) or shop.methods(prices).get(method)
    if rail is None:
        raise MethodNotOffered(method)
    order.message_due_at = None
    unit.session.add(order)
    unit.session.add(
        PaymentAttempt(
            order_id=order.id or 0,
            rail=rail.name,
            method=method,
            number=references.new_payment_number(order.reference),
            amount_minor=prices[rail.capabilities.currency],
            currency=rail.capabilities.currency,
            state=AttemptState.CREATING,
            created_at=unit.now,
            expires_at=min(unit.now + shop.policy.payment_lifetime, order.expires_at),
            due_at=unit.now,
        )
    )
    unit.wakes.add(SETTLEMENT)
