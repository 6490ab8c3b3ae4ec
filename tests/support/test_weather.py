"""What goes wrong between the chats: nothing is lost, nothing comes twice, and whom it concerns is told."""

import asyncio
from collections.abc import Awaitable
from typing import Any

from tests.conversation.people import Customer, Message, text_of, until
from tests.support.group import Group
from tests.support.test_relay import in_conversation

BROKEN, WELL = "The staff’s group cannot be used", "The staff’s group works again"
ALL_RIGHTS = ("can_manage_topics", "can_pin_messages", "can_delete_messages")


async def stands_once(group: Group, thread: int, text: str) -> None:
    """Wait for a text in a topic, let everything be said, and see that it stands there once."""
    await group.sees(thread, text)
    await group.world.has_said_everything()
    assert len([one for one in await group.messages(thread) if text_of(one) == text]) == 1


async def test_07_a_deleted_topic_is_made_anew_with_its_card_and_the_message_comes_once(group: Group) -> None:
    customer, thread = await in_conversation(group, "Delmar")
    await group.delete_topic(thread)
    await customer.send("where are you?")
    new = await group.topic_of("Delmar", but=thread)
    await group.sees(new, "Delmar")
    await stands_once(group, new, "where are you?")
    assert (await group.card(new))["message_id"] > new
    await group.stan.writes(new, "here, in a new topic")
    await customer.sees("here, in a new topic")


async def test_07_a_topic_closed_by_hand_takes_what_the_customer_writes(group: Group) -> None:
    customer, thread = await in_conversation(group, "Cleo")
    await group._post(f"/client/chats/{group.id}/topics/{thread}/close", {})
    await customer.send("not closed for me")
    await stands_once(group, thread, "not closed for me")


async def times_told(owner: Customer, alert: str) -> int:
    """Return how often the owner was told something so far; a restart may let an alert come once more."""
    return sum(alert in text_of(message) for message in await owner.messages())


async def hears(owner: Customer, alert: str, times: int) -> Message:
    """Wait until the owner was told something so many times or more, and return the last of it."""

    def told(messages: list[Message]) -> Message | None:
        found = [one for one in messages if alert in text_of(one)]
        return found[-1] if len(found) >= times else None

    last: Message = await owner.sees_that(f"{alert!r}, {times} times", told)
    return last


async def test_07_while_the_group_cannot_be_used_everything_waits_and_the_owner_is_told(
    own_group: Group,
) -> None:
    world, owner = own_group.world, own_group.olga
    breaks: list[tuple[str, Awaitable[None], Awaitable[None]]] = [
        ("Righty", own_group.bot_may("can_pin_messages"), own_group.bot_may(*ALL_RIGHTS)),
        ("Lefty", own_group.bot_may(status="left"), own_group.bot_may(*ALL_RIGHTS)),
        ("Flatty", own_group.has_topics(on=False), own_group.has_topics(on=True)),
    ]
    await owner.asks("/start")
    for name, breaking, mending in breaks:
        broken, well = [await times_told(owner, alert) for alert in (BROKEN, WELL)]
        await breaking
        customer = await world.customer(name=name)
        await customer.asks("/support")
        await customer.send(f"{name} is waiting")
        assert "STAFF_CHAT_ID" in text_of(await hears(owner, BROKEN, broken + 1))
        if name == "Righty":
            await world.bot.restart()
        await mending
        await stands_once(own_group, await own_group.topic_of(name), f"{name} is waiting")
        await hears(owner, WELL, well + 1)


async def test_10_after_a_kill_answers_still_find_their_customer_and_their_message(own_group: Group) -> None:
    customer, thread = await in_conversation(own_group, "Kilian")
    asked = await customer.send("before the kill")
    copy = await own_group.sees(thread, "before the kill")
    await own_group.world.has_said_everything()  # killed sooner, it would not know which copy it had made
    await own_group.world.bot.kill()
    await customer.send("while it was away")
    await own_group.stan.writes(thread, "answer meanwhile", reply_to_message_id=copy["message_id"])
    await own_group.world.bot.start()
    answer = await customer.sees("answer meanwhile")
    assert answer["reply_to_message"]["message_id"] == asked["message_id"]
    await stands_once(own_group, thread, "while it was away")


async def test_killed_between_receiving_and_relaying_it_is_relayed_once(own_group: Group) -> None:
    customer, thread = await in_conversation(own_group, "Kira")
    await own_group.world.telegram_fault("copyMessage", "500", times=50)
    await customer.send("caught in between")

    async def tried() -> bool:
        calls = await own_group.world.calls("copyMessage")
        return any(not one["ok"] for one in calls)

    await until(tried, "a try to relay")
    await own_group.world.bot.kill()
    await own_group.world.calm()
    await own_group.world.bot.start()
    await stands_once(own_group, thread, "caught in between")


async def test_the_same_updates_once_more_relay_nothing_twice(group: Group) -> None:
    customer, thread = await in_conversation(group, "Twain")
    await customer.send("said once")
    await group.sees(thread, "said once")
    await group.stan.writes(thread, "answered once")
    await customer.sees("answered once")
    await group.world.replay_updates(6)
    await customer.asks("/terms")
    await group.world.has_said_everything()
    assert len([one for one in await group.messages(thread) if text_of(one) == "said once"]) == 1
    assert len([one for one in await customer.messages() if text_of(one) == "answered once"]) == 1


async def test_23_a_429_in_the_group_delays_no_customer_and_what_they_say_goes_first_after_it(
    group: Group,
) -> None:
    customer, thread = await in_conversation(group, "Slowa")
    other = await group.world.customer(name="Quick")
    await other.asks("/start")
    await group.world.has_said_everything()
    await group.world.telegram_fault("copyMessage", "429", retry_after=4)
    await customer.send("held up")

    async def refused() -> dict[str, Any] | None:
        return next((one for one in (await group.world.calls("copyMessage"))[-3:] if not one["ok"]), None)

    last = await until(refused, "a 429")
    began = asyncio.get_running_loop().time()
    assert "Terms of sale" in text_of(await other.asks("/terms"))
    assert "Terms of sale" in text_of(await customer.asks("/terms"))
    await group.stan.writes(thread, "/close")
    await customer.sees("This conversation is closed")
    assert asyncio.get_running_loop().time() - began < 3
    await group.world.move_clock(seconds=6)  # the card and the topic's name are due
    await customer.asks("and this came later")
    await stands_once(group, thread, "held up")
    await stands_once(group, thread, "and this came later")
    to_group = [
        one["method"]
        for one in await group.world.calls(after=last["n"])
        if str(one["parameters"].get("chat_id")) == str(group.id) and one["method"] != "getChat"
    ]
    assert to_group[:2] == ["copyMessage", "copyMessage"]
    assert to_group.index("editMessageText") < to_group.index("editForumTopic"), "the card before the icon"
