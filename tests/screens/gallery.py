"""Every screen the shop has, with ordinary values or with the longest ones."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from fulfillment import invariants
from fulfillment.catalog import Model, Package
from fulfillment.consoles.issuer import DeliveryPath
from fulfillment.money import Money
from fulfillment.report import DIFFERENCES, Comparison, DailyReport
from fulfillment.staff import Case, HistoryLine
from fulfillment.states import OrderState
from fulfillment.views import DeliveryView, OrderView, PaymentView
from handlers.screens import commands, delivery, guide, orders, owner, payment, report, service, shop, staff
from handlers.screens.screen import Screen
from locales.loader import Words
from locales.samples import KEY_PLACEHOLDER, PROGRAMMING_LANGUAGES, sample

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
EMAIL = "help@example.com"
REPLY_WITHIN = timedelta(hours=24)
METHODS = ("alipay", "wxpay", "wechat", "stars", "usdt", "qqpay", "bank")
REFERENCE = "AC7K2M9QXT4B"


@dataclass(frozen=True)
class Values:
    """What the screens are filled with."""

    name: str
    first_name: str
    base_url: str
    console_url: str
    secret: str
    link: str
    price: Money
    fact: str

    def package(self, package_id: str = "standard", *, popular: bool = False) -> Package:
        texts = {"en": self.name, "zh": self.name}
        return Package(package_id, self.price, 1_500_000, 1, texts, texts, popular=popular)

    def packages(self) -> list[Package]:
        return [
            self.package(name, popular=name == "standard") for name in ("trial", "standard", "professional")
        ]

    def models(self) -> list[Model]:
        texts = {"en": self.name, "zh": self.name}
        return [
            Model(f"model-{number}", 64_000, texts, texts, recommended=number == 0) for number in range(5)
        ]

    def order(
        self, state: OrderState = OrderState.AWAITING_PAYMENT, path: DeliveryPath | None = None
    ) -> OrderView:
        return OrderView(
            reference=REFERENCE,
            order_id=f"{REFERENCE}-{'7K2M9QXT4B' * 2}",
            state=state,
            package_id="standard",
            package_name={"en": self.name, "zh": self.name},
            tokens=1_500_000,
            price=self.price,
            created_at=NOW - timedelta(minutes=1),
            expires_at=NOW + timedelta(hours=23, minutes=59),
            payment=self.attempt("alipay"),
            delivery=DeliveryView(path, self.secret) if path else None,
        )

    def attempt(self, method: str, *, link: str | None = None, payable: bool = True) -> PaymentView:
        return PaymentView(
            method, "https://pay.example.com/qr/1", link, NOW + timedelta(minutes=119), payable
        )


ORDINARY = Values(
    name="Standard",
    first_name="Wang",
    base_url="http://168.144.39.53:3000/v1",
    console_url="http://168.144.39.53:3000",
    secret="sk-" + "aB3" * 16,
    link="https://pay.example.com/pay/1",
    price=Money(3000),
    fact="standard",
)
LONGEST = Values(
    name="<&'\"" + "W" * 36,
    first_name="<b>" + "宽" * 61,
    base_url="https://" + "very-long-host-name." * 6 + "example.com/v1",
    console_url="https://" + "very-long-host-name." * 6 + "example.com",
    secret="sk-<&>" + "x" * 250,
    link="https://pay.example.com/" + "p" * 1900,
    price=Money(99_999_999),
    fact="<&" + "f" * 198,
)
HOSTILE_SAMPLE_KEY = KEY_PLACEHOLDER + "</code></pre>&amp;'\"\\" + "k" * 40


def all_screens(words: Words, values: Values = ORDINARY) -> Iterator[tuple[str, Screen]]:
    """Yield every screen with a name for it."""
    for topic in (
        _shop,
        _payment,
        _person_needed,
        _deliveries,
        _orders,
        _guide,
        _service,
        _staff,
        _alerts,
        _reports,
    ):
        yield from topic(words, values)


def all_toasts(words: Words) -> list[str]:
    """Return every toast."""
    makers: Sequence[Callable[[Words], str]] = (
        payment.checking,
        payment.too_many_checks,
        payment.already_paid,
        service.stale_button,
        service.wait,
        staff.not_possible,
    )
    return [make(words) for make in makers]


def touch_the_rest(words: Words) -> None:
    """Ask for the words that stand in no screen."""
    all_toasts(words)
    commands.customer_commands(words)
    commands.staff_commands(words)
    commands.bot_description(words)
    commands.bot_short_description(words)


def _shop(words: Words, values: Values) -> Iterator[tuple[str, Screen]]:
    yield "welcome", shop.welcome(words, values.packages(), values.first_name)
    yield "welcome to somebody without a name", shop.welcome(words, values.packages(), " ")
    yield "packages", shop.packages(words, values.packages())
    yield "no packages", shop.packages(words, [])
    yield "methods", shop.methods(words, values.package(), METHODS)
    yield "two open orders", shop.too_many_open(words, [values.order(), values.order()])
    yield "package gone", shop.package_gone(words)


def _payment(words: Words, values: Values) -> Iterator[tuple[str, Screen]]:
    waiting = values.order()
    yield "preparing", payment.preparing(words, waiting)
    for method in METHODS:
        order = replace(waiting, payment=values.attempt(method))
        yield f"awaiting {method}", payment.payment(words, order, NOW)
        linked = replace(waiting, payment=values.attempt(method, link=values.link))
        yield f"awaiting {method} with a link", payment.payment(words, linked, NOW, other_methods=True)
    gone = replace(waiting, payment=values.attempt("alipay", payable=False))
    yield "QR expired", payment.payment(words, gone, NOW, other_methods=True)
    yield "no attempt yet", payment.payment(words, replace(waiting, payment=None), NOW)
    for name, order in settled_orders(values):
        yield f"payment {name}", payment.payment(words, order, NOW, timedelta(days=3))
    yield "gateway down", payment.gateway_down(words, waiting, METHODS)
    yield "other ways", payment.other_ways(words, waiting, METHODS)


def settled_orders(values: Values) -> Iterator[tuple[str, OrderView]]:
    """Yield an order in every state but awaiting payment, with and without its delivery."""
    for state in OrderState:
        if state is not OrderState.AWAITING_PAYMENT:
            yield state.value, values.order(state)
    for path in DeliveryPath:
        yield f"delivered by {path.value}", values.order(OrderState.DELIVERED, path)


def _deliveries(words: Words, values: Values) -> Iterator[tuple[str, Screen]]:
    for path in DeliveryPath:
        order = values.order(OrderState.DELIVERED, path)
        yield (
            f"delivery by {path.value}",
            delivery.delivery(words, order, values.base_url, values.console_url),
        )
    for state in OrderState:
        undelivered = values.order(state)
        yield (
            f"no delivery, {state.value}",
            delivery.delivery(words, undelivered, values.base_url, values.console_url),
        )
    for language in PROGRAMMING_LANGUAGES:
        code = sample(language, values.base_url, values.secret, "deepseek-chat")
        yield f"sample in {language}", delivery.sample_screen(words, language, code, REFERENCE)
        blank = sample(language, values.base_url, HOSTILE_SAMPLE_KEY, "deepseek-chat")
        yield f"blank sample in {language}", delivery.sample_screen(words, language, blank)


def _person_needed(words: Words, values: Values) -> Iterator[tuple[str, Screen]]:
    parked = values.order(OrderState.PARKED)
    yield "just paid", payment.just_paid(words, values.order())
    yield "parked", payment.parked(words, parked, REPLY_WITHIN)
    yield "underpaid", payment.underpaid(words, parked, Money(2999))
    yield "paid twice", payment.paid_twice(words, values.order(OrderState.DELIVERED))
    yield "refunded", payment.refunded(words, values.order(OrderState.REFUNDED), Money(3000))
    yield "what to cancel", payment.what_to_cancel(words, [values.order(), values.order()])
    yield "nothing to cancel", payment.what_to_cancel(words, [])


def _orders(words: Words, values: Values) -> Iterator[tuple[str, Screen]]:
    several = [values.order(state) for state in OrderState]
    yield "orders", orders.order_list(words, several[:5], 0, 1)
    yield "orders, a page between", orders.order_list(words, several, 1, 3)
    yield "no orders in the list", orders.order_list(words, [], 0, 0)
    yield "order awaiting", orders.order_detail(words, values.order(), NOW)
    overdue = replace(values.order(), payment=None, expires_at=NOW)
    yield "order without a QR", orders.order_detail(words, overdue, NOW)
    for name, order in settled_orders(values):
        yield f"order {name}", orders.order_detail(words, order, NOW)
        yield f"recovered {name}", orders.recovered(words, order)
    yield "not found", orders.not_found(words)
    yield "ask for an order ID", orders.ask_order_id(words)
    yield "too many attempts", orders.too_many_attempts(words)
    yield "opened elsewhere", orders.opened_elsewhere(words, values.order(OrderState.DELIVERED))


def _guide(words: Words, values: Values) -> Iterator[tuple[str, Screen]]:
    for step in range(1, guide.STEPS + 1):
        yield f"guide {step}", guide.guide(words, step, values.base_url, values.console_url)
    yield "models", guide.models(words, values.models())
    yield "FAQ", guide.faq_list(words)
    for topic in guide.FAQ_TOPICS:
        yield f"FAQ {topic}", guide.faq_answer(words, topic)


def _service(words: Words, values: Values) -> Iterator[tuple[str, Screen]]:
    yield "help", service.help_screen(words)
    yield "language choice", service.language_choice(words)
    yield "language changed", service.language_changed(words)
    yield "terms", service.terms(words)
    yield "paysupport", service.paysupport(words, EMAIL, timedelta(minutes=45))
    yield "privacy", service.privacy(words, EMAIL)
    yield "support", service.support(words, EMAIL, REPLY_WITHIN, None)
    yield "support for an order", service.support(words, EMAIL, REPLY_WITHIN, values.order())
    yield "support received", service.support_received(words, REPLY_WITHIN)
    yield "unknown", service.unknown(words)
    yield "something broke", service.something_broke(words)
    yield "database busy", service.database_busy(words)


def _staff(words: Words, values: Values) -> Iterator[tuple[str, Screen]]:
    facts = ("placed", "payment", "delivery", "act")
    case = Case(
        order=values.order(OrderState.PARKED),
        park_reason="undeliverable",
        buyer=values.first_name,
        account=values.fact[:60],
        paid=values.price,
        history=tuple(HistoryLine(NOW, kind, values.fact) for kind in facts * 4),
        acts=staff.ACTS,
    )
    yield "parked orders", staff.parked(words, [case], UTC)
    yield "no parked orders", staff.parked(words, [], UTC)
    yield "case", staff.case(words, case, UTC)
    for act in ("refund", "paid", "close"):
        yield f"reason to {act}", staff.ask_reason(words, act, REFERENCE)
    yield "too late", staff.too_late(words, REFERENCE)


def _alerts(words: Words, values: Values) -> Iterator[tuple[str, Screen]]:
    names = [
        "reference",
        "package",
        "amount",
        "reason",
        "path",
        "rail",
        "number",
        "paid",
        "price",
        "detail",
        "name",
        "account",
        "text",
        "references",
    ]
    facts: dict[str, str | int] = {**dict.fromkeys(names, values.fact), "left": 3, "invariant": 7}
    for kind in owner.AlertKind:
        yield f"alert {kind.value}", owner.alert(words, kind, **facts)
    for number in invariants.NUMBERS:
        broken = {**facts, "invariant": number}
        yield f"alert of rule {number}", owner.alert(words, owner.AlertKind.INVARIANT_BROKEN, **broken)


def _reports(words: Words, values: Values) -> Iterator[tuple[str, Screen]]:
    busy = DailyReport(
        day="2026-02-28",
        placed=1,
        paid=1,
        delivered={"key": 1, "code": 2, "stock": 3},
        payments=1,
        received={values.price.currency: values.price.minor, "XTR": 150},
        refunds=1,
        given_back={values.price.currency: values.price.minor},
        waiting=1,
        stock={"trial": 3, "professional": 0},
        console=Comparison(
            compared=1,
            differences={kind: [REFERENCE] * 30 for kind in DIFFERENCES},
            left_out=1,
            silent=[values.fact, values.fact],
            remarks=[values.fact * 3] * 8,
        ),
    )
    yield "alert daily report", report.daily_report(words, busy)
    many = replace(busy, payments=2, refunds=2, waiting=2, console=Comparison(compared=2, left_out=2))
    yield "alert daily report, in order", report.daily_report(words, many)
    quiet = DailyReport("2026-02-28", 0, 0, {}, 0, {}, 0, {}, 0, {}, Comparison())
    yield "alert daily report of a quiet day", report.daily_report(words, quiet)
