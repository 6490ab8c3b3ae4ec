"""Telegram Stars: invoices, the last question before a payment, refunds, the list of transactions."""

import json
from typing import TYPE_CHECKING

from sandbox.telegram.errors import bad_request
from sandbox.telegram.keyboards import read_markup
from sandbox.telegram.methods.registry import method
from sandbox.telegram.methods.sending import send
from sandbox.telegram.models import Json
from sandbox.telegram.parameters import Parameters

if TYPE_CHECKING:
    from sandbox.telegram.telegram import Telegram


@method("sendInvoice")
async def send_invoice(telegram: "Telegram", p: Parameters) -> Json:
    """Send an invoice in Stars."""
    total = _total(p)
    title, description, payload = (p.text(name) for name in ("title", "description", "payload"))
    if not 1 <= len(title) <= 32:
        raise bad_request("INVOICE_TITLE_INVALID" if title else "title can't be empty")
    if not 1 <= len(description) <= 255:
        raise bad_request("INVOICE_DESCRIPTION_INVALID" if description else "description can't be empty")
    if not 1 <= len(payload.encode()) <= 128:
        raise bad_request("INVOICE_PAYLOAD_INVALID")
    invoice = {
        "title": title,
        "description": description,
        "start_parameter": p.text("start_parameter"),
        "currency": "XTR",
        "total_amount": total,
    }
    inline, _ = read_markup(p.json("reply_markup", "reply keyboard markup"))
    if inline is None:
        pay = {"inline_keyboard": [[{"text": f"Pay ⭐️{total}", "pay": True}]]}
        p = Parameters({**p.values, "reply_markup": json.dumps(pay)})
    elif not inline["inline_keyboard"][0][0].get("pay"):
        raise bad_request("the first button of the invoice's keyboard must be a Pay button")
    return send(telegram, p, {"invoice": invoice}, {"invoice_payload": payload})


@method("answerPreCheckoutQuery")
async def answer_pre_checkout_query(telegram: "Telegram", p: Parameters) -> bool:
    """Agree to a payment, or say why not."""
    checkout = telegram.checkouts.get(p.text("pre_checkout_query_id"))
    if checkout is None or checkout.decided.done():
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    agreed = p.boolean("ok")
    if not agreed and not p.text("error_message"):
        raise bad_request("ERROR_MESSAGE_EMPTY")
    checkout.decided.set_result(None if agreed else p.text("error_message"))
    return True


@method("refundStarPayment")
async def refund_star_payment(telegram: "Telegram", p: Parameters) -> bool:
    """Give Stars back; the person sees a service message, and the bot hears of it."""
    charge_id = p.text("telegram_payment_charge_id")
    payment = telegram.payments.get(charge_id)
    if payment is None or payment["user_id"] != p.integer("user_id"):
        raise bad_request("CHARGE_NOT_FOUND")
    if payment.get("refunded_at"):
        raise bad_request("CHARGE_ALREADY_REFUNDED")
    telegram.save_payment(charge_id, {**payment, "refunded_at": int(telegram.clock())})
    refunded = {
        "currency": "XTR",
        "total_amount": payment["amount"],
        "invoice_payload": payment["payload"],
        "telegram_payment_charge_id": charge_id,
    }
    chat = telegram.world.chats[payment["user_id"]]
    telegram.person_posts(chat, payment["user_id"], {"refunded_payment": refunded})
    return True


@method("getStarTransactions")
async def get_star_transactions(telegram: "Telegram", p: Parameters) -> Json:
    """List payments and refunds, oldest first."""
    offset = max(p.integer("offset"), 0)
    limit = p.clamped("limit", 100, 1, 100)
    transactions: list[Json] = []
    for charge_id, payment in telegram.payments.items():
        partner = {
            "type": "user",
            "transaction_type": "invoice_payment",
            "user": telegram.world.users[payment["user_id"]],
            "invoice_payload": payment["payload"],
        }
        common = {"id": charge_id, "amount": payment["amount"]}
        transactions.append({**common, "date": payment["paid_at"], "source": partner})
        if payment.get("refunded_at"):
            transactions.append({**common, "date": payment["refunded_at"], "receiver": partner})
    transactions.sort(key=lambda transaction: int(transaction["date"]))
    return {"transactions": transactions[offset : offset + limit]}


def _total(p: Parameters) -> int:
    if p.text("currency") != "XTR":
        raise bad_request("CURRENCY_INVALID" if not p.text("provider_token") else "PAYMENT_PROVIDER_INVALID")
    prices = p.json("prices", "prices")
    if not isinstance(prices, list) or not all(isinstance(price, dict) for price in prices):
        raise bad_request("expected an Array of labeled prices")
    if len(prices) != 1 or p.text("provider_token"):
        raise bad_request("STARS_INVOICE_INVALID")
    amount = prices[0].get("amount")
    if not isinstance(amount, int) or amount <= 0:
        raise bad_request("CURRENCY_TOTAL_AMOUNT_INVALID")
    return amount
