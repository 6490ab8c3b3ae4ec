"""The console over HTTP: its interface, its relay, and its pages."""

from dataclasses import asdict

from aiohttp import web

from sandbox.console import accounts, pages, redemptions, relay, tokens
from sandbox.console.console import Console
from sandbox.console.envelope import CONSOLE, number_requests, report_failures
from sandbox.trouble import Handler, install

_ACTIONS = {
    ("POST", "/api/token/"): "token_create",
    ("GET", "/api/token/"): "token_list",
    ("PUT", "/api/token/"): "token_update",
    ("GET", "/api/token/search"): "token_search",
    ("POST", "/api/redemption/"): "redemption_create",
    ("GET", "/api/redemption/search"): "redemption_search",
    ("GET", "/v1/models"): "models",
    ("POST", "/v1/chat/completions"): "chat",
}


def create_app(console: Console) -> web.Application:
    """Return the console's web application."""
    app = web.Application(
        middlewares=[number_requests, report_failures, relay.report_relay_errors, _arrive_late]
    )
    app[CONSOLE] = console
    app.router.add_get("/sandbox/ledger", show_ledger)
    install(app, console.trouble, _action_of)
    _add_accounts(app)
    _add_tokens(app, new_api=console.new_api)
    _add_redemptions(app)
    _add_relay(app)
    pages.add_routes(app)
    return app


def _action_of(request: web.Request) -> str | None:
    if not request.path.startswith(("/api/", "/v1/")):
        return None
    if request.method == "DELETE" and request.path.startswith("/api/token/"):
        return "token_delete"
    return _ACTIONS.get((request.method, request.path), "other")


@web.middleware
async def _arrive_late(request: web.Request, handler: Handler) -> web.StreamResponse:
    console = request.app[CONSOLE]
    if console.trouble["late_arrival"] and _action_of(request) in {"token_create", "redemption_create"}:
        return await console.trouble.answer_late(request, handler, console.late_seconds)
    return await handler(request)


def _add_accounts(app: web.Application) -> None:
    router = app.router
    router.add_get("/api/status", accounts.status)
    router.add_post("/api/user/register", accounts.register)
    router.add_post("/api/user/login", accounts.login)
    router.add_get("/api/user/logout", accounts.logout)
    router.add_get("/api/user/self", accounts.show_self)
    router.add_get("/api/user/token", accounts.renew_access_token)
    router.add_post("/api/user/topup", accounts.redeem)
    router.add_get("/api/user/search", accounts.search_users)
    router.add_get("/api/user/", accounts.list_users)
    router.add_post("/api/user/", accounts.create_user)
    router.add_get("/api/user/{id}", accounts.show_user)
    router.add_post("/api/topup", accounts.top_up)


def _add_tokens(app: web.Application, *, new_api: bool) -> None:
    router = app.router
    router.add_route("*", "/api/token", redirect_to_slash)
    router.add_get("/api/token/", tokens.list_own)
    router.add_post("/api/token/", tokens.create)
    router.add_put("/api/token/", tokens.update)
    router.add_get("/api/token/search", tokens.search)
    router.add_get("/api/token/{id}", tokens.show)
    router.add_delete("/api/token/{id}", tokens.delete)
    if new_api:
        router.add_post("/api/token/batch/keys", tokens.reveal_many)
        router.add_post("/api/token/{id}/key", tokens.reveal)


def _add_redemptions(app: web.Application) -> None:
    router = app.router
    router.add_route("*", "/api/redemption", redirect_to_slash)
    router.add_get("/api/redemption/", redemptions.list_all)
    router.add_post("/api/redemption/", redemptions.create)
    router.add_put("/api/redemption/", redemptions.update)
    router.add_get("/api/redemption/search", redemptions.search)
    router.add_get("/api/redemption/{id}", redemptions.show)
    router.add_delete("/api/redemption/{id}", redemptions.delete)


def _add_relay(app: web.Application) -> None:
    router = app.router
    router.add_get("/v1/models", relay.list_models)
    router.add_get("/v1/models/{model}", relay.show_model)
    router.add_post("/v1/chat/completions", relay.complete_chat)
    for prefix in ("/v1/dashboard/billing", "/dashboard/billing"):
        router.add_get(f"{prefix}/subscription", relay.show_subscription)
        router.add_get(f"{prefix}/usage", relay.show_usage)
    router.add_route("*", "/v1", relay.refuse_unknown_path)
    router.add_route("*", "/v1/{path:.*}", relay.refuse_unknown_path)
    router.add_route("*", "/api/{path:.*}", relay.refuse_unknown_path)


async def redirect_to_slash(request: web.Request) -> web.Response:
    """Send a call without the last slash to the one with it, as the real server does."""
    location = f"{request.path}/" + (f"?{request.query_string}" if request.query_string else "")
    return web.Response(status=301 if request.method == "GET" else 307, headers={"Location": location})


async def show_ledger(request: web.Request) -> web.Response:
    """Everything in clear, for tests."""
    console = request.app[CONSOLE]
    return web.json_response(
        {
            "tokens": [asdict(token) for token in console.tokens.values()],
            "redemptions": [asdict(redemption) for redemption in console.redemptions.values()],
            "users": [asdict(user) for user in console.users.values()],
        }
    )
