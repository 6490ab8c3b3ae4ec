"""What the clock and the closing bring to the chats, against the real process."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from tests.conversation.people import Customer, Message, labels_of, text_of
from tests.support.group import Group, open_desk

HOUR = 3600


def _with(messages: list[Message], text: str) -> list[Message]:
    """Return the bot's messages that contain a text."""
    return [one for one in messages if one["from"]["is_bot"] and text in text_of(one)]


@pytest_asyncio.fixture(loop_scope="session")
async def closed_group(tmp_path: Path) -> AsyncIterator[Group]:
    """A staff's group in which nobody works before three hours from now."""
    hour = datetime.now(ZoneInfo("Asia/Shanghai")).hour
    async with open_desk(tmp_path, SUPPORT_HOURS=f"{(hour + 3) % 24:02}:00-{(hour + 4) % 24:02}:00") as group:
        yield group


async def _closed_by_stan(group: Group, name: str, language: str = "en") -> tuple[Customer, int]:
    customer = await group.world.customer(language, name=name)
    await customer.asks("/support")
    thread = await group.topic_of(name)
    await group.stan.writes(thread, "Solved?")
    await customer.sees("Solved?")
    await group.stan.writes(thread, "/close")
    return customer, thread


async def test_29_after_a_closing_by_a_person_the_customer_rates_once(group: Group) -> None:
    customer, thread = await _closed_by_stan(group, "Rachel")
    closed = await customer.sees("This conversation is closed")
    assert [label for label in labels_of(closed) if "⭐" in label] == [f"{score} ⭐" for score in range(1, 6)]
    await customer.tap("4 ⭐", on=closed)
    thanks = await customer.sees_change(closed, "Thank you")
    assert not [label for label in labels_of(thanks) if "⭐" in label]
    await group.sees(thread, "rates the help: 4 of 5")
    again = await customer.tap_data(closed["message_id"], f"rate:{await group.number_of(thread)}:1:1")
    assert "rated this already" in str(again.get("text"))


async def test_29_a_poor_rating_is_met_with_the_way_to_a_person(group: Group) -> None:
    customer, _ = await _closed_by_stan(group, "小李", "zh")
    closed = await customer.sees("本次咨询已结束")
    await customer.tap("1 ⭐", on=closed)
    sorry = await customer.sees_change(closed, "没能让你满意")
    assert any("人工" in label for label in labels_of(sorry))


async def test_25_26_who_waits_too_long_is_told_of_in_the_topic_and_gets_one_apology(
    own_group: Group,
) -> None:
    world = own_group.world
    customer = await world.customer(name="Wanda")
    await customer.asks("/support")
    thread = await own_group.topic_of("Wanda")
    for hours, waited in ((12, "12 h"), (8, "20 h"), (4, "24 h")):
        await world.move_clock(seconds=hours * HOUR)
        await own_group.sees(thread, f"Unanswered for {waited}")
    assert "we promised 24 hours" in text_of(await own_group.sees(thread, "Unanswered for 24 h"))
    await customer.sees("takes us longer than we promised")
    await world.has_said_everything()
    await world.bot.kill()
    await world.move_clock(seconds=4 * 24 * HOUR)
    await world.bot.start()
    await own_group.sees(thread, "Unanswered for 5 days")
    await world.has_said_everything()
    assert len(_with(await own_group.messages(thread), "Unanswered for")) == 4, "after a downtime the latest"
    assert len(_with(await customer.messages(), "longer than we promised")) == 1
    await own_group.olga.send("/desk")
    figures = text_of(await own_group.olga.sees("Open: 1 · waiting for an answer: 1"))
    assert "Later than 24 hours: 1" in figures


async def test_24_only_an_answer_or_a_closing_ends_the_waiting(group: Group) -> None:
    customer = await group.world.customer(name="Waldo")

    async def waits() -> bool:
        await group.world.has_said_everything()
        with group.world.database() as database:
            return bool(
                database.execute(
                    "SELECT awaiting_since FROM ticket JOIN customer ON customer.id = customer_id "
                    "WHERE first_name = 'Waldo'"
                ).fetchone()[0]
            )

    await customer.asks("/support")
    thread = await group.topic_of("Waldo")
    await customer.send("Is anybody there?")
    await group.sees(thread, "Is anybody there?")
    await group.stan.writes(thread, "/claim")
    await group.is_named(thread, "Waldo")
    assert await waits()
    await group.world.telegram_fault("copyMessage", "400", description="Bad Request: MESSAGE_REFUSED")
    await group.stan.writes(thread, "this one is lost")
    await group.sees(thread, "Not delivered")
    assert await waits()
    await group.stan.writes(thread, "Yes, me.")
    await customer.sees("Yes, me.")
    assert not await waits()
    await customer.send("And there?")
    await group.sees(thread, "And there?")
    assert await waits()
    await group.stan.writes(thread, "/close")
    await customer.sees("This conversation is closed")
    assert not await waits()


async def test_27_28_outside_the_hours_and_after_long_silence_the_customer_is_told(
    closed_group: Group,
) -> None:
    world = closed_group.world
    customer = await world.customer(name="Nora")
    assert "Nobody is in just now" not in text_of(await customer.asks("/faq"))
    await customer.asks("/support")
    await customer.sees("Nobody is in just now")
    thread = await closed_group.topic_of("Nora")
    await customer.send("Is anybody there?")
    await closed_group.sees(thread, "Is anybody there?")
    await closed_group.stan.writes(thread, "Solved?")
    await customer.sees("Solved?")
    for hours, said in ((48, "Is everything all right now"), (24, "so we closed this conversation")):
        await world.has_said_everything()
        assert not _with(await customer.messages(), said)
        await world.move_clock(seconds=hours * HOUR)
        told = await customer.sees(said)
    assert not [label for label in labels_of(told) if "⭐" in label]
    assert len(_with(await customer.messages(), "Nobody is in just now")) == 1


@pytest.mark.parametrize("command", ["/desk"])
async def test_the_figures_are_the_staffs(group: Group, command: str) -> None:
    customer = await group.world.customer(name="Nosy")
    assert "didn’t get that" in text_of(await customer.asks(command))
