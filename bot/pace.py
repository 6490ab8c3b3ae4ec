"""Telegram's limits: about one message a second to a chat, twenty a minute to a group, thirty a second in all."""

import asyncio
from dataclasses import dataclass

GROUP_PREFIX = "-"
GROUP = (15 / 60, 5.0)  # messages a second, and at once: twenty in the first minute, and never more in one
PRIVATE = (1.0, 8.0)
FORGET_CHATS_OVER = 5_000


@dataclass(slots=True)
class _Bucket:
    """Permits that refill with time; `level` may go below zero while somebody waits for theirs."""

    level: float
    at: float


class Pace:
    """Says how long to wait before the next message to a chat. `overall` is messages a second; 0 is no limit."""

    def __init__(self, overall: float) -> None:
        self._overall = overall
        self._all = _Bucket(overall, 0.0)
        self._chats: dict[str, _Bucket] = {}

    async def wait(self, chat: str, messages: int = 1) -> None:
        """Wait for the turn of so many messages to this chat that go at once, and take it."""
        if self._overall <= 0:
            return
        now = asyncio.get_running_loop().time()
        bucket, rate, burst = self._bucket(chat, now)
        delay = max(
            _take(bucket, now, rate, burst, messages),
            _take(self._all, now, self._overall, self._overall, messages),
        )
        if delay > 0:
            await asyncio.sleep(delay)

    async def room(self, chat: str) -> None:
        """Wait until one message may go to this chat, without taking its turn."""
        if self._overall <= 0:
            return
        now = asyncio.get_running_loop().time()
        bucket, rate, burst = self._bucket(chat, now)
        level = min(burst, bucket.level + (now - bucket.at) * rate)
        if level < 1:
            await asyncio.sleep((1 - level) / rate)

    def _bucket(self, chat: str, now: float) -> tuple[_Bucket, float, float]:
        rate, burst = GROUP if chat.startswith(GROUP_PREFIX) else PRIVATE
        if len(self._chats) > FORGET_CHATS_OVER:
            self._chats.clear()
        return self._chats.setdefault(chat, _Bucket(burst, now)), rate, burst


def _take(bucket: _Bucket, now: float, rate: float, burst: float, permits: int) -> float:
    """Take permits and return the seconds until they are really there."""
    bucket.level = min(burst, bucket.level + (now - bucket.at) * rate) - permits
    bucket.at = now
    return max(0.0, -bucket.level / rate)
