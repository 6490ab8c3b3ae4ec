"""The gateway's orders: born, paid, refunded and forgotten as on a real EPay server."""

import hashlib
import ipaddress
import re
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from urllib.parse import parse_qs, urlencode, urlsplit

from sandbox.documents import Documents
from sandbox.trouble import COMMON_SWITCHES, Manner, Switch, Trouble

UNPAID_LIFETIME = 24 * 60 * 60
TYPES = ("alipay", "wxpay", "qqpay")
SWITCHES = (
    *COMMON_SWITCHES,
    Switch("unknown", "Answers nonsense JSON", "返回看不懂的 JSON"),
    Switch("claims_paid", "Says status 1 of unpaid orders", "未支付订单也返回 status 1"),
    Switch("unsigned", "Version 2: answers with a wrong signature", "V2：应答签名错误"),
    Switch("old", "Version 2: answers that are ten minutes old", "V2：应答时间是十分钟前"),
    Switch("refuse", "Refuses to create orders", "拒绝创建订单"),
    Switch("slow", "Answers two seconds late", "慢两秒才响应"),
)
MESSAGE_PAGE = (
    '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>站点提示信息</title></head>'
    '<body id="error-page"><h3>站点提示信息</h3>{}</body></html>'
)

_NAME_BYTES = 127
_KIND = "gateway.order"
_CHINA = timezone(timedelta(hours=8))


class RefusedError(Exception):
    """The gateway says no: the code and the message of its JSON answer."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class UnknownTypeError(Exception):
    """The payment type is none of the gateway's; the real server answers this with a page, not JSON."""


@dataclass
class Order:
    """One order; amounts in fen, times in seconds since 1970. `money` is what was paid, once it is paid.

    `refunds` has what version 2 gave back, by the merchant's number of the refund.
    """

    trade_no: str
    out_trade_no: str
    type: str
    name: str
    price: int
    money: int
    notify_url: str
    return_url: str
    param: str | None
    clientip: str
    created: float
    status: int = 0
    refunded: int = 0
    paid_at: float | None = None
    notified: str = ""
    refunds: dict[str, int] = field(default_factory=dict)


