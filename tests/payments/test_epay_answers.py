"""What became of a payment at EPay, giving money back, and what the doctor hears."""

import httpx
import pytest

from fulfillment.money import Money
from fulfillment.outcomes import OutcomeUnknown, OutsideError, Rejected, Retryable
from fulfillment.payments.epay import EPay
from fulfillment.payments.rail import GatewayState, Rail
from fulfillment.payments.registry import RAILS
from tests.payments.merchant import ASK, CREATE, FOUND, KEY, NUMBER, PRICE, REFUND, epay, form, request
from tests.payments.wire import BROKE_OFF, NEVER_LEFT, UNCLEAR, Reply, Wire, reply, text


async def asked(answer: dict[str, object] | httpx.Response) -> tuple[GatewayState, Money | None, str | None]:
    wire = Wire({ASK: answer if isinstance(answer, httpx.Response) else reply(answer)})
    status = await epay(wire).query(NUMBER, PRICE)
    return status.state, status.amount, status.transaction


async def test_the_question_names_the_order_in_the_address() -> None:
    wire = Wire({ASK: reply(FOUND)})
    await epay(wire).query(NUMBER, PRICE)
    assert dict(wire.requests[0].url.params) == {
        "act": "order",
        "pid": "1000",
        "key": KEY,
        "out_trade_no": NUMBER,
    }


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"code": "1", "status": "1"},
        {"trade_status": "TRADE_SUCCESS"},
        {"data": {"trade_status": "TRADE_SUCCESS"}},
    ],
)
async def test_a_payment_is_paid_when_every_proof_agrees(changes: dict[str, object]) -> None:
    assert await asked(FOUND | changes) == (GatewayState.PAID, PRICE, "2026112304544611111")


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"status": 0}, GatewayState.PENDING),
        ({"status": "0"}, GatewayState.PENDING),
        ({"status": 2}, GatewayState.REFUNDED),
        ({"status": 3}, GatewayState.UNKNOWN),
        ({"status": 4}, GatewayState.UNKNOWN),
        ({"status": 11}, GatewayState.UNKNOWN),
        ({"status": None}, GatewayState.UNKNOWN),
        ({"status": True}, GatewayState.UNKNOWN),
        ({"status": 1.0}, GatewayState.UNKNOWN),
        ({"status": "paid"}, GatewayState.UNKNOWN),
        ({"trade_status": "WAITING"}, GatewayState.UNKNOWN),
        ({"trade_status": "WAIT_BUYER_PAY"}, GatewayState.UNKNOWN),
        ({"trade_status": ""}, GatewayState.UNKNOWN),
        ({"trade_status": None}, GatewayState.UNKNOWN),
        ({"data": {"trade_status": "WAITING"}}, GatewayState.UNKNOWN),
        ({"out_trade_no": "AC7K2M9QXT4B00000002"}, GatewayState.UNKNOWN),
        ({"out_trade_no": NUMBER.lower()}, GatewayState.UNKNOWN),
        ({"out_trade_no": None}, GatewayState.UNKNOWN),
        ({"code": 0}, GatewayState.UNKNOWN),
        ({"code": 2}, GatewayState.UNKNOWN),
        ({"code": -2}, GatewayState.UNKNOWN),
    ],
)
async def test_what_does_not_prove_a_payment_delivers_nothing(
    changes: dict[str, object], state: GatewayState
) -> None:
    assert (await asked(FOUND | changes))[0] is state


@pytest.mark.parametrize(
    ("money", "fen"),
    [
        ("30.00", 3000),
        ("30", 3000),
        ("29.99", 2999),
        ("0.1", 10),
        (30, 3000),
        (29.99, 2999),
        ("30.000", 3000),
    ],
)
async def test_the_amount_is_read_to_the_fen(money: object, fen: int) -> None:
    state, amount, _ = await asked(FOUND | {"money": money})
    assert (state, amount) == (GatewayState.PAID, Money(fen))


@pytest.mark.parametrize(
    "money",
    [
        None,
        "",
        "abc",
        "30.001",
        "-30",
        "1e3",
        "1_0",
        "30,00",
        "３０",
        True,
        [30],
        "NaN",
        "9" * 40,
        "30.0000000000000000000000000001",
    ],
)
async def test_without_an_exact_amount_nothing_counts_as_paid(money: object) -> None:
    assert (await asked(FOUND | {"money": money}))[:2] == (GatewayState.UNKNOWN, None)


async def test_a_missing_amount_is_not_taken_for_the_price() -> None:
    without = {name: value for name, value in FOUND.items() if name != "money"}
    assert (await asked(without))[0] is GatewayState.UNKNOWN


async def test_an_amount_with_more_digits_than_a_float_holds_is_not_rounded_to_the_price() -> None:
    body = (
        '{"code":1,"status":1,"trade_no":"1","out_trade_no":"' + NUMBER + '","money":30.0000000000000000001}'
    )
    assert (await asked(text(body)))[0] is GatewayState.UNKNOWN


async def test_an_order_the_gateway_does_not_know_yet_is_waited_for() -> None:
    assert await asked({"code": -1, "msg": "订单号不存在"}) == (GatewayState.PENDING, None, None)


async def test_a_key_that_was_changed_is_known_as_lost_credentials() -> None:
    with pytest.raises(Rejected) as caught:
        await asked({"code": -3, "msg": "商户密钥错误"})
    assert caught.value.auth_lost


async def test_the_transaction_is_the_gateways_own_number() -> None:
    assert (await asked(FOUND | {"api_trade_no": "4200001"}))[2] == "2026112304544611111"
    assert (await asked(FOUND | {"trade_no": None, "api_trade_no": "4200001"}))[2] == "4200001"


