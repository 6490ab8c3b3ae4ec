"""The plug is pulled, whenever: the next tap goes on, and nothing is lost or doubled."""

import signal

import pytest

from tests.conversation.people import (
    Customer,
    Message,
    code_texts,
    data_of,
    order_id_of,
    reference_of,
    text_of,
    until,
)
from tests.conversation.world import World


async def _has_one_order_and_one_key(world: World, customer: Customer, payment: Message) -> None:
    key = await customer.sees_key()
    await customer.sees_change(payment, "Paid and delivered")
    assert await customer.orders() == [reference_of(payment)]

    async def one_left() -> bool:
        world.let_time_pass()
        return await world.live_keys(payment) == [key.removeprefix("sk-")]

    await until(one_left, "one live key for the order")
    shown = {
        text
        for message in await customer.messages()
        for text in code_texts(message)
        if text.startswith("sk-")
    }
    assert shown == {key}


async def test_killed_between_every_two_steps_the_purchase_goes_on(own_world: World) -> None:
    customer, bot = await own_world.customer(), own_world.bot
    await customer.asks("/start")
    await own_world.has_said_everything()
    await bot.restart()
    await customer.tap("¥30")
    await customer.sees_button("Alipay")
    await own_world.has_said_everything()
    await bot.restart()
    await customer.tap("Alipay")
    payment = await customer.sees_payment("Scan with Alipay")
    await own_world.has_said_everything()
    await bot.restart()
    await customer.tap("I have paid", on=payment)
    await bot.kill()
    await own_world.pay(payment)
    await bot.start()
    await _has_one_order_and_one_key(own_world, customer, payment)
    await bot.restart()
    await customer.tap("Show my key")
    await customer.sees_key()


async def test_killed_in_the_middle_of_taps_they_are_answered_afterwards_and_count_once(
    own_world: World,
) -> None:
    customer, bot = await own_world.customer(), own_world.bot
    chooser = await customer.asks("/buy")
    tap = await customer.begin_tap(chooser["message_id"], data_of(chooser, "¥30"))
    await bot.restart()
    await customer.answer_to(tap)
    methods = await customer.sees_button("Alipay")
    taps = [await customer.begin_tap(methods["message_id"], data_of(methods, "Alipay")) for _ in range(2)]
    await bot.restart()
    for tap in taps:
        await customer.answer_to(tap)
    payment = await customer.sees_payment("Scan with Alipay")
    await own_world.pay(payment)
    await _has_one_order_and_one_key(own_world, customer, payment)


async def test_what_is_written_while_the_shop_is_away_is_answered_in_order(own_world: World) -> None:
    customer = await own_world.customer()
    await customer.asks("/start")
    await own_world.has_said_everything()
    await own_world.bot.kill()
    for command in ("/terms", "/privacy", "/buy"):
        await customer.send(command)
    await own_world.bot.start()
    await customer.sees("Which package")
    said = [text_of(message) for message in await customer.shop_messages()][1:]
    assert [text.splitlines()[0] for text in said] == [
        "Terms of sale",
        "What we keep about you",
        "Which package would you like?",
    ]


async def test_killed_while_the_gateway_is_asked_for_a_payment_it_comes_afterwards_once(
    own_world: World,
) -> None:
    customer = await own_world.customer()
    await customer.asks("/buy")
    await customer.tap("¥30")
    async with own_world.trouble("gateway", "stall"):
        asked = own_world.asked["create"]
        await customer.tap("Alipay")
        await own_world.is_asked("create", asked + 1)
        await own_world.bot.kill()
    await own_world.bot.start()
    payment = await customer.sees_payment("Scan with Alipay")
    assert len(own_world.sandbox.gateway.orders()) == 1
    await own_world.pay(payment)
    await _has_one_order_and_one_key(own_world, customer, payment)


async def test_killed_as_soon_as_the_gateway_has_made_the_payment_it_is_shown_afterwards(
    own_world: World,
) -> None:
    customer = await own_world.customer()
    await customer.asks("/buy")
    await customer.tap("¥30")
    methods = await customer.sees_button("Alipay")
    await customer.begin_tap(methods["message_id"], data_of(methods, "Alipay"))

    async def made() -> bool:
        return bool(own_world.sandbox.gateway.orders())

    await until(made, "a payment at the gateway")
    await own_world.bot.restart()
    payment = await customer.sees_payment("Scan with Alipay")
    assert len(own_world.sandbox.gateway.orders()) == 1
    await own_world.pay(payment)
    await _has_one_order_and_one_key(own_world, customer, payment)


