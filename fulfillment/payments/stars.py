"""Telegram Stars: an invoice in the chat, paid there. What became of it stands in the bot's list of transactions.

The invoice itself is sent with the order's payment message and carries our number as its payload; here Telegram
is asked what was paid, and told to give it back. The list is in the order of time and only grows, so that what was
read of it is kept, and only its end is read again.
"""

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from fulfillment import references
from fulfillment.complaints import Complaint
from fulfillment.money import Money
from fulfillment.outcomes import OutcomeUnknown, OutsideError, Rejected, Retryable
from fulfillment.payments.rail import (
    Arrival,
    Capabilities,
    GatewayState,
    PaymentPage,
    PaymentRequest,
    PaymentStatus,
    Rail,
    RefundState,
)
from fulfillment.requests import excerpt, json_object, send

CURRENCY = "XTR"
PAGE = 100  # the most that Telegram lists at once
OVERLAP = 20  # read again each time: what happens in the same second may be put in between
PAGES_AT_ONCE = 20  # a long history is read over several queries
NUMBER_PATTERN = r"[!-~]{1,128}"


@dataclass(slots=True)
class _Charge:
    """One payment as Telegram lists it."""

    charge_id: str
    number: str
    user_id: int
    stars: int
    refunded: bool = False


class Stars(Rail):
    """The Stars of one bot."""

    def __init__(self, client: httpx.AsyncClient, *, url: str, token: str) -> None:
        """Keep the bot's account; nothing is sent.

        Args:
            client: what to send with, see `fulfillment.requests.new_client`.
            url: the Bot API server.
            token: the bot's token.
        """
        self.name = "stars"
        self.methods = ("stars",)
        self.capabilities = Capabilities(
            can_close=False,
            can_refund=True,
            partial_refund=False,
            idempotent_refund=True,
            in_chat=True,
            currency=CURRENCY,
            number_pattern=NUMBER_PATTERN,
        )
        self._client = client
        self._url = f"{url.rstrip('/')}/bot{token}"
        self._token = token
        self._charges: dict[str, _Charge] = {}
        self._by_number: dict[str, _Charge] = {}
        self._listed = 0
        self._read_from = float("-inf")
        self._reading = asyncio.Lock()

    async def create(self, request: PaymentRequest) -> PaymentPage:
        """Return at once: the invoice is sent with the payment message, and nobody else needs to know of it."""
        return PaymentPage(qr_content="", raw=request.number)

    async def query(self, number: str, amount: Money, gateway_number: str | None = None) -> PaymentStatus:
        """Say what became of the payment with our number: not yet in Telegram's list is pending.

        Raises:
            Retryable, Rejected, OutcomeUnknown: see `fulfillment.outcomes`.
        """
        charge = await self._charge(number)
        if charge is None:
            return PaymentStatus(GatewayState.PENDING)
        return PaymentStatus(
            GatewayState.REFUNDED if charge.refunded else GatewayState.PAID,
            Money(charge.stars, CURRENCY),
            charge.charge_id,
            raw=json.dumps({"charge": charge.charge_id, "user": charge.user_id}),
        )

    async def close(self, number: str) -> None:
        """Refuse: an old invoice stays in the chat, and the shop declines it when somebody wants to pay it."""
        raise Rejected("Telegram Stars: an invoice cannot be closed")

    async def refund(self, number: str, refund_number: str, amount: Money, paid: Money) -> RefundState:
        """Give the Stars of a payment back, all of them. Back already is as good.

        Raises:
            Retryable, Rejected, OutcomeUnknown: see `fulfillment.outcomes`.
        """
        charge = self._by_number.get(number) or await self._charge(number)
        if charge is None:
            raise Retryable("Telegram refundStarPayment: its list does not show the payment yet")
        if amount != Money(charge.stars, CURRENCY):
            raise Rejected(f"Telegram refundStarPayment: only all {charge.stars} Stars can go back")
        try:
            await self._ask(
                "refundStarPayment", user_id=charge.user_id, telegram_payment_charge_id=charge.charge_id
            )
        except Rejected as refusal:
            if "CHARGE_ALREADY_REFUNDED" not in str(refusal):
                raise
        return RefundState.DONE

    async def query_refund(self, number: str, refund_number: str, amount: Money, paid: Money) -> RefundState:
        """Say whether the Stars of a payment went back.

        Raises:
            Retryable, Rejected, OutcomeUnknown: see `fulfillment.outcomes`.
        """
        charge = await self._charge(number)
        return RefundState.DONE if charge is not None and charge.refunded else RefundState.NONE

    async def arrivals(self) -> list[Arrival]:
        """Return every payment that ever arrived, the oldest first.

        Raises:
            Retryable, Rejected, OutcomeUnknown: see `fulfillment.outcomes`.
        """
        await self._read_on()
        return [
            Arrival(
                charge.number,
                Money(charge.stars, CURRENCY),
                charge.charge_id,
                str(charge.user_id),
                charge.refunded,
            )
            for charge in self._charges.values()
        ]

    async def check(self) -> list[Complaint]:
        """Say whether Telegram lets this bot read its list of transactions."""
        try:
            await self._page(0, limit=1)
        except Rejected as error:
            remedy = "Get the token again from @BotFather and set TELEGRAM_BOT_TOKEN."
            return [Complaint(str(error), fatal=True, remedy=remedy)]
        except OutsideError as error:
            remedy = "Check TELEGRAM_API_URL and this machine's way to the Internet."
            return [Complaint(str(error), fatal=True, remedy=remedy)]
        return []

    async def _charge(self, number: str) -> _Charge | None:
        await self._read_on()
        return self._by_number.get(number)

    async def _read_on(self) -> None:
        """Read the end of the list. Who comes while another reads waits for the next reading, and shares it."""
        asked = time.monotonic()
        async with self._reading:
            if self._read_from >= asked:
                return
            began = time.monotonic()
            offset = max(0, self._listed - OVERLAP)
            for _ in range(PAGES_AT_ONCE):
                transactions = await self._page(offset)
                for transaction in transactions:
                    self._take_in(transaction)
                offset += len(transactions)
                self._listed = max(self._listed, offset)
                if len(transactions) < PAGE:
                    self._read_from = began
                    return
            raise Retryable("Telegram getStarTransactions: the history is long and is still being read")

    async def _page(self, offset: int, *, limit: int = PAGE) -> list[Mapping[str, object]]:
        what = "getStarTransactions"
        result = await self._ask(what, offset=offset, limit=limit)
        listed = result.get("transactions") if isinstance(result, dict) else None
        if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
            raise OutcomeUnknown(f"Telegram {what}: the answer is no list of transactions")
        return listed

    def _take_in(self, transaction: Mapping[str, object]) -> None:
        """Keep a payment, or that one went back; what else the bot earned or spent is no business of the shop."""
        charge_id, stars = transaction.get("id"), transaction.get("amount")
        if not isinstance(charge_id, str) or not isinstance(stars, int):
            return
        known, source = self._charges.get(charge_id), transaction.get("source")
        if isinstance(source, dict) and known is None:
            number, payer = source.get("invoice_payload"), source.get("user")
            user_id = payer.get("id") if isinstance(payer, dict) else None
            if isinstance(number, str) and isinstance(user_id, int):
                charge = _Charge(charge_id, number, user_id, stars)
                self._charges[charge_id] = charge
                self._by_number.setdefault(number, charge)
                self._by_number[references.number_of_another_charge(number, charge_id)] = charge
        elif known is not None and transaction.get("receiver") is not None:
            known.refunded = True

    async def _ask(self, what: str, **parameters: object) -> object:
        """Call a method of the Bot API and return its result.

        Raises:
            Retryable, Rejected, OutcomeUnknown: see `fulfillment.outcomes`.
        """
        named = f"Telegram {what}"
        response = await send(self._client, "POST", f"{self._url}/{what}", what=named, body=parameters)
        answer = json_object(response, named)
        if answer.get("ok") is True and "result" in answer and response.is_success:
            return answer["result"]
        code = answer.get("error_code")
        if answer.get("ok") is not False or not isinstance(code, int):
            raise OutcomeUnknown(f"{named}: the answer is not the Bot API's (HTTP {response.status_code})")
        said = excerpt(answer.get("description", ""), self._token)
        raise Rejected(f"{named}: refused with {code}: {said}", auth_lost=code in (401, 404))
