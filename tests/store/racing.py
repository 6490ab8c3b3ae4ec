"""Races that are certain: units of work that meet before they write, and protections taken out for controls."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, TypeVar

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.util import await_only
from sqlmodel.sql.expression import SelectOfScalar

from store import database as database_module
from store.database import Database
from store.unit_of_work import UnitOfWork

PATIENCE_SECONDS = 20.0
MOMENT_SECONDS = 0.3
_WRITES = ("INSERT", "UPDATE", "DELETE")

Result = TypeVar("Result")


async def compete(*competitors: Awaitable[Result]) -> list[Result | BaseException]:
    """Let all of them run at once and return what became of each."""
    return await asyncio.gather(*competitors, return_exceptions=True)


def failures(results: list[Any]) -> list[BaseException]:
    """Return the errors among the results."""
    return [result for result in results if isinstance(result, BaseException)]


def was_locked_out(results: list[Any]) -> bool:
    """Say whether SQLite turned somebody away, as it does when two transactions read before they write."""
    return any(
        isinstance(error, OperationalError) and "database is locked" in str(error)
        for error in failures(results)
    )


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Wait until a condition holds."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await condition():  # noqa: ASYNC110 - another process has no event for us
            await asyncio.sleep(0.005)


async def until_somebody_waits(database: Database) -> None:
    """Wait until a connection to this PostgreSQL database waits for a lock that another one holds."""
    statement = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )

    async def waits() -> bool:
        async with database.reading() as unit:
            return bool((await unit.execute(statement)).scalar_one())

    await until(waits)


def let_writers_meet(*databases: Database, seconds: float = MOMENT_SECONDS) -> None:
    """Let one transaction of each database read all it likes before any of them writes.

    Where a protection keeps the others out they cannot come, and after a moment the first goes on alone.
    """
    barrier = asyncio.Barrier(len(databases))
    met: list[Connection] = []

    async def meet() -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await barrier.wait()

    def before(connection: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().startswith(_WRITES) and connection not in met and len(met) < len(databases):
            met.append(connection)
            await_only(meet())

    for database in databases:
        event.listen(database.engine.sync_engine, "before_cursor_execute", before)


def take_out_row_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every SELECT … FOR UPDATE be a plain SELECT."""
    monkeypatch.setattr(SelectOfScalar, "with_for_update", lambda statement, **_options: statement)


def take_out_named_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `UnitOfWork.lock` lock nothing."""

    async def no_lock(_unit: UnitOfWork, _name: str) -> None:
        return None

    monkeypatch.setattr(UnitOfWork, "lock", no_lock)


def take_out_begin_immediate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let writers of SQLite begin like readers: several at a time. For databases that are opened afterwards."""
    whole = database_module._sqlite_engine

    def deferred(url: str, _begin: str, *, pool_size: int) -> Any:
        return whole(url, "BEGIN", pool_size=pool_size)

    monkeypatch.setattr(database_module, "_sqlite_engine", deferred)


async def run(database: Database, *statements: str) -> None:
    """Change the tables themselves, to take a constraint out."""
    async with database.engine.begin() as connection:
        for statement in statements:
            await connection.execute(text(statement))
