"""Virtual time: an event loop in which sleeping takes no time at all, and nothing ever happens by chance."""

import asyncio
import selectors
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

BEGINNING = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)


class NothingLeftToHappen(RuntimeError):
    """Everybody waits, and nobody will ever wake them: the world is stuck."""


class TimeStandsStill(RuntimeError):
    """The shop is busy without end, and no time passes by it."""


MOST_AT_ONCE = 5_000  # rounds of the loop at one moment; a few hundred are usual


class _Timeless(selectors.BaseSelector):
    """Waits for nothing: whenever the loop would sleep, time jumps to the moment it would wake up."""

    def __init__(self, loop: "VirtualLoop") -> None:
        self._loop = loop
        self._real = selectors.SelectSelector()
        self._rounds = 0

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        return self._real.register(fileobj, events, data)

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        return self._real.unregister(fileobj)

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise NothingLeftToHappen
        self._rounds += 1
        if timeout > 0:
            self._loop.elapsed += timeout
            self._rounds = 0
        if self._rounds > MOST_AT_ONCE:
            self._rounds = 0
            raise TimeStandsStill
        return []

    def get_map(self) -> Mapping[Any, selectors.SelectorKey]:
        return self._real.get_map()

    def close(self) -> None:
        self._real.close()


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop with a time of its own, in seconds since the beginning."""

    def __init__(self) -> None:
        self.elapsed = 0.0
        super().__init__(_Timeless(self))
        self._clock_resolution = 1e-6

    def time(self) -> float:
        return self.elapsed

    def now(self) -> datetime:
        """The same as a date, for the shop's clock."""
        return BEGINNING + timedelta(seconds=self.elapsed)
