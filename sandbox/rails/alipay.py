"""Alipay's gateway on this machine: face-to-face payments and refunds, requests checked and answers signed."""

import base64
import json
import re
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from aiohttp import web

from sandbox.documents import Documents
from sandbox.keys import key_pair
from sandbox.rails.cashier import add_cashier
from sandbox.rails.till import Payment, Refusal, Till
from sandbox.trouble import COMMON_SWITCHES, Manner, Switch, Trouble, install

APP_ID = "2021000000000001"
SWITCHES = (
    *COMMON_SWITCHES,
    Switch("unknown", "Answers nonsense states", "返回看不懂的状态"),
    Switch("unsigned", "Answers with a wrong signature", "应答签名错误"),
    Switch("refuse", "Refuses to create payments", "拒绝下单"),
    Switch("system_error", "Fails with a system error", "系统繁忙"),
)
_SHANGHAI = timezone(timedelta(hours=8))
_OLDEST = timedelta(minutes=15)


class Problem(Exception):
    """A refusal, as Alipay words it."""

    def __init__(self, code: str, sub_code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.sub_code = code, sub_code


class AlipayGateway:
    """One app's account at Alipay."""

    def __init__(
        self,
        documents: Documents,
        *,
        keys: Path,
        url: str,
        prefix: str,
        back: str,
        stall_seconds: float = 60.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.till = Till(documents, kind="alipay", prefix=prefix, back=back, merchant_id=APP_ID, clock=clock)
        self.app_keys = key_pair(keys, "alipay-app")
        self.platform = key_pair(keys, "alipay-platform")
        manner = Manner(html="<html><body>系统繁忙</body></html>", html_status=200)
        self.trouble = Trouble(documents, "alipay.switch", SWITCHES, manner, stall_seconds=stall_seconds)
        self._url = f"{url}{prefix}"
        self._methods: dict[str, Callable[[Mapping[str, Any]], dict[str, object]]] = {
            "alipay.trade.precreate": self._create,
            "alipay.trade.query": self._query,
            "alipay.trade.close": self._close,
            "alipay.trade.refund": self._refund,
            "alipay.trade.fastpay.refund.query": self._query_refund,
        }

    def app(self) -> web.Application:
        """Return the gateway's web application."""
        app = web.Application()
        app.router.add_post("/gateway.do", self._gateway)
        add_cashier(app, self.till)
        install(app, self.trouble, _action_of)
        return app

    async def _gateway(self, request: web.Request) -> web.Response:
        fields = {name: str(value) for name, value in (await request.post()).items()}
        method = fields.get("method", "")
        if not self._is_ours(fields):
            refused = {"code": "40002", "msg": "Invalid Arguments", "sub_code": "isv.invalid-signature"}
            return _json(f'{{"error_response":{json.dumps(refused)}}}')
        try:
            answer = {"code": "10000", "msg": "Success"} | self._call(method, fields["biz_content"])
        except Problem as problem:
            answer = {
                "code": problem.code,
                "msg": "Business Failed",
                "sub_code": problem.sub_code,
                "sub_msg": str(problem),
            }
        return self._signed(method, answer)

    def _call(self, method: str, content: str) -> dict[str, object]:
        if method not in self._methods:
            raise Problem("40002", "isv.invalid-method", "不存在的方法名")
        if self.trouble["system_error"]:
            raise Problem("20000", "aop.ACQ.SYSTEM_ERROR", "系统繁忙")
        return self._methods[method](json.loads(content))

    def _is_ours(self, fields: Mapping[str, str]) -> bool:
        text = "&".join(
            f"{name}={value}" for name, value in sorted(fields.items()) if value and name != "sign"
        )
        signature = base64.b64decode(fields.get("sign", ""))
        moment = datetime.strptime(fields.get("timestamp", ""), "%Y-%m-%d %H:%M:%S").replace(tzinfo=_SHANGHAI)
        now = datetime.fromtimestamp(self.till.clock(), UTC)
        return (
            fields.get("app_id") == APP_ID
            and fields.get("sign_type") == "RSA2"
            and abs(now - moment) < _OLDEST
            and self.app_keys.has_signed(text.encode(), signature)
        )

    def _signed(self, method: str, answer: Mapping[str, object]) -> web.Response:
        # Alipay escapes slashes as PHP does: whoever dumps the answer anew signs other characters.
        content = json.dumps(answer, ensure_ascii=False, separators=(", ", ":")).replace("/", "\\/")
        signature = self.platform.sign(content.encode())
        if self.trouble["unsigned"]:
            signature = bytes(reversed(signature))
        name = f"{method.replace('.', '_')}_response"
        signed = base64.b64encode(signature).decode()
        return _json(f'{{"{name}":{content},"sign":"{signed}"}}')

    def _create(self, content: Mapping[str, Any]) -> dict[str, object]:
        if self.trouble["refuse"]:
            raise Problem("40004", "ACQ.ACCESS_FORBIDDEN", "无权限使用接口")
        if not re.fullmatch(r"[A-Za-z0-9_]{1,64}", content["out_trade_no"]):
            raise Problem("40004", "ACQ.INVALID_PARAMETER", "参数无效")
        minutes = int(re.fullmatch(r"(\d+)m", content["qr_code_timeout_express"])[1])  # type: ignore[index]
        expires = self.till.clock() + minutes * 60
        try:
            price = round(float(content["total_amount"]) * 100)
            payment = self.till.open(content["out_trade_no"], price, content["subject"], expires)
        except Refusal as refusal:
            codes = {"paid": "ACQ.TRADE_HAS_SUCCESS", "closed": "ACQ.TRADE_HAS_CLOSE"}
            raise Problem(
                "40004", codes.get(refusal.reason, "ACQ.CONTEXT_INCONSISTENT"), "交易信息不符"
            ) from None
        link = f"{self._url}/pay/{payment.trade_no}"
        return {"out_trade_no": payment.number, "qr_code": link}

    def _query(self, content: Mapping[str, Any]) -> dict[str, object]:
        payment = self._scanned(content["out_trade_no"])
        answer: dict[str, object] = {
            "out_trade_no": payment.number,
            "trade_no": f"2026{payment.trade_no}",
            "total_amount": f"{(payment.money or payment.price) / 100:.2f}",
            "trade_status": self._state(payment),
        }
        if payment.paid_at is not None:
            paid = datetime.fromtimestamp(payment.paid_at, _SHANGHAI)
            answer["send_pay_date"] = paid.strftime("%Y-%m-%d %H:%M:%S")
        return answer

    def _state(self, payment: Payment) -> str:
        if self.trouble["unknown"]:
            return "SOMETHING_NEW"
        if payment.paid_at is not None:
            return "TRADE_CLOSED" if payment.refunded >= payment.money else "TRADE_SUCCESS"
        over = payment.closed or payment.expires_at < self.till.clock()
        return "TRADE_CLOSED" if over else "WAIT_BUYER_PAY"

    def _close(self, content: Mapping[str, Any]) -> dict[str, object]:
        payment = self._scanned(content["out_trade_no"])
        try:
            self.till.close(payment)
        except Refusal:
            raise Problem("40004", "ACQ.TRADE_STATUS_ERROR", "交易状态不合法") from None
        return {"out_trade_no": payment.number, "trade_no": f"2026{payment.trade_no}"}

    def _refund(self, content: Mapping[str, Any]) -> dict[str, object]:
        payment = self._scanned(content["out_trade_no"])
        amount = round(float(content["refund_amount"]) * 100)
        try:
            first = self.till.refund(payment, content["out_request_no"], amount)
        except Refusal:
            raise Problem("40004", "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", "退款金额超限") from None
        return {
            "out_trade_no": payment.number,
            "trade_no": f"2026{payment.trade_no}",
            "fund_change": "Y" if first else "N",
            "refund_fee": f"{payment.refunded / 100:.2f}",
        }

    def _query_refund(self, content: Mapping[str, Any]) -> dict[str, object]:
        payment = self._scanned(content["out_trade_no"])
        amount = payment.refunds.get(content["out_request_no"])
        if amount is None:
            return {"out_trade_no": payment.number}
        return {
            "out_trade_no": payment.number,
            "out_request_no": content["out_request_no"],
            "refund_amount": f"{amount / 100:.2f}",
            "refund_status": "REFUND_SUCCESS",
        }

    def _scanned(self, number: str) -> Payment:
        payment = self.till.find(number)
        if payment is None or not payment.seen:
            raise Problem("40004", "ACQ.TRADE_NOT_EXIST", "交易不存在")
        return payment


def _json(text: str) -> web.Response:
    return web.Response(text=text, content_type="text/html")


def _action_of(request: web.Request) -> str | None:
    return "call" if request.path.endswith("/gateway.do") else None
