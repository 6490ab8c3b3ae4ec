"""What every service of the shop works with."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from fulfillment.catalog import Catalog
from fulfillment.consoles.chat import ChatModel
from fulfillment.consoles.issuer import DeliveryPath, Issuer
from fulfillment.outcomes import OutsideError
from fulfillment.payments.rail import Rail
from fulfillment.quiet import QuietHours
from store.database import Database
from store.encryption import Encryption


@dataclass(frozen=True, slots=True)
class Policy:
    """The owner's choices. `poll_seconds` is the shortest interval between two queries of one payment.

    An unpaid order is brought to mind at each of the ages in `remind_after`, but not in the `quiet_hours`.
    """

    order_lifetime: timedelta = timedelta(hours=24)
    payment_lifetime: timedelta = timedelta(hours=2)
    poll_seconds: float = 3.0
    open_orders: int = 2
    queries_in_flight: int = 40
    deliveries_in_flight: int = 8
    refunds_in_flight: int = 2
    enquiries_in_flight: int = 4
    remind_after: Sequence[timedelta] = ()
    quiet_hours: QuietHours | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to be told something: an account in a messenger."""

    channel: str
    external_id: str


class Counters:
    """What happened, counted. This one forgets; the running shop has one that the owner can look at."""

    def payment(self, rail: str, outcome: str) -> None:
        """Count a payment: created, refused, paid, underpaid, paid_twice, refunded."""

    def delivery(self, path: str) -> None:
        """Count an order that was delivered."""

    def reminder(self, outcome: str) -> None:
        """Count a reminder: written, late, together (with another order's), dropped."""

    def enquiry(self, kind: str, outcome: str) -> None:
        """Count what a customer asked about what they bought (balance, trouble), and what came of it."""

    def outside_error(self, where: str, error: OutsideError) -> None:
        """Count what a gateway or a console refused or left open."""


@dataclass(frozen=True, slots=True)
class Shop:
    """The shop's parts, wired by `bot.app`. `issuers` and `paths` are in the owner's order of preference.

    `staff_chat` is the staff's group, if there is one: it hears what the owners are alerted to.
    """

    database: Database
    encryption: Encryption
    catalog: Catalog
    policy: Policy
    rails: Mapping[str, Rail]
    issuers: Mapping[DeliveryPath, Issuer]
    paths: Sequence[DeliveryPath]
    owners: Sequence[Person]
    staff: Sequence[Person]
    return_url: Callable[[str], str]
    counters: Counters = field(default_factory=Counters)
    model: ChatModel | None = None
    staff_chat: Person | None = None

    def methods(
        self, currencies: Collection[str] | None = None, *, but: Collection[str] = ()
    ) -> dict[str, Rail]:
        """Return the payment methods, each with the first rail that has it.

        Only rails that take one of the currencies count, and none of those named in `but`.
        """
        methods: dict[str, Rail] = {}
        for rail in self.rails.values():
            if rail.name not in but and (currencies is None or rail.capabilities.currency in currencies):
                for method in rail.methods:
                    methods.setdefault(method, rail)
        return methods