async def test_the_kept_answer_holds_no_key() -> None:
    wire = Wire({ASK: reply(FOUND | {"key": KEY})})
    status = await epay(wire).query(NUMBER, PRICE)
    assert NUMBER in status.raw
    assert KEY not in status.raw


# --- refunds ---


async def refund(answer: Reply, amount: Money = PRICE) -> httpx.Request:
    wire = Wire({REFUND: answer})
    await epay(wire).refund(NUMBER, "RF1", amount, PRICE)
    return wire.requests[0]


@pytest.mark.parametrize("code", [0, "0"])
async def test_a_refund_succeeds_with_code_zero(code: object) -> None:
    sent = await refund(reply({"code": code, "msg": "退款成功！退款金额￥12.5"}), Money(1250))
    assert dict(sent.url.params) == {"act": "refund"}
    assert form(sent) == {"pid": "1000", "key": KEY, "out_trade_no": NUMBER, "money": "12.50"}


@pytest.mark.parametrize(("code", "auth_lost"), [(-1, False), (-2, False), (-3, True), (-4, False)])
async def test_a_refused_refund_is_told(code: int, auth_lost: bool) -> None:
    with pytest.raises(Rejected) as caught:
        await refund(reply({"code": code, "msg": "商户未开启订单退款API接口"}))
    assert caught.value.auth_lost is auth_lost


@pytest.mark.parametrize("answer", [{"code": 1, "msg": "ok"}, {"msg": "ok"}, {"code": None}, {"code": False}])
async def test_a_refund_whose_answer_is_unclear_is_not_sent_blindly_again(answer: dict[str, object]) -> None:
    with pytest.raises(OutcomeUnknown):
        await refund(reply(answer))


@pytest.mark.parametrize("amount", [Money(3001), Money(0), Money(3000, "USD")])
async def test_never_more_is_given_back_than_was_paid(amount: Money) -> None:
    with pytest.raises(ValueError, match=r"."):
        await refund(reply({"code": 0}), amount)


# --- whatever is asked ---


async def create_query_refund(answer: Reply) -> list[OutsideError]:
    rail = epay(Wire({CREATE: answer, ASK: answer, REFUND: answer}))
    raised: list[OutsideError] = []
    for call in (rail.create(request()), rail.query(NUMBER, PRICE), rail.refund(NUMBER, "RF1", PRICE, PRICE)):
        with pytest.raises(OutsideError) as caught:
            await call
        raised.append(caught.value)
    return raised


@pytest.mark.parametrize("failure", [*NEVER_LEFT, text("", 429)])
async def test_when_nothing_happened_it_may_be_asked_again(failure: Reply) -> None:
    assert all(isinstance(error, Retryable) for error in await create_query_refund(failure))


@pytest.mark.parametrize("failure", [*BROKE_OFF, *UNCLEAR])
async def test_when_nothing_is_certain_nothing_is_assumed(failure: Reply) -> None:
    raised = await create_query_refund(failure)
    assert all(isinstance(error, OutcomeUnknown) for error in raised)
    assert not any(KEY in str(error) or "example" in str(error) for error in raised)


async def test_a_payment_cannot_be_closed_and_the_rail_says_so() -> None:
    rail = epay(Wire({}))
    assert not rail.capabilities.can_close
    with pytest.raises(Rejected):
        await rail.close(NUMBER)


# --- the doctor ---


async def test_a_gateway_that_knows_us_is_fine() -> None:
    assert await epay(Wire({ASK: reply({"code": -1, "msg": "订单号不存在"})})).check() == []


@pytest.mark.parametrize(
    "answer", [reply({"code": -3}), *UNCLEAR, *NEVER_LEFT, *BROKE_OFF, reply({"code": -5})]
)
async def test_a_gateway_that_cannot_be_sold_through_is_told_in_a_sentence(answer: Reply) -> None:
    [complaint] = await epay(Wire({ASK: answer})).check()
    assert complaint.fatal
    assert complaint.text.endswith(".")
    assert "EPAY_" in complaint.remedy
    assert KEY not in f"{complaint}"


async def test_a_gateway_without_a_payment_type_cannot_be_sold_through() -> None:
    client = Wire({ASK: reply({"code": -1})}).client()
    rail = EPay(client, url="https://pay.example", merchant_id="1", key=KEY, methods=())
    [complaint] = await rail.check()
    assert complaint.fatal
    assert "EPAY_TYPES" in complaint.remedy


@pytest.mark.parametrize(
    ("url", "warned"),
    [
        ("http://pay.example", True),
        ("http://10.0.0.5", True),
        ("https://pay.example", False),
        ("http://127.0.0.1:8080", False),
        ("http://localhost", False),
        ("http://127.0.0.2", False),
        ("http://[::1]:80", False),
    ],
)
async def test_a_key_that_would_travel_readable_is_warned_of_and_sold_with(url: str, warned: bool) -> None:
    complaints = await epay(Wire({ASK: reply({"code": -1})}), url).check()
    assert [complaint.fatal for complaint in complaints] == ([False] if warned else [])
    assert all("https" in complaint.remedy for complaint in complaints)


def test_the_rail_can_be_switched_on_by_its_name() -> None:
    rail: Rail = RAILS["epay"](
        Wire({}).client(), url="https://pay.example", merchant_id="1", key="k", methods=("alipay",)
    )
    assert (rail.name, rail.methods) == ("epay", ("alipay",))
