"""Which path an order takes, and what happens when there is none left."""

from datetime import timedelta

from fulfillment import notices
from fulfillment.consoles.issuer import DeliveryPath
from fulfillment.money import Money
from fulfillment.notices import Notice
from fulfillment.shop import Shop
from fulfillment.states import OrderState, check_order
from store import deliveries, orders
from store.tables import Delivery, Order
from store.unit_of_work import UnitOfWork

DELIVERY = "delivery"
INTENDED, ASKED, MADE = "intended", "asked", "made"
ISSUED, REFUSED, ABANDONED = deliveries.ISSUED, "refused", "abandoned"
STATES = (INTENDED, ASKED, MADE, ISSUED, REFUSED, ABANDONED)
UNDELIVERABLE = "undeliverable"
RETRY_PARKED = timedelta(minutes=10)


async def begin(unit: UnitOfWork, shop: Shop, order: Order) -> None:
    """Write the intent to deliver a paid order on the first path that was not tried; park it if none is left."""
    known = await deliveries.of_order(unit, order.id or 0)
    path = next_path(shop, {delivery.path for delivery in known})
    if path is not None:
        unit.session.add(
            Delivery(
                order_id=order.id or 0,
                path=path,
                name=order.reference,
                quota=order.quota,
                state=INTENDED,
                created_at=unit.now,
                due_at=unit.now,
            )
        )
        unit.wakes.add(DELIVERY)
        return
    first_time = order.state != OrderState.PARKED
    for delivery in known:
        # A parked order's refused paths are tried in turn: those that are due already keep their turn.
        if delivery.state == REFUSED and (first_time or delivery.due_at is None):
            delivery.due_at, delivery.sweeps = unit.now + RETRY_PARKED, 0
            unit.session.add(delivery)
    if first_time:
        await park(unit, shop, order)


async def try_again(unit: UnitOfWork, shop: Shop, order: Order) -> None:
    """Make a parked order's next step due now: a path under way, those refused, one abandoned, or the first."""
    known = await deliveries.of_order(unit, order.id or 0)
    waiting = [one for one in known if one.state in (INTENDED, ASKED, MADE, REFUSED)]
    for delivery in waiting:
        delivery.due_at = unit.now
        unit.session.add(delivery)
    abandoned = next((one for one in known if one.state == ABANDONED), None)
    if not waiting and abandoned is not None:
        # `asked` stays: the console is looked at first, and what arrived late is taken or revoked.
        abandoned.state, abandoned.tries, abandoned.due_at = INTENDED, 0, unit.now
        unit.session.add(abandoned)
    if not known:
        await begin(unit, shop, order)
    unit.wakes.add(DELIVERY)


async def stop(unit: UnitOfWork, order: Order) -> None:
    """Deliver nothing any more: what was begun is abandoned, and sweeps revoke whatever it made."""
    for delivery in await deliveries.of_order(unit, order.id or 0):
        if delivery.state in (INTENDED, ASKED, MADE, REFUSED):
            delivery.state, delivery.due_at, delivery.sweeps = ABANDONED, unit.now, 0
            unit.session.add(delivery)


def next_path(shop: Shop, tried: set[str]) -> DeliveryPath | None:
    """Return the first path in the owner's order that is switched on, has its account, and was not tried."""
    return next(
        (
            path
            for path in shop.paths
            if path not in tried and (path is DeliveryPath.STOCK or path in shop.issuers)
        ),
        None,
    )


async def park(unit: UnitOfWork, shop: Shop, order: Order) -> None:
    """Nothing can be delivered now: the customer is told the truth, the owner is asked for help."""
    check_order(OrderState(order.state), OrderState.PARKED)
    if await orders.move(unit, order, OrderState.PARKED, park_reason=UNDELIVERABLE):
        await notices.tell_buyer(unit, order, Notice.PAYMENT)
        await notices.tell_buyer(unit, order, Notice.PARKED, once=True)
        await notices.alert_owners(
            unit,
            shop,
            "order_parked",
            reference=order.reference,
            package=order.package_id,
            amount=Money(order.price_minor, order.currency).display(),
            reason=UNDELIVERABLE,
        )
