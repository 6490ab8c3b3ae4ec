"""EPay's addresses over HTTP: mapi.php, submit.php, api.php, and the pages that people see."""

import json
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web

from sandbox.gateway import pages, version2
from sandbox.gateway.gateway import (
    MESSAGE_PAGE,
    Gateway,
    Order,
    RefusedError,
    UnknownTypeError,
    float_text,
    parse_money,
    with_query,
)
from sandbox.trouble import install

_NOTIFY_SECONDS = 10.0
_GATEWAY = web.AppKey("gateway", Gateway)
OTHERS = web.AppKey("others", list[Callable[[], Sequence[pages.Bill]]])
"""Who else has payments to show on the merchant's page."""


def create_app(gateway: Gateway, second: version2.Version2 | None = None) -> web.Application:
    """Return the gateway's web application, with its second interface if there is one."""
    app = web.Application()
    app[_GATEWAY] = gateway
    app[OTHERS] = []
    app.router.add_post("/mapi.php", create_order)
    app.router.add_get("/submit.php", submit_order)
    app.router.add_post("/submit.php", submit_order)
    app.router.add_route("*", "/api.php", api)
    app.router.add_get("/pay/{trade_no}", show_cashier)
    app.router.add_post("/pay/{trade_no}", pay)
    app.router.add_get("/", show_orders)
    app.router.add_get("/static/{name}", pages.static_file)
    if second is not None:
        second.add_to(app)
    install(app, gateway.trouble, _action_of)
    return app


def _action_of(request: web.Request) -> str | None:
    if request.path.startswith("/api/pay/"):
        return version2.ACTIONS.get(request.path.rpartition("/")[2], "other")
    if request.path in {"/mapi.php", "/submit.php"}:
        return "create"
    if request.path != "/api.php":
        return None
    act = request.query.get("act", "")
    return act if act in {"order", "refund"} else "other"


async def create_order(request: web.Request) -> web.Response:
    """`mapi.php`: create an order and answer with its link."""
    gateway = request.app[_GATEWAY]
    fields = await _form(request)
    if gateway.trouble["unknown"]:
        return _nonsense()
    if "pid" not in fields:
        return _php({"code": -4, "msg": "未传入任何参数"})
    try:
        order = gateway.create(fields, with_client_ip=True)
    except RefusedError as refusal:
        return _php({"code": refusal.code, "msg": refusal.message})
    except UnknownTypeError as error:
        return _message_page(str(error))
    way = "payurl" if order.type == "alipay" or fields.get("device") == "jump" else "qrcode"
    return _php({"code": 1, "trade_no": order.trade_no, way: gateway.link(order)})


async def submit_order(request: web.Request) -> web.Response:
    """`submit.php`: the order is created when the payer opens the link."""
    gateway = request.app[_GATEWAY]
    fields = await _form(request) if request.method == "POST" else dict(request.query)
    try:
        order = gateway.create(fields, with_client_ip=False)
    except (RefusedError, UnknownTypeError) as error:
        return _message_page(str(error))
    raise web.HTTPFound(gateway.link(order))


async def api(request: web.Request) -> web.Response:
    """`api.php`: the query and the refund; `act` counts only in the address."""
    gateway = request.app[_GATEWAY]
    if gateway.trouble["unknown"]:
        return _nonsense()
    try:
        act = request.query.get("act")
        if act == "order":
            return _query(gateway, dict(request.query))
        if act == "refund":
            return _refund(gateway, await _form(request))
    except RefusedError as refusal:
        return _php({"code": refusal.code, "msg": refusal.message})
    return _php({"code": -5, "msg": "No Act!"})


def _query(gateway: Gateway, fields: dict[str, str]) -> web.Response:
    gateway.authenticate(fields.get("pid", ""), fields.get("key", ""))
    order = _named_order(gateway, fields)
    if order is None:
        raise RefusedError(-1, "订单号不存在")
    return _php(gateway.description(order))


