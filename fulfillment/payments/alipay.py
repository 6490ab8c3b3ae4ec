"""Alipay, face to face (precreate): a QR that the payer scans with Alipay, or opens as a link on the phone.

One address, the method named in a parameter; requests and answers are signed with RSA2. An answer is checked over
the very characters that came, not over what they mean. Times are those of Shanghai, amounts yuan with two decimals.
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx

from fulfillment.complaints import Complaint, is_readable_on_the_way
from fulfillment.money import Money, parse_minor
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
from fulfillment.requests import excerpt, json_value, send

ZONE = ZoneInfo("Asia/Shanghai")
RAW_CHARACTERS = 4000
NUMBER_PATTERN = r"[A-Za-z0-9_]{1,64}"
PROBE_NUMBER = "ACPROBEPROBEPROBEPROBEILOU"  # no attempt has it: its letters are not in our alphabet
SUCCESS = "10000"
REFUSED = "40004"
BUSY = "40005"

_CREDENTIALS = frozenset({"20001", "40001", "40002", "40003", "40006"})
_ABSENT = "ACQ.TRADE_NOT_EXIST"
_OVER = frozenset(
    {_ABSENT, "ACQ.TRADE_STATUS_ERROR", "ACQ.REASON_TRADE_STATUS_INVALID", "ACQ.TRADE_HAS_CLOSE"}
)
_PAID = "ACQ.TRADE_HAS_SUCCESS"
_REFUSALS = _OVER | {
    _PAID,
    "ACQ.INVALID_PARAMETER",
    "ACQ.ACCESS_FORBIDDEN",
    "ACQ.EXIST_FORBIDDEN_WORD",
    "ACQ.PARTNER_ERROR",
    "ACQ.TOTAL_FEE_EXCEED",
    "ACQ.BUYER_SELLER_EQUAL",
    "ACQ.CONTEXT_INCONSISTENT",
    "ACQ.TRADE_HAS_FINISHED",
    "ACQ.TRADE_NOT_ALLOW_REFUND",
    "ACQ.REFUND_FEE_ERROR",
    "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL",
    "ACQ.DISCORDANT_REPEAT_REQUEST",
    "ACQ.SELLER_BALANCE_NOT_ENOUGH",
    "ACQ.SELLER_BEEN_BLOCKED",
    "ACQ.PRODUCT_AMOUNT_LIMIT_ERROR",
    "ACQ.INVALID_STORE_ID",
}  # with code 40004; any other leaves open what happened
_STATES = {
    "WAIT_BUYER_PAY": GatewayState.PENDING,
    "TRADE_SUCCESS": GatewayState.PAID,
    "TRADE_FINISHED": GatewayState.PAID,
    "TRADE_CLOSED": GatewayState.CLOSED,
}


class _Refused(Rejected):
    """Alipay's refusal, with the code of the business that failed."""

    def __init__(self, what: str, code: str, reason: str, message: str) -> None:
        super().__init__(f"{what}: refused with {code} {reason}: {message}", auth_lost=code in _CREDENTIALS)
        self.reason = reason


