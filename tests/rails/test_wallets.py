"""What WeChat Pay and Alipay have beyond the contract: codes of theirs, their times, their own ways to say no."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from fulfillment.money import Money
from fulfillment.outcomes import OutcomeUnknown, Rejected, Retryable
from fulfillment.payments.alipay import Alipay
from fulfillment.payments.rail import GatewayState, PaymentRequest, RefundState
from sandbox.keys import key_pair
from sandbox.rails.wechat import Problem
from tests.rails.driver import AlipayDriver, OverATill, WeChatDriver

NUMBER = "AC7K2M9QXT4B00000001"
PRICE = Money(3000)
LATER = timedelta(hours=1, seconds=30)


class Time:
    """The gateway's clock, which runs as fast as a test wants."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> float:
        return (datetime.now(UTC) + self.ahead).timestamp()


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
async def wechat(keys: Path, time: Time) -> AsyncIterator[WeChatDriver]:
    driver = WeChatDriver(keys, time)
    async with driver.running():
        yield driver


@pytest.fixture
async def alipay(keys: Path, time: Time) -> AsyncIterator[AlipayDriver]:
    driver = AlipayDriver(keys, time)
    async with driver.running():
        yield driver


@pytest.fixture(params=[WeChatDriver, AlipayDriver])
async def wallet(request: pytest.FixtureRequest, keys: Path, time: Time) -> AsyncIterator[OverATill]:
    driver: OverATill = request.param(keys, time)
    async with driver.running():
        yield driver


def request(driver: OverATill, **changes: object) -> PaymentRequest:
    values: dict[str, object] = {
        "number": NUMBER,
        "method": driver.method,
        "amount": PRICE,
        "title": "AiCredits 标准包 & Standard +1/2",
        "return_url": None,
        "expires_at": datetime.now(UTC) + LATER,
    }
    return PaymentRequest(**(values | changes))  # type: ignore[arg-type]


async def test_wechats_code_is_for_wechat_alone_and_lives_as_long_as_the_attempt(
    wechat: WeChatDriver, client: httpx.AsyncClient
) -> None:
    asked = request(wechat)
    page = await wechat.rail(client).create(asked)
    assert page.qr_content.startswith("weixin://wxpay/bizpayurl?pr=")
    assert page.link is None
    bill = wechat.till.find(NUMBER)
    assert bill is not None
    assert bill.expires_at == int(asked.expires_at.timestamp())


async def test_alipays_code_is_a_link_too_and_never_outlives_the_attempt(
    alipay: AlipayDriver, client: httpx.AsyncClient
) -> None:
    asked = request(alipay)
    page = await alipay.rail(client).create(asked)
    assert page.link == page.qr_content
    bill = alipay.till.find(NUMBER)
    assert bill is not None
    assert (
        timedelta(0) <= asked.expires_at - datetime.fromtimestamp(bill.expires_at, UTC) < timedelta(minutes=1)
    )


async def test_a_code_of_alipays_that_nobody_scanned_is_pending_when_closed_and_can_still_be_paid(
    alipay: AlipayDriver, client: httpx.AsyncClient
) -> None:
    rail = alipay.rail(client)
    await rail.create(request(alipay))
    await rail.close(NUMBER)
    assert (await rail.query(NUMBER, PRICE)).state is GatewayState.PENDING
    alipay.pay(NUMBER)
    assert (await rail.query(NUMBER, PRICE)).state is GatewayState.PAID


