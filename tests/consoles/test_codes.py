"""Redemption codes, as One API's answers were recorded."""

import httpx
import pytest

from fulfillment.consoles.codes import CodeIssuer
from fulfillment.consoles.issuer import Condition, DeliveryPath
from fulfillment.outcomes import OutcomeUnknown, OutsideError, Rejected, Retryable
from tests.consoles import transcripts
from tests.payments.wire import BROKE_OFF, HTML, NEVER_LEFT, UNCLEAR, Reply, Wire, reply, text

NAME = "TG-20261123-0001"
CODE = transcripts.CODE
CREATE, SEARCH, UPDATE, SELF = (
    "POST /api/redemption/",
    "GET /api/redemption/search",
    "PUT /api/redemption/",
    "GET /api/user/self",
)
ONE = "GET /api/redemption/1"


def codes(wire: Wire) -> CodeIssuer:
    return CodeIssuer(wire.client(), url="https://console.example/", token="token", user_id=1)


def row(remote_id: int = 1, **changes: object) -> dict[str, object]:
    return {"id": remote_id, "key": CODE, "status": 1, "name": NAME, "quota": 500_000} | changes


async def test_one_code_is_made_and_known_by_its_number() -> None:
    wire = Wire({CREATE: text(transcripts.CODE_CREATED), SEARCH: text(transcripts.CODE_FOUND)})
    issued = await codes(wire).issue(NAME, 500_000)
    assert wire.bodies(CREATE) == [{"name": NAME, "quota": 500_000, "count": 1}]
    assert (issued.remote_id, issued.secret, issued.quota, issued.live) == (1, CODE, 500_000, True)


@pytest.mark.parametrize(
    "body",
    [
        transcripts.THREE_CODES,
        transcripts.EMPTY_SUCCESS,
        transcripts.NO_HIT,
        '{"data":"032f2bafa64e46969ec596cc1be444e3","success":true}',
        '{"data":["None"],"success":true}',
        '{"data":[null],"success":true}',
        '{"data":["032F2BAFA64E46969EC596CC1BE444E3"],"success":true}',
        '{"data":["032f2bafa64e46969ec596cc1be444e"],"success":true}',
    ],
)
async def test_anything_but_exactly_one_code_is_looked_into(body: str) -> None:
    with pytest.raises(OutcomeUnknown):
        await codes(Wire({CREATE: text(body)})).issue(NAME, 500_000)


async def test_a_batch_that_failed_halfway_is_looked_into() -> None:
    half = reply({"success": False, "message": "创建失败", "data": [CODE]})
    with pytest.raises(OutcomeUnknown):
        await codes(Wire({CREATE: half})).issue(NAME, 500_000)


@pytest.mark.parametrize("data", [[], None])
async def test_a_refusal_that_made_nothing_is_only_a_refusal(data: object) -> None:
    refused = reply({"success": False, "message": "兑换码名称长度必须在1-20之间", "data": data})
    with pytest.raises(Rejected) as caught:
        await codes(Wire({CREATE: refused, SELF: text(transcripts.SELF_ROOT)})).issue(NAME, 500_000)
    assert not caught.value.auth_lost


@pytest.mark.parametrize(
    "failure", [*NEVER_LEFT, *BROKE_OFF, text("", 429), text(HTML, 502), text(transcripts.NO_TOKEN_401, 401)]
)
async def test_once_a_code_exists_no_failure_says_that_nothing_happened(failure: Reply) -> None:
    with pytest.raises(OutcomeUnknown):
        await codes(Wire({CREATE: text(transcripts.CODE_CREATED), SEARCH: failure})).issue(NAME, 500_000)


@pytest.mark.parametrize(
    "found",
    [
        reply({"success": True, "data": []}),
        reply({"success": True, "data": [row(key="f" * 32)]}),
        reply({"success": True, "data": [row(quota=100)]}),
        reply({"success": True, "data": [row(status=2)]}),
        reply({"success": True, "data": [row(name=NAME + "X")]}),
    ],
)
async def test_a_code_that_is_not_found_as_it_was_asked_for_is_looked_into(found: httpx.Response) -> None:
    with pytest.raises(OutcomeUnknown):
        await codes(Wire({CREATE: text(transcripts.CODE_CREATED), SEARCH: found})).issue(NAME, 500_000)


@pytest.mark.parametrize("quota", [0, -7])
async def test_a_worthless_code_is_never_asked_for(quota: int) -> None:
    wire = Wire({})
    with pytest.raises(ValueError, match="quota"):
        await codes(wire).issue("zeroq", quota)
    assert not wire.requests


