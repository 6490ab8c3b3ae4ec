"""Telegram's limits: about one message a second to a chat, twenty a minute to a group, thirty a second in all."""

import asyncio
from dataclasses import dataclass

GROUP_PREFIX = "-"
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

    async def wait(self, chat: str) -> None:
        """Wait for the turn of one message to this chat."""
        if self._overall <= 0:
            return
        rate, burst = (20 / 60, 10.0) if chat.startswith(GROUP_PREFIX) else (1.0, 8.0)
        now = asyncio.get_running_loop().time()
        if len(self._chats) > FORGET_CHATS_OVER:
            self._chats.clear()
        bucket = self._chats.setdefault(chat, _Bucket(burst, now))
        delay = max(_take(bucket, now, rate, burst), _take(self._all, now, self._overall, self._overall))
        if delay > 0:
            await asyncio.sleep(delay)


def _take(bucket: _Bucket, now: float, rate: float, burst: float) -> float:
    """Take one permit and return the seconds until it is really there."""
    bucket.level = min(burst, bucket.level + (now - bucket.at) * rate) - 1
    bucket.at = now
    return max(0.0, -bucket.level / rate)
