"""Questions about what was bought that only the console can answer: a row asks, a worker looks, a message tells."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

import structlog

from fulfillment import notices
from fulfillment.consoles.issuer import Balance, Condition, DeliveryPath, Issuer
from fulfillment.notices import Notice
from fulfillment.outcomes import OutsideError, Rejected
from fulfillment.shop import Shop
from fulfillment.worker import Worker
from store import customers, deliveries, enquiries
from store.tables import Customer, Delivery, Enquiry, Order
from store.unit_of_work import UnitOfWork

ENQUIRIES = "enquiries"
LEASE = timedelta(seconds=120)  # longer than all requests of one answer together
MOST = 8  # questions of one customer
WINDOW = timedelta(minutes=10)
_log = structlog.get_logger()


class Question(StrEnum):
    """What is asked."""

    BALANCE = "balance"
    TROUBLE = "trouble"


class Outcome(StrEnum):
    """What was found out. SILENT and UNCLEAR are answers too: what is not known is said to be not known."""

    KNOWN = "known"  # what is left of the key
    WORKS = "works"  # the key works where we try it
    EXHAUSTED = "exhausted"
    DISABLED = "disabled"
    EXPIRED = "expired"
    GONE = "gone"  # the console has no such key any more
    REFUSED = "refused"  # the console holds the key to be good, and the gateway turns it away
    OURS = "ours"  # the account that pays for all keys is empty
    GATEWAY_DOWN = "gateway_down"
    SILENT = "silent"  # the console does not answer: nothing is known
    UNUSED = "unused"  # a code that was not redeemed yet
    REDEEMED = "redeemed"
    CODE = "code"  # a code from the stock, of which no console is asked


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found out; amounts are in the console's units, where they are known."""

    outcome: Outcome
    remaining: int | None = None
    used: int | None = None

    def figures(self) -> dict[str, int]:
        """Return the amounts that are known, by name."""
        known = {"remaining": self.remaining, "used": self.used}
        return {name: amount for name, amount in known.items() if amount is not None}


class TooManyEnquiries(Exception):
    """This customer asked a lot lately; the console is not bothered for them until a while has passed."""


async def ask(unit: UnitOfWork, customer: Customer, order: Order, question: Question) -> None:
    """Let the console be asked about an order. The answer comes as a message; asked twice, it comes once.

    Raises:
        TooManyEnquiries: eight questions within ten minutes.
    """
    customer_id = customer.id or 0
    await unit.lock(f"enquiry:{customer_id}")
    if await enquiries.count_since(unit, customer_id, unit.now - WINDOW) >= MOST:
        raise TooManyEnquiries
    await enquiries.add(unit, customer_id, order.id or 0, question)
    unit.wakes.add(ENQUIRIES)


