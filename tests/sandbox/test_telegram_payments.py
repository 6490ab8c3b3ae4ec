"""Telegram Stars, from the invoice to the refund."""

import asyncio
from typing import Any

import pytest

from tests.sandbox.people import Outside, Person, Refused

INVOICE: dict[str, Any] = {
    "title": "Trial",
    "description": "200K tokens",
    "payload": "AC7K2M9QXT4B",
    "provider_token": "",
    "currency": "XTR",
    "prices": [{"label": "Trial", "amount": 50}],
}


async def question(outside: Outside) -> Any:
    while True:
        for update in await outside.updates(timeout=5):
            if "pre_checkout_query" in update:
                return update["pre_checkout_query"]


async def invoice(outside: Outside, alice: Person) -> int:
    await alice.send("/buy")
    sent = await outside.bot("sendInvoice", chat_id=1001, **INVOICE)
    assert sent["reply_markup"]["inline_keyboard"][0][0]["pay"] is True
    return int(sent["message_id"])


async def test_paid_stars_reach_the_bot_and_can_be_given_back_once(outside: Outside, alice: Person) -> None:
    message_id = await invoice(outside, alice)
    paying = asyncio.create_task(alice.act("pay-invoice", message_id=message_id))
    query = await question(outside)
    assert (query["total_amount"], query["invoice_payload"]) == (50, "AC7K2M9QXT4B")
    await outside.bot("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=True)
    charge = (await paying)["telegram_payment_charge_id"]
    payment = (await outside.last_update())["message"]["successful_payment"]
    assert payment["telegram_payment_charge_id"] == charge
    refund = {"user_id": 1001, "telegram_payment_charge_id": charge}
    assert await outside.refusal("refundStarPayment", user_id=1002, telegram_payment_charge_id=charge) == (
        "Bad Request: CHARGE_NOT_FOUND"
    )
    assert await outside.bot("refundStarPayment", **refund) is True
    assert (await outside.last_update())["message"]["refunded_payment"]["total_amount"] == 50
    assert await outside.refusal("refundStarPayment", **refund) == "Bad Request: CHARGE_ALREADY_REFUNDED"
    transactions = (await outside.bot("getStarTransactions"))["transactions"]
    assert ["source" in t for t in transactions] == [True, False]
    assert {t["id"] for t in transactions} == {charge}


async def test_a_refused_payment_takes_nothing(outside: Outside, alice: Person) -> None:
    message_id = await invoice(outside, alice)
    paying = asyncio.create_task(alice.act("pay-invoice", message_id=message_id))
    query = await question(outside)
    answer = {"pre_checkout_query_id": query["id"], "ok": False, "error_message": "sold out"}
    await outside.bot("answerPreCheckoutQuery", **answer)
    with pytest.raises(Refused, match="sold out"):
        await paying
    assert await outside.bot("getStarTransactions") == {"transactions": []}
    assert (await outside.refusal("answerPreCheckoutQuery", **answer)).endswith("query ID is invalid")


async def test_a_bot_that_stays_silent_gets_no_payment(outside: Outside, alice: Person) -> None:
    message_id = await invoice(outside, alice)
    with pytest.raises(Refused, match="did not answer in time"):
        await alice.act("pay-invoice", message_id=message_id)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"prices": [{"label": "a", "amount": 1}] * 2}, "STARS_INVOICE_INVALID"),
        ({"provider_token": "x"}, "STARS_INVOICE_INVALID"),
        ({"payload": "п" * 65}, "INVOICE_PAYLOAD_INVALID"),
        ({"title": "x" * 33}, "INVOICE_TITLE_INVALID"),
        ({"currency": "USD"}, "CURRENCY_INVALID"),
    ],
)
async def test_invoices_that_are_refused(
    outside: Outside, alice: Person, change: dict[str, object], expected: str
) -> None:
    await alice.send("hi")
    assert (
        await outside.refusal("sendInvoice", chat_id=1001, **{**INVOICE, **change})
        == f"Bad Request: {expected}"
    )
