"""WeChat Pay, API v3, Native: a QR that the payer scans with WeChat.

Every request is signed with the merchant's key, every answer with WeChat Pay's; an answer whose signature or age
is wrong is no answer. Amounts are fen. Facts and field names: the merchant documentation of WeChat Pay v3.
"""

import json
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

import httpx

from fulfillment.complaints import Complaint, is_readable_on_the_way
from fulfillment.money import Money
from fulfillment.outcomes import OutcomeUnknown, OutsideError, Rejected, Retryable
from fulfillment.payments import rsa
from fulfillment.payments.rail import (
    Capabilities,
    GatewayState,
    PaymentPage,
    PaymentRequest,
    PaymentStatus,
    Rail,
    RefundState,
)
from fulfillment.requests import excerpt, json_object, send

ZONE = ZoneInfo("Asia/Shanghai")  # that of the examples in its documentation
SCHEME = "WECHATPAY2-SHA256-RSA2048"
OLDEST_SECONDS = 300  # of an answer, by its own time
DESCRIPTION_BYTES = 127
RAW_CHARACTERS = 4000
NUMBER_PATTERN = r"[0-9A-Za-z_\-|*]{6,32}"
PROBE_NUMBER = "ACPROBEPROBEPROBEPROBEILOU"  # no attempt has it: its letters are not in our alphabet

_CREDENTIALS = frozenset({"SIGN_ERROR", "NO_AUTH", "NOAUTH", "APPID_MCHID_NOT_MATCH", "MCH_NOT_EXISTS"})
_ABSENT = frozenset({"ORDER_NOT_EXIST", "ORDERNOTEXIST", "RESOURCE_NOT_EXISTS"})
_PAID = frozenset({"ORDERPAID", "ORDER_PAID"})
_OVER = frozenset({"ORDER_CLOSED", "ORDERCLOSED"}) | _PAID | _ABSENT
_BUSY = frozenset({"FREQUENCY_LIMITED", "FREQUENCY_LIMIT_EXCEED"})
_REFUSALS = (
    frozenset(
        {
            "PARAM_ERROR",
            "INVALID_REQUEST",
            "OUT_TRADE_NO_USED",
            "TRADE_ERROR",
            "RULE_LIMIT",
            "RULELIMIT",
            "ACCOUNT_ERROR",
            "NOT_ENOUGH",
            "USER_ACCOUNT_ABNORMAL",
        }
    )
    | _CREDENTIALS
    | _OVER
)  # any other code leaves open what happened
_STATES = {
    "SUCCESS": GatewayState.PAID,
    "REFUND": GatewayState.REFUNDED,
    "NOTPAY": GatewayState.PENDING,
    "CLOSED": GatewayState.CLOSED,
}
_REFUNDS = {
    "SUCCESS": RefundState.DONE,
    "PROCESSING": RefundState.PENDING,
    "CLOSED": RefundState.REFUSED,
    "ABNORMAL": RefundState.REFUSED,
}


class _Refused(Rejected):
    """WeChat Pay's refusal, with its code."""

    def __init__(self, what: str, code: str, message: str) -> None:
        super().__init__(f"{what}: refused with {code}: {message}", auth_lost=code in _CREDENTIALS)
        self.code = code


