"""The one protocol every payment rail speaks."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from fulfillment.complaints import Complaint
from fulfillment.money import Money


class GatewayState(StrEnum):
    """What a gateway says of a payment. Anything it does not say clearly is UNKNOWN, never a failure."""

    PENDING = "pending"
    PAID = "paid"
    CLOSED = "closed"
    REFUNDED = "refunded"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a rail can do."""

    can_close: bool
    can_refund: bool
    partial_refund: bool
    push_only: bool = False
    currency: str = "CNY"


@dataclass(frozen=True, slots=True)
class PaymentRequest:
    """One payment to be asked of a gateway. `number` is ours, `[A-Z0-9]{20,32}`, new for every attempt."""

    number: str
    method: str
    amount: Money
    title: str
    return_url: str | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class PaymentPage:
    """How the customer pays: what to put in the QR, and a link where the rail has one."""

    qr_content: str
    link: str | None = None
    gateway_number: str | None = None
    raw: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class PaymentStatus:
    """What the gateway said of one payment. `transaction` is the gateway's own number of the money's arrival."""

    state: GatewayState
    amount: Money | None = None
    transaction: str | None = None
    raw: str = field(default="", repr=False)


class Rail(Protocol):
    """A way to be paid. Every method may raise Retryable, Rejected or OutcomeUnknown, and nothing else."""

    name: str
    methods: tuple[str, ...]
    capabilities: Capabilities

    async def create(self, request: PaymentRequest) -> PaymentPage:
        """Ask for a payment; repeating it with the same request is safe."""

    async def query(self, number: str, amount: Money) -> PaymentStatus:
        """Say what became of the payment with our number. PAID only when every proof of it agrees.

        `amount` is what was asked; the status carries what the gateway says was paid.
        """

    async def close(self, number: str) -> None:
        """Make the payment impossible from now on, where the rail can (`capabilities.can_close`)."""

    async def refund(self, number: str, refund_number: str, amount: Money, paid: Money) -> None:
        """Give the money back, wholly or in part. After OutcomeUnknown, query first: it may have happened."""

    async def check(self) -> list[Complaint]:
        """Return what is wrong with the rail's settings or account; it can sell when nothing of it is fatal."""
