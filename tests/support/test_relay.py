"""What goes from one side to the other, what follows it there, and what stays where it is."""

from typing import Any

import pytest

from tests.conversation.people import Customer, Message, labels_of, text_of, until
from tests.conversation.test_support import PIXEL
from tests.support.group import Group


async def in_conversation(group: Group, name: str, **more: Any) -> tuple[Customer, int]:
    """A customer to whom Stan has said hello."""
    customer = await group.world.customer(name=name, **more)
    await customer.asks("/support")
    thread = await group.topic_of(name)
    await group.stan.writes(thread, "Hello from Stan")
    await customer.sees("Hello from Stan")
    return customer, thread


def of_customers(messages: list[Message]) -> list[Message]:
    """What the bot put into a topic that is a copy: neither a card nor a sentence of its own."""
    return [one for one in messages if one["from"]["is_bot"] and "reply_markup" not in one]


async def test_02_while_a_person_is_there_the_bot_is_silent_but_commands_and_buttons_work(
    group: Group,
) -> None:
    customer, thread = await in_conversation(group, "Silas")
    said = len(await customer.shop_messages())
    for text in ("How do I pay?", "buy", "AC0000000000", "refund"):
        await customer.send(text)
        await group.sees(thread, text)
    assert len(await customer.shop_messages()) == said
    payment = await group.world.orders(customer)
    await group.world.pay(payment)
    await customer.sees_key()
    assert "Which package" in text_of(await customer.asks("/buy"))


async def test_05_closing_tells_the_customer_and_then_nothing_until_they_write(group: Group) -> None:
    customer, thread = await in_conversation(group, "Clovis")
    await group.stan.writes(thread, "/close")
    closed = await customer.sees("This conversation is closed")
    await group.is_named(thread, "✅")
    await group.world.has_said_everything()
    assert (await customer.shop_messages())[-1]["message_id"] == closed["message_id"]


async def test_19_a_message_after_the_closing_opens_it_again_in_the_same_topic(group: Group) -> None:
    customer, thread = await in_conversation(group, "Otto")
    await group.stan.writes(thread, "/close")
    await customer.sees("This conversation is closed")
    assert "A person reads this chat" in text_of(await customer.asks("one more thing"))
    await group.sees(thread, "one more thing")
    await group.is_named(thread, "🔴")


async def test_11_replies_point_at_the_right_message_on_either_side(group: Group) -> None:
    customer, thread = await in_conversation(group, "Rex")
    first = await customer.send("question one")
    await customer.send("question two")
    copy = await group.sees(thread, "question one")
    await group.sees(thread, "question two")
    await group.stan.writes(thread, "answer to one", reply_to_message_id=copy["message_id"])
    answer = await customer.sees("answer to one")
    assert answer["reply_to_message"]["message_id"] == first["message_id"]
    await customer.send_other(text="thanks for that", reply_to_message_id=answer["message_id"])
    thanks = await group.sees(thread, "thanks for that")
    assert text_of(thanks["reply_to_message"]) == "answer to one"


async def test_11_a_reply_to_what_is_gone_is_delivered_all_the_same(group: Group) -> None:
    customer, thread = await in_conversation(group, "Rosa")
    asked = await customer.send("soon gone")
    copy = await group.sees(thread, "soon gone")
    await customer.delete(asked)
    await group.stan.writes(thread, "to what you wrote", reply_to_message_id=copy["message_id"])
    assert "reply_to_message" not in await customer.sees("to what you wrote")


async def test_12_an_album_arrives_whole_and_each_picture_can_be_answered(group: Group) -> None:
    customer, thread = await in_conversation(group, "Alba")
    sent = await customer.send_other(album=[PIXEL] * 3, caption="look")

    def whole(messages: list[Message]) -> list[Message] | None:
        pictures = [one for one in messages if "photo" in one]
        return pictures if len(pictures) == 3 else None

    pictures = await group.sees_that(thread, "three pictures", whole)
    assert len({one["media_group_id"] for one in pictures}) == 1
    await group.stan.writes(thread, "about the third", reply_to_message_id=pictures[2]["message_id"])
    answer = await customer.sees("about the third")
    assert answer["reply_to_message"]["message_id"] == sent["message_id"] + 2
    await group.stan.puts(thread, album=[PIXEL] * 2)
    await customer.sees_that(
        "two pictures of Stan's",
        lambda seen: len([one for one in seen if "photo" in one and one["from"]["is_bot"]]) == 2,
    )


