"""What EPay's version 2 has beyond the contract: signatures both ways, refusals known by their words alone."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import time

import httpx
import pytest

from fulfillment.money import Money
from fulfillment.outcomes import OutcomeUnknown, Rejected
from fulfillment.payments.epay_fields import base_url
from fulfillment.payments.epay_v2 import EPayV2, to_be_signed
from fulfillment.payments.rail import GatewayState, PaymentRequest, RefundState
from sandbox.gateway.gateway import RefusedError
from sandbox.keys import key_pair
from tests.rails.driver import EPayV2Driver

NUMBER = "AC7K2M9QXT4B00000001"
PRICE = Money(2999)


@pytest.fixture
async def epay(keys: Path) -> AsyncIterator[EPayV2Driver]:
    driver = EPayV2Driver(keys, time)
    async with driver.running():
        driver.gateway.public_url = driver.url
        yield driver


def request(**changes: object) -> PaymentRequest:
    values: dict[str, object] = {
        "number": NUMBER,
        "method": "alipay",
        "amount": PRICE,
        "title": "AiCredits 标准包 & Standard +1",
        "return_url": "https://t.me/shop_bot?start=PAC7K2M9QXT4B",
        "expires_at": datetime.now(UTC) + timedelta(hours=2),
    }
    return PaymentRequest(**(values | changes))  # type: ignore[arg-type]


def test_the_text_under_a_signature_is_that_of_the_php_server() -> None:
    fields = {
        "pid": 1000,
        "code": 0,
        "money": "29.99",
        "name": "A & B +1",
        "buyer": None,
        "param": " ",
        "sign": "x",
        "sign_type": "RSA",
        "pay_info": ["not", "signed"],
        "old": False,
    }
    assert to_be_signed(fields) == "code=0&money=29.99&name=A & B +1&pid=1000"


@pytest.mark.parametrize("pasted", ["", "/", "/api/pay/create", "/api/pay", "/mapi.php", "/API/pay/query/"])
def test_an_endpoint_that_was_pasted_along_is_taken_off(pasted: str) -> None:
    assert base_url(f"https://pay.example/shop{pasted}") == "https://pay.example/shop"


@pytest.mark.parametrize("method", ["alipay", "wxpay"])
async def test_the_qr_leads_to_the_cashier_and_is_a_link_too(
    epay: EPayV2Driver, client: httpx.AsyncClient, method: str
) -> None:
    page = await epay.rail(client).create(request(method=method))
    assert page.link == page.qr_content
    assert page.qr_content.startswith(f"{epay.url}/pay/")
    assert page.gateway_number
    assert (await client.get(page.qr_content)).status_code == 200


async def test_a_way_to_pay_that_no_chat_can_show_is_refused(
    epay: EPayV2Driver, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = {"code": 0, "trade_no": "1", "pay_type": "html", "pay_info": "<form>…</form>"}
    monkeypatch.setitem(epay.second._acts, "create", lambda _: dict(answer))
    with pytest.raises(Rejected, match="html"):
        await epay.rail(client).create(request())


async def test_closing_lets_a_late_payer_still_be_seen(epay: EPayV2Driver, client: httpx.AsyncClient) -> None:
    rail = epay.rail(client)
    await rail.create(request())
    await rail.close(NUMBER)
    assert (await rail.query(NUMBER, PRICE)).state is GatewayState.PENDING
    epay.pay(NUMBER)
    assert (await rail.query(NUMBER, PRICE)).state is GatewayState.PAID


async def test_a_payment_made_before_and_paid_is_not_taken_for_a_refusal(
    epay: EPayV2Driver, client: httpx.AsyncClient
) -> None:
    rail = epay.rail(client)
    await rail.create(request())
    epay.pay(NUMBER)
    with pytest.raises(OutcomeUnknown):
        await rail.create(request())


async def test_an_unpaid_order_that_is_called_paid_is_not_believed(
    epay: EPayV2Driver, client: httpx.AsyncClient
) -> None:
    rail = epay.rail(client)
    await rail.create(request())
    epay.trouble.set("claims_paid", True)
    assert (await rail.query(NUMBER, PRICE)).state is GatewayState.UNKNOWN


async def test_parts_go_back_each_under_its_number(epay: EPayV2Driver, client: httpx.AsyncClient) -> None:
    rail = epay.rail(client)
    await rail.create(request())
    epay.pay(NUMBER)
    for number, fen in (("R1", 1000), ("R1", 1000), ("R2", 1999)):
        assert await rail.refund(NUMBER, NUMBER + number, Money(fen), PRICE) is RefundState.DONE
    assert epay.given_back(NUMBER) == PRICE.minor
    assert await rail.query_refund(NUMBER, NUMBER + "R1", Money(999), PRICE) is RefundState.UNKNOWN
    with pytest.raises(Rejected):
        await rail.refund(NUMBER, NUMBER + "R2", Money(1), PRICE)


async def test_a_refund_that_was_taken_on_but_is_not_done_is_pending(
    epay: EPayV2Driver, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    rail = epay.rail(client)
    await rail.create(request())
    epay.pay(NUMBER)
    asked = epay.second._acts["refundquery"]
    monkeypatch.setitem(epay.second._acts, "refundquery", lambda fields: asked(fields) | {"status": 0})
    assert await rail.refund(NUMBER, NUMBER + "R", PRICE, PRICE) is RefundState.PENDING


async def test_a_refusal_in_words_that_nobody_knows_leaves_the_payment_open(
    epay: EPayV2Driver, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(_: object) -> dict[str, object]:
        raise RefusedError(-1, "系统繁忙")

    rail = epay.rail(client)
    await rail.create(request())
    monkeypatch.setitem(epay.second._acts, "query", busy)
    monkeypatch.setitem(epay.second._acts, "refundquery", busy)
    with pytest.raises(OutcomeUnknown):
        await rail.query(NUMBER, PRICE)
    with pytest.raises(OutcomeUnknown):
        await rail.query_refund(NUMBER, NUMBER + "R", PRICE, PRICE)


@pytest.mark.parametrize("wrong", ["private_key", "platform_key", "own", "clock"])
async def test_keys_and_clocks_that_do_not_fit_are_found(
    epay: EPayV2Driver, client: httpx.AsyncClient, keys: Path, wrong: str
) -> None:
    stranger, own = key_pair(keys, "stranger"), epay.second.merchant
    account = {
        "private_key": own.private_file.read_text(),
        "platform_key": epay.second.platform.public_file.read_text(),
    }
    account |= {
        "private_key": {"private_key": stranger.private_file.read_text()},
        "platform_key": {"platform_key": stranger.public_file.read_text()},
        "own": {"platform_key": own.public_file.read_text()},
        "clock": {},
    }[wrong]
    ahead = timedelta(hours=8 if wrong == "clock" else 0)
    rail = EPayV2(
        client,
        url=epay.url,
        merchant_id="1000",
        methods=("alipay",),
        clock=lambda: datetime.now(UTC) + ahead,
        **account,
    )
    if wrong == "platform_key":
        with pytest.raises(OutcomeUnknown, match="not signed"):
            await rail.create(request())  # only an answer that is no refusal is signed
        return
    (complaint,) = await rail.check()
    assert complaint.fatal
    assert ("own" in complaint.text) is (wrong == "own")
