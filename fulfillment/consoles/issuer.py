"""The one protocol of whatever issues what was bought: a console's keys or its redemption codes."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from fulfillment.complaints import Complaint


class DeliveryPath(StrEnum):
    """How an order is fulfilled: a ready API key (Path A), a code made at the console, or one from the stock."""

    KEY = "key"
    CODE = "code"
    STOCK = "stock"


@dataclass(frozen=True, slots=True)
class Issued:
    """A key or a code as it stands at the console. `quota` is in the console's units (500,000 = 1 USD)."""

    remote_id: int
    name: str
    secret: str = field(repr=False)
    quota: int
    live: bool


class Condition(StrEnum):
    """How a key or a code stands at the console. An exhausted key, and a redeemed code, are still the order's."""

    GOOD = "good"
    DISABLED = "disabled"
    EXPIRED = "expired"
    EXHAUSTED = "exhausted"


@dataclass(frozen=True, slots=True)
class Balance:
    """What is left of a key, and what was used, in the console's units."""

    remaining: int
    used: int
    live: bool
    condition: Condition = Condition.GOOD


class Issuer(Protocol):
    """A maker of keys or codes. Every method may raise Retryable, Rejected or OutcomeUnknown, nothing else."""

    path: DeliveryPath

    async def find(self, name: str) -> list[Issued]:
        """Return everything of exactly this name, the lowest id first, revoked ones included (`live` false)."""

    async def issue(self, name: str, quota: int) -> Issued:
        """Create one of this name. There is no idempotency key: `find` before any second call."""

    async def revoke(self, remote_id: int) -> None:
        """Make it useless; already revoked is success."""

    async def verify(self, secret: str) -> None:
        """Try it as the customer would (a key: `GET /v1/models`); a code needs no trial."""

    async def balance(self, remote_id: int) -> Balance:
        """Say what is left of it."""

    async def funds(self) -> int | None:
        """Say what the account holds that pays for every call with its keys; None where none does."""
        return None

    async def check(self) -> list[Complaint]:
        """Return what is wrong with the console or the account; it can issue when nothing of it is fatal."""
