"""Keys at New API: what it does otherwise than One API."""

import httpx
import pytest

from fulfillment.consoles.new_api import NewApiKeys
from fulfillment.outcomes import OutcomeUnknown, Retryable
from tests.consoles import transcripts
from tests.payments.wire import BROKE_OFF, HTML, NEVER_LEFT, Reply, Wire, reply, text

NAME = "AC7K2M9QXT4B"
KEY = transcripts.KEY_1
CREATE, SEARCH, REVEAL = "POST /api/token/", "GET /api/token/search", "POST /api/token/1/key"
MADE = {"success": True, "message": ""}


def keys(wire: Wire) -> NewApiKeys:
    return NewApiKeys(
        wire.client(),
        url="https://console.example",
        token="token",
        user_id=2,
        base_url="https://console.example/v1",
    )


def row(remote_id: int = 1, **changes: object) -> dict[str, object]:
    return {
        "id": remote_id,
        "key": "1Ase**********39C1",
        "status": 1,
        "name": NAME,
        "remain_quota": 500_000,
        "used_quota": 0,
        "DeletedAt": None,
    } | changes


def page(*rows: dict[str, object], total: int | None = None, number: int = 1) -> httpx.Response:
    data = {
        "page": number,
        "page_size": 100,
        "total": len(rows) if total is None else total,
        "items": list(rows),
    }
    return reply({"success": True, "message": "", "data": data})


def revealed(key: object = KEY) -> httpx.Response:
    return reply({"success": True, "message": "", "data": {"key": key}})


async def test_a_key_is_made_found_by_its_name_and_revealed() -> None:
    wire = Wire({CREATE: reply(MADE), SEARCH: page(row()), REVEAL: revealed()})
    issued = await keys(wire).issue(NAME, 500_000)
    assert (issued.remote_id, issued.secret, issued.quota) == (1, "sk-" + KEY, 500_000)
    assert wire.places() == [CREATE, SEARCH, REVEAL]
    assert all(request.headers["New-Api-User"] == "2" for request in wire.requests)


async def test_versions_that_answer_with_the_whole_row_are_taken_at_their_word() -> None:
    wire = Wire({CREATE: reply(MADE | {"data": row(key=KEY)})})
    assert (await keys(wire).issue(NAME, 500_000)).secret == "sk-" + KEY
    assert wire.places() == [CREATE]


async def test_versions_that_do_not_mask_need_no_revealing() -> None:
    wire = Wire({CREATE: reply(MADE), SEARCH: page(row(key="sk-" + KEY))})
    assert (await keys(wire).issue(NAME, 500_000)).secret == "sk-" + KEY


@pytest.mark.parametrize(
    "failure", [*NEVER_LEFT, *BROKE_OFF, text("", 429), text(HTML, 502), text(transcripts.NO_TOKEN_401, 401)]
)
@pytest.mark.parametrize("place", [SEARCH, REVEAL])
async def test_once_a_key_may_exist_no_failure_says_that_nothing_happened(failure: Reply, place: str) -> None:
    script: dict[str, Reply] = {CREATE: reply(MADE), SEARCH: page(row()), REVEAL: revealed(), place: failure}
    with pytest.raises(OutcomeUnknown):
        await keys(Wire({**script})).issue(NAME, 500_000)


@pytest.mark.parametrize("key", [None, "", "None", "1Ase**********39C1", 5])
async def test_what_is_no_key_is_never_delivered(key: object) -> None:
    wire = Wire({CREATE: reply(MADE), SEARCH: page(row()), REVEAL: revealed(key)})
    with pytest.raises(OutcomeUnknown):
        await keys(wire).issue(NAME, 500_000)


@pytest.mark.parametrize(
    "found", [page(), page(row(1), row(2)), page(row(remain_quota=100)), page(row(status=2))]
)
async def test_anything_but_the_one_key_that_was_asked_for_is_looked_into(found: httpx.Response) -> None:
    wire = Wire({CREATE: reply(MADE), SEARCH: found, REVEAL: revealed(), "POST /api/token/2/key": revealed()})
    with pytest.raises(OutcomeUnknown):
        await keys(wire).issue(NAME, 500_000)


async def test_every_page_is_read_and_the_lowest_comes_first() -> None:
    first = page(row(4, key=KEY), row(3, key=KEY, name=NAME + "X"), total=3)
    second = page(row(2, key=transcripts.KEY_2), total=3, number=2)
    wire = Wire({SEARCH: [first, second]})
    assert [issued.remote_id for issued in await keys(wire).find(NAME)] == [2, 4]
    assert [request.url.params["p"] for request in wire.requests] == ["1", "2"]
    assert all(request.url.params["keyword"] == NAME for request in wire.requests)


async def test_a_console_that_repeats_its_page_does_not_hold_us_for_ever() -> None:
    wire = Wire({SEARCH: page(row(1, key=KEY), total=50)})
    assert len(await keys(wire).find(NAME)) == 1
    assert len(wire.requests) == 2


async def test_a_list_without_pages_is_understood_too() -> None:
    wire = Wire({SEARCH: reply({"success": True, "data": [row(1, key=KEY)]})})
    assert len(await keys(wire).find(NAME)) == 1


async def test_no_hits_may_come_as_nothing_at_all() -> None:
    empty = reply({"success": True, "data": {"page": 1, "page_size": 100, "total": 0, "items": None}})
    assert await keys(Wire({SEARCH: empty})).find(NAME) == []


async def test_a_revoked_key_is_found_but_not_revealed() -> None:
    wire = Wire({SEARCH: page(row(status=2))})
    [issued] = await keys(wire).find(NAME)
    assert (issued.live, issued.secret) == (False, "")


async def test_looking_for_a_key_is_asked_again_when_revealing_it_is_limited() -> None:
    with pytest.raises(Retryable):
        await keys(Wire({SEARCH: page(row()), REVEAL: text("", 429)})).find(NAME)


@pytest.mark.parametrize(
    ("count", "fatal"), [(0, []), (899, []), (900, [False]), (999, [False]), (1000, [True]), (1001, [False])]
)
async def test_the_limit_of_keys_for_an_account_is_told_before_it_is_met(
    count: int, fatal: list[bool]
) -> None:
    status = transcripts.STATUS.replace('"quota_per', '"quota_display_type":"USD","quota_per')
    wire = Wire(
        {
            "GET /api/status": text(status),
            "GET /api/user/self": text(transcripts.SELF_ALICE),
            "GET /api/token/": page(total=count),
        }
    )
    complaints = await keys(wire).check()
    assert [complaint.fatal for complaint in complaints] == fatal
    assert all(str(count) in complaint.text and complaint.remedy for complaint in complaints)
