"""WeChat Pay v3 on this machine: Native payments and refunds, requests checked and answers signed."""

import base64
import json
import re
import secrets
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiohttp import web

from sandbox.documents import Documents
from sandbox.keys import key_pair
from sandbox.rails.cashier import add_cashier
from sandbox.rails.till import Payment, Refusal, Till
from sandbox.trouble import COMMON_SWITCHES, Manner, Switch, Trouble, install

APP_ID = "wx0000000000000001"
MERCHANT_ID = "1900000001"
CERTIFICATE_SERIAL = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1"
PUBLIC_KEY_ID = "PUB_KEY_ID_0119000000012026112700000000000001"
OLDEST_SECONDS = 300
SWITCHES = (
    *COMMON_SWITCHES,
    Switch("unknown", "Answers nonsense states", "返回看不懂的状态"),
    Switch("unsigned", "Answers with a wrong signature", "应答签名错误"),
    Switch("old", "Answers that are ten minutes old", "应答时间是十分钟前"),
    Switch("refuse", "Refuses to create payments", "拒绝下单"),
    Switch("refund_slow", "Refunds take their time", "退款一直处理中"),
)
_AUTHORIZATION = re.compile(r'(\w+)="([^"]*)"')
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00")
_PAY = "/v3/pay/transactions"
_REFUNDS = "/v3/refund/domestic/refunds"


