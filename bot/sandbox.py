"""The sandbox: the real bot as a process of its own, in a small world that is all on this machine."""

import asyncio
import contextlib
import errno
import fcntl
import os
import shutil
import signal
import socket
import sys
import webbrowser
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.panel import Panel

from bot import values
from sandbox import server
from sandbox.clock import SHANGHAI
from store.files import make_private_folder

DIRECTORY = Path("data/sandbox")
FIRST_PORT = 8080
HOST = "127.0.0.1"

_LOCK = "lock"
_PORTS_TRIED = 100
_STARTS_TRIED = 10
_STOP_SECONDS = 20.0
_SHORTEST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0
_STEADY_SECONDS = 60.0
_WRONG_SETTINGS = 2


class CannotStart(Exception):
    """The sandbox cannot start; the message says why, and what to do."""


class AlreadyRunning(CannotStart):
    """Another sandbox uses the folder. `where` is its chat page, if it has said so."""

    def __init__(self, where: str) -> None:
        super().__init__(
            f"A sandbox is running here already{f': {where}' if where else ''}. Stop it first (Ctrl+C)."
        )


class NoFreePort(CannotStart):
    """Every port that was tried is taken. `first` is the first of them."""

    def __init__(self, first: int) -> None:
        super().__init__(
            f"No port from {first} on is free for the sandbox. Try another: --port N, or 0 for any."
        )


async def run(
    console: Console,
    *,
    directory: Path = DIRECTORY,
    port: int = FIRST_PORT,
    http_listen: str | None = "127.0.0.1:8081",
    reset: bool = False,
    browser: bool = False,
    zone: ZoneInfo = SHANGHAI,
    staff_language: str = "zh",
) -> int:
    """Run the sandbox until SIGINT or SIGTERM; return the exit status.

    `port` is the chat page's, or the next free one; 0 takes any. `http_listen` is the bot's own (health, metrics);
    `zone` the shop's, in which the page tells the time; `staff_language` the staff's until the page has another.

    Raises:
        AlreadyRunning: another sandbox runs in this folder.
        NoFreePort: every port that was tried is taken.
    """
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    with _claimed(directory) as lock:
        if reset:
            _empty(directory)
        world, health = await _open_world(directory, port, http_listen, zone, staff_language)
        try:
            lock.write_text(world.urls["telegram"], encoding="ascii")
            listen = f"{HOST}:{health}" if http_listen else ""
            _announce(console, world.urls, listen)
            if browser:
                webbrowser.open(world.urls["telegram"])
            return await _keep_running(
                console,
                lambda: _environment(world.environment(), directory, listen),
                world.clock.file,
                stop,
                world.rails.changed,
            )
        finally:
            await world.close()


async def _open_world(
    directory: Path,
    first: int,
    http_listen: str | None,
    zone: ZoneInfo = SHANGHAI,
    staff_language: str = "zh",
) -> tuple[server.Sandbox, int]:
    """Start the world on free ports; return it, and the port for the bot's own address.

    Raises:
        NoFreePort: every port that was tried is taken.
    """
    for _ in range(_STARTS_TRIED):
        chat, health, gateway, console = _ports(first, http_listen)
        try:
            world = await server.start(
                directory,
                host=HOST,
                telegram_port=chat,
                gateway_port=gateway,
                console_port=console,
                zone=zone,
                with_staff=True,
                staff_language=staff_language,
            )
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            continue  # somebody took one of them since it was looked at: look again
        return world, health
    raise NoFreePort(first)


@contextlib.contextmanager
def _claimed(directory: Path) -> Iterator[Path]:
    """Hold the folder for this process: two bots on one token would take each other's updates."""
    make_private_folder(directory)
    path = directory / _LOCK
    with path.open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise AlreadyRunning(file.read()) from None
        path.write_text("", encoding="ascii")
        yield path


def _empty(directory: Path) -> None:
    for path in directory.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != _LOCK:
            path.unlink()


