"""/api/token: API keys, in One API's manner and in New API's."""

from typing import Any

from aiohttp import web

from sandbox.console.console import MAXIMUM_TOKENS, Console
from sandbox.console.envelope import CONSOLE, Failure, caller, page_of, path_id, success
from sandbox.console.gojson import decode
from sandbox.console.rows import ENABLED, EXHAUSTED, EXPIRED, Token, User, like

_FIELDS = {
    "id": "int",
    "name": "string",
    "status": "int",
    "remain_quota": "int64",
    "expired_time": "int64",
    "unlimited_quota": "bool",
}
_ONE_API_FIELDS = _FIELDS | {"models": "string", "subnet": "string"}
_NEW_API_FIELDS = _FIELDS | {"model_limits_enabled": "bool", "model_limits": "string", "group": "string"}
_BATCH_LIMIT = 100


async def create(request: web.Request) -> web.Response:
    """Create a key; One API answers with the row, New API with nothing."""
    console = request.app[CONSOLE]
    user = caller(request)
    fields = await _fields(request)
    _check(console, fields)
    # Not of customers: they create their own keys here after redeeming the code they got instead.
    if console.trouble["refuse_keys"] and user.id == console.sales_user_id:
        raise Failure("创建令牌失败，请稍后再试")
    if console.new_api and len(console.tokens_of(user)) >= MAXIMUM_TOKENS:
        raise Failure(f"已达到最大令牌数量限制 ({MAXIMUM_TOKENS})")
    token = console.add_token(user, **{key: fields[key] for key in fields if key not in {"id", "status"}})
    return success() if console.new_api else success(token.one_api_row())


async def list_own(request: web.Request) -> web.Response:
    """One page of the caller's keys, the youngest first."""
    console = request.app[CONSOLE]
    tokens = reversed(console.tokens_of(caller(request)))
    return success(page_of(request, [_row(console, token) for token in tokens]))


async def search(request: web.Request) -> web.Response:
    """The caller's keys by name: One API takes a beginning with LIKE's wildcards, New API the whole name."""
    console = request.app[CONSOLE]
    keyword = request.query.get("keyword", "")
    tokens = console.tokens_of(caller(request))
    if not console.new_api:
        return success([token.one_api_row() for token in tokens if like(f"{keyword}%", token.name)])
    key = request.query.get("token", "").removeprefix("sk-")
    found = [
        token.new_api_row()
        for token in reversed(tokens)
        if (not keyword or token.name == keyword) and (not key or token.key == key)
    ]
    return success(page_of(request, found))


async def show(request: web.Request) -> web.Response:
    """One key of the caller's."""
    console = request.app[CONSOLE]
    return success(_row(console, _own(console, caller(request), path_id(request))))


async def reveal(request: web.Request) -> web.Response:
    """New API: the key itself, which its other answers mask."""
    console = request.app[CONSOLE]
    return success({"key": _own(console, caller(request), path_id(request)).key})


async def reveal_many(request: web.Request) -> web.Response:
    """New API: up to a hundred keys by their numbers; others' are left out."""
    console = request.app[CONSOLE]
    user = caller(request)
    ids = decode(await request.read(), "TokenBatch", {"ids": "[]int"}).get("ids", [])
    if not ids:
        raise Failure("无效的参数")
    if len(ids) > _BATCH_LIMIT:
        raise Failure(f"批量操作数量过多，最多 {_BATCH_LIMIT} 个")
    own = [token for token in console.tokens_of(user) if token.id in ids]
    return success({"keys": {str(token.id): token.key for token in own}})


async def update(request: web.Request) -> web.Response:
    """Replace a key's fields, or with `status_only` its status; never both at once."""
    console = request.app[CONSOLE]
    user = caller(request)
    fields = await _fields(request)
    _check(console, fields)
    token = _own(console, user, fields.get("id", 0))
    status = fields.get("status", 0)
    if status == ENABLED:
        _check_can_be_enabled(console, token)
    if request.query.get("status_only"):
        token.status = status
    else:
        token.name = fields.get("name", "")
        token.expired_time = fields.get("expired_time", 0)
        token.remain_quota = fields.get("remain_quota", 0)
        token.unlimited_quota = fields.get("unlimited_quota", False)
        token.models = fields.get("models")
        token.subnet = fields.get("subnet")
        token.model_limits_enabled = fields.get("model_limits_enabled", False)
        token.model_limits = fields.get("model_limits", "")
        token.group = fields.get("group", "")
    console.save_token(token)
    return success(_row(console, token))


async def delete(request: web.Request) -> web.Response:
    """Delete a key of the caller's."""
    console = request.app[CONSOLE]
    console.delete_token(_own(console, caller(request), path_id(request)))
    return success()


async def _fields(request: web.Request) -> dict[str, Any]:
    fields = _NEW_API_FIELDS if request.app[CONSOLE].new_api else _ONE_API_FIELDS
    return decode(await request.read(), "Token", fields)


def _check(console: Console, fields: dict[str, Any]) -> None:
    if len(fields.get("name", "").encode()) > (50 if console.new_api else 30):
        raise Failure("令牌名称过长" if console.new_api else "参数错误：令牌名称过长")
    if console.new_api and not fields.get("unlimited_quota") and fields.get("remain_quota", 0) < 0:
        raise Failure("额度值不能为负数")


def _check_can_be_enabled(console: Console, token: Token) -> None:
    if token.status == EXPIRED and -1 < token.expired_time <= console.now():
        raise Failure("令牌已过期，无法启用，请先修改令牌过期时间，或者设置为永不过期")
    if token.status == EXHAUSTED and token.remain_quota <= 0 and not token.unlimited_quota:
        raise Failure("令牌可用额度已用尽，无法启用，请先修改令牌剩余额度，或者设置为无限额度")


def _own(console: Console, user: User, token_id: int) -> Token:
    token = console.tokens.get(token_id)
    if token is None or token.user_id != user.id:
        raise Failure("record not found")
    return token


def _row(console: Console, token: Token) -> dict[str, Any]:
    return token.new_api_row() if console.new_api else token.one_api_row()
