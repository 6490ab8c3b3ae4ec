"""A process that has loaded the bot's program, and forks: each bot runs `bot.__main__` in a process of its own.

Signals, environment, folder, output and exit status are as in a new interpreter; only what the modules, the words
and the knowledge take to load is spent once. `python -m tests.conversation.fork_server <socket>` is the server.
"""

import asyncio
import atexit
import gc
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path


class ForkServer:
    """The server's side that tests see; the server ends with this process, however it ends."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._door, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(theirs.fileno())],
                env=environment,
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )

        atexit.register(self.close)

    def close(self) -> None:
        """Let nobody ask any more, and wait until the server has ended."""
        self._door.close()
        self._process.wait()

    async def fork(
        self, arguments: Sequence[str], environment: Mapping[str, str], directory: Path, output: int
    ) -> "Forked":
        """Run `python -m bot` with these arguments; what it says goes to the open file `output`."""
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._door, [b"+"], [theirs.fileno(), output])
        reader, writer = await asyncio.open_connection(sock=ours)
        writer.write(json.dumps([list(arguments), dict(environment), str(directory)]).encode() + b"\n")
        return Forked(int(await reader.readline()), reader, writer)


class Forked:
    """A forked bot, with what `asyncio.subprocess.Process` has."""

    def __init__(self, pid: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._end = asyncio.ensure_future(self._hear_of_the_end(reader, writer))

    def send_signal(self, number: int) -> None:
        """Send a signal; one that has ended gets none."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Send SIGKILL."""
        self.send_signal(signal.SIGKILL)

    async def wait(self) -> int:
        """Wait until it ends, and return its exit status; a signal's number is negative."""
        return await asyncio.shield(self._end)

    async def _hear_of_the_end(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int:
        self.returncode = int(await reader.readline())
        writer.close()
        return self.returncode


def serve(door: socket.socket) -> None:
    """Load the program, and fork for whoever asks at the door, until nobody can any more."""
    _load()
    while (asked := socket.recv_fds(door, 1, 2))[0]:
        talk, output = asked[1]
        if os.fork() == 0:
            door.close()
            _start(socket.socket(fileno=talk), output)
            return
        os.close(talk)
        os.close(output)
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def _load() -> None:
    """Load what a bot loads, words and knowledge included; what is there then is never garbage."""
    gc.disable()
    from assistant.search import search
    from bot import app, commands  # noqa: F401
    from fulfillment.requests import new_client
    from locales.loader import LANGUAGES, words_for

    for language in LANGUAGES:
        words_for(language)
    search()
    new_client()  # what it takes to send loads with the first one
    gc.freeze()
    gc.enable()


def _start(talk: socket.socket, output: int) -> None:
    """Become a bot's parent, tell its number and how it ended; the bot itself returns from here."""
    with talk.makefile("rb") as reader:
        arguments, environment, directory = json.loads(reader.readline())
    if (pid := os.fork()) == 0:
        talk.close()
        _run(arguments, environment, directory, output)
        return
    os.close(output)
    with suppress(BrokenPipeError):
        talk.sendall(f"{pid}\n".encode())
        _, status = os.waitpid(pid, 0)
        talk.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _run(arguments: list[str], environment: dict[str, str], directory: str, output: int) -> None:
    os.chdir(directory)
    os.environ.clear()
    os.environ.update(environment)
    for standard in (1, 2):
        os.dup2(output, standard)
    os.close(output)
    sys.argv[1:] = arguments
    runpy.run_module("bot", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
