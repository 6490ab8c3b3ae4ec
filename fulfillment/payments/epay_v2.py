"""EPay (易支付), version 2: requests and answers signed with RSA keys, refunds with numbers of ours.

It is the same gateway and the same orders as version 1 (`epay.py`), asked another way. A refusal is a code that is
not 0, with a sentence; it is neither signed nor told from others by its code, so that only its words say whether an
order is missing. What is believed of an answer is signed by the gateway within the last minutes.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import httpx

from fulfillment.complaints import Complaint, is_readable_on_the_way
from fulfillment.money import Money
from fulfillment.outcomes import OutcomeUnknown, OutsideError, Rejected
from fulfillment.payments import epay_fields, rsa
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

RAW_CHARACTERS = 4000
TOLERANCE_SECONDS = 300
DONE = 0
REFUND_DONE = 1

_ABSENT = ("订单号不存在", "订单不存在", "退款记录不存在", "退款单不存在", "退款单号不存在")
_CREDENTIALS = ("商户", "签名", "验签", "公钥", "密钥", "时间戳", "timestamp", "pid")
_PAID = "已完成支付"


class EPayV2(Rail):
    """One merchant account at an EPay V2 gateway."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        *,
        url: str,
        merchant_id: str,
        private_key: str,
        platform_key: str,
        methods: tuple[str, ...],
        payer_ip: str = "127.0.0.1",
        notify_url: str | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Keep the account's settings; nothing is sent.

        Args:
            client: what to send with, see `fulfillment.requests.new_client`.
            url: the gateway's address; an endpoint pasted along is taken off.
            merchant_id: the merchant's number (pid).
            private_key: the text of the merchant's private key.
            platform_key: the text of the gateway's public key.
            methods: the payment types on offer, such as `alipay` and `wxpay`.
            payer_ip: the gateway demands one; a chat does not tell the payer's.
            notify_url: the gateway demands one; the shop asks instead of listening, so that by default the
                gateway notifies itself.
            clock: what time it is.

        Raises:
            ValueError: the address is not an http or https URL, or a key cannot be read.
        """
        self.name = "epay"
        self.methods = methods
        self.capabilities = Capabilities(
            can_close=True,
            can_refund=True,
            partial_refund=True,
            idempotent_refund=True,
            number_pattern=epay_fields.NUMBER_PATTERN,
        )
        self._client = client
        self._base = epay_fields.base_url(url)
        self._merchant_id = merchant_id.strip()
        self._private_key = rsa.private_key(private_key)
        self._platform_key = rsa.public_key(platform_key)
        self._payer_ip = payer_ip
        self._notify_url = notify_url or f"{self._base}/"
        self._clock = clock

    async def create(self, request: PaymentRequest) -> PaymentPage:
        """Ask for a payment; repeating it with the same request gives the same one.

        Raises:
            ValueError: the number or the amount is not one that EPay takes.
            Retryable, Rejected, OutcomeUnknown: see `fulfillment.outcomes`.
        """
        epay_fields.check_number(request.number)
        epay_fields.check_amount(request.amount)
        what = "EPay create"
        if request.method not in self.methods:
            raise Rejected(f"{what}: {excerpt(request.method)} is not among the payment types on offer")
        answer, raw = await self._ask(
            "create",
            what,
            {
                "method": "web",
                "device": "pc",
                "type": request.method,
                "out_trade_no": request.number,
                "notify_url": self._notify_url,
                "return_url": request.return_url or self._notify_url,
                "name": request.title,
                "money": request.amount.decimal(),
                "clientip": self._payer_ip,
            },
        )
        if (refusal := _refusal(what, answer)) is not None:
            if _PAID in _message(answer):
                # Made before without an answer that reached us, and paid: that is no refusal.
                raise OutcomeUnknown(str(refusal))
            raise refusal
        way, content = epay_fields.text(answer, "pay_type"), epay_fields.text(answer, "pay_info")
        if way not in {"qrcode", "jump", "urlscheme"} or content is None:
            raise Rejected(f"{what}: the gateway wants it paid by {excerpt(way)}, which no chat can show")
        link = content if epay_fields.is_web(content) else None
        return PaymentPage(content, link, gateway_number=epay_fields.text(answer, "trade_no"), raw=raw)

    async def query(self, number: str, amount: Money, gateway_number: str | None = None) -> PaymentStatus:
        """Say what became of the payment with our number; the amount is the caller's to compare.

        Raises:
            ValueError: the number is not one that EPay takes.
            Retryable, Rejected, OutcomeUnknown: see `fulfillment.outcomes`.
        """
        epay_fields.check_number(number)
        what = "EPay query"
        answer, raw = await self._ask("query", what, {"out_trade_no": number})
        if _is_absent(answer):
            return PaymentStatus(GatewayState.PENDING, raw=raw)
        if (refusal := _refusal(what, answer)) is not None:
            raise refusal if refusal.auth_lost else OutcomeUnknown(str(refusal))
        pid = epay_fields.text(answer, "pid")
        money = epay_fields.money(answer.get("money"))
        ours = epay_fields.text(answer, "out_trade_no") == number and pid in {None, self._merchant_id}
        state = epay_fields.state(answer) if ours and money is not None else GatewayState.UNKNOWN
        transaction = epay_fields.text(answer, "trade_no") or epay_fields.text(answer, "api_trade_no")
        return PaymentStatus(state, amount=money, transaction=transaction, raw=raw)

    async def close(self, number: str) -> None:
        """Ask the gateway to end the payment. Some keep it payable all the same, so that sweeps go on looking.

        Raises:
            ValueError: the number is not one that EPay takes.
            Retryable, Rejected, OutcomeUnknown: see `fulfillment.outcomes`.
        """
        epay_fields.check_number(number)
        what = "EPay close"
        answer, _ = await self._ask("close", what, {"out_trade_no": number})
        refusal = _refusal(what, answer)
        if refusal is None or _is_absent(answer):
            return
        if refusal.auth_lost:
            raise refusal
        status = await self.query(number, Money(0))
        if status.state not in (GatewayState.PAID, GatewayState.REFUNDED):
            raise refusal

    async def refund(self, number: str, refund_number: str, amount: Money, paid: Money) -> RefundState:
        """Give the money back, wholly or in part; the same refund number gives it back once.

        Raises:
            ValueError: a number is not one that EPay takes, or the amount is over what was paid.
            Retryable, Rejected, OutcomeUnknown: see `fulfillment.outcomes`.
        """
        epay_fields.check_refund(number, amount, paid)
        what = "EPay refund"
        answer, _ = await self._ask(
            "refund",
            what,
            {"out_trade_no": number, "out_refund_no": refund_number, "money": amount.decimal()},
        )
        if (refusal := _refusal(what, answer)) is not None:
            raise refusal
        # Code 0 says that it was taken on; only the query says that it is done.
        state = await self.query_refund(number, refund_number, amount, paid)
        return RefundState.UNKNOWN if state is RefundState.NONE else state

    async def query_refund(self, number: str, refund_number: str, amount: Money, paid: Money) -> RefundState:
        """Say what became of a refund.

        Raises:
            Retryable, Rejected, OutcomeUnknown: see `fulfillment.outcomes`.
        """
        what = "EPay refund query"
        answer, _ = await self._ask("refundquery", what, {"out_refund_no": refund_number})
        if _is_absent(answer):
            return RefundState.NONE
        if (refusal := _refusal(what, answer)) is not None:
            raise refusal if refusal.auth_lost else OutcomeUnknown(str(refusal))
        same = epay_fields.text(answer, "out_refund_no") == refund_number
        if not same or epay_fields.money(answer.get("money")) != amount:
            return RefundState.UNKNOWN
        is_done = epay_fields.whole(answer.get("status")) == REFUND_DONE
        return RefundState.DONE if is_done else RefundState.PENDING

    async def check(self) -> list[Complaint]:
        """Return what is wrong with the settings or the account. Raises nothing."""
        complaints = []
        if is_readable_on_the_way(self._base):
            text = "The gateway's address is http: what is bought is readable on the way."
            complaints.append(
                Complaint(text, fatal=False, remedy="Set EPAY_URL to https if the gateway has it.")
            )
        if not self.methods:
            text = "No payment type is on offer."
            complaints.append(Complaint(text, fatal=True, remedy="Name those the gateway has in EPAY_TYPES."))
        if rsa.belong_together(self._private_key, self._platform_key):
            text = "The platform's key is the merchant's own; that of the gateway is wanted."
            remedy = "Copy the platform's public key (平台公钥) from the gateway's merchant pages."
            return [*complaints, Complaint(text, fatal=True, remedy=remedy)]
        try:
            await self.query(epay_fields.PROBE_NUMBER, Money(0))
        except Rejected as refusal:
            remedy = "Check EPAY_PID, EPAY_PRIVATE_KEY_FILE, and that its public half is set at the gateway."
            complaints.append(Complaint(f"{refusal}.", fatal=True, remedy=remedy))
        except OutsideError as error:
            remedy = "Check EPAY_URL, EPAY_PLATFORM_KEY_FILE, and that the gateway speaks version 2."
            complaints.append(Complaint(f"{error}.", fatal=True, remedy=remedy))
        return complaints

    async def _ask(self, action: str, what: str, fields: Mapping[str, str]) -> tuple[dict[str, object], str]:
        """Send a signed request; return a signed answer or a refusal, and the text it came in."""
        parameters = {"pid": self._merchant_id, **fields, "timestamp": str(int(self._clock().timestamp()))}
        signature = rsa.sign(self._private_key, to_be_signed(parameters).encode())
        form = {name: value for name, value in parameters.items() if value.strip()}
        response = await send(
            self._client,
            "POST",
            f"{self._base}/api/pay/{action}",
            what=what,
            form=form | {"sign": signature, "sign_type": "RSA"},
        )
        answer = json_object(response, what)
        code = epay_fields.whole(answer.get("code"))
        if code is None or code > DONE:
            raise OutcomeUnknown(f"{what}: the answer makes no sense (code {excerpt(answer.get('code'))})")
        if code == DONE:
            self._check_signature(answer, what)
        return answer, excerpt(response.text, limit=RAW_CHARACTERS)

    def _check_signature(self, answer: Mapping[str, object], what: str) -> None:
        """Refuse to believe an answer that the gateway did not sign just now.

        Raises:
            OutcomeUnknown: it did not.
        """
        signature = epay_fields.text(answer, "sign") or ""
        if not rsa.is_signed(self._platform_key, to_be_signed(answer).encode(), signature):
            raise OutcomeUnknown(f"{what}: the answer is not signed by the gateway")
        timestamp = epay_fields.text(answer, "timestamp") or ""
        age = self._clock().timestamp() - int(timestamp) if timestamp.isdecimal() else TOLERANCE_SECONDS + 1
        if abs(age) > TOLERANCE_SECONDS:
            raise OutcomeUnknown(f"{what}: the answer is too old, or a clock is wrong")


def to_be_signed(fields: Mapping[str, object]) -> str:
    """Return the text under a signature: the fields by name, joined raw, without those that PHP finds empty."""
    texts = {name: _php_text(value) for name, value in fields.items() if name not in {"sign", "sign_type"}}
    return "&".join(f"{name}={text}" for name, text in sorted(texts.items()) if text.strip())


def _php_text(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else ""
    return "" if value is None or isinstance(value, dict | list) else str(value)


def _message(answer: Mapping[str, object]) -> str:
    return str(answer.get("msg", ""))


def _is_absent(answer: Mapping[str, object]) -> bool:
    said = _message(answer)
    return epay_fields.whole(answer.get("code")) != DONE and any(words in said for words in _ABSENT)


def _refusal(what: str, answer: Mapping[str, object]) -> Rejected | None:
    """Return what a code other than 0 means."""
    code, said = epay_fields.whole(answer.get("code")), _message(answer)
    if code == DONE:
        return None
    auth_lost = any(words in said.lower() for words in _CREDENTIALS) and not _is_absent(answer)
    return Rejected(f"{what}: refused with code {code}: {excerpt(said)}", auth_lost=auth_lost)