class Gateway:
    """An EPay server with one merchant. Amounts inside are integer fen."""

    def __init__(
        self,
        documents: Documents,
        *,
        merchant_id: str,
        key: str,
        public_url: str,
        telegram_page_url: str | None = None,
        merchant_name: str = "AiCredits",
        clock: Callable[[], float] = time.time,
        stall_seconds: float = 60.0,
    ) -> None:
        self.merchant_id = merchant_id
        self.key = key
        self.public_url = public_url.rstrip("/")
        self.telegram_page_url = telegram_page_url.rstrip("/") if telegram_page_url else None
        self.merchant_name = merchant_name
        manner = Manner(html=MESSAGE_PAGE.format("系统繁忙，请稍后再试"), html_status=200)
        self.trouble = Trouble(documents, "gateway.switch", SWITCHES, manner, stall_seconds=stall_seconds)
        self._documents = documents
        self._clock = clock
        self._orders = {key: Order(**body) for key, body in documents.load(_KIND).items()}
        self._by_merchant_number = {order.out_trade_no: key for key, order in self._orders.items()}

    def create(self, fields: Mapping[str, str], *, with_client_ip: bool) -> Order:
        """Create an order, or find the one that was created with the same fields; raises RefusedError."""
        if not _integer(fields.get("pid", "")):
            raise RefusedError(-1, "商户ID不能为空")
        if fields["pid"] != self.merchant_id:
            raise RefusedError(-1, "商户不存在！")
        if not secrets.compare_digest(self.sign(fields).encode(), fields.get("sign", "").encode()):
            raise RefusedError(-3, "签名校验失败，请返回重试！")
        return self.open(fields, with_client_ip=with_client_ip)

    def open(self, fields: Mapping[str, str], *, with_client_ip: bool) -> Order:
        """Create an order, or find it, for a merchant who has proved who they are; raises RefusedError."""
        _check_presence(fields, with_client_ip=with_client_ip)
        money = parse_money(fields["money"])
        if not re.fullmatch(r"[a-zA-Z0-9._\-|]+", fields["out_trade_no"]):
            raise RefusedError(-1, "订单号(out_trade_no)格式不正确")
        if self.trouble["refuse"]:
            raise RefusedError(-1, "当前商户未完成实名认证，无法收款")
        return self._find_or_open(fields, money)

    def _find_or_open(self, fields: Mapping[str, str], money: int) -> Order:
        number = fields["out_trade_no"]
        name = fields["name"].encode()[:_NAME_BYTES].decode(errors="ignore")
        order = self.find(number)
        if order is None:
            order = Order(
                trade_no=datetime.fromtimestamp(self._clock(), _CHINA).strftime("%Y%m%d%H%M%S")
                + str(secrets.randbelow(88889) + 11111),
                out_trade_no=number,
                type="",
                name=name,
                price=money,
                money=money,
                notify_url=fields["notify_url"],
                return_url=fields.get("return_url") or fields["notify_url"],
                param=fields.get("param"),
                clientip=fields.get("clientip", ""),
                created=self._clock(),
            )
        elif order.status > 0:
            raise RefusedError(-1, f"该订单({number})已完成支付，请勿重复发起支付")
        elif (order.price, order.name, order.notify_url, order.return_url, order.param) != (
            money,
            name,
            fields["notify_url"],
            fields.get("return_url") or fields["notify_url"],
            fields.get("param"),
        ):
            raise RefusedError(-1, f"该订单({number})支付参数有变化，请更换订单号重新发起支付")
        known = fields["type"] in TYPES
        order.type = fields["type"] if known else order.type
        self._orders[order.trade_no] = order
        self._by_merchant_number[number] = order.trade_no
        self._save(order)
        if not known:
            raise UnknownTypeError("支付方式(type)不存在")
        return order

    def authenticate(self, pid: str, key: str) -> None:
        """Check a merchant's number and key as the query and the refund do; raises RefusedError."""
        if pid != self.merchant_id:
            raise RefusedError(-3, "商户ID不存在")
        if not secrets.compare_digest(key.encode(), self.key.encode()):
            raise RefusedError(-3, "商户密钥错误")

    def find(self, out_trade_no: str) -> Order | None:
        """Return the order with this merchant's number, unless it was never paid and is a day old."""
        trade_no = self._by_merchant_number.get(out_trade_no)
        return self.get(trade_no) if trade_no else None

    def get(self, trade_no: str) -> Order | None:
        """Return the order with this number of the gateway's own."""
        order = self._orders.get(trade_no)
        if order is None or order.status > 0 or self.seconds_left(order) > 0:
            return order
        self._orders.pop(trade_no)
        self._by_merchant_number.pop(order.out_trade_no, None)
        self._documents.delete(_KIND, trade_no)
        return None

    def orders(self) -> list[Order]:
        """Return every order, the youngest first."""
        found = [order for key in list(self._orders) if (order := self.get(key)) is not None]
        return sorted(found, key=lambda order: order.created, reverse=True)

    def now(self) -> float:
        """The gateway's clock, in seconds since 1970."""
        return self._clock()

    def seconds_left(self, order: Order) -> float:
        """How long an unpaid order will still be kept."""
        return order.created + UNPAID_LIFETIME - self._clock()

    def pay(self, order: Order, money: int | None = None) -> None:
        """A payer pays, the price or another sum; raises RefusedError when it was paid before."""
        if order.status > 0:
            raise RefusedError(-1, "该订单已支付")
        order.money = order.price if money is None else money
        order.status = 1
        order.paid_at = self._clock()
        self._save(order)

    def refund(self, order: Order, money: int, number: str = "") -> str:
        """Give back all or a part, once for each number of the merchant's; raises RefusedError."""
        if number and number in order.refunds:
            if order.refunds[number] != money:
                raise RefusedError(-1, "该退款单号已存在，退款金额不一致")
            return self._fresh_number()
        if order.status not in {1, 2}:
            raise RefusedError(-1, "该订单状态不支持退款")
        if money <= 0 or money > order.money - order.refunded:
            raise RefusedError(-1, "退款金额不能大于订单可退款金额")
        order.refunded += money
        if number:
            order.refunds[number] = money
        order.status = 2
        self._save(order)
        return self._fresh_number()

    def note_notification(self, order: Order, outcome: str) -> None:
        """Remember how the call of the merchant's notify_url went."""
        order.notified = outcome
        self._save(order)

    def description(self, order: Order) -> dict[str, object]:
        """What a query answers about an order."""
        paid = datetime.fromtimestamp(order.paid_at, UTC).astimezone(_CHINA) if order.paid_at else None
        answer: dict[str, object] = {
            "code": 1,
            "msg": "succ",
            "trade_no": order.trade_no,
            "out_trade_no": order.out_trade_no,
            "api_trade_no": f"LOCAL{order.trade_no}" if paid else None,
            "type": order.type,
            "pid": int(self.merchant_id),
            "addtime": datetime.fromtimestamp(order.created, _CHINA).strftime("%Y-%m-%d %H:%M:%S"),
            "endtime": paid.strftime("%Y-%m-%d %H:%M:%S") if paid else None,
            "name": order.name,
            "money": float_text(order.money),
            "param": order.param,
            "buyer": None,
            "status": order.status,
        }
        if self.trouble["claims_paid"] and order.status == 0:
            answer |= {"status": 1, "trade_status": "WAITING"}
        return answer

    def link(self, order: Order) -> str:
        """The address of an order's cashier page, which is other for each payment type."""
        return f"{self.public_url}/pay/{order.trade_no}?type={order.type}"

    def callback_fields(self, order: Order) -> dict[str, str]:
        """The signed fields that go to the merchant's notify_url and return_url."""
        fields = {
            "pid": self.merchant_id,
            "trade_no": order.trade_no,
            "out_trade_no": order.out_trade_no,
            "type": order.type,
            "name": order.name,
            "money": float_text(order.money),
            "trade_status": "TRADE_SUCCESS",
            "param": order.param or "",
        }
        return {key: value for key, value in fields.items() if value} | {
            "sign": self.sign(fields),
            "sign_type": "MD5",
        }

    def way_back(self, order: Order) -> str:
        """Where the cashier page sends a payer: a link to the bot leads to the chat page of this machine."""
        target = urlsplit(order.return_url)
        if self.telegram_page_url and target.hostname in {"t.me", "telegram.me"}:
            start = parse_qs(target.query).get("start")
            return (
                f"{self.telegram_page_url}/?{urlencode({'start': start[0]})}"
                if start
                else self.telegram_page_url
            )
        if order.status == 0 or target.hostname in {"t.me", "telegram.me"}:
            return order.return_url
        return with_query(order.return_url, self.callback_fields(order))

    def sign(self, fields: Mapping[str, str]) -> str:
        """EPay's MD5 signature over the fields that are not empty."""
        parts = [
            f"{name}={value}"
            for name, value in sorted(fields.items())
            if value != "" and name not in {"sign", "sign_type"}
        ]
        return hashlib.md5(("&".join(parts) + self.key).encode(), usedforsecurity=False).hexdigest()

    def _fresh_number(self) -> str:
        second = datetime.fromtimestamp(self._clock(), _CHINA).strftime("%Y%m%d%H%M%S")
        while True:
            number = second + str(secrets.randbelow(88889) + 11111)
            if number not in self._orders:
                return number

    def _save(self, order: Order) -> None:
        self._documents.save(_KIND, order.trade_no, asdict(order))


