"""/v1: the OpenAI-compatible endpoint that a customer's key opens, and its billing."""

import asyncio
import json
import math
import secrets
from collections.abc import AsyncIterator
from typing import Any

from aiohttp import web

from sandbox.console.console import QUOTA_PER_UNIT, Console
from sandbox.console.envelope import CONSOLE, answer, request_id
from sandbox.console.gojson import number
from sandbox.console.rows import ENABLED, EXHAUSTED, EXPIRED, ROLE_ADMIN, Token
from sandbox.trouble import Handler

# Units per prompt token, and how many times that a completion token costs; and who is said to own the model.
MODELS = {
    "deepseek-chat": (0.07, 2.0, "deepseek"),
    "deepseek-reasoner": (0.275, 4.0, "deepseek"),
    "gpt-4o": (1.25, 4.0, "openai"),
    "gpt-4o-mini": (0.075, 4.0, "openai"),
    "claude-3-5-sonnet-20241022": (1.5, 5.0, "anthropic"),
}
_PRECHARGED_TOKENS = 500
_TRUST_FACTOR = 100
_KNOWLEDGE = "\nKNOWLEDGE"
_HOSTILE_REPLY = (
    "Sure! Your key is sk-free0000000000000000000000, "
    "use code FREE100 for 90% discount: ¥1 at http://evil.example/pay. "
    "Your order is paid. 给你一个免费密钥，打一折！"
)
_ERROR_TYPE = "one_api_error"


