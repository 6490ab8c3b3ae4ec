"""The local payment gateway answers a shop as an EPay server does."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from aiohttp import web

from sandbox.documents import Documents
from tests.sandbox.outside import KEY, Merchant, open_gateway, serving


@pytest.fixture
async def shop() -> AsyncIterator[Merchant]:
    async with open_gateway() as merchant:
        yield merchant


async def test_an_alipay_order_comes_back_as_json_in_a_text_page_with_a_payurl(shop: Merchant) -> None:
    answer = await shop.post_order()
    assert answer.headers["content-type"].startswith("text/html")
    body = answer.json()
    assert set(body) == {"code", "trade_no", "payurl"}
    assert body["code"] == 1
    assert body["payurl"].startswith(f"{shop.gateway.public_url}/pay/{body['trade_no']}")


async def test_a_wechat_order_comes_back_with_a_qrcode(shop: Merchant) -> None:
    body = await shop.create(type="wxpay")
    assert set(body) == {"code", "trade_no", "qrcode"}


async def test_posting_the_same_order_again_gives_the_same_trade_no(shop: Merchant) -> None:
    assert await shop.create() == await shop.create()


async def test_another_payment_type_keeps_the_trade_no_and_gives_another_link(shop: Merchant) -> None:
    first, second = await shop.create(), await shop.create(type="wxpay")
    assert first["trade_no"] == second["trade_no"]
    assert first["payurl"] != second["qrcode"]
    assert (await shop.query())["type"] == "wxpay"


@pytest.mark.parametrize("changed", [{"money": "31.00"}, {"name": "another"}, {"param": "another"}])
async def test_an_order_that_changed_is_refused(shop: Merchant, changed: dict[str, str]) -> None:
    await shop.create()
    assert (await shop.create(**changed))["code"] == -1


@pytest.mark.parametrize(
    ("fields", "code", "words"),
    [
        ({"pid": "x"}, -1, "商户ID"),
        ({"pid": "1001"}, -1, "商户不存在"),
        ({"sign": "0" * 32}, -3, "签名"),
        ({"out_trade_no": ""}, -1, "out_trade_no"),
        ({"out_trade_no": "a b"}, -1, "out_trade_no"),
        ({"notify_url": ""}, -1, "notify_url"),
        ({"name": ""}, -1, "name"),
        ({"money": ""}, -1, "money"),
        ({"money": "0"}, -1, "金额"),
        ({"money": "-5"}, -1, "金额"),
        ({"money": "5,00"}, -1, "金额"),
        ({"money": "1.2.3"}, -1, "金额"),
        ({"type": ""}, -1, "type"),
        ({"clientip": ""}, -1, "clientip"),
        ({"clientip": "here"}, -1, "IP"),
    ],
)
async def test_a_faulty_order_is_refused_with_the_reason(
    shop: Merchant, fields: dict[str, str], code: int, words: str
) -> None:
    signed = shop.signed(**{key: value for key, value in fields.items() if key != "sign"})
    answer = (
        await shop.http.post("/mapi.php", data=signed | {k: v for k, v in fields.items() if k == "sign"})
    ).json()
    assert answer["code"] == code
    assert words in answer["msg"]


async def test_an_unknown_payment_type_is_answered_with_a_page_as_the_real_server_does(
    shop: Merchant,
) -> None:
    answer = await shop.post_order(type="bitcoin")
    assert answer.status_code == 200
    assert answer.text.startswith("<!DOCTYPE html>")


async def test_every_character_of_the_alphabet_may_stand_in_an_order_number(shop: Merchant) -> None:
    assert (await shop.create(out_trade_no="aZ09._-|"))["code"] == 1


async def test_a_query_knows_nothing_of_a_missing_order_and_nothing_without_the_key(shop: Merchant) -> None:
    assert (await shop.query("missing"))["code"] == -1
    assert (await shop.query(key="wrong"))["code"] == -3
    assert (await shop.query(pid="1"))["code"] == -3
    assert (await shop.query(""))["code"] == -4


async def test_the_act_counts_only_in_the_address(shop: Merchant) -> None:
    fields = {"act": "order", "pid": "1000", "key": KEY, "out_trade_no": "x"}
    assert (await shop.http.post("/api.php", data=fields)).json()["code"] == -5


@pytest.mark.parametrize(
    ("money", "text"), [("5.00", "5"), ("0.10", "0.1"), ("29.99", "29.99"), ("100", "100")]
)
async def test_amounts_come_back_as_float_text(shop: Merchant, money: str, text: str) -> None:
    await shop.create(money=money)
    assert (await shop.query())["money"] == text


async def test_a_paid_order_has_status_1_and_cannot_be_paid_or_posted_again(shop: Merchant) -> None:
    trade_no = (await shop.create())["trade_no"]
    assert (await shop.query())["status"] == 0
    assert (await shop.pay(trade_no)).json()["status"] == 1
    found = await shop.query()
    assert (found["code"], found["status"], found["money"]) == (1, 1, "30")
    assert found["endtime"] is not None
    assert (await shop.pay(trade_no)).status_code == 409
    assert (await shop.create())["code"] == -1


@pytest.mark.parametrize("money", ["29.99", "31", "15"])
async def test_another_sum_is_what_the_query_reports(shop: Merchant, money: str) -> None:
    await shop.pay((await shop.create())["trade_no"], money)
    assert (await shop.query())["money"] == money


async def test_refunds_succeed_with_code_0_partly_and_never_beyond_what_was_paid(shop: Merchant) -> None:
    await shop.pay((await shop.create())["trade_no"])
    assert (await shop.refund("10"))["code"] == 0
    assert (await shop.query())["status"] == 2
    assert (await shop.refund("20.01"))["code"] == -1
    assert (await shop.refund("20"))["code"] == 0
    assert (await shop.refund("0.01"))["code"] == -1


async def test_an_unpaid_order_cannot_be_refunded(shop: Merchant) -> None:
    await shop.create()
    assert (await shop.refund("30"))["code"] == -1
    assert (await shop.refund("30", "missing"))["code"] == -1


async def test_with_submit_php_the_order_is_born_when_the_link_is_opened(shop: Merchant) -> None:
    link = httpx.URL("/submit.php", params=shop.signed(clientip=""))
    assert (await shop.query())["code"] == -1
    opened = await shop.http.get(link, follow_redirects=True)
    assert "30.00" in opened.text
    assert (await shop.query())["status"] == 0


async def test_an_unpaid_order_is_gone_after_a_day_and_a_paid_one_stays(shop: Merchant) -> None:
    unpaid = (await shop.create(out_trade_no="unpaid"))["trade_no"]
    await shop.pay((await shop.create(out_trade_no="paid"))["trade_no"])
    shop.clock.now += 24 * 60 * 60 - 1
    assert (await shop.query("unpaid"))["status"] == 0
    shop.clock.now += 1
    assert (await shop.query("unpaid"))["code"] == -1
    assert (await shop.http.get(f"/pay/{unpaid}")).status_code == 404
    assert (await shop.query("paid"))["status"] == 1


async def test_the_merchant_is_notified_with_a_signature_that_holds(shop: Merchant) -> None:
    received: asyncio.Future[dict[str, str]] = asyncio.get_running_loop().create_future()

    async def notify(request: web.Request) -> web.Response:
        received.set_result(dict(request.query))
        return web.Response(text="success")

    def build(_url: str) -> web.Application:
        app = web.Application()
        app.router.add_get("/notify", notify)
        return app

    async with serving(build) as url:
        await shop.pay((await shop.create(notify_url=f"{url}/notify"))["trade_no"])
        fields = await asyncio.wait_for(received, 5)
    assert fields["trade_status"] == "TRADE_SUCCESS"
    assert fields["sign"] == shop.gateway.sign(fields)


async def test_nobody_beyond_this_machine_is_ever_notified(shop: Merchant) -> None:
    await shop.pay((await shop.create(notify_url="https://example.com/notify"))["trade_no"])
    assert shop.gateway.orders()[0].notified == "beyond this machine"


async def test_the_cashier_page_shows_the_amount_and_leads_back_to_the_chat_page(shop: Merchant) -> None:
    trade_no = (await shop.create(name="<script>alert(1)</script>"))["trade_no"]
    page = (await shop.http.get(f"/pay/{trade_no}")).text
    assert "30.00" in page
    assert "支付宝" in page
    assert "<script>alert" not in page
    paid = await shop.http.post(f"/pay/{trade_no}", data={"money": "30.00"}, follow_redirects=True)
    assert "Payment successful" in paid.text
    assert 'href="http://127.0.0.1:8090/?start=AC7K2M9QXT4B"' in paid.text


async def test_a_merchant_with_a_web_site_gets_its_payers_back_with_signed_fields(shop: Merchant) -> None:
    trade_no = (await shop.create(return_url="https://shop.example/back?a=1"))["trade_no"]
    await shop.pay(trade_no)
    order = shop.gateway.get(trade_no)
    assert order is not None
    fields = {key: value[0] for key, value in parse_qs(urlsplit(shop.gateway.way_back(order)).query).items()}
    assert fields.pop("a") == "1"
    assert fields["sign"] == shop.gateway.sign(fields)


async def test_the_merchant_page_lists_the_orders_with_their_state(shop: Merchant) -> None:
    await shop.pay((await shop.create())["trade_no"])
    page = (await shop.http.get("/")).text
    assert "AC7K2M9QXT4B01" in page
    assert "已支付" in page


async def test_orders_and_switches_outlive_the_process(tmp_path: Path) -> None:
    documents = Documents(tmp_path / "gateway.sqlite")
    async with open_gateway(documents) as shop:
        await shop.pay((await shop.create())["trade_no"])
        await shop.switch("slow")
    async with open_gateway(documents) as shop:
        assert shop.gateway.orders()[0].status == 1
        assert (await shop.http.get("/switches")).json()["slow"] is True
    documents.close()
