"""An order that waits is brought to mind, by the real shop, after a second and again after twelve."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.conversation.people import labels_of, order_id_of, reference_of, text_of
from tests.conversation.world import World, following_the_clock, open_world

WAITS = "Your order is still waiting"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def reminding_world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """A world in which an order is brought to mind a second after it was placed."""
    async with open_world(
        tmp_path_factory.mktemp("reminding"), REMIND_AFTER="1s,2h", QUIET_HOURS=""
    ) as world:
        yield world


async def test_a_reminder_leads_to_the_payment_and_is_gone_once_it_is_paid(reminding_world: World) -> None:
    customer = await reminding_world.customer()
    payment = await reminding_world.orders(customer)
    reminder = await customer.sees(WAITS)
    assert order_id_of(reminder) == order_id_of(payment)
    assert "Standard · ¥30" in text_of(reminder)
    assert labels_of(reminder) == ["Pay", "Cancel order", "Help", "Stop reminders"]
    await customer.tap("Pay", on=reminder)
    again = await customer.sees_that("the payment at the end of the chat", _only_payment)
    assert reference_of(again) == reference_of(payment)
    await reminding_world.pay(again)
    await customer.sees_key()
    assert WAITS not in "".join(text_of(message) for message in await customer.messages())


async def test_a_cancelled_order_takes_its_reminder_along(reminding_world: World) -> None:
    customer = await reminding_world.customer()
    payment = await reminding_world.orders(customer)
    await customer.tap("Cancel order", on=await customer.sees(WAITS))
    await customer.sees_change(payment, "Order cancelled")
    await customer.sees_that(
        "no reminder", lambda messages: not [one for one in messages if WAITS in text_of(one)]
    )


async def test_a_reminder_can_be_the_last_and_reminders_can_come_back(reminding_world: World) -> None:
    customer = await reminding_world.customer()
    await reminding_world.orders(customer)
    reminder = await customer.sees(WAITS)
    tap = await customer.tap("Stop reminders", on=reminder)
    assert tap["text"] == "Reminders are off."
    off = await customer.sees_change(reminder, "Reminders are off")
    await customer.tap("Turn reminders on", on=off)
    await customer.sees_change(reminder, "Reminders are on")


async def test_who_wants_no_reminders_gets_none(reminding_world: World) -> None:
    customer, other = await reminding_world.customer(), await reminding_world.customer("zh-hans")
    await customer.send("/help")
    await customer.tap("Reminders")
    await customer.tap("Stop reminders", on=await customer.sees("Reminders are on"))
    await customer.sees("Reminders are off")
    await reminding_world.orders(customer)
    await reminding_world.orders(other, method="支付宝")
    assert "去支付" in labels_of(await other.sees("你有一笔订单还没付款"))
    assert WAITS not in "".join(text_of(message) for message in await customer.messages())


async def test_a_day_of_an_unpaid_order_from_its_reminders_to_ordering_again(tmp_path: Path) -> None:
    async with open_world(tmp_path, None, following_the_clock) as world:
        await world.move_clock(hour=10)
        customer = await world.customer()
        payment = await world.orders(customer)
        assert "more than 1 hour from now" in text_of(payment)
        gone = await world.customer(name="Gone")
        await world.orders(gone)
        await gone.block()
        blocked_at = world.sandbox.telegram.calls.last
        await world.move_clock(seconds=3605)
        first = await customer.sees(WAITS)
        await world.has_said_everything()
        sent = await world.calls("sendMessage", after=blocked_at)
        chats = {str(one["parameters"]["chat_id"]) for one in sent}
        assert str(customer.id) in chats
        assert str(gone.id) not in chats, "who has blocked the bot is not reminded"
        assert "another 22 h" in text_of(first) or "another 23 h" in text_of(first)
        await customer.sees_change(payment, "more than 30 minutes from now")
        await world.move_clock(seconds=19 * 3600)  # in the night
        await customer.sees_change(payment, "The order stays open until")
        await world.move_clock(hour=9)
        last = await customer.sees("Your order closes soon")
        assert "We won’t remind you of it again" in text_of(last)
        await customer.sees_that(
            "one reminder",
            lambda messages: first["message_id"] not in [one["message_id"] for one in messages],
        )
        await world.move_clock(seconds=3700)
        ended = await customer.sees_change(payment, "This order has expired unpaid")
        await customer.sees_that(
            "no reminder", lambda messages: "closes soon" not in "".join(text_of(one) for one in messages)
        )
        await customer.tap("Order again", on=ended)
        again = await customer.sees_payment("Scan with Alipay")
        assert reference_of(again) != reference_of(payment)


async def test_who_wrote_to_a_person_is_not_reminded_while_they_wait_for_the_answer(tmp_path: Path) -> None:
    async with open_world(tmp_path, None, following_the_clock) as world:
        await world.move_clock(hour=10)
        writer, reader = await world.customer(), await world.customer("zh-hans")
        passer = await world.customer()
        payment = await world.orders(writer)
        await writer.tap("Help", on=payment)
        await writer.asks("please help me, I can't scan")
        await writer.asks("/models")
        await reader.tap("帮助", on=await world.orders(reader, method="支付宝"))
        await reader.sees("人工在这里")
        await world.orders(passer)
        await world.move_clock(seconds=3605)
        await passer.sees(WAITS)
        await world.has_said_everything()
        for customer, reminder in ((writer, WAITS), (reader, "还没付款")):
            assert reminder not in "".join(text_of(message) for message in await customer.shop_messages())


def _only_payment(messages: list[dict[str, object]]) -> dict[str, object] | None:
    """The payment message, when it is the last and no reminder stands before it."""
    photos = [one for one in messages if one.get("photo")]
    rest = "".join(text_of(one) for one in messages)
    return photos[0] if len(photos) == 1 and WAITS not in rest and photos[0] in messages[-1:] else None
