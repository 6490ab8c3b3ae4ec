"""The sandbox's gateway and console on free ports, for tests."""

import contextlib
import hashlib
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import httpx
from aiohttp import web

from sandbox import console as console_package
from sandbox import gateway as gateway_package
from sandbox.console import Console
from sandbox.console.console import Flavor
from sandbox.documents import Documents
from sandbox.gateway import Gateway

KEY = "k" * 32


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = 1_795_409_683.0

    def __call__(self) -> float:
        return self.now


@contextlib.asynccontextmanager
async def serving(build: Callable[[str], web.Application]) -> AsyncIterator[str]:
    """Serve an application on a free port, and give its address."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    runner = web.AppRunner(build(url), access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.SockSite(runner, listening).start()
    try:
        yield url
    finally:
        await runner.cleanup()


@dataclass
class Merchant:
    """A shop that uses the gateway."""

    gateway: Gateway
    http: httpx.AsyncClient
    clock: Clock

    async def post_order(self, **fields: str) -> httpx.Response:
        """Create an order; fields replace the usual ones, and an empty one is left out."""
        return await self.http.post("/mapi.php", data=self.signed(**fields))

    async def create(self, **fields: str) -> dict[str, Any]:
        """Create an order and return the gateway's JSON."""
        return dict((await self.post_order(**fields)).json())

    def signed(self, **fields: str) -> dict[str, str]:
        """The fields of an order with their signature."""
        usual = {
            "pid": "1000",
            "type": "alipay",
            "out_trade_no": "AC7K2M9QXT4B01",
            "notify_url": "http://127.0.0.1:9/notify",
            "return_url": "https://t.me/AiCreditsShopBot?start=AC7K2M9QXT4B",
            "name": "Standard 标准包",
            "money": "30.00",
            "clientip": "127.0.0.1",
        }
        body = {key: value for key, value in (usual | fields).items() if value}
        text = "&".join(f"{key}={body[key]}" for key in sorted(body)) + KEY
        return {"sign": hashlib.md5(text.encode()).hexdigest(), "sign_type": "MD5"} | body

    async def query(self, number: str = "AC7K2M9QXT4B01", **fields: str) -> dict[str, Any]:
        """Ask after an order."""
        asked = {"act": "order", "pid": "1000", "key": KEY, "out_trade_no": number} | fields
        return dict((await self.http.get("/api.php", params=asked)).json())

    async def refund(self, money: str, number: str = "AC7K2M9QXT4B01") -> dict[str, Any]:
        """Give money back."""
        fields = {"pid": "1000", "key": KEY, "out_trade_no": number, "money": money}
        return dict((await self.http.post("/api.php?act=refund", data=fields)).json())

    async def pay(self, trade_no: str, money: str | None = None) -> httpx.Response:
        """Pay as a test does."""
        return await self.http.post(f"/pay/{trade_no}", json={} if money is None else {"money": money})

    async def switch(self, name: str, value: bool = True) -> None:
        """Turn a switch."""
        (await self.http.put(f"/switches/{name}", json={"value": value})).raise_for_status()


@contextlib.asynccontextmanager
async def open_gateway(documents: Documents | None = None, **options: Any) -> AsyncIterator[Merchant]:
    """Run a gateway with one merchant."""
    clock = Clock()
    kept = documents or Documents(None)
    gateways: list[Gateway] = []

    def build(url: str) -> web.Application:
        settings = {"telegram_page_url": "http://127.0.0.1:8090"} | options
        gateways.append(Gateway(kept, merchant_id="1000", key=KEY, public_url=url, clock=clock, **settings))
        return gateway_package.create_app(gateways[0])

    async with serving(build) as url, httpx.AsyncClient(base_url=url, timeout=10) as http:
        yield Merchant(gateways[0], http, clock)
    if documents is None:
        kept.close()


@dataclass
class Operator:
    """Somebody who uses a console."""

    console: Console
    http: httpx.AsyncClient
    url: str
    clock: Clock

    def sales(self) -> dict[str, str]:
        """The headers of the sales account."""
        return {
            "Authorization": self.console.sales_token,
            "New-Api-User": str(self.console.sales_user_id),
        }

    def admin(self) -> dict[str, str]:
        """The headers of the admin account."""
        return {
            "Authorization": self.console.admin_token,
            "New-Api-User": str(self.console.admin_user_id),
        }

    async def create_token(self, **fields: Any) -> httpx.Response:
        """Create a key as the sales account; fields are added to the usual ones."""
        body = {"name": "AC7K2M9QXT4B", "remain_quota": 500000, "expired_time": -1} | fields
        return await self.http.post("/api/token/", headers=self.sales(), json=body)

    async def search(self, keyword: str) -> Any:
        """Search the sales account's keys, and return the data."""
        found = await self.http.get("/api/token/search", params={"keyword": keyword}, headers=self.sales())
        return found.json()["data"]

    async def ledger(self) -> dict[str, list[dict[str, Any]]]:
        """Everything that the console knows."""
        return dict((await self.http.get("/sandbox/ledger")).json())

    async def switch(self, name: str, value: bool = True) -> None:
        """Turn a switch."""
        (await self.http.put(f"/switches/{name}", json={"value": value})).raise_for_status()

    async def fault(self, action: str, kind: str, **more: Any) -> None:
        """Order a one-shot fault."""
        (await self.http.post("/faults", json={"action": action, "kind": kind, **more})).raise_for_status()


@contextlib.asynccontextmanager
async def open_console(
    flavor: Flavor = "one-api", documents: Documents | None = None, **options: Any
) -> AsyncIterator[Operator]:
    """Run a console with its three seeded accounts."""
    clock = Clock()
    kept = documents or Documents(None)
    consoles: list[Console] = []

    def build(url: str) -> web.Application:
        consoles.append(Console(kept, flavor=flavor, public_url=url, clock=clock, **options))
        return console_package.create_app(consoles[0])

    async with serving(build) as url, httpx.AsyncClient(base_url=url, timeout=10) as http:
        yield Operator(consoles[0], http, url, clock)
    if documents is None:
        kept.close()