async def test_a_trade_that_alipay_closed_by_itself_was_not_paid_and_one_given_back_was(
    alipay: AlipayDriver, client: httpx.AsyncClient, time: Time
) -> None:
    rail = alipay.rail(client)
    for number in (NUMBER, NUMBER + "B"):
        await rail.create(request(alipay, number=number))
        bill = alipay.till.find(number)
        assert bill is not None
        alipay.till.see(bill)
    alipay.pay(NUMBER)
    await rail.refund(NUMBER, NUMBER + "R", Money(1), PRICE)
    assert (await rail.query(NUMBER, PRICE)).state is GatewayState.PAID, "a part back leaves it paid"
    await rail.refund(NUMBER, NUMBER + "S", Money(2999), PRICE)
    assert (await rail.query(NUMBER, PRICE)).state is GatewayState.REFUNDED
    time.ahead = timedelta(minutes=62)
    alipay_later = Alipay(
        client,
        url=f"{alipay.url}/gateway.do",
        app_id="2021000000000001",
        private_key=alipay.gateway.app_keys.private_file.read_text(),
        public_key=alipay.gateway.platform.public_file.read_text(),
        clock=lambda: datetime.fromtimestamp(time(), UTC),
    )
    assert (await alipay_later.query(NUMBER + "B", PRICE)).state is GatewayState.CLOSED


async def test_a_closed_code_shows_that_it_is_closed(wallet: OverATill, client: httpx.AsyncClient) -> None:
    rail = wallet.rail(client)
    await rail.create(request(wallet))
    bill = wallet.till.find(NUMBER)
    assert bill is not None
    page = f"{wallet.url}/pay/{bill.trade_no}"
    assert "立即支付" in (await client.get(page)).text
    await rail.close(NUMBER)
    closed = await client.get(page)
    assert 'data-state="closed"' in closed.text
    assert "立即支付" not in closed.text
    assert (await client.post(page, json={})).status_code == 409


async def test_a_number_that_was_paid_already_is_not_taken_for_a_refusal(
    wallet: OverATill, client: httpx.AsyncClient
) -> None:
    rail = wallet.rail(client)
    await rail.create(request(wallet))
    wallet.pay(NUMBER)
    with pytest.raises(OutcomeUnknown):
        await rail.create(request(wallet))
    assert (await rail.query(NUMBER, PRICE)).state is GatewayState.PAID


async def test_a_refund_number_stands_for_one_amount(wallet: OverATill, client: httpx.AsyncClient) -> None:
    rail = wallet.rail(client)
    await rail.create(request(wallet))
    wallet.pay(NUMBER)
    await rail.refund(NUMBER, NUMBER + "R", Money(1000), PRICE)
    with pytest.raises(Rejected):
        await rail.refund(NUMBER, NUMBER + "R", Money(999), PRICE)
    assert await rail.query_refund(NUMBER, NUMBER + "R", Money(999), PRICE) is RefundState.UNKNOWN
    assert wallet.given_back(NUMBER) == 1000


async def test_a_refund_that_takes_its_time_is_pending(
    wechat: WeChatDriver, client: httpx.AsyncClient
) -> None:
    rail = wechat.rail(client)
    await rail.create(request(wechat))
    wechat.pay(NUMBER)
    wechat.trouble.set("refund_slow", True)
    assert await rail.refund(NUMBER, NUMBER + "R", PRICE, PRICE) is RefundState.PENDING
    wechat.trouble.set("refund_slow", False)
    assert await rail.query_refund(NUMBER, NUMBER + "R", PRICE, PRICE) is RefundState.DONE


@pytest.mark.parametrize("act", ["create", "query", "close", "refund", "query_refund"])
async def test_no_answer_of_any_kind_is_believed_with_a_wrong_signature(
    wallet: OverATill, client: httpx.AsyncClient, act: str
) -> None:
    rail = wallet.rail(client)
    await rail.create(request(wallet))
    wallet.pay(NUMBER)
    wallet.trouble.set("unsigned", True)
    acts: dict[str, Callable[[], Awaitable[object]]] = {
        "create": lambda: rail.create(request(wallet, number=NUMBER + "B")),
        "query": lambda: rail.query(NUMBER, PRICE),
        "close": lambda: rail.close(NUMBER),
        "refund": lambda: rail.refund(NUMBER, NUMBER + "R", PRICE, PRICE),
        "query_refund": lambda: rail.query_refund(NUMBER, NUMBER + "R", PRICE, PRICE),
    }
    with pytest.raises(OutcomeUnknown):
        await acts[act]()


