"""A process that has loaded the bot's program, and forks: each bot runs `bot.__main__` in a process of its own.

Signals, environment, folder, output and exit status are as in a new interpreter; only what the modules, the words
and the knowledge take to load is spent once. `python -m tests.conversation.fork_server <socket>` is the server.
"""

import asyncio
import atexit
import fcntl
import gc
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path


class ForkServer:
    """The server's side that tests see. All processes of a run share one server; it ends with the last of them."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or str(os.getpid())
        place = Path(tempfile.gettempdir()) / f"bots-{run}"
        self._process: subprocess.Popen[bytes] | None = None
        self._door = socket.socket(socket.AF_UNIX)
        with _alone_in(place.parent):
            try:
                self._door.connect(str(place))
            except (FileNotFoundError, ConnectionRefusedError):
                self._process = _open(place, environment)
                self._door.connect(str(place))
        atexit.register(self._door.close)

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


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Keep other processes out that would do the same in a folder."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield
    finally:
        os.close(opened)


def _open(place: Path, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start the server; it can be called at once, and answers when it has loaded."""
    place.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(place))
        listening.listen()
        return subprocess.Popen(
            [sys.executable, "-m", __name__, str(listening.fileno())],
            env=environment,
            stdin=subprocess.DEVNULL,
            pass_fds=[listening.fileno()],
        )


def serve(listening: socket.socket) -> None:
    """Load the program, and fork for whoever asks, until nobody is left who could."""
    _load()
    doors: list[socket.socket] = []
    while True:
        for ready in select.select([listening, *doors], [], [])[0]:
            if ready is listening:
                doors.append(listening.accept()[0])
            elif (asked := socket.recv_fds(ready, 1, 2))[0]:
                if os.fork() == 0:
                    for inherited in (listening, *doors):
                        inherited.close()
                    _start(*asked[1])
                    return
                for given in asked[1]:
                    os.close(given)
            else:
                doors.remove(ready)
                ready.close()
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        if not doors:
            Path(listening.getsockname()).unlink(missing_ok=True)
            return


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


def _start(talker: int, output: int) -> None:
    """Become a bot's parent, tell its number and how it ended; the bot itself returns from here."""
    talk = socket.socket(fileno=talker)
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
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # what is interrupted is the run
    serve(socket.socket(fileno=int(sys.argv[1])))
