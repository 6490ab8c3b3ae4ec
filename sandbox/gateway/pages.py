"""The pages of the gateway: the cashier for payers, the list of orders for the merchant."""

from collections.abc import Sequence
from dataclasses import dataclass
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
    "usdt": ("USDT wallet", "USDT 钱包"),
}
_STATES = {0: ("Waiting", "待支付"), 1: ("Paid", "已支付"), 2: ("Refunded", "已退款")}


@dataclass(frozen=True)
class Bill:
    """What a cashier's page shows of a payment, whatever gateway it is of. Amounts are fen."""

    type: str
    merchant: str
    merchant_id: str
    name: str
    number: str
    trade_no: str
    price: int
    money: int
    is_paid: bool
    is_closed: bool
    refunded: int
    seconds_left: float
    pay_path: str
    back: str


def cashier(bill: Bill) -> str:
    """The page on which an order is paid, or which says that it is paid."""
    english, chinese = _TYPE_NAMES.get(bill.type, _TYPE_NAMES["alipay"])
    fields = {
        "type": escape(bill.type),
        "type_en": english,
        "type_zh": chinese,
        "merchant": escape(bill.merchant),
        "merchant_id": escape(bill.merchant_id),
        "name": escape(bill.name),
        "number": escape(bill.number),
        "trade_no": escape(bill.trade_no),
        "amount": f"{bill.money / 100:.2f}",
        "pay_path": escape(bill.pay_path),
        "back": escape(bill.back),
    }
    if bill.is_paid:
        return _render("paid.html", fields | _paid_words(bill))
    if bill.is_closed:
        return _render("closed.html", fields)
    choices = {
        "price": f"{bill.price / 100:.2f}",
        "short": f"{(bill.price - 1) / 100:.2f}",
        "half": f"{max(bill.price // 2, 1) / 100:.2f}",
        "more": f"{(bill.price + 100) / 100:.2f}",
        "seconds_left": str(int(bill.seconds_left)),
    }
    return _render("cashier.html", fields | choices)


def bill_of(gateway: Gateway, order: Order, payment_type: str) -> Bill:
    """Return what the cashier's page shows of an EPay order."""
    return Bill(
        type=payment_type,
        merchant=gateway.merchant_name,
        merchant_id=gateway.merchant_id,
        name=order.name,
        number=order.out_trade_no,
        trade_no=order.trade_no,
        price=order.price,
        money=order.money,
        is_paid=order.status > 0,
        is_closed=False,
        refunded=order.refunded,
        seconds_left=gateway.seconds_left(order),
        pay_path=f"/pay/{order.trade_no}",
        back=gateway.way_back(order),
    )


def _paid_words(bill: Bill) -> dict[str, str]:
    if not bill.refunded:
        return {"state": "paid", "title_en": "Payment successful", "title_zh": "支付成功"}
    return {
        "state": "refunded",
        "title_en": f"¥{bill.refunded / 100:.2f} refunded",
        "title_zh": f"已退款 ¥{bill.refunded / 100:.2f}",
    }


def missing() -> str:
    """The page for an order that the gateway does not know (any more)."""
    return _render("missing.html", {})


def orders(gateway: Gateway, others: Sequence[Bill] = ()) -> str:
    """The merchant's list of orders, the youngest first; `others` are payments at the other gateways here."""
    rows = "".join(_other_row(bill) for bill in others) + "".join(_row(order) for order in gateway.orders())
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


def _other_row(bill: Bill) -> str:
    status = 2 if bill.refunded else 1 if bill.is_paid else 0
    state_en, state_zh = ("Closed", "已关闭") if bill.is_closed else _STATES[status]
    type_en, type_zh = _TYPE_NAMES.get(bill.type, (bill.type, ""))
    money = f"¥{bill.money / 100:.2f}" + (
        f" <small>−¥{bill.refunded / 100:.2f}</small>" if bill.refunded else ""
    )
    return (
        f'<tr data-order="{escape(bill.number)}">'
        f'<td><span class="state state-{status}">{state_en} · {state_zh}</span></td>'
        f'<td class="money">{money}</td><td>{escape(bill.name)}</td>'
        f'<td><a href="{escape(bill.pay_path)}">{escape(bill.number)}</a>'
        f"<small>{escape(bill.trade_no)}</small></td>"
        f"<td>{escape(type_en)}<small>{escape(type_zh)}</small></td><td>—</td><td>—</td></tr>"
    )


async def static_file(request: web.Request) -> web.Response:
    """Serve a style sheet or script of the pages."""
    name = request.match_info["name"]
    if name not in _STATIC:
        raise web.HTTPNotFound
    return web.Response(text=(_PAGES / name).read_text("utf-8"), content_type=_STATIC[name])


def _render(name: str, fields: dict[str, str]) -> str:
    return Template((_PAGES / name).read_text("utf-8")).substitute(fields)
