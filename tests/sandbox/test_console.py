"""The local console answers as One API does."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.documents import Documents
from tests.sandbox.outside import Operator, open_console

TOKEN_FIELDS = [
    "id", "user_id", "key", "status", "name", "created_time", "accessed_time", "expired_time",
    "remain_quota", "unlimited_quota", "used_quota", "models", "subnet",
]  # fmt: skip


@pytest.fixture
async def one_api() -> AsyncIterator[Operator]:
    async with open_console() as operator:
        yield operator


async def test_the_status_needs_no_account_and_tells_the_unit(one_api: Operator) -> None:
    status = (await one_api.http.get("/api/status")).json()
    assert list(status) == ["data", "message", "success"]
    assert status["data"]["quota_per_unit"] == 500000
    assert status["data"]["server_address"] == one_api.url
    assert "quota_display_type" not in status["data"]


async def test_a_fresh_console_has_root_sales_and_admin(one_api: Operator) -> None:
    users = {user["username"]: user for user in (await one_api.ledger())["users"]}
    assert {name: user["role"] for name, user in users.items()} == {"root": 100, "sales": 1, "admin": 10}
    assert users["sales"]["quota"] == 50_000_000
    assert len({user["access_token"] for user in users.values()}) == 3


async def test_no_token_is_401_and_a_bad_one_is_200_without_success(one_api: Operator) -> None:
    nobody = await one_api.http.get("/api/token/")
    assert (nobody.status_code, nobody.json()["success"]) == (401, False)
    stranger = await one_api.http.get("/api/token/", headers={"Authorization": "deadbeef"})
    assert (stranger.status_code, stranger.json()["success"]) == (200, False)


async def test_an_access_token_works_raw_and_as_bearer_and_dies_when_renewed(one_api: Operator) -> None:
    old = one_api.console.sales_token
    for header in (old, f"Bearer {old}"):
        answer = (await one_api.http.get("/api/user/self", headers={"Authorization": header})).json()
        assert answer["data"]["username"] == "sales"
        assert answer["data"]["access_token"] == ""
    fresh = (await one_api.http.get("/api/user/token", headers={"Authorization": old})).json()["data"]
    assert fresh == one_api.console.sales_token != old
    dead = await one_api.http.get("/api/user/self", headers={"Authorization": old})
    assert dead.json()["success"] is False


async def test_creating_a_key_answers_with_the_whole_row_and_the_full_key(one_api: Operator) -> None:
    answer = (await one_api.create_token()).json()
    assert list(answer) == ["data", "message", "success"]
    assert list(answer["data"]) == TOKEN_FIELDS
    assert len(answer["data"]["key"]) == 48
    assert answer["data"]["key"].isalnum()
    assert answer["data"]["user_id"] == one_api.console.sales_user_id
    assert (answer["data"]["models"], answer["data"]["subnet"]) == (None, "")


async def test_without_the_last_slash_a_post_is_redirected_with_307(one_api: Operator) -> None:
    answer = await one_api.http.post("/api/token", headers=one_api.sales(), json={"name": "x"})
    assert (answer.status_code, answer.headers["location"], answer.content) == (307, "/api/token/", b"")


async def test_names_are_not_unique_and_may_be_empty_and_quotas_negative(one_api: Operator) -> None:
    for fields in ({}, {}, {"name": ""}, {"remain_quota": -5}):
        assert (await one_api.create_token(**fields)).json()["success"] is True
    assert [row["id"] for row in await one_api.search("AC7K2M9QXT4B")] == [1, 2, 4]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"name": "x" * 31}, "参数错误：令牌名称过长"),
        ({"name": "套" * 11}, "参数错误：令牌名称过长"),
        (
            {"remain_quota": 1.5},
            "json: cannot unmarshal number 1.5 into Go struct field Token.remain_quota of type int64",
        ),
        (
            {"remain_quota": "5"},
            "json: cannot unmarshal string into Go struct field Token.remain_quota of type int64",
        ),
        (
            {"remain_quota": True},
            "json: cannot unmarshal bool into Go struct field Token.remain_quota of type int64",
        ),
        ({"name": 5}, "json: cannot unmarshal number into Go struct field Token.name of type string"),
    ],
)
async def test_a_faulty_key_is_refused_with_http_200(
    one_api: Operator, fields: dict[str, Any], message: str
) -> None:
    answer = await one_api.create_token(**fields)
    assert answer.status_code == 200
    assert answer.json() == {"message": message, "success": False}


@pytest.mark.parametrize("name", ["x" * 30, "套" * 10])
async def test_a_name_of_thirty_bytes_is_allowed(one_api: Operator, name: str) -> None:
    assert (await one_api.create_token(name=name)).json()["success"] is True


async def test_search_takes_a_prefix_in_which_two_characters_are_wildcards(one_api: Operator) -> None:
    await one_api.create_token(name="TG-1")
    await one_api.create_token(name="TG-12")
    assert [row["name"] for row in await one_api.search("TG-1")] == ["TG-1", "TG-12"]
    assert [row["name"] for row in await one_api.search("TG_12")] == ["TG-12"]
    assert [row["name"] for row in await one_api.search("%2")] == ["TG-12"]
    assert await one_api.search("G-1") == []
    assert await one_api.search("[") == []


async def test_lists_are_pages_of_ten_from_page_0_with_the_youngest_first(one_api: Operator) -> None:
    for number in range(12):
        await one_api.create_token(name=str(number))
    pages = [
        (await one_api.http.get(f"/api/token/?p={page}", headers=one_api.sales())).json()["data"]
        for page in range(3)
    ]
    assert [[row["name"] for row in page] for page in pages] == [
        ["11", "10", "9", "8", "7", "6", "5", "4", "3", "2"],
        ["1", "0"],
        [],
    ]


async def test_an_account_sees_changes_and_deletes_only_its_own_keys(one_api: Operator) -> None:
    token_id = (await one_api.create_token()).json()["data"]["id"]
    for method in ("GET", "DELETE"):
        answer = await one_api.http.request(method, f"/api/token/{token_id}", headers=one_api.admin())
        assert answer.json() == {"message": "record not found", "success": False}
    deleted = await one_api.http.delete(f"/api/token/{token_id}", headers=one_api.sales())
    assert deleted.json() == {"message": "", "success": True}
    assert (await one_api.ledger())["tokens"] == []


async def test_refilling_an_exhausted_key_takes_two_calls(one_api: Operator) -> None:
    row = (await one_api.create_token(name="one", remain_quota=1)).json()["data"]
    one_api.console.tokens[row["id"]].remain_quota = -999
    one_api.console.tokens[row["id"]].status = 4
    put = {"id": row["id"], "name": "one", "remain_quota": 500000, "expired_time": -1}

    async def change(body: dict[str, Any], query: str = "") -> dict[str, Any]:
        answer = await one_api.http.put(f"/api/token/{query}", headers=one_api.sales(), json=body)
        return dict(answer.json())

    assert (await change(put | {"status": 1}))["success"] is False
    refilled = await change(put)
    assert (refilled["data"]["remain_quota"], refilled["data"]["status"]) == (500000, 4)
    assert refilled["data"]["subnet"] is None
    assert (await change({"id": row["id"], "status": 1}, "?status_only=1"))["data"]["status"] == 1


async def _codes(operator: Operator, **fields: Any) -> dict[str, Any]:
    body = {"name": "AC7K2M9QXT4B", "quota": 500000, "count": 1} | fields
    answer = await operator.http.post("/api/redemption/", headers=operator.admin(), json=body)
    assert answer.status_code == 200
    return dict(answer.json())


async def test_redemption_codes_are_hexadecimal_and_made_by_administrators_only(one_api: Operator) -> None:
    codes = (await _codes(one_api, count=3))["data"]
    assert [len(code) for code in codes] == [32, 32, 32]
    refused = await one_api.http.post("/api/redemption/", headers=one_api.sales(), json={"name": "a"})
    assert refused.json() == {"message": "无权进行此操作，权限不足", "success": False}


@pytest.mark.parametrize(
    "fields", [{"count": 101}, {"count": 0}, {"name": ""}, {"name": "y" * 21}, {"name": "套" * 7}]
)
async def test_faulty_codes_are_refused(one_api: Operator, fields: dict[str, Any]) -> None:
    assert (await _codes(one_api, **fields))["success"] is False
    assert (await one_api.ledger())["redemptions"] == []


async def test_a_code_worth_nothing_becomes_worth_a_hundred_units(one_api: Operator) -> None:
    await _codes(one_api, quota=0)
    found = await one_api.http.get("/api/redemption/search?keyword=AC7K", headers=one_api.admin())
    assert found.json()["data"][0]["quota"] == 100


async def test_codes_are_found_by_name_and_never_by_the_code(one_api: Operator) -> None:
    code = (await _codes(one_api))["data"][0]
    for keyword, number in (("AC7K2M9QXT4B", 1), ("1", 1), (code, 0)):
        found = await one_api.http.get(
            "/api/redemption/search", params={"keyword": keyword}, headers=one_api.admin()
        )
        assert len(found.json()["data"]) == number


async def _alice(operator: Operator) -> dict[str, str]:
    account = {"username": "alice", "password": "alicepass1"}
    assert (await operator.http.post("/api/user/register", json=account)).json()["success"] is True
    login = (await operator.http.post("/api/user/login", json=account)).json()
    assert (login["data"]["username"], login["data"]["group"]) == ("alice", "")
    token = (await operator.http.get("/api/user/token")).json()["data"]
    operator.http.cookies.clear()
    return {"Authorization": token}


async def test_a_customer_registers_redeems_once_and_creates_a_key(one_api: Operator) -> None:
    code = (await _codes(one_api))["data"][0]
    alice = await _alice(one_api)

    async def redeem(key: str) -> dict[str, Any]:
        answer = await one_api.http.post("/api/user/topup", headers=alice, json={"key": key})
        return dict(answer.json())

    assert await redeem(code) == {"data": 500000, "message": "", "success": True}
    assert (await redeem(code))["success"] is False
    assert (await redeem("junk"))["message"] != (await redeem(code))["message"]
    assert (await one_api.http.get("/api/user/self", headers=alice)).json()["data"]["quota"] == 500000
    used = (await one_api.http.get("/api/redemption/1", headers=one_api.admin())).json()["data"]
    assert used["status"] == 3
    assert used["redeemed_time"] > 0
    made = await one_api.http.post("/api/token/", headers=alice, json={"name": "mine", "remain_quota": 1})
    assert made.json()["success"] is True


async def test_a_disabled_code_reads_like_a_used_one_and_a_deleted_one_is_unknown(one_api: Operator) -> None:
    codes = (await _codes(one_api, count=2))["data"]
    await one_api.http.put(
        "/api/redemption/?status_only=1", headers=one_api.admin(), json={"id": 1, "status": 2}
    )
    await one_api.http.delete("/api/redemption/2", headers=one_api.admin())
    messages = [
        (await one_api.http.post("/api/user/topup", headers=one_api.sales(), json={"key": code})).json()[
            "message"
        ]
        for code in codes
    ]
    assert messages == ["兑换失败，该兑换码已被使用", "兑换失败，无效的兑换码"]


async def test_twenty_at_once_redeem_a_code_once(one_api: Operator) -> None:
    code = (await _codes(one_api))["data"][0]
    answers = await asyncio.gather(
        *(
            one_api.http.post("/api/user/topup", headers=one_api.sales(), json={"key": code})
            for _ in range(20)
        )
    )
    assert sum(answer.json()["success"] for answer in answers) == 1


async def test_an_administrator_tops_up_an_account(one_api: Operator) -> None:
    body = {"user_id": one_api.console.sales_user_id, "quota": 1000, "remark": "refill"}
    await one_api.http.post("/api/topup", headers=one_api.admin(), json=body)
    me = (await one_api.http.get("/api/user/self", headers=one_api.sales())).json()["data"]
    assert me["quota"] == 50_001_000
    await one_api.http.post("/api/topup", headers=one_api.sales(), json=body)
    assert one_api.console.users[one_api.console.sales_user_id].quota == 50_001_000


async def test_each_answer_carries_the_request_number(one_api: Operator) -> None:
    first, second = await one_api.http.get("/api/status"), await one_api.http.get("/api/status")
    assert first.headers["x-oneapi-request-id"] != second.headers["x-oneapi-request-id"]


async def test_the_console_comes_back_as_it_was(tmp_path: Path) -> None:
    documents = Documents(tmp_path / "console.sqlite")
    async with open_console(documents=documents) as console:
        await console.create_token(name="kept")
        await console.create_token(name="deleted")
        await console.http.delete("/api/token/2", headers=console.sales())
        before = await console.ledger()
    async with open_console(documents=documents) as console:
        assert await console.ledger() == before
        assert (await console.create_token()).json()["data"]["id"] == 3
    documents.close()


@pytest.mark.parametrize("path", ["/", "/register", "/login", "/topup", "/token", "/anything"])
async def test_the_pages_show_one_apis_menu_with_register_and_login(one_api: Operator, path: str) -> None:
    page = (await one_api.http.get(path)).text
    for text in ("One API", 'href="/register"', 'href="/login"', "注册", "登录"):
        assert text in page


async def test_the_base_url_in_a_browser_is_no_page(one_api: Operator) -> None:
    answer = await one_api.http.get("/v1")
    assert answer.status_code == 404
    assert answer.json()["error"]["message"] == "Invalid URL (GET /v1)"
