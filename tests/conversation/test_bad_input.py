"""What nobody should send, and the right thing that happens when they do."""

from pathlib import Path

import pytest

from tests.conversation.people import (
    data_of,
    labels_of,
    links_of,
    reference_of,
    text_of,
)
from tests.conversation.test_support import PIXEL
from tests.conversation.world import World, following_the_clock, open_world

NOT_UNDERSTOOD = "didn’t get that"


@pytest.mark.parametrize(
    "content",
    [
        {"text": "/nosuchcommand"},
        {"text": "/"},
        {"text": "xyzzy qwfpgj"},
        {"text": "a" * 4096},
        {"text": "<b>&\u202e\u0000𝕏" * 20},
        {"text": "'; DROP TABLE customer_order; --"},
        {"sticker": "👍"},
        {"photo": PIXEL, "caption": "/buy"},
        {"contact": {}},
        {"location": {}},
        {"voice": PIXEL},
        {"document": PIXEL},
    ],
    ids=lambda content: next(iter(content)) + " " + str(next(iter(content.values())))[:12],
)
async def test_what_is_not_understood_is_answered_with_ways_on(
    world: World, content: dict[str, object]
) -> None:
    customer = await world.customer()
    answer = await customer.shows(**content)
    assert NOT_UNDERSTOOD in text_of(answer)
    assert {"Buy credits", "My orders", "Ask a person"} <= set(labels_of(answer))


@pytest.mark.parametrize("caption", ["", "I get 401 Unauthorized, what is wrong?"])
async def test_an_album_is_answered_once(world: World, caption: str) -> None:
    customer = await world.customer()
    await customer.shows(album=[PIXEL, PIXEL, PIXEL], caption=caption)
    await customer.asks("/help")
    assert len(await customer.shop_messages()) == 2


async def test_a_picture_is_answered_by_what_is_written_under_it(world: World) -> None:
    customer = await world.customer()
    answer = await customer.shows(photo=PIXEL, caption="I get 401 Unauthorized, what is wrong?")
    assert "Three things to check" in text_of(answer)


@pytest.mark.parametrize("name", ["<b>Bob</b> & 🦊", "</b>", "𝕏" * 30, "{name}", "&lt;"])
async def test_a_name_is_shown_as_it_is_and_breaks_nothing(world: World, name: str) -> None:
    customer = await world.customer(name=name)
    assert f"Hello {name}" in text_of(await customer.asks("/start")).replace("\u2068", "").replace(
        "\u2069", ""
    )


async def test_an_edit_of_an_old_message_mends_it_and_asks_for_nothing(tmp_path: Path) -> None:
    async with open_world(tmp_path, None, following_the_clock) as world:
        customer = await world.customer()
        slip = await customer.send("/byu")
        await customer.sees_button("Ask a person")
        await world.move_clock(seconds=301)
        await customer.edit(slip, "/buy")
        await customer.asks("/terms")
        assert len(await customer.shop_messages()) == 2


@pytest.mark.parametrize(("language", "packages"), [("en", "Which package"), ("zh-hans", "想要哪个套餐")])
async def test_a_slip_that_is_edited_is_answered_like_a_new_message_and_each_text_once(
    world: World, language: str, packages: str
) -> None:
    customer = await world.customer(language)
    sent = await customer.send("/byu")
    await customer.sees_button("找人工" if language != "en" else "Ask a person")
    for _ in range(2):
        await customer.edit(sent, "/buy")
        await customer.sees(packages)
    await world.replay_updates(2)
    await customer.edit(sent, "/models")
    await customer.sees("gpt-4o-mini")
    await customer.asks("/terms")
    answers = [text_of(message) for message in await customer.shop_messages()]
    assert sum(packages in text for text in answers) == 1
    assert len(answers) == 4, "to the slip, to each other text, and to /terms"


async def test_an_edit_that_changes_no_word_is_no_new_message(world: World) -> None:
    customer = await world.customer()
    sent = await customer.send("/buy")
    await customer.sees("Which package")
    await customer.edit(sent, "/buy")
    await customer.asks("/terms")
    assert len(await customer.shop_messages()) == 2


