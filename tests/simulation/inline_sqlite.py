"""SQLite without the driver's threads: every statement runs at once, so that a run is the same run each time.

The shop's own engines are used, with their pragmas and their BEGIN IMMEDIATE; only the connection underneath is
another. At BEGIN and at COMMIT of a writer the other tasks get a turn, and a fault may strike.
"""

import asyncio
import sqlite3
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util.concurrency import await_

from store import database as store_database

BEGIN_WRITING = "BEGIN IMMEDIATE"
URL = "sqlite+aiosqlite:///simulated.db"  # the file is another one for every world


class Writers(Protocol):
    """Who is told of the boundaries of transactions, and may make them fail."""

    def before_begin(self) -> None:
        """A writer is about to begin; to raise is to fail."""

    def before_commit(self) -> None:
        """A writer is about to commit; to raise is to roll back."""

    def after_commit(self) -> None:
        """A writer has committed; to raise is to lose the answer."""


class Seat:
    """The one world of this process that the engines work for."""

    def __init__(self) -> None:
        self.path: Path | None = None
        self.writers: Writers | None = None
        self.connections: set[InlineConnection] = set()

    def take(self, path: Path, writers: Writers) -> None:
        """Let the engines work on this file from now on."""
        self.path, self.writers = path, writers

    def drop_connections(self) -> None:
        """Cut every connection, as the end of a process does; what was not committed is lost."""
        for connection in list(self.connections):
            connection.close()


SEAT = Seat()


async def _nothing() -> None:
    """Await nothing: nobody else gets a turn."""


class InlineCursor(sqlite3.Cursor):
    """A cursor that lets others go first before a write begins."""

    def execute(self, sql: str, parameters: Any = ()) -> "InlineCursor":
        if sql == BEGIN_WRITING:
            await_(asyncio.sleep(0))
            if SEAT.writers is not None:
                SEAT.writers.before_begin()
        else:
            await_(_nothing())  # SQLAlchemy insists that an asynchronous driver awaits something
        super().execute(sql, parameters)
        return self

    async def _async_soft_close(self) -> None:
        """SQLAlchemy asks this of cursors of asynchronous drivers; there is nothing to free here."""


class InlineConnection:
    """What SQLAlchemy needs of a connection, straight on `sqlite3`."""

    def __init__(self, path: Path, *, writes: bool) -> None:
        self._connection: sqlite3.Connection | None = sqlite3.connect(path, isolation_level=None)
        self._writes = writes
        SEAT.connections.add(self)

    @property
    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            raise sqlite3.OperationalError("connection closed")
        return self._connection

    @property
    def isolation_level(self) -> str | None:
        return self._open.isolation_level

    @isolation_level.setter
    def isolation_level(self, value: str | None) -> None:
        self._open.isolation_level = value  # type: ignore[assignment]

    def create_function(self, *arguments: Any, **options: Any) -> None:
        self._open.create_function(*arguments, **options)

    def cursor(self, *_: Any, **__: Any) -> InlineCursor:
        return self._open.cursor(InlineCursor)

    def commit(self) -> None:
        if not self._open.in_transaction:
            return
        if self._writes and SEAT.writers is not None:
            await_(asyncio.sleep(0))
            SEAT.writers.before_commit()
            self._open.commit()
            SEAT.writers.after_commit()
        else:
            self._open.commit()

    def rollback(self) -> None:
        if self._connection is not None:
            self._connection.rollback()

    def close(self) -> None:
        SEAT.connections.discard(self)
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def terminate(self) -> None:
        self.close()


_make = store_database._sqlite_engine
_made: dict[str, AsyncEngine] = {}


def inline_engine(url: str, begin: str, *, pool_size: int) -> AsyncEngine:
    """Return the shop's own engine of this kind, made once, on inline connections."""
    if begin not in _made:
        engine = _made[begin] = _make(url, begin, pool_size=pool_size)

        @event.listens_for(engine.sync_engine, "do_connect")
        def connect(*_: Any) -> Any:
            assert SEAT.path is not None
            return InlineConnection(SEAT.path, writes=begin == BEGIN_WRITING)

        @event.listens_for(engine.sync_engine, "connect")
        def hurry(connection: Any, _record: Any) -> None:
            connection.cursor().execute("PRAGMA synchronous=OFF")
            connection.cursor().execute("PRAGMA busy_timeout=0")

    return _made[begin]
