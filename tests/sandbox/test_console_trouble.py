"""The local console misbehaves when it is told to, and only then."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.sandbox.outside import Operator, open_console


@pytest.fixture
async def one_api() -> AsyncIterator[Operator]:
    async with open_console(late_seconds=0.05) as operator:
        yield operator


async def _wait_for_a_token(operator: Operator) -> None:
    async with asyncio.timeout(5):
        while not operator.console.tokens:  # noqa: ASYNC110 - the console has no event to wait for
            await asyncio.sleep(0.01)


async def test_the_refuse_switches_refuse_keys_and_codes_apart(one_api: Operator) -> None:
    await one_api.switch("refuse_keys")
    refused = await one_api.create_token()
    assert (refused.status_code, refused.json()["success"]) == (200, False)
    codes = {"name": "a", "quota": 1, "count": 1}
    made = await one_api.http.post("/api/redemption/", headers=one_api.admin(), json=codes)
    assert made.json()["success"] is True
    await one_api.switch("refuse_codes")
    refused = await one_api.http.post("/api/redemption/", headers=one_api.admin(), json=codes)
    assert refused.json()["success"] is False


async def test_who_redeemed_a_code_creates_a_key_while_the_shop_cannot(one_api: Operator) -> None:
    await one_api.switch("refuse_keys")
    account = {"username": "ada", "password": "correct-horse"}
    for step in ("register", "login"):
        assert (await one_api.http.post(f"/api/user/{step}", json=account)).json()["success"] is True
    made = await one_api.http.post("/api/token/", json={"name": "own", "unlimited_quota": True})
    assert made.json()["success"] is True


async def test_when_auth_is_lost_no_access_token_works_and_then_all_do_again(one_api: Operator) -> None:
    await one_api.switch("auth_lost")
    assert (await one_api.create_token()).json()["success"] is False
    await one_api.switch("auth_lost", False)
    assert (await one_api.create_token()).json()["success"] is True


async def test_a_rate_limit_is_429_with_an_empty_body_and_spares_the_relay(one_api: Operator) -> None:
    key = (await one_api.create_token()).json()["data"]["key"]
    await one_api.switch("rate_limited")
    headers = {"Authorization": f"Bearer sk-{key}"}
    for path in ("/api/status", "/v1/dashboard/billing/subscription"):
        answer = await one_api.http.get(path, headers=headers)
        assert (answer.status_code, answer.content) == (429, b"")
        assert "x-oneapi-request-id" in answer.headers
    assert (await one_api.http.get("/v1/models", headers=headers)).status_code == 200


async def test_html_down_and_stall_reach_the_interface_but_not_the_pages(one_api: Operator) -> None:
    await one_api.switch("html")
    page = await one_api.http.get("/api/status")
    assert (page.status_code, page.headers["content-type"]) == (502, "text/html; charset=utf-8")
    await one_api.switch("html", False)
    await one_api.switch("stall")
    with pytest.raises(httpx.ReadTimeout):
        await one_api.http.get("/api/status", timeout=0.2)
    await one_api.switch("down")
    with pytest.raises(httpx.RemoteProtocolError):
        await one_api.http.get("/api/status")
    assert (await one_api.http.get("/login")).status_code == 200


async def test_a_late_arrival_answers_504_and_appears_afterwards(one_api: Operator) -> None:
    await one_api.switch("late_arrival")
    assert (await one_api.create_token()).status_code == 504
    assert await one_api.search("AC7K2M9QXT4B") == []
    await _wait_for_a_token(one_api)
    assert len(await one_api.search("AC7K2M9QXT4B")) == 1


async def test_a_late_fault_does_the_same_once(one_api: Operator) -> None:
    await one_api.fault("token_create", "late", delay=0.05)
    assert (await one_api.create_token()).status_code == 504
    await _wait_for_a_token(one_api)
    assert (await one_api.create_token()).status_code == 200


async def test_a_socket_closed_unread_still_created_the_key_and_search_finds_it(one_api: Operator) -> None:
    await one_api.fault("token_create", "drop_after")
    with pytest.raises(httpx.RemoteProtocolError):
        await one_api.create_token()
    assert len(await one_api.search("AC7K2M9QXT4B")) == 1


@pytest.mark.parametrize(
    ("action", "method", "path"),
    [
        ("token_create", "POST", "/api/token/"),
        ("token_search", "GET", "/api/token/search?keyword=x"),
        ("token_delete", "DELETE", "/api/token/1"),
        ("redemption_create", "POST", "/api/redemption/"),
        ("models", "GET", "/v1/models"),
        ("any", "GET", "/api/status"),
    ],
)
async def test_each_action_can_be_made_to_fail(
    one_api: Operator, action: str, method: str, path: str
) -> None:
    await one_api.fault(action, "500")
    assert (await one_api.http.request(method, path)).status_code == 500
    assert (await one_api.http.request(method, path)).status_code != 500
