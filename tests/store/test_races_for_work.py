"""Two replicas want the same work at the same moment; one gets it. Each race is also run without its protection."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from store import alerts, attempts, customers, outbox, stock, updates
from store.customers import Profile
from store.database import Database
from store.tables import Customer, HandledUpdate, OutboxMessage, PaymentAttempt, RaisedAlert, StockCode
from store.unit_of_work import UnitOfWork
from tests.store.clock import START
from tests.store.conftest import OpenDatabase
from tests.store.racing import (
    PATIENCE_SECONDS,
    compete,
    failures,
    let_writers_meet,
    run,
    take_out_begin_immediate,
    take_out_row_locks,
    until_somebody_waits,
    was_locked_out,
)
from tests.store.rows import a_code, a_message, add, add_all, an_attempt, every, only, stored_order
from tests.store.servers import only_postgresql, only_sqlite

LONG = 15.0


async def due_attempts(database: Database, number: int) -> list[int]:
    order = await stored_order(database)
    return [row.id or 0 for row in await add_all(database, [an_attempt(order) for _ in range(number)])]


async def claim(database: Database, limit: int) -> list[int]:
    async with database.writing() as unit:
        rows = await attempts.claim_due(unit, lease_until=START + timedelta(seconds=60), limit=limit)
    return [row.id or 0 for row in rows]


async def claim_all(database: Database) -> list[int]:
    claimed: list[int] = []
    while rows := await claim(database, 7):
        claimed += rows
    return claimed


async def test_a_due_row_is_handed_out_once(database: Database, replica: Database) -> None:
    due = await due_attempts(database, 60)

    results = await compete(*(claim_all(own) for own in (database, replica) for _ in range(4)))

    assert failures(results) == []
    handed_out = Counter(row for result in results if isinstance(result, list) for row in result)
    assert handed_out == Counter(due)
    assert {row.runs for row in await every(database, PaymentAttempt)} == {1}


@only_postgresql
async def test_who_claims_while_another_one_is_claiming_does_not_wait(
    database: Database, replica: Database
) -> None:
    due = await due_attempts(database, 6)

    async with database.writing() as unit:
        first = await attempts.claim_due(unit, lease_until=START + timedelta(seconds=60), limit=3)
        async with asyncio.timeout(PATIENCE_SECONDS):
            second = await claim(replica, 10)

    assert [row.id for row in first] + second == due


@only_postgresql
async def test_without_row_locks_a_due_row_is_handed_out_twice(
    database: Database, replica: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    due = await due_attempts(database, 3)
    take_out_row_locks(monkeypatch)
    let_writers_meet(database, replica, seconds=LONG)

    assert await compete(claim(database, 3), claim(replica, 3)) == [due, due]


@only_sqlite
async def test_without_begin_immediate_a_claim_fails(
    open_database: OpenDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_out_begin_immediate(monkeypatch)
    first, second = open_database(), open_database()
    await due_attempts(first, 3)
    let_writers_meet(first, second, seconds=LONG)

    assert was_locked_out(await compete(claim(first, 3), claim(second, 3)))


async def test_without_a_lease_a_due_row_is_handed_out_twice(database: Database, replica: Database) -> None:
    due = await due_attempts(database, 3)

    async def claim_for_no_time(own: Database) -> list[int]:
        async with own.writing() as unit:
            rows = await attempts.claim_due(unit, lease_until=unit.now, limit=3)
        return [row.id or 0 for row in rows]

    assert await claim_for_no_time(database) == await claim_for_no_time(replica) == due


async def take_code(database: Database, order_id: int) -> int | None:
    async with database.writing() as unit:
        code = await stock.claim(unit, "starter", order_id)
    return code.id if code else None


async def test_a_code_goes_to_one_order(database: Database, replica: Database) -> None:
    codes = [code.id for code in await add_all(database, [a_code() for _ in range(10)])]
    buyers = [(await stored_order(database)).id or 0 for _ in range(16)]

    results = await compete(
        *(take_code((database, replica)[number % 2], order) for number, order in enumerate(buyers))
    )

    assert failures(results) == []
    assert sorted(code for code in results if isinstance(code, int)) == codes
    assert results.count(None) == 6
    held = {code.order_id: code.id for code in await every(database, StockCode)}
    assert {order: held.get(order) for order in buyers} == dict(zip(buyers, results, strict=True))


@only_postgresql
async def test_an_order_does_not_wait_for_the_code_of_another_one(
    database: Database, replica: Database
) -> None:
    codes = [code.id for code in await add_all(database, [a_code(), a_code()])]
    one, other = [(await stored_order(database)).id or 0 for _ in range(2)]

    async with database.writing() as unit:
        first = await stock.claim(unit, "starter", one)
        async with asyncio.timeout(PATIENCE_SECONDS):
            second = await take_code(replica, other)

    assert first is not None
    assert [first.id, second] == codes


@only_postgresql
async def test_without_row_locks_an_order_goes_away_without_a_code(
    database: Database, replica: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = [code.id for code in await add_all(database, [a_code(), a_code()])]
    one, other = [(await stored_order(database)).id or 0 for _ in range(2)]
    take_out_row_locks(monkeypatch)
    let_writers_meet(database, replica, seconds=LONG)

    results = await compete(take_code(database, one), take_code(replica, other))

    assert set(results) == {codes[0], None}, "the condition still keeps one code from two orders"


@only_postgresql
async def test_without_locks_and_conditions_a_code_goes_to_two_orders(
    database: Database, replica: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def claim_carelessly(unit: UnitOfWork, package_id: str, order_id: int) -> StockCode | None:
        free = select(StockCode).where(StockCode.package_id == package_id, col(StockCode.order_id).is_(None))
        code = (await unit.session.exec(free.order_by(col(StockCode.id)))).first()
        if code is not None:
            await unit.execute(
                update(StockCode).where(col(StockCode.id) == code.id).values(order_id=order_id)
            )
        return code

    codes = [code.id for code in await add_all(database, [a_code(), a_code()])]
    one, other = [(await stored_order(database)).id or 0 for _ in range(2)]
    monkeypatch.setattr(stock, "claim", claim_carelessly)
    let_writers_meet(database, replica, seconds=LONG)

    assert await compete(take_code(database, one), take_code(replica, other)) == [codes[0], codes[0]]


async def order_takes_a_code_twice(first: Database, second: Database) -> list[int | BaseException | None]:
    await add_all(first, [a_code(), a_code()])
    order = (await stored_order(first)).id or 0
    let_writers_meet(first, second)
    return await compete(take_code(first, order), take_code(second, order))


async def codes_of_orders(database: Database) -> list[int | None]:
    return [code.order_id for code in await every(database, StockCode) if code.order_id is not None]


async def test_an_order_that_asks_twice_at_the_same_moment_takes_one_code(
    database: Database, replica: Database
) -> None:
    results = await order_takes_a_code_twice(database, replica)

    assert all(isinstance(error, IntegrityError) for error in failures(results))
    assert len(await codes_of_orders(database)) == 1


@only_postgresql
async def test_without_the_unique_index_an_order_takes_two_codes(
    database: Database, replica: Database
) -> None:
    await run(database, "ALTER TABLE stock_code DROP CONSTRAINT uq_stock_code_order_id")

    results = await order_takes_a_code_twice(database, replica)

    assert failures(results) == []
    assert len(await codes_of_orders(database)) == 2


async def handle_update(database: Database, update_id: int) -> bool:
    """Handle an update as the bot does: lock the chat, take note, answer."""
    async with database.writing() as unit:
        await unit.lock("chat:42")
        if not await updates.begin(unit, "telegram:1", update_id):
            return False
        await outbox.write(unit, channel="telegram", recipient="42", kind="screen", arguments={})
    return True


async def test_an_update_that_two_replicas_get_is_handled_once(database: Database, replica: Database) -> None:
    results = await compete(*(handle_update(own, 7) for own in (database, replica) for _ in range(5)))

    assert Counter(results) == {False: 9, True: 1}
    assert len(await every(database, OutboxMessage)) == 1


async def test_without_its_key_an_update_is_handled_twice(database: Database, replica: Database) -> None:
    await run(
        database,
        "DROP TABLE handled_update",
        "CREATE TABLE handled_update (receiver VARCHAR, update_id BIGINT, at TIMESTAMP WITH TIME ZONE)",
    )

    assert await compete(handle_update(database, 7), handle_update(replica, 7)) == [True, True]
    assert len(await every(database, OutboxMessage)) == 2


@only_postgresql
async def test_an_update_whose_replica_fails_is_handled_by_the_one_that_waited(
    database: Database, replica: Database
) -> None:
    """Nobody locks a chat here: the row alone lets the second replica wait for how the first one ends."""
    began = asyncio.Event()

    async def begin_and_fail() -> None:
        async with database.writing() as unit:
            assert await updates.begin(unit, "telegram:1", 7)
            began.set()
            await until_somebody_waits(database)
            raise LookupError

    async def begin_later() -> bool:
        await began.wait()
        async with replica.writing() as unit:
            return await updates.begin(unit, "telegram:1", 7)

    first, second = await compete(begin_and_fail(), begin_later())

    assert isinstance(first, LookupError)
    assert second is True
    assert (await only(database, HandledUpdate)).update_id == 7


async def test_failures_that_two_replicas_see_at_the_same_moment_are_both_counted(
    database: Database, replica: Database
) -> None:
    async def fail(own: Database) -> int:
        async with own.writing() as unit:
            return await updates.count_failure(unit, "telegram:1", 7)

    let_writers_meet(database, replica)

    results = await compete(fail(database), fail(replica))

    assert failures(results) == []
    assert set(results) == {1, 2}


async def come(database: Database) -> int:
    profile = Profile("telegram", "42", "zh", "Ann", None)
    async with database.writing() as unit:
        customer, _ = await customers.meet(unit, profile)
        return customer.id or 0


async def test_who_first_speaks_in_two_chats_at_once_is_one_customer(
    database: Database, replica: Database
) -> None:
    let_writers_meet(database, replica)

    results = await compete(come(database), come(replica))

    assert failures(results) == []
    assert set(results) == {(await only(database, Customer)).id}


async def tell_once(database: Database) -> None:
    async with database.writing() as unit:
        await outbox.write(
            unit, channel="telegram", recipient="42", kind="delivered", arguments={}, once="delivered:1"
        )


async def test_a_notice_that_is_to_come_once_is_written_once(database: Database, replica: Database) -> None:
    let_writers_meet(database, replica)

    results = await compete(tell_once(database), tell_once(replica))

    assert all(isinstance(error, IntegrityError) for error in failures(results))
    assert len(await every(database, OutboxMessage)) == 1


@only_postgresql
async def test_without_the_unique_index_a_notice_is_written_twice(
    database: Database, replica: Database
) -> None:
    await run(database, "ALTER TABLE outbox_message DROP CONSTRAINT uq_outbox_message_once")
    let_writers_meet(database, replica, seconds=LONG)

    await compete(tell_once(database), tell_once(replica))

    assert len(await every(database, OutboxMessage)) == 2


async def raise_alert(database: Database) -> bool:
    async with database.writing() as unit:
        return await alerts.raise_once(unit, "stock-low:starter")


async def test_the_owner_hears_of_a_condition_from_one_replica(database: Database, replica: Database) -> None:
    results = await compete(*(raise_alert(own) for own in (database, replica) for _ in range(4)))

    assert Counter(results) == {False: 7, True: 1}


async def test_without_its_key_a_condition_is_told_twice(database: Database, replica: Database) -> None:
    await run(
        database,
        "DROP TABLE raised_alert",
        "CREATE TABLE raised_alert (key VARCHAR, raised_at TIMESTAMP WITH TIME ZONE)",
    )

    assert await compete(raise_alert(database), raise_alert(replica)) == [True, True]
    assert len(await every(database, RaisedAlert)) == 2


async def test_a_message_goes_out_from_one_replica(database: Database, replica: Database) -> None:
    for _ in range(20):
        await add(database, a_message())

    async def take(own: Database) -> list[int]:
        async with own.writing() as unit:
            return [message.id or 0 for message in await outbox.claim_due(unit, "telegram", 5)]

    results = await compete(*(take(own) for own in (database, replica) for _ in range(4)))

    assert failures(results) == []
    taken = Counter(row for result in results if isinstance(result, list) for row in result)
    assert set(taken.values()) == {1}
