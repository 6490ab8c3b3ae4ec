"""Telling One API from New API, and both from everything else."""

import pytest

from fulfillment.consoles.detect import detect
from fulfillment.outcomes import OutcomeUnknown, Retryable
from tests.consoles import transcripts
from tests.payments.wire import BROKE_OFF, NEVER_LEFT, UNCLEAR, Reply, Wire, reply, text

STATUS = "GET /api/status"


@pytest.mark.parametrize(
    "url", ["https://console.example", "https://console.example/", "https://console.example/v1"]
)
async def test_one_api_is_recognised(url: str) -> None:
    wire = Wire({STATUS: text(transcripts.STATUS)})
    assert await detect(wire.client(), url) == "one-api"
    assert "Authorization" not in wire.requests[0].headers


async def test_new_api_is_recognised() -> None:
    answer = reply({"success": True, "data": {"quota_per_unit": 500000, "quota_display_type": "USD"}})
    assert await detect(Wire({STATUS: answer}).client(), "https://console.example") == "new-api"


@pytest.mark.parametrize(
    "failure", [*UNCLEAR, *BROKE_OFF, reply({"data": {"version": "1"}}), reply({"success": True})]
)
async def test_something_else_is_not_taken_for_a_console(failure: Reply) -> None:
    with pytest.raises(OutcomeUnknown):
        await detect(Wire({STATUS: failure}).client(), "https://console.example")


@pytest.mark.parametrize("failure", [*NEVER_LEFT, text("", 429)])
async def test_a_console_that_is_down_may_be_asked_again(failure: Reply) -> None:
    with pytest.raises(Retryable):
        await detect(Wire({STATUS: failure}).client(), "https://console.example")


@pytest.mark.parametrize("url", ["console.example", "ftp://console.example", ""])
async def test_an_address_that_is_none_is_a_mistake(url: str) -> None:
    with pytest.raises(ValueError, match="address"):
        await detect(Wire({}).client(), url)
