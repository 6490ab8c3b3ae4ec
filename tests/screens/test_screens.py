from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta, timezone

import pytest

from fulfillment.consoles.issuer import DeliveryPath
from fulfillment.money import Money
from fulfillment.states import OrderState
from handlers.callbacks import Verb
from handlers.screens import delivery, guide, knowledge, orders, owner, payment, pieces, service, shop
from handlers.screens.screen import PictureKind, Screen
from locales.knowledge import knowledge_in
from locales.loader import Words, words_for
from tests.screens.gallery import (
    EMAIL,
    METHODS,
    NOW,
    ORDINARY,
    REFERENCE,
    REPLY_WITHIN,
    settled_orders,
)
from tests.screens.reading import EVERY_LANGUAGE, buttons_of, labels, verbs


@EVERY_LANGUAGE
def test_a_package_button_shows_its_price(words: Words) -> None:
    prices = [Money(500), Money(1000), Money(3000), Money(10000)]
    sold = [replace(ORDINARY.package(f"p{price.minor}"), price=price) for price in prices]
    for screen in (shop.welcome(words, sold, "Wang"), shop.packages(words, sold)):
        shown = {button.data: button.text for button in buttons_of(screen)}
        for price in prices:
            assert price.display() in shown[f"package:p{price.minor}"]


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["Alipay", "WeChat Pay", "WeChat Pay", "Telegram Stars · ⭐ 210", "USDT", "QQ Wallet"]),
        ("zh", ["支付宝", "微信支付", "微信支付", "Telegram Stars · ⭐ 210", "USDT", "QQ 钱包"]),
    ],
)
def test_payment_methods_have_the_names_payers_know(language: str, names: list[str]) -> None:
    screen = shop.methods(words_for(language), ORDINARY.package(), METHODS)
    assert labels(screen)[: len(names)] == names
    assert shop.method_label(words_for(language), "usdt.trc20", Money(3000)) == "USDT"


@pytest.mark.parametrize(
    ("language", "have_paid", "cancel", "new_qr"),
    [("en", "I have paid", "Cancel", "New QR"), ("zh", "我已支付", "取消", "新二维码")],
)
def test_the_payment_message_has_its_buttons(language: str, have_paid: str, cancel: str, new_qr: str) -> None:
    words = words_for(language)
    linked = replace(ORDINARY.order(), payment=ORDINARY.attempt("alipay", link="https://pay.example.com/1"))
    screen = payment.payment(words, linked, NOW)
    assert screen.picture is not None
    assert screen.picture.kind is PictureKind.PAYMENT
    assert screen.picture.qr_content == "https://pay.example.com/qr/1"
    assert screen.picture.amount == "¥30"
    assert {have_paid, cancel} <= set(labels(screen))
    assert [button.url for button in buttons_of(screen) if button.url] == ["https://pay.example.com/1"]
    assert linked.order_id in screen.text
    assert "Standard" in screen.text
    gone = replace(
        linked, payment=ORDINARY.attempt("alipay", link="https://pay.example.com/1", payable=False)
    )
    expired = payment.payment(words, gone, NOW)
    assert expired.picture is not None
    assert expired.picture.kind is PictureKind.EXPIRED
    assert {new_qr, cancel} <= set(labels(expired))
    assert not [button for button in buttons_of(expired) if button.url]


@EVERY_LANGUAGE
def test_a_settled_order_has_no_way_to_pay_and_another_picture(words: Words) -> None:
    for _, order in settled_orders(ORDINARY):
        linked = replace(order, payment=ORDINARY.attempt("alipay", link="https://pay.example.com/1"))
        screen = payment.payment(words, linked, NOW)
        assert screen.picture is not None
        assert screen.picture.kind is not PictureKind.PAYMENT
        assert screen.picture.qr_content == ""
        assert not [button for button in buttons_of(screen) if button.url]
        assert not verbs(screen) & {Verb.CANCEL, Verb.NEW_QR}
        late = order.state in {OrderState.CANCELLED, OrderState.EXPIRED}
        assert (Verb.I_HAVE_PAID in verbs(screen)) == late