async def test_12_what_is_written_after_an_album_arrives_after_it_on_either_side(group: Group) -> None:
    customer, thread = await in_conversation(group, "Ordell")
    await customer.send_other(album=[PIXEL] * 2)
    await customer.send("these are my bills")
    after = await group.sees(thread, "these are my bills")
    pictures = [one["message_id"] for one in await group.messages(thread) if "photo" in one]
    assert len(pictures) == 2
    assert max(pictures) < after["message_id"]
    await group.stan.puts(thread, album=[PIXEL] * 2)
    await group.stan.writes(thread, "those were mine")
    after = await customer.sees("those were mine")
    pictures = [one["message_id"] for one in await customer.shop_messages() if "photo" in one]
    assert len(pictures) == 2
    assert max(pictures) < after["message_id"]


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("sticker", "👍"),
        ("voice", PIXEL),
        ("video_note", PIXEL),
        ("location", {"latitude": 31.2, "longitude": 121.5}),
        ("contact", {"first_name": "Carl"}),
        ("document", {"name": "bill.pdf", "content": PIXEL}),
    ],
)
async def test_13_whatever_can_be_copied_is_relayed(group: Group, kind: str, content: Any) -> None:
    customer, thread = await in_conversation(group, f"K{kind}")
    await customer.send_other(**{kind: content})
    await group.sees_that(thread, f"a {kind}", lambda seen: [one for one in seen if kind in one])
    await group.stan.puts(thread, **{kind: content})
    await customer.sees_that(
        f"a {kind} of Stan's", lambda seen: [one for one in seen if kind in one and one["from"]["is_bot"]]
    )


async def test_13_what_cannot_be_copied_is_refused_in_words(group: Group) -> None:
    customer, thread = await in_conversation(group, "Polly")
    poll = {
        "poll": {
            "id": "1",
            "question": "Which?",
            "options": [],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": False,
            "members_only": False,
        }
    }
    telegram = group.world.sandbox.telegram
    telegram.person_posts(telegram.world.chats[customer.id], customer.id, poll)
    await customer.sees("can’t be passed on")
    telegram.person_posts(telegram.world.chats[group.id], group.stan.id, poll, thread=thread)
    await group.sees(thread, "Telegram can’t copy this kind")


async def test_14_a_customers_edit_changes_the_copy_and_keeps_the_old_text(group: Group) -> None:
    customer, thread = await in_conversation(group, "Edda")
    sent = await customer.send("teh key")
    copy = await group.sees(thread, "teh key")
    await customer.edit(sent, "the key")
    changed = await group.sees(thread, "the key")
    assert changed["message_id"] == copy["message_id"]
    before = await group.sees(thread, "The customer changed this")
    assert "teh key" in text_of(before)
    with group.world.database() as database:
        rows = database.execute("SELECT arguments FROM outbox_message WHERE kind LIKE 'desk%'").fetchall()
    assert not any("teh key" in arguments for (arguments,) in rows), "what people write is sealed"
    with group.world.database() as database:
        notes = database.execute(
            "SELECT count(*) FROM desk_message WHERE side = 'note' AND content = 'edited'"
        )
        assert notes.fetchone()[0] >= 1


async def test_14_an_edit_of_what_the_bot_was_told_is_for_nobody_while_a_person_is_there(
    group: Group,
) -> None:
    customer = await group.world.customer(name="Etta")
    slip = await customer.send("/byu")
    await customer.sees_button("Ask a person")
    await customer.asks("/support")
    before = len(await customer.shop_messages())
    await customer.edit(slip, "/buy")
    await customer.asks("/terms")
    assert len(await customer.shop_messages()) == before + 1


async def test_14_a_staff_edit_changes_the_customers_copy_or_says_why_not(group: Group) -> None:
    customer, thread = await in_conversation(group, "Erin")
    written = await group.stan.writes(thread, "price is ¥30")
    copy = await customer.sees("price is ¥30")
    await group.stan.edits(written, "the price is ¥30.")
    await customer.sees_change(copy, "the price is ¥30.")
    await customer.delete(copy)
    await group.stan.edits(written, "the price is ¥100.")
    await group.sees(thread, "still sees the old text")


