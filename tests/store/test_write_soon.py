"""Small changes that arrive together share a transaction, and nobody pays for another one's mistake."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import Update, event, update
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col

from store import attempts, orders, outbox
from store.database import Database
from store.tables import Customer, Order, OutboxMessage, PaymentAttempt
from store.unit_of_work import UnitOfWork
from tests.store.clock import START
from tests.store.racing import until_somebody_waits
from tests.store.rows import a_customer, a_message, add, add_all, an_attempt, every, only, stored_order
from tests.store.servers import only_postgresql, only_sqlite

UNREADABLE = "\ud800"  # half a character, as a JSON answer can hold it; no database takes it


def rename(customer: Customer, name: str) -> Update:
    return update(Customer).where(col(Customer.id) == customer.id).values(first_name=name)


async def test_it_says_how_many_rows_it_met(database: Database) -> None:
    customer = await add(database, a_customer())

    assert await database.write_soon(rename(customer, "Ann")) == 1
    assert await database.write_soon(rename(a_customer(id=404), "Ann")) == 0
    assert (await only(database, Customer)).first_name == "Ann"


@only_sqlite
async def test_changes_that_arrive_together_share_transactions(database: Database) -> None:
    customers = await add_all(database, [a_customer() for _ in range(40)])
    commits: list[object] = []
    event.listen(database.engine.sync_engine, "commit", commits.append)

    counts = await asyncio.gather(
        *(database.write_soon(rename(customer, f"name {customer.id}")) for customer in customers)
    )

    assert counts == [1] * 40
    assert 1 <= len(commits) <= 4
    assert [one.first_name for one in await every(database, Customer)] == [f"name {c.id}" for c in customers]


@only_sqlite
async def test_changes_to_one_row_come_in_their_order(database: Database) -> None:
    customer = await add(database, a_customer())

    await asyncio.gather(*(database.write_soon(rename(customer, str(number))) for number in range(20)))

    assert (await only(database, Customer)).first_name == "19"


async def test_a_change_that_fails_fails_its_caller_only(database: Database) -> None:
    first, second, third = await add_all(database, [a_customer() for _ in range(3)])

    results = await asyncio.gather(
        database.write_soon(rename(first, "Ann")),
        database.write_soon(rename(second, UNREADABLE)),
        database.write_soon(rename(third, "Cem")),
        return_exceptions=True,
    )

    assert isinstance(results[1], SQLAlchemyError | UnicodeError)
    assert [one.first_name for one in await every(database, Customer)] == ["Ann", "", "Cem"]
    assert (results[0], results[2]) == (1, 1)


async def test_after_a_failure_the_next_change_goes_through(database: Database) -> None:
    customer = await add(database, a_customer())
    with pytest.raises((SQLAlchemyError, UnicodeError)):
        await database.write_soon(rename(customer, UNREADABLE))

    assert await database.write_soon(rename(customer, "Ann")) == 1


async def test_a_caller_that_goes_away_takes_nobody_along(database: Database) -> None:
    first, second = await add_all(database, [a_customer(), a_customer()])
    leaving = asyncio.create_task(database.write_soon(rename(first, "Ann")))
    staying = asyncio.create_task(database.write_soon(rename(second, "Bo")))
    await asyncio.sleep(0)

    leaving.cancel()

    assert await staying == 1
    with pytest.raises(asyncio.CancelledError):
        await leaving


async def test_closing_finishes_what_was_queued(database: Database, replica: Database) -> None:
    customers = await add_all(database, [a_customer() for _ in range(5)])
    tasks = [asyncio.create_task(database.write_soon(rename(customer, "kept"))) for customer in customers]
    await asyncio.sleep(0)

    await database.close()

    assert await asyncio.gather(*tasks) == [1] * 5
    assert {one.first_name for one in await every(replica, Customer)} == {"kept"}


async def test_listeners_hear_nothing_of_it(database: Database) -> None:
    customer = await add(database, a_customer())
    heard: list[UnitOfWork] = []
    database.listen(heard.append)

    await database.write_soon(rename(customer, "Ann"))

    assert heard == []


async def test_a_sent_message_is_written_down_beside_an_answer_that_no_database_takes(
    database: Database,
) -> None:
    """Else the message would be sent again, because a gateway answered nonsense at the same moment."""
    message = await add(database, a_message())
    attempt = await add(database, an_attempt(await stored_order(database)))

    await asyncio.gather(
        outbox.settle(database, message, outbox.SENT),
        attempts.reschedule(database, attempt, START + timedelta(seconds=3), error=UNREADABLE, sweeps=0),
        return_exceptions=True,
    )

    assert (await only(database, OutboxMessage)).state == outbox.SENT


@only_postgresql
async def test_small_changes_of_an_order_stand_in_nobodys_way(database: Database, replica: Database) -> None:
    """A payment is credited while its other payment is rescheduled and its message is remembered."""
    order = await stored_order(database)
    other = await add(database, an_attempt(order))
    attempt_id, order_id = other.id or 0, order.id or 0

    async with replica.writing() as unit:
        await orders.lock(unit, order_id)
        small = asyncio.gather(
            attempts.reschedule(database, other, START + timedelta(seconds=3), error=None, sweeps=0),
            orders.remember_message(database, order_id, 77, "qr"),
        )
        await until_somebody_waits(replica)
        closed = await attempts.get(unit, attempt_id)
        closed.state = "closed"
        unit.session.add(closed)
    await small

    assert (await only(database, PaymentAttempt)).state == "closed"
    assert (await only(database, Order)).message_id == 77
