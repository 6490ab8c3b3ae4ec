"""Looking at everything when the storm is over: gateway, console, chats and the shop's own books must agree."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from sandbox.console.rows import ENABLED
from sandbox.gateway.gateway import Order as Payment
from sandbox.server import Sandbox
from tests.conversation.people import code_texts, copies_of, order_id_of, text_of
from tests.torture.buyers import DELIVERED
from tests.torture.crowd import OWNER_ID, Crowd

REFERENCE_LENGTH = 12
TABLES = (
    "customer",
    "customer_order",
    "payment_attempt",
    "delivery",
    "refund",
    "outbox_message",
    "handled_update",
)
FAILURES = ("a tick failed", "could not be handled", "could not be settled", "work on a due row failed")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Books:
    """The shop's tables as they are at the end."""

    tables: dict[str, list[Row]]
    damage: list[str]

    def of_order(self, table: str, order: Row) -> list[Row]:
        """Return the rows of a table that belong to an order."""
        return [row for row in self.tables[table] if row["order_id"] == order["id"]]


async def open_books(url: str) -> Books:
    """Read a database that no bot uses any more."""
    engine = create_async_engine(url)
    damage: list[str] = []
    try:
        async with engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                for check in ("integrity_check", "foreign_key_check"):
                    rows = (await connection.execute(text(f"PRAGMA {check}"))).all()
                    damage += [f"{check}: {row}" for row in rows if tuple(row) != ("ok",)]
            tables = {
                name: [
                    dict(row) for row in (await connection.execute(text(f"SELECT * FROM {name}"))).mappings()
                ]
                for name in TABLES
            }
    finally:
        await engine.dispose()
    return Books(tables, damage)


async def quiet(url: str) -> list[str]:
    """Return what the shop still has to do by itself; what only time brings (sweeps) does not count."""
    books = await open_books(url)
    waiting = [row for row in books.tables["outbox_message"] if row["state"] == "waiting"]
    paid = [row for row in books.tables["customer_order"] if row["state"] == "paid"]
    return [f"{row['kind']} to {row['recipient']}" for row in waiting] + [
        f"{row['reference']} is paid and not delivered" for row in paid
    ]


