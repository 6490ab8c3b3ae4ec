"""What Telegram lets through to a group in a minute neither loses nor reorders what is relayed."""

import asyncio

from sandbox.telegram.flood import FloodLimits
from sandbox.telegram.models import Json
from tests.support.office import PHOTO, STAN, Office, Stage

MINUTE = 60.0
LINES, PICTURES = 8, 10
COUNTED = {
    "sendMessage",
    "copyMessage",
    "copyMessages",
    "createForumTopic",
    "editForumTopic",
    "editMessageText",
}


def _to_group(office: Office) -> list[Json]:
    """The calls that count against the group's limit."""
    where = str(office.group.chat_id)
    calls = [one for one in office.telegram.calls.after(0) if one["parameters"].get("chat_id") == where]
    return [one for one in calls if one["method"] in COUNTED]


def _times(calls: list[Json]) -> list[float]:
    """When each message went, of an album once for each picture."""
    return [one["at"] for one in calls for _ in range(PICTURES if one["method"] == "copyMessages" else 1)]


def _too_many(call: Json) -> bool:
    return bool(call["response"].get("error_code") == 429)


async def _much_is_written(office: Office) -> None:
    """Three customers write all at once, and the staff answer one of them meanwhile."""
    names = ("Ada", "Bob", "Cy")
    people = {name: office.comes(name) for name in names}
    for name in names:
        office.says(people[name], "/support")
    for line in range(LINES):
        for name in names:
            office.says(people[name], f"{name} {line}")
    for _ in range(PICTURES):
        office.says(people["Ada"], media_group_id="album", **PHOTO)
    await office.works(within=30.0)
    office.says(STAN, "I am reading", thread=office.topic_of("Ada"))
    await office.works()
    for name in names:
        copied = [text for text in office.texts(thread=office.topic_of(name)) if text.startswith(f"{name} ")]
        assert copied == [f"{name} {line}" for line in range(LINES)], "each once, in order"
    assert len([one for one in office.messages(thread=office.topic_of("Ada")) if "photo" in one]) == PICTURES
    assert office.texts(people["Ada"]).count("I am reading") == 1


def test_23_the_shop_keeps_to_twenty_messages_a_minute_and_telegram_refuses_none(stage: Stage) -> None:
    async def story(office: Office) -> None:
        office.telegram.flood.limits = FloodLimits()
        began = asyncio.get_running_loop().time()
        await _much_is_written(office)
        took = asyncio.get_running_loop().time() - began
        calls = _to_group(office)
        assert [one for one in calls if _too_many(one)] == []
        assert len(calls) > 3 * LINES
        times = _times(calls)
        assert max(sum(start <= at < start + MINUTE for at in times) for start in times) <= 20
        assert took < MINUTE * (len(times) / 15 + 1), "and no slower than it has to be"

    stage.tell(story, messages_a_second=30.0)


def test_23_what_telegram_refuses_for_a_while_arrives_after_it_once_and_in_order(stage: Stage) -> None:
    async def story(office: Office) -> None:
        office.telegram.flood.limits = FloodLimits()
        await _much_is_written(office)
        calls = _to_group(office)
        refused = [number for number, one in enumerate(calls) if _too_many(one)]
        assert refused, "another bot, or a second replica, takes its part of the limit too"
        for number in refused:
            wait = calls[number]["response"]["parameters"]["retry_after"]
            assert calls[number + 1]["at"] >= calls[number]["at"] + wait, "nobody knocks before that"

    stage.tell(story)
