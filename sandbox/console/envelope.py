"""How the console answers, and how it knows who asks."""

import secrets
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from sandbox.console.console import Console
from sandbox.console.gojson import DecodeError, dumps
from sandbox.console.rows import ENABLED, ROLE_COMMON, User
from sandbox.trouble import Handler

CONSOLE = web.AppKey("console", Console)
SESSION_COOKIE = "session"
ONE_API_PAGE_SIZE = 10

_REQUEST_ID = web.RequestKey("request_id", str)
_NOTHING: Any = object()


class Failure(Exception):
    """A call that fails: HTTP 200 with success:false, unless another status is given."""

    def __init__(self, message: str, status: int = 200) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


def success(data: Any = _NOTHING) -> web.Response:
    """Answer that it worked, with or without data."""
    body = {"message": "", "success": True}
    return answer(body if data is _NOTHING else {"data": data, **body})


def answer(body: Any, status: int = 200) -> web.Response:
    """Answer JSON as the console writes it."""
    return web.Response(text=dumps(body), status=status, content_type="application/json", charset="utf-8")


def request_id(request: web.Request) -> str:
    """The number that the console gives to each request."""
    return request[_REQUEST_ID]


@web.middleware
async def number_requests(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give each request its number, and put it on the answer."""
    now = datetime.now(UTC)
    request[_REQUEST_ID] = f"{now:%Y%m%d%H%M%S%f}{secrets.randbelow(10**11):011d}"
    response = await handler(request)
    if not response.prepared:
        response.headers["X-Oneapi-Request-Id"] = request_id(request)
    return response


@web.middleware
async def report_failures(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn failures into the console's answers."""
    try:
        return await handler(request)
    except Failure as failure:
        return answer({"message": failure.message, "success": False}, failure.status)
    except DecodeError as error:
        return answer({"message": str(error), "success": False})


def caller(request: web.Request, role: int = ROLE_COMMON) -> User:
    """Return the account that asks; raises Failure when there is none, or its role is too low."""
    console = request.app[CONSOLE]
    user = console.user_of_session(request.cookies.get(SESSION_COOKIE, ""))
    if user is None:
        user = _user_of_header(console, request)
    if user.status != ENABLED:
        raise Failure("用户已被封禁", 403 if console.new_api else 200)
    if console.new_api:
        _check_user_header(request, user)
    if user.role < role:
        raise Failure("无权进行此操作，权限不足", 403 if console.new_api else 200)
    return user


def _user_of_header(console: Console, request: web.Request) -> User:
    token = request.headers.get("Authorization", "")
    if not token:
        raise Failure("无权进行此操作，未登录且未提供 access token", 401)
    user = console.user_of_access_token(token.removeprefix("Bearer "))
    if user is None:
        raise Failure("无权进行此操作，access token 无效", 401 if console.new_api else 200)
    return user


def _check_user_header(request: web.Request, user: User) -> None:
    header = request.headers.get("New-Api-User", "")
    if not header:
        raise Failure("无权进行此操作，未提供 New-Api-User", 401)
    if not header.isdecimal():
        raise Failure("无权进行此操作，New-Api-User 格式错误", 401)
    if int(header) != user.id:
        raise Failure("无权进行此操作，New-Api-User 与登录用户不匹配", 401)


def page_of(request: web.Request, rows: list[dict[str, Any]]) -> Any:
    """Cut one page out of rows: a bare list on One API (from page 0), a page object on New API (from 1)."""
    if not request.app[CONSOLE].new_api:
        start = max(_integer(request.query.get("p")), 0) * ONE_API_PAGE_SIZE
        return rows[start : start + ONE_API_PAGE_SIZE]
    page = max(_integer(request.query.get("p")), 1)
    size = _integer(request.query.get("page_size")) or _integer(request.query.get("ps")) or ONE_API_PAGE_SIZE
    size = min(max(size, 1), 100)
    start = (page - 1) * size
    return {"page": page, "page_size": size, "total": len(rows), "items": rows[start : start + size]}


def path_id(request: web.Request) -> int:
    """The number in the path; raises Failure when it is none."""
    text = request.match_info["id"]
    if not text.isdecimal():
        raise Failure(f'strconv.Atoi: parsing "{text}": invalid syntax')
    return int(text)


def _integer(text: str | None) -> int:
    try:
        return int(text or "0")
    except ValueError:
        return 0
