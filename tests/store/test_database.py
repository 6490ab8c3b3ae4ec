"""A unit of work is all or nothing, its times are UTC, and who waits for its end hears of it once it stands."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError

from store import orders, outbox
from store.database import Database, is_busy, utc_now
from store.tables import Customer, OutboxMessage, RaisedAlert
from store.unit_of_work import UnitOfWork
from tests.store.clock import START, Clock
from tests.store.racing import until_somebody_waits
from tests.store.rows import a_customer, add, every, only, stored_order
from tests.store.servers import only_postgresql

BEIJING = timezone(timedelta(hours=8))


async def test_a_unit_of_work_has_one_time_for_all_it_writes(database: Database, clock: Clock) -> None:
    async with database.writing() as unit:
        clock.move(minutes=5)
        assert unit.now == START


async def test_without_another_clock_the_time_is_now_in_utc() -> None:
    before = datetime.now(UTC)
    assert before <= utc_now() <= datetime.now(UTC)
    assert utc_now().utcoffset() == timedelta(0)


async def test_times_come_back_aware_and_in_utc(database: Database) -> None:
    await add(database, a_customer(created_at=START.astimezone(BEIJING), unreachable_since=START))

    found = await only(database, Customer)

    assert found.created_at == START
    assert found.created_at.utcoffset() == timedelta(0)
    assert found.unreachable_since is not None
    assert found.unreachable_since.microsecond == START.microsecond


async def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises((ValueError, StatementError)):
        await add(database, a_customer(created_at=START.replace(tzinfo=None)))

    assert await every(database, Customer) == []


async def test_times_compare_to_the_moment(database: Database) -> None:
    await stored_order(database, expires_at=START)

    async with database.reading() as unit:
        just_before = START.astimezone(BEIJING) - timedelta(microseconds=1)
        assert len(await orders.overdue(unit, "awaiting_payment", START, limit=10)) == 1
        assert len(await orders.overdue(unit, "awaiting_payment", just_before, limit=10)) == 0


async def test_an_error_leaves_nothing_behind(database: Database) -> None:
    async def write_and_break() -> None:
        async with database.writing() as unit:
            unit.session.add(a_customer())
            await unit.session.flush()
            await outbox.write(unit, channel="telegram", recipient="1", kind="screen", arguments={})
            raise LookupError("a handler broke")

    with pytest.raises(LookupError, match="a handler broke"):
        await write_and_break()

    assert await every(database, Customer) == []
    assert await every(database, OutboxMessage) == []


async def test_a_cancelled_unit_of_work_leaves_nothing_and_lets_the_next_one_in(database: Database) -> None:
    written = asyncio.Event()

    async def write_and_wait() -> None:
        async with database.writing() as unit:
            unit.session.add(a_customer())
            await unit.session.flush()
            written.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(write_and_wait())
    await written.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    await add(database, a_customer(external_id="the next"))
    assert (await only(database, Customer)).external_id == "the next"


async def test_listeners_hear_of_what_was_committed(database: Database) -> None:
    heard: list[tuple[list[str], set[str], bool]] = []

    def tell(unit: UnitOfWork) -> None:
        kinds = [message.kind for message in unit.outbox if message.id is not None]
        heard.append((kinds, unit.wakes, unit.session.in_transaction()))

    database.listen(tell)
    async with database.writing() as unit:
        await outbox.write(unit, channel="telegram", recipient="1", kind="screen", arguments={})
        unit.wakes.add("settlement")
        assert heard == []

    assert heard == [(["screen"], {"settlement"}, False)]


async def test_listeners_hear_nothing_of_what_was_rolled_back(database: Database) -> None:
    heard: list[UnitOfWork] = []
    database.listen(heard.append)

    async def write_and_break() -> None:
        async with database.writing():
            raise LookupError

    with pytest.raises(LookupError):
        await write_and_break()
    await add(database, RaisedAlert(key="taken", raised_at=START))
    with pytest.raises(IntegrityError):
        await add(database, RaisedAlert(key="taken", raised_at=START))

    assert len(heard) == 1


async def test_readers_are_no_news(database: Database) -> None:
    heard: list[UnitOfWork] = []
    database.listen(heard.append)

    await every(database, Customer)

    assert heard == []


async def test_what_a_unit_wrote_it_reads(database: Database) -> None:
    async with database.writing() as unit:
        unit.session.add(RaisedAlert(key="new", raised_at=unit.now))
        assert (await unit.execute(text("SELECT key FROM raised_alert"))).scalars().all() == ["new"]


async def test_a_living_database_answers_a_ping(database: Database) -> None:
    await database.ping()


@only_postgresql
async def test_units_with_the_same_lock_come_one_after_the_other(
    database: Database, replica: Database
) -> None:
    order: list[str] = []

    async def enter(own: Database, lock: str, name: str) -> None:
        async with own.writing() as unit:
            await unit.lock(lock)
            order.append(name)

    async with database.writing() as unit:
        await unit.lock("chat:1")
        second = asyncio.create_task(enter(replica, "chat:1", "the same chat"))
        await until_somebody_waits(database)
        await enter(replica, "chat:2", "another chat")
        order.append("the first is done")
    await second

    assert order == ["another chat", "the first is done", "the same chat"]


@only_postgresql
async def test_a_locked_order_is_shown_as_it_is_now(database: Database, replica: Database) -> None:
    order_id = (await stored_order(database)).id or 0

    async with database.writing() as unit:
        seen = await orders.get(unit, order_id)
        assert seen.state == "awaiting_payment"
        async with replica.writing() as other:
            await orders.move(other, await orders.lock(other, order_id), "paid")

        assert (await orders.lock(unit, order_id)).state == "paid"


@only_postgresql
async def test_a_lost_connection_is_worth_another_try(database: Database, replica: Database) -> None:
    async def lose_the_connection() -> None:
        async with database.writing() as unit:
            number = (await unit.execute(text("SELECT pg_backend_pid()"))).scalar_one()
            async with replica.writing() as other:
                await other.execute(text(f"SELECT pg_terminate_backend({number})"))
            unit.session.add(a_customer())

    with pytest.raises(Exception) as lost:  # noqa: PT011 - which one it is, is the question
        await lose_the_connection()

    await add(database, a_customer(external_id="the next"))
    assert (await only(database, Customer)).external_id == "the next"
    assert is_busy(lost.value)


@pytest.mark.parametrize(
    "url",
    ["postgresql+asyncpg://postgres@/shop?host=/nobody/listens/here", "postgresql+asyncpg://a@127.0.0.1:1/b"],
    ids=["socket", "port"],
)
async def test_a_server_that_is_down_is_worth_another_try(url: str) -> None:
    database = Database(url)
    with pytest.raises(Exception) as down:  # noqa: PT011 - which one it is, is the question
        await database.ping()
    await database.close()

    assert is_busy(down.value)


@pytest.mark.parametrize(
    "error", [ValueError("a mistake"), IntegrityError("INSERT", {}, Exception("UNIQUE")), LookupError()]
)
async def test_a_mistake_is_not_tried_again_for_ever(error: Exception) -> None:
    assert not is_busy(error)
