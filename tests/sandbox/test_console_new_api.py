"""The local console answers as New API does, when told to."""

from collections.abc import AsyncIterator

import pytest

from tests.sandbox.outside import Operator, open_console


@pytest.fixture
async def new_api() -> AsyncIterator[Operator]:
    async with open_console("new-api") as operator:
        yield operator


async def test_the_status_gives_the_flavour_away(new_api: Operator) -> None:
    status = (await new_api.http.get("/api/status")).json()["data"]
    assert status["quota_display_type"] == "USD"


async def test_creating_a_key_answers_without_data_and_the_key_is_asked_for_apart(new_api: Operator) -> None:
    assert (await new_api.create_token()).json() == {"message": "", "success": True}
    found = await new_api.search("AC7K2M9QXT4B")
    assert (found["page"], found["page_size"], found["total"]) == (1, 10, 1)
    row = found["items"][0]
    assert "*" in row["key"]
    revealed = await new_api.http.post(f"/api/token/{row['id']}/key", headers=new_api.sales())
    key = revealed.json()["data"]["key"]
    assert (len(key), "*" in key) == (48, False)
    batch = await new_api.http.post(
        "/api/token/batch/keys", headers=new_api.sales(), json={"ids": [row["id"], 99]}
    )
    assert batch.json()["data"] == {"keys": {str(row["id"]): key}}
    models = await new_api.http.get("/v1/models", headers={"Authorization": f"Bearer sk-{key}"})
    assert models.status_code == 200


async def test_search_takes_the_whole_name(new_api: Operator) -> None:
    await new_api.create_token(name="TG-1")
    await new_api.create_token(name="TG-12")
    assert [row["name"] for row in (await new_api.search("TG-1"))["items"]] == ["TG-1"]
    assert (await new_api.search("TG_1"))["items"] == []


async def test_lists_count_from_page_1(new_api: Operator) -> None:
    for number in range(5):
        await new_api.create_token(name=str(number))
    path = "/api/token/?p=2&page_size=2"
    data = (await new_api.http.get(path, headers=new_api.sales())).json()["data"]
    assert (data["page"], data["page_size"], data["total"]) == (2, 2, 5)
    assert [row["name"] for row in data["items"]] == ["2", "1"]


@pytest.mark.parametrize(("header", "status"), [(None, 401), ("1", 401), ("x", 401)])
async def test_the_user_header_must_be_there_and_be_the_callers(
    new_api: Operator, header: str | None, status: int
) -> None:
    headers = {"Authorization": new_api.console.sales_token}
    if header is not None:
        headers["New-Api-User"] = header
    assert (await new_api.http.get("/api/user/self", headers=headers)).status_code == status


async def test_a_bad_token_is_401_and_a_low_role_is_403(new_api: Operator) -> None:
    bad = await new_api.http.get("/api/user/self", headers={"Authorization": "bad", "New-Api-User": "2"})
    assert bad.status_code == 401
    low = await new_api.http.post("/api/redemption/", headers=new_api.sales(), json={"name": "a"})
    assert low.status_code == 403


async def test_an_owner_has_at_most_a_thousand_keys(new_api: Operator) -> None:
    sales = new_api.console.users[new_api.console.sales_user_id]
    for _ in range(999):
        new_api.console.add_token(sales, name="sold")
    assert (await new_api.create_token()).json()["success"] is True
    assert (await new_api.create_token()).json()["success"] is False


async def test_negative_quotas_and_names_over_fifty_bytes_are_refused(new_api: Operator) -> None:
    assert (await new_api.create_token(remain_quota=-1)).json()["success"] is False
    assert (await new_api.create_token(name="x" * 51)).json()["success"] is False
    assert (await new_api.create_token(name="x" * 50)).json()["success"] is True


async def test_redemption_codes_are_listed_in_pages(new_api: Operator) -> None:
    body = {"name": "AC7K2M9QXT4B", "quota": 1, "count": 2}
    made = (await new_api.http.post("/api/redemption/", headers=new_api.admin(), json=body)).json()
    found = await new_api.http.get("/api/redemption/search?keyword=AC7K", headers=new_api.admin())
    assert [row["key"] for row in found.json()["data"]["items"]] == made["data"][::-1]
