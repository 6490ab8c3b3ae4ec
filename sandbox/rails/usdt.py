"""BEpusdt on this machine: payments in coins, priced in yuan."""

import hashlib
import time
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from sandbox.documents import Documents
from sandbox.rails.cashier import add_cashier
from sandbox.rails.till import Payment, Refusal, Till
from sandbox.trouble import COMMON_SWITCHES, Manner, Switch, Trouble, install

RATE = 7.2
SWITCHES = (
    *COMMON_SWITCHES,
    Switch("unknown", "Answers nonsense states", "返回看不懂的状态"),
    Switch("refuse", "Refuses to create payments", "拒绝下单"),
)
_ADDRESS = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"


class UsdtGateway:
    """One gateway, with one token."""

    def __init__(
        self,
        documents: Documents,
        *,
        token: str,
        url: str,
        prefix: str,
        back: str,
        stall_seconds: float = 60.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.till = Till(documents, kind="usdt", prefix=prefix, back=back, merchant_id="-", clock=clock)
        self.token = token
        manner = Manner(html="<html><body><h1>502 Bad Gateway</h1></body></html>", html_status=200)
        self.trouble = Trouble(documents, "usdt.switch", SWITCHES, manner, stall_seconds=stall_seconds)
        self._url = f"{url}{prefix}"

    def app(self) -> web.Application:
        """Return the gateway's web application."""
        app = web.Application()
        app.router.add_post("/api/v1/order/create-transaction", self._create)
        app.router.add_post("/api/v1/order/cancel-transaction", self._cancel)
        app.router.add_get("/pay/check-status/{trade_no}", self._status)
        add_cashier(app, self.till)
        install(app, self.trouble, _action_of)
        return app

    async def _create(self, request: web.Request) -> web.Response:
        fields = await request.json()
        if not self._is_ours(fields):
            return web.json_response({"error": "签名错误"}, status=400)
        if self.trouble["refuse"]:
            return _failed("订单创建失败：还没有配置收款地址")
        try:
            payment = self.till.open(
                fields["order_id"],
                round(fields["amount"] * 100),
                fields["order_id"],
                self.till.clock() + fields["timeout"],
            )
        except Refusal as refusal:
            return _failed(f"订单创建失败：{refusal.reason}")
        return _succeeded(
            {
                "trade_id": payment.trade_no,
                "order_id": payment.number,
                "amount": f"{payment.price / 100:g}",
                "actual_amount": f"{payment.price / 100 / RATE:.2f}",
                "token": _ADDRESS,
                "expiration_time": int(payment.expires_at - self.till.clock()),
                "payment_url": f"{self._url}/pay/{payment.trade_no}",
            }
        )

    async def _cancel(self, request: web.Request) -> web.Response:
        fields = await request.json()
        if not self._is_ours(fields):
            return web.json_response({"error": "签名错误"}, status=400)
        payment = self.till.by_trade(fields["trade_id"])
        if payment is None:
            return _failed("订单不存在")
        try:
            self.till.close(payment)
        except Refusal:
            return _failed("当前订单状态不允许取消")
        return _succeeded({"trade_id": payment.trade_no})

    async def _status(self, request: web.Request) -> web.Response:
        payment = self.till.by_trade(request.match_info["trade_no"])
        if payment is None:
            return _failed("订单不存在")
        status = self._state(payment)
        chain = hashlib.sha256(payment.trade_no.encode()).hexdigest()
        return web.json_response(
            {
                "trade_id": payment.trade_no,
                "trade_hash": chain if payment.paid_at is not None else payment.trade_no,
                "status": status,
                "return_url": "",
            }
        )

    def _state(self, payment: Payment) -> int:
        if self.trouble["unknown"]:
            return 99
        if payment.paid_at is not None:
            return 2
        if payment.closed:
            return 4
        return 3 if payment.expires_at < self.till.clock() else 1

    def _is_ours(self, fields: Mapping[str, Any]) -> bool:
        pairs = [
            f"{name}={value}" for name, value in sorted(fields.items()) if value != "" and name != "signature"
        ]
        text = "&".join(pairs) + self.token
        return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest() == fields.get("signature")


def _succeeded(data: Mapping[str, object]) -> web.Response:
    return web.json_response({"status_code": 200, "message": "success", "data": data, "request_id": ""})


def _failed(message: str) -> web.Response:
    return web.json_response({"status_code": 400, "message": message, "data": None, "request_id": ""})


def _action_of(request: web.Request) -> str | None:
    path = request.path
    return "call" if "/api/v1/order/" in path or "/pay/check-status/" in path else None