@EVERY_LANGUAGE
def test_a_qr_past_its_time_is_not_shown_though_nobody_has_marked_it_yet(words: Words) -> None:
    order = ORDINARY.order()
    assert order.payment is not None
    screen = payment.payment(words, order, order.payment.expires_at)
    assert screen.picture is not None
    assert screen.picture.kind is PictureKind.EXPIRED
    assert Verb.NEW_QR in verbs(orders.order_detail(words, order, order.payment.expires_at))


@pytest.mark.parametrize(
    "link",
    [
        "weixin://wxpay/bizpayurl?pr=1",
        "alipays://x",
        "javascript:alert(1)",
        "http://localhost/pay",
        "http://[",
        "x y",
    ],
)
def test_a_link_that_telegram_would_refuse_is_no_button(link: str) -> None:
    order = replace(ORDINARY.order(), payment=ORDINARY.attempt("wxpay", link=link))
    screen = payment.payment(words_for("en"), order, NOW)
    assert not [button for button in buttons_of(screen) if button.url]


@EVERY_LANGUAGE
def test_a_parked_order_says_when_to_expect_an_answer_and_offers_a_person(words: Words) -> None:
    screen = payment.payment(words, ORDINARY.order(OrderState.PARKED), NOW, timedelta(hours=36))
    assert pieces.duration(words, timedelta(hours=36)) in screen.text
    assert Verb.SUPPORT in verbs(screen)


@EVERY_LANGUAGE
@pytest.mark.parametrize("state", [OrderState.CANCELLED, OrderState.EXPIRED])
def test_an_unpaid_order_that_is_over_can_be_ordered_again(words: Words, state: OrderState) -> None:
    screen = payment.payment(words, ORDINARY.order(state), NOW)
    assert f"again:{ORDINARY.order(state).reference}" in [button.data for button in buttons_of(screen)]


@EVERY_LANGUAGE
def test_a_key_and_the_base_url_can_be_copied(words: Words) -> None:
    order = ORDINARY.order(OrderState.DELIVERED, DeliveryPath.KEY)
    screen = delivery.delivery(words, order, ORDINARY.base_url, ORDINARY.console_url)
    for value in (ORDINARY.base_url, ORDINARY.secret):
        assert f"<code>{value}</code>" in screen.text
        assert value in [button.copy for button in buttons_of(screen)]
    assert order.order_id in screen.text
    assert not [button for button in buttons_of(screen) if button.url]


@EVERY_LANGUAGE
@pytest.mark.parametrize("path", [DeliveryPath.CODE, DeliveryPath.STOCK])
def test_a_redemption_code_comes_with_five_steps(words: Words, path: DeliveryPath) -> None:
    order = ORDINARY.order(OrderState.DELIVERED, path)
    screen = delivery.delivery(words, order, ORDINARY.base_url, ORDINARY.console_url)
    assert f"<code>{ORDINARY.secret}</code>" in screen.text
    assert ORDINARY.secret in [button.copy for button in buttons_of(screen)]
    assert ORDINARY.base_url in screen.text
    assert order.order_id in screen.text
    assert [f"{step}. " in screen.text for step in range(1, 6)] == [True] * 5
    pages = [f"{ORDINARY.console_url}/register", f"{ORDINARY.console_url}/login"]
    assert [button.url for button in buttons_of(screen) if button.url] == pages


@EVERY_LANGUAGE
def test_a_delivery_offers_the_first_call_in_five_languages(words: Words) -> None:
    order = ORDINARY.order(OrderState.DELIVERED, DeliveryPath.KEY)
    screen = delivery.delivery(words, order, ORDINARY.base_url, ORDINARY.console_url)
    offered = [button.text for button in buttons_of(screen) if (button.data or "").startswith("sample:")]
    assert offered == ["Python", "Node.js", "cURL", "Java", "Go"]


