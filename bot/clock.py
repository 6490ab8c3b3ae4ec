"""Which tick runs how often. Ticks only say "look now": the rows in the store are the truth."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from store.database import is_busy

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Tick:
    """A piece of regular work: its name, what it does, and the longest time between two looks, in seconds.

    The first look comes `first_after` seconds after the start: what had waited for the start is done by then. Work
    that knows when it has something to do says with `due_in` in how many seconds from now, and is woken then.
    """

    name: str
    work: Callable[[], Awaitable[None]]
    seconds: float
    first_after: float = 0.0
    due_in: Callable[[], float | None] = lambda: None


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
        now = datetime.now(UTC)
        for tick in self._ticks:
            first = now + timedelta(seconds=tick.first_after or tick.seconds)
            self._scheduler.add_job(
                self._look_by_time, "interval", seconds=tick.seconds, args=[tick.name], next_run_time=first
            )
            self._tasks.append(asyncio.create_task(self._loop(tick)))
            if not tick.first_after:
                self.wake(tick.name)
        self._scheduler.start()

    async def _look_by_time(self, name: str) -> None:
        # A coroutine, because the scheduler runs plain functions in threads, where an event may not be set.
        self.wake(name)

    def wake(self, name: str) -> None:
        """Let a tick look now. Woken while it runs, it looks once more."""
        if name in self._events:
            self._events[name].set()

    def wake_all(self) -> None:
        """Let every tick look now."""
        for name in self._events:
            self.wake(name)

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
            due_in = tick.due_in()
            alarm = loop.call_later(due_in, event.set) if due_in is not None else None
            await event.wait()
            if alarm is not None:
                alarm.cancel()
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