class EnquiryService(Worker[Enquiry]):
    """Answers questions, each with one message, also when the shop was killed in between."""

    def __init__(self, shop: Shop) -> None:
        super().__init__(shop.database, at_once=shop.policy.enquiries_in_flight)
        self._shop = shop

    async def _claim(self, room: int) -> Sequence[Enquiry]:
        async with self._database.writing() as unit:
            return await enquiries.claim_due(unit, lease_until=unit.now + LEASE, limit=room)

    async def _attend(self, enquiry: Enquiry) -> None:
        question = Question(enquiry.kind)
        async with self._database.reading() as unit:
            delivery = (await deliveries.issued_of_orders(unit, [enquiry.order_id])).get(enquiry.order_id)
        found = Finding(Outcome.GONE)
        if delivery is not None:
            found = await (
                self._balance(delivery) if question is Question.BALANCE else self._trouble(delivery)
            )
        self._shop.counters.enquiry(question, found.outcome)
        async with self._database.writing() as unit:
            held = await enquiries.held(unit, enquiry)
            if held is None:
                return
            held.due_at, held.lease_until = None, None
            unit.session.add(held)
            customer = await customers.get(unit, enquiry.customer_id)
            await notices.tell_customer(
                unit,
                customer,
                Notice.BALANCE if question is Question.BALANCE else Notice.KEY_TROUBLE,
                order=enquiry.order_id,
                once=None,
                outcome=found.outcome,
                **found.figures(),
            )

    async def _balance(self, delivery: Delivery) -> Finding:
        """Say what is left; of a code, whether it was redeemed."""
        found, balance = await self._look_up(delivery)
        if found is not None or balance is None:
            return found or Finding(Outcome.SILENT)
        if delivery.path == DeliveryPath.CODE:
            return _of_code(balance)
        return Finding(Outcome.KNOWN, balance.remaining, balance.used)

    async def _trouble(self, delivery: Delivery) -> Finding:
        """Say why a key does not work: first what the console holds of it, then how it does when it is tried."""
        found, balance = await self._look_up(delivery)
        if found is not None and found.outcome is not Outcome.SILENT:
            return found
        if balance is not None and delivery.path == DeliveryPath.CODE:
            return _of_code(balance)
        bad = _what_is_wrong(balance) if balance is not None else None
        if bad is not None:
            return bad
        issuer = self._issuer(delivery)
        if issuer is None or delivery.path != DeliveryPath.KEY:
            return Finding(Outcome.SILENT)
        return await self._try(issuer, delivery, balance)

    async def _try(self, issuer: Issuer, delivery: Delivery, balance: Balance | None) -> Finding:
        secret = self._shop.encryption.open(delivery.name, delivery.sealed_secret or "")
        try:
            await issuer.verify(secret)
        except Rejected:
            return Finding(Outcome.REFUSED)
        except OutsideError as error:
            _log.info("a key could not be tried", order=delivery.name, reason=str(error))
            return Finding(Outcome.SILENT if balance is None else Outcome.GATEWAY_DOWN)
        if await self._is_out_of_funds(issuer):
            return Finding(Outcome.OURS)
        left = (balance.remaining, balance.used) if balance is not None else (None, None)
        return Finding(Outcome.WORKS, *left)

    @staticmethod
    async def _is_out_of_funds(issuer: Issuer) -> bool:
        """Say whether the account that pays for all keys is known to be empty."""
        try:
            funds = await issuer.funds()
        except OutsideError:
            return False
        return funds is not None and funds <= 0

    async def _look_up(self, delivery: Delivery) -> tuple[Finding | None, Balance | None]:
        """Return what the console holds of a delivery, or what follows from its not saying so."""
        if delivery.path == DeliveryPath.STOCK:
            return Finding(Outcome.CODE), None
        issuer = self._issuer(delivery)
        if issuer is None or delivery.remote_id is None:
            return Finding(Outcome.SILENT), None
        try:
            return None, await issuer.balance(delivery.remote_id)
        except Rejected as error:
            gone = not error.auth_lost and await self._is_gone(issuer, delivery)
            return Finding(Outcome.GONE if gone else Outcome.SILENT), None
        except OutsideError as error:
            _log.info("the console did not say what is left", order=delivery.name, reason=str(error))
            return Finding(Outcome.SILENT), None

    @staticmethod
    async def _is_gone(issuer: Issuer, delivery: Delivery) -> bool:
        """Say whether the console, which refused to show it, does not list it either."""
        try:
            return all(one.remote_id != delivery.remote_id for one in await issuer.find(delivery.name))
        except OutsideError:
            return False

    def _issuer(self, delivery: Delivery) -> Issuer | None:
        return self._shop.issuers.get(DeliveryPath(delivery.path))


def _of_code(balance: Balance) -> Finding:
    if balance.condition is Condition.DISABLED:
        return Finding(Outcome.DISABLED)
    return Finding(Outcome.UNUSED if balance.remaining else Outcome.REDEEMED)


def _what_is_wrong(balance: Balance) -> Finding | None:
    figures = (balance.remaining, balance.used)
    if balance.condition is Condition.DISABLED:
        return Finding(Outcome.DISABLED, *figures)
    if balance.condition is Condition.EXPIRED:
        return Finding(Outcome.EXPIRED, *figures)
    if balance.condition is Condition.EXHAUSTED or balance.remaining <= 0:
        return Finding(Outcome.EXHAUSTED, *figures)
    return None
