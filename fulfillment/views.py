"""What the chat may know of an order: plain values, detached from the store."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from fulfillment.consoles.issuer import DeliveryPath
from fulfillment.money import Money
from fulfillment.states import OrderState


@dataclass(frozen=True, slots=True)
class PaymentView:
    """The latest payment attempt of an order: how to pay it, and until when."""

    method: str
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
    """An order as its owner sees it. `order_id` is the whole order ID, secret part included."""

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
