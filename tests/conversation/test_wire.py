"""What goes out to Telegram, and into the log."""

from types import ModuleType

import pytest

from tests.conversation.world import World


async def test_every_call_of_a_purchase_is_one_that_telegram_takes(
    own_world: World, telegrams_rules: ModuleType | None
) -> None:
    if telegrams_rules is None:
        pytest.skip("the Bot API specification (../shared/botapi) is not on this machine")
    customer = await own_world.customer("zh-hans", "<b>Bob</b> & 🦊")
    await customer.asks("/start")
    payment = await own_world.orders(customer, method="支付宝")
    await own_world.pay(payment)
    await customer.sees_change(payment, "已付款，已发货")
    await customer.tap("Python")
    await customer.sees("第一次调用")
    calls = await own_world.calls()
    assert {"setMyCommands", "sendPhoto", "editMessageMedia", "answerCallbackQuery"} <= {
        call["method"] for call in calls
    }
    wrong = {
        call["n"]: told
        for call in calls
        if (told := telegrams_rules.validate_wire(call["method"], call["parameters"], call["files"]))
    }
    assert wrong == {}


async def test_the_log_of_a_purchase_holds_no_secret(own_world: World) -> None:
    customer = await own_world.customer()
    payment = await own_world.orders(customer)
    await own_world.fault("gateway", "order", "html")
    await own_world.fault("console", "token_create", "drop_after")
    await own_world.pay(payment)
    key = await customer.sees_key()
    log = own_world.bot.log()
    assert "delivered" in log
    assert [secret for secret in [key, *await own_world.secrets()] if secret in log] == []


async def test_at_debug_level_the_log_holds_no_secret_either(own_world: World) -> None:
    await own_world.bot.kill()
    own_world.bot.environment["LOG_LEVEL"] = "DEBUG"
    await own_world.bot.start()
    customer = await own_world.customer()
    payment = await own_world.orders(customer)
    await own_world.pay(payment)
    key = await customer.sees_key()
    log = own_world.bot.log()
    assert "debug" in log
    assert [secret for secret in [key, *await own_world.secrets()] if secret in log] == []
