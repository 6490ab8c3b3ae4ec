"""Keys at One API, as its answers were recorded."""

import json
from typing import Any

import httpx
import pytest

from fulfillment.complaints import Complaint
from fulfillment.consoles.account import base_url
from fulfillment.consoles.issuer import Condition, DeliveryPath
from fulfillment.consoles.one_api import OneApiKeys
from fulfillment.outcomes import OutcomeUnknown, OutsideError, Rejected, Retryable
from tests.consoles import transcripts
from tests.payments.wire import BROKE_OFF, HTML, NEVER_LEFT, UNCLEAR, Reply, Wire, reply, text

NAME = "TG-20261123-0001"
TOKEN = "f4db16a052cd41649e98db4dce1f87dc"
CREATE, SEARCH, UPDATE, SELF = (
    "POST /api/token/",
    "GET /api/token/search",
    "PUT /api/token/",
    "GET /api/user/self",
)
STATUS = "GET /api/status"
MODELS = "GET /v1/models"


def keys(
    wire: Wire, *, url: str = "https://console.example/", user_id: int | None = 1, largest_quota: int = 0
) -> OneApiKeys:
    return OneApiKeys(
        wire.client(),
        url=url,
        token=f" {TOKEN}\n",
        user_id=user_id,
        base_url="https://console.example/v1/",
        largest_quota=largest_quota,
    )


@pytest.mark.parametrize(
    "pasted",
    ["https://c.example/x", " https://c.example/x/ ", "https://c.example/x/v1", "https://c.example/x/api//"],
)
def test_the_address_works_however_it_was_pasted(pasted: str) -> None:
    assert base_url(pasted) == "https://c.example/x"


async def test_a_key_is_made_with_what_was_asked_and_delivered_with_its_prefix() -> None:
    wire = Wire({CREATE: text(transcripts.TOKEN_1)})
    issued = await keys(wire).issue(NAME, 500_000)
    assert wire.bodies(CREATE) == [
        {"name": NAME, "remain_quota": 500_000, "expired_time": -1, "unlimited_quota": False}
    ]
    assert (issued.remote_id, issued.name, issued.secret) == (1, NAME, "sk-" + transcripts.KEY_1)
    assert (issued.quota, issued.live) == (500_000, True)
    assert "sk-" not in repr(issued)


async def test_every_call_carries_the_access_token_and_the_users_number() -> None:
    wire = Wire({SEARCH: text(transcripts.NO_HIT)})
    await keys(wire, user_id=7).find(NAME)
    await keys(wire, user_id=None).find(NAME)
    first, second = wire.requests
    assert first.headers["Authorization"] == TOKEN
    assert first.headers["New-Api-User"] == "7"
    assert "New-Api-User" not in second.headers


async def test_the_same_name_twice_is_found_lowest_first_whatever_the_order() -> None:
    swapped = reply(
        {
            "success": True,
            "data": [row(9), row(3), row(4, name=NAME + "X"), row(5, name="TG-20261123-000")],
        }
    )
    assert [issued.remote_id for issued in await keys(Wire({SEARCH: swapped})).find(NAME)] == [3, 9]
    both = await keys(Wire({SEARCH: text(transcripts.TWO_TOKENS)})).find(NAME)
    assert [issued.secret for issued in both] == ["sk-" + transcripts.KEY_1, "sk-" + transcripts.KEY_2]
    assert await keys(Wire({SEARCH: text(transcripts.NO_HIT)})).find(NAME) == []


def row(remote_id: int, **changes: object) -> dict[str, object]:
    return {
        "id": remote_id,
        "key": transcripts.KEY_1,
        "status": 1,
        "name": NAME,
        "remain_quota": 500_000,
        "used_quota": 0,
    } | changes


@pytest.mark.parametrize(("status", "live"), [(1, True), (2, False), (3, False), (4, True)])
async def test_a_used_up_key_is_still_the_orders_and_a_disabled_one_is_not(status: int, live: bool) -> None:
    answer = reply({"success": True, "data": [row(1, status=status, remain_quota=-999, used_quota=1000)]})
    [issued] = await keys(Wire({SEARCH: answer})).find(NAME)
    assert (issued.live, issued.quota) == (live, 1)
    assert issued.secret == ("sk-" + transcripts.KEY_1 if live else "")


