"""What the store holds, read past the shop's own code."""

import sqlite3
from pathlib import Path
from typing import Any

from fulfillment.states import ATTEMPT_TRANSITIONS, ORDER_TRANSITIONS, AttemptState, OrderState

Row = dict[str, Any]
WORK = ("payment_attempt", "delivery", "refund", "outbox_message")
_WAITING = {"outbox_message": "AND state = 'waiting'"}


class Ledger:
    """A look at the database file beside the shop, and the transitions that it saw."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._orders: dict[int, str] = {}
        self._attempts: dict[int, str] = {}
        self.wrongs: list[str] = []

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def rows(self, table: str, where: str = "1", *values: object) -> list[Row]:
        """Return the rows of a table."""
        found = self._connection.execute(f"SELECT * FROM {table} WHERE {where} ORDER BY 1", values)
        return [dict(row) for row in found]

    def watch(self) -> None:
        """Compare all states with those seen before: each step has to be in its table."""
        for number, state in self._connection.execute("SELECT id, state FROM customer_order"):
            before = self._orders.get(number, OrderState.AWAITING_PAYMENT)
            if state != before and not _allowed(ORDER_TRANSITIONS, OrderState, before, state):
                self.wrongs.append(f"order {number}: {before} -> {state}")
            self._orders[number] = state
        for number, state in self._connection.execute("SELECT id, state FROM payment_attempt"):
            before = self._attempts.get(number, AttemptState.CREATING)
            if state != before and not _allowed(ATTEMPT_TRANSITIONS, AttemptState, before, state):
                self.wrongs.append(f"payment {number}: {before} -> {state}")
            self._attempts[number] = state

    def due(self, table: str, moment: str, *, leased: bool) -> bool:
        """Say whether a table has something due; `leased` counts also what somebody holds."""
        free = "" if leased else "AND (lease_until IS NULL OR lease_until <= :now)"
        query = f"SELECT EXISTS (SELECT 1 FROM {table} WHERE due_at <= :now {free} {_WAITING.get(table, '')})"
        return bool(self._connection.execute(query, {"now": moment}).fetchone()[0])

    def overdue_orders(self, moment: str) -> bool:
        """Say whether an unpaid order has come to its end."""
        query = "SELECT EXISTS (SELECT 1 FROM customer_order WHERE state = 'awaiting_payment' AND expires_at <= ?)"
        return bool(self._connection.execute(query, (moment,)).fetchone()[0])

    def next_moment(self) -> str | None:
        """Return when the next thing is due, as the store writes times."""
        parts = [
            f"SELECT max(due_at, coalesce(lease_until, due_at)) AS moment FROM {table}"
            f" WHERE due_at IS NOT NULL {_WAITING.get(table, '')}"
            for table in WORK
        ]
        parts.append("SELECT expires_at FROM customer_order WHERE state = 'awaiting_payment'")
        query = f"SELECT min(moment) FROM ({' UNION ALL '.join(parts)})"
        found = self._connection.execute(query).fetchone()[0]
        return str(found) if found is not None else None

    def everything(self) -> dict[str, list[Row]]:
        """Return all that matters of what is written, for comparing."""
        return {
            table: self.rows(table)
            for table in (
                "customer_order",
                "payment_attempt",
                "delivery",
                "refund",
                "stock_code",
                "outbox_message",
            )
        }


def _allowed(table: Any, states: Any, before: str, after: str) -> bool:
    """One step of the table, or two that fell into one transaction."""
    following = table[states(before)]
    return after in following or any(after in table[middle] for middle in following)
