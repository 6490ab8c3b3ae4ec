"""SQLite is used so that nothing committed is lost, and writers wait for one another."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.pool import QueuePool

from store import database as database_module
from store import updates
from store.database import Database, is_busy
from store.tables import FailedUpdate, RaisedAlert
from tests.store.clock import START
from tests.store.conftest import OpenDatabase
from tests.store.racing import take_out_begin_immediate
from tests.store.rows import a_customer, add, an_order, every, only
from tests.store.servers import only_sqlite

pytestmark = only_sqlite

PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 1_500}


def sqlite_logs(folder: Path) -> list[Path]:
    return [path for path in folder.glob("*.db-wal") if path.stat().st_size]


async def pragmas_of(database: Database, *, writing: bool) -> dict[str, object]:
    async with database.writing() if writing else database.reading() as unit:
        return {name: (await unit.execute(text(f"PRAGMA {name}"))).scalar() for name in PRAGMAS}


@pytest.mark.parametrize("writing", [True, False], ids=["writer", "reader"])
async def test_every_connection_is_durable_and_patient(database: Database, *, writing: bool) -> None:
    assert await pragmas_of(database, writing=writing) == PRAGMAS


async def test_connections_that_are_opened_later_are_prepared_too(database: Database) -> None:
    entered = asyncio.Barrier(4)

    async def look() -> dict[str, object]:
        async with database.reading() as unit:
            found = {name: (await unit.execute(text(f"PRAGMA {name}"))).scalar() for name in PRAGMAS}
            await entered.wait()  # all four are open at the same time
            return found

    assert await asyncio.gather(*(look() for _ in range(4))) == [PRAGMAS] * 4


async def test_a_row_that_points_to_nothing_is_refused(database: Database) -> None:
    nobody = a_customer(id=404)
    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        await add(database, an_order(nobody))


async def test_a_second_writer_waits_instead_of_failing(database: Database, replica: Database) -> None:
    async def count(own: Database) -> int:
        async with own.writing() as unit:
            return await updates.count_failure(unit, "telegram:1", 7)

    counted = await asyncio.gather(*(count(own) for own in (database, replica) for _ in range(15)))

    assert sorted(counted) == list(range(1, 31))
    assert (await only(database, FailedUpdate)).failures == 30


async def test_without_begin_immediate_the_second_writer_fails(
    open_database: OpenDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_out_begin_immediate(monkeypatch)
    first, second = open_database(), open_database()

    async def read_both_then_write() -> None:
        async with first.writing() as early, second.writing() as late:
            await updates.count_failure(early, "telegram:1", 7)
            await updates.count_failure(late, "telegram:1", 7)
            await early.session.commit()

    with pytest.raises(OperationalError, match="database is locked"):
        await read_both_then_write()


async def test_readers_do_not_wait_for_a_writer(database: Database) -> None:
    async with database.writing() as unit:
        unit.session.add(RaisedAlert(key="half done", raised_at=START))
        await unit.session.flush()
        assert await every(database, RaisedAlert) == []

    assert len(await every(database, RaisedAlert)) == 1


async def test_a_file_that_another_program_keeps_locked_is_reported_as_busy(
    open_database: OpenDatabase, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "BUSY_MILLISECONDS", 50)
    impatient = open_database()
    await impatient.ping()
    other = sqlite3.connect(url.removeprefix("sqlite+aiosqlite:///"), isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError) as locked:
            await add(impatient, RaisedAlert(key="late", raised_at=START))
    finally:
        other.close()

    assert is_busy(locked.value)
    await add(impatient, RaisedAlert(key="in time", raised_at=START))
    assert (await only(impatient, RaisedAlert)).key == "in time"


async def test_there_is_one_writing_connection(database: Database) -> None:
    pool = database.engine.pool
    assert isinstance(pool, QueuePool)
    assert (pool.size(), pool._max_overflow) == (1, 0)


async def test_all_is_in_the_file_once_the_shop_has_stopped(
    open_database: OpenDatabase, url: str, tmp_path: Path
) -> None:
    database = open_database()
    await add(database, RaisedAlert(key="kept", raised_at=START))
    await database.close()

    assert sqlite_logs(tmp_path) == []
    with sqlite3.connect(url.removeprefix("sqlite+aiosqlite:///")) as plain:
        assert plain.execute("SELECT key FROM raised_alert").fetchall() == [("kept",)]
    plain.close()


async def test_a_start_waits_for_a_process_that_writes_but_not_for_ever(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "BUSY_MILLISECONDS", 50)
    other = sqlite3.connect(database.url.partition(":///")[2], isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"):
            await database.reach(tries=2)
        asyncio.get_running_loop().call_later(0.3, other.rollback)
        await database.reach(tries=200)
    finally:
        other.close()
