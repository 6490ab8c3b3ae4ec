"""USDT through BEpusdt, a gateway of one's own that watches the chain: the price is in yuan, the payer pays coins.

A payment is known there by the gateway's own number. It counts as paid when exactly the coins that were asked for
have arrived, so that what was paid is what was asked. Nothing goes back by itself: a refund is a transfer that a
person makes.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import httpx

from fulfillment.complaints import Complaint, is_readable_on_the_way
from fulfillment.money import Money, parse_amount
from fulfillment.outcomes import OutcomeUnknown, OutsideError, Rejected
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

SHORTEST_SECONDS = 60  # of a payment's life, by BEpusdt's rules
RAW_CHARACTERS = 4000
PROBE_NUMBER = "ACPROBEPROBEPROBEPROBEILOU"
SUCCESS = 200

_STATES = {
    1: GatewayState.PENDING,
    2: GatewayState.PAID,
    3: GatewayState.CLOSED,  # its time is over
    4: GatewayState.CLOSED,  # cancelled
    5: GatewayState.PENDING,  # waits for the chain's confirmation
}


class Usdt(Rail):
    """One BEpusdt gateway."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        *,
        url: str,
        token: str,
        trade_type: str,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Keep the gateway's settings; nothing is sent.

        Args:
            client: what to send with, see `fulfillment.requests.new_client`.
            url: the gateway's address.
            token: its API token, with which requests are signed.
            trade_type: the coin and its chain, such as `usdt.trc20`.
            clock: what time it is.
        """
        self.name = "usdt"
        self.methods = ("usdt",)
        self.capabilities = Capabilities(can_close=False, can_refund=False, partial_refund=False)
        self._client = client
        self._base = url.rstrip("/")
        self._token = token
        self._trade_type = trade_type
        self._clock = clock

    async def create(self, request: PaymentRequest) -> PaymentPage:
        """Ask for a payment; repeating it with the same request gives the same one.

        Raises:
            Retryable, Rejected, OutcomeUnknown: see `fulfillment.outcomes`.
        """
        left = int((request.expires_at - self._clock()).total_seconds())
        what = "BEpusdt create"
        answer, raw = await self._post(
            "create-transaction",
            {
                "order_id": request.number,
                "amount": _number(request.amount),
                "trade_type": self._trade_type,
                "notify_url": f"{self._base}/",
                "redirect_url": request.return_url or f"{self._base}/",
                "timeout": max(SHORTEST_SECONDS, left),
            },
            what,
        )
        link, trade = answer.get("payment_url"), answer.get("trade_id")
        if (
            not isinstance(link, str)
            or not isinstance(trade, str)
            or answer.get("order_id") != request.number
        ):
            raise OutcomeUnknown(f"{what}: the answer has no payment of this number")
        coins = parse_amount(answer.get("actual_amount"), _coin(self._trade_type))
        return PaymentPage(qr_content=link, link=link, gateway_number=trade, charged=coins, raw=raw)

    async def query(self, number: str, amount: Money, gateway_number: str | None = None) -> PaymentStatus:
        """Say what became of a payment; one whose gateway number never reached us was shown to nobody: pending.

        Raises:
            Retryable, Rejected, OutcomeUnknown: see `fulfillment.outcomes`.
        """
        if gateway_number is None:
            return PaymentStatus(GatewayState.PENDING, raw="no number of the gateway's is known")
        what = "BEpusdt query"
        url = f"{self._base}/pay/check-status/{gateway_number}"
        response = await send(self._client, "GET", url, what=what)
        answer = json_object(response, what)
        raw = excerpt(response.text, limit=RAW_CHARACTERS)
        status, transaction = answer.get("status"), answer.get("trade_hash") or gateway_number
        if (
            answer.get("trade_id") != gateway_number
            or isinstance(status, bool)
            or not isinstance(status, int)
        ):
            return PaymentStatus(GatewayState.UNKNOWN, raw=raw)
        state = _STATES.get(status, GatewayState.UNKNOWN)
        paid = state is GatewayState.PAID
        return PaymentStatus(
            state, amount=amount if paid else None, transaction=str(transaction) if paid else None, raw=raw
        )

    async def close(self, number: str) -> None:
        """Refuse: coins that arrive after a payment was closed are seen by nobody; it ends by its own time.

        Raises:
            Rejected: always.
        """
        raise Rejected("BEpusdt close: a payment ends by its own time")

    async def refund(self, number: str, refund_number: str, amount: Money, paid: Money) -> RefundState:
        """Refuse: coins go back by a person's hand.

        Raises:
            Rejected: always.
        """
        raise Rejected("BEpusdt refund: coins go back by hand only")

    async def query_refund(self, number: str, refund_number: str, amount: Money, paid: Money) -> RefundState:
        """Say that nothing was given back by itself."""
        return RefundState.NONE

    async def check(self) -> list[Complaint]:
        """Return what is wrong with the settings or the gateway. Raises nothing."""
        complaints = []
        if is_readable_on_the_way(self._base):
            text = "The gateway's address is http: anybody on the way can change what is answered."
            complaints.append(Complaint(text, fatal=False, remedy="Put https in front of BEpusdt."))
        try:
            # To cancel what does not exist says that the signature was good enough to look.
            await self._post("cancel-transaction", {"trade_id": PROBE_NUMBER}, "BEpusdt credentials")
        except Rejected as refusal:
            if refusal.auth_lost:
                remedy = "Copy BEPUSDT_TOKEN from the gateway's configuration (auth_token) again."
                complaints.append(Complaint(f"{refusal}.", fatal=True, remedy=remedy))
        except OutsideError as error:
            remedy = "Check BEPUSDT_URL, and that the gateway answers there."
            complaints.append(Complaint(f"{error}.", fatal=True, remedy=remedy))
        return complaints

    async def _post(
        self, action: str, fields: Mapping[str, str | int | float], what: str
    ) -> tuple[dict[str, object], str]:
        signed = {**fields, "signature": sign(fields, self._token)}
        response = await send(
            self._client,
            "POST",
            f"{self._base}/api/v1/order/{action}",
            what=what,
            content=json.dumps(signed).encode(),
            headers={"Content-Type": "application/json"},
        )
        answer = json_object(response, what)
        if response.status_code >= httpx.codes.BAD_REQUEST and "error" in answer:
            raise Rejected(f"{what}: refused: {excerpt(answer['error'])}", auth_lost=True)
        data = answer.get("data")
        if answer.get("status_code") == SUCCESS and isinstance(data, dict):
            return data, excerpt(response.text, limit=RAW_CHARACTERS)
        if isinstance(answer.get("status_code"), int) and "message" in answer:
            raise Rejected(f"{what}: refused: {excerpt(answer['message'])}")
        raise OutcomeUnknown(f"{what}: the answer makes no sense (HTTP {response.status_code})")


def sign(fields: Mapping[str, str | int | float], token: str) -> str:
    """Return the signature: the fields that are not empty by name, joined raw, the token appended, MD5."""
    pairs = [f"{name}={value}" for name, value in sorted(fields.items()) if value != ""]
    return hashlib.md5(("&".join(pairs) + token).encode(), usedforsecurity=False).hexdigest()


def _coin(trade_type: str) -> str:
    """Return the coin of a trade type: `usdt.trc20` is paid in USDT, `tron.trx` in TRX."""
    first, _, second = trade_type.partition(".")
    return (first if first.startswith("usd") else second or first).upper()


def _number(amount: Money) -> int | float:
    """Return yuan as the number that the gateway writes when it checks the signature: 30, 29.9."""
    return amount.minor // 100 if amount.minor % 100 == 0 else amount.minor / 100