def _ports(first: int, http_listen: str | None) -> list[int]:
    """Return free ports for the chat page, the bot's own address, the gateway and the console.

    Raises:
        NoFreePort: a hundred ports in a row are taken.
    """
    health = values.host_and_port(http_listen)[1] if http_listen else first + 1
    starts = [first, health, first + 2, first + 3] if first else [0] * 4
    found: list[int] = []
    for start in starts:
        found.append(_free_port(start, found))
    return found


def _free_port(start: int, taken: list[int]) -> int:
    """Return the first free port from `start` on.

    Raises:
        NoFreePort: a hundred ports in a row are taken.
    """
    for candidate in [0] if start == 0 else range(start, min(start + _PORTS_TRIED, 65536)):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((HOST, candidate))
            free = int(probe.getsockname()[1])
            if free not in taken:
                return free
    raise NoFreePort(start)


def _environment(of_the_world: Mapping[str, str], directory: Path, listen: str) -> dict[str, str]:
    """Return the bot's environment: ours, with everything that leads outside turned to the sandbox."""
    return {
        **os.environ,
        "TELEGRAM_WEBHOOK_URL": "",
        "SECRET_KEYS": "",
        "CONSOLE_FLAVOR": "auto",
        "EPAY_NOTIFY_URL": "",
        **of_the_world,
        "DATABASE_URL": f"{values.SQLITE}:///{directory / 'shop.db'}",
        "HTTP_LISTEN": listen,
    }


def _announce(console: Console, urls: Mapping[str, str], listen: str) -> None:
    lines = [
        f"[bold]Chat page         {urls['telegram']}[/bold]",
        f"Payment gateway   {urls['gateway']}",
        f"Console           {urls['console']}",
    ]
    lines += [f"Bot               http://{listen}/readyz"] if listen else []
    lines += ["", "Open the chat page in a browser and write /start.", "No money moves. Ctrl+C stops it."]
    console.print(
        Panel("\n".join(lines), title="The shop runs in its sandbox", expand=False, highlight=False)
    )


async def _keep_running(
    console: Console,
    environment: Callable[[], Mapping[str, str]],
    clock: Path,
    stop: asyncio.Event,
    changed: asyncio.Event,
) -> int:
    """Run the bot, again whenever it ends unasked or its settings were `changed`.

    Returns:
        0 when it was stopped, 2 for wrong settings.
    """
    pause = _SHORTEST_PAUSE
    loop = asyncio.get_running_loop()
    while not stop.is_set():
        started = loop.time()
        changed.clear()
        status = await _run_bot(environment(), clock, stop, changed)
        if status is None:
            continue
        if status == _WRONG_SETTINGS:
            return status
        pause = _SHORTEST_PAUSE if loop.time() - started > _STEADY_SECONDS else pause
        console.print(f"The bot ended unasked (status {status}); it is started again in {pause:.0f} s.")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause)
        pause = min(pause * 2, _LONGEST_PAUSE)
    return 0


async def _run_bot(environment: Mapping[str, str], clock: Path, *until: asyncio.Event) -> int | None:
    """Run the bot until one of the events; return its exit status when it ended unasked, else None."""
    # Its own session, so that a Ctrl+C at the terminal reaches it only through us; the pipe at its input ends
    # when this process does, however it dies, and the bot with it.
    bot = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", "--until-input-ends", "--clock-file", str(clock),
        env=dict(environment), stdin=asyncio.subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    ended = asyncio.ensure_future(bot.wait())
    stops = [asyncio.ensure_future(event.wait()) for event in until]
    try:
        await asyncio.wait({ended, *stops}, return_when=asyncio.FIRST_COMPLETED)
        return bot.returncode if ended.done() and not any(event.is_set() for event in until) else None
    finally:
        for stopped in stops:
            stopped.cancel()
        await _end(bot)
        await ended


async def _end(bot: asyncio.subprocess.Process) -> None:
    """Ask the bot to stop, and wait; end it when it does not."""
    if bot.returncode is None:
        bot.terminate()
    try:
        await asyncio.wait_for(bot.wait(), _STOP_SECONDS)
    except TimeoutError:
        bot.kill()
        await bot.wait()
