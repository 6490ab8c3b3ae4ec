"""What happens, one after another, for whoever watches."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

Json = dict[str, Any]


class EventStream:
    """A bounded log that can be waited on. Numbers begin at the present time, so that they grow over restarts."""

    def __init__(self, clock: Callable[[], float], kept: int = 10_000) -> None:
        self._events: deque[tuple[int, Json]] = deque(maxlen=kept)
        self._watchers: set[asyncio.Event] = set()
        self.last = int(clock() * 1000)

    def publish(self, kind: str, chat_id: int, **payload: Any) -> None:
        """Add an event and wake everybody who waits."""
        self.last += 1
        self._events.append((self.last, {"type": kind, "chat_id": chat_id, **payload}))
        for watcher in self._watchers:
            watcher.set()

    def after(self, number: int) -> list[tuple[int, Json]]:
        """Return the events after a number, oldest first."""
        if number >= self.last or not self._events:
            return []
        missing = min(self.last - number, len(self._events))
        return [self._events[index] for index in range(-missing, 0)]

    def watch(self) -> asyncio.Event:
        """Return a flag that each new event sets; hand it back to `unwatch`."""
        watcher = asyncio.Event()
        self._watchers.add(watcher)
        return watcher

    def unwatch(self, watcher: asyncio.Event) -> None:
        """Stop setting that flag."""
        self._watchers.discard(watcher)

    def wake_all(self) -> None:
        """Wake everybody although nothing happened, so that they notice a shutdown."""
        for watcher in self._watchers:
            watcher.set()
