"""The local payment gateway misbehaves when it is told to, and only then."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.sandbox.outside import Merchant, open_gateway


@pytest.fixture
async def shop() -> AsyncIterator[Merchant]:
    async with open_gateway() as merchant:
        yield merchant


async def test_all_switches_are_off_at_first(shop: Merchant) -> None:
    switches = (await shop.http.get("/switches")).json()
    assert set(switches) == {
        "stall", "html", "down", "rate_limited", "unknown", "claims_paid", "refuse", "slow", "unsigned", "old",
    }  # fmt: skip
    assert not any(switches.values())


async def test_an_unknown_switch_or_value_is_refused(shop: Merchant) -> None:
    assert (await shop.http.put("/switches/nothing", json={"value": True})).status_code == 404
    assert (await shop.http.put("/switches/slow", json={"value": "yes"})).status_code == 400


async def test_while_stalled_a_request_hangs_but_a_payer_can_pay(shop: Merchant) -> None:
    trade_no = (await shop.create())["trade_no"]
    await shop.switch("stall")
    with pytest.raises(httpx.ReadTimeout):
        await shop.http.get("/api.php", params={"act": "order"}, timeout=0.2)
    assert (await shop.pay(trade_no)).status_code == 200
    await shop.switch("stall", False)
    assert (await shop.query())["status"] == 1


async def test_the_html_switch_answers_a_page_with_status_200(shop: Merchant) -> None:
    await shop.switch("html")
    answer = await shop.post_order()
    assert answer.status_code == 200
    assert "<html" in answer.text


async def test_the_down_switch_closes_the_connection_without_an_effect(shop: Merchant) -> None:
    await shop.switch("down")
    with pytest.raises(httpx.RemoteProtocolError):
        await shop.post_order()
    await shop.switch("down", False)
    assert (await shop.query())["code"] == -1


async def test_the_rate_limit_answers_429(shop: Merchant) -> None:
    await shop.switch("rate_limited")
    assert (await shop.post_order()).status_code == 429


async def test_nonsense_is_json_that_says_neither_paid_nor_unpaid(shop: Merchant) -> None:
    await shop.create()
    await shop.switch("unknown")
    found = await shop.query()
    assert found["code"] not in {-3, -1, 0, 1}
    assert (await shop.create())["code"] not in {-3, -1, 0, 1}


async def test_a_gateway_that_claims_too_much_says_status_1_of_an_unpaid_order(shop: Merchant) -> None:
    trade_no = (await shop.create())["trade_no"]
    await shop.switch("claims_paid")
    claimed = await shop.query()
    assert (claimed["status"], claimed["trade_status"]) == (1, "WAITING")
    await shop.pay(trade_no)
    assert "trade_status" not in await shop.query()


async def test_the_refuse_switch_refuses_new_orders(shop: Merchant) -> None:
    await shop.switch("refuse")
    assert (await shop.create())["code"] == -1


async def test_a_dropped_answer_can_still_have_had_its_effect(shop: Merchant) -> None:
    await shop.http.post("/faults", json={"action": "create", "kind": "drop_after"})
    with pytest.raises(httpx.RemoteProtocolError):
        await shop.post_order()
    assert (await shop.query())["status"] == 0


async def test_a_dropped_request_has_had_none(shop: Merchant) -> None:
    await shop.http.post("/faults", json={"action": "create", "kind": "drop_before"})
    with pytest.raises(httpx.RemoteProtocolError):
        await shop.post_order()
    assert (await shop.query())["code"] == -1
    assert (await shop.create())["code"] == 1


async def test_a_fault_happens_as_often_as_ordered_and_to_no_other_action(shop: Merchant) -> None:
    await shop.http.post("/faults", json={"action": "order", "kind": "500", "times": 2})
    assert (await shop.create())["code"] == 1
    asked = {"act": "order", "pid": "1000"}
    statuses = [(await shop.http.get("/api.php", params=asked)).status_code for _ in range(3)]
    assert statuses == [500, 500, 200]


async def test_faults_of_unknown_kind_are_refused_and_faults_can_be_cleared(shop: Merchant) -> None:
    assert (await shop.http.post("/faults", json={"action": "order", "kind": "odd"})).status_code == 400
    await shop.http.post("/faults", json={"action": "create", "kind": "429", "times": 9})
    await shop.http.delete("/faults")
    assert (await shop.create())["code"] == 1
