"""The payment message: a picture that is edited as the order goes on."""

import pytest

from tests.conversation.people import (
    Message,
    code_texts,
    data_of,
    labels_of,
    links_of,
    order_id_of,
    picture_of,
    reference_of,
    text_of,
)
from tests.conversation.world import World

GETTING = {"en": "Getting your payment code…", "zh-hans": "正在准备付款码…"}


async def test_it_tells_package_amount_and_order_id_and_how_to_pay(world: World) -> None:
    customer = await world.customer()
    payment = await world.orders(customer)
    assert payment["photo"]
    assert "Standard · ¥30" in text_of(payment)
    assert order_id_of(payment) in code_texts(payment)
    assert len(links_of(payment)) == 1
    assert {"I have paid", "Cancel"} <= set(labels_of(payment))


async def test_in_chinese_it_has_the_same_buttons(world: World) -> None:
    customer = await world.customer("zh-hant")
    payment = await world.orders(customer, method="支付宝")
    assert {"打开支付宝付款", "我已支付", "取消"} <= set(labels_of(payment))
    assert order_id_of(payment) in code_texts(payment)


async def test_when_paid_the_link_goes_and_the_picture_changes(world: World) -> None:
    customer = await world.customer()
    payment = await world.orders(customer)
    await world.pay(payment)
    paid = await customer.sees_change(payment, "Paid and delivered")
    assert links_of(paid) == []
    assert picture_of(paid) != picture_of(payment)
    assert order_id_of(paid) == order_id_of(payment)


async def test_when_cancelled_the_link_goes_and_the_picture_changes(world: World) -> None:
    customer = await world.customer()
    payment = await world.orders(customer)
    await customer.tap("Cancel")
    cancelled = await customer.sees_change(payment, "Order cancelled")
    assert links_of(cancelled) == []
    assert picture_of(cancelled) != picture_of(payment)


async def test_one_tap_orders_a_cancelled_package_again_to_be_paid_the_same_way(world: World) -> None:
    customer = await world.customer()
    payment = await world.orders(customer, method="WeChat Pay")
    await customer.tap("Cancel")
    cancelled = await customer.sees_change(payment, "Order cancelled")
    data = data_of(cancelled, "Order again")
    taps = [await customer.begin_tap(cancelled["message_id"], data) for _ in range(2)]
    for tap in taps:
        await customer.answer_to(tap)
    again = await customer.sees_payment("WeChat")
    assert text_of(again).startswith("Standard · ¥30")
    assert len(set(await customer.orders()) - {reference_of(payment)}) == 1


async def test_cancelling_twice_says_the_same_and_breaks_nothing(world: World) -> None:
    customer = await world.customer()
    payment = await world.orders(customer)
    taps = [await customer.begin_tap(payment["message_id"], data_of(payment, "Cancel")) for _ in range(2)]
    for tap in taps:
        await customer.answer_to(tap)
    await customer.sees_change(payment, "Order cancelled")
    assert await customer.orders() == [reference_of(payment)]


async def test_a_paid_order_cannot_be_cancelled_with_its_old_button(world: World) -> None:
    customer = await world.customer()
    payment = await world.orders(customer)
    await world.pay(payment)
    key = await customer.sees_key()
    await customer.sees_change(payment, "Paid and delivered")
    answer = await customer.tap("Cancel", on=payment)
    assert "already paid" in answer["text"]
    order = await customer.asks(f"/order {reference_of(payment)}")
    assert "Delivered" in text_of(order)
    assert [key.removeprefix("sk-")] == await world.live_keys(payment)


async def test_i_have_paid_looks_at_once_and_the_delivery_comes(world: World) -> None:
    customer = await world.customer()
    payment = await world.orders(customer)
    await world.pay(payment)
    assert (await customer.tap("I have paid", on=payment))["text"]
    await customer.sees_key()


async def test_i_have_paid_before_paying_promises_nothing_and_is_limited(world: World) -> None:
    customer = await world.customer()
    payment = await world.orders(customer)
    first = await customer.tap("I have paid", on=payment)
    assert "Looking" in first["text"]
    again = [await customer.tap("I have paid", on=payment) for _ in range(3)]
    assert all("We look by ourselves" in answer["text"] for answer in again)
    assert links_of(await customer.sees_payment("Scan with Alipay")) == links_of(payment)


