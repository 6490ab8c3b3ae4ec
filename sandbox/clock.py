"""The sandbox's own time: the machine's, moved forward by a person who does not want to wait."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from sandbox.documents import Documents

SHANGHAI = ZoneInfo("Asia/Shanghai")
LONGEST_MOVE = timedelta(days=92)


class SandboxClock:
    """What time it is in the sandbox, for its servers and, through a file, for the shop.

    `file` holds how many seconds the sandbox is ahead of the machine. It is replaced, never written into: whoever
    reads it sees the old number or the new one. Time only goes forward, as in life, and survives a restart.
    """

    def __init__(self, documents: Documents, file: Path, zone: ZoneInfo = SHANGHAI) -> None:
        self.file = file.resolve()
        self.zone = zone
        self._documents = documents
        self.ahead = float(documents.load("clock").get("ahead", 0.0))
        self._write()

    def __call__(self) -> float:
        """Return the Unix time of the sandbox, in seconds."""
        return time.time() + self.ahead

    def move(self, by: timedelta) -> None:
        """Move the time forward; raises ValueError for a move back, for none, and for one beyond three months."""
        if not timedelta() < by <= LONGEST_MOVE:
            raise ValueError(f"the clock moves forward, by {LONGEST_MOVE.days} days at most")
        self.ahead += by.total_seconds()
        self._documents.save("clock", "ahead", self.ahead)
        self._write()

    def until(self, hour: int) -> timedelta:
        """Return how long it is until the next full `hour` of the day in the shop's time zone."""
        now = datetime.fromtimestamp(self(), self.zone)
        there = now.replace(hour=hour, minute=0, second=0, microsecond=0)
        there = there if there > now else there + timedelta(days=1)
        return there.astimezone(UTC) - now.astimezone(UTC)

    def describe(self) -> dict[str, Any]:
        """Return what the page shows: the time, how far it is ahead (seconds), and the zone it is told in."""
        return {"now": self(), "ahead": self.ahead, "zone": self.zone.key}

    def _write(self) -> None:
        fresh = self.file.with_suffix(".new")
        fresh.write_text(f"{self.ahead:.3f}\n", encoding="ascii")
        fresh.replace(self.file)


def add_controls(app: web.Application, clock: SandboxClock, moved: Callable[[], None]) -> None:
    """Let the page read the clock and move it: by `seconds`, or to the next full `hour` of the shop's day."""

    async def read(_request: web.Request) -> web.Response:
        return web.json_response(clock.describe())

    async def move(request: web.Request) -> web.Response:
        body = await request.json()
        try:
            hour = body.get("hour")
            clock.move(
                clock.until(int(hour)) if hour is not None else timedelta(seconds=float(body["seconds"]))
            )
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            return web.json_response({"error": str(error)}, status=400)
        moved()
        return web.json_response(clock.describe())

    app.router.add_get("/sandbox/clock", read)
    app.router.add_post("/sandbox/clock", move)
