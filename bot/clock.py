"""Which tick runs how often. Ticks only say "look now": the rows in the store are the truth."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from store.database import is_busy

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Tick:
    """A piece of regular work: its name, what it does, and the longest time between two looks, in seconds.

    Without `at_start` the first look comes after that time: what had waited for the start is done by then.
    """

    name: str
    work: Callable[[], Awaitable[None]]
    seconds: float
    at_start: bool = True


class Clock:
    """Runs every tick at its interval, and at once when it is woken; never one tick twice at the same time."""

    def __init__(self, ticks: list[Tick], *, observe: Callable[[str, float], None]) -> None:
        self._ticks = ticks
        self._observe = observe
        self._events = {tick.name: asyncio.Event() for tick in ticks}
        self._scheduler = AsyncIOScheduler(
            timezone="UTC",
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to tick."""
        for tick in self._ticks:
            self._scheduler.add_job(self._wake, "interval", seconds=tick.seconds, args=[tick.name])
            self._tasks.append(asyncio.create_task(self._loop(tick)))
            if tick.at_start:
                self.wake(tick.name)
        self._scheduler.start()

    async def _wake(self, name: str) -> None:
        # A coroutine, because the scheduler runs plain functions in threads, where an event may not be set.
        self.wake(name)

    def wake(self, name: str) -> None:
        """Let a tick look now. Woken while it runs, it looks once more."""
        if name in self._events:
            self._events[name].set()

    async def stop(self) -> None:
        """Let no tick begin any more, and wait for those that run."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _loop(self, tick: Tick) -> None:
        event = self._events[tick.name]
        loop = asyncio.get_running_loop()
        while True:
            await event.wait()
            event.clear()
            began = loop.time()
            try:
                await tick.work()
            except Exception as error:
                if is_busy(error):
                    _log.warning("a tick found the database busy; the next one tries again", tick=tick.name)
                else:
                    _log.exception("a tick failed; the next one tries again", tick=tick.name)
            self._observe(tick.name, loop.time() - began)
