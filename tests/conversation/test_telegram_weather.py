"""Telegram misbehaves: what a person has to read still comes."""

import pytest

from tests.conversation.people import code_texts, links_of, reference_of, text_of, until
from tests.conversation.world import World

KINDS = ["429", "500", "drop_before", "drop_after"]


@pytest.mark.parametrize("kind", KINDS)
async def test_an_answer_comes_though_telegram_failed_once(world: World, kind: str) -> None:
    customer = await world.customer()
    await world.telegram_fault("sendMessage", kind)
    assert "Which package" in text_of(await customer.asks("/buy"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("method", ["sendPhoto", "editMessageText", "deleteMessage"])
async def test_a_purchase_goes_on_though_telegram_failed_once(world: World, method: str, kind: str) -> None:
    customer = await world.customer()
    await world.telegram_fault(method, kind)
    payment = await world.orders(customer)
    await world.pay(payment)
    key = await customer.sees_key()
    assert await world.live_keys(payment) == [key.removeprefix("sk-")]
    assert await customer.orders() == [reference_of(payment)]


@pytest.mark.parametrize("kind", KINDS)
async def test_the_delivery_comes_and_the_payment_message_changes_though_telegram_failed_twice(
    world: World, kind: str
) -> None:
    customer = await world.customer()
    payment = await world.orders(customer)
    await world.telegram_fault("sendMessage", kind, times=2)
    await world.telegram_fault("editMessageMedia", kind, times=2)
    await world.pay(payment)
    key = await customer.sees_key()
    await customer.sees_change(payment, "Paid and delivered")
    assert await world.live_keys(payment) == [key.removeprefix("sk-")]


async def test_a_payment_message_that_came_twice_is_settled_wherever_it_is_tapped(world: World) -> None:
    customer = await world.customer()
    await world.telegram_fault("sendPhoto", "drop_after")
    first = await world.orders(customer)
    second = await customer.sees_that(
        "the payment message once more",
        lambda messages: [one for one in messages if one.get("photo")][1:],
    )
    await world.pay(first)
    await customer.sees_change(second[0], "Paid and delivered")
    await customer.tap("I have paid", on=first)
    await customer.sees_that(
        "no message that asks to be paid", lambda messages: not any(links_of(one) for one in messages)
    )


async def test_one_person_telegram_holds_back_does_not_hold_back_another(world: World) -> None:
    customer, other = await world.customer(), await world.customer()
    await world.telegram_fault("sendMessage", "429", retry_after=3)
    await customer.send("/buy")

    async def held_back() -> bool:
        return any(
            not call["ok"] and call["parameters"].get("chat_id") == str(customer.id)
            for call in await world.calls("sendMessage")
        )

    await until(held_back, "a call that Telegram refuses")
    await other.asks("/buy")
    assert await customer.shop_messages() == []
    await customer.sees("Which package")


async def test_a_delivery_that_telegram_refuses_alerts_the_owner_and_stands_under_orders(
    own_world: World,
) -> None:
    owner, customer = await own_world.owner(), await own_world.customer()
    payment = await own_world.orders(customer)
    await own_world.telegram_fault("sendMessage", "400")
    await own_world.pay(payment)
    await owner.sees("Telegram refused a message", among=9)
    await customer.sees_change(payment, "Paid and delivered")
    await customer.tap("Show my key")
    assert (await customer.sees_key()).removeprefix("sk-") in await own_world.live_keys(payment)


async def test_who_blocks_the_bot_after_paying_gets_the_goods_on_coming_back(world: World) -> None:
    customer = await world.customer()
    payment = await world.orders(customer)
    async with world.trouble("console", "stall"):
        await world.pay(payment)
        await customer.sees_change(payment, "Payment received")
        await customer.block()

    async def refused() -> bool:
        return any(
            not call["ok"] and call["parameters"].get("chat_id") == str(customer.id)
            for call in await world.calls("sendMessage")
        )

    await until(refused, "a delivery that the block turns away")
    assert await world.live_keys(payment) != []
    await customer.unblock()
    await customer.send("/start")
    key = await customer.sees_key()
    assert await world.live_keys(payment) == [key.removeprefix("sk-")]
    assert sum(key in code_texts(message) for message in await customer.messages()) == 1


async def test_a_deleted_chat_is_served_afresh(world: World) -> None:
    customer = await world.customer()
    payment = await world.orders(customer)
    await world.has_said_everything()  # the shop itself takes the chooser away
    for message in await customer.messages():
        await customer.delete(message)
    await world.pay(payment)
    await customer.sees_key()
