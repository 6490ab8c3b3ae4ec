import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

import psutil  # type: ignore[import-untyped]
import pytest
from typer.testing import CliRunner

from bot.commands import app
from bot.settings import Settings

ROOT = Path(__file__).parents[2]
SECONDS = 60
COMMANDS = [
    [],
    ["run"],
    ["sandbox"],
    ["doctor"],
    ["migrate"],
    ["stock"],
    ["stock", "import"],
    ["stock", "list"],
    ["keys"],
    ["keys", "new"],
    ["keys", "rotate"],
]


def environment(**settings: str) -> dict[str, str]:
    """Return this process's environment with these settings of the shop, and no others."""
    names = {name.upper() for name in Settings.model_fields}
    ours = {name: value for name, value in os.environ.items() if name.upper() not in names}
    catalog = str(ROOT / "catalog.toml")
    return {**ours, "PYTHONPATH": str(ROOT), "COLUMNS": "200", "CATALOG_FILE": catalog, **settings}


def bot(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=environment(**settings),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def eventually(condition: Callable[[], Any], what: str) -> Any:
    deadline = time.monotonic() + SECONDS
    while not (found := condition()):
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        time.sleep(0.05)
    return found


def ask(url: str, body: object = None) -> Any:
    """Return the JSON answer of a server on this machine; None when it does not answer well."""
    data = None if body is None else json.dumps(body).encode()
    request = Request(url, data=data, headers={"Content-Type": "application/json"})
    try:
        with build_opener(ProxyHandler({})).open(request, timeout=10) as response:
            return json.loads(response.read())
    except OSError:
        return None


class World:
    """A sandbox in a process of its own, as `make run` starts it."""

    def __init__(self, process: "subprocess.Popen[bytes]", output: Path) -> None:
        self.process, self.output = process, output
        self.chat = self.address("Chat page")
        self.bot = self.address("Bot")
        eventually(lambda: ask(self.bot), "the bot is ready")

    def address(self, label: str) -> str:
        found = eventually(
            lambda: re.search(rf"{label} +(http://[^ ]+)", self.output.read_text("utf-8")), label
        )
        return str(found[1])

    def texts(self) -> list[str]:
        messages = ask(f"{self.chat}/client/chats/1001/messages?after_revision=0")["messages"]
        return [message.get("text", "") for message in messages]

    def bot_process(self) -> psutil.Process:
        (child,) = psutil.Process(self.process.pid).children()
        return child


@contextmanager
def sandbox(folder: Path, *arguments: str) -> Iterator[World]:
    output = folder / "output.txt"
    with output.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", *arguments],
            cwd=folder,
            env=environment(),
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        yield World(process, output)
    finally:
        process.terminate()
        process.wait(SECONDS)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(command: list[str]) -> None:
    result = CliRunner().invoke(app, [*command, "--help"])
    assert result.exit_code == 0
    assert "Usage:" in result.output
    assert "input-ends" not in result.output


@pytest.mark.parametrize("command", [*COMMANDS[:5], ["stock", "list"], ["keys", "rotate"]], ids=" ".join)
@pytest.mark.usefixtures("empty_folder")
def test_wrong_settings_are_a_line_each_and_status_2(
    monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "canary")
    monkeypatch.setenv("ORDER_TTL", "soon")
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 2
    assert [line.split(":")[0] for line in result.stderr.splitlines()] == ["TELEGRAM_BOT_TOKEN", "ORDER_TTL"]
    assert "canary" not in result.output


def test_a_catalogue_that_cannot_be_sold_from_is_status_2_without_a_stack_trace(tmp_path: Path) -> None:
    (tmp_path / "catalog.toml").write_text("packages = 5", "utf-8")
    result = bot(tmp_path, "stock", "list", CATALOG_FILE="catalog.toml")
    assert result.returncode == 2
    assert "catalog.toml" in result.stderr
    assert "Traceback" not in result.stderr


def test_migrate_makes_the_database_and_may_be_repeated(tmp_path: Path) -> None:
    for _ in range(2):
        result = bot(tmp_path, "migrate")
        assert (result.returncode, result.stderr) == (0, "")
    assert (tmp_path / "data" / "shop.db").stat().st_size > 0


def test_codes_are_imported_once_and_counted(tmp_path: Path) -> None:
    (tmp_path / "codes.csv").write_text(f"package,code\ntrial,{'a' * 32}\ntrial,{'b' * 32}\n", "utf-8")
    first = bot(tmp_path, "stock", "import", "codes.csv")
    again = bot(tmp_path, "stock", "import", "codes.csv")
    listed = bot(tmp_path, "stock", "list")
    assert (first.returncode, again.returncode, listed.returncode) == (0, 0, 0)
    assert "2 codes imported, 0 known already" in first.stdout
    assert "0 codes imported, 2 known already" in again.stdout
    (tmp_path / "codes.csv").write_text(f"package,code\ntrial,{'c' * 32}\n", "utf-8")
    assert "1 code imported, 0 known already" in bot(tmp_path, "stock", "import", "codes.csv").stdout
    assert re.search(r"trial\W+2\W+0\W", listed.stdout)
    assert "a" * 32 not in first.stdout + first.stderr


def test_a_file_of_codes_with_a_mistake_is_refused_as_a_whole(tmp_path: Path) -> None:
    (tmp_path / "codes.csv").write_text(f"package,code\ntrial,{'a' * 32}\nluxury,canary\n", "utf-8")
    result = bot(tmp_path, "stock", "import", "codes.csv")
    assert result.returncode == 1
    assert "codes.csv:3" in result.stderr
    assert "canary" not in result.stderr
    assert re.search(r"trial\W+0\W+0\W", bot(tmp_path, "stock", "list").stdout)


def test_the_doctor_ends_with_status_1_when_the_shop_could_not_sell(tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        token = "7000000001:" + "Q" * 35
        gateway = {"EPAY_URL": closed, "EPAY_PID": "1000", "EPAY_KEY": "canary"}
        result = bot(tmp_path, "doctor", TELEGRAM_BOT_TOKEN=token, TELEGRAM_API_URL=closed, **gateway)
    assert result.returncode == 1
    assert "The shop cannot sell yet." in result.stdout
    assert "Traceback" not in result.stderr
    assert not re.search("canary|QQQQ", result.stdout + result.stderr)


def test_without_a_token_the_shop_runs_in_its_sandbox_and_only_once_in_a_folder(tmp_path: Path) -> None:
    with sandbox(tmp_path) as world:
        assert ask(f"{world.chat}/client/me-bot")["username"]
        second = bot(tmp_path)
        assert second.returncode == 1
        assert f"running here already: {world.chat}" in second.stderr
        child = world.bot_process()
        world.process.send_signal(signal.SIGINT)
        assert world.process.wait(SECONDS) == 0
        assert not child.is_running()
    assert "Traceback" not in world.output.read_text("utf-8")
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    for name in ("shop.key", "shop.db"):
        assert (tmp_path / "data" / "sandbox" / name).stat().st_mode & 0o777 == 0o600


def test_a_bot_that_dies_in_the_sandbox_is_started_again_and_goes_with_a_killed_sandbox(
    tmp_path: Path,
) -> None:
    with sandbox(tmp_path, "sandbox", "--port", "0") as world:
        child = world.bot_process()
        child.kill()
        eventually(lambda: not child.is_running(), "the bot is dead")
        eventually(lambda: ask(world.bot), "another bot is ready")
        again = world.bot_process()
        world.process.kill()
        world.process.wait(SECONDS)
        eventually(lambda: not again.is_running(), "the bot ended with the sandbox")


def test_the_sandbox_remembers_until_it_is_reset(tmp_path: Path) -> None:
    with sandbox(tmp_path, "sandbox", "--port", "0") as world:
        ask(f"{world.chat}/client/users/1001/send", {"text": "/start"})
        eventually(lambda: len(world.texts()) > 1, "the bot answered")
        before = world.texts()
    with sandbox(tmp_path, "sandbox", "--port", "0") as world:
        assert world.texts() == before
    with sandbox(tmp_path, "sandbox", "--port", "0", "--reset") as world:
        assert world.texts() == []


def test_a_bot_in_the_sandbox_starts_anew_when_other_ways_to_pay_are_chosen(tmp_path: Path) -> None:
    with sandbox(tmp_path, "sandbox", "--port", "0") as world:
        child = world.bot_process()
        choice = Request(
            f"{world.chat}/sandbox/rails/usdt",
            data=b'{"value": true}',
            headers={"Content-Type": "application/json"},
            method="PUT",
        )
        with build_opener(ProxyHandler({})).open(choice, timeout=10) as response:
            assert response.status == 200
        eventually(lambda: not child.is_running(), "the bot has stopped")
        eventually(lambda: ask(world.bot), "the bot is ready again")
        assert world.bot_process().environ()["PAYMENT_RAILS"] == "epay,usdt"
        assert "unasked" not in world.output.read_text("utf-8")