@pytest.mark.parametrize("key", [None, "", "None", "1Ase**********39C1", "x" * 47, "x" * 49, 5, "é" * 48])
async def test_what_is_no_key_is_never_delivered(key: object) -> None:
    for place, data in ((CREATE, row(1, key=key)), (SEARCH, [row(1, key=key)])):
        issuer = keys(Wire({place: reply({"success": True, "data": data})}))
        with pytest.raises(OutcomeUnknown):
            await (issuer.issue(NAME, 500_000) if place == CREATE else issuer.find(NAME))


async def test_a_key_that_comes_with_its_prefix_gets_no_second_one() -> None:
    data = row(1, key="sk-" + transcripts.KEY_1)
    issued = await keys(Wire({CREATE: reply({"success": True, "data": data})})).issue(NAME, 500_000)
    assert issued.secret == "sk-" + transcripts.KEY_1


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "1AsegAw04iB12kCMDb01Bb2a76A54a55876190612d4d39C1",
        row(1, name="another"),
        row(1, remain_quota=100),
        row(1, status=2),
        row(1, id="1"),
        row(1, remain_quota=None),
    ],
)
async def test_an_answer_other_than_what_was_asked_for_is_looked_into(data: object) -> None:
    with pytest.raises(OutcomeUnknown):
        await keys(Wire({CREATE: reply({"success": True, "data": data})})).issue(NAME, 500_000)


@pytest.mark.parametrize("name", ["", "x" * 21, "TG_1", "TG%1", "套餐", "a b", "a\n"])
async def test_a_name_that_consoles_misread_is_a_mistake_of_the_program(name: str) -> None:
    wire = Wire({})
    with pytest.raises(ValueError, match="name"):
        await keys(wire).issue(name, 5)
    with pytest.raises(ValueError, match="name"):
        await keys(wire).find(name)
    assert not wire.requests


@pytest.mark.parametrize("quota", [0, -5, 1.5, "5", True, None])
async def test_a_quota_that_consoles_misread_is_a_mistake_of_the_program(quota: object) -> None:
    wire = Wire({})
    with pytest.raises(ValueError, match="quota"):
        await keys(wire).issue(NAME, quota)  # type: ignore[arg-type]
    assert not wire.requests


# --- refusals and lost credentials ---


async def test_a_refusal_by_a_console_that_still_knows_us_is_only_that() -> None:
    wire = Wire({CREATE: text(transcripts.NAME_TOO_LONG), SELF: text(transcripts.SELF_ALICE)})
    with pytest.raises(Rejected, match="令牌名称过长") as caught:
        await keys(wire).issue(NAME, 5)
    assert not caught.value.auth_lost
    assert wire.places() == [CREATE, SELF]


@pytest.mark.parametrize("asked_again", [text(transcripts.BAD_TOKEN), text(transcripts.NO_TOKEN_401, 401)])
async def test_an_access_token_that_died_is_told_from_a_refusal(asked_again: httpx.Response) -> None:
    wire = Wire({CREATE: text(transcripts.BAD_TOKEN), SELF: asked_again})
    with pytest.raises(Rejected) as caught:
        await keys(wire).issue(NAME, 5)
    assert caught.value.auth_lost
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize(
    "answer", [text(transcripts.NO_TOKEN_401, 401), text(HTML, 401), text(transcripts.LOW_ROLE, 403)]
)
async def test_newer_consoles_say_so_by_status(answer: httpx.Response) -> None:
    wire = Wire({CREATE: answer})
    with pytest.raises(Rejected) as caught:
        await keys(wire).issue(NAME, 5)
    assert caught.value.auth_lost
    assert wire.places() == [CREATE]


@pytest.mark.parametrize(
    "asked_again", [text("", 429), text(HTML, 502), httpx.ConnectError, httpx.ReadTimeout]
)
async def test_a_refusal_stays_one_when_nobody_answers_who_we_are(asked_again: Reply) -> None:
    wire = Wire({CREATE: text(transcripts.NAME_TOO_LONG), SELF: asked_again})
    with pytest.raises(Rejected) as caught:
        await keys(wire).issue(NAME, 5)
    assert not caught.value.auth_lost


