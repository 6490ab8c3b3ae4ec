"""A whole world for one test: the sandbox in this process, the real bot as another, and people to chat with it."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from sandbox import server
from sandbox.server import Sandbox
from tests.conversation.people import Customer, Message, buttons_of

ROOT = Path(__file__).parents[2]
START_SECONDS = 40.0
OWNER_ID = 9001


class Bot:
    """The real bot, `python -m bot run`, as a process that can be killed."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self._environment = environment
        self._log = log
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it; it is not waited for."""
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", env=environment | self._environment, cwd=ROOT, stderr=log
            )

    async def kill(self) -> None:
        """Pull the plug: SIGKILL."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    async def stop(self) -> int:
        """Ask it to end, and return its exit status."""
        if self._process is None:
            return 0
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self._process.wait(), 30)

    def log(self) -> str:
        """Return everything it logged."""
        return self._log.read_text(encoding="utf-8")


class World:
    """The outside, the bot, and who is there."""

    def __init__(self, sandbox: Sandbox, bot: Bot, http: aiohttp.ClientSession, directory: Path) -> None:
        self.sandbox = sandbox
        self.bot = bot
        self.http = http
        self.directory = directory

    async def customer(self, language: str = "en", name: str = "Ada", **more: Any) -> Customer:
        """Let a new person come."""
        url = self.sandbox.urls["telegram"]
        body = {"first_name": name, "language_code": language} | more
        async with self.http.post(f"{url}/client/users", json=body) as response:
            response.raise_for_status()
            return Customer(self.http, url, await response.json())

    async def owner(self) -> Customer:
        """Let the owner open the chat, so that alerts can reach them."""
        owner = await self.customer("en", "Olga", id=OWNER_ID)
        await owner.send("/start")
        await owner.sees_button("¥30")
        return owner

    async def pay(self, payment: Message, money: str | None = None) -> None:
        """Pay what the payment message's link asks for, or another amount of money."""
        link = next(button["url"] for button in buttons_of(payment) if "url" in button)
        async with self.http.post(link, json={"money": money} if money else {}) as response:
            assert response.status == 200, await response.text()

    async def switch(self, server_name: str, name: str, *, on: bool) -> None:
        """Turn a switch of the gateway or the console."""
        url = f"{self.sandbox.urls[server_name]}/switches/{name}"
        async with self.http.put(url, json={"value": on}) as response:
            assert response.status == 200, await response.text()

    async def fault(self, server_name: str, action: str, kind: str, times: int = 1, **more: Any) -> None:
        """Let the next calls of an action go wrong at the gateway or the console."""
        body = {"action": action, "kind": kind, "times": times} | more
        async with self.http.post(f"{self.sandbox.urls[server_name]}/faults", json=body) as response:
            assert response.status == 200, await response.text()

    async def telegram_fault(self, method: str, kind: str, times: int = 1, **more: Any) -> None:
        """Let the next calls of a Bot API method go wrong."""
        body = {"method": method, "kind": kind, "times": times} | more
        async with self.http.post(f"{self.sandbox.urls['telegram']}/client/faults", json=body) as response:
            assert response.status == 200, await response.text()

    async def ledger(self) -> dict[str, Any]:
        """Return what the console holds, in clear."""
        async with self.http.get(f"{self.sandbox.urls['console']}/sandbox/ledger") as response:
            return dict(await response.json())

    async def calls(self, method: str | None = None) -> list[dict[str, Any]]:
        """Return the Bot API calls the bot made."""
        query = f"?after=0&method={method}" if method else "?after=0"
        async with self.http.get(f"{self.sandbox.urls['telegram']}/client/calls{query}") as response:
            return list(await response.json())

    async def sold(self, customer: Customer, package: str = "¥30", method: str = "Alipay") -> Message:
        """Let a customer buy something, and return the payment message that waits to be paid."""
        await customer.send("/buy")
        await customer.tap(package)
        await customer.tap(method)
        return await customer.sees_payment()


@asynccontextmanager
async def open_world(directory: Path, **settings: str) -> AsyncIterator[World]:
    """Open a sandbox and a bot in it; settings are more variables of the bot's environment."""
    sandbox = await server.start(None)
    environment = sandbox.environment() | {
        "DATABASE_URL": f"sqlite+aiosqlite:///{directory}/shop.db",
        "HTTP_LISTEN": "",
        "OWNER_IDS": str(OWNER_ID),
        "STAFF_LANGUAGE": "en",
        "PAYMENT_POLL_SECONDS": "0.3",
        "TELEGRAM_MESSAGES_PER_SECOND": "0",
        "CATALOG_FILE": str(ROOT / "catalog.toml"),
    }
    bot = Bot(environment | settings, directory / "bot.log")
    async with aiohttp.ClientSession() as http:
        world = World(sandbox, bot, http, directory)
        try:
            await bot.start()
            yield world
        finally:
            await bot.kill()
            await sandbox.close()
