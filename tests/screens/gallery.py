"""Every screen the shop has, with ordinary values or with the longest ones."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from assistant.needs import Need, Unit
from fulfillment import invariants
from fulfillment.catalog import Model, Package
from fulfillment.checkout import Objection
from fulfillment.claims import ClaimView
from fulfillment.consoles.issuer import DeliveryPath
from fulfillment.enquiries import Outcome
from fulfillment.money import Money
from fulfillment.payers import Amount
from fulfillment.prospects import Prospect, Prospects
from fulfillment.refund_offer import RefundOffer, Use
from fulfillment.refunds_by_hand import ByHand
from fulfillment.report import DIFFERENCES, Comparison, DailyReport
from fulfillment.staff import Case, HistoryLine
from fulfillment.states import OrderState
from fulfillment.views import DeliveryView, OrderView, PaymentView
from handlers.callbacks import Verb
from handlers.screens import (
    after_sale,
    claims,
    commands,
    delivery,
    desk,
    desk_papers,
    desk_service,
    drafts,
    guide,
    knowledge,
    orders,
    owner,
    payment,
    refunds,
    reminders,
    report,
    service,
    shop,
    staff,
)
from handlers.screens.screen import Screen
from locales.knowledge import knowledge_in
from locales.loader import Words
from locales.samples import KEY_PLACEHOLDER, PROGRAMMING_LANGUAGES, sample
from support.figures import DeskFigures

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
EMAIL = "help@example.com"
REPLY_WITHIN = timedelta(hours=24)
METHODS = {
    method: Money(210, "XTR") if method == "stars" else Money(3000)
    for method in ("alipay", "wxpay", "wechat", "stars", "usdt", "qqpay", "bank")
}
WORDS_OF_CUSTOMERS = (
    *("desk-words-refund", "desk-words-complaint", "desk-words-asking"),
    *("intent-buy-verbs", "intent-buy-requests", "intent-buy-around", "intent-buy-not", "intent-polite"),
    *("intent-package-words", "intent-package-around", "intent-price-ends"),
    *("intent-person-nouns", "intent-person-phrases", "intent-person-doubtful", "intent-person-requests"),
    *("intent-person-between", "intent-person-after", "intent-person-around", "intent-person-not"),
    *("intent-language-names", "intent-language-around", "intent-language-not"),
    *("intent-cancel-verbs", "intent-cancel-objects", "intent-cancel-around", "intent-limit"),
    *(
        "intent-stop-verbs",
        "intent-stop-objects",
        "intent-stop-alone",
        "intent-stop-around",
        "intent-not-of-us",
    ),
)
"""Keys of words that are looked for in what customers write, and never said."""
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
        in_chat = method == "stars"
        return PaymentView(
            number=f"{REFERENCE}7K2M9QXT4B7K",
            method=method,
            amount=METHODS[method] if in_chat else self.price,
            in_chat=in_chat,
            qr_content=None if in_chat else "https://pay.example.com/qr/1",
            link=None if in_chat else link,
            expires_at=NOW + timedelta(minutes=119),
            payable=payable,
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
        _reminders,
        _after_sale,
        _deliveries,
        _orders,
        _guide,
        _knowledge,
        _service,
        _staff,
        _refunds,
        _desk,
        _desk_service,
        _claims,
        _papers,
        _alerts,
        _answers,
        _reports,
    ):
        yield from topic(words, values)


def all_toasts(words: Words) -> list[str]:
    """Return every toast."""
    makers: Sequence[Callable[[Words], str]] = (
        payment.getting_code,
        payment.checking,
        payment.too_many_checks,
        payment.already_paid,
        service.stale_button,
        reminders.off_toast,
        after_sale.asking_toast,
        after_sale.asked_too_often,
        staff.not_possible,
        refunds.looking,
        desk_service.rated_before,
    )
    refusals = [payment.refusal(words, reason) for reason in (*Objection, payment.LATER)]
    return [make(words) for make in makers] + refusals


def touch_the_rest(words: Words) -> None:
    """Ask for the words that stand in no screen."""
    all_toasts(words)
    commands.customer_commands(words)
    commands.staff_commands(words)
    commands.bot_description(words)
    commands.bot_short_description(words)
    commands.desk_commands(words)
    desk.topic_name(words, 12, "Wang", "waiting")
    desk_papers.queue_name(words)
    drafts.author(words)
    line = desk_papers.TranscriptLine(NOW, "note", "Stan", "text", "hello", "kept")
    desk_papers.transcript(words, 12, "Wang", [line], UTC)
    for key in WORDS_OF_CUSTOMERS:
        words.plain(key)


def _shop(words: Words, values: Values) -> Iterator[tuple[str, Screen]]:
    yield "welcome", shop.welcome(words, values.packages(), values.first_name)
    yield "welcome to somebody without a name", shop.welcome(words, values.packages(), " ")
    yield "packages", shop.packages(words, values.packages())
    late = Prospects(others=Prospect.LATE)
    never = Prospects(in_stock=[values.packages()[0].id], others=Prospect.NEVER)
    yield "welcome while delivery is slow", shop.welcome(words, values.packages(), values.first_name, late)
    yield "packages while delivery is slow", shop.packages(words, values.packages(), late)
    yield "packages of which one is left", shop.packages(words, values.packages(), never)
    yield "methods while delivery is slow", shop.methods(words, values.package(), METHODS, late=True)
    slow = shop.one_package(words, values.package(), "alipay", Money(3000), late=True)
    yield "one package while delivery is slow", slow
    yield "package sold out", shop.sold_out(words)
    yield "no packages", shop.packages(words, [])
    yield "methods", shop.methods(words, values.package(), METHODS)
    yield "one package", shop.one_package(words, values.package(), "alipay", Money(3000))
    yield "two open orders", shop.too_many_open(words, [values.order(), values.order()])
    yield "package gone", shop.package_gone(words)


def _payment(words: Words, values: Values) -> Iterator[tuple[str, Screen]]:
    waiting = values.order()
    slow = replace(waiting, payment=values.attempt("alipay"), late=True)
    yield "awaiting while delivery is slow", payment.payment(words, slow, NOW)
    invoice = replace(slow, payment=values.attempt("stars"))
    yield "awaiting stars while delivery is slow", payment.payment(words, invoice, NOW)
    yield "paid while delivery is slow", payment.payment(words, replace(slow, state=OrderState.PAID), NOW)
    yield "just paid while delivery is slow", payment.just_paid(words, slow)
    yield "preparing", payment.preparing(words, waiting)
    for method in METHODS:
        order = replace(waiting, payment=values.attempt(method))
        yield f"awaiting {method}", payment.payment(words, order, NOW)
        linked = replace(waiting, payment=values.attempt(method, link=values.link))
        yield f"awaiting {method} with a link", payment.payment(words, linked, NOW, other_methods=True)
    gone = replace(waiting, payment=values.attempt("alipay", payable=False))
    over = replace(gone, expires_at=NOW - timedelta(minutes=1))
    yield "being looked up", payment.payment(words, over, NOW)
    yield "QR expired", payment.payment(words, gone, NOW, other_methods=True)
    old = replace(waiting, payment=values.attempt("stars", payable=False))
    yield "invoice expired", payment.payment(words, old, NOW, other_methods=True)
    yield "no attempt yet", payment.payment(words, replace(waiting, payment=None), NOW)
    for name, order in settled_orders(values):
        yield f"payment {name}", payment.payment(words, order, NOW, timedelta(days=3))
    yield "gateway down", payment.gateway_down(words, waiting, METHODS)
    yield "other ways", payment.other_ways(words, waiting, METHODS)
    yield "ways left", payment.ways_left(words, waiting, METHODS)
    yield "no way left", payment.ways_left(words, waiting, {})


def settled_orders(values: Values) -> Iterator[tuple[str, OrderView]]:
    """Yield an order in every state but awaiting payment, with and without its delivery."""
    for state in OrderState:
        if state is not OrderState.AWAITING_PAYMENT:
            yield state.value, values.order(state)
    for path in DeliveryPath:
        yield f"delivered by {path.value}", values.order(OrderState.DELIVERED, path)


def _reminders(words: Words, values: Values) -> Iterator[tuple[str, Screen]]:
    yield "reminder", reminders.reminder(words, values.order(), NOW, others=0, last=False)
    yield (
        "last reminder",
        reminders.reminder(words, values.order(), NOW + timedelta(hours=20), others=2, last=True),
    )
    yield "reminders off", reminders.turned_off(words)
    yield "reminders on", reminders.turned_on(words)
    yield "reminders are on", reminders.standing(words, on=True)
    yield "reminders are off", reminders.standing(words, on=False)


def _after_sale(words: Words, values: Values) -> Iterator[tuple[str, Screen]]:
    order = values.order(OrderState.DELIVERED, DeliveryPath.KEY)
    figures = {"remaining": 400_000, "used": 1_100_000}
    for outcome in Outcome:
        for name, answer in (("balance", after_sale.balance), ("trouble", after_sale.trouble)):
            yield f"{name} {outcome.value}", answer(words, order, outcome, values.console_url, **figures)
    yield "low balance", after_sale.low_balance(words, order, **figures)
    yield (
        "which order",
        after_sale.which_order(words, [order, replace(order, reference="AC0000000000")], Verb.BALANCE),
    )
    yield "no delivered order", after_sale.which_order(words, [], Verb.BALANCE)
    yield "nothing delivered", after_sale.nothing_delivered(words, values.order())
    yield "asking the console", after_sale.asking(words, order)
    yield "asked too often", after_sale.later(words, REFERENCE)


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
    yield "underpaid", payment.underpaid(words, parked, Money(2999), Money(3000))
    yield "overpaid", payment.overpaid(words, parked, Money(3100), Money(3000))
    yield "unclear payment", payment.unclear(words, parked)
    yield "paid twice", payment.paid_twice(words, values.order(OrderState.DELIVERED), Money(3000))
    yield "unplaced", payment.unplaced(words, Money(210, "XTR"))
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
    key = values.order(OrderState.DELIVERED, DeliveryPath.KEY)
    yield "opened elsewhere", orders.opened_elsewhere(words, key)
    for state in (OrderState.AWAITING_PAYMENT, OrderState.CANCELLED):
        yield f"opened elsewhere {state}", orders.opened_elsewhere(words, values.order(state))


def _guide(words: Words, values: Values) -> Iterator[tuple[str, Screen]]:
    for step in range(1, guide.STEPS + 1):
        yield f"guide {step}", guide.guide(words, step, values.base_url, values.console_url)
    yield "models", guide.models(words, values.models())


def _knowledge(words: Words, values: Values) -> Iterator[tuple[str, Screen]]:
    known = knowledge_in(words.language)
    yield "FAQ", knowledge.faq(words, known)
    for group in known.groups:
        yield f"FAQ group {group.id}", knowledge.faq_group(words, known, group)
    for topic in known.topics:
        for asked in (False, True) if topic.answer else ():
            screen = knowledge.answer(
                words,
                topic,
                base_url=values.base_url,
                console_url=values.console_url,
                email=EMAIL,
                reply_within=REPLY_WITHIN,
                asked=asked,
            )
            yield f"answer {topic.id}{', asked' if asked else ''}", screen
    yield "nearest questions", knowledge.nearest(words, known.topics[:3])
    answered = [topic for topic in known.topics if topic.answer][:3]
    yield "an answer of a model", knowledge.from_model(words, values.fact * 3, answered)
    yield "an answer helped", knowledge.helped(words)
    yield "how often", knowledge.ask_how_often(words)
    yield "how long", knowledge.ask_how_long(words, 200)
    for unit in Unit:
        for days in (0, 1, 30):
            need = Need(200_000, unit, days)
            yield f"fitting {unit} for {days} days", knowledge.fitting(words, need, values.packages())
    yield "fitting little", knowledge.fitting(words, Need(1, Unit.QUESTIONS), values.packages())


def _service(words: Words, values: Values) -> Iterator[tuple[str, Screen]]:
    yield "help", service.help_screen(words)
    yield "language choice", service.language_choice(words)
    yield "language changed", service.language_changed(words)
    yield "terms", service.terms(words)
    yield "paysupport", service.paysupport(words, EMAIL, timedelta(minutes=45))
    yield "paysupport with Stars", service.paysupport(words, EMAIL, REPLY_WITHIN, stars=True)
    yield "privacy", service.privacy(words, EMAIL)
    yield "support", service.support(words, EMAIL, REPLY_WITHIN, None)
    yield "support for an order", service.support(words, EMAIL, REPLY_WITHIN, values.order())
    yield "support received", service.support_received(words, REPLY_WITHIN)
    yield "unknown", service.unknown(words)
    yield "something broke", service.something_broke(words)
    yield "database busy", service.database_busy(words)


def _staff(words: Words, values: Values) -> Iterator[tuple[str, Screen]]:
    happened: dict[str, dict[str, str]] = {
        "placed": {},
        "payment": {"method": "alipay", "number": values.fact[:60], "state": "paid"},
        "delivery": {"path": "key", "state": "refused", "why": values.fact},
        "refund": {"amount": "¥1", "number": values.fact[:60], "state": "done", "why": values.fact},
        "act": {"act": "mark_paid", "who": values.first_name, "why": values.fact},
    }
    case = Case(
        order=values.order(OrderState.PARKED),
        park_reason="undeliverable",
        buyer=values.first_name,
        account=values.fact[:60],
        paid=values.price,
        history=tuple(HistoryLine(NOW, kind, facts) for kind, facts in happened.items()) * 4,
        acts=staff.ACTS,
    )
    fresh = replace(case, order=values.order(), park_reason=None, paid=None)
    yield "case of a new order", staff.case(words, fresh, UTC)
    yield "parked orders", staff.parked(words, [case], UTC)
    yield "no parked orders", staff.parked(words, [], UTC)
    yield "case", staff.case(words, case, UTC)
    for act in ("paid", "close"):
        yield f"reason to {act}", staff.ask_reason(words, act, REFERENCE)
    yield "too late", staff.too_late(words, REFERENCE)


def _refunds(words: Words, values: Values) -> Iterator[tuple[str, Screen]]:
    delivered = values.order(OrderState.DELIVERED)
    all_of_it, coins = Amount(values.price, values.price), Amount(Money(1798), Money(2_499_220, "USDT"))
    stars = Amount(Money(150, "XTR"), Money(150, "XTR"))
    for use in Use:
        offer = RefundOffer(
            order=delivered,
            paid=[all_of_it],
            use=use,
            left_quota=357,
            sold_quota=1000,
            unused=coins if use is Use.KEY else None,
            in_parts=True,
            refundable=True,
        )
        yield f"refund, {use.value}", refunds.offer(words, offer)
    yield "refund by hand", refunds.offer(words, replace(offer, by_hand=True))
    yield "refund of a part by hand", refunds.offer(words, replace(offer, part_by_hand=True))
    yield "refund of nothing", refunds.offer(words, replace(offer, refundable=False, paid=[]))
    two = replace(offer, paid=[all_of_it, stars], in_parts=False)
    yield "refund of two payments", refunds.offer(words, two)
    yield "how much goes back", refunds.ask_amount(words, REFERENCE, all_of_it)
    yield "refund to be confirmed", refunds.confirm(words, REFERENCE, [all_of_it, stars], values.fact)
    yield "how much goes back, again", refunds.ask_amount(words, REFERENCE, all_of_it, again=True)
    yield "how many Stars go back, again", refunds.ask_amount(words, REFERENCE, stars, again=True)
    yield "how much went back by hand", refunds.ask_amount_by_hand(words, REFERENCE, coins)
    yield "how much went back by hand, again", refunds.ask_amount_by_hand(words, REFERENCE, coins, again=True)
    yield "where it can be looked up", refunds.ask_reference(words, REFERENCE, ByHand([coins], coins))
    yield (
        "where all can be looked up",
        refunds.ask_reference(words, REFERENCE, ByHand([all_of_it, stars], None)),
    )
    yield "reason to give back all", refunds.ask_reason(words, REFERENCE, None)
    yield "reason to give back a part", refunds.ask_reason(words, REFERENCE, coins)
    parked = values.order(OrderState.PARKED)
    yield "refund pending", refunds.pending(words, parked, values.price)
    yield "refunded", refunds.refunded(words, values.order(OrderState.REFUNDED), values.price)
    partly = replace(values.order(OrderState.PARTLY_REFUNDED), given_back=(values.price,))
    yield "payment partly refunded, with the amount", payment.payment(words, partly, NOW)
    yield "payment partly refunded by hand", payment.payment(words, replace(partly, by_hand=True), NOW)
    whole = values.order(OrderState.REFUNDED)
    yield "payment refunded by hand", payment.payment(words, replace(whole, by_hand=True), NOW)
    yield "refunded by hand", refunds.refunded(words, whole, values.price, by_hand=True)


SENTENCES = (
    "bill-pictured",
    "not-me",
    "cancelled-by-customer",
    "edited-before",
    "edited-now",
    "replaced",
    "edited-to-note",
    "not-listed",
    "anonymous",
    "cannot-copy",
    "banned",
    "relay-failed",
    "refused-copy",
    "blocked",
    "answer-failed",
    "edit-failed",
    "delete-failed",
    "rated",
)


def _desk(words: Words, values: Values) -> Iterator[tuple[str, Screen]]:
    order = values.order(OrderState.PARKED)
    yield "desk receipt", desk.receipt(words, 12, REPLY_WITHIN, None)
    yield "desk receipt for an order", desk.receipt(words, 12, REPLY_WITHIN, order)
    yield "desk in line", desk.in_line(words, 12, REPLY_WITHIN, order)
    yield "desk no longer", desk.no_longer(words)
    yield "desk closed", desk.closed(words)
    yield "desk not here", desk.not_here(words, EMAIL)
    yield "desk cannot copy", desk.cannot_copy(words)
    yield "desk too fast", desk.too_fast(words)
    for status in ("waiting", "human", "closed", "banned", "unreachable"):
        yield f"alert desk card {status}", desk.card(words, _card(values, status), UTC)
    fresh = desk.CardView(12, values.first_name, "", "42", "zh", "waiting", False, "", "asked", None)
    yield "alert desk card of a new customer", desk.card(words, fresh, UTC)
    facts: dict[str, str | int] = {
        **dict.fromkeys(("reason", "text", "name"), values.fact),
        "score": 4,
        "reference": REFERENCE,
    }
    for say in SENTENCES:
        yield f"alert desk {say}", desk.sentence(words, say, facts)
    unreadable: dict[str, str | int] = {"reason": values.fact, "text": "", "content": "video_note"}
    yield "alert desk refused-copy of no text", desk.sentence(words, "refused-copy", unreadable)
    nowhere = facts | {"reference": owner.NO_REFERENCE}
    yield "alert desk bill-pictured of no order", desk.sentence(words, "bill-pictured", nowhere)
    staffs = [desk.Colleague(str(one), values.first_name, "sue" if one % 2 else "") for one in range(30)]
    yield "alert desk colleagues", desk.colleagues(words, staffs)
    yield "alert desk unknown colleague", desk.colleagues(words, staffs, unknown=values.fact)
    yield "alert desk assigned", desk.assigned(words, values.first_name)
    yield "alert desk commands", desk.commands(words)
    yield "alert desk unknown command", desk.commands(words, unknown=True)
    for command in ("note", "refund", "delete"):
        yield f"alert desk usage of {command}", desk.usage(words, command)
    yield "alert desk draft", drafts.draft(words, values.fact, 123)
    for act in ("send", "discard"):
        yield f"alert desk draft after {act}", drafts.decided(words, values.fact, act, values.first_name)
    yield "alert desk is it an amount", desk.is_it_an_amount(words, REFERENCE)
    for command in ("close", "reopen", "ban", "unban"):
        yield f"alert desk nothing to {command}", desk.nothing_to_do(words, command)
    yield "alert desk not a topic", desk.not_a_topic(words)
    yield "alert desk banned", desk.banned(words)
    yield "alert desk not possible", desk.not_possible(words)
    yield "alert desk no order yet", desk.no_order_yet(words)
    yield "alert desk no such order", desk.no_such_order(words)
    yield "alert desk excess", desk.excess(words, [("text", values.fact * 5), ("photo", "")] * 200)


def _papers(words: Words, values: Values) -> Iterator[tuple[str, Screen]]:
    name = values.first_name
    waiting = [desk_papers.QueueLine(one, name, "waiting", NOW, name, 70 + one) for one in range(1, 31)]
    yield "alert queue", desk_papers.queue(words, waiting, "-1001234567890", UTC)
    answered = [desk_papers.QueueLine(1, name, "human", None, "", None)]
    yield "alert queue of the answered", desk_papers.queue(words, answered, "-1001234567890", UTC)
    yield "alert queue of nobody", desk_papers.queue(words, [], "-1001234567890", UTC)
    yield "alert transcript", desk_papers.transcript_caption(words, 12, 345)
    replies = {f"key-{number}": values.fact for number in range(40)}
    yield "alert canned replies", desk_papers.canned_keys(words, replies)
    yield "alert canned reply unknown", desk_papers.canned_keys(words, {}, unknown=values.fact)
    yield "alert canned file broken", desk_papers.canned_broken(words, values.fact * 5)


def _claims(words: Words, values: Values) -> Iterator[tuple[str, Screen]]:
    order = values.order(OrderState.DELIVERED, DeliveryPath.KEY)
    yield "claim ask for the order", claims.ask_reference(words)
    yield "claim ask for the order again", claims.ask_reference(words, again=True)
    yield "claim ask for the number", claims.ask_transaction(words, REFERENCE)
    yield "claim ask for the number again", claims.ask_transaction(words, REFERENCE, again=True)
    yield "claim kept", claims.kept(words, "24 h")
    yield "claim too many", claims.too_many(words)
    yield "claim moved here", claims.moved_here(words, order)
    yield "claim moved here, parked", claims.moved_here(words, values.order(OrderState.PARKED))
    yield "claim moved away", claims.moved_away(words, order)
    good = ClaimView(
        1,
        "@ada",
        values.first_name,
        REFERENCE,
        "2" * 64,
        True,
        "open",
        3,
        NOW,
        order,
        values.first_name,
        "42",
    )
    yield "alert claim that fits", claims.claim(words, good, UTC)
    yield "claim refused", claims.refused(words, REFERENCE)
    for state in ("approved", "refused"):
        yield f"alert claim {state}", claims.claim(words, replace(good, state=state), UTC)
    yield "alert claim that does not fit", claims.claim(words, replace(good, fits=False, order=None), UTC)
    yield "alert claim of nobody", claims.no_claim(words)
    yield "alert claim not possible", claims.not_possible(words)
    yield "alert claim decided", claims.decided(words)


def _desk_service(words: Words, values: Values) -> Iterator[tuple[str, Screen]]:
    day = timedelta(hours=24)
    for stage in (1, 3):
        yield f"alert desk waits {stage}", desk_service.waits(words, stage, day, day, values.first_name)
    yield "desk apology", desk_service.apology(words, 12)
    yield "desk out of hours", desk_service.out_of_hours(words, 12, NOW)
    yield "desk will close", desk_service.will_close(words)
    yield "desk closed silently", desk_service.closed_silently(words)
    yield "desk closed by a person", desk_service.closed(words, 12, 3)
    for score in (1, 5):
        yield f"desk rated {score}", desk_service.rated(words, score)
    found = DeskFigures(12, 3, NOW, 40, timedelta(minutes=95), 2, 17, 4.6)
    yield "alert desk figures", desk_service.figures(words, found, day, UTC)
    nothing = DeskFigures(0, 0, None, 0, None, 0, 0, None)
    yield "alert desk figures of a new shop", desk_service.figures(words, nothing, day, UTC)


def _card(values: Values, status: str) -> desk.CardView:
    exchange = desk.Exchange(NOW, (values.fact * 5)[:120], (values.fact * 5)[:120])
    return desk.CardView(
        number=12,
        name=values.first_name * 3,
        username="a" * 32,
        external_id="9" * 12,
        language="zh",
        status=status,
        unreachable=status == "unreachable",
        claimed_by=values.first_name,
        reason="parked",
        awaiting_since=NOW,
        orders=(values.order(OrderState.PARKED), replace(values.order(), reference="AC7K2M9QXT4C")),
        about=REFERENCE,
        exchanges=(exchange,) * 10,
    )


def _alerts(words: Words, values: Values) -> Iterator[tuple[str, Screen]]:
    names = [
        "reference",
        "package",
        "amount",
        "reason",
        "path",
        "rail",
        "transaction",
        "payer",
        "number",
        "paid",
        "price",
        "detail",
        "name",
        "account",
        "text",
        "references",
        "verdict",
    ]
    facts: dict[str, str | int] = {
        **dict.fromkeys(names, values.fact),
        "left": 3,
        "customer": "42",
        "minutes": 10,
        "invariant": 7,
        "hours": 4,
        "state": "delivered",
        "by": "rail",
        "explained": "yes",
        "reference": REFERENCE,
    }
    yield (
        "alert refund by hand is done",
        owner.alert(words, owner.AlertKind.REFUND_DONE, **{**facts, "by": "hand"}),
    )
    unexplained = owner.alert(words, owner.AlertKind.REFUND_HANGS, **{**facts, "explained": "no"})
    yield "alert refund hangs at the gateway", unexplained
    nowhere = facts | {"reference": owner.NO_REFERENCE}
    yield "alert support message of no order", owner.alert(words, owner.AlertKind.SUPPORT_MESSAGE, **nowhere)
    for kind in owner.AlertKind:
        yield f"alert {kind.value}", owner.alert(words, kind, **facts)
    for number in invariants.NUMBERS:
        broken = {**facts, "invariant": number}
        yield f"alert of rule {number}", owner.alert(words, owner.AlertKind.INVARIANT_BROKEN, **broken)


def _answers(words: Words, values: Values) -> Iterator[tuple[str, Screen]]:
    yield "answer to a customer", owner.ask_answer(words, values.first_name)
    yield "answer sent", owner.answer_sent(words, values.first_name, "42")


def _reports(words: Words, values: Values) -> Iterator[tuple[str, Screen]]:
    busy = DailyReport(
        day="2026-02-28",
        placed=1,
        paid=1,
        delivered={"key": 1, "code": 2, "stock": 3},
        payments={values.price.currency: 1, "XTR": 1, "USDT": 1},
        received={"USDT": 4_170_000, values.price.currency: values.price.minor, "XTR": 150},
        refunds={values.price.currency: 1},
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
    many = replace(
        busy, payments={"CNY": 2}, refunds={"CNY": 2}, waiting=2, console=Comparison(compared=2, left_out=2)
    )
    yield "alert daily report, in order", report.daily_report(words, many)
    quiet = DailyReport("2026-02-28", 0, 0, {}, {}, {}, {}, {}, 0, {}, Comparison())
    yield "alert daily report of a quiet day", report.daily_report(words, quiet)