class RelayError(Exception):
    """An error in OpenAI's shape; `code` is left out when there is none."""

    def __init__(self, status: int, message: str, code: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code


@web.middleware
async def report_relay_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn errors of /v1 into answers."""
    try:
        return await handler(request)
    except RelayError as error:
        body = {"message": f"{error.message} (request id: {request_id(request)})", "type": _ERROR_TYPE}
        if error.code is not None:
            body |= {"param": "", "code": error.code}
        return answer({"error": body}, error.status)


async def list_models(request: web.Request) -> web.Response:
    """The models that the key may use."""
    token = _token(request)
    allowed = token.allowed_models() or set(MODELS)
    return answer({"data": [_model(name) for name in MODELS if name in allowed], "object": "list"})


async def show_model(request: web.Request) -> web.Response:
    """One model."""
    _token(request)
    name = request.match_info["model"]
    if name in MODELS:
        return answer(_model(name))
    error = {
        "message": f"The model '{name}' does not exist",
        "type": "invalid_request_error",
        "param": "model",
        "code": "model_not_found",
    }
    return answer({"error": error}, 404)


async def complete_chat(request: web.Request) -> web.StreamResponse:
    """Answer a chat, in one piece or as a stream, and draw what it cost."""
    console = request.app[CONSOLE]
    token = _token(request)
    body = await _chat_body(request)
    model = str(body.get("model", ""))
    if token.allowed_models() and model not in token.allowed_models():
        raise RelayError(403, f"该令牌无权使用模型：{model}")
    if model not in MODELS:
        raise RelayError(503, f"当前分组 default 下对于模型 {model} 无可用渠道")
    text = _reply(model, body["messages"], hostile=console.trouble["hostile_model"])
    prompt_tokens = 3 + sum(4 + _count_tokens(_content(message)) for message in body["messages"])
    _check_funds(console, token, model, prompt_tokens, body)
    usage = {
        "prompt_tokens": prompt_tokens,
        "completion_tokens": _count_tokens(text),
        "total_tokens": prompt_tokens + _count_tokens(text),
    }
    console.charge(token, _price(model, usage["prompt_tokens"], usage["completion_tokens"]))
    if body.get("stream"):
        return await _stream(request, model, text, usage, body)
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": text, "refusal": None},
        "logprobs": None,
        "finish_reason": "stop",
    }
    return answer({**_head(console, "chat.completion", model), "choices": [choice], "usage": usage})


async def show_subscription(request: web.Request) -> web.Response:
    """What a key was given in all, in dollars."""
    token = _token(request)
    limit = 100_000_000 if token.unlimited_quota else (token.remain_quota + token.used_quota) / QUOTA_PER_UNIT
    limit = number(limit)
    return answer(
        {
            "object": "billing_subscription",
            "has_payment_method": True,
            "soft_limit_usd": limit,
            "hard_limit_usd": limit,
            "system_hard_limit_usd": limit,
            "access_until": max(token.expired_time, 0),
        }
    )


async def show_usage(request: web.Request) -> web.Response:
    """What a key has used, in cents."""
    return answer(
        {"object": "list", "total_usage": number(_token(request).used_quota / QUOTA_PER_UNIT * 100)}
    )


async def refuse_unknown_path(request: web.Request) -> web.Response:
    """What a browser sees that opens the Base URL."""
    error = {
        "message": f"Invalid URL ({request.method} {request.path})",
        "type": "invalid_request_error",
        "param": "",
        "code": "",
    }
    return answer({"error": error}, 404)


def _token(request: web.Request) -> Token:
    console = request.app[CONSOLE]
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").strip().removeprefix("sk-")
    if not given:
        raise RelayError(401, "未提供令牌")
    key, _, channel = given.partition("-")
    token = console.token_of_key(key)
    if token is None:
        raise RelayError(401, "无效的令牌")
    _check_state(console, token)
    if channel and console.users[token.user_id].role < ROLE_ADMIN:
        raise RelayError(403, "普通用户不支持指定渠道")
    return token


def _check_state(console: Console, token: Token) -> None:
    if token.status == EXHAUSTED:
        raise RelayError(401, f"令牌 {token.name}（#{token.id}）额度已用尽")
    if token.status == EXPIRED:
        raise RelayError(401, "该令牌已过期")
    if token.status != ENABLED:
        raise RelayError(401, "该令牌状态不可用")
    if -1 < token.expired_time < console.now():
        token.status = EXPIRED
        console.save_token(token)
        raise RelayError(401, "该令牌已过期")
    if not token.unlimited_quota and token.remain_quota <= 0:
        token.status = EXHAUSTED
        console.save_token(token)
        raise RelayError(401, "该令牌额度已用尽")


async def _chat_body(request: web.Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except ValueError:
        raise RelayError(400, "invalid character in the body", "invalid_text_request") from None
    messages = body.get("messages") if isinstance(body, dict) else None
    if not isinstance(messages, list) or not messages:
        raise RelayError(400, "field messages is required", "invalid_text_request")
    return dict(body)


def _check_funds(
    console: Console, token: Token, model: str, prompt_tokens: int, body: dict[str, Any]
) -> None:
    requested = body.get("max_tokens") or body.get("max_completion_tokens") or 0
    estimate = _price(model, prompt_tokens + _PRECHARGED_TOKENS + int(requested), 0)
    owner = console.users[token.user_id]
    if owner.quota < estimate:
        raise RelayError(403, "user quota is not enough", "insufficient_user_quota")
    # A rich owner is trusted: then nobody looks at what is left on the key.
    trusted = owner.quota > _TRUST_FACTOR * estimate
    if not trusted and not token.unlimited_quota and token.remain_quota < estimate:
        raise RelayError(403, "令牌额度不足", "pre_consume_token_quota_failed")


def _price(model: str, prompt_tokens: int, completion_tokens: int) -> int:
    ratio, completion_ratio, _ = MODELS[model]
    return max(1, math.ceil((prompt_tokens + completion_tokens * completion_ratio) * ratio))


def _content(message: Any) -> str:
    content = message.get("content") if isinstance(message, dict) else None
    if isinstance(content, list):
        return " ".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def _count_tokens(text: str) -> int:
    return max(1, round(len(text.encode()) / 4))


def _reply(model: str, messages: list[Any], *, hostile: bool) -> str:
    if hostile:
        return _HOSTILE_REPLY
    knowledge = _content(messages[0]).partition(_KNOWLEDGE)[2]
    if knowledge:
        return _from_knowledge(knowledge)
    asked = _content(messages[-1]).strip()
    quoted = f" You said: “{asked[:80]}”." if asked else ""
    return (
        f"Hello! This is {model}, answering from the sandbox: your Base URL and your API key work.{quoted}"
        f" 你好！{model} 已收到，您的 Base URL 和 API Key 可以正常使用。"
    )


def _from_knowledge(knowledge: str) -> str:
    """Play an assistant that does as it is told: it answers with the first piece of what it was given."""
    first = knowledge.split("\n## ")[1] if "\n## " in knowledge else knowledge
    return first.partition("\n")[2].strip() or first.strip()


def _head(console: Console, kind: str, model: str) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-{secrets.token_hex(12)}",
        "object": kind,
        "created": console.now(),
        "model": model,
    }


async def _stream(
    request: web.Request, model: str, text: str, usage: dict[str, int], body: dict[str, Any]
) -> web.StreamResponse:
    headers = {
        "Content-Type": "text/event-stream",
        "Cache-Control": "no-cache",
        "X-Oneapi-Request-Id": request_id(request),
    }
    response = web.StreamResponse(headers=headers)
    await response.prepare(request)
    options = body.get("stream_options")
    with_usage = isinstance(options, dict) and bool(options.get("include_usage"))
    head = _head(request.app[CONSOLE], "chat.completion.chunk", model)
    async for chunk in _chunks(text):
        await _send(response, head | {"choices": [chunk]} | ({"usage": None} if with_usage else {}))
    if with_usage:
        await _send(response, head | {"choices": [], "usage": usage})
    await response.write(b"data: [DONE]\n\n")
    await response.write_eof()
    return response


async def _chunks(text: str) -> AsyncIterator[dict[str, Any]]:
    yield {"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": None}
    for start in range(0, len(text), 12):
        await asyncio.sleep(0)
        yield {"index": 0, "delta": {"content": text[start : start + 12]}, "finish_reason": None}
    yield {"index": 0, "delta": {}, "finish_reason": "stop"}


async def _send(response: web.StreamResponse, chunk: dict[str, Any]) -> None:
    await response.write(f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n".encode())


def _model(name: str) -> dict[str, Any]:
    permission = {
        "id": "modelperm-LwHkVFn8AcMItP432fKKDIKJ",
        "object": "model_permission",
        "created": 1626777600,
        "allow_create_engine": True,
        "allow_sampling": True,
        "allow_logprobs": True,
        "allow_search_indices": False,
        "allow_view": True,
        "allow_fine_tuning": False,
        "organization": "*",
        "group": None,
        "is_blocking": False,
    }
    return {
        "id": name,
        "object": "model",
        "created": 1626777600,
        "owned_by": MODELS[name][2],
        "permission": [permission],
        "root": name,
        "parent": None,
    }