def test_a_sample_without_a_key_says_where_to_put_it() -> None:
    words = words_for("en")
    assert "in place of" in delivery.sample_screen(words, "python", 'api_key="sk-<your-key>"').text
    assert "in place of" not in delivery.sample_screen(words, "python", 'api_key="sk-1"', REFERENCE).text


@EVERY_LANGUAGE
def test_what_is_not_found_looks_the_same_whoever_asks(words: Words) -> None:
    assert orders.not_found(words) == orders.not_found(words)
    assert REFERENCE not in orders.not_found(words).text


def test_an_order_tells_its_time_in_the_shops_zone() -> None:
    shanghai = timezone(timedelta(hours=8))
    text = orders.order_detail(words_for("en"), ORDINARY.order(), NOW.astimezone(shanghai)).text
    assert "2026-03-01 19:59" in text


def test_a_list_of_orders_is_turned_over_page_by_page() -> None:
    words = words_for("en")
    page = [ORDINARY.order()]
    pages = {number: orders.order_list(words, page, number, 3) for number in range(3)}
    turns = {
        number: [data for button in buttons_of(screen) if (data := button.data or "").startswith("orders:")]
        for number, screen in pages.items()
    }
    assert turns == {0: ["orders:1"], 1: ["orders:0", "orders:2"], 2: ["orders:1"]}


@pytest.mark.parametrize(
    ("tokens", "written"),
    [
        (200_000, "200K"),
        (500_000, "500K"),
        (1_500_000, "1.5M"),
        (5_000_000, "5M"),
        (64_000, "64K"),
        (900, "900"),
    ],
)
def test_tokens_are_written_short(tokens: int, written: str) -> None:
    assert pieces.compact(tokens) == written


@pytest.mark.parametrize(
    ("span", "english", "chinese"),
    [
        (timedelta(hours=2), "2 hours", "2 小时"),
        (timedelta(hours=24), "24 hours", "24 小时"),
        (timedelta(days=3), "3 days", "3 天"),
        (timedelta(minutes=119), "1 h 59 min", "1 小时 59 分钟"),
        (timedelta(seconds=179), "2 minutes", "2 分钟"),
        (timedelta(hours=49, minutes=30), "49 hours", "49 小时"),
        (timedelta(seconds=-5), "1 minute", "1 分钟"),
    ],
)
def test_a_span_of_time_is_never_told_too_long(span: timedelta, english: str, chinese: str) -> None:
    assert pieces.duration(words_for("en"), span) == english
    assert pieces.duration(words_for("zh"), span) == chinese


@pytest.mark.parametrize("step", [-3, 0, 5, 99])
def test_a_step_that_does_not_exist_shows_the_nearest(step: int) -> None:
    words = words_for("en")
    nearest = guide.guide(words, 1 if step < 1 else 4, ORDINARY.base_url, ORDINARY.console_url)
    assert guide.guide(words, step, ORDINARY.base_url, ORDINARY.console_url) == nearest


@EVERY_LANGUAGE
def test_every_question_of_the_faq_is_two_taps_away(words: Words) -> None:
    known = knowledge_in(words.language)
    groups = {button.data for button in buttons_of(knowledge.faq(words, known))}
    assert {f"faq:{group.id}" for group in known.groups} <= groups
    for group in known.groups:
        shown = {button.data for button in buttons_of(knowledge.faq_group(words, known, group))}
        assert {f"faq:{topic.id}" for topic in known.topics if topic.group == group.id} <= shown


@EVERY_LANGUAGE
def test_the_language_choice_names_each_language_in_itself(words: Words) -> None:
    assert {"English", "简体中文"} <= set(labels(service.language_choice(words)))


