"""What a rail must bring along to be held to the contract: its own gateway on this machine, and ways to trouble it.

A new rail is a file, a line in the registry, and a driver here.
"""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from aiohttp import web

from fulfillment.money import Money
from fulfillment.payments.alipay import Alipay
from fulfillment.payments.epay import EPay
from fulfillment.payments.epay_v2 import EPayV2
from fulfillment.payments.rail import Rail
from fulfillment.payments.stars import Stars
from fulfillment.payments.usdt import Usdt
from fulfillment.payments.wechat import WeChatPay
from sandbox import gateway as epay_package
from sandbox.documents import Documents
from sandbox.gateway.gateway import Gateway, Order
from sandbox.gateway.version2 import Version2
from sandbox.rails import alipay, wechat
from sandbox.rails.alipay import AlipayGateway
from sandbox.rails.till import Payment, Till
from sandbox.rails.usdt import UsdtGateway
from sandbox.rails.wechat import WeChatGateway
from sandbox.telegram import Telegram, create_app
from sandbox.trouble import COMMON_SWITCHES, Manner, Trouble, install
from tests.payments.serving import serve

Clock = Callable[[], float]


class Driver(ABC):
    """One rail with its gateway running. `ages` says whether answers carry a time, `signs` whether a signature.

    `refunding` is the action of the gateway by which money goes back.
    """

    price = Money(3000)
    signs = True
    ages = False
    takes_other_amounts = True
    method = ""
    refunding = "any"

    trouble: Trouble

    @abstractmethod
    def rail(self, client: httpx.AsyncClient, **wrong: str) -> Rail:
        """Return the rail; `wrong` replaces what it knows of its account."""

    @abstractmethod
    def app(self) -> web.Application:
        """Return the gateway's web application."""

    @abstractmethod
    def pay(self, number: str, minor: int | None = None) -> None:
        """Let a payer pay the price, or another sum."""

    @abstractmethod
    def given_back(self, number: str) -> int:
        """Return how much of a payment went back, in minor units."""

    def gateway_number(self, number: str) -> str | None:
        """Return the gateway's own number of a payment, where the rail needs it."""
        return None

    @abstractmethod
    def count(self) -> int:
        """Return how many payments the gateway knows."""

    def take_away_credentials(self) -> dict[str, str]:
        """Return what makes the rail another merchant's, or an unknown one's."""
        return {}

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Serve the gateway."""
        async with serve(self.app()) as self.url:
            yield

    url = ""


class OverATill(Driver):
    """A rail whose gateway keeps its payments in a till."""

    till: Till

    def pay(self, number: str, minor: int | None = None) -> None:
        self.till.pay(self._payment(number), minor)

    def given_back(self, number: str) -> int:
        return self._payment(number).refunded

    def count(self) -> int:
        return len(self.till.bills())

    def _payment(self, number: str) -> Payment:
        payment = self.till.find(number)
        assert payment is not None
        return payment


class EPayDriver(Driver):
    """EPay, version 1."""

    signs = False
    method = "alipay"

    def __init__(self, _folder: Path, clock: Clock) -> None:
        self.gateway = Gateway(
            Documents(None),
            merchant_id="1000",
            key="KEYOFTHEMERCHANT",
            public_url="http://127.0.0.1",
            clock=clock,
            stall_seconds=2.0,
        )
        self.trouble = self.gateway.trouble

    def rail(self, client: httpx.AsyncClient, **wrong: str) -> Rail:
        account: dict[str, Any] = {"merchant_id": "1000", "key": "KEYOFTHEMERCHANT"} | wrong
        return EPay(client, url=self.url, methods=("alipay", "wxpay"), **account)

    def app(self) -> web.Application:
        return epay_package.create_app(self.gateway)

    def pay(self, number: str, minor: int | None = None) -> None:
        self.gateway.pay(self._order(number), minor)

    def given_back(self, number: str) -> int:
        return self._order(number).refunded

    def count(self) -> int:
        return len(self.gateway.orders())

    def take_away_credentials(self) -> dict[str, str]:
        return {"key": "ANOTHERKEY"}

    def _order(self, number: str) -> Order:
        order = self.gateway.find(number)
        assert order is not None
        return order


class EPayV2Driver(EPayDriver):
    """EPay, version 2: the same gateway and orders, another interface."""

    signs = True
    ages = True

    def __init__(self, folder: Path, clock: Clock) -> None:
        super().__init__(folder, clock)
        self.second = Version2(self.gateway, folder)

    def rail(self, client: httpx.AsyncClient, **wrong: str) -> Rail:
        account: dict[str, Any] = {
            "merchant_id": "1000",
            "private_key": self.second.merchant.private_file.read_text(),
            "platform_key": self.second.platform.public_file.read_text(),
        } | wrong
        return EPayV2(client, url=self.url, methods=("alipay", "wxpay"), **account)

    def app(self) -> web.Application:
        return epay_package.create_app(self.gateway, self.second)

    def take_away_credentials(self) -> dict[str, str]:
        return {"merchant_id": "1001"}


class WeChatDriver(OverATill):
    """WeChat Pay v3, Native."""

    ages = True
    method = "wxpay"

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.gateway = WeChatGateway(
            Documents(None), keys=folder, prefix="", back="", stall_seconds=2.0, clock=clock
        )
        self.till, self.trouble = self.gateway.till, self.gateway.trouble

    def rail(self, client: httpx.AsyncClient, **wrong: str) -> Rail:
        account: dict[str, Any] = {
            "app_id": wechat.APP_ID,
            "merchant_id": wechat.MERCHANT_ID,
            "certificate_serial": wechat.CERTIFICATE_SERIAL,
            "private_key": self.gateway.merchant.private_file.read_text(),
            "public_key": self.gateway.platform.public_file.read_text(),
            "public_key_id": wechat.PUBLIC_KEY_ID,
        } | wrong
        return WeChatPay(client, url=self.url, **account)

    def app(self) -> web.Application:
        return self.gateway.app()

    def take_away_credentials(self) -> dict[str, str]:
        return {"merchant_id": "1999999999"}


class AlipayDriver(OverATill):
    """Alipay, face to face."""

    method = "alipay"

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.gateway = AlipayGateway(
            Documents(None), keys=folder, url="", prefix="", back="", stall_seconds=2.0, clock=clock
        )
        self.till, self.trouble = self.gateway.till, self.gateway.trouble

    def rail(self, client: httpx.AsyncClient, **wrong: str) -> Rail:
        account: dict[str, Any] = {
            "app_id": alipay.APP_ID,
            "private_key": self.gateway.app_keys.private_file.read_text(),
            "public_key": self.gateway.platform.public_file.read_text(),
        } | wrong
        return Alipay(client, url=f"{self.url}/gateway.do", **account)

    def app(self) -> web.Application:
        return self.gateway.app()

    def take_away_credentials(self) -> dict[str, str]:
        return {"app_id": "2021999999999999"}


class UsdtDriver(OverATill):
    """USDT, through BEpusdt."""

    signs = False
    takes_other_amounts = False
    method = "usdt"

    def __init__(self, _folder: Path, clock: Clock) -> None:
        self.gateway = UsdtGateway(
            Documents(None), token="TOKEN", url="", prefix="", back="", stall_seconds=2.0, clock=clock
        )
        self.till, self.trouble = self.gateway.till, self.gateway.trouble

    def rail(self, client: httpx.AsyncClient, **wrong: str) -> Rail:
        account: dict[str, Any] = {"token": "TOKEN"} | wrong
        return Usdt(client, url=self.url, trade_type="usdt.trc20", **account)

    def app(self) -> web.Application:
        return self.gateway.app()

    def gateway_number(self, number: str) -> str | None:
        payment = self.till.find(number)
        return payment.trade_no if payment else None

    def take_away_credentials(self) -> dict[str, str]:
        return {"token": "ANOTHER"}


class StarsDriver(Driver):
    """Telegram Stars: the gateway is the Bot API itself."""

    price = Money(210, "XTR")
    signs = False
    method = "stars"
    refunding = "refundStarPayment"
    token = "7000000001:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    payer = 1001

    def __init__(self, _folder: Path, clock: Clock) -> None:
        self.telegram = Telegram(Documents(None), token=self.token, clock=clock)
        self.telegram.world.add_user({"id": self.payer, "is_bot": False, "first_name": "Ada"})
        self.trouble = Trouble(
            Documents(None),
            "stars",
            COMMON_SWITCHES,
            Manner(html="<html>502</html>", html_status=502),
            stall_seconds=2.0,
        )

    def rail(self, client: httpx.AsyncClient, **wrong: str) -> Rail:
        return Stars(client, url=self.url, **({"token": self.token} | wrong))

    def app(self) -> web.Application:
        app = create_app(self.telegram)
        install(app, self.trouble, lambda request: request.match_info.get("method"))
        return app

    def pay(self, number: str, minor: int | None = None) -> None:
        payment = {"user_id": self.payer, "amount": minor or self.price.minor, "payload": number}
        now = int(self.telegram.clock())
        self.telegram.save_payment(f"stx{number}", payment | {"paid_at": now})

    def given_back(self, number: str) -> int:
        payment = self.telegram.payments.get(f"stx{number}", {})
        return int(payment["amount"]) if payment.get("refunded_at") else 0

    def count(self) -> int:
        return len(self.telegram.payments)

    def take_away_credentials(self) -> dict[str, str]:
        return {"token": "7000000001:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"}


DRIVERS: dict[str, Callable[[Path, Clock], Driver]] = {
    "epay": EPayDriver,
    "epay_v2": EPayV2Driver,
    "wechat": WeChatDriver,
    "alipay": AlipayDriver,
    "usdt": UsdtDriver,
    "stars": StarsDriver,
}
