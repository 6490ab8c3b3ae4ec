"""The seam through which the shop speaks HTTP: every failure gets its kind, and no message a secret."""

import asyncio
import traceback

import httpx
import pytest

from fulfillment.outcomes import OutcomeUnknown, OutsideError, Rejected, Retryable
from fulfillment.requests import excerpt, json_object, new_client, send
from tests.payments.wire import BROKE_OFF, HTML, NEVER_LEFT, UNCLEAR, Wire, reply, text

ADDRESS = "https://gateway.example/api.php"
SECRET = "".join(["the", "key"])


async def ask(wire: Wire, headers: dict[str, str] | None = None) -> httpx.Response:
    async with wire.client() as client:
        return await send(
            client, "GET", ADDRESS, what="the question", params={"key": SECRET}, headers=headers
        )


@pytest.mark.parametrize("failure", NEVER_LEFT)
async def test_a_request_that_never_left_may_be_sent_again(failure: type[httpx.HTTPError]) -> None:
    with pytest.raises(Retryable):
        await ask(Wire({"GET /api.php": failure}))


@pytest.mark.parametrize("failure", BROKE_OFF)
async def test_a_request_that_broke_off_may_have_happened(failure: type[httpx.HTTPError]) -> None:
    with pytest.raises(OutcomeUnknown):
        await ask(Wire({"GET /api.php": failure}))


@pytest.mark.parametrize("failure", [*NEVER_LEFT, *BROKE_OFF])
async def test_no_secret_is_in_a_failure_or_its_traceback(failure: type[httpx.HTTPError]) -> None:
    with pytest.raises(OutsideError) as caught:
        await ask(Wire({"GET /api.php": failure}))
    told = "".join(traceback.format_exception(caught.value))
    assert SECRET not in told
    assert "gateway.example" not in str(caught.value)
    assert "the question" in str(caught.value)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("17", 17.0), ("", None), ("soon", None), ("-1", None), ("inf", None), ("٣", None)],
)
async def test_the_limit_of_requests_says_how_long_to_wait(header: str, seconds: float | None) -> None:
    limited = httpx.Response(429, headers={b"Retry-After": header.encode()} if header else {})
    with pytest.raises(Retryable) as caught:
        await ask(Wire({"GET /api.php": limited}))
    assert caught.value.retry_after == seconds


@pytest.mark.parametrize("status", [301, 302, 307, 308, 500, 502, 503, 504, 520])
async def test_a_redirect_and_a_server_error_prove_nothing(status: int) -> None:
    wire = Wire({"GET /api.php": httpx.Response(status, headers={"Location": "https://elsewhere.example/"})})
    with pytest.raises(OutcomeUnknown):
        await ask(wire)
    assert len(wire.requests) == 1, "a key never follows a redirect"


@pytest.mark.parametrize(
    "answer", [text(HTML), text(""), text("[]"), text("null"), text('{"a": NaN}'), UNCLEAR[8]]
)
async def test_what_is_no_json_object_proves_nothing(answer: httpx.Response) -> None:
    with pytest.raises(OutcomeUnknown):
        json_object(await ask(Wire({"GET /api.php": answer})), "the question")


async def test_json_is_read_whatever_it_calls_itself_and_keeps_amounts_exact() -> None:
    answer = text('\ufeff{"money": 4.9999999999999999999}', content_type="text/html; charset=gbk")
    said = json_object(await ask(Wire({"GET /api.php": answer})), "the question")
    assert str(said["money"]) == "4.9999999999999999999"


@pytest.mark.parametrize("url", ["ftp://gateway.example/", "gateway.example", "https://g.example:port/"])
async def test_an_address_that_is_none_is_refused_before_anything_is_sent(url: str) -> None:
    wire = Wire({})
    with pytest.raises(Rejected):
        await ask_plainly(wire, url)
    assert not wire.requests


async def ask_plainly(wire: Wire, url: str) -> None:
    """Over the real transport's checks of the address, without its network."""
    async with new_client() if url.startswith("ftp") or "://" not in url else wire.client() as client:
        await send(client, "GET", url, what="the question")


@pytest.mark.parametrize("token", ["line\nbreak", "“quoted”", "令牌"])
async def test_a_credential_that_cannot_be_a_header_is_refused_before_anything_is_sent(token: str) -> None:
    wire = Wire({})
    with pytest.raises(Rejected) as caught:
        await ask(wire, headers={"Authorization": token})
    assert token not in str(caught.value)
    assert not wire.requests


async def test_a_whole_call_has_a_deadline_however_the_answer_drips() -> None:
    async def drip(request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError("never")

    async with new_client(transport=httpx.MockTransport(drip)) as client:
        with pytest.raises(OutcomeUnknown):
            await send(client, "GET", ADDRESS, what="the question", deadline=0.01)


async def test_the_client_reads_no_proxy_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    async with new_client() as client:
        assert client.trust_env is False
        assert client.follow_redirects is False
        assert (client.timeout.connect, client.timeout.read) == (5.0, 15.0)
        assert not any(client.event_hooks.values())


def test_what_the_outside_says_is_cut_and_blotted() -> None:
    assert excerpt("wrong\n key SECRET", "SECRET", "") == "wrong key ***"
    assert len(excerpt("x" * 5000)) == 200
    assert excerpt(None) == ""


async def test_an_answer_of_the_kind_expected_comes_through() -> None:
    assert json_object(await ask(Wire({"GET /api.php": reply({"code": 1})})), "the question") == {"code": 1}
