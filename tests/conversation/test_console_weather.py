"""The console misbehaves while something is being made: one key an order, whatever happens to the answers."""

import pytest

from tests.conversation.people import Message, copies_of, reference_of, text_of, until
from tests.conversation.world import World

KINDS = ["drop_before", "drop_after", "500", "html", "429", "late"]


async def _has_one_live_key(world: World, payment: Message, key: str) -> None:
    """Look, with time passing, until the shop has revoked what came late, and that the sold key is the one left."""

    async def one_left() -> bool:
        world.let_time_pass()
        return await world.live_keys(payment) == [key.removeprefix("sk-")]

    await until(one_left, "one live key for the order")
    await world.models_for(key)


@pytest.mark.parametrize("kind", KINDS)
async def test_one_key_is_made_though_the_answer_went_wrong(world: World, kind: str) -> None:
    customer = await world.customer()
    payment = await world.orders(customer)
    await world.fault("console", "token_create", kind, delay=1.0)
    await world.pay(payment)
    key = await customer.sees_key()
    await _has_one_live_key(world, payment, key)


@pytest.mark.parametrize("kind", KINDS)
async def test_one_key_is_made_though_looking_for_it_went_wrong(world: World, kind: str) -> None:
    await _makes_one_key_though(world, "token_search", kind)


@pytest.mark.parametrize("kind", KINDS)
async def test_one_key_is_made_though_reading_the_models_went_wrong(own_world: World, kind: str) -> None:
    await _makes_one_key_though(own_world, "models", kind)  # which a bot reads once


async def _makes_one_key_though(world: World, action: str, kind: str) -> None:
    customer = await world.customer()
    payment = await world.orders(customer)
    await world.fault("console", "token_create", "drop_after")
    await world.fault("console", action, kind, delay=0.5)
    await world.pay(payment)
    await _has_one_live_key(world, payment, await customer.sees_key())


@pytest.mark.parametrize("kind", ["500", "late"])
async def test_when_making_a_key_is_never_answered_a_code_comes_and_late_keys_are_revoked(
    own_world: World, kind: str
) -> None:
    customer = await own_world.customer()
    payment = await own_world.orders(customer)
    await own_world.fault("console", "token_create", kind, times=20, delay=8.0)
    await own_world.pay(payment)
    delivery = await customer.sees("Here is your redemption code")
    assert await own_world.live_codes(payment) == [copies_of(delivery)[0]]
    if kind == "late":

        async def arrived() -> bool:
            rows = (await own_world.ledger())["tokens"]
            return any(row["name"] == reference_of(payment) for row in rows)

        await until(arrived, "a key that arrives late")

    async def none_left() -> bool:
        own_world.let_time_pass()
        return await own_world.live_keys(payment) == []

    await until(none_left, "no live key beside the code")
    assert await own_world.live_codes(payment) == [copies_of(delivery)[0]]


async def test_a_key_that_was_made_unanswered_each_time_is_sold_and_no_other(world: World) -> None:
    customer = await world.customer()
    payment = await world.orders(customer)
    await world.fault("console", "token_create", "drop_after", times=20)
    await world.pay(payment)
    key = await customer.sees_key()
    assert await world.live_keys(payment) == [key.removeprefix("sk-")]
    assert await world.live_codes(payment) == []


@pytest.mark.parametrize("kind", ["drop_after", "500", "late"])
async def test_one_code_is_made_though_the_answer_went_wrong(world: World, kind: str) -> None:
    customer = await world.customer()
    payment = await world.orders(customer)
    await world.fault("console", "redemption_create", kind, delay=1.0)
    async with world.trouble("console", "refuse_keys"):
        await world.pay(payment)
        code = copies_of(await customer.sees("Here is your redemption code"))[0]

    async def one_left() -> bool:
        world.let_time_pass()
        return await world.live_codes(payment) == [code]

    await until(one_left, "one live code for the order")
    assert await world.live_keys(payment) == []


@pytest.mark.parametrize("kind", ["html", "stall", "down", "rate_limited"])
async def test_what_was_paid_while_the_console_was_ill_is_delivered_when_it_is_well(
    world: World, kind: str
) -> None:
    customer = await world.customer()
    payment = await world.orders(customer)
    asked = world.asked["console"]
    async with world.trouble("console", kind):
        await world.pay(payment)
        await customer.sees_change(payment, "Payment received")
        await world.is_asked("console", asked + 1)
    key = await customer.sees_key()
    assert len((await customer.sees_change(payment, "Paid and delivered"))["photo"]) > 0
    await _has_one_live_key(world, payment, key)


async def test_when_the_console_knows_us_no_more_the_stock_is_sold_and_the_owner_told_once(
    own_world: World,
) -> None:
    await own_world.stock([("standard", "FROM-STOCK-1"), ("standard", "FROM-STOCK-2")])
    owner = await own_world.owner()
    async with own_world.trouble("console", "auth_lost"):
        for _ in range(2):
            customer = await own_world.customer()
            payment = await own_world.orders(customer)
            await own_world.pay(payment)
            delivery = await customer.sees("Here is your redemption code")
            assert copies_of(delivery)[0].startswith("FROM-STOCK-")
        await owner.sees("no longer accepts our access token", among=9)
    told = [text_of(message) for message in await owner.shop_messages()]
    accounts = [text for text in told if "no longer accepts our access token" in text]
    assert len(accounts) == len(set(accounts)) == 2  # the sales account's, and the administrator's


async def test_an_order_that_nothing_could_be_made_for_is_delivered_once_the_console_is_well(
    own_world: World,
) -> None:
    owner, customer = await own_world.owner(), await own_world.customer()
    async with own_world.trouble("console", "auth_lost"):
        payment = await own_world.orders(customer)
        await own_world.pay(payment)
        await customer.sees_change(payment, "a person is now looking at this order")
        await owner.sees("An order needs a person", among=9)
    own_world.let_time_pass()
    key_or_code = await customer.sees("Here is your")
    await customer.sees_change(payment, "Paid and delivered")
    made = [*await own_world.live_keys(payment), *await own_world.live_codes(payment)]
    assert len(made) == 1
    assert made[0] in text_of(key_or_code)


async def test_a_slow_console_keeps_nobody_else_waiting(world: World) -> None:
    customer, other = await world.customer(), await world.customer()
    payment = await world.orders(customer)
    async with world.trouble("console", "stall"):
        await world.pay(payment)
        await customer.sees_change(payment, "Payment received")
        assert "Which package" in text_of(await other.asks("/buy"))
        assert "Standard" in text_of(await customer.asks("/orders"))
    await customer.sees_key()
