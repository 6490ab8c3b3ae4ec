"""The HTTP server: Bot API, files, the people's side, and the chat page."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aiohttp import web

from sandbox.telegram.calls import Fault
from sandbox.telegram.client import add_client_routes
from sandbox.telegram.errors import ApiError, bad_request
from sandbox.telegram.keys import TELEGRAM
from sandbox.telegram.methods import METHODS, NOT_PLAYED, Described, Handler
from sandbox.telegram.parameters import Parameters, read_parameters
from sandbox.telegram.telegram import Telegram

Json = dict[str, Any]

_LARGEST_REQUEST = 52 * 1024 * 1024
_NOT_BY_WEBHOOK = frozenset({"setwebhook", "deletewebhook", "close", "logout"})
_dumps: Callable[[Any], str] = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def create_app(telegram: Telegram, page_directory: Path | None = None) -> web.Application:
    """Return the application; with a page directory, `/` is its index.html and `/static/…` its files."""
    app = web.Application(client_max_size=_LARGEST_REQUEST)
    app[TELEGRAM] = telegram
    for path in ("/bot{token}/{method}", "/bot{token}/test/{method}"):
        app.router.add_route("GET", path, answer_bot)
        app.router.add_route("POST", path, answer_bot)
    app.router.add_get("/file/bot{token}/{path:.+}", send_file)
    add_client_routes(app)
    if page_directory is not None:
        _add_page(app, page_directory)
    app.on_startup.append(_start)
    app.on_shutdown.append(_stop)
    return app


async def answer_bot(request: web.Request) -> web.StreamResponse:
    """Answer one Bot API call."""
    telegram = request.app[TELEGRAM]
    method = request.match_info["method"]
    refusal = _check_token(telegram, request.match_info["token"])
    if refusal is not None:
        return _json_response(refusal.body(), refusal)
    try:
        parameters = await read_parameters(request)
    except ApiError as error:
        return _json_response(error.body(), error)
    fault = telegram.faults.take(method)
    if fault is not None and fault.kind == "drop_before":
        return _hang_up(request)
    if fault is not None and fault.kind == "slow":
        await asyncio.sleep(fault.seconds)
    answer, refused = await _call(telegram, method, parameters, fault)
    telegram.calls.add(method, parameters, answer, telegram.clock())
    if request.transport is None and refused is None and method.lower() == "getupdates":
        telegram.updates.return_unread(answer["result"])
    if fault is not None and fault.kind == "drop_after":
        return _hang_up(request)
    return _json_response(answer, refused)


async def send_file(request: web.Request) -> web.Response:
    """Send the bytes of a file that getFile named."""
    telegram = request.app[TELEGRAM]
    refusal = _check_token(telegram, request.match_info["token"])
    stored = telegram.files.find_path(request.match_info["path"])
    if refusal is not None or stored is None:
        error = refusal or ApiError(404, "Not Found")
        return _json_response(error.body(), error)
    return web.Response(body=telegram.files.content(stored), content_type="application/octet-stream")


async def _call(
    telegram: Telegram, method: str, parameters: Parameters, fault: Fault | None
) -> tuple[Json, ApiError | None]:
    """Return the body of the answer, and the refusal when it is one."""
    try:
        if fault is not None:
            fault.strike()
        result = await _handler(method)(telegram, parameters)
    except ApiError as refused:
        return refused.body(), refused
    if isinstance(result, Described):
        return {"ok": True, "result": result.result, "description": result.description}, None
    return {"ok": True, "result": result}, None


def _handler(method: str) -> Handler:
    handler = METHODS.get(method.lower())
    if handler is not None:
        return handler
    if method.lower() in NOT_PLAYED:
        raise bad_request("method is not part of the sandbox")
    raise ApiError(404, "Not Found: method not found")


def _check_token(telegram: Telegram, token: str) -> ApiError | None:
    if token == telegram.token:
        return None
    number, colon, _ = token.partition(":")
    if not colon or not number.isdigit() or token.startswith("0") or len(token) > 80:
        return ApiError(401, "Unauthorized: invalid token specified")
    return ApiError(401, "Unauthorized")


def _json_response(answer: Json, refused: ApiError | None) -> web.Response:
    headers = {"Content-Type": "application/json"}
    if refused is not None and refused.parameters and "retry_after" in refused.parameters:
        headers["Retry-After"] = str(refused.parameters["retry_after"])
    status = refused.code if refused is not None else 200
    return web.Response(body=_dumps(answer).encode(errors="replace"), status=status, headers=headers)


def _hang_up(request: web.Request) -> web.StreamResponse:
    """Close the connection so that the bot reads no answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _add_page(app: web.Application, directory: Path) -> None:
    files = {path.name: path for path in directory.iterdir()}

    async def send(request: web.Request) -> web.FileResponse:
        path = files.get(request.match_info.get("name", "index.html"))
        if path is None:
            raise web.HTTPNotFound
        # Else a browser goes on with the scripts of the version before.
        return web.FileResponse(path, headers={"Cache-Control": "no-cache"})

    app.router.add_get("/", send)
    app.router.add_get("/static/{name}", send)


async def _start(app: web.Application) -> None:
    telegram = app[TELEGRAM]

    async def execute(method: str, document: Json) -> None:
        name = method.lower()
        if name.startswith("get") or name in _NOT_BY_WEBHOOK:
            return
        values = {k: v if isinstance(v, str) else _dumps(v) for k, v in document.items() if v is not None}
        parameters = Parameters(values)
        answer, _ = await _call(telegram, method, parameters, None)
        telegram.calls.add(method, parameters, answer, telegram.clock())

    telegram.webhook.execute = execute
    await telegram.start()


async def _stop(app: web.Application) -> None:
    await app[TELEGRAM].stop()
