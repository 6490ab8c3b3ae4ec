"""The payment gateway misbehaves: nothing is delivered unpaid, and no payment is lost."""

import pytest

from tests.conversation.people import (
    labels_of,
    links_of,
    order_id_of,
    picture_of,
    reference_of,
    text_of,
    until,
)
from tests.conversation.world import World

SPEECHLESS = ["html", "stall", "down", "rate_limited", "unknown"]


@pytest.mark.parametrize("kind", [*SPEECHLESS, "slow"])
async def test_what_was_paid_while_the_gateway_was_ill_is_delivered_when_it_is_well(
    world: World, kind: str
) -> None:
    customer = await world.customer()
    payment = await world.orders(customer)
    async with world.trouble("gateway", kind):
        await world.pay(payment)
        if kind != "slow":
            await world.is_asked_again("order")
            assert await customer.sees_payment() == payment
            assert len(await customer.shop_messages()) == 1
    await customer.sees_key()
    await customer.sees_change(payment, "Paid and delivered")
    assert len(await world.live_keys(payment)) == 1


@pytest.mark.parametrize("kind", [*SPEECHLESS, "claims_paid"])
async def test_nothing_is_delivered_that_was_not_paid_whatever_the_gateway_says(
    world: World, kind: str
) -> None:
    customer = await world.customer()
    payment = await world.orders(customer)
    async with world.trouble("gateway", kind):
        await world.is_asked_again("order", 3)
        await customer.tap("I have paid", on=payment)
        await world.is_asked_again("order")
    assert await customer.shop_messages() == [payment]
    assert await world.live_keys(payment) == []


@pytest.mark.parametrize("kind", SPEECHLESS)
async def test_a_gateway_that_makes_no_payment_is_told_and_the_qr_comes_when_it_is_well(
    world: World, kind: str
) -> None:
    customer = await world.customer()
    async with world.trouble("gateway", kind):
        await customer.asks("/buy")
        await customer.tap("¥30")
        await customer.tap("Alipay")
        told = await customer.sees("The payment service is not answering just now")
    assert {"Try again", "WeChat Pay", "Cancel"} <= set(labels_of(told))
    payment = await customer.sees_payment("Scan with Alipay")
    assert order_id_of(payment) == order_id_of(told)
    assert await customer.orders() == [reference_of(payment)]
    await world.pay(payment)
    await customer.sees_key()


async def test_trouble_that_is_over_leaves_no_message_behind(world: World) -> None:
    customer = await world.customer()
    async with world.trouble("gateway", "html"):
        await customer.asks("/buy")
        await customer.tap("¥30")
        await customer.tap("Alipay")
        await customer.sees("The payment service is not answering just now")
    payment = await customer.sees_payment("Scan with Alipay")
    await customer.sees_that(
        "the payment message alone", lambda messages: len([m for m in messages if m["from"]["is_bot"]]) == 1
    )
    assert (await customer.shop_messages())[0]["message_id"] == payment["message_id"]


@pytest.mark.parametrize("way", ["Try again", "WeChat Pay"])
async def test_a_gateway_that_refuses_leaves_the_order_and_other_ways(world: World, way: str) -> None:
    customer = await world.customer()
    async with world.trouble("gateway", "refuse"):
        await customer.asks("/buy")
        await customer.tap("¥30")
        await customer.tap("Alipay")
        refused = await customer.sees_button("Try again")
    await customer.tap(way)
    payment = await customer.sees_payment("Scan with")
    assert order_id_of(payment) == order_id_of(refused)
    await world.pay(payment)
    await customer.sees_key()


async def test_an_order_whose_payment_could_not_be_made_can_be_cancelled(world: World) -> None:
    customer = await world.customer()
    async with world.trouble("gateway", "refuse"):
        await customer.asks("/buy")
        await customer.tap("¥30")
        await customer.tap("Alipay")
        await customer.sees_button("Try again")
        await customer.tap("Cancel")
        await customer.sees("Order cancelled")
    assert "Cancelled" in text_of(await customer.asks("/orders"))


async def test_an_answer_that_is_lost_makes_no_second_payment(world: World) -> None:
    customer = await world.customer()
    await world.fault("gateway", "create", "drop_after")
    payment = await world.orders(customer)
    made = [
        order
        for order in world.sandbox.gateway.orders()
        if order.out_trade_no.startswith(reference_of(payment))
    ]
    assert len(made) == 1
    await world.pay(payment)
    await customer.sees_key()


@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "500", "html", "429", "late"])
async def test_one_failing_answer_is_not_noticed(world: World, kind: str) -> None:
    customer = await world.customer()
    await world.fault("gateway", "create", kind)
    payment = await world.orders(customer)
    await world.fault("gateway", "order", kind)
    await world.pay(payment)
    await customer.sees_key()


async def test_who_pays_too_little_is_told_and_gets_nothing_yet(own_world: World) -> None:
    owner, customer = await own_world.owner(), await own_world.customer()
    payment = await own_world.orders(customer)
    await own_world.pay(payment, "29.99")
    parked = await customer.sees_change(payment, "a person is now looking at this order")
    assert links_of(parked) == []
    assert picture_of(parked) != picture_of(payment)
    assert "¥29.99" in text_of(await customer.sees("¥29.99"))
    told = await owner.sees("paid too little")
    assert reference_of(payment) in text_of(told)
    assert "¥29.99 of ¥30" in text_of(told)
    assert await own_world.live_keys(payment) == []


async def test_who_pays_too_much_gets_the_goods_and_the_owner_is_told(own_world: World) -> None:
    owner, customer = await own_world.owner(), await own_world.customer()
    payment = await own_world.orders(customer)
    await own_world.pay(payment, "30.01")
    await customer.sees_key()
    told = await owner.sees("paid too much")
    assert "¥30.01 for ¥30" in text_of(told)


async def test_who_pays_twice_gets_one_key_and_the_second_payment_back(own_world: World) -> None:
    customer = await own_world.customer()
    first = await own_world.orders(customer)
    await customer.tap("Pay another way", on=first)
    await customer.tap("WeChat Pay")
    second = await customer.sees_payment("Scan with WeChat")
    await own_world.pay(second)
    await customer.sees_key()
    await own_world.pay(first)
    own_world.let_time_pass()
    await customer.sees("paid a second time", among=9)

    async def given_back() -> bool:
        return sum(order.refunded for order in own_world.sandbox.gateway.orders()) == 3000

    await until(given_back, "the second payment given back")
    await customer.sees_change(second, "Paid and delivered")
    assert len(await own_world.live_keys(first)) == 1


async def test_the_owner_is_told_once_that_a_gateway_is_ill_and_once_that_it_is_well(
    own_world: World,
) -> None:
    owner, customer, other = (
        await own_world.owner(),
        await own_world.customer(),
        await own_world.customer(),
    )
    async with own_world.trouble("gateway", "html"):
        for one in (customer, other):
            await one.asks("/buy")
            await one.tap("¥30")
            await one.tap("Alipay")
        for one in (customer, other):
            await one.sees("The payment service is not answering just now")
        await owner.sees("gateway is not answering")
    for one in (customer, other):
        await one.sees_payment("Scan with Alipay")
    await owner.sees("gateway works again")
    told = [text_of(message) for message in await owner.shop_messages()]
    assert sum("gateway is not answering" in text for text in told) == 1
    assert sum("gateway works again" in text for text in told) == 1