@pytest.mark.parametrize(
    "answer",
    [
        text(HTML, 403),
        reply({"success": True}, 404),
        reply({"error": {"message": "Invalid URL"}}, 404),
        reply({"success": 1}),
    ],
)
async def test_an_answer_from_something_in_between_proves_nothing(answer: httpx.Response) -> None:
    with pytest.raises(OutcomeUnknown):
        await keys(Wire({CREATE: answer})).issue(NAME, 5)


# --- whatever is asked ---

ONE = "GET /api/token/1"


async def every_call(answer: Reply) -> list[OutsideError]:
    issuer = keys(Wire(dict.fromkeys([CREATE, SEARCH, UPDATE, ONE, MODELS], answer)))
    raised: list[OutsideError] = []
    for call in (
        issuer.issue(NAME, 5),
        issuer.find(NAME),
        issuer.revoke(1),
        issuer.balance(1),
        issuer.verify("sk-" + transcripts.KEY_1),
    ):
        with pytest.raises(OutsideError) as caught:
            await call
        raised.append(caught.value)
    return raised


@pytest.mark.parametrize("failure", [*NEVER_LEFT, text("", 429)])
async def test_when_nothing_happened_it_may_be_asked_again(failure: Reply) -> None:
    assert all(isinstance(error, Retryable) for error in await every_call(failure))


@pytest.mark.parametrize("failure", [*BROKE_OFF, *UNCLEAR])
async def test_when_nothing_is_certain_nothing_is_assumed(failure: Reply) -> None:
    raised = await every_call(failure)
    assert all(isinstance(error, OutcomeUnknown) for error in raised)
    told = " ".join(str(error) for error in raised)
    assert not any(secret in told for secret in (TOKEN, transcripts.KEY_1, "example"))


# --- revoking, balance, trial ---


async def test_a_revoked_key_is_disabled_and_nothing_else_of_it_changes() -> None:
    wire = Wire({ONE: text(transcripts.TOKEN_1), UPDATE: text(transcripts.TOKEN_11_DISABLED)})
    await keys(wire).revoke(1)
    assert wire.bodies(UPDATE) == [{"id": 1, "status": 2}]
    assert dict(wire.requests[-1].url.params) == {"status_only": "1"}


async def test_a_key_that_is_disabled_or_gone_needs_no_revoking() -> None:
    await keys(Wire({ONE: text(transcripts.TOKEN_11_DISABLED)})).revoke(1)
    await keys(Wire({ONE: text(transcripts.NOT_FOUND), SELF: text(transcripts.SELF_ROOT)})).revoke(1)


async def test_a_key_is_not_taken_for_gone_when_it_is_we_who_are_unknown() -> None:
    with pytest.raises(Rejected) as caught:
        await keys(Wire({ONE: text(transcripts.BAD_TOKEN), SELF: text(transcripts.BAD_TOKEN)})).revoke(1)
    assert caught.value.auth_lost


@pytest.mark.parametrize("silence", [httpx.ReadTimeout, text(HTML, 502)])
async def test_a_key_is_not_taken_for_gone_when_nobody_says_who_we_are(silence: Reply) -> None:
    with pytest.raises(OutcomeUnknown):
        await keys(Wire({ONE: text(transcripts.BAD_TOKEN), SELF: silence})).revoke(1)


@pytest.mark.parametrize(
    ("body", "remaining", "used", "live", "condition"),
    [
        (transcripts.TOKEN_1_USED, 499_000, 1000, True, Condition.GOOD),
        (transcripts.TOKEN_10_EXHAUSTED, 0, 1000, True, Condition.EXHAUSTED),
        (transcripts.TOKEN_11_DISABLED, 500_000, 0, False, Condition.DISABLED),
        (
            transcripts.TOKEN_11_DISABLED.replace('"status":2', '"status":3'),
            500_000,
            0,
            False,
            Condition.EXPIRED,
        ),
    ],
)
async def test_the_balance_is_what_is_left_and_never_less_than_nothing(
    body: str, remaining: int, used: int, live: bool, condition: Condition
) -> None:
    balance = await keys(Wire({ONE: text(body)})).balance(1)
    assert (balance.remaining, balance.used, balance.live) == (remaining, used, live)
    assert balance.condition is condition