@pytest.mark.parametrize("action", ["token_create", "token_search", "models"])
async def test_killed_while_the_console_is_asked_one_key_comes_afterwards(
    own_world: World, action: str
) -> None:
    customer = await own_world.customer()
    payment = await own_world.orders(customer)
    if action == "token_search":
        await own_world.fault("console", "token_create", "drop_after")
    await own_world.fault("console", action, "late", delay=1.0)
    await own_world.pay(payment)
    await own_world.is_asked(action, 1)
    await own_world.bot.restart()
    await _has_one_order_and_one_key(own_world, customer, payment)


async def test_killed_as_soon_as_the_console_has_made_the_key_that_key_comes_afterwards(
    own_world: World,
) -> None:
    customer = await own_world.customer()
    payment = await own_world.orders(customer)
    await own_world.pay(payment)

    async def made() -> list[str]:
        return await own_world.live_keys(payment)

    keys = await until(made, "a key at the console")
    await own_world.bot.restart()
    assert (await customer.sees_key()).removeprefix("sk-") == keys[0]
    await _has_one_order_and_one_key(own_world, customer, payment)


async def test_killed_while_telegram_takes_the_delivery_it_still_comes(own_world: World) -> None:
    customer = await own_world.customer()
    payment = await own_world.orders(customer)
    await own_world.telegram_fault("sendMessage", "slow", seconds=5.0)
    await own_world.pay(payment)

    async def delivered() -> bool:
        return "delivered" in own_world.bot.log()

    await until(delivered, "the delivery in the log")
    await own_world.bot.restart()
    await _has_one_order_and_one_key(own_world, customer, payment)


async def test_killed_over_and_over_while_delivering_one_key_comes(own_world: World) -> None:
    customer = await own_world.customer()
    payment = await own_world.orders(customer)
    await own_world.fault("console", "token_create", "drop_after")
    await own_world.fault("console", "models", "500", times=2)
    await own_world.pay(payment)
    for action in ("token_create", "token_search", "models"):
        await own_world.is_asked(action, 1)
        await own_world.bot.restart()
    await _has_one_order_and_one_key(own_world, customer, payment)


async def test_an_order_to_be_cancelled_is_cancelled_after_the_restart(own_world: World) -> None:
    customer = await own_world.customer()
    payment = await own_world.orders(customer)
    await own_world.has_said_everything()  # killed sooner, it would not know which message it had sent
    await own_world.bot.kill()
    tap = await customer.begin_tap(payment["message_id"], data_of(payment, "Cancel"))
    await own_world.bot.start()
    await customer.answer_to(tap)
    await customer.sees_change(payment, "Order cancelled")


async def test_a_question_the_shop_had_asked_is_still_open_after_the_restart(own_world: World) -> None:
    customer = await own_world.customer()
    payment = await own_world.orders(customer)
    await customer.asks("/order")
    await own_world.has_said_everything()  # killed sooner, it would say it once more
    await own_world.bot.restart()
    assert order_id_of(await customer.asks(order_id_of(payment))) == order_id_of(payment)
    owner = await own_world.owner()
    await customer.asks("/support")
    await own_world.has_said_everything()
    await own_world.bot.restart()
    await customer.asks("Please help me with this.")
    await owner.sees("Please help me with this.")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_stopped_it_ends_with_status_0_and_loses_nothing(
    own_world: World, number: signal.Signals
) -> None:
    customer = await own_world.customer()
    payment = await own_world.orders(customer)
    await own_world.pay(payment)
    assert await own_world.bot.stop(number) == 0
    await own_world.bot.start()
    await _has_one_order_and_one_key(own_world, customer, payment)


async def test_stopped_while_a_delivery_is_under_way_it_ends_with_status_0(own_world: World) -> None:
    customer = await own_world.customer()
    payment = await own_world.orders(customer)
    async with own_world.trouble("console", "stall"):
        await own_world.pay(payment)
        await own_world.is_asked("console", 1)
        assert await own_world.bot.stop() == 0
    await own_world.bot.start()
    await _has_one_order_and_one_key(own_world, customer, payment)
