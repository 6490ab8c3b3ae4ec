"""What must never be twice the database itself refuses, whatever the program believes."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from store.database import Database
from store.tables import Customer, FailedUpdate, HandledUpdate, Order, PaymentAttempt, RaisedAlert
from tests.store.clock import START
from tests.store.rows import (
    a_code,
    a_customer,
    a_delivery,
    a_message,
    a_refund,
    add,
    add_all,
    an_attempt,
    an_order,
    stored_order,
)


class Known:
    """What is in the database already: two orders of one customer, with a payment each."""

    def __init__(self, customer: Customer, orders: list[Order], attempts: list[PaymentAttempt]) -> None:
        self.customer = customer
        self.first, self.second = orders
        self.first_attempt, self.second_attempt = attempts


@pytest.fixture
async def known(database: Database) -> Known:
    """Two orders with a payment each."""
    customer = await add(database, a_customer())
    orders = list(await add_all(database, [an_order(customer), an_order(customer)]))
    attempts = list(await add_all(database, [an_attempt(order) for order in orders]))
    return Known(customer, orders, attempts)


Rows = Callable[[Known], list[SQLModel]]

TWICE: dict[str, Rows] = {
    "an order is delivered twice": lambda known: [
        a_delivery(known.first, path="key", state="issued"),
        a_delivery(known.first, path="code", state="issued"),
    ],
    "a path of an order is gone twice": lambda known: [
        a_delivery(known.first, path="key", state="refused"),
        a_delivery(known.first, path="key"),
    ],
    "a transaction credits two payments": lambda known: [
        an_attempt(known.first, gateway_transaction="T1"),
        an_attempt(known.second, gateway_transaction="T1"),
    ],
    "a payment number is asked for twice": lambda known: [
        an_attempt(known.first, number="N1"),
        an_attempt(known.second, number="N1", rail="wechat"),
    ],
    "a payment is given back twice": lambda known: [
        a_refund(known.first_attempt, number="R1"),
        a_refund(known.first_attempt, number="R2"),
    ],
    "a refund number is asked for twice": lambda known: [
        a_refund(known.first_attempt, number="R1"),
        a_refund(known.second_attempt, number="R1"),
    ],
    "an order takes two codes": lambda known: [
        a_code(order_id=known.first.id),
        a_code(order_id=known.first.id),
    ],
    "a code is in the stock twice": lambda _: [a_code(fingerprint="F"), a_code(fingerprint="F")],
    "two orders have one reference": lambda known: [
        an_order(known.customer, reference="AC1"),
        an_order(known.customer, reference="AC1"),
    ],
    "an account is two customers": lambda _: [a_customer(external_id="1"), a_customer(external_id="1")],
    "a notice is written twice": lambda _: [a_message(once="delivered:1"), a_message(once="delivered:1")],
    "an update is handled twice": lambda _: [
        HandledUpdate(receiver="telegram:1", update_id=1, at=START),
        HandledUpdate(receiver="telegram:1", update_id=1, at=START),
    ],
    "failures of an update are counted in two places": lambda _: [
        FailedUpdate(receiver="telegram:1", update_id=1, failures=1),
        FailedUpdate(receiver="telegram:1", update_id=1, failures=1),
    ],
    "a condition is raised twice": lambda _: [
        RaisedAlert(key="stock-low", raised_at=START),
        RaisedAlert(key="stock-low", raised_at=START),
    ],
}

SEVERAL: dict[str, Rows] = {
    "two orders are delivered by one path": lambda known: [
        a_delivery(known.first, state="issued"),
        a_delivery(known.second, state="issued"),
    ],
    "an order goes several paths": lambda known: [
        a_delivery(known.first, path="key", state="refused"),
        a_delivery(known.first, path="code", state="refused"),
        a_delivery(known.first, path="stock", state="issued"),
    ],
    "payments without a transaction": lambda known: [an_attempt(known.first), an_attempt(known.first)],
    "two gateways have the same transaction number": lambda known: [
        an_attempt(known.first, rail="epay", gateway_transaction="T1"),
        an_attempt(known.first, rail="wechat", gateway_transaction="T1"),
    ],
    "free codes": lambda _: [a_code(), a_code()],
    "notices that may repeat": lambda _: [a_message(), a_message()],
    "one number in two messengers": lambda _: [
        a_customer(external_id="1"),
        a_customer(external_id="1", channel="wechat"),
    ],
    "two bots with one update number": lambda _: [
        HandledUpdate(receiver="telegram:1", update_id=1, at=START),
        HandledUpdate(receiver="telegram:2", update_id=1, at=START),
    ],
}


@pytest.mark.parametrize("rows", TWICE.values(), ids=TWICE)
async def test_the_database_refuses_that(database: Database, known: Known, rows: Rows) -> None:
    first, second = rows(known)
    await add(database, first)

    with pytest.raises(IntegrityError, match=r"(?i)unique"):
        await add(database, second)


@pytest.mark.parametrize("rows", SEVERAL.values(), ids=SEVERAL)
async def test_the_database_accepts(database: Database, known: Known, rows: Rows) -> None:
    for row in rows(known):
        await add(database, row)


NOBODY = a_customer(id=404)

ORPHANS: dict[str, Callable[[], Any]] = {
    "an order of nobody": lambda: an_order(NOBODY),
    "a payment of no order": lambda: an_attempt(an_order(NOBODY, id=404)),
    "a delivery of no order": lambda: a_delivery(an_order(NOBODY, id=404)),
    "a code for no order": lambda: a_code(order_id=404),
}


@pytest.mark.parametrize("orphan", ORPHANS.values(), ids=ORPHANS)
async def test_what_belongs_to_nothing_is_refused(database: Database, orphan: Callable[[], Any]) -> None:
    await stored_order(database)

    with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
        await add(database, orphan())