async def test_the_funds_are_what_the_sales_account_holds() -> None:
    wire = Wire({SELF: text(transcripts.SELF_ROOT)})
    assert await keys(wire).funds() == json.loads(transcripts.SELF_ROOT)["data"]["quota"]


async def test_a_key_is_tried_as_the_customer_would() -> None:
    wire = Wire({MODELS: text(transcripts.MODELS)})
    await keys(wire).verify("sk-" + transcripts.KEY_1)
    assert wire.requests[0].headers["Authorization"] == "Bearer sk-" + transcripts.KEY_1
    assert "New-Api-User" not in wire.requests[0].headers


@pytest.mark.parametrize(
    "answer", [text(transcripts.BAD_KEY, 401), text(transcripts.CHANNEL_PINNING_REFUSED, 403)]
)
async def test_a_key_that_does_not_work_is_no_fault_of_our_account(answer: httpx.Response) -> None:
    with pytest.raises(Rejected) as caught:
        await keys(Wire({MODELS: answer})).verify("sk-" + transcripts.KEY_1)
    assert not caught.value.auth_lost


@pytest.mark.parametrize(
    "answer", [text(HTML), reply({"error": {}}, 404), reply({"data": None}), text("", 429)]
)
async def test_a_base_url_that_serves_no_models_is_not_blamed_on_the_key(answer: httpx.Response) -> None:
    with pytest.raises((OutcomeUnknown, Retryable)):
        await keys(Wire({MODELS: answer})).verify("sk-" + transcripts.KEY_1)


# --- the doctor ---


async def complaints(
    status: Reply, who: Reply, *, user_id: int = 2, largest_quota: int = 0, **address: str
) -> list[Complaint]:
    wire = Wire({STATUS: status, SELF: who})
    return await keys(wire, user_id=user_id, largest_quota=largest_quota, **address).check()


async def test_a_plain_account_with_enough_on_it_is_fine() -> None:
    status, who = text(transcripts.STATUS), text(transcripts.SELF_ALICE)
    assert await complaints(status, who, largest_quota=500_000) == []


ALICE, NEW_API = (
    transcripts.SELF_ALICE,
    transcripts.STATUS.replace('"quota_per', '"quota_display_type":"USD","quota_per'),
)


@pytest.mark.parametrize(
    ("status", "who", "settings", "word", "fatal"),
    [
        (transcripts.STATUS, ALICE, {"largest_quota": 500_001}, "500000", False),
        (transcripts.STATUS, ALICE, {"user_id": 3}, "user 2", False),
        (transcripts.STATUS, transcripts.SELF_ROOT, {"user_id": 1}, "administrator", False),
        (transcripts.STATUS, ALICE, {"url": "http://console.example"}, "http", False),
        (transcripts.STATUS.replace("500000", "1000"), ALICE, {}, "1000", False),
        (transcripts.STATUS, transcripts.BAD_TOKEN, {}, "access token", True),
        (transcripts.STATUS, ALICE.replace('"status":1', '"status":2'), {}, "disabled", True),
        (transcripts.STATUS, ALICE.replace('"quota":500000', '"quota":0'), {}, "stops", True),
        (transcripts.STATUS, ALICE.replace('"role":1', '"role":null'), {}, "role", True),
        (NEW_API, ALICE, {}, "new-api", True),
        (HTML, ALICE, {}, "status", True),
        (transcripts.STATUS, HTML, {}, "account", True),
    ],
)
async def test_everything_wrong_is_told_in_a_sentence_and_fatal_only_when_no_key_could_be_sold(
    status: str, who: str, settings: dict[str, Any], word: str, fatal: bool
) -> None:
    [complaint] = await complaints(text(status), text(who), **settings)
    assert word in complaint.text
    assert complaint.text.endswith(".")
    assert complaint.fatal is fatal
    assert complaint.remedy


@pytest.mark.parametrize("failure", [*NEVER_LEFT, *BROKE_OFF])
async def test_a_console_that_cannot_be_reached_is_told_not_raised(failure: type[httpx.HTTPError]) -> None:
    assert [complaint.fatal for complaint in await complaints(failure, failure)] == [True, True]


def test_keys_are_path_a() -> None:
    assert keys(Wire({})).path is DeliveryPath.KEY
