"""Rows for tests, complete and each unlike the others; a test names what it cares about."""

import itertools
from collections.abc import Sequence
from typing import Any, TypeVar

from sqlmodel import SQLModel, select

from store.database import Database
from store.tables import Customer, Delivery, Order, OutboxMessage, PaymentAttempt, Refund, StockCode
from tests.store.clock import START

Row = TypeVar("Row", bound=SQLModel)

_numbers = itertools.count(1)


async def add(database: Database, row: Row) -> Row:
    """Write a row and return it with its id."""
    async with database.writing() as unit:
        unit.session.add(row)
    return row


async def add_all(database: Database, rows: Sequence[Row]) -> Sequence[Row]:
    """Write rows in one transaction and return them with their ids."""
    async with database.writing() as unit:
        unit.session.add_all(rows)
    return rows


async def every(database: Database, table: type[Row]) -> list[Row]:
    """Return all rows of a table, the first first, as they stand in the database."""
    model: Any = table
    keys = list(model.__table__.primary_key.columns)
    async with database.reading() as unit:
        return list((await unit.session.exec(select(table).order_by(*keys))).all())


async def only(database: Database, table: type[Row]) -> Row:
    """Return the one row of a table."""
    (row,) = await every(database, table)
    return row


def a_customer(**values: Any) -> Customer:
    """A customer of Telegram."""
    known: dict[str, Any] = {
        "channel": "telegram",
        "external_id": str(1000 + next(_numbers)),
        "language": "en",
        "created_at": START,
    }
    return Customer(**(known | values))


def an_order(customer: Customer, **values: Any) -> Order:
    """An unpaid order of the starter package, ¥10."""
    known: dict[str, Any] = {
        "reference": f"AC{next(_numbers):010d}",
        "sealed_secret": "sealed",
        "customer_id": customer.id,
        "package_id": "starter",
        "package_name": {"en": "Starter", "zh": "入门"},
        "tokens": 1_000_000,
        "quota": 500_000,
        "price_minor": 1000,
        "currency": "CNY",
        "state": "awaiting_payment",
        "created_at": START,
        "expires_at": START,
    }
    return Order(**(known | values))


def an_attempt(order: Order, **values: Any) -> PaymentAttempt:
    """A waiting payment of an order, due now."""
    known: dict[str, Any] = {
        "order_id": order.id,
        "rail": "epay",
        "method": "alipay",
        "number": f"{order.reference}{next(_numbers):010d}",
        "amount_minor": order.price_minor,
        "currency": order.currency,
        "state": "pending",
        "created_at": START,
        "expires_at": START,
        "due_at": START,
    }
    return PaymentAttempt(**(known | values))


def a_delivery(order: Order, **values: Any) -> Delivery:
    """An intent to deliver an order as a key, due now."""
    known: dict[str, Any] = {
        "order_id": order.id,
        "path": "key",
        "name": order.reference,
        "quota": order.quota,
        "state": "intended",
        "created_at": START,
        "due_at": START,
    }
    return Delivery(**(known | values))


def a_refund(attempt: PaymentAttempt, **values: Any) -> Refund:
    """A refund of an attempt, due now."""
    known: dict[str, Any] = {
        "order_id": attempt.order_id,
        "attempt_id": attempt.id,
        "number": f"{attempt.number}R",
        "amount_minor": attempt.amount_minor,
        "currency": attempt.currency,
        "reason": "a test",
        "state": "intended",
        "created_at": START,
        "due_at": START,
    }
    return Refund(**(known | values))


def a_message(**values: Any) -> OutboxMessage:
    """A message that waits to be sent and that nobody holds."""
    known: dict[str, Any] = {
        "channel": "telegram",
        "recipient": "1000",
        "kind": "screen",
        "arguments": {},
        "created_at": START,
        "due_at": START,
    }
    return OutboxMessage(**(known | values))


def a_code(**values: Any) -> StockCode:
    """A free code for the starter package."""
    known: dict[str, Any] = {
        "package_id": "starter",
        "sealed_code": "sealed",
        "fingerprint": f"fingerprint {next(_numbers)}",
        "imported_at": START,
    }
    return StockCode(**(known | values))


async def stored_order(database: Database, **values: Any) -> Order:
    """Write an order of a new customer."""
    return await add(database, an_order(await add(database, a_customer()), **values))
