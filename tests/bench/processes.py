"""The bots as processes of their own, and what they and this process take of the machine."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import psutil  # type: ignore[import-untyped]

ROOT = Path(__file__).parents[2]
STOP_SECONDS = 30.0
LOG_EXCERPT = 2_000  # characters
T = TypeVar("T")


class BotEnded(Exception):
    """The bot's process ended by itself; the message has the end of its log."""


class BotProcess:
    """A running bot."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self._process = process
        self._log = log
        self.usage = psutil.Process(process.pid)

    async def must_outlive(self, work: Awaitable[T]) -> T:
        """Await work that needs this bot.

        Raises:
            BotEnded: the bot ended before the work did.
        """
        working, ended = asyncio.ensure_future(work), asyncio.ensure_future(self._process.wait())
        try:
            await asyncio.wait({working, ended}, return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                return working.result()
            raise BotEnded(f"status {self._process.returncode}:\n{self.log_end()}")
        finally:
            working.cancel()
            ended.cancel()
            await asyncio.gather(working, ended, return_exceptions=True)

    def megabytes(self) -> float:
        """Return its resident memory, in millions of bytes."""
        return float(self.usage.memory_info().rss / 1e6)

    def log_end(self) -> str:
        """Return the end of what it logged."""
        return self._log.read_text(encoding="utf-8", errors="replace")[-LOG_EXCERPT:]

    async def stop(self) -> None:
        """Ask it to end; insist when it does not."""
        if self._process.returncode is None:
            self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), STOP_SECONDS)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()


@asynccontextmanager
async def running(
    arguments: Sequence[str], environment: dict[str, str], directory: Path
) -> AsyncIterator[BotProcess]:
    """Run `python -m …` with this environment and no other."""
    log = directory / "bot.log"
    variables = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)} | environment
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", *arguments, cwd=directory, env=variables, stdout=output, stderr=output
        )
    bot = BotProcess(process, log)
    try:
        yield bot
    finally:
        await bot.stop()


@dataclass(frozen=True, slots=True)
class Shares:
    """How busy everybody was, in cores: 1.0 is one core all the time."""

    bot: float
    outside: float
    others: float


class Stopwatch:
    """Measures from its making on."""

    def __init__(self, bot: BotProcess) -> None:
        self._bot = bot.usage
        self._own = psutil.Process()
        self._began = time.monotonic()
        self._at_first = self._busy()

    def seconds(self) -> float:
        """Return how long that is."""
        return time.monotonic() - self._began

    def shares(self) -> Shares:
        """Return how busy everybody was until now."""
        seconds = self.seconds()
        bot, outside, machine = (
            (now - before) / seconds for now, before in zip(self._busy(), self._at_first, strict=True)
        )
        return Shares(bot, outside, max(0.0, machine - bot - outside))

    def _busy(self) -> tuple[float, float, float]:
        machine = psutil.cpu_times()
        idle = machine.idle + getattr(machine, "iowait", 0.0)
        return _seconds(self._bot), _seconds(self._own), sum(machine) - idle


def _seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
