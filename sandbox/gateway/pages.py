"""The pages of the gateway: the cashier for payers, the list of orders for the merchant."""

from datetime import datetime
from html import escape
from pathlib import Path
from string import Template

from aiohttp import web

from sandbox.gateway.gateway import Gateway, Order

_PAGES = Path(__file__).parent / "pages"
_STATIC = {"gateway.css": "text/css", "cashier.js": "text/javascript", "orders.js": "text/javascript"}
_TYPE_NAMES = {
    "alipay": ("Alipay", "支付宝"),
    "wxpay": ("WeChat Pay", "微信支付"),
    "qqpay": ("QQ Wallet", "QQ 钱包"),
}
_STATES = {0: ("Waiting", "待支付"), 1: ("Paid", "已支付"), 2: ("Refunded", "已退款")}


def cashier(gateway: Gateway, order: Order, payment_type: str) -> str:
    """The page on which an order is paid, or which says that it is paid."""
    english, chinese = _TYPE_NAMES.get(payment_type, _TYPE_NAMES["alipay"])
    fields = {
        "type": escape(payment_type),
        "type_en": english,
        "type_zh": chinese,
        "merchant": escape(gateway.merchant_name),
        "merchant_id": escape(gateway.merchant_id),
        "name": escape(order.name),
        "number": escape(order.out_trade_no),
        "trade_no": escape(order.trade_no),
        "amount": f"{order.money / 100:.2f}",
        "back": escape(gateway.way_back(order)),
    }
    if order.status > 0:
        return _render("paid.html", fields | _paid_words(order))
    choices = {
        "price": f"{order.price / 100:.2f}",
        "short": f"{(order.price - 1) / 100:.2f}",
        "half": f"{max(order.price // 2, 1) / 100:.2f}",
        "more": f"{(order.price + 100) / 100:.2f}",
        "seconds_left": str(int(gateway.seconds_left(order))),
    }
    return _render("cashier.html", fields | choices)


def _paid_words(order: Order) -> dict[str, str]:
    if order.status == 1:
        return {"state": "paid", "title_en": "Payment successful", "title_zh": "支付成功"}
    return {
        "state": "refunded",
        "title_en": f"¥{order.refunded / 100:.2f} refunded",
        "title_zh": f"已退款 ¥{order.refunded / 100:.2f}",
    }


def missing() -> str:
    """The page for an order that the gateway does not know (any more)."""
    return _render("missing.html", {})


def orders(gateway: Gateway) -> str:
    """The merchant's list of orders, the youngest first."""
    rows = "".join(_row(order) for order in gateway.orders())
    empty = '<tr><td colspan="7" class="empty">No orders yet · 暂无订单</td></tr>'
    switches = "".join(
        f'<label class="switch"><input type="checkbox" data-switch="{switch.name}"'
        f"{' checked' if gateway.trouble[switch.name] else ''}><span>{escape(switch.label_en)}"
        f"<small>{escape(switch.label_zh)}</small></span></label>"
        for switch in gateway.trouble.switches
    )
    fields = {
        "merchant": escape(gateway.merchant_name),
        "merchant_id": escape(gateway.merchant_id),
        "rows": rows or empty,
        "switches": switches,
    }
    return _render("orders.html", fields)


def _row(order: Order) -> str:
    state_en, state_zh = _STATES.get(order.status, ("Unknown", "未知"))
    type_en, type_zh = _TYPE_NAMES.get(order.type, (order.type, ""))
    created = datetime.fromtimestamp(order.created).astimezone().strftime("%m-%d %H:%M:%S")
    money = f"¥{order.money / 100:.2f}"
    if order.money != order.price:
        money += f" <small>of ¥{order.price / 100:.2f}</small>"
    if order.refunded:
        money += f" <small>−¥{order.refunded / 100:.2f}</small>"
    return (
        f'<tr data-order="{escape(order.out_trade_no)}">'
        f'<td><span class="state state-{order.status}">{state_en} · {state_zh}</span></td>'
        f'<td class="money">{money}</td><td>{escape(order.name)}</td>'
        f'<td><a href="/pay/{escape(order.trade_no)}">{escape(order.out_trade_no)}</a>'
        f"<small>{escape(order.trade_no)}</small></td>"
        f"<td>{escape(type_en)}<small>{escape(type_zh)}</small></td><td>{created}</td>"
        f"<td>{escape(order.notified) or '—'}</td></tr>"
    )


async def static_file(request: web.Request) -> web.Response:
    """Serve a style sheet or script of the pages."""
    name = request.match_info["name"]
    if name not in _STATIC:
        raise web.HTTPNotFound
    return web.Response(text=(_PAGES / name).read_text("utf-8"), content_type=_STATIC[name])


def _render(name: str, fields: dict[str, str]) -> str:
    return Template((_PAGES / name).read_text("utf-8")).substitute(fields)
