"""A merchant's account at an EPay gateway made of prepared answers."""

from datetime import UTC, datetime
from urllib.parse import parse_qs

import httpx

from fulfillment.money import Money
from fulfillment.payments.epay import EPay
from fulfillment.payments.rail import PaymentRequest
from tests.payments.wire import Wire

NUMBER = "AC7K2M9QXT4B00000001"
KEY = "KEYOFTHEMERCHANT"
PRICE = Money(3000)
CREATE, ASK, REFUND = "POST /mapi.php", "GET /api.php", "POST /api.php"
FOUND = {
    "code": 1,
    "msg": "succ",
    "trade_no": "2026112304544611111",
    "out_trade_no": NUMBER,
    "api_trade_no": None,
    "type": "alipay",
    "pid": 1000,
    "name": "AiCredits Standard",
    "money": "30.00",
    "param": None,
    "status": 1,
}


def epay(wire: Wire, url: str = "https://pay.example") -> EPay:
    return EPay(wire.client(), url=url, merchant_id="1000", key=KEY, methods=("alipay", "wxpay"))


def request(**changes: object) -> PaymentRequest:
    values: dict[str, object] = {
        "number": NUMBER,
        "method": "alipay",
        "amount": PRICE,
        "title": "AiCredits Standard",
        "return_url": "https://t.me/shop_bot?start=PAC7K2M9QXT4B",
        "expires_at": datetime(2026, 11, 23, tzinfo=UTC),
    }
    return PaymentRequest(**(values | changes))  # type: ignore[arg-type]


def form(sent: httpx.Request) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(sent.content.decode()).items()}