def _refund(gateway: Gateway, fields: dict[str, str]) -> web.Response:
    gateway.authenticate(fields.get("pid", ""), fields.get("key", ""))
    money = parse_money(fields.get("money", "").strip())
    order = _named_order(gateway, fields)
    if order is None:
        raise RefusedError(-1, "当前订单不存在！")
    refund_no = gateway.refund(order, money)
    text = float_text(money)
    return _php(
        {
            "code": 0,
            "msg": f"退款成功！退款金额¥{text}",
            "trade_no": order.trade_no,
            "out_trade_no": order.out_trade_no,
            "refund_no": refund_no,
            "money": text,
        }
    )


def _named_order(gateway: Gateway, fields: dict[str, str]) -> Order | None:
    if fields.get("trade_no"):
        return gateway.get(fields["trade_no"])
    if fields.get("out_trade_no"):
        return gateway.find(fields["out_trade_no"])
    raise RefusedError(-4, "订单号不能为空")


async def show_cashier(request: web.Request) -> web.Response:
    """The page on which a payer pays."""
    gateway = request.app[_GATEWAY]
    order = gateway.get(request.match_info["trade_no"])
    if order is None:
        return web.Response(text=pages.missing(), content_type="text/html", status=404)
    page = pages.cashier(pages.bill_of(gateway, order, request.query.get("type") or order.type))
    return web.Response(text=page, content_type="text/html")


async def pay(request: web.Request) -> web.Response:
    """Pay an order: a form from the page, or JSON {"money"?: "29.99"}, answered in kind."""
    gateway = request.app[_GATEWAY]
    order = gateway.get(request.match_info["trade_no"])
    from_page = request.content_type == "application/x-www-form-urlencoded"
    if order is None:
        return web.json_response({"error": "no such order"}, status=404)
    if from_page:
        money = (await _form(request)).get("money")
    else:
        money = (await request.json()).get("money") if request.can_read_body else None
    try:
        gateway.pay(order, parse_money(str(money)) if money is not None else None)
    except RefusedError as refusal:
        if not from_page:
            return web.json_response({"error": refusal.message}, status=409)
    else:
        _start_notifying(gateway, order)
    if from_page:
        raise web.HTTPSeeOther(f"/pay/{order.trade_no}?type={order.type}")
    return web.json_response(
        {
            "trade_no": order.trade_no,
            "out_trade_no": order.out_trade_no,
            "money": float_text(order.money),
            "status": order.status,
        }
    )


def _start_notifying(gateway: Gateway, order: Order) -> None:
    if urlsplit(order.notify_url).hostname in {"127.0.0.1", "localhost", "::1"}:
        gateway.trouble.in_background(_notify(gateway, order))
    else:
        gateway.note_notification(order, "beyond this machine")


async def _notify(gateway: Gateway, order: Order) -> None:
    address = with_query(order.notify_url, gateway.callback_fields(order))
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_NOTIFY_SECONDS)) as session,
            session.get(address) as answer,
        ):
            gateway.note_notification(order, (await answer.text())[:40] or str(answer.status))
    except (TimeoutError, aiohttp.ClientError, ValueError) as error:
        gateway.note_notification(order, type(error).__name__)


async def show_orders(request: web.Request) -> web.Response:
    """The merchant's page: every order and its state."""
    gateway = request.app[_GATEWAY]
    others = [bill for listing in request.app[OTHERS] for bill in listing()]
    return web.Response(text=pages.orders(gateway, others), content_type="text/html")


async def _form(request: web.Request) -> dict[str, str]:
    return {key: value for key, value in (await request.post()).items() if isinstance(value, str)}


def _php(body: dict[str, Any]) -> web.Response:
    return web.Response(text=json.dumps(body, ensure_ascii=False), content_type="text/html")


def _nonsense() -> web.Response:
    return _php({"code": 7, "status": "?", "data": [None, "……"]})


def _message_page(message: str) -> web.Response:
    return web.Response(text=MESSAGE_PAGE.format(message), content_type="text/html")
