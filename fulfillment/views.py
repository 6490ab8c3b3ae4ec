"""What the chat may know of an order: plain values, detached from the store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from fulfillment.consoles.issuer import DeliveryPath
from fulfillment.money import Money
from fulfillment.states import OrderState


@dataclass(frozen=True, slots=True)
class PaymentView:
    """The latest payment attempt of an order: what the payer pays, how, until when. In the chat it has no QR."""

    number: str
    method: str
    amount: Money
    in_chat: bool
    qr_content: str | None
    link: str | None
    expires_at: datetime
    payable: bool


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """What was delivered. The secret is a key on Path A, a redemption code on Path B."""

    path: DeliveryPath
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order as its owner sees it. `order_id` is the whole order ID, secret part included.

    `price` is in the currency it was paid in, once it is paid. `given_back` is what of its money went back, or is
    on its way, `by_hand` where a person sends it; `taken_back` says that what was delivered no longer works.
    `late` says that its delivery, which is yet to come, may take longer than usual.
    """

    reference: str
    order_id: str = field(repr=False)
    state: OrderState
    package_id: str
    package_name: Mapping[str, str]
    tokens: int
    price: Money
    created_at: datetime
    expires_at: datetime
    payment: PaymentView | None = None
    delivery: DeliveryView | None = None
    given_back: Sequence[Money] = ()
    by_hand: bool = False
    late: bool = False
    taken_back: bool = False


def foreign(order: OrderView) -> OrderView:
    """Return an order as another account sees it: its buttons carry the whole order ID, and prove it each time."""
    return replace(order, reference=order.order_id)
