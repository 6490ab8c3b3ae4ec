"""One transaction, and what has to happen once it is committed."""

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, Executable, text
from sqlmodel.ext.asyncio.session import AsyncSession

from store.tables import OutboxMessage

FRESH = {"populate_existing": True}
"""For reading a row that is locked: what another process wrote meanwhile counts, not what was read before."""


class UnitOfWork:
    """A session inside a transaction. The network is never awaited while one is open.

    `now` is the time of the whole unit. `has_sender` says whether this process sends what the unit writes.
    `outbox` holds the messages it wrote, `wakes` the names of the ticks that have something new to do; whoever
    listens to the database is told of both after the commit.
    """

    def __init__(self, session: AsyncSession, now: datetime, *, is_sqlite: bool) -> None:
        self.session = session
        self.now = now
        self.is_sqlite = is_sqlite
        self.has_sender = False
        self.outbox: list[OutboxMessage] = []
        self.wakes: set[str] = set()

    async def lock(self, name: str) -> None:
        """Let no other unit of work with the same name in until this one ends (SQLite has one writer anyway)."""
        if not self.is_sqlite:
            number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
            await self.execute(text("SELECT pg_advisory_xact_lock(:number)").bindparams(number=number))

    async def execute(self, statement: Executable) -> CursorResult[Any]:
        """Run one Core statement in this transaction, after what the session holds was written."""
        await self.session.flush()
        return await (await self.session.connection()).execute(statement)