class WeChatPay(Rail):
    """One merchant's Native payments, answers checked with WeChat Pay's public key."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        *,
        url: str,
        app_id: str,
        merchant_id: str,
        certificate_serial: str,
        private_key: str,
        public_key: str,
        public_key_id: str,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Keep the account's settings; nothing is sent.

        Args:
            client: what to send with, see `fulfillment.requests.new_client`.
            url: WeChat Pay's address.
            app_id: the app the merchant is bound to.
            merchant_id: the merchant's number (mchid).
            certificate_serial: of the merchant's API certificate.
            private_key: the text of that certificate's key (apiclient_key.pem).
            public_key: the text of WeChat Pay's public key.
            public_key_id: its id, `PUB_KEY_ID_…`.
            clock: what time it is.

        Raises:
            ValueError: a key cannot be read.
        """
        self.name = "wechat"
        self.methods = ("wxpay",)
        self.capabilities = Capabilities(
            can_close=True,
            can_refund=True,
            partial_refund=True,
            idempotent_refund=True,
            number_pattern=NUMBER_PATTERN,
        )
        self._client = client
        self._base = url.rstrip("/")
        self._app_id = app_id
        self._merchant_id = merchant_id
        self._serial = certificate_serial
        self._private_key = rsa.private_key(private_key)
        self._public_key = rsa.public_key(public_key)
        self._public_key_id = public_key_id
        self._clock = clock

    async def create(self, request: PaymentRequest) -> PaymentPage:
        """Ask for a payment; repeating it with the same request gives the same one.

        Raises:
            Retryable, Rejected, OutcomeUnknown: see `fulfillment.outcomes`.
        """
        body = {
            "appid": self._app_id,
            "mchid": self._merchant_id,
            "description": request.title.encode()[:DESCRIPTION_BYTES].decode(errors="ignore"),
            "out_trade_no": request.number,
            "time_expire": request.expires_at.astimezone(ZONE).isoformat(timespec="seconds"),
            "notify_url": _https(self._base),
            "amount": {"total": request.amount.minor, "currency": request.amount.currency},
        }
        what = "WeChat Pay create"
        try:
            response = await self._ask("POST", "/v3/pay/transactions/native", what=what, body=body)
        except _Refused as refusal:
            if refusal.code in _PAID:
                # Made before without an answer that reached us, and paid: that is no refusal.
                raise OutcomeUnknown(str(refusal)) from None
            raise
        code_url = json_object(response, what).get("code_url")
        if not isinstance(code_url, str) or not code_url:
            raise OutcomeUnknown(f"{what}: the answer has no code_url")
        return PaymentPage(qr_content=code_url, raw=self._raw(response))

    async def query(self, number: str, amount: Money, gateway_number: str | None = None) -> PaymentStatus:
        """Say what became of the payment with our number; one that WeChat Pay does not know is pending.

        Raises:
            Retryable, Rejected, OutcomeUnknown: see `fulfillment.outcomes`.
        """
        what = "WeChat Pay query"
        try:
            response = await self._ask(
                "GET", self._of(number), what=what, params={"mchid": self._merchant_id}
            )
        except _Refused as refusal:
            if refusal.code in _ABSENT:
                return PaymentStatus(GatewayState.PENDING, raw=refusal.code)
            raise
        answer = json_object(response, what)
        raw = self._raw(response)
        ours = (answer.get("mchid"), answer.get("appid"), answer.get("out_trade_no"))
        if ours != (self._merchant_id, self._app_id, number):
            return PaymentStatus(GatewayState.UNKNOWN, raw=raw)
        state = _STATES.get(str(answer.get("trade_state")), GatewayState.UNKNOWN)
        total = answer.get("amount")
        money = _money(total) if isinstance(total, dict) else None
        transaction = answer.get("transaction_id")
        if state is GatewayState.PAID and (money is None or not isinstance(transaction, str)):
            state = GatewayState.UNKNOWN
        known = transaction if isinstance(transaction, str) else None
        return PaymentStatus(state, amount=money, transaction=known, raw=raw)

    async def close(self, number: str) -> None:
        """Make the payment impossible. One that is paid stays paid, which the next query says.

        Raises:
            Retryable, Rejected, OutcomeUnknown: see `fulfillment.outcomes`.
        """
        body = {"mchid": self._merchant_id}
        try:
            await self._ask("POST", f"{self._of(number)}/close", what="WeChat Pay close", body=body)
        except _Refused as refusal:
            if refusal.code not in _OVER:
                raise

    async def refund(self, number: str, refund_number: str, amount: Money, paid: Money) -> RefundState:
        """Give the money back, wholly or in part; the same refund number gives it back once.

        Raises:
            Retryable, Rejected, OutcomeUnknown: see `fulfillment.outcomes`.
        """
        body = {
            "out_trade_no": number,
            "out_refund_no": refund_number,
            "amount": {"refund": amount.minor, "total": paid.minor, "currency": amount.currency},
        }
        what = "WeChat Pay refund"
        response = await self._ask("POST", "/v3/refund/domestic/refunds", what=what, body=body)
        answer = json_object(response, what)
        state = self._refund_state(answer, number, refund_number, amount)
        if state is RefundState.REFUSED:
            raise Rejected(f"{what}: it ended as {excerpt(answer.get('status'))}; see the merchant platform")
        return state

    async def query_refund(self, number: str, refund_number: str, amount: Money, paid: Money) -> RefundState:
        """Say what became of a refund.

        Raises:
            Retryable, Rejected, OutcomeUnknown: see `fulfillment.outcomes`.
        """
        what = "WeChat Pay refund query"
        try:
            response = await self._ask("GET", f"/v3/refund/domestic/refunds/{refund_number}", what=what)
        except _Refused as refusal:
            if refusal.code in _ABSENT:
                return RefundState.NONE
            raise
        return self._refund_state(json_object(response, what), number, refund_number, amount)

    async def check(self) -> list[Complaint]:
        """Return what is wrong with the settings or the account. Raises nothing."""
        complaints = []
        if is_readable_on_the_way(self._base):
            text = "WeChat Pay's address is http: anybody on the way can read what is asked."
            complaints.append(Complaint(text, fatal=False, remedy="Leave WECHAT_PAY_API_URL unset."))
        if rsa.belong_together(self._private_key, self._public_key):
            text = "The public key is the merchant's own; that of WeChat Pay is wanted."
            remedy = "Download WeChat Pay's public key at the merchant platform: WECHAT_PAY_PUBLIC_KEY_FILE."
            return [*complaints, Complaint(text, fatal=True, remedy=remedy)]
        try:
            await self.query(PROBE_NUMBER, Money(1))
        except Rejected as refusal:
            remedy = "Compare WECHAT_PAY_MCH_ID, _APP_ID, _CERT_SERIAL and the private key with the merchant pages."
            complaints.append(Complaint(f"{refusal}.", fatal=True, remedy=remedy))
        except OutsideError as error:
            remedy = (
                "Check the connection, this machine's clock, and that WECHAT_PAY_PUBLIC_KEY_FILE and _ID belong "
                "together."
            )
            complaints.append(Complaint(f"{error}.", fatal=True, remedy=remedy))
        return complaints

    @staticmethod
    def _refund_state(
        answer: Mapping[str, object], number: str, refund_number: str, amount: Money
    ) -> RefundState:
        said = answer.get("amount")
        given = said.get("refund") if isinstance(said, dict) else None
        ours = (answer.get("out_trade_no"), answer.get("out_refund_no"), given)
        if ours != (number, refund_number, amount.minor):
            return RefundState.UNKNOWN
        return _REFUNDS.get(str(answer.get("status")), RefundState.UNKNOWN)

    def _of(self, number: str) -> str:
        return f"/v3/pay/transactions/out-trade-no/{number}"

    def _raw(self, response: httpx.Response) -> str:
        return excerpt(response.text, limit=RAW_CHARACTERS)

    async def _ask(
        self,
        method: str,
        path: str,
        *,
        what: str,
        params: Mapping[str, str] | None = None,
        body: Mapping[str, object] | None = None,
    ) -> httpx.Response:
        """Send a signed request; return an answer of success that WeChat Pay signed."""
        url = f"{self._base}{path}" + (f"?{urlencode(params)}" if params else "")
        content = json.dumps(body, ensure_ascii=False, separators=(",", ":")) if body is not None else ""
        response = await send(
            self._client,
            method,
            url,
            what=what,
            content=content.encode() or None,
            headers=self._headers(method, url, content),
        )
        if response.status_code >= httpx.codes.BAD_REQUEST:
            raise self._refusal(response, what)
        self._check_signature(response, what)
        return response

    def _headers(self, method: str, url: str, content: str) -> dict[str, str]:
        parts = urlsplit(url)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        timestamp, nonce = str(int(self._clock().timestamp())), secrets.token_hex(16).upper()
        signed = rsa.sign(
            self._private_key, f"{method}\n{target}\n{timestamp}\n{nonce}\n{content}\n".encode()
        )
        fields = {
            "mchid": self._merchant_id,
            "nonce_str": nonce,
            "signature": signed,
            "timestamp": timestamp,
            "serial_no": self._serial,
        }
        listed = ",".join(f'{name}="{value}"' for name, value in fields.items())
        return {
            "Authorization": f"{SCHEME} {listed}",
            "Accept": "application/json",
            "Content-Type": "application/json",
            "User-Agent": "shop-assistant",
            "Wechatpay-Serial": self._public_key_id,
        }

    def _check_signature(self, response: httpx.Response, what: str) -> None:
        """Refuse to believe an answer that WeChat Pay did not sign just now.

        Raises:
            OutcomeUnknown: it did not.
        """
        headers = response.headers
        timestamp, nonce = headers.get("Wechatpay-Timestamp", ""), headers.get("Wechatpay-Nonce", "")
        if headers.get("Wechatpay-Serial") != self._public_key_id:
            raise OutcomeUnknown(
                f"{what}: the answer is signed with another key than WECHAT_PAY_PUBLIC_KEY_ID"
            )
        text = f"{timestamp}\n{nonce}\n".encode() + response.content + b"\n"
        if not rsa.is_signed(self._public_key, text, headers.get("Wechatpay-Signature", "")):
            raise OutcomeUnknown(f"{what}: the answer is not signed by WeChat Pay")
        age = self._clock().timestamp() - int(timestamp) if timestamp.isdecimal() else OLDEST_SECONDS + 1
        if abs(age) > OLDEST_SECONDS:
            raise OutcomeUnknown(f"{what}: the answer is too old, or a clock is wrong")

    def _refusal(self, response: httpx.Response, what: str) -> OutsideError:
        """Return what a refusal means. The one over a wrong signature of ours cannot be checked, nor need it be."""
        answer = json_object(response, what)
        code = answer.get("code")
        if not isinstance(code, str):
            return OutcomeUnknown(f"{what}: the answer makes no sense (HTTP {response.status_code})")
        message = excerpt(answer.get("message"))
        if code not in _CREDENTIALS:
            self._check_signature(response, what)
        if code in _BUSY:
            return Retryable(f"{what}: {code}: {message}")
        if code in _REFUSALS:
            return _Refused(what, code, message)
        return OutcomeUnknown(f"{what}: {excerpt(code)}: {message}")


def _money(amount: Mapping[str, object]) -> Money | None:
    total, currency = amount.get("total"), amount.get("currency", "CNY")
    if isinstance(total, bool) or not isinstance(total, int) or not isinstance(currency, str):
        return None
    return Money(total, currency)


def _https(url: str) -> str:
    """Return an address to be notified at, which must be https; the shop asks by itself and hears nothing there."""
    parts = urlsplit(url)
    return f"https://{parts.netloc}/"
