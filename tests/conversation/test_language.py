"""English and Chinese: by the account, by choice, and remembered."""

import pytest

from tests.conversation.people import labels_of, links_of, text_of
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


@pytest.mark.parametrize(
    ("code", "wallet", "choice", "caption", "button"),
    [
        ("en", "Alipay", "简体中文", "用支付宝扫一扫", "我已支付"),
        ("zh-hans", "支付宝", "English", "Scan with Alipay", "I have paid"),
    ],
)
async def test_every_open_payment_message_changes_its_language_at_once_and_once(
    world: World, code: str, wallet: str, choice: str, caption: str, button: str
) -> None:
    customer = await world.customer(code)
    payments = [await world.orders(customer, package, wallet) for package in ("¥10 ", "¥30 ")]
    await world.has_said_everything()
    before = world.sandbox.telegram.calls.last
    question = await customer.asks("/language")
    await customer.tap(choice, on=question)
    for payment in payments:
        changed = await customer.sees_change(payment, caption)
        assert button in labels_of(changed)
        assert links_of(changed) == links_of(payment)
    await customer.tap(choice, on=question)
    await world.has_said_everything()
    edited = [call["parameters"].get("message_id") for call in await world.calls(after=before)]
    for payment in payments:
        assert sum(str(number) == str(payment["message_id"]) for number in edited) == 1
