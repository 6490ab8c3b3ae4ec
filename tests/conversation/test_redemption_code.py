"""Path B: a redemption code, made at the console or taken from the stock; and what happens when there is none."""

import aiohttp

from tests.conversation.people import (
    Customer,
    Message,
    code_texts,
    copies_of,
    labels_of,
    links_of,
    order_id_of,
    picture_of,
    reference_of,
    text_of,
)
from tests.conversation.world import World


async def _buys(world: World, customer: Customer, package: str = "¥30") -> Message:
    payment = await world.orders(customer, package)
    await world.pay(payment)
    return payment


def _code_in(delivery: Message) -> str:
    return copies_of(delivery)[0]


async def test_when_the_console_makes_no_keys_a_code_comes_with_the_five_steps(world: World) -> None:
    customer = await world.customer()
    async with world.trouble("console", "refuse_keys"):
        payment = await _buys(world, customer)
        delivery = await customer.sees("Here is your redemption code")
    code = _code_in(delivery)
    assert {code, world.base_url, order_id_of(payment)} <= set(code_texts(delivery))
    assert {code, world.base_url} <= set(copies_of(delivery))
    assert all(f"\n{step}. " in text_of(delivery) for step in range(1, 6))
    assert {"Python", "Node.js", "cURL", "Java", "Go"} <= set(labels_of(delivery))
    assert await world.live_codes(payment) == [code]
    assert await world.live_keys(payment) == []


async def test_in_chinese_the_code_comes_with_the_five_steps(world: World) -> None:
    customer = await world.customer("zh-hans")
    async with world.trouble("console", "refuse_keys"):
        payment = await world.orders(customer, method="支付宝")
        await world.pay(payment)
        delivery = await customer.sees("这是你的兑换码")
    assert all(f"\n{step}. " in text_of(delivery) for step in range(1, 6))
    assert await world.live_codes(payment) == [_code_in(delivery)]


async def test_the_code_can_be_redeemed_for_what_was_bought(world: World) -> None:
    customer = await world.customer()
    async with world.trouble("console", "refuse_keys"):
        await _buys(world, customer, "¥10 ")
        delivery = await customer.sees("Here is your redemption code")
    account = {"username": f"u{customer.id}", "password": "longenough", "password2": "longenough"}
    console = world.sandbox.urls["console"]
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as browser:
        await browser.post(f"{console}/api/user/register", json=account)
        await browser.post(f"{console}/api/user/login", json=account)
        async with browser.post(f"{console}/api/user/topup", json={"key": _code_in(delivery)}) as answer:
            redeemed = await answer.json()
    assert (redeemed["success"], redeemed["data"]) == (True, 500_000), redeemed


async def test_the_samples_of_a_code_ask_for_ones_own_key(world: World) -> None:
    customer = await world.customer()
    async with world.trouble("console", "refuse_keys"):
        await _buys(world, customer)
        delivery = await customer.sees("Here is your redemption code")
    await customer.tap("Python", on=delivery)
    sample = await customer.sees("Your first call · Python")
    assert "sk-<your-key>" in text_of(sample)
    assert _code_in(delivery) not in text_of(sample)


async def test_the_code_is_shown_again_and_is_the_same(world: World) -> None:
    customer = await world.customer()
    async with world.trouble("console", "refuse_keys"):
        payment = await _buys(world, customer)
        code = _code_in(await customer.sees("Here is your redemption code"))
    await customer.asks(f"/order {reference_of(payment)}")
    await customer.tap("Show my code")
    await customer.sees_that(
        "the code twice",
        lambda messages: sum(code in code_texts(message) for message in messages) == 2,
    )
    assert await world.live_codes(payment) == [code]


async def test_a_code_from_the_stock_is_sold_once(own_world: World) -> None:
    assert "2" in await own_world.stock([("standard", "STOCK-ONE"), ("standard", "STOCK-TWO")])
    async with own_world.trouble("console", "refuse_keys", "refuse_codes"):
        first, second = await own_world.customer(), await own_world.customer()
        await _buys(own_world, first)
        await _buys(own_world, second)
        codes = [
            _code_in(await customer.sees("Here is your redemption code")) for customer in (first, second)
        ]
    assert sorted(codes) == ["STOCK-ONE", "STOCK-TWO"]


async def test_a_stock_of_another_package_is_not_touched(own_world: World) -> None:
    await own_world.stock([("trial", "SMALL"), ("professional", "LARGE")])
    async with own_world.trouble("console", "refuse_keys", "refuse_codes"):
        customer = await own_world.customer()
        await _buys(own_world, customer, "¥100")
        assert _code_in(await customer.sees("Here is your redemption code")) == "LARGE"


async def test_when_nothing_is_left_customer_and_owner_are_told_and_no_money_is_lost(
    own_world: World,
) -> None:
    owner, customer = await own_world.owner(), await own_world.customer()
    async with own_world.trouble("console", "refuse_keys", "refuse_codes"):
        payment = await _buys(own_world, customer)
        parked = await customer.sees_change(payment, "a person is now looking at this order")
        told = await customer.sees_that(
            "a new message",
            lambda messages: [one for one in messages if one["message_id"] > payment["message_id"]],
        )
        assert "a person is now looking at this order" in text_of(told[0])
        await owner.sees("An order needs a person", among=9)
        assert reference_of(payment) in text_of(await owner.sees(reference_of(payment), among=9))
        await owner.sees("no code left", among=9)
    assert links_of(parked) == []
    assert picture_of(parked) != picture_of(payment)
    assert "Ask a person" in labels_of(parked)


async def test_an_order_that_waits_for_stock_is_delivered_when_it_comes(own_world: World) -> None:
    owner, customer = await own_world.owner(), await own_world.customer()
    async with own_world.trouble("console", "refuse_keys", "refuse_codes"):
        payment = await _buys(own_world, customer)
        await customer.sees_change(payment, "a person is now looking at this order")
        await own_world.stock([("standard", "LATE-STOCK")])
        assert _code_in(await customer.sees("Here is your redemption code")) == "LATE-STOCK"
    await customer.sees_change(payment, "Paid and delivered")
    await owner.sees("stock is filled again", among=9)


async def test_importing_the_same_codes_twice_adds_none(own_world: World) -> None:
    await own_world.stock([("trial", "ONCE")])
    assert "0 codes imported" in await own_world.stock([("trial", "ONCE")])


async def test_a_stock_file_with_a_mistake_is_refused_whole_naming_the_line(own_world: World) -> None:
    file = own_world.directory / "wrong.csv"
    file.write_text("package,code\ntrial,GOOD-CODE\nno-such,BAD-CODE\n")
    status, said = await own_world.bot.command("stock", "import", str(file))
    assert status == 1
    assert "wrong.csv:3" in said.replace("\n", "")
    assert "BAD-CODE" not in said
    assert "1 code imported" in await own_world.stock([("trial", "GOOD-CODE")])