async def test_15_delete_in_reply_takes_the_answer_away_or_says_why_not(group: Group) -> None:
    customer, thread = await in_conversation(group, "Delia")
    written = await group.stan.writes(thread, "a wrong number")
    copy = await customer.sees("a wrong number")
    await group.stan.writes(thread, "/delete", reply_to_message_id=written["message_id"])

    def gone(messages: list[Message]) -> bool:
        return copy["message_id"] not in {one["message_id"] for one in messages}

    await customer.sees_that("the answer gone", gone)
    await group.stan.writes(thread, "/delete")
    await group.sees(thread, "Reply with /delete")
    written = await group.stan.writes(thread, "another one")
    await customer.delete(await customer.sees("another one"))
    await group.stan.writes(thread, "/delete", reply_to_message_id=written["message_id"])
    await group.sees(thread, "The customer still sees this")


async def test_16_notes_commands_and_service_messages_stay_among_the_staff(group: Group) -> None:
    customer, thread = await in_conversation(group, "Nora")
    for private in ("//between us", "// and this", "/note and that", "/nonsense", "/note"):
        await group.stan.writes(thread, private)
    await group.stan.puts(thread, photo=PIXEL, caption="//a picture among us")
    telegram = group.world.sandbox.telegram
    chat = telegram.world.chats[group.id]
    telegram.person_posts(chat, group.stan.id, {"forum_topic_edited": {"name": "x"}}, thread=thread)
    await group.sees(thread, "There is no such command")
    await group.stan.writes(thread, "the last word")
    await customer.sees("the last word")
    said = [text_of(one) for one in await customer.shop_messages()]
    assert said[-2:] == ["Hello from Stan", "the last word"]
    assert not any("photo" in one for one in await customer.shop_messages())
    with group.world.database() as database:
        kept = database.execute(
            "SELECT count(*) FROM desk_message WHERE side = 'note' AND author = ?", (str(group.stan.id),)
        )
        assert kept.fetchone()[0] >= 4


async def test_17_only_listed_staff_are_heard_and_others_are_told(group: Group) -> None:
    customer, thread = await in_conversation(group, "Vera")
    await group.mallory.writes(thread, "buy from me instead")
    await group.mallory.writes(thread, "/close")
    await group.mallory.writes(thread, "/refund for me")
    await group.sees(thread, "Mallory is not on the list of the staff")
    await group.stan.puts(thread, text="it is me, really", anonymous=True)
    await group.sees(thread, "an anonymous administrator could be anybody")
    await group.stan.writes(thread, "this is Stan")
    await customer.sees("this is Stan")
    said = " ".join(text_of(one) for one in await customer.messages())
    assert "instead" not in said
    assert "really" not in said
    assert "🟢" in await group.is_named(thread, "🟢")


async def test_18_the_first_answer_claims_and_the_ticket_can_be_given_on(group: Group) -> None:
    _, thread = await in_conversation(group, "Gina")
    await group.sees(thread, "with: Stan")
    await group.sue.writes(thread, "/claim")
    await group.sees(thread, "with: Sue")
    for written in ("/assign 424242", "/assign"):
        asked = await group.sue.writes(thread, written)
        offered = await group.answer_to(thread, asked)
        assert "• Stan · 9002\n• Sue · 9003\n• Olga · 9001" in text_of(offered)
    await group.sue.taps("Olga", on=offered)
    await group.sees(thread, "with: Olga")
    assert "From now on with Olga" in text_of(await group.sees(thread, "From now on with Olga"))
    await group.sue.writes(thread, "/assign @stan")
    await group.sees(thread, "with: Stan")
    await group.stan.writes(thread, "/help")
    listed = await group.sees(thread, "In a customer’s topic")
    everywhere = text_of(listed).partition("Anywhere in this group")[2]
    assert "/parked" in everywhere
    assert "/desk" in everywhere
    for command in (
        "/claim",
        "/assign",
        "/close",
        "/reopen",
        "/ban",
        "/note",
        "/delete",
        "/refund",
        "/resend",
    ):
        assert command in text_of(listed)