async def test_wechats_answer_under_another_key_than_the_one_that_was_set_is_not_believed(
    wechat: WeChatDriver, client: httpx.AsyncClient
) -> None:
    with pytest.raises(OutcomeUnknown, match="WECHAT_PAY_PUBLIC_KEY_ID"):
        await wechat.rail(client, public_key_id="PUB_KEY_ID_2").create(request(wechat))


async def test_a_clock_that_is_hours_off_is_refused_on_both_sides(
    wallet: OverATill, client: httpx.AsyncClient, time: Time
) -> None:
    time.ahead = timedelta(hours=8)
    with pytest.raises(Rejected) as caught:
        await wallet.rail(client).query(NUMBER, PRICE)
    assert caught.value.auth_lost


@pytest.mark.parametrize("wrong", ["private_key", "public_key", "own"])
async def test_the_doctor_finds_a_key_that_does_not_fit(
    wallet: OverATill, client: httpx.AsyncClient, keys: Path, wrong: str
) -> None:
    stranger = key_pair(keys, "stranger")
    prefix = "wechat-merchant" if isinstance(wallet, WeChatDriver) else "alipay-app"
    own = key_pair(keys, prefix)
    changes = {
        "private_key": {"private_key": stranger.private_file.read_text()},
        "public_key": {"public_key": stranger.public_file.read_text()},
        "own": {"public_key": own.public_file.read_text()},
    }[wrong]
    (complaint,) = await wallet.rail(client, **changes).check()
    assert complaint.fatal
    assert ("own" in complaint.text) is (wrong == "own")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("PARAM_ERROR", Rejected),
        ("NOT_ENOUGH", Rejected),
        ("FREQUENCY_LIMITED", Retryable),
        ("SYSTEM_ERROR", OutcomeUnknown),
        ("BANK_ERROR", OutcomeUnknown),
        ("SOMETHING_NEW", OutcomeUnknown),
    ],
)
async def test_only_the_codes_that_are_known_to_say_no_are_refusals_of_wechats(
    wechat: WeChatDriver,
    client: httpx.AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
    code: str,
    kind: type[Exception],
) -> None:
    def refuse(*_: object) -> None:
        raise Problem(400, code, "不行")

    monkeypatch.setattr(wechat.gateway, "_authorise", refuse)
    rail = wechat.rail(client)
    for act in (rail.create(request(wechat)), rail.refund(NUMBER, NUMBER + "R", PRICE, PRICE)):
        with pytest.raises(kind):
            await act


@pytest.mark.parametrize(
    ("code", "sub_code", "kind"),
    [
        ("40004", "ACQ.SELLER_BALANCE_NOT_ENOUGH", Rejected),
        ("40004", "ACQ.SYSTEM_ERROR", OutcomeUnknown),
        ("40004", "ACQ.SOMETHING_NEW", OutcomeUnknown),
        ("40005", "isv.app-call-limited", Retryable),
        ("20000", "isp.unknow-error", OutcomeUnknown),
        ("77777", "", OutcomeUnknown),
    ],
)
async def test_only_the_codes_that_are_known_to_say_no_are_refusals_of_alipays(
    alipay: AlipayDriver,
    client: httpx.AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
    code: str,
    sub_code: str,
    kind: type[Exception],
) -> None:
    answer = {"code": code, "msg": "…", "sub_code": sub_code, "sub_msg": "不行"}
    monkeypatch.setattr(alipay.gateway, "_call", lambda *_: answer)
    rail = alipay.rail(client)
    for act in (rail.create(request(alipay)), rail.refund(NUMBER, NUMBER + "R", PRICE, PRICE)):
        with pytest.raises(kind):
            await act