class Problem(Exception):
    """A refusal, as WeChat Pay words it."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


class WeChatGateway:
    """One merchant's account at WeChat Pay."""

    def __init__(
        self,
        documents: Documents,
        *,
        keys: Path,
        prefix: str,
        back: str,
        stall_seconds: float = 60.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.till = Till(
            documents, kind="wxpay", prefix=prefix, back=back, merchant_id=MERCHANT_ID, clock=clock
        )
        self.merchant = key_pair(keys, "wechat-merchant")
        self.platform = key_pair(keys, "wechat-platform")
        manner = Manner(html="<html><body><h1>502 Bad Gateway</h1></body></html>", html_status=200)
        self.trouble = Trouble(documents, "wechat.switch", SWITCHES, manner, stall_seconds=stall_seconds)

    def app(self) -> web.Application:
        """Return the gateway's web application."""
        app = web.Application()
        app.router.add_post(f"{_PAY}/native", self._answered(self._create))
        app.router.add_get(f"{_PAY}/out-trade-no/{{number}}", self._answered(self._query))
        app.router.add_post(f"{_PAY}/out-trade-no/{{number}}/close", self._answered(self._close))
        app.router.add_post(_REFUNDS, self._answered(self._refund))
        app.router.add_get(f"{_REFUNDS}/{{number}}", self._answered(self._query_refund))
        add_cashier(app, self.till)
        install(app, self.trouble, _action_of)
        return app

    def _answered(self, handle: Any) -> Any:
        async def handler(request: web.Request) -> web.Response:
            try:
                self._authorise(request, await request.text())
                body = await handle(request)
            except Problem as problem:
                refused = {"code": problem.code, "message": str(problem)}
                return self._signed(refused, problem.status)
            return self._signed(body, 204 if body is None else 200)

        return handler

    def _authorise(self, request: web.Request, body: str) -> None:
        scheme, _, rest = request.headers.get("Authorization", "").partition(" ")
        given = dict(_AUTHORIZATION.findall(rest))
        text = f"{request.method}\n{request.path_qs}\n{given.get('timestamp')}\n{given.get('nonce_str')}\n{body}\n"
        signature = base64.b64decode(given.get("signature", ""))
        known = given.get("mchid") == MERCHANT_ID and given.get("serial_no") == CERTIFICATE_SERIAL
        if scheme != "WECHATPAY2-SHA256-RSA2048" or not known:
            raise Problem(401, "SIGN_ERROR", "商户号或证书序列号错误")
        if not self.merchant.has_signed(text.encode(), signature):
            raise Problem(401, "SIGN_ERROR", "签名错误，验签失败")
        if abs(self.till.clock() - int(given["timestamp"])) > OLDEST_SECONDS:
            raise Problem(401, "SIGN_ERROR", "请求时间戳已过期")

    def _signed(self, body: Mapping[str, object] | None, status: int) -> web.Response:
        content = json.dumps(body, ensure_ascii=False).encode() if body is not None else b""
        age = 600 if self.trouble["old"] else 0
        timestamp, nonce = str(int(self.till.clock()) - age), secrets.token_hex(16)
        signature = self.platform.sign(f"{timestamp}\n{nonce}\n".encode() + content + b"\n")
        if self.trouble["unsigned"]:
            signature = bytes(reversed(signature))
        headers = {
            "Wechatpay-Timestamp": timestamp,
            "Wechatpay-Nonce": nonce,
            "Wechatpay-Signature": base64.b64encode(signature).decode(),
            "Wechatpay-Serial": PUBLIC_KEY_ID,
        }
        kind = None if body is None else "application/json"
        return web.Response(body=content or None, status=status, headers=headers, content_type=kind)

    async def _create(self, request: web.Request) -> dict[str, object]:
        body = await request.json()
        if self.trouble["refuse"]:
            raise Problem(403, "RULE_LIMIT", "商户号暂无权限使用此产品")
        if body.get("appid") != APP_ID or body.get("mchid") != MERCHANT_ID:
            raise Problem(400, "APPID_MCHID_NOT_MATCH", "appid和mch_id不匹配")
        number, total = body["out_trade_no"], body["amount"]["total"]
        if not re.fullmatch(r"[0-9A-Za-z_\-|*]{6,32}", number) or not isinstance(total, int) or total <= 0:
            raise Problem(400, "PARAM_ERROR", "参数错误")
        if not str(body.get("notify_url", "")).startswith("https://"):
            raise Problem(400, "PARAM_ERROR", "notify_url必须以https://开头")
        if not _TIME.fullmatch(body["time_expire"]):
            raise Problem(400, "PARAM_ERROR", "time_expire格式错误")
        expires = datetime.fromisoformat(body["time_expire"]).timestamp()
        try:
            payment = self.till.open(number, total, body["description"], expires)
        except Refusal as refusal:
            codes = {"paid": "ORDERPAID", "closed": "ORDER_CLOSED", "changed": "INVALID_REQUEST"}
            raise Problem(400, codes[refusal.reason], "订单状态不允许此操作") from None
        return {"code_url": f"weixin://wxpay/bizpayurl?pr={payment.trade_no}"}

    async def _query(self, request: web.Request) -> dict[str, object]:
        if request.query.get("mchid") != MERCHANT_ID:
            raise Problem(400, "PARAM_ERROR", "商户号错误")
        payment = self._named(request.match_info["number"])
        answer: dict[str, object] = {
            "appid": APP_ID,
            "mchid": MERCHANT_ID,
            "out_trade_no": payment.number,
            "trade_state": self._state(payment),
            "trade_state_desc": "",
            "amount": {"total": payment.money or payment.price, "currency": "CNY"},
        }
        if payment.paid_at is not None:
            paid = datetime.fromtimestamp(payment.paid_at, UTC).isoformat(timespec="seconds")
            answer |= {
                "transaction_id": f"42000{payment.trade_no}",
                "success_time": paid,
                "trade_type": "NATIVE",
            }
        return answer

    def _state(self, payment: Payment) -> str:
        if self.trouble["unknown"]:
            return "ACCEPTED_SOMEHOW"
        if payment.refunds:
            return "REFUND"
        if payment.paid_at is not None:
            return "SUCCESS"
        return "CLOSED" if payment.closed else "NOTPAY"

    async def _close(self, request: web.Request) -> None:
        payment = self._named(request.match_info["number"])
        try:
            self.till.close(payment)
        except Refusal:
            raise Problem(400, "ORDERPAID", "该订单已支付") from None

    async def _refund(self, request: web.Request) -> dict[str, object]:
        body = await request.json()
        payment = self._named(body["out_trade_no"])
        amount = body["amount"]
        if amount["total"] != payment.money:
            raise Problem(400, "PARAM_ERROR", "订单金额不一致")
        try:
            self.till.refund(payment, body["out_refund_no"], amount["refund"])
        except Refusal:
            raise Problem(403, "NOT_ENOUGH", "退款金额大于可退金额") from None
        return self._refunded(payment, body["out_refund_no"])

    async def _query_refund(self, request: web.Request) -> dict[str, object]:
        number = request.match_info["number"]
        payment = self.till.with_refund(number)
        if payment is None:
            raise Problem(404, "RESOURCE_NOT_EXISTS", "退款单不存在")
        return self._refunded(payment, number)

    def _refunded(self, payment: Payment, number: str) -> dict[str, object]:
        return {
            "refund_id": f"50000{payment.trade_no}",
            "out_refund_no": number,
            "out_trade_no": payment.number,
            "status": "PROCESSING" if self.trouble["refund_slow"] else "SUCCESS",
            "amount": {"refund": payment.refunds[number], "total": payment.money, "currency": "CNY"},
        }

    def _named(self, number: str) -> Payment:
        payment = self.till.find(number)
        if payment is None:
            raise Problem(404, "ORDER_NOT_EXIST", "订单不存在")
        return payment


def _action_of(request: web.Request) -> str | None:
    if _PAY in request.path:
        if request.path.endswith("/native"):
            return "create"
        return "close" if request.path.endswith("/close") else "query"
    if _REFUNDS in request.path:
        return "refund" if request.method == "POST" else "query_refund"
    return None