def parse_money(text: str) -> int:
    """Return an amount in fen; raises RefusedError when it is not a positive amount."""
    try:
        money = Decimal(text) if re.fullmatch(r"[0-9.]+", text) else Decimal(0)
    except InvalidOperation:
        money = Decimal(0)
    if money <= 0:
        raise RefusedError(-1, "金额不合法")
    return int((money * 100).quantize(Decimal(1), ROUND_HALF_UP))


def float_text(fen: int) -> str:
    """Write an amount in yuan as PHP writes a float: 5, 0.1, 29.99."""
    return f"{fen / 100:.2f}".rstrip("0").rstrip(".")


def with_query(url: str, fields: Mapping[str, str]) -> str:
    """Append fields to an address that may have a query already."""
    return f"{url}{'&' if '?' in url else '?'}{urlencode(fields)}"


def _integer(text: str) -> bool:
    return text.isdecimal() and int(text) > 0


def _check_presence(fields: Mapping[str, str], *, with_client_ip: bool) -> None:
    required = {
        "out_trade_no": "订单号(out_trade_no)不能为空",
        "notify_url": "通知地址(notify_url)不能为空",
        "name": "商品名称(name)不能为空",
        "money": "金额(money)不能为空",
        "type": "支付方式(type)不能为空",
    }
    if with_client_ip:
        required["clientip"] = "用户IP地址(clientip)不能为空"
    for name, message in required.items():
        if not fields.get(name):
            raise RefusedError(-1, message)
    if with_client_ip:
        try:
            ipaddress.ip_address(fields["clientip"])
        except ValueError:
            raise RefusedError(-1, "用户IP地址不合法") from None