@pytest.mark.parametrize(
    "data",
    [
        "nonsense",
        "buy:😀",
        ":::::",
        "package",
        "package:",
        "package:nosuch",
        "method:standard",
        "method:standard:nosuch",
        "method:nosuch:alipay",
        "paid",
        "paid:nosuch",
        "cancel:AC0000000000",
        "use:AC0000000000:alipay",
        "use:AC0000000000:nosuch",
        "qr:",
        "order",
        "order:AC0000000000",
        "orders:-1",
        "orders:99999999999999999999",
        "delivery:AC0000000000",
        "sample",
        "sample:cobol:-",
        "sample:python:AC0000000000",
        "guide:99",
        "guide:-1",
        "faq:nosuch",
        "language:",
        "support:AC0000000000",
        "find",
        "x" * 64,
    ],
)
async def test_forged_button_data_is_answered_and_sells_nothing(world: World, data: str) -> None:
    customer = await world.customer()
    menu = await customer.asks("/help")
    await customer.tap_data(menu["message_id"], data)
    assert await customer.orders() == []
    assert not any("went wrong" in text_of(message) for message in await customer.shop_messages())


async def test_a_forged_way_to_pay_places_no_order_and_says_so(world: World) -> None:
    customer = await world.customer()
    menu = await customer.asks("/buy")
    answer = await customer.tap_data(menu["message_id"], "method:standard:bitcoin")
    assert "out of date" in answer["text"]


async def test_buttons_of_another_customers_order_do_nothing_to_it(world: World) -> None:
    customer, stranger = await world.customer(), await world.customer(name="Eve")
    payment = await world.orders(customer)
    menu = await stranger.asks("/help")
    for label in ("I have paid", "Cancel", "Pay another way"):
        answer = await stranger.tap_data(menu["message_id"], data_of(payment, label))
        assert "out of date" in answer["text"]
    await stranger.tap_data(menu["message_id"], f"use:{reference_of(payment)}:wxpay")
    await stranger.tap_data(menu["message_id"], f"qr:{reference_of(payment)}")
    await stranger.tap_data(menu["message_id"], f"payment:{reference_of(payment)}")
    await stranger.asks("/terms")
    assert not any(message.get("photo") for message in await stranger.messages())
    assert await customer.sees_payment("Scan with Alipay") == payment


async def test_old_buttons_of_a_cancelled_order_bring_nothing_back(world: World) -> None:
    customer = await world.customer()
    payment = await world.orders(customer)
    await customer.tap("Cancel", on=payment)
    cancelled = await customer.sees_change(payment, "Order cancelled")
    for verb in ("qr", "payment", "cancel"):
        await customer.tap_data(payment["message_id"], f"{verb}:{reference_of(payment)}")
    await customer.tap_data(payment["message_id"], f"use:{reference_of(payment)}:wxpay")
    await customer.asks("/terms")
    await world.has_said_everything()  # the copy that a newer one replaces goes away after it
    photos = [message for message in await customer.messages() if message.get("photo")]
    assert [text_of(photo) for photo in photos] == [text_of(cancelled)]
    assert [links_of(photo) for photo in photos] == [[]]
    assert await customer.orders() == [reference_of(payment)]


async def test_old_buttons_of_a_paid_order_change_nothing(world: World) -> None:
    customer = await world.customer()
    payment = await world.orders(customer)
    await world.pay(payment)
    delivered = await customer.sees_change(payment, "Paid and delivered")
    for label in ("I have paid", "Cancel"):
        await customer.tap(label, on=payment)
    for verb in ("qr", "other", "paid"):
        await customer.tap_data(payment["message_id"], f"{verb}:{reference_of(payment)}")
    await customer.tap_data(payment["message_id"], f"use:{reference_of(payment)}:wxpay")
    await customer.asks("/terms")
    assert "Paid and delivered" in text_of(await customer.sees_change(delivered, "Standard"))
    assert len(await world.live_keys(payment)) == 1


async def test_a_paid_order_offers_no_other_way_to_pay(world: World) -> None:
    customer = await world.customer()
    payment = await world.sells(customer)
    await customer.tap_data(payment["message_id"], f"other:{reference_of(payment)}")
    await customer.asks("/terms")
    assert not any("WeChat Pay" in labels_of(message) for message in await customer.shop_messages())


async def test_the_same_updates_once_more_change_nothing(world: World) -> None:
    customer = await world.customer()
    payment = await world.sells(customer)
    await customer.asks("/help")
    before = await customer.messages()
    await world.replay_updates(5)
    await customer.asks("/terms")
    after = await customer.messages()
    assert [message["message_id"] for message in after[: len(before)]] == [
        message["message_id"] for message in before
    ]
    assert len(after) == len(before) + 2
    assert await customer.orders() == [reference_of(payment)]
    assert len(await world.live_keys(payment)) == 1