class Alipay(Rail):
    """One app's face-to-face payments."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        *,
        url: str,
        app_id: str,
        private_key: str,
        public_key: str,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Keep the app's settings; nothing is sent.

        Args:
            client: what to send with, see `fulfillment.requests.new_client`.
            url: the gateway's address, `…/gateway.do`.
            app_id: the app's number.
            private_key: the text of the app's private key.
            public_key: the text of Alipay's public key (not of the app's own).
            clock: what time it is.

        Raises:
            ValueError: a key cannot be read.
        """
        self.name = "alipay"
        self.methods = ("alipay",)
        self.capabilities = Capabilities(
            can_close=True,
            can_refund=True,
            partial_refund=True,
            idempotent_refund=True,
            number_pattern=NUMBER_PATTERN,
        )
        self._client = client
        self._url = url
        self._app_id = app_id
        self._private_key = rsa.private_key(private_key)
        self._public_key = rsa.public_key(public_key)
        self._clock = clock

    async def create(self, request: PaymentRequest) -> PaymentPage:
        """Ask for a QR; repeating it with the same request is the same payment.

        Raises:
            Retryable, Rejected, OutcomeUnknown: see `fulfillment.outcomes`.
        """
        lasting = f"{max(1, (request.expires_at - self._clock()) // timedelta(minutes=1))}m"
        asked = {
            "out_trade_no": request.number,
            "total_amount": request.amount.decimal(),
            "subject": request.title,
            # An unscanned QR is no trade yet and has a time-out of its own.
            "timeout_express": lasting,
            "qr_code_timeout_express": lasting,
        }
        try:
            answer, raw = await self._ask("alipay.trade.precreate", asked)
        except _Refused as refusal:
            if refusal.reason == _PAID:
                # Made before without an answer that reached us, and paid: that is no refusal.
                raise OutcomeUnknown(str(refusal)) from None
            raise
        code = answer.get("qr_code")
        if not isinstance(code, str) or not code or answer.get("out_trade_no") != request.number:
            raise OutcomeUnknown("Alipay precreate: the answer has no QR for this number")
        return PaymentPage(qr_content=code, link=code, raw=raw)

    async def query(self, number: str, amount: Money, gateway_number: str | None = None) -> PaymentStatus:
        """Say what became of the payment with our number. Before the QR is scanned there is no trade: pending.

        Raises:
            Retryable, Rejected, OutcomeUnknown: see `fulfillment.outcomes`.
        """
        try:
            answer, raw = await self._ask("alipay.trade.query", {"out_trade_no": number})
        except _Refused as refusal:
            if refusal.reason == _ABSENT:
                return PaymentStatus(GatewayState.PENDING, raw=refusal.reason)
            raise
        money = parse_minor(answer.get("total_amount"))
        transaction = answer.get("trade_no")
        if answer.get("out_trade_no") != number or money is None or not isinstance(transaction, str):
            return PaymentStatus(GatewayState.UNKNOWN, raw=raw)
        state = _STATES.get(str(answer.get("trade_status")), GatewayState.UNKNOWN)
        if state is GatewayState.CLOSED and answer.get("send_pay_date"):
            state = GatewayState.REFUNDED  # it was paid once: closed by giving all of it back
        return PaymentStatus(state, amount=Money(money), transaction=transaction, raw=raw)

    async def close(self, number: str) -> None:
        """Close the trade if there is one; the QR itself ends by its own time-out. A paid one stays paid.

        `alipay.trade.cancel` is no way: it gives a paid order's money back.

        Raises:
            Retryable, Rejected, OutcomeUnknown: see `fulfillment.outcomes`.
        """
        try:
            await self._ask("alipay.trade.close", {"out_trade_no": number})
        except _Refused as refusal:
            if refusal.reason not in _OVER:
                raise

    async def refund(self, number: str, refund_number: str, amount: Money, paid: Money) -> RefundState:
        """Give the money back, wholly or in part; the same refund number gives it back once.

        Raises:
            Retryable, Rejected, OutcomeUnknown: see `fulfillment.outcomes`.
        """
        answer, _ = await self._ask(
            "alipay.trade.refund",
            {
                "out_trade_no": number,
                "refund_amount": amount.decimal(),
                "out_request_no": refund_number,
            },
        )
        if answer.get("out_trade_no") != number:
            raise OutcomeUnknown("Alipay refund: the answer is about another payment")
        if answer.get("fund_change") == "Y":
            return RefundState.DONE
        # No money moved this time: because it did before, or because it has not yet.
        state = await self.query_refund(number, refund_number, amount, paid)
        return RefundState.UNKNOWN if state is RefundState.NONE else state

    async def query_refund(self, number: str, refund_number: str, amount: Money, paid: Money) -> RefundState:
        """Say what became of a refund.

        Raises:
            Retryable, Rejected, OutcomeUnknown: see `fulfillment.outcomes`.
        """
        try:
            answer, _ = await self._ask(
                "alipay.trade.fastpay.refund.query",
                {"out_trade_no": number, "out_request_no": refund_number},
            )
        except _Refused as refusal:
            if refusal.reason == _ABSENT:
                return RefundState.NONE
            raise
        if "refund_status" not in answer:
            return RefundState.NONE
        ours = answer.get("out_request_no") == refund_number
        whole = parse_minor(answer.get("refund_amount")) == amount.minor
        done = answer.get("refund_status") == "REFUND_SUCCESS"
        return RefundState.DONE if ours and whole and done else RefundState.UNKNOWN

    async def check(self) -> list[Complaint]:
        """Return what is wrong with the settings or the account. Raises nothing."""
        complaints = []
        if is_readable_on_the_way(self._url):
            text = "Alipay's address is http: anybody on the way can read what is asked."
            complaints.append(Complaint(text, fatal=False, remedy="Leave ALIPAY_GATEWAY_URL unset."))
        if rsa.belong_together(self._private_key, self._public_key):
            text = "The public key is the app's own; that of Alipay is wanted."
            remedy = "Copy Alipay's public key (支付宝公钥) from the app's page: ALIPAY_PUBLIC_KEY_FILE."
            return [*complaints, Complaint(text, fatal=True, remedy=remedy)]
        try:
            await self.query(PROBE_NUMBER, Money(1))
        except Rejected as refusal:
            remedy = (
                "Compare ALIPAY_APP_ID and the app's key with the app's page, and see that the app is online."
            )
            complaints.append(Complaint(f"{refusal}.", fatal=True, remedy=remedy))
        except OutsideError as error:
            remedy = (
                "Check the connection, and that ALIPAY_PUBLIC_KEY_FILE is Alipay's public key, not the app's."
            )
            complaints.append(Complaint(f"{error}.", fatal=True, remedy=remedy))
        return complaints

    async def _ask(self, method: str, content: Mapping[str, object]) -> tuple[dict[str, object], str]:
        """Call a method; return its signed answer, and the text it came in."""
        what = f"Alipay {method.removeprefix('alipay.trade.')}"
        parameters = {
            "app_id": self._app_id,
            "method": method,
            "format": "JSON",
            "charset": "utf-8",
            "sign_type": "RSA2",
            "timestamp": self._clock().astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S"),
            "version": "1.0",
            "biz_content": json.dumps(content, ensure_ascii=False, separators=(",", ":")),
        }
        parameters["sign"] = rsa.sign(self._private_key, to_be_signed(parameters).encode())
        response = await send(
            self._client,
            "POST",
            self._url,
            what=what,
            params={"charset": "utf-8"},
            form=parameters,
        )
        json_value(response, what)  # whatever is no JSON ends here
        text = response.content.decode("utf-8-sig")
        answer = self._signed(text, f"{method.replace('.', '_')}_response", what)
        if answer.get("code") == SUCCESS:
            return answer, excerpt(text, limit=RAW_CHARACTERS)
        raise _refusal(answer, what)

    def _signed(self, text: str, name: str, what: str) -> dict[str, object]:
        """Return the answer of this name, checked over its raw characters."""
        found = raw_member(text, name)
        if found is None:
            refused = raw_member(text, "error_response")
            answer = json.loads(refused) if refused is not None else None
            if isinstance(answer, dict) and str(answer.get("code")) in _CREDENTIALS:
                # Who is not known to the gateway gets no signature either.
                raise _refusal(answer, what)
            raise OutcomeUnknown(f"{what}: the answer makes no sense")
        document = json.loads(text)
        if not rsa.is_signed(self._public_key, found.encode(), str(document.get("sign", ""))):
            raise OutcomeUnknown(f"{what}: the answer is not signed by Alipay")
        answer = json.loads(found)
        if not isinstance(answer, dict):
            raise OutcomeUnknown(f"{what}: the answer makes no sense")
        return answer


def to_be_signed(parameters: Mapping[str, str]) -> str:
    """Return the text that a request's signature is over: its parameters by name, joined raw, but the signature."""
    return "&".join(
        f"{name}={value}" for name, value in sorted(parameters.items()) if value and name != "sign"
    )


def raw_member(text: str, name: str) -> str | None:
    """Return the characters of a member's value as they stand in a JSON object, or None when it has none."""
    start = text.find(f'"{name}"')
    if start < 0:
        return None
    start = text.find("{", start)
    try:
        _, end = json.JSONDecoder().raw_decode(text, start)
    except ValueError:
        return None
    return text[start:end]


def _refusal(answer: Mapping[str, object], what: str) -> OutsideError:
    code, reason = excerpt(answer.get("code")), excerpt(answer.get("sub_code"))
    message = excerpt(answer.get("sub_msg") or answer.get("msg"))
    if code == BUSY:
        return Retryable(f"{what}: {code} {reason}: {message}")
    if code in _CREDENTIALS or (code == REFUSED and reason in _REFUSALS):
        return _Refused(what, code, reason, message)
    return OutcomeUnknown(f"{what}: {code} {reason}: {message}")
