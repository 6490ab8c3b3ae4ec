"""The engine: SQLite or PostgreSQL behind the same transactions."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Executable, event, make_url, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as SQLAlchemyTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from store.unit_of_work import UnitOfWork

Clock = Callable[[], datetime]
_TRY_AGAIN = {"40P01", "40001", "55P03", "57P01", "57P03", "53300"}
"""PostgreSQL's codes for a deadlock, a conflict, a lock not to be had, a shutdown, and too many connections."""
BUSY_MILLISECONDS = 1_500  # then whoever waits is told, and it is tried again


def utc_now() -> datetime:
    """Return the time, aware, in UTC."""
    return datetime.now(UTC)


class TryAgain(Exception):
    """What this needs is being written by somebody else at this very moment."""


class Database:
    """Opens units of work. On SQLite writers queue for one connection and begin with BEGIN IMMEDIATE."""

    def __init__(self, url: str, *, clock: Clock = utc_now) -> None:
        self.url = url
        self.clock = clock
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        if self.is_sqlite:
            self._writer = _sqlite_engine(url, "BEGIN IMMEDIATE", pool_size=1)
            self._reader = _sqlite_engine(url, "BEGIN", pool_size=4)
        else:
            self._writer = create_async_engine(url, pool_size=10, max_overflow=10, pool_pre_ping=True)
            self._reader = self._writer
        self._listeners: list[Callable[[UnitOfWork], None]] = []
        self._group: list[tuple[Executable, asyncio.Future[int]]] = []
        self._group_task: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[UnitOfWork]:
        """Open a unit of work that may write; it commits at the end, or rolls back when an error leaves it."""
        unit = UnitOfWork(self._session(self._writer), self.clock(), is_sqlite=self.is_sqlite)
        unit.has_sender = bool(self._listeners)
        async with unit.session:
            async with unit.session.begin():
                yield unit
            for tell in self._listeners:
                tell(unit)

    def listen(self, tell: Callable[[UnitOfWork], None]) -> None:
        """Call this after every commit of a unit of work, with the unit."""
        self._listeners.append(tell)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[UnitOfWork]:
        """Open a unit of work that only reads, beside the writers."""
        unit = UnitOfWork(self._session(self._reader), self.clock(), is_sqlite=self.is_sqlite)
        async with unit.session:
            yield unit

    async def write_soon(self, statement: Executable) -> int:
        """Run one UPDATE or DELETE by itself; return the number of rows it met.

        On SQLite the statements that arrive while a transaction is being committed share the next one: one
        fsync for all. On PostgreSQL each has its own, because a group that locks rows could deadlock.
        """
        if not self.is_sqlite:
            return await self._write_alone(statement)
        done: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._group.append((statement, done))
        if self._group_task is None or self._group_task.done():
            self._group_task = asyncio.create_task(self._write_groups())
        return await done

    async def _write_groups(self) -> None:
        while self._group:
            group, self._group = self._group, []
            try:
                async with self._writer.begin() as connection:
                    counts = [(await connection.execute(statement)).rowcount for statement, _ in group]
            except Exception:
                # One of them is to blame: alone, each fails or succeeds by itself.
                for statement, done in group:
                    await _settle(done, self._write_alone(statement))
            else:
                for (_, done), count in zip(group, counts, strict=True):
                    if not done.done():
                        done.set_result(count)

    async def _write_alone(self, statement: Executable) -> int:
        async with self._writer.begin() as connection:
            return (await connection.execute(statement)).rowcount

    async def ping(self) -> None:
        """Ask the database for a sign of life.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: it gave none.
        """
        async with self.reading() as unit:
            await unit.execute(text("SELECT 1"))

    async def reach(self, tries: int = 20) -> None:
        """Begin a transaction, and leave it: on SQLite that takes the right to write.

        A process that writes at this very moment is waited for, each try as long as any writer waits.

        Raises:
            Exception: the driver's own, whatever it is that keeps the database from being opened.
        """
        for left in reversed(range(tries)):
            try:
                async with self.engine.begin():
                    return
            except OperationalError as error:
                if not left or not self.is_sqlite or "locked" not in str(error.orig):
                    raise

    async def close(self) -> None:
        """Finish what was queued and close all connections."""
        if self._group_task is not None:
            await asyncio.gather(self._group_task, return_exceptions=True)
        await self._writer.dispose()
        if self._reader is not self._writer:
            await self._reader.dispose()

    @property
    def engine(self) -> AsyncEngine:
        """The writing engine, for migrations."""
        return self._writer

    def _session(self, engine: AsyncEngine) -> AsyncSession:
        return AsyncSession(engine, expire_on_commit=False, autoflush=True)


def is_busy(error: BaseException) -> bool:
    """Say whether an error is the database being locked, full or out of reach: worth another try later."""
    if isinstance(error, TryAgain):
        return True
    if isinstance(error, DBAPIError):
        away = error.connection_invalidated or isinstance(error, InterfaceError)
        if away or getattr(error.orig, "sqlstate", None) in _TRY_AGAIN:
            return True
    return isinstance(error, OperationalError | SQLAlchemyTimeout | ConnectionError | FileNotFoundError)


async def _settle(done: asyncio.Future[int], work: Awaitable[int]) -> None:
    try:
        count = await work
    except Exception as error:
        if not done.done():
            done.set_exception(error)
    else:
        if not done.done():
            done.set_result(count)


def _sqlite_engine(url: str, begin: str, *, pool_size: int) -> AsyncEngine:
    # Every session here ends its transaction itself; the pool's own rollback would cost a trip to the thread.
    engine = create_async_engine(
        url, pool_size=pool_size, max_overflow=0, pool_timeout=60, pool_reset_on_return=None
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver must not begin by itself: `begin` below does
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_MILLISECONDS}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin_transaction(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine
