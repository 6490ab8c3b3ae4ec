"""What the staff should know before they give money back: what was paid, and what of it was used."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from fulfillment import orders as ordering
from fulfillment import payers, refund_plan
from fulfillment.consoles.issuer import Balance, DeliveryPath
from fulfillment.outcomes import OutsideError
from fulfillment.payers import Amount
from fulfillment.shop import Shop
from fulfillment.states import AttemptState
from fulfillment.views import OrderView
from store import attempts, deliveries, orders
from store.tables import Delivery, Order, PaymentAttempt
from store.unit_of_work import UnitOfWork


class Use(StrEnum):
    """What became of what was delivered, as far as the shop can see."""

    NOTHING_DELIVERED = "nothing_delivered"
    KEY = "key"  # the console says what is left of it
    UNREDEEMED = "unredeemed"
    REDEEMED = "redeemed"
    FROM_STOCK = "from_stock"  # the shop neither sees nor disables it
    UNKNOWN = "unknown"  # the console does not say now


@dataclass(frozen=True, slots=True)
class RefundOffer:
    """What could be given back of an order. Quotas are in the console's units.

    `unused` is what the unused part of a key cost; `in_parts` is false where there is more than one payment, and
    `refundable` where nothing is left to be given back. A person has to send it themselves where it goes back
    `by_hand`, or `part_by_hand` where it is not all of it.
    """

    order: OrderView
    paid: Sequence[Amount]
    use: Use
    left_quota: int
    sold_quota: int
    unused: Amount | None
    in_parts: bool
    refundable: bool
    by_hand: bool = False
    part_by_hand: bool = False

    @property
    def stays(self) -> bool:
        """Whether the customer keeps what was delivered, because it cannot be taken back."""
        return self.use is Use.REDEEMED


async def payments(unit: UnitOfWork, order: Order) -> list[PaymentAttempt]:
    """Return an order's payments whose money is with the shop."""
    known = await attempts.of_order(unit, order.id or 0)
    return [
        one for one in known if one.state in (AttemptState.PAID, AttemptState.MISMATCHED) and one.paid_minor
    ]


async def look(shop: Shop, order_id: int) -> RefundOffer:
    """Look at an order and at its console. A console that does not answer is no error: its answer is unknown."""
    async with shop.database.reading() as unit:
        order = await orders.get(unit, order_id)
        view = await ordering.view(unit, shop, order, with_secrets=False)
        paid = await payments(unit, order)
        issued = (await deliveries.issued_of_orders(unit, [order_id])).get(order_id)
    use, balance = await _use(shop, issued)
    rails = [shop.rails.get(one.rail) for one in paid]
    in_parts = len(paid) == 1
    unused = _unused(paid[0], balance, order.quota) if in_parts and use is Use.KEY and balance else None
    return RefundOffer(
        order=view,
        paid=[payers.amount(one, one.paid_minor or 0) for one in paid],
        use=use,
        left_quota=balance.remaining if balance else 0,
        sold_quota=order.quota,
        unused=unused,
        in_parts=in_parts,
        refundable=bool(paid),
        by_hand=not all(refund_plan.gives_back(rail, whole=True) for rail in rails),
        part_by_hand=not all(refund_plan.gives_back(rail, whole=False) for rail in rails),
    )


async def _use(shop: Shop, issued: Delivery | None) -> tuple[Use, Balance | None]:
    if issued is None:
        return Use.NOTHING_DELIVERED, None
    if issued.remote_id is None:
        return Use.FROM_STOCK, None
    issuer = shop.issuers.get(DeliveryPath(issued.path))
    if issuer is None:
        return Use.UNKNOWN, None
    try:
        balance = await issuer.balance(issued.remote_id)
    except OutsideError:
        return Use.UNKNOWN, None
    if issued.path == DeliveryPath.KEY:
        return Use.KEY, balance
    return (Use.REDEEMED if balance.used else Use.UNREDEEMED), balance


def _unused(payment: PaymentAttempt, balance: Balance, sold: int) -> Amount | None:
    """Return what was paid for the unused part, rounded in the shop's favour to minor units; None if all or none.

    What was paid beyond the price was used for nothing.
    """
    used = min(balance.used, sold)
    cost = -(-payment.amount_minor * used // sold)
    paid = payment.paid_minor or 0
    return payers.amount(payment, paid - cost) if 0 < cost < paid else None
