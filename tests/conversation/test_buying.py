"""From /start to the QR, and what a person taps on the way."""

import pytest

from tests.conversation.people import (
    Customer,
    Message,
    data_of,
    labels_of,
    order_id_of,
    reference_of,
    text_of,
)
from tests.conversation.world import World


@pytest.mark.parametrize(
    ("language", "method", "scan"),
    [
        ("en", "Alipay", "Scan with Alipay and pay ¥30."),
        ("en", "WeChat Pay", "Scan with WeChat and pay ¥30."),
        ("zh-hans", "支付宝", "用支付宝扫一扫，支付 ¥30"),
        ("zh-hans", "微信支付", "用微信扫一扫，支付 ¥30"),
    ],
)
async def test_two_taps_after_start_the_qr_is_there(
    world: World, language: str, method: str, scan: str
) -> None:
    customer = await world.customer(language)
    await customer.send("/start")
    await customer.tap("¥30")
    await customer.tap(method)
    await customer.sees_payment(scan)


async def test_every_package_has_a_button_with_its_price(world: World) -> None:
    customer = await world.customer()
    labels = labels_of(await customer.asks("/buy"))
    for price in ("¥5 ", "¥10 ", "¥30 ", "¥100 "):
        assert len([label for label in labels if price in f"{label} "]) == 1


@pytest.mark.parametrize("package", ["¥5 ", "¥10 ", "¥30 ", "¥100 "])
async def test_each_package_is_asked_for_at_its_price(world: World, package: str) -> None:
    customer = await world.customer()
    payment = await world.orders(customer, package)
    assert f"pay {package.strip()}." in text_of(payment)


async def test_choosing_leaves_no_trail_of_messages(world: World) -> None:
    customer = await world.customer()
    await customer.send("/start")
    for label in ("Quick start", "Next", "Back", "Main menu", "¥30", "Back", "¥10", "Alipay"):
        await customer.tap(label)
    payment = await customer.sees_payment("¥10")
    await customer.sees_that("the payment message alone", lambda messages: len(messages) == 2)
    assert await customer.shop_messages() == [payment]


async def test_going_back_shows_the_packages_in_the_same_message(world: World) -> None:
    customer = await world.customer()
    chooser = await customer.asks("/buy")
    await customer.tap("¥30")
    await customer.sees_change(chooser, "How would you like to pay?")
    await customer.tap("Back")
    await customer.sees_change(chooser, "Which package would you like?")


async def test_the_order_id_is_told_before_the_gateway_has_answered(world: World) -> None:
    customer = await world.customer()
    chooser = await customer.asks("/buy")
    async with world.trouble("gateway", "slow"):
        await customer.tap("¥30")
        await customer.tap("Alipay")
        preparing = await customer.sees_change(chooser, "One moment")
    payment = await customer.sees_payment("¥30")
    assert order_id_of(preparing) == order_id_of(payment)


async def test_a_second_tap_on_the_same_way_to_pay_places_no_second_order(world: World) -> None:
    customer = await world.customer()
    await customer.asks("/buy")
    await customer.tap("¥30")
    chooser = await customer.sees_button("Alipay")
    taps = [
        await customer.begin_tap(chooser["message_id"], data_of(chooser, method))
        for method in ("Alipay", "Alipay", "WeChat Pay", "Alipay")
    ]
    for tap in taps:
        await customer.answer_to(tap)
    payment = await customer.sees_payment("¥30")
    assert await customer.orders() == [reference_of(payment)]
    assert len([one for one in await customer.messages() if one.get("photo")]) == 1


async def test_a_second_tap_on_the_same_package_asks_once_how_to_pay(world: World) -> None:
    customer = await world.customer()
    chooser = await customer.asks("/buy")
    taps = [await customer.begin_tap(chooser["message_id"], data_of(chooser, "¥30")) for _ in range(3)]
    for tap in taps:
        await customer.answer_to(tap)
    await customer.sees_change(chooser, "How would you like to pay?")
    assert await customer.shop_messages() == [await customer.sees_button("Alipay")]


async def test_a_tap_on_a_chooser_that_was_deleted_still_sells(world: World) -> None:
    customer = await world.customer()
    await customer.asks("/buy")
    await customer.tap("¥30")
    chooser = await customer.sees_button("Alipay")
    await customer.delete(chooser)
    await customer.tap("Alipay", on=chooser)
    payment = await customer.sees_payment("¥30")
    assert await customer.orders() == [reference_of(payment)]


async def test_a_late_tap_on_the_chooser_of_an_open_order_places_no_second_one(world: World) -> None:
    customer = await world.customer()
    await customer.asks("/buy")
    await customer.tap("¥30")
    chooser = await customer.sees_button("Alipay")
    await customer.tap("Alipay", on=chooser)
    payment = await customer.sees_payment("¥30")
    await customer.tap("Alipay", on=chooser)
    assert await customer.orders() == [reference_of(payment)]


async def _has_two_open_orders(world: World) -> tuple[Customer, list[Message]]:
    customer = await world.customer()
    return customer, [await world.orders(customer, "¥5 "), await world.orders(customer, "¥10 ")]


async def test_a_third_open_order_is_not_placed_and_the_two_are_offered(world: World) -> None:
    customer, payments = await _has_two_open_orders(world)
    await customer.asks("/buy")
    await customer.tap("¥30")
    await customer.tap("Alipay")
    offer = await customer.sees("2 orders")
    for payment in payments:
        assert reference_of(payment) in text_of(offer)
    assert {"Pay Trial · ¥5", "Pay Starter · ¥10", "Cancel"} <= set(labels_of(offer))
    assert sorted(await customer.orders()) == sorted(reference_of(payment) for payment in payments)


async def test_an_open_order_that_is_offered_can_be_paid(world: World) -> None:
    customer, payments = await _has_two_open_orders(world)
    await customer.asks("/buy")
    await customer.tap("¥30")
    await customer.tap("Alipay")
    await customer.tap("Pay Trial")
    again = await customer.sees_that(
        "the payment message anew",
        lambda messages: messages[-1].get("photo") and "¥5" in text_of(messages[-1]) and messages[-1],
    )
    assert reference_of(again) == reference_of(payments[0])
    await world.pay(again)
    await customer.sees_key()


async def test_when_an_offered_order_is_cancelled_a_new_one_can_be_placed(world: World) -> None:
    customer, payments = await _has_two_open_orders(world)
    await customer.asks("/buy")
    await customer.tap("¥30")
    await customer.tap("Alipay")
    offer = await customer.sees("2 orders")
    await customer.tap("Cancel", on=offer)
    await customer.sees_change(payments[0], "Order cancelled")
    assert text_of(await world.orders(customer, "¥30")).startswith("Standard · ¥30")


async def test_the_order_keeps_the_price_and_the_amount_it_was_placed_at(world: World) -> None:
    customer = await world.customer()
    payment = await world.orders(customer, "¥100")
    await world.pay(payment)
    key = (await customer.sees_key()).removeprefix("sk-")
    sold = next(token for token in (await world.ledger())["tokens"] if token["key"] == key)
    assert (sold["remain_quota"], sold["unlimited_quota"], sold["expired_time"]) == (5_000_000, False, -1)
