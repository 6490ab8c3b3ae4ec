"""What is always true of the shop at rest, whatever went wrong before. Truth is what is outside: money and keys."""

from collections import Counter
from dataclasses import dataclass

from fulfillment.consoles.issuer import DeliveryPath
from fulfillment.delivery_plan import ISSUED, UNDELIVERABLE
from fulfillment.notices import Notice
from fulfillment.states import AttemptState, OrderState
from store.outbox import SENT
from tests.simulation.ledger import Row
from tests.simulation.outside import Payment
from tests.simulation.process import ENCRYPTION, OWNER
from tests.simulation.world import CAUGHT, World

BY_HAND = ("paid_twice", "refund_refused")  # alerts: a person gives the money back
_UNPAID = {OrderState.AWAITING_PAYMENT, OrderState.CANCELLED, OrderState.EXPIRED}
_GONE = {OrderState.REFUNDING, OrderState.REFUNDED, OrderState.PARTLY_REFUNDED, OrderState.CLOSED}
_GIVEN_BACK = {OrderState.REFUNDED, OrderState.PARTLY_REFUNDED}


class Broken(AssertionError):
    """Something that must always be true was not."""


@dataclass(frozen=True, slots=True)
class Case:
    """Everything there is of one order."""

    order: Row
    buyer: str
    attempts: list[Row]
    deliveries: list[Row]
    payments: list[Payment]

    @property
    def issued(self) -> Row | None:
        """The delivery that was handed over."""
        return next((row for row in self.deliveries if row["state"] == ISSUED), None)

    @property
    def covered(self) -> bool:
        """Whether somebody paid the price at least, in one payment."""
        return any(payment.paid_minor >= self.order["price_minor"] for payment in self.payments)


def check_invariants(world: World) -> None:
    """Look at a world at rest.

    Raises:
        Broken: an invariant does not hold; the message names every one that does not.
    """
    wrongs = world.wrongs + world.ledger.wrongs + CAUGHT.errors
    for console in world.outside.consoles.values():
        wrongs += console.wrongs
    for case in cases(world):
        found = [
            *_things(world, case),
            *_delivery(world, case),
            *_messages(world, case),
            *_money(world, case),
        ]
        wrongs += [f"{case.order['reference']}: {wrong}" for wrong in found]
    wrongs += _uniqueness(world)
    if wrongs:
        raise Broken("\n".join(wrongs))


def cases(world: World) -> list[Case]:
    """Return all orders with what belongs to them."""
    ledger, gateway = world.ledger, world.outside.gateway
    buyers = {row["id"]: row["external_id"] for row in ledger.rows("customer")}
    found = []
    for order in ledger.rows("customer_order"):
        attempts = ledger.rows("payment_attempt", "order_id = ?", order["id"])
        payments = [gateway.payments[row["number"]] for row in attempts if row["number"] in gateway.payments]
        deliveries = ledger.rows("delivery", "order_id = ?", order["id"])
        found.append(Case(order, buyers[order["customer_id"]], attempts, deliveries, payments))
    return found


def _things(world: World, case: Case) -> list[str]:
    """1: at most one thing of an order can be used, and it is the one that was handed over."""
    live = [
        (path, thing.remote_id)
        for path, console in world.outside.consoles.items()
        for thing in console.live(case.order["reference"])
    ]
    codes = world.ledger.rows("stock_code", "order_id = ?", case.order["id"])
    live += [(DeliveryPath.STOCK, code["id"]) for code in codes]
    if len(live) > 1:
        return [f"{len(live)} live keys and codes: {live}"]
    issued = case.issued
    if issued is not None and issued["path"] != DeliveryPath.STOCK:
        handed_over = (DeliveryPath(issued["path"]), issued["remote_id"])
        if case.order["state"] == OrderState.DELIVERED and live != [handed_over]:
            return [f"handed over {handed_over}, but live is {live}"]
    if case.order["state"] in _UNPAID | _GIVEN_BACK | {OrderState.PARKED} and live:
        return [f"{case.order['state']}, but live is {live}"]
    return []


def _delivery(world: World, case: Case) -> list[str]:
    """1, 2 and 7: what is paid is delivered once or parked with an alert; what is not paid is not delivered."""
    state, wrongs = case.order["state"], []
    issued = [row for row in case.deliveries if row["state"] == ISSUED]
    if len(issued) > 1:
        wrongs.append("issued twice")
    given_back_by_hand = case.order["park_reason"] == "refund_refused"
    if (state == OrderState.DELIVERED) != bool(issued) and state not in _GONE and not given_back_by_hand:
        wrongs.append(f"{state} with {len(issued)} issued deliveries")
    if (issued or case.deliveries) and not case.covered:
        wrongs.append("something was asked for, and nobody paid the price")
    if case.covered and state not in {OrderState.DELIVERED, OrderState.PARKED} | _GONE:
        wrongs.append(f"paid, but {state}")
    if state == OrderState.PARKED:
        alert = "order_parked" if case.order["park_reason"] == UNDELIVERABLE else case.order["park_reason"]
        if not _alerted(world, str(alert), reference=case.order["reference"]):
            wrongs.append(f"parked ({case.order['park_reason']}), and nobody of the staff was told")
    return wrongs


