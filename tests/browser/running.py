"""The sandbox as a user starts it: `python -m bot sandbox`, a process of its own in a folder of its own."""

import contextlib
import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import psutil  # type: ignore[import-untyped]

ROOT = Path(__file__).parents[2]
START_SECONDS = 60
STOP_SECONDS = 30
QUICK = {"HTTP_LISTEN": "", "PAYMENT_POLL_SECONDS": "0.5", "CATALOG_FILE": str(ROOT / "catalog.toml")}


Found = TypeVar("Found")


class Running:
    """A running sandbox with the shop in it, and the addresses of its pages."""

    def __init__(self, process: subprocess.Popen[bytes], chat: str) -> None:
        self._process = process
        self.chat = chat
        self.gateway, self.console = (link["url"] for link in self._ask("GET", "/sandbox/links"))

    @property
    def base_url(self) -> str:
        """The Base URL that customers get."""
        return f"{self.console}/v1"

    def new_customer(self, name: str, language: str) -> int:
        """Let somebody come who has never been here; return their id."""
        person = self._ask("POST", "/client/users", {"first_name": name, "language_code": language})
        return int(person["id"])

    def pull_the_plug(self) -> None:
        """Kill the shop's process; the sandbox starts it again."""
        (shop,) = psutil.Process(self._process.pid).children()
        shop.kill()
        shop.wait(STOP_SECONDS)

    def calm(self) -> None:
        """Turn every switch of the drawer off."""
        for switch in self._ask("GET", "/sandbox/switches"):
            if switch["value"]:
                self._ask("PUT", f"/sandbox/switches/{switch['name']}", {"value": False})

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        request = urllib.request.Request(
            self.chat + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as response:
            return json.load(response)


@contextlib.contextmanager
def run_sandbox(directory: Path) -> Iterator[Running]:
    """Run a fresh sandbox in a folder until the end of the block."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **QUICK}
    with (directory / "sandbox.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "sandbox", "--reset", "--port", "0"],
            cwd=directory,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        yield Running(process, _address(directory, process))
    finally:
        process.terminate()
        process.wait(STOP_SECONDS)


def _address(directory: Path, process: subprocess.Popen[bytes]) -> str:
    """Wait until the sandbox says where its chat page is."""
    lock = directory / "data" / "sandbox" / "lock"

    def said() -> str:
        assert process.poll() is None, (directory / "sandbox.log").read_text(encoding="utf-8")
        return lock.read_text(encoding="ascii") if lock.exists() else ""

    return wait_for("the sandbox's address", said, START_SECONDS)


def wait_for(what: str, look: Callable[[], Found], seconds: float = 30) -> Found:
    """Return what a look finds as soon as it finds something."""
    end = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < end, f"there is no {what} after {seconds} s"
        time.sleep(0.1)