async def test_the_delivery_comes_without_a_tap_as_the_last_message(world: World) -> None:
    customer = await world.customer()
    payment = await world.orders(customer)
    await world.pay(payment)
    await customer.sees_change(payment, "Paid and delivered")
    last = (await customer.messages())[-1]
    assert order_id_of(last) == order_id_of(payment)
    assert any(text.startswith("sk-") for text in code_texts(last))


async def test_another_way_to_pay_replaces_the_picture_and_the_order_stays(world: World) -> None:
    customer = await world.customer()
    payment = await world.orders(customer)
    await customer.tap("Pay another way", on=payment)
    await customer.tap("WeChat Pay")
    changed = await customer.sees_payment("Scan with WeChat")
    assert reference_of(changed) == reference_of(payment)
    assert links_of(changed) != links_of(payment)
    assert picture_of(changed) != picture_of(payment)
    await world.pay(changed)
    await customer.sees_key()
    assert await customer.orders() == [reference_of(payment)]


async def test_who_pays_the_old_code_after_changing_the_way_gets_the_goods_too(world: World) -> None:
    customer = await world.customer()
    payment = await world.orders(customer)
    await customer.tap("Pay another way", on=payment)
    await customer.tap("WeChat Pay")
    await customer.sees_payment("Scan with WeChat")
    await world.pay(payment)
    await customer.follow_link(reference_of(payment))
    await customer.sees_key()
    assert len(await world.live_keys(payment)) == 1


async def test_a_payment_message_that_was_deleted_comes_back_through_the_orders(world: World) -> None:
    customer = await world.customer()
    payment = await world.orders(customer)
    await customer.delete(payment)
    await customer.asks(f"/order {reference_of(payment)}")
    await customer.tap("Pay")
    again = await customer.sees_payment("Scan with Alipay")
    assert order_id_of(again) == order_id_of(payment)
    await world.pay(again)
    await customer.sees_key()


async def test_cancel_without_anything_else_cancels_the_only_open_order(world: World) -> None:
    customer = await world.customer()
    payment = await world.orders(customer)
    await customer.send("/cancel")
    await customer.sees_change(payment, "Order cancelled")


async def test_cancel_with_two_open_orders_asks_which(world: World) -> None:
    customer = await world.customer()
    payments = [await world.orders(customer, "¥5 "), await world.orders(customer, "¥10 ")]
    question = await customer.asks("/cancel")
    await customer.tap("Cancel Starter", on=question)
    await customer.sees_change(payments[1], "Order cancelled")
    assert links_of(await customer.sees_change(payments[0], "¥5"))


async def test_cancel_with_nothing_open_is_answered_kindly(world: World) -> None:
    customer = await world.customer()
    answer = await customer.asks("/cancel")
    assert text_of(answer)
    assert "went wrong" not in text_of(answer)


@pytest.mark.parametrize(
    ("language", "again", "wallet"), [("en", "Order again", "Alipay"), ("zh-hans", "再来一单", "支付宝")]
)
async def test_ordering_again_twice_brings_the_open_payment_down(
    world: World, language: str, again: str, wallet: str
) -> None:
    customer = await world.customer(language)
    bought = await world.orders(customer, method=wallet)
    await world.pay(bought)
    await customer.sees_key()
    done = await customer.sees_button(again)
    assert (await customer.tap(again, on=done))["text"] == GETTING[language]
    first = await customer.sees_that("a payment to pay", lambda messages: _payable(messages, after=0))
    await customer.asks("/faq")
    await customer.asks("/models")
    await world.has_said_everything()
    with world.database() as database:
        database.execute("UPDATE customer_order SET created_at = datetime(created_at, '-11 seconds')")
    last = (await customer.messages())[-1]["message_id"]
    assert (await customer.tap(again, on=done))["text"] == GETTING[language]
    second = await customer.sees_that("it again below", lambda messages: _payable(messages, after=last))
    assert reference_of(second) == reference_of(first) != reference_of(bought)
    await customer.sees_that(
        "one copy of it", lambda messages: first["message_id"] not in [one["message_id"] for one in messages]
    )


def _payable(messages: list[Message], *, after: int) -> Message | None:
    """The payment message with a link to pay that came after another message."""
    return next((one for one in messages if one["message_id"] > after and links_of(one)), None)