async def test_18_the_order_is_shown_resent_and_refunded_from_the_topic(group: Group) -> None:
    customer = await group.world.customer(name="Orla")
    payment = await group.world.sells(customer)
    key = await customer.sees_key()
    await customer.asks("/support")
    thread = await group.topic_of("Orla")
    await group.stan.writes(thread, "/order")
    case = await group.sees(thread, "Buyer: Orla")
    assert {"Deliver again", "Refund"} <= set(labels_of(case))
    await group.stan.writes(thread, "/resend")
    await customer.sees_that(
        "the key once more", lambda seen: len([one for one in seen if key in text_of(one)]) == 2
    )
    await group.stan.writes(thread, "/refund")
    await group.sees(thread, "Why? /refund reason")
    await group.stan.writes(thread, "/refund AC0000000000 gone wrong")
    await group.sees(thread, "no such order")
    await group.stan.taps("Refund", on=case)
    await group.stan.taps("Give back all", on=await group.sees(thread, "The key is switched off first"))
    await group.sees(thread, "why?")
    await group.stan.writes(thread, "changed their mind")
    asked = await group.sees(thread, "The customer has not seen this sentence")
    assert len(await group.world.live_keys(payment)) == 1
    await group.stan.taps("Refund ¥30 now", on=asked)
    await customer.sees("Refunded: ¥30")
    assert await group.world.live_keys(payment) == []
    assert not any("changed their mind" in text_of(one) for one in await customer.messages())
    assert not any(key in str(one) for one in await group.messages(thread))


async def test_20_a_flood_is_warned_of_once_and_nothing_of_it_is_lost(group: Group) -> None:
    customer, thread = await in_conversation(group, "Flo")
    for number in range(24):
        await customer.send(f"line {number:02}.")
    await customer.sees("a lot at once")
    await group.sees(thread, "line 19.")
    rest = await group.sees(thread, "written very fast")
    assert [f"line {number}." in text_of(rest) for number in range(19, 24)] == [False, True, True, True, True]
    warnings = [one for one in await customer.shop_messages() if "a lot at once" in text_of(one)]
    assert len(warnings) == 1


async def test_20_a_ban_silences_the_relay_and_nothing_else(group: Group) -> None:
    customer, thread = await in_conversation(group, "Bane")
    await group.stan.writes(thread, "/ban")
    await group.is_named(thread, "⛔")
    assert "didn’t get that" in text_of(await customer.asks("qzxv wkpt"))
    assert "can’t be reached in this chat" in text_of(await customer.asks("/support"))
    await group.stan.writes(thread, "still there?")
    await group.sees(thread, "/unban first")
    payment = await group.world.orders(customer)
    await group.world.pay(payment)
    await customer.sees_key()
    assert not any("qzxv wkpt" in text_of(one) for one in of_customers(await group.messages(thread)))
    await group.stan.writes(thread, "/unban")
    await group.is_named(thread, "✅")
    await customer.asks("/support")
    await group.is_named(thread, "🔴")


async def test_21_who_blocked_the_bot_is_shown_and_gets_the_answer_when_they_return(group: Group) -> None:
    customer, thread = await in_conversation(group, "Bloch")
    await customer.block()
    await group.is_named(thread, "📵")
    await group.stan.writes(thread, "are you there?")
    await group.sees(thread, "has blocked the bot")
    await customer.unblock()
    await customer.send("/start")
    await customer.sees("are you there?")
    await group.is_named(thread, "🟢")
    assert len([one for one in await customer.messages() if text_of(one) == "are you there?"]) == 1


async def test_22_what_works_posts_nothing_and_what_fails_says_why(group: Group) -> None:
    customer, thread = await in_conversation(group, "Quincy")
    await group.world.has_said_everything()
    before = len(await group.messages(thread))
    await customer.send("all well")
    await group.sees(thread, "all well")
    await group.stan.writes(thread, "glad to hear")
    await customer.sees("glad to hear")
    await group.world.has_said_everything()
    assert len(await group.messages(thread)) == before + 2
    await group.world.telegram_fault("copyMessage", "400", description="Bad Request: MESSAGE_REFUSED")
    await group.stan.writes(thread, "this one fails")
    await group.sees(thread, "Not delivered: Message_refused")


async def test_the_staffs_menu_in_the_group_has_the_commands_of_a_topic(group: Group) -> None:
    async def offered() -> bool:
        return {"claim", "close", "note", "delete", "refund", "parked"} <= await group.menu_of(group.stan)

    await until(offered, "the commands of the group")
