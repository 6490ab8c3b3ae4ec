"""English and Chinese: by the account, by choice, and remembered."""

import pytest

from tests.conversation.people import labels_of, text_of
from tests.conversation.world import World


@pytest.mark.parametrize(
    ("code", "greeting"),
    [
        ("en", "welcome to AiCredits"),
        ("zh-hans", "欢迎来到 AiCredits"),
        ("zh-hant", "欢迎来到 AiCredits"),
        ("zh", "欢迎来到 AiCredits"),
        ("zh-CN", "欢迎来到 AiCredits"),
        ("de", "welcome to AiCredits"),
        ("", "welcome to AiCredits"),
    ],
)
async def test_the_shop_speaks_the_language_of_the_account(world: World, code: str, greeting: str) -> None:
    customer = await world.customer(code)
    assert greeting in text_of(await customer.asks("/start"))


async def test_the_language_is_changed_by_choice_and_stays(world: World) -> None:
    customer = await world.customer("en")
    choice = await customer.asks("/language")
    assert {"English", "简体中文"} <= set(labels_of(choice))
    await customer.tap("简体中文", on=choice)
    await customer.sees_change(choice, "以后就用中文")
    assert "想要哪个套餐" in text_of(await customer.asks("/buy"))
    payment = await world.orders(customer, method="支付宝")
    assert "用支付宝扫一扫" in text_of(payment)
    await world.pay(payment)
    await customer.sees("API Key 已到手")
    await customer.sees_change(payment, "已付款，已发货")


async def test_the_greeting_has_a_button_to_the_other_language(world: World) -> None:
    customer = await world.customer("zh-hans")
    await customer.asks("/start")
    await customer.tap("English")
    await customer.sees("we speak English")
    assert "Which package" in text_of(await customer.asks("/buy"))


async def test_the_choice_outlives_a_restart(own_world: World) -> None:
    customer = await own_world.customer("en")
    await customer.asks("/language")
    await customer.tap("简体中文")
    await customer.sees("以后就用中文")
    await own_world.bot.restart()
    assert "想要哪个套餐" in text_of(await customer.asks("/buy"))


async def test_a_language_that_does_not_exist_asks_again(world: World) -> None:
    customer = await world.customer("en")
    choice = await customer.asks("/language")
    await customer.tap("简体中文", on=choice)
    await customer.sees_change(choice, "以后就用中文")
    await customer.tap_data(choice["message_id"], "language:tlh")
    assert "English" in labels_of(await customer.sees_change(choice, "哪种语言"))


async def test_toasts_come_in_the_language_too(world: World) -> None:
    customer = await world.customer("zh-hans")
    greeting = await customer.asks("/start")
    assert "按钮" in (await customer.tap_data(greeting["message_id"], "nonsense"))["text"]
