"""The real bot as a process, in a new interpreter or forked off one that has loaded the program."""

import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import IO

from tests.conversation.fork_server import Forked, ForkServer

ROOT = Path(__file__).parents[2]
STOP_SECONDS = 30
CLOCK_FILE = "--clock-file"
IN_A_NEW_INTERPRETER = {"PYTHONPATH": str(ROOT)}
BARE = IN_A_NEW_INTERPRETER | {"PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1"}


class Bot:
    """The real bot, `python -m bot run`, as a process that can be killed.

    Loading the program is most of the work of a start: where the start is not what a test is about, the bot is
    forked off a process that has done it once. One with a PYTHONPATH of its own loads for itself.
    """

    def __init__(self, environment: dict[str, str], directory: Path, arguments: Sequence[str] = ()) -> None:
        self.environment = BARE | environment
        self._directory = directory
        self._arguments = arguments
        self._forked = "PYTHONPATH" not in environment
        self._log = directory / "bot.log"
        self._process: asyncio.subprocess.Process | Forked | None = None

    @property
    def follows_clock(self) -> bool:
        """Whether its time is the sandbox's, which `World.move_clock` moves."""
        return CLOCK_FILE in self._arguments

    @property
    def pid(self) -> int:
        """The number of the process."""
        assert self._process is not None
        return self._process.pid

    async def start(self) -> None:
        """Start it; it is not waited for."""
        with self._log.open("ab") as log:
            self._process = await self._begin(log, "run", *self._arguments)

    async def kill(self) -> None:
        """Pull the plug: SIGKILL."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    async def restart(self) -> None:
        """Pull the plug and start it again."""
        await self.kill()
        await self.start()

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end, and return its exit status."""
        if self._process is None:
            return 0
        if self._process.returncode is None:
            self._process.send_signal(number)
        return await self.ended()

    async def ended(self) -> int:
        """Wait until it ends, and return its exit status."""
        assert self._process is not None
        return await asyncio.wait_for(self._process.wait(), STOP_SECONDS)

    async def command(self, *arguments: str) -> tuple[int, str]:
        """Run another command of the bot with the same settings; return its exit status and what it said."""
        with tempfile.TemporaryFile() as output:
            process = await self._begin(output, *arguments)
            status = await process.wait()
            output.seek(0)
            return status, output.read().decode()

    def log(self, after: int = 0) -> str:
        """Return everything it logged after a size of the log in bytes."""
        return self._log.read_bytes()[after:].decode() if self._log.exists() else ""

    def log_size(self) -> int:
        """Return how long the log is by now, in bytes."""
        return self._log.stat().st_size if self._log.exists() else 0

    async def _begin(self, output: IO[bytes], *arguments: str) -> asyncio.subprocess.Process | Forked:
        if self._forked:
            return await _fork_server().fork(arguments, self.environment, self._directory, output.fileno())
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *arguments),
            env=self.environment,
            cwd=self._directory,
            stdout=output,
            stderr=output,
        )


@cache
def _fork_server() -> ForkServer:
    return ForkServer(BARE)
