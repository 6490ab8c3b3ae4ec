"""Replies that are ready, transcripts, the queue and the help, against the real process."""

from pathlib import Path

import pytest

from locales.loader import LANGUAGES
from support import canned
from tests.conversation.people import Message, labels_of, links_of, text_of
from tests.support.group import Group

ROOT = Path(__file__).parents[2]
REPLIES = '[moment]\nen = "One moment, please."\nzh = "请稍等片刻。"\n'


async def test_18_a_reply_that_is_ready_goes_out_in_the_customers_language(group: Group) -> None:
    (group.world.directory / "canned.toml").write_text(REPLIES, encoding="utf-8")
    customer = await group.world.customer("zh", name="阿明")
    await customer.asks("转人工")
    thread = await group.topic_of("阿明")
    command = await group.stan.writes(thread, "/canned moment")
    reply = await customer.sees("请稍等片刻。")
    await group.is_named(thread, "🟢")
    assert "Stan" in text_of(await group.card(thread))
    await group.stan.writes(thread, "/delete", reply_to_message_id=command["message_id"])
    await customer.sees_that(
        "that the reply is gone",
        lambda messages: all(one["message_id"] != reply["message_id"] for one in messages),
    )


async def test_18_canned_alone_lists_the_replies_and_a_wrong_key_sends_nothing(group: Group) -> None:
    (group.world.directory / "canned.toml").write_text(REPLIES, encoding="utf-8")
    customer = await group.world.customer(name="Candy")
    await customer.asks("/support")
    thread = await group.topic_of("Candy")
    await group.stan.writes(thread, "/canned")
    assert "moment – One moment, please." in text_of(await group.sees(thread, "Replies that are ready"))
    await group.stan.writes(thread, "/canned momemt")
    await group.sees(thread, "There is no reply momemt")
    (group.world.directory / "canned.toml").write_text("[moment]\nen = 'One'\n", encoding="utf-8")
    await group.stan.writes(thread, "/canned moment")
    await group.sees(thread, "[moment]: a text zh")
    await group.world.has_said_everything()
    assert not [one for one in await customer.shop_messages() if "One" in text_of(one)]


def test_18_the_replies_that_are_shipped_can_be_sent() -> None:
    assert {"hello", "bye"} <= set(canned.load(ROOT / "canned.toml", LANGUAGES))


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("[a", "canned.toml"),
        ('[a]\nen = "x"', r"\[a\]: a text zh"),
        ('[a]\nen = "x"\nzh = " "', r"\[a\]: a text zh"),
        ('["A b"]\nen = "x"\nzh = "x"', "small letters"),
        ('a = "x"', "a table is wanted"),
        (f'[a]\nen = "{"x" * 4097}"\nzh = "x"', "of 1 to 4096"),
    ],
)
def test_18_a_mistake_in_the_owners_file_is_named(tmp_path: Path, text: str, mistake: str) -> None:
    (tmp_path / "canned.toml").write_text(text, encoding="utf-8")
    with pytest.raises(canned.CannedError, match=mistake):
        canned.load(tmp_path / "canned.toml", LANGUAGES)


def test_18_without_a_file_there_are_no_replies(tmp_path: Path) -> None:
    assert canned.load(tmp_path / "canned.toml", LANGUAGES) == {}


async def test_30_the_transcript_has_everything_and_marks_notes_as_internal(group: Group) -> None:
    customer = await group.world.customer(name="Hilda")
    await customer.asks("/support")
    thread = await group.topic_of("Hilda")
    await customer.send("my key does not work")
    await group.sees(thread, "my key does not work")
    await group.stan.writes(thread, "try again, please")
    await customer.sees("try again, please")
    await group.stan.writes(thread, "//she is a regular")
    await group.stan.writes(thread, "/note her key\n  was   rotated")
    await group.stan.writes(thread, "/history")

    def is_file(messages: list[Message]) -> Message | None:
        return next((one for one in messages if one.get("document")), None)

    sent: Message = await group.sees_that(thread, "a file", is_file)
    files = group.world.sandbox.telegram.files
    stored = files.find(sent["document"]["file_id"])
    assert stored is not None
    text = files.content(stored).decode()
    assert [line.partition("] ")[2] for line in text.splitlines() if line.startswith("[")] == [
        "Hilda: my key does not work",
        "Stan (staff): try again, please",
        "Stan (INTERNAL NOTE): she is a regular",
        "Stan (INTERNAL NOTE): her key",
    ]
    assert "her key\n  was   rotated\n" in text, "a note is kept as it was typed"
    assert not [one for one in await customer.shop_messages() if "regular" in text_of(one)]


async def test_the_queue_lists_the_open_tickets_in_one_message_with_the_way_to_each(
    own_group: Group,
) -> None:
    group = own_group  # the list has room for so many, and who came last comes last
    customer = await group.world.customer(name="Quentin")
    await customer.asks("/support")
    thread = await group.topic_of("Quentin")
    queue = await group.topic_of("Queue")
    listed = await group.sees(queue, "Quentin")
    assert f"https://t.me/c/{str(group.id).removeprefix('-100')}/{thread}" in links_of(listed)
    await group.stan.writes(thread, "Hello")
    await customer.sees("Hello")
    await group.stan.writes(thread, "/close")

    def without(messages: list[Message]) -> bool:
        return [one["message_id"] for one in messages if one["from"]["is_bot"] and text_of(one)] == [
            listed["message_id"]
        ] and all("Quentin" not in text_of(one) for one in messages)

    await group.sees_that(queue, "one message without Quentin", without)


async def test_a_deleted_queue_is_made_anew(own_group: Group) -> None:
    customer = await own_group.world.customer(name="Quinn")
    await customer.asks("/support")
    queue = await own_group.topic_of("Queue")
    await own_group.sees(queue, "Quinn")
    await own_group.delete_topic(queue)
    await own_group.stan.writes(await own_group.topic_of("Quinn"), "/claim")
    again = await own_group.topic_of("Queue", but=queue)
    await own_group.sees(again, "with Stan")


async def test_help_in_the_topic_lists_what_the_staff_can_do(group: Group) -> None:
    customer = await group.world.customer(name="Helga")
    await customer.asks("/support")
    thread = await group.topic_of("Helga")
    await group.stan.writes(thread, "/help")
    listed = text_of(await group.sees(thread, "/canned"))
    for command in (
        "/claim",
        "/assign",
        "/close",
        "/reopen",
        "/ban",
        "/unban",
        "/history",
        "/canned",
        "/note",
    ):
        assert command in listed
    for command in ("/delete", "/order", "/refund", "/resend", "/approve"):
        assert command in listed
    assert labels_of(await group.sees(thread, "/canned")) == []
