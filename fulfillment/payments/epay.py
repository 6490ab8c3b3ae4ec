"""EPay (易支付), version 1: the gateway most shops of this kind use.

Answers are JSON under any content type. A refusal is a `code`, never a status. Answers carry no signature, and
the merchant's key travels in the URL of every query, so that only HTTPS protects either.
"""

import hashlib
from urllib.parse import urljoin

import httpx

from fulfillment.complaints import Complaint, is_readable_on_the_way
from fulfillment.money import Money
from fulfillment.outcomes import OutcomeUnknown, OutsideError, Rejected
from fulfillment.payments import epay_fields
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

AUTH_LOST = -3
NO_SUCH_ORDER = -1
CREATED = 1
FOUND = 1
REFUNDED = 0


def sign(parameters: dict[str, str], key: str) -> str:
    """Return the signature: the non-empty parameters by name, joined raw, the key appended, MD5 in lower case."""
    pairs = [
        f"{name}={value}"
        for name, value in sorted(parameters.items())
        if value.strip() and name not in {"sign", "sign_type"}
    ]
    return hashlib.md5(("&".join(pairs) + key).encode(), usedforsecurity=False).hexdigest()


class EPay(Rail):
    """One merchant account at an EPay V1 gateway."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        *,
        url: str,
        merchant_id: str,
        key: str,
        methods: tuple[str, ...],
        payer_ip: str = "127.0.0.1",
        notify_url: str | None = None,
    ) -> None:
        """Keep the account's settings; nothing is sent.

        Args:
            client: what to send with, see `fulfillment.requests.new_client`.
            url: the gateway's address; an endpoint pasted along is taken off.
            merchant_id: the merchant's number (pid).
            key: the merchant's key.
            methods: the payment types on offer, such as `alipay` and `wxpay`.
            payer_ip: the gateway demands one; a chat does not tell the payer's.
            notify_url: the gateway demands one; the shop asks instead of listening, so that by default the
                gateway notifies itself. Gateways with a list of allowed domains want one of those.

        Raises:
            ValueError: the address is not an http or https URL.
        """
        self.name = "epay"
        self.methods = methods
        self.capabilities = Capabilities(can_close=False, can_refund=True, partial_refund=True)
        self._client = client
        self._base = epay_fields.base_url(url)
        self._merchant_id = merchant_id.strip()
        self._key = key.strip()
        self._payer_ip = payer_ip
        self._notify_url = notify_url or f"{self._base}/"

    async def create(self, request: PaymentRequest) -> PaymentPage:
        """Ask for a payment; repeating it with the same request gives the same one.

        Raises:
            ValueError: the number or the amount is not one that EPay takes.
            Retryable, Rejected, OutcomeUnknown: see `fulfillment.outcomes`.
        """
        epay_fields.check_number(request.number)
        epay_fields.check_amount(request.amount)
        if request.method not in self.methods:
            raise Rejected(f"EPay create: {excerpt(request.method)} is not among the payment types on offer")
        fields = {
            "pid": self._merchant_id,
            "type": request.method,
            "out_trade_no": request.number,
            "notify_url": self._notify_url,
            "return_url": request.return_url or "",
            "name": request.title,
            "money": request.amount.decimal(),
            "clientip": self._payer_ip,
            "device": "pc",
        }
        form = {name: value for name, value in fields.items() if value.strip()}
        form |= {"sign": sign(form, self._key), "sign_type": "MD5"}
        what = "EPay create"
        response = await send(self._client, "POST", f"{self._base}/mapi.php", what=what, form=form)
        answer = json_object(response, what)
        links = [
            epay_fields.text(answer, "qrcode"),
            self._absolute(epay_fields.text(answer, "payurl")),
            epay_fields.text(answer, "urlscheme"),
        ]
        offered = [link for link in links if link]
        code = epay_fields.whole(answer.get("code"))
        if code == CREATED and offered:
            return PaymentPage(
                qr_content=offered[0],
                link=next(
                    (link for link in (links[1], links[0], links[2]) if epay_fields.is_web(link)), None
                ),
                gateway_number=epay_fields.text(answer, "trade_no"),
                raw=self._raw(response),
            )
        if code is None or code > 0 or offered:
            raise OutcomeUnknown(f"{what}: the answer makes no sense (code {excerpt(answer.get('code'))})")
        raise self._refusal(what, code, answer)

    async def query(self, number: str, amount: Money, gateway_number: str | None = None) -> PaymentStatus:
        """Say what became of the payment with our number; the amount is the caller's to compare.

        Raises:
            ValueError: the number is not one that EPay takes.
            Retryable, Rejected, OutcomeUnknown: see `fulfillment.outcomes`.
        """
        epay_fields.check_number(number)
        what = "EPay query"
        response, answer = await self._ask_order(number, what)
        raw = self._raw(response)
        code = epay_fields.whole(answer.get("code"))
        if code is None:
            raise OutcomeUnknown(f"{what}: the answer makes no sense (no code)")
        if code == AUTH_LOST:
            raise self._refusal(what, code, answer)
        if code == NO_SUCH_ORDER:
            return PaymentStatus(GatewayState.PENDING, raw=raw)
        if code != FOUND or epay_fields.text(answer, "out_trade_no") != number:
            return PaymentStatus(GatewayState.UNKNOWN, raw=raw)
        money = epay_fields.money(answer.get("money"))
        transaction = epay_fields.text(answer, "trade_no") or epay_fields.text(answer, "api_trade_no")
        state = GatewayState.UNKNOWN if money is None else epay_fields.state(answer)
        return PaymentStatus(state, amount=money, transaction=transaction, raw=raw)

    async def close(self, number: str) -> None:
        """Refuse: EPay V1 has no way to close a payment, and one can be paid until its channel gives it up.

        Raises:
            Rejected: always.
        """
        raise Rejected("EPay close: version 1 cannot close a payment")

    async def refund(self, number: str, refund_number: str, amount: Money, paid: Money) -> RefundState:
        """Give the money back, wholly or in part. EPay V1 takes no refund number: after OutcomeUnknown, query.

        Raises:
            ValueError: the number is not one that EPay takes, or the amount is over what was paid.
            Retryable, Rejected, OutcomeUnknown: see `fulfillment.outcomes`.
        """
        epay_fields.check_refund(number, amount, paid)
        what = "EPay refund"
        response = await send(
            self._client,
            "POST",
            f"{self._base}/api.php",
            what=what,
            params={"act": "refund"},
            form={
                "pid": self._merchant_id,
                "key": self._key,
                "out_trade_no": number,
                "money": amount.decimal(),
            },
        )
        answer = json_object(response, what)
        code = epay_fields.whole(answer.get("code"))
        if code == REFUNDED:
            return RefundState.DONE
        if code is None or code > REFUNDED:
            # Elsewhere 1 is success: a clone may mean that here.
            raise OutcomeUnknown(f"{what}: the answer makes no sense (code {excerpt(answer.get('code'))})")
        raise self._refusal(what, code, answer)

    async def query_refund(self, number: str, refund_number: str, amount: Money, paid: Money) -> RefundState:
        """Say whether anything of the payment was given back: EPay V1 knows no single refunds.

        Raises:
            ValueError: the number is not one that EPay takes.
            Retryable, Rejected, OutcomeUnknown: see `fulfillment.outcomes`.
        """
        status = await self.query(number, paid)
        known = {GatewayState.REFUNDED: RefundState.DONE, GatewayState.PAID: RefundState.NONE}
        return known.get(status.state, RefundState.UNKNOWN)

    async def check(self) -> list[Complaint]:
        """Return what is wrong with the settings or the account. Raises nothing."""
        complaints = []
        if is_readable_on_the_way(self._base):
            text = "The gateway's address is http: the merchant's key travels in it, readable."
            complaints.append(
                Complaint(text, fatal=False, remedy="Set EPAY_URL to https if the gateway has it.")
            )
        if not self.methods:
            text = "No payment type is on offer."
            complaints.append(Complaint(text, fatal=True, remedy="Name those the gateway has in EPAY_TYPES."))
        try:
            complaints += await self._check_credentials()
        except OutsideError as error:
            remedy = "Check EPAY_URL, and that the gateway answers there."
            complaints.append(Complaint(f"{error}.", fatal=True, remedy=remedy))
        return complaints

    async def _check_credentials(self) -> list[Complaint]:
        """Ask for an order that cannot be: -1 says that the credentials were good enough to look."""
        what = "EPay credentials"
        _, answer = await self._ask_order(epay_fields.PROBE_NUMBER, what)
        code = epay_fields.whole(answer.get("code"))
        if code in {NO_SUCH_ORDER, FOUND}:
            return []
        if code == AUTH_LOST:
            text = "The gateway does not know the merchant's number, or the key is another one."
            remedy = "Copy EPAY_PID and EPAY_KEY from the gateway's merchant pages again."
            return [Complaint(text, fatal=True, remedy=remedy)]
        text = f"{what}: the gateway answered code {excerpt(answer.get('code'))}, which no EPay does."
        remedy = "Check that EPAY_URL is the address of an EPay gateway, version 1."
        return [Complaint(text, fatal=True, remedy=remedy)]

    async def _ask_order(self, number: str, what: str) -> tuple[httpx.Response, dict[str, object]]:
        response = await send(
            self._client,
            "GET",
            f"{self._base}/api.php",
            what=what,
            params={"act": "order", "pid": self._merchant_id, "key": self._key, "out_trade_no": number},
        )
        return response, json_object(response, what)

    def _absolute(self, link: str | None) -> str | None:
        return urljoin(f"{self._base}/", link) if link else None

    def _raw(self, response: httpx.Response) -> str:
        return excerpt(response.text, self._key, limit=RAW_CHARACTERS)

    def _refusal(self, what: str, code: int, answer: dict[str, object]) -> Rejected:
        said = excerpt(answer.get("msg"), self._key)
        return Rejected(f"{what}: refused with code {code}: {said}", auth_lost=code == AUTH_LOST)
