"""Asking EPay for a payment: what is sent, and what gateways and their clones answer."""

import pytest

from fulfillment.money import Money
from fulfillment.outcomes import OutcomeUnknown, Rejected
from fulfillment.payments.epay import sign
from fulfillment.payments.epay_fields import base_url
from tests.payments.merchant import CREATE, KEY, NUMBER, epay, form, request
from tests.payments.wire import Wire, reply


def test_the_signature_is_the_one_of_the_real_server() -> None:
    fields = {
        "pid": "1000",
        "name": "a b&c",
        "money": "5.00",
        "sign": "x",
        "sign_type": "MD5",
        "param": "",
        "z": " ",
    }
    # The MD5 of "money=5.00&name=a b&c&pid=1000" and "KEY".
    assert sign(fields, "KEY") == "aa63d50fe92325184831960a96d9531e"


@pytest.mark.parametrize(
    "pasted",
    [
        "https://pay.example/shop",
        "https://pay.example/shop/",
        "https://pay.example/shop//",
        " https://pay.example/shop/mapi.php ",
        "https://pay.example/shop/submit.php/",
        "https://pay.example/shop/API.php?act=order",
    ],
)
async def test_the_address_works_however_it_was_pasted(pasted: str) -> None:
    wire = Wire(
        {"POST /shop/mapi.php": reply({"code": 1, "trade_no": "1", "payurl": "https://pay.example/p"})}
    )
    await epay(wire, pasted).create(request())
    assert str(wire.requests[0].url) == "https://pay.example/shop/mapi.php"


@pytest.mark.parametrize("pasted", ["pay.example", "ftp://pay.example", "https://", "", "http://[::1"])
def test_an_address_that_is_none_is_a_mistake_at_the_start(pasted: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        base_url(pasted)


async def test_a_payment_is_asked_for_with_everything_the_server_demands() -> None:
    wire = Wire({CREATE: reply({"code": 1, "trade_no": "1", "qrcode": "weixin://wxpay/bizpayurl?pr=x"})})
    await epay(wire).create(request())
    sent = form(wire.requests[0])
    assert sent["sign"] == sign(sent, KEY)
    assert sent["sign_type"] == "MD5"
    assert (sent["pid"], sent["type"], sent["out_trade_no"]) == ("1000", "alipay", NUMBER)
    assert (sent["money"], sent["clientip"], sent["device"]) == ("30.00", "127.0.0.1", "pc")
    assert sent["notify_url"]
    assert sent["return_url"] == "https://t.me/shop_bot?start=PAC7K2M9QXT4B"


async def test_the_same_request_is_sent_in_the_same_words_again() -> None:
    wire = Wire({CREATE: reply({"code": 1, "trade_no": "1", "payurl": "https://pay.example/p"})})
    rail = epay(wire)
    await rail.create(request())
    await rail.create(request())
    assert wire.requests[0].content == wire.requests[1].content


@pytest.mark.parametrize(
    ("answer", "qr", "link"),
    [
        (
            {"payurl": "https://pay.example/pay/1/"},
            "https://pay.example/pay/1/",
            "https://pay.example/pay/1/",
        ),
        ({"payurl": "/pay/1/"}, "https://pay.example/pay/1/", "https://pay.example/pay/1/"),
        ({"qrcode": "weixin://wxpay/bizpayurl?pr=x"}, "weixin://wxpay/bizpayurl?pr=x", None),
        ({"qrcode": "https://qr.alipay.com/x"}, "https://qr.alipay.com/x", "https://qr.alipay.com/x"),
        ({"urlscheme": "weixin://dl/business/?t=x"}, "weixin://dl/business/?t=x", None),
        (
            {"qrcode": "weixin://wxpay/x", "payurl": "https://pay.example/pay/1/"},
            "weixin://wxpay/x",
            "https://pay.example/pay/1/",
        ),
        ({"qrcode": "", "payurl": "https://pay.example/p", "urlscheme": None},)
        + ("https://pay.example/p",) * 2,
    ],
)
@pytest.mark.parametrize("code", [1, "1"])
async def test_the_customer_gets_a_qr_and_where_there_is_one_a_link(
    answer: dict[str, object], qr: str, link: str | None, code: object
) -> None:
    wire = Wire({CREATE: reply({"code": code, "trade_no": 2026, **answer})})
    page = await epay(wire).create(request())
    assert (page.qr_content, page.link, page.gateway_number) == (qr, link, "2026")


@pytest.mark.parametrize("code", [-1, "-1", -4, 0])
async def test_a_clear_refusal_is_told_with_the_gateways_words_but_no_key(code: object) -> None:
    wire = Wire({CREATE: reply({"code": code, "msg": f"金额不合法 {KEY}"})})
    with pytest.raises(Rejected, match="金额不合法") as caught:
        await epay(wire).create(request())
    assert KEY not in str(caught.value)
    assert not caught.value.auth_lost


async def test_a_wrong_signature_is_known_as_lost_credentials() -> None:
    wire = Wire({CREATE: reply({"code": -3, "msg": "签名校验失败，请返回重试！"})})
    with pytest.raises(Rejected) as caught:
        await epay(wire).create(request())
    assert caught.value.auth_lost


@pytest.mark.parametrize(
    "answer",
    [
        {"code": 1, "trade_no": "1"},
        {"code": 1, "payurl": ""},
        {"code": True, "payurl": "https://pay.example/p"},
        {"code": 0, "payurl": "https://pay.example/p"},
        {"payurl": "https://pay.example/p"},
        {"code": 7.5},
        {"code": 7, "status": "?"},
        {"code": "ok"},
        {},
    ],
)
async def test_an_answer_that_makes_no_sense_is_neither_a_payment_nor_a_refusal(
    answer: dict[str, object],
) -> None:
    with pytest.raises(OutcomeUnknown):
        await epay(Wire({CREATE: reply(answer)})).create(request())


async def test_a_payment_type_that_is_not_on_offer_is_refused_here() -> None:
    wire = Wire({})
    with pytest.raises(Rejected):
        await epay(wire).create(request(method="qqpay"))
    assert not wire.requests


@pytest.mark.parametrize(
    "changes",
    [
        {"number": "has space"},
        {"number": ""},
        {"amount": Money(0)},
        {"amount": Money(-5)},
        {"amount": Money(5, "XTR")},
    ],
)
async def test_what_no_gateway_takes_is_a_mistake_of_the_program(changes: dict[str, object]) -> None:
    wire = Wire({})
    with pytest.raises(ValueError, match=r"."):
        await epay(wire).create(request(**changes))
    assert not wire.requests