@EVERY_LANGUAGE
@pytest.mark.parametrize("screen", [service.paysupport, service.support])
def test_the_way_to_a_person_has_address_and_time(words: Words, screen: Callable[..., Screen]) -> None:
    more = (None,) if screen is service.support else ()
    text = screen(words, EMAIL, REPLY_WITHIN, *more).text
    assert EMAIL in text
    assert pieces.duration(words, REPLY_WITHIN) in text


@EVERY_LANGUAGE
@pytest.mark.parametrize("screen", [service.unknown, service.something_broke])
def test_whoever_is_lost_can_reach_a_person(words: Words, screen: Callable[[Words], Screen]) -> None:
    assert Verb.SUPPORT in verbs(screen(words))


@pytest.mark.parametrize(
    ("kind", "reference", "expected"),
    [
        (owner.AlertKind.ORDER_PARKED, REFERENCE, {Verb.CASE}),
        (owner.AlertKind.UNDERPAID, REFERENCE, {Verb.CASE}),
        (owner.AlertKind.OVERPAID, REFERENCE, {Verb.CASE}),
        (owner.AlertKind.ORDER_NOT_ME, REFERENCE, {Verb.CASE, Verb.ANSWER}),
        (owner.AlertKind.SUPPORT_MESSAGE, REFERENCE, {Verb.CASE, Verb.ANSWER}),
        (owner.AlertKind.SUPPORT_MESSAGE, owner.NO_REFERENCE, {Verb.ANSWER}),
        (owner.AlertKind.ORDER_UNPARKED, REFERENCE, set()),
    ],
)
def test_an_alert_leads_to_the_order_it_is_about(
    kind: owner.AlertKind, reference: str, expected: set[Verb]
) -> None:
    facts = dict.fromkeys(("package", "amount", "reason", "number", "paid", "price", "state"), "x")
    whose = dict.fromkeys(("name", "account", "text", "customer"), "42")
    assert verbs(owner.alert(words_for("en"), kind, reference=reference, **facts, **whose)) == expected


def test_an_alert_without_its_facts_is_a_mistake() -> None:
    with pytest.raises(KeyError, match="stock_low"):
        owner.alert(words_for("zh"), owner.AlertKind.STOCK_LOW, package="Trial")
    with pytest.raises(KeyError, match="nonsense"):
        owner.alert(words_for("zh"), "nonsense")


@pytest.mark.parametrize(
    ("language", "visible", "nothing_yet"),
    [
        ("en", "can see the key or code", "Nothing has been delivered yet"),
        ("zh", "能看到你的 Key 或兑换码", "还没有发货"),
    ],
)
def test_who_opened_an_order_is_not_said_to_see_a_key_that_was_not_delivered(
    language: str, visible: str, nothing_yet: str
) -> None:
    words = words_for(language)
    for state, path in (
        (OrderState.AWAITING_PAYMENT, None),
        (OrderState.PARKED, None),
        (OrderState.CANCELLED, None),
        (OrderState.DELIVERED, DeliveryPath.KEY),
    ):
        text = orders.opened_elsewhere(words, ORDINARY.order(state, path)).text
        assert (visible in text) is (path is not None)
        assert (nothing_yet in text) is (state in (OrderState.AWAITING_PAYMENT, OrderState.PARKED))


@EVERY_LANGUAGE
def test_thanks_are_not_answered_with_a_heading_or_whether_it_helped(words: Words) -> None:
    known = knowledge_in(words.language)
    thanks, question = known.topic("thanks"), known.topics_of(known.groups[0].id)[0]
    assert thanks is not None
    for topic, is_question in ((thanks, False), (question, True)):
        screen = knowledge.answer(
            words,
            topic,
            base_url="https://api.example.com",
            console_url="https://console.example.com",
            email=EMAIL,
            reply_within=REPLY_WITHIN,
            asked=True,
        )
        assert (topic.question in screen.text) is is_question
        assert (words("answer-helped-question") in screen.text) is is_question
        assert (words.plain("button-helped") in labels(screen)) is is_question