def _messages(world: World, case: Case) -> list[str]:
    """5: a delivered order was shown, always with the same secret, and to its owner only."""
    wrongs = []
    shown = [one for one in world.messages(case.order["id"]) if one.kind == Notice.DELIVERED]
    strangers = {one.recipient for one in world.messages(case.order["id"])} - {case.buyer}
    if strangers:
        wrongs.append(f"shown to {strangers}")
    issued = case.issued
    secrets = {one.secret for one in shown}
    if issued is not None:
        owner, sealed = case.order["reference"], issued["sealed_secret"] or ""
        if secrets != {ENCRYPTION.open(owner, sealed)}:
            wrongs.append(f"the customer saw {secrets or 'nothing'}, the store holds something else")
    elif secrets:
        wrongs.append("shown, but not issued")
    last = [one for one in world.messages(case.order["id"]) if one.kind == Notice.PAYMENT][-1:]
    if last and last[0].state != case.order["state"]:
        wrongs.append(f"the payment message says {last[0].state}, the order is {case.order['state']}")
    return wrongs


def _money(world: World, case: Case) -> list[str]:
    """6: every fen that was paid is delivered for, given back, or a person was told of it."""
    known = {row["number"]: row for row in case.attempts}
    wrongs, credited = [], 0
    for payment in case.payments:
        attempt = known[payment.number]
        if payment.paid_minor:
            if attempt["paid_minor"] != payment.paid_minor:
                wrongs.append(f"{payment.paid_minor} fen arrived, {attempt['paid_minor']} are in the books")
            wrongs += _accounted(world, case, payment, attempt["state"])
            credited += attempt["state"] == AttemptState.PAID and not _flagged(world, payment, *BY_HAND)
        elif attempt["paid_minor"] or attempt["state"] in {AttemptState.PAID, AttemptState.MISMATCHED}:
            wrongs.append(f"{payment.number} was credited and never paid")
    if credited > 1:
        wrongs.append(f"{credited} payments were taken for one order")
    return wrongs


def _accounted(world: World, case: Case, payment: Payment, state: str) -> list[str]:
    """What became of one payment that arrived: in the books, and given back or known to a person if need be."""
    wrongs = []
    planned = {row["attempt_id"]: row["amount_minor"] for row in world.ledger.rows("refund")}
    attempt = next(row["id"] for row in case.attempts if row["number"] == payment.number)
    part = state == AttemptState.REFUNDED and payment.refunded_minor < payment.paid_minor
    if part and case.order["state"] != OrderState.PARTLY_REFUNDED:
        wrongs.append(f"a part was given back, and the order says {case.order['state']}")
    if payment.refunded_minor != (planned[attempt] if state == AttemptState.REFUNDED else 0):
        wrongs.append(
            f"{payment.refunded_minor} of {payment.paid_minor} fen were given back, and it is {state}"
        )
    if state == AttemptState.PAID:
        too_much = payment.paid_minor > case.order["price_minor"]
        if too_much and not _flagged(world, payment, "overpaid", *BY_HAND):
            wrongs.append("paid too much, and nobody was told")
    elif state == AttemptState.MISMATCHED:
        if not _flagged(world, payment, "underpaid", "transaction_reused", *BY_HAND):
            wrongs.append("a wrong amount, and nobody was told")
    elif state != AttemptState.REFUNDED:
        wrongs.append(f"{payment.number} was paid, and is {state}")
    return wrongs


def _uniqueness(world: World) -> list[str]:
    """4: one transaction credits one order, one code goes to one order; and no message is left behind."""
    wrongs = []
    transactions = Counter(row["gateway_transaction"] for row in world.ledger.rows("payment_attempt"))
    wrongs += [
        f"{one} was credited {n} times" for one, n in transactions.items() if one is not None and n > 1
    ]
    secrets = Counter(
        one.secret
        for one in {(message.order, message.secret): message for message in world.outside.chat}.values()
        if one.secret is not None
    )
    wrongs += [f"one secret was shown for {n} orders" for n in secrets.values() if n > 1]
    waiting = world.ledger.rows("outbox_message", "state != ?", SENT)
    wrongs += [f"message {row['id']} ({row['kind']}) is {row['state']}" for row in waiting]
    return wrongs


def _flagged(world: World, payment: Payment, *alerts: str) -> bool:
    return any(_alerted(world, alert, number=payment.number) for alert in alerts)


def _alerted(world: World, alert: str, **facts: str) -> bool:
    """Say whether the owner got to read of it."""
    wanted = {("alert", alert), *facts.items()}
    return any(
        message.kind == Notice.ALERT
        and message.recipient == OWNER.external_id
        and wanted <= set(message.facts)
        for message in world.outside.chat
    )
