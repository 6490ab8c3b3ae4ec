"""The one protocol every payment rail speaks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

from fulfillment.complaints import Complaint
from fulfillment.money import Money

NUMBER_PATTERN = r"[A-Z0-9]{20,32}"  # of the numbers that the shop gives to payments


class GatewayState(StrEnum):
    """What a gateway says of a payment. Anything it does not say clearly is UNKNOWN, never a failure."""

    PENDING = "pending"
    PAID = "paid"
    CLOSED = "closed"
    REFUNDED = "refunded"
    UNKNOWN = "unknown"


class RefundState(StrEnum):
    """What a gateway says of a refund. Anything it does not say clearly is UNKNOWN."""

    DONE = "done"
    PENDING = "pending"
    NONE = "none"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a rail can do.

    `idempotent_refund`: a refund carries a number of ours, and asking twice gives back once. `push_only`: the rail
    tells of payments by itself, and cannot be asked. `in_chat`: it is paid by an invoice that the messenger itself
    shows, not by a QR. `number_pattern`: which numbers of ours it takes.
    """

    can_close: bool
    can_refund: bool
    partial_refund: bool
    idempotent_refund: bool = False
    push_only: bool = False
    in_chat: bool = False
    currency: str = "CNY"
    number_pattern: str = NUMBER_PATTERN


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
    """How the customer pays: what to put in the QR, and a link where the rail has one; in the chat, neither.

    `charged` is what the customer pays for the amount, where the gateway sells it for another currency.
    """

    qr_content: str
    link: str | None = None
    gateway_number: str | None = None
    charged: Money | None = None
    raw: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class PaymentStatus:
    """What the gateway said of one payment. `transaction` is the gateway's own number of the money's arrival."""

    state: GatewayState
    amount: Money | None = None
    transaction: str | None = None
    raw: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One payment in a rail's own list: our number as the rail has it, its transaction, and who paid."""

    number: str
    amount: Money
    transaction: str
    payer: str
    refunded: bool


class Rail(Protocol):
    """A way to be paid. Every method may raise Retryable, Rejected or OutcomeUnknown, and nothing else."""

    name: str
    methods: tuple[str, ...]
    capabilities: Capabilities

    async def create(self, request: PaymentRequest) -> PaymentPage:
        """Ask for a payment; repeating it with the same request is safe."""

    async def query(self, number: str, amount: Money, gateway_number: str | None = None) -> PaymentStatus:
        """Say what became of the payment with our number. PAID only when every proof of it agrees.

        `amount` is what was asked; the status carries what the gateway says was paid. `gateway_number` is its own
        number of the payment, where its answer to `create` told one.
        """

    async def close(self, number: str) -> None:
        """Make the payment impossible from now on, where the rail can (`capabilities.can_close`)."""

    async def refund(self, number: str, refund_number: str, amount: Money, paid: Money) -> RefundState:
        """Give the money back, wholly or in part: DONE, or PENDING when the gateway takes its time.

        After OutcomeUnknown, `query_refund` first: it may have happened.
        """

    async def query_refund(self, number: str, refund_number: str, amount: Money, paid: Money) -> RefundState:
        """Say what became of a refund that was asked for, perhaps without an answer."""

    async def check(self) -> list[Complaint]:
        """Return what is wrong with the rail's settings or account; it can sell when nothing of it is fatal."""


@runtime_checkable
class Listing(Protocol):
    """A rail that can list all that ever arrived, to be compared with what the shop knows of."""

    name: str

    async def arrivals(self) -> Sequence[Arrival]:
        """Return every payment that ever arrived, the oldest first; raises what a rail raises."""