@pytest.mark.parametrize(("status", "live"), [(1, True), (2, False), (3, True)])
async def test_a_redeemed_code_is_still_the_orders_and_a_disabled_one_is_not(status: int, live: bool) -> None:
    [issued] = await codes(Wire({SEARCH: reply({"success": True, "data": [row(status=status)]})})).find(NAME)
    assert (issued.live, issued.secret) == (live, CODE)


@pytest.mark.parametrize("paged", [True, False])
async def test_codes_are_found_by_their_whole_name_lowest_first(paged: bool) -> None:
    rows = [row(7), row(3), row(5, name=NAME + "X"), row(int("20261123"), name="other")]
    data = {"page": 1, "page_size": 100, "total": 4, "items": rows} if paged else rows
    found = await codes(Wire({SEARCH: reply({"success": True, "data": data})})).find(NAME)
    assert [issued.remote_id for issued in found] == [3, 7]


async def test_an_unused_code_is_disabled() -> None:
    wire = Wire({ONE: text(transcripts.CODE_1), UPDATE: text(transcripts.CODE_2_DISABLED)})
    await codes(wire).revoke(1)
    assert wire.bodies(UPDATE) == [{"id": 1, "status": 2}]
    assert dict(wire.requests[-1].url.params) == {"status_only": "1"}


async def test_a_code_that_is_disabled_or_gone_needs_no_revoking() -> None:
    await codes(Wire({ONE: text(transcripts.CODE_2_DISABLED)})).revoke(1)
    await codes(Wire({ONE: text(transcripts.NOT_FOUND), SELF: text(transcripts.SELF_ROOT)})).revoke(1)


async def test_a_redeemed_code_cannot_be_taken_back_and_stays_redeemed() -> None:
    wire = Wire({ONE: text(transcripts.CODE_1_USED)})
    with pytest.raises(Rejected, match="redeemed"):
        await codes(wire).revoke(1)
    assert wire.places() == [ONE]


@pytest.mark.parametrize(
    ("body", "remaining", "used", "live", "condition"),
    [
        (transcripts.CODE_1, 500_000, 0, True, Condition.GOOD),
        (transcripts.CODE_1_USED, 0, 500_000, True, Condition.EXHAUSTED),
        (transcripts.CODE_2_DISABLED, 0, 0, False, Condition.DISABLED),
    ],
)
async def test_the_balance_says_whether_it_was_redeemed(
    body: str, remaining: int, used: int, live: bool, condition: Condition
) -> None:
    balance = await codes(Wire({ONE: text(body)})).balance(1)
    assert (balance.remaining, balance.used, balance.live) == (remaining, used, live)
    assert balance.condition is condition


async def test_a_code_needs_no_trial() -> None:
    wire = Wire({})
    await codes(wire).verify(CODE)
    assert not wire.requests


async def every_call(answer: Reply) -> list[OutsideError]:
    issuer = codes(Wire(dict.fromkeys([CREATE, SEARCH, UPDATE, ONE], answer)))
    raised: list[OutsideError] = []
    for call in (issuer.issue(NAME, 5), issuer.find(NAME), issuer.revoke(1), issuer.balance(1)):
        with pytest.raises(OutsideError) as caught:
            await call
        raised.append(caught.value)
    return raised


@pytest.mark.parametrize("failure", [*NEVER_LEFT, text("", 429)])
async def test_when_nothing_happened_it_may_be_asked_again(failure: Reply) -> None:
    assert all(isinstance(error, Retryable) for error in await every_call(failure))


@pytest.mark.parametrize("failure", [*BROKE_OFF, *UNCLEAR])
async def test_when_nothing_is_certain_nothing_is_assumed(failure: Reply) -> None:
    assert all(isinstance(error, OutcomeUnknown) for error in await every_call(failure))


@pytest.mark.parametrize(
    ("who", "word"),
    [
        (transcripts.SELF_ROOT, None),
        (transcripts.SELF_ROOT.replace('"role":100', '"role":10'), None),
        (transcripts.SELF_ROOT.replace('"role":100', '"role":1'), "no administrator"),
        (transcripts.SELF_ROOT.replace('"status":1', '"status":2'), "disabled"),
        (transcripts.BAD_TOKEN, "access token"),
        (HTML, "account"),
    ],
)
async def test_everything_wrong_with_the_account_is_told_in_a_sentence(who: str, word: str | None) -> None:
    wire = Wire({"GET /api/status": text(transcripts.STATUS), SELF: text(who)})
    complaints = await codes(wire).check()
    assert [complaint.fatal for complaint in complaints] == ([] if word is None else [True])
    assert all(word in complaint.text and complaint.remedy for complaint in complaints if word)


def test_codes_are_path_b() -> None:
    assert codes(Wire({})).path is DeliveryPath.CODE
