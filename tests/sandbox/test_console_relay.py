"""A customer's key opens the local console's OpenAI-compatible endpoint, with the real client library."""

from collections.abc import AsyncIterator
from typing import Any

import openai
import pytest

from tests.sandbox.outside import Operator, open_console

MODELS = ["deepseek-chat", "deepseek-reasoner", "gpt-4o", "gpt-4o-mini", "claude-3-5-sonnet-20241022"]


@pytest.fixture
async def one_api() -> AsyncIterator[Operator]:
    async with open_console() as operator:
        yield operator


async def _key(operator: Operator, **fields: Any) -> str:
    return f"sk-{(await operator.create_token(**fields)).json()['data']['key']}"


def _client(operator: Operator, key: str) -> openai.AsyncOpenAI:
    return openai.AsyncOpenAI(api_key=key, base_url=f"{operator.url}/v1", max_retries=0)


async def _chat(operator: Operator, key: str, model: str = "deepseek-chat", **more: Any) -> Any:
    body = {"model": model, "messages": [{"role": "user", "content": "Hello!"}]} | more
    return await operator.http.post(
        "/v1/chat/completions", headers={"Authorization": f"Bearer {key}"}, json=body
    )


async def test_the_five_models_are_offered(one_api: Operator) -> None:
    async with _client(one_api, await _key(one_api)) as client:
        assert [model.id async for model in client.models.list()] == MODELS


@pytest.mark.parametrize("model", MODELS)
async def test_each_model_answers_in_its_own_name(one_api: Operator, model: str) -> None:
    async with _client(one_api, await _key(one_api)) as client:
        completion = await client.chat.completions.create(
            model=model,
            messages=[{"role": "system", "content": "Help."}, {"role": "user", "content": "Hello!"}],
        )
    assert model in (completion.choices[0].message.content or "")
    assert completion.usage is not None
    assert completion.usage.total_tokens > 10


async def test_a_stream_gives_the_same_in_pieces_and_ends_with_done(one_api: Operator) -> None:
    key = await _key(one_api)
    async with _client(one_api, key) as client:
        stream = await client.chat.completions.create(
            model="deepseek-chat",
            messages=[{"role": "user", "content": "Hello!"}],
            stream=True,
            stream_options={"include_usage": True},
        )
        chunks = [chunk async for chunk in stream]
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert "deepseek-chat" in text
    assert chunks[-1].usage is not None
    raw = await _chat(one_api, key, stream=True)
    assert raw.headers["content-type"].startswith("text/event-stream")
    assert raw.text.endswith("data: [DONE]\n\n")


async def test_a_call_draws_on_the_key_and_on_its_owner(one_api: Operator) -> None:
    key = await _key(one_api)
    await _chat(one_api, key)
    ledger = await one_api.ledger()
    used = ledger["tokens"][0]["used_quota"]
    assert used > 0
    assert ledger["tokens"][0]["remain_quota"] == 500000 - used
    sales = next(user for user in ledger["users"] if user["username"] == "sales")
    assert sales["quota"] == 50_000_000 - used


async def test_billing_is_in_dollars_and_cents(one_api: Operator) -> None:
    key = await _key(one_api)
    token = next(iter(one_api.console.tokens.values()))
    token.remain_quota, token.used_quota = 499000, 1000
    headers = {"Authorization": f"Bearer {key}"}
    subscription = await one_api.http.get("/v1/dashboard/billing/subscription", headers=headers)
    assert subscription.text == (
        '{"object":"billing_subscription","has_payment_method":true,"soft_limit_usd":1,'
        '"hard_limit_usd":1,"system_hard_limit_usd":1,"access_until":0}'
    )
    usage = await one_api.http.get("/v1/dashboard/billing/usage", headers=headers)
    assert usage.text == '{"object":"list","total_usage":0.2}'


