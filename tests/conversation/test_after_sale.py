"""What a buyer asks after the sale, and what the console knows."""

from tests.conversation.people import Message, labels_of, reference_of, text_of
from tests.conversation.world import World


def use(world: World, payment: Message, percent: int) -> None:
    """Use up so many percent of an order's key."""
    (token,) = [one for one in world.sandbox.console.tokens.values() if one.name == reference_of(payment)]
    token.used_quota = token.remain_quota * percent // 100
    token.remain_quota -= token.used_quota
    world.sandbox.console.save_token(token)


async def test_the_balance_is_a_picture_and_figures(world: World) -> None:
    customer = await world.customer()
    payment = await world.sells(customer)
    use(world, payment, 38)
    tap = await customer.tap("Balance", on=payment)
    assert "asking the console" in tap["text"]
    answer = await customer.sees("About 62% is left")
    assert answer["photo"]
    assert {"Look again", "Order again", "My key doesn’t work", "Ask a person"} <= set(labels_of(answer))


async def test_a_key_that_works_is_found_to_work_and_its_copy_is_offered(world: World) -> None:
    customer = await world.customer()
    payment = await world.sells(customer)
    await customer.tap("My key doesn’t work", on=payment)
    answer = await customer.sees("We’ve just tried your key, and it works")
    assert {"Show my key", "Ask a person"} <= set(labels_of(answer))


async def test_a_key_that_was_used_up_is_found_to_be_in_chinese_too(world: World) -> None:
    customer = await world.customer("zh-hans")
    payment = await world.orders(customer, method="支付宝")
    await world.pay(payment)
    payment = await customer.sees_change(payment, "已付款，已发货")
    use(world, payment, 100)
    await customer.tap("Key 用不了", on=payment)
    answer = await customer.sees("额度用完了")
    assert "再来一单" in labels_of(answer)


async def test_a_console_that_is_silent_is_said_to_be(world: World) -> None:
    customer = await world.customer()
    payment = await world.sells(customer)
    async with world.trouble("console", "auth_lost"):
        await customer.tap("Balance", on=payment)
        answer = await customer.sees("We can’t look it up just now")
    assert "we don’t know what is left" in text_of(answer)
    await customer.tap("Check again", on=answer)
    await customer.sees("About 100% is left")


async def test_a_code_is_looked_after_at_the_console(world: World) -> None:
    customer = await world.customer()
    async with world.trouble("console", "refuse_keys"):
        payment = await world.sells(customer)
    await customer.tap("Balance", on=payment)
    assert "Show my code" in labels_of(await customer.sees("Your code has not been redeemed yet"))
