"""Due rows are worked on beside one another, each by a task of its own, never more than a few at a time."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import timedelta
from typing import Generic

import structlog

from store import leases
from store.database import Database
from store.leases import Row

AGAIN_AFTER = timedelta(seconds=5)  # when the database could not be written, say, or had no room
_log = structlog.get_logger()


class Worker(ABC, Generic[Row]):
    """Claims due rows and works on them. A slow one keeps none of the others waiting while there is room."""

    def __init__(self, database: Database, at_once: int) -> None:
        self._database = database
        self._at_once = at_once
        self._tasks: set[asyncio.Task[None]] = set()
        self._claiming: asyncio.Task[None] | None = None
        self._more = False
        self._failed: list[Row] = []

    @abstractmethod
    async def _claim(self, room: int) -> Sequence[Row]:
        """Claim at most so many due rows, in a transaction of their own."""

    @abstractmethod
    async def _attend(self, row: Row) -> None:
        """Do what is due of one row, and give it back."""

    async def tick(self) -> None:
        """Claim as many due rows as there is room for, and begin to work on them."""
        if self._claiming is None or self._claiming.done():
            self._claiming = asyncio.create_task(self._claim_rows())
        await asyncio.shield(self._claiming)

    async def _claim_rows(self) -> None:
        if self._failed:
            await leases.give_back(self._database, self._failed, AGAIN_AFTER)
            self._failed.clear()
        room = self._at_once - len(self._tasks)
        if room <= 0:
            self._more = True
            return
        rows = await self._claim(room)
        self._more = len(rows) == room
        for row in rows:
            task = asyncio.create_task(self._guarded(row))
            self._tasks.add(task)
            task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        """When rows were left behind, go on as soon as half of the room is free, not at the next tick only."""
        self._tasks.discard(task)
        idle = self._claiming is None or self._claiming.done()
        if self._more and idle and len(self._tasks) <= self._at_once // 2:
            self._claiming = asyncio.create_task(self._claim_rows())

    async def settle(self) -> None:
        """Wait until nothing is being worked on."""
        while self._tasks or (self._claiming is not None and not self._claiming.done()):
            await asyncio.gather(*self._tasks, *([self._claiming] if self._claiming else []))

    async def stop(self, grace_seconds: float) -> None:
        """Wait a while for what is being worked on, then let it go: the next process finds it by its lease."""
        self._more = False
        if self._claiming is not None:
            await asyncio.gather(self._claiming, return_exceptions=True)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=grace_seconds)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _guarded(self, row: Row) -> None:
        try:
            await self._attend(row)
        except Exception:
            # It is given back, or its lease runs out: nothing is lost, and the owner sees it in the log.
            self._failed.append(row)
            _log.exception("work on a due row failed", worker=type(self).__name__)