class Audit:
    """Complaints are sentences; a shop that did everything right leaves none."""

    def __init__(self, sandbox: Sandbox, crowd: Crowd, books: Books, log: str) -> None:
        self._sandbox = sandbox
        self._crowd = crowd
        self._books = books
        self._log = log
        self._orders = {row["reference"]: row for row in books.tables["customer_order"]}
        self._buyers = {row["id"]: int(row["external_id"]) for row in books.tables["customer"]}
        self._payments: dict[str, list[Payment]] = defaultdict(list)
        for payment in sandbox.gateway.orders():
            if payment.status:
                self._payments[payment.out_trade_no[:REFERENCE_LENGTH]].append(payment)
        self._secrets = self._what_was_shown()

    def complaints(self) -> list[str]:
        """Return everything that is wrong."""
        found = list(self._books.damage)
        for reference, order in self._orders.items():
            found += [f"{reference} ({order['state']}): {one}" for one in self._about(order)]
        found += self._about_console()
        found += self._about_strangers()
        found += self._about_answers()
        found += self._about_updates()
        found += self._about_outbox()
        found += [line for line in self._log.splitlines() if any(failure in line for failure in FAILURES)]
        return found

    def numbers(self) -> dict[str, int]:
        """Return what is worth telling: orders, what became of them, and messages that were sent twice."""
        states = Counter(order["state"] for order in self._orders.values())
        shown = [message for person in self._crowd.people.values() for message in person.new_messages]
        kinds = Counter((message["chat"]["id"], _deliveries_of(message)) for message in shown)
        asked_again = sum(
            label.startswith("Show my") for person in self._crowd.people.values() for label in person.tapped
        )
        delivered = sum(count for (_, order_id), count in kinds.items() if order_id)
        return {
            "orders": len(self._orders),
            **{f"orders {state}": count for state, count in sorted(states.items())},
            "paid": len(self._payments),
            "paid twice": sum(len(payments) > 1 for payments in self._payments.values()),
            "by code": sum(
                row["path"] == "code" and row["state"] == "issued" for row in self._rows("delivery")
            ),
            "asked twice": sum(row["asked"] > 1 for row in self._rows("delivery")),
            "delivery messages sent more than once": max(0, delivered - states["delivered"] - asked_again),
            "taps not answered": sum(one.answer is None for one in self._sandbox.telegram.callbacks.values()),
            "answers sent more than once": sum(self._repeated_answers().values()),
        }

    def _rows(self, table: str) -> list[Row]:
        return self._books.tables[table]

    def _about(self, order: Row) -> Iterable[str]:
        """Compare an order with what was paid for it and what its buyer saw."""
        reference, state = order["reference"], order["state"]
        payments = self._payments[reference]
        issued = [row for row in self._books.of_order("delivery", order) if row["state"] == "issued"]
        secrets = self._secrets[reference]
        if not payments:
            if issued or secrets or state in {"paid", "delivered", "parked"}:
                yield "nobody paid for it"
            return
        yield from self._about_money(order, payments)
        if state == "delivered":
            if len(issued) != 1:
                yield f"{len(issued)} deliveries"
            if len(secrets) != 1:
                yield f"its buyer saw {len(secrets)} secrets"
        elif state == "parked":
            if not any(reference in text_of(one) for one in self._crowd.people[OWNER_ID].shown):
                yield "the owner was not alerted"
            if secrets:
                yield "something was delivered all the same"
        elif not self._look_is_due(order, payments):
            yield "paid, and neither delivered nor parked, and nobody looks again"

    def _look_is_due(self, order: Row, payments: Sequence[Payment]) -> bool:
        attempts = {row["number"]: row for row in self._books.of_order("payment_attempt", order)}
        return all(attempts[payment.out_trade_no]["due_at"] is not None for payment in payments)

    def _about_money(self, order: Row, payments: Sequence[Payment]) -> Iterable[str]:
        """One payment is for the order; every other one went back once, or is still to be noticed or given back."""
        attempts = {row["number"]: row for row in self._books.of_order("payment_attempt", order)}
        refunds = {row["attempt_id"]: row for row in self._books.of_order("refund", order)}
        kept = 0
        for payment in payments:
            attempt = attempts[payment.out_trade_no]
            refund = refunds.get(attempt["id"])
            if payment.refunded not in {0, payment.price}:
                yield f"{payment.refunded} of {payment.price} were given back"
            if refund is not None:
                if refund["due_at"] is None and not payment.refunded:
                    yield f"payment {payment.out_trade_no} was not given back ({refund['state']})"
            elif payment.refunded:
                yield f"payment {payment.out_trade_no} was given back, and the books do not know"
            elif attempt["state"] == "paid":
                kept += 1
            elif attempt["due_at"] is None:
                yield f"payment {payment.out_trade_no} ({attempt['state']}) is never noticed"
        if order["state"] in {"delivered", "parked"} and kept != 1:
            yield f"{kept} payments were kept"

    def _about_console(self) -> Iterable[str]:
        """Every live key or code is its order's delivery, or will be swept away."""
        console = self._sandbox.console
        live = [
            ("key", f"sk-{row.key}", row.name) for row in console.tokens.values() if row.status == ENABLED
        ]
        live += [("code", row.key, row.name) for row in console.redemptions.values() if row.status == ENABLED]
        for path, secret, reference in live:
            order = self._orders.get(reference)
            if order is None:
                yield f"a {path} is named {reference!r}, which is no order"
            elif secret not in self._secrets[reference]:
                rows = [row for row in self._books.of_order("delivery", order) if row["path"] == path]
                if not any(row["due_at"] is not None for row in rows):
                    yield f"{reference} ({order['state']}): a {path} that nobody got lives, and no sweep is due"
        alive = {secret for _, secret, _ in live}
        for reference, secrets in self._secrets.items():
            if not secrets <= alive:
                yield f"{reference}: its buyer was shown a secret that does not live"

    def _about_strangers(self) -> Iterable[str]:
        """A secret stands in the chat of its buyer, and nowhere else."""
        owners = {
            secret: self._buyers[self._orders[reference]["customer_id"]]
            for reference, secrets in self._secrets.items()
            for secret in secrets
        }
        for person in self._crowd.people.values():
            for message in person.shown:
                for secret in {*code_texts(message), *copies_of(message)} & owners.keys():
                    if owners[secret] != person.id:
                        yield f"{person.id} saw a secret of {owners[secret]}"
        yield from ("a secret is in the log" for secret in owners if secret.removeprefix("sk-") in self._log)

    def _about_answers(self) -> Iterable[str]:
        for person in self._crowd.people.values():
            for (sent, answer), count in Counter(person.asked).items():
                answered = sum(answer in text_of(message) for message in person.new_messages)
                if answered < count:
                    yield f"{person.id} sent {sent} {count} times and got {answered} answers"

    def _repeated_answers(self) -> Counter[str]:
        repeated: Counter[str] = Counter()
        for person in self._crowd.people.values():
            for (sent, answer), count in Counter(person.asked).items():
                answered = sum(answer in text_of(message) for message in person.new_messages)
                repeated[sent] += max(0, answered - count)
        return repeated

    def _about_updates(self) -> Iterable[str]:
        handled = {row["update_id"] for row in self._rows("handled_update")}
        for update_id, update in self._sandbox.telegram.updates._archive.items():
            if update_id not in handled:
                yield f"update {update_id} ({update.kind}) was lost"

    def _about_outbox(self) -> Iterable[str]:
        for row in self._rows("outbox_message"):
            if row["state"] not in {"sent", "dropped"}:
                yield f"a message ({row['kind']}) to {row['recipient']} is {row['state']}: {row['last_error']}"

    def _what_was_shown(self) -> dict[str, set[str]]:
        """Return for each reference every secret that any message with its order ID ever showed."""
        found: dict[str, set[str]] = defaultdict(set)
        for person in self._crowd.people.values():
            for message in person.shown:
                if order_id := _deliveries_of(message):
                    found[order_id.partition("-")[0]] |= {
                        copy for copy in copies_of(message) if not copy.startswith("http")
                    }
        return found


def _deliveries_of(message: Row) -> str:
    """Return the order ID of a message that delivers something, else nothing."""
    return order_id_of(message) if any(title in text_of(message) for title in DELIVERED) else ""
