"""EPay's version 2: the same orders, asked with signatures of RSA keys, answered with signatures."""

import base64
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from aiohttp import web

from sandbox.gateway.gateway import Gateway, Order, RefusedError, UnknownTypeError, float_text, parse_money
from sandbox.keys import key_pair

OLDEST_SECONDS = 300
ACTIONS = {
    "create": "create",
    "query": "order",
    "refund": "refund",
    "refundquery": "query_refund",
    "close": "close",
}


class Version2:
    """The second interface of an EPay gateway; the merchant signs with the key in `merchant.private_file`."""

    def __init__(self, gateway: Gateway, keys: Path) -> None:
        self.merchant = key_pair(keys, "epay-merchant")
        self.platform = key_pair(keys, "epay-platform")
        self._gateway = gateway
        self._acts: dict[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
            "create": self._create,
            "query": lambda fields: gateway.description(self._named(fields)) | {"code": 0},
            "refund": self._refund,
            "refundquery": self._query_refund,
            "close": self._close,
        }

    def add_to(self, app: web.Application) -> None:
        """Add the interface to the gateway's application."""
        app.router.add_post("/api/pay/{act}", self._answer)

    async def _answer(self, request: web.Request) -> web.Response:
        fields = {name: str(value) for name, value in (await request.post()).items()}
        act = self._acts.get(request.match_info["act"])
        if act is None:
            return _php({"code": -5, "msg": "No Act!"})
        if self._gateway.trouble["unknown"]:
            return _php({"code": 7, "status": "?", "data": [None, "……"]})
        try:
            self._authorise(fields)
            return _php(self._signed(act(fields)))
        except (RefusedError, UnknownTypeError) as refusal:
            return _php({"code": -1, "msg": str(refusal)})

    def _authorise(self, fields: Mapping[str, str]) -> None:
        if fields.get("pid") != self._gateway.merchant_id:
            raise RefusedError(-1, "商户不存在！")
        stamp = fields.get("timestamp", "")
        if not stamp.isdecimal() or abs(self._gateway.now() - int(stamp)) > OLDEST_SECONDS:
            raise RefusedError(-1, "时间戳(timestamp)字段验证失败")
        try:
            signature = base64.b64decode(fields.get("sign", ""))
        except ValueError:
            signature = b""
        if fields.get("sign_type") != "RSA" or not self.merchant.has_signed(_text(fields), signature):
            raise RefusedError(-1, "RSA签名校验失败")

    def _signed(self, answer: dict[str, Any]) -> dict[str, Any]:
        age = 600 if self._gateway.trouble["old"] else 0
        body = answer | {"timestamp": str(int(self._gateway.now()) - age)}
        signature = self.platform.sign(_text(body))
        if self._gateway.trouble["unsigned"]:
            signature = bytes(reversed(signature))
        return body | {"sign": base64.b64encode(signature).decode(), "sign_type": "RSA"}

    def _create(self, fields: Mapping[str, str]) -> dict[str, Any]:
        order = self._gateway.open(fields, with_client_ip=True)
        way = "jump" if order.type == "alipay" else "qrcode"
        return {
            "code": 0,
            "trade_no": order.trade_no,
            "pay_type": way,
            "pay_info": self._gateway.link(order),
        }

    def _refund(self, fields: Mapping[str, str]) -> dict[str, Any]:
        order, number = self._named(fields), fields.get("out_refund_no", "")
        money = parse_money(fields.get("money", "").strip())
        if not number:
            raise RefusedError(-1, "商户退款单号(out_refund_no)不能为空")
        refund_no = self._gateway.refund(order, money, number)
        return {
            "code": 0,
            "msg": "退款成功",
            "refund_no": refund_no,
            "out_refund_no": number,
            "trade_no": order.trade_no,
            "out_trade_no": order.out_trade_no,
            "money": float_text(money),
        }

    def _query_refund(self, fields: Mapping[str, str]) -> dict[str, Any]:
        number = fields.get("out_refund_no", "")
        order = next((one for one in self._gateway.orders() if number in one.refunds), None)
        if order is None:
            raise RefusedError(-1, "退款记录不存在")
        return {
            "code": 0,
            "out_refund_no": number,
            "trade_no": order.trade_no,
            "money": float_text(order.refunds[number]),
            "status": 1,
        }

    def _close(self, fields: Mapping[str, str]) -> dict[str, Any]:
        """Answer success as the real server does, which then still takes a late payment."""
        if self._named(fields).status > 0:
            raise RefusedError(-1, "只有未支付的订单才能关闭")
        return {"code": 0, "msg": "succ"}

    def _named(self, fields: Mapping[str, str]) -> Order:
        order = self._gateway.find(fields.get("out_trade_no", ""))
        if order is None:
            raise RefusedError(-1, "订单号不存在")
        return order


def _text(fields: Mapping[str, Any]) -> bytes:
    """Return what a signature is over: every field but the empty ones and the signature itself, by name."""
    return "&".join(
        f"{name}={value}"
        for name, value in sorted(fields.items())
        if name not in {"sign", "sign_type"} and value is not None and str(value).strip()
    ).encode()


def _php(body: Mapping[str, Any]) -> web.Response:
    return web.Response(text=json.dumps(body, ensure_ascii=False), content_type="text/html")
