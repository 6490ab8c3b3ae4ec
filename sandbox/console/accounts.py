"""/api/status and /api/user: registering, logging in, access tokens, redeeming, topping up."""

from typing import Any

from aiohttp import web

from sandbox.console.console import QUOTA_PER_UNIT, Console
from sandbox.console.envelope import (
    CONSOLE,
    SESSION_COOKIE,
    Failure,
    caller,
    page_of,
    path_id,
    success,
)
from sandbox.console.gojson import DecodeError, decode
from sandbox.console.rows import ENABLED, ROLE_ADMIN, User, like

_ACCOUNT = {"username": "string", "password": "string", "display_name": "string"}
_INVALID_PARAMETER = "无效的参数"


async def status(request: web.Request) -> web.Response:
    """What anybody may know about the console."""
    console = request.app[CONSOLE]
    texts = (
        "chat_link", "footer_html", "github_client_id", "lark_client_id", "logo", "oidc_authorization_endpoint",
        "oidc_client_id", "oidc_token_endpoint", "oidc_userinfo_endpoint", "oidc_well_known", "top_up_link",
        "turnstile_site_key", "wechat_qrcode",
    )  # fmt: skip
    data: dict[str, Any] = dict.fromkeys(texts, "")
    data |= dict.fromkeys(
        ("email_verification", "github_oauth", "oidc", "turnstile_check", "wechat_login"), False
    )
    data |= {
        "display_in_currency": True,
        "quota_per_unit": QUOTA_PER_UNIT,
        "server_address": console.public_url,
        "start_time": console.started,
        "system_name": "New API" if console.new_api else "One API",
        "version": "v1.0.0-rc.22" if console.new_api else "v0.6.11-preview-8df4a26",
    }
    if console.new_api:
        data["quota_display_type"] = "USD"
    return success(dict(sorted(data.items())))


async def register(request: web.Request) -> web.Response:
    """Open an account for whoever asks."""
    console = request.app[CONSOLE]
    _create_account(console, await _account_fields(request))
    return success()


async def login(request: web.Request) -> web.Response:
    """Open a session by user name and password."""
    console = request.app[CONSOLE]
    fields = await _account_fields(request)
    user = console.user_by_name(fields["username"])
    if user is None or user.password != fields["password"] or user.status != ENABLED:
        raise Failure("用户名或密码错误，或用户已被封禁")
    response = success(user.row_after_login())
    cookie = console.open_session(user)
    response.set_cookie(SESSION_COOKIE, cookie, max_age=2592000, path="/", httponly=True, samesite="Lax")
    return response


async def logout(request: web.Request) -> web.Response:
    """Close the session."""
    request.app[CONSOLE].close_session(request.cookies.get(SESSION_COOKIE, ""))
    response = success()
    response.del_cookie(SESSION_COOKIE, path="/")
    return response


async def show_self(request: web.Request) -> web.Response:
    """The caller's own account."""
    return success(caller(request).row())


async def renew_access_token(request: web.Request) -> web.Response:
    """Make a new access token for the caller; the one before is dead."""
    return success(request.app[CONSOLE].renew_access_token(caller(request)))


async def redeem(request: web.Request) -> web.Response:
    """Turn a redemption code into balance."""
    console = request.app[CONSOLE]
    user = caller(request)
    fields = decode(await request.read(), "topUpRequest", {"key": "string"})
    if not fields.get("key"):
        raise Failure("未提供兑换码")
    try:
        quota = console.redeem(user, fields["key"].strip())
    except KeyError:
        raise Failure("兑换失败，无效的兑换码") from None
    if quota is None:
        raise Failure("兑换失败，该兑换码已被使用")
    return success(quota)


async def list_users(request: web.Request) -> web.Response:
    """All accounts, for administrators."""
    caller(request, ROLE_ADMIN)
    users = sorted(request.app[CONSOLE].users.values(), key=lambda user: -user.id)
    return success(page_of(request, [user.row() for user in users]))


async def search_users(request: web.Request) -> web.Response:
    """Accounts by number or beginning of the name, for administrators."""
    caller(request, ROLE_ADMIN)
    keyword = request.query.get("keyword", "")
    found = [
        user.row(with_access_token=not request.app[CONSOLE].new_api)
        for user in request.app[CONSOLE].users.values()
        if str(user.id) == keyword
        or like(f"{keyword}%", user.username)
        or like(f"{keyword}%", user.display_name)
    ]
    return success(page_of(request, found) if request.app[CONSOLE].new_api else found)


async def create_user(request: web.Request) -> web.Response:
    """Open an account for somebody else, as an administrator."""
    caller(request, ROLE_ADMIN)
    _create_account(request.app[CONSOLE], await _account_fields(request))
    return success()


async def show_user(request: web.Request) -> web.Response:
    """One account below the administrator's own rank."""
    administrator = caller(request, ROLE_ADMIN)
    user = request.app[CONSOLE].users.get(path_id(request))
    if user is None:
        raise Failure("record not found")
    if administrator.role <= user.role and administrator.role < 100:
        raise Failure("无权获取同级或更高等级用户的信息")
    return success(user.row())


async def top_up(request: web.Request) -> web.Response:
    """Add to an account's balance, as an administrator; an unknown account is no error to One API."""
    caller(request, ROLE_ADMIN)
    console = request.app[CONSOLE]
    kinds = {"user_id": "int", "quota": "int", "remark": "string"}
    fields = decode(await request.read(), "adminTopUpRequest", kinds)
    user = console.users.get(fields.get("user_id", 0))
    if user is not None:
        user.quota += fields.get("quota", 0)
        console.save_user(user)
    return success()


async def _account_fields(request: web.Request) -> dict[str, str]:
    try:
        fields = decode(await request.read(), "User", _ACCOUNT)
    except DecodeError:
        raise Failure(_INVALID_PARAMETER) from None
    if not fields.get("username") or not fields.get("password"):
        raise Failure(_INVALID_PARAMETER)
    return fields


def _create_account(console: Console, fields: dict[str, str]) -> User:
    username, password = fields["username"], fields["password"]
    if len(username) > 12 or not 8 <= len(password) <= 20:
        raise Failure("无效的输入，请检查您的输入")
    if console.user_by_name(username):
        raise Failure("UNIQUE constraint failed: users.username")
    user = console.create_user(username, password, fields.get("display_name") or username)
    if not console.new_api:
        console.add_token(user, name="default", remain_quota=-1, unlimited_quota=True)
    return user
