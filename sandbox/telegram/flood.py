"""Telegram's limits on how fast a bot may write; off unless asked for."""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.telegram.errors import flood


@dataclass(frozen=True, slots=True)
class FloodLimits:
    """How many messages go through: to one private chat a second, to one group a minute, and to all a second."""

    chat_per_second: int = 1
    group_per_minute: int = 20
    overall_per_second: int = 30


class FloodGate:
    """Counts what was sent and refuses what is too much, with the seconds to wait."""

    def __init__(self, limits: FloodLimits | None, clock: Callable[[], float]) -> None:
        self.limits = limits
        self._clock = clock
        self._sent: dict[int, deque[float]] = {}

    def check(self, chat_id: int) -> None:
        """Count one message to a chat, or raise 429."""
        if self.limits is None:
            return
        now = self._clock()
        windows = [(0, self.limits.overall_per_second, 1.0)]
        if chat_id > 0:
            windows.append((chat_id, self.limits.chat_per_second, 1.0))
        else:
            windows.append((chat_id, self.limits.group_per_minute, 60.0))
        waits = [self._wait(key, allowed, seconds, now) for key, allowed, seconds in windows]
        if max(waits) > 0:
            raise flood(max(1, math.ceil(max(waits))))
        for key, _, _ in windows:
            self._sent[key].append(now)

    def _wait(self, key: int, allowed: int, seconds: float, now: float) -> float:
        sent = self._sent.setdefault(key, deque())
        while sent and sent[0] <= now - seconds:
            sent.popleft()
        return sent[0] + seconds - now if len(sent) >= allowed else 0.0