@pytest.mark.parametrize(
    ("key", "words"), [("", "未提供令牌"), ("sk-wrong", "无效的令牌"), ("sk-" + "x" * 48, "无效的令牌")]
)
async def test_a_missing_or_wrong_key_is_401(one_api: Operator, key: str, words: str) -> None:
    answer = await one_api.http.get("/v1/models", headers={"Authorization": f"Bearer {key}"} if key else {})
    assert answer.status_code == 401
    assert answer.json()["error"]["message"].startswith(words)
    assert answer.json()["error"]["type"] == "one_api_error"


async def test_the_client_library_sees_a_wrong_key_as_an_authentication_error(one_api: Operator) -> None:
    async with _client(one_api, "sk-wrong") as client:
        with pytest.raises(openai.AuthenticationError):
            await client.models.list()


async def test_a_disabled_an_expired_and_a_deleted_key_are_401(one_api: Operator) -> None:
    disabled, expired, deleted = [
        await _key(one_api, name=name, expired_time=time)
        for name, time in (("disabled", -1), ("expired", int(one_api.clock.now) + 60), ("deleted", -1))
    ]
    assert {(await _chat(one_api, key)).status_code for key in (disabled, expired, deleted)} == {200}
    put = {"id": 1, "status": 2}
    await one_api.http.put("/api/token/?status_only=1", headers=one_api.sales(), json=put)
    await one_api.http.delete("/api/token/3", headers=one_api.sales())
    one_api.clock.now += 61
    errors = [(await _chat(one_api, key)).json()["error"]["message"] for key in (disabled, expired, deleted)]
    assert [error.split(" ")[0] for error in errors] == ["该令牌状态不可用", "该令牌已过期", "无效的令牌"]


async def test_a_key_is_overdrawn_once_while_its_owner_is_rich_and_then_exhausted(one_api: Operator) -> None:
    key = await _key(one_api, name="one", remain_quota=1)
    answers = [await _chat(one_api, key) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 401, 401]
    assert "该令牌额度已用尽" in answers[1].text
    assert "令牌 one（#1）额度已用尽" in answers[2].text
    token = (await one_api.ledger())["tokens"][0]
    assert token["status"] == 4
    assert token["remain_quota"] < 0


async def test_a_poor_owners_key_is_checked_and_an_empty_owners_key_fails(one_api: Operator) -> None:
    key = await _key(one_api, remain_quota=1)
    sales = one_api.console.users[one_api.console.sales_user_id]
    sales.quota = 1000
    low = await _chat(one_api, key)
    assert (low.status_code, low.json()["error"]["code"]) == (403, "pre_consume_token_quota_failed")
    sales.quota = 0
    empty = await _chat(one_api, key)
    assert (empty.status_code, empty.json()["error"]["code"]) == (403, "insufficient_user_quota")
    headers = {"Authorization": f"Bearer {key}"}
    billing = await one_api.http.get("/v1/dashboard/billing/subscription", headers=headers)
    assert billing.status_code == 200


async def test_an_unknown_model_is_503_and_a_forbidden_one_403(one_api: Operator) -> None:
    assert (await _chat(one_api, await _key(one_api), "nope")).status_code == 503
    limited = await _key(one_api, models="gpt-4o-mini")
    assert (await _chat(one_api, limited, "gpt-4o")).status_code == 403
    assert (await _chat(one_api, limited, "gpt-4o-mini")).status_code == 200


async def test_only_an_administrators_key_can_name_a_channel(one_api: Operator) -> None:
    assert (await _chat(one_api, f"{await _key(one_api)}-1")).status_code == 403
    body = {"name": "pinned", "remain_quota": 1}
    made = await one_api.http.post("/api/token/", headers=one_api.admin(), json=body)
    one_api.console.users[one_api.console.admin_user_id].quota = 500000000
    assert (await _chat(one_api, f"sk-{made.json()['data']['key']}-1")).status_code == 200


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b'{"model": "gpt-4o"}', b'{"model": "gpt-4o", "messages": []}']
)
async def test_a_body_without_messages_is_400(one_api: Operator, body: bytes) -> None:
    headers = {"Authorization": f"Bearer {await _key(one_api)}"}
    answer = await one_api.http.post("/v1/chat/completions", headers=headers, content=body)
    assert answer.status_code == 400
