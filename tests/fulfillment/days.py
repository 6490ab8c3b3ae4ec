"""Made-up days of a shop."""

from dataclasses import dataclass

from fulfillment.outcomes import Rejected
from store.tables import Order
from tests.fulfillment.trade import Trade


@dataclass(frozen=True, slots=True)
class Day:
    """An order of every kind."""

    awaiting: Order
    cancelled: Order
    expired: Order
    key: Order
    code: Order
    stock: Order
    overpaid: Order
    underpaid: Order
    paid_twice: Order
    late: Order
    refunded: Order
    refund_refused: Order
    marked: Order
    undeliverable: Order
    closed: Order

    def all(self) -> dict[str, Order]:
        """Return the orders by their kind."""
        return {name: getattr(self, name) for name in self.__slots__}


async def busy_day(trade: Trade) -> Day:
    """Let everything happen once that may happen to an order."""
    expired = await trade.order()
    late = await trade.order()
    await trade.cancel(late)
    trade.clock.move(hours=25)
    await trade.work()
    await trade.pay(late)
    key = await _bought(trade)
    twice = await trade.order()
    await trade.new_qr(twice)
    await trade.pay(twice)
    await trade.pay_the_first_qr_too(twice)
    overpaid, underpaid = await trade.order(), await trade.order()
    await trade.pay(overpaid, 1001)
    await trade.pay(underpaid, 999)
    refunded, refused, marked = await _bought(trade), await _bought(trade), await trade.order()
    await trade.refund(refunded)
    trade.gateway.refuses_refunds = True
    await trade.refund(refused)
    trade.gateway.refuses_refunds = False
    await trade.mark_paid(marked)
    cancelled = await trade.order()
    await trade.cancel(cancelled)
    trade.keys.wrong = Rejected("no keys today")
    code = await _bought(trade, rounds=2)
    trade.codes.wrong = Rejected("no codes today")
    await trade.stock("starter", "canary-code-1", "canary-code-2")
    from_stock = await _bought(trade, rounds=3)
    trial, closed = await trade.order("trial"), await trade.order("trial")
    await trade.pay(trial, rounds=3)
    await trade.pay(closed, rounds=3)
    await trade.close(closed)
    trade.keys.wrong = trade.codes.wrong = None
    return Day(
        awaiting=await trade.order(),
        cancelled=cancelled,
        expired=expired,
        key=key,
        code=code,
        stock=from_stock,
        overpaid=overpaid,
        underpaid=underpaid,
        paid_twice=twice,
        late=late,
        refunded=refunded,
        refund_refused=refused,
        marked=marked,
        undeliverable=trial,
        closed=closed,
    )


EXPECTED_STATES = {
    "awaiting": "awaiting_payment",
    "cancelled": "cancelled",
    "expired": "expired",
    "key": "delivered",
    "code": "delivered",
    "stock": "delivered",
    "overpaid": "delivered",
    "underpaid": "parked",
    "paid_twice": "delivered",
    "late": "delivered",
    "refunded": "refunded",
    "refund_refused": "parked",
    "marked": "delivered",
    "undeliverable": "parked",
    "closed": "closed",
}


async def _bought(trade: Trade, *, rounds: int = 1) -> Order:
    order = await trade.order()
    await trade.pay(order, rounds=rounds)
    return order
