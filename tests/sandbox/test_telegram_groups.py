"""Groups and forum topics: rights, closed and deleted topics, what the bot hears and what it does not."""

import pytest

from sandbox.documents import Documents
from sandbox.telegram.flood import FloodLimits
from sandbox.telegram.trouble import TelegramTrouble
from tests.sandbox.people import BOT_ID, Json, Outside, Person, Refused, base64_picture


async def heard(outside: Outside) -> list[str]:
    return [u["message"].get("text", "") for u in await outside.updates() if "message" in u]


async def test_a_topic_is_opened_written_to_and_answered(outside: Outside, alice: Person) -> None:
    chat = await outside.forum()
    assert chat["id"] < -1_000_000_000_000
    topic = await outside.bot("createForumTopic", chat_id=chat["id"], name="№1 Alice")
    thread = topic["message_thread_id"]
    assert thread == 2, "the first of a group: 1 is General"
    sent = await outside.bot("sendMessage", chat_id=chat["id"], message_thread_id=thread, text="card")
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (thread, True)
    assert sent["reply_to_message"]["forum_topic_created"]["name"] == "№1 Alice"
    await alice.send("staff answer", chat_id=chat["id"], thread=thread)
    message = (await outside.last_update())["message"]
    assert (message["message_thread_id"], message["is_topic_message"]) == (thread, True)
    listed = await outside.get(f"/chats/{chat['id']}/messages?after_revision=0&thread={thread}")
    assert [m.get("text") for m in listed["messages"]] == [None, "card", "staff answer"]


async def test_a_reply_in_general_carries_a_thread_that_is_no_topic(outside: Outside, alice: Person) -> None:
    chat = await outside.forum()
    first = await alice.send("in general", chat_id=chat["id"])
    assert "message_thread_id" not in first
    reply = await alice.send("re", chat_id=chat["id"], reply_to_message_id=first["message_id"])
    assert reply["message_thread_id"] == first["message_id"]
    assert "is_topic_message" not in reply


async def test_threads_that_are_not_there(outside: Outside, alice: Person) -> None:
    chat = await outside.forum()
    topic = await outside.bot("createForumTopic", chat_id=chat["id"], name="t")
    where = {"chat_id": chat["id"], "message_thread_id": topic["message_thread_id"]}
    await alice.send("to be lost", chat_id=chat["id"], thread=topic["message_thread_id"])
    waiting = len(await outside.updates())
    await outside.post(f"/chats/{chat['id']}/topics/{topic['message_thread_id']}/delete")
    assert len(await outside.updates()) == waiting
    gone = "Bad Request: message thread not found"
    assert await outside.refusal("sendMessage", **where, text="x") == gone
    assert await outside.refusal("sendMessage", chat_id=chat["id"], message_thread_id=1, text="x") == gone
    assert await outside.refusal("closeForumTopic", **where) == "Bad Request: TOPIC_ID_INVALID"
    seen = await outside.get(f"/chats/{chat['id']}/messages?after_revision=0")
    assert seen["messages"] == []
    assert len(seen["deleted"]) == 2


async def test_a_closed_topic_stays_closed_to_those_without_the_right(
    outside: Outside, alice: Person
) -> None:
    chat = await outside.forum(administrators=[1002], bot_rights=False)
    opened = await outside.post(f"/chats/{chat['id']}/topics", name="theirs", user_id=1002)
    where = {"chat_id": chat["id"], "message_thread_id": opened["thread"]}
    await outside.bot("sendMessage", **where, text="open")
    await outside.post(f"/chats/{chat['id']}/topics/{opened['thread']}/close")
    assert (await outside.last_update())["message"]["forum_topic_closed"] == {}
    assert await outside.refusal("sendMessage", **where, text="x") == "Bad Request: TOPIC_CLOSED"
    with pytest.raises(Refused, match="TOPIC_CLOSED"):
        await alice.send("x", chat_id=chat["id"], thread=opened["thread"])
    await outside.post(f"/chats/{chat['id']}/topics/{opened['thread']}/reopen")
    assert (await alice.send("x", chat_id=chat["id"], thread=opened["thread"]))["text"] == "x"


async def test_closing_twice_and_renaming_to_the_same(outside: Outside) -> None:
    chat = await outside.forum()
    topic = await outside.bot("createForumTopic", chat_id=chat["id"], name="t")
    where = {"chat_id": chat["id"], "message_thread_id": topic["message_thread_id"]}
    assert await outside.bot("closeForumTopic", **where) is True
    assert await outside.refusal("closeForumTopic", **where) == "Bad Request: TOPIC_NOT_MODIFIED"
    assert await outside.bot("reopenForumTopic", **where) is True
    assert await outside.bot("editForumTopic", **where, name="u") is True
    assert await outside.refusal("editForumTopic", **where, name="u") == "Bad Request: TOPIC_NOT_MODIFIED"
    assert await outside.bot("deleteForumTopic", **where) is True


async def test_topics_need_rights_and_a_forum(outside: Outside) -> None:
    plain = await outside.forum(is_forum=False)
    basic = await outside.forum(type="group")
    powerless = await outside.forum(bot_rights=False)
    for chat, expected in [
        (plain, "the chat is not a forum"),
        (basic, "the chat is not a supergroup forum"),
        (powerless, "not enough rights to create a topic"),
    ]:
        assert (
            await outside.refusal("createForumTopic", chat_id=chat["id"], name="t")
            == f"Bad Request: {expected}"
        )
    ignored = await outside.bot("sendMessage", chat_id=plain["id"], message_thread_id=77, text="x")
    assert "message_thread_id" not in ignored
    theirs = await outside.post(f"/chats/{powerless['id']}/topics", name="theirs")
    where = {"chat_id": powerless["id"], "message_thread_id": theirs["thread"]}
    for method, expected in [
        ("closeForumTopic", "not enough rights to close or open the topic"),
        ("editForumTopic", "not enough rights to edit the topic"),
        ("deleteForumTopic", "not enough rights to delete the topic"),
    ]:
        assert await outside.refusal(method, **where, name="n") == f"Bad Request: {expected}"
    mine = await outside.bot("sendMessage", chat_id=powerless["id"], text="x")
    pin = {"chat_id": powerless["id"], "message_id": mine["message_id"]}
    assert await outside.refusal("pinChatMessage", **pin) == (
        "Bad Request: not enough rights to manage pinned messages in the chat"
    )


async def test_a_bot_without_rights_reads_only_what_is_meant_for_it(outside: Outside, alice: Person) -> None:
    chat = await outside.forum(bot_rights=False)
    said = await outside.bot("sendMessage", chat_id=chat["id"], text="by the bot")
    await alice.send("chatter", chat_id=chat["id"])
    await alice.send("/close", chat_id=chat["id"])
    await alice.send("hey @AiCreditsShopBot", chat_id=chat["id"])
    await alice.send("an answer", chat_id=chat["id"], reply_to_message_id=said["message_id"])
    assert await heard(outside) == ["/close", "hey @AiCreditsShopBot", "an answer"]


async def test_a_bot_that_was_thrown_out_or_left_cannot_write(outside: Outside) -> None:
    chat = await outside.forum()
    await outside.post(f"/chats/{chat['id']}/members", user_id=BOT_ID, status="kicked")
    assert (await outside.last_update())["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    assert await outside.refusal("sendMessage", chat_id=chat["id"], text="x") == (
        "Forbidden: bot was kicked from the supergroup chat"
    )
    await outside.post(f"/chats/{chat['id']}/members", user_id=BOT_ID, status="administrator")
    await outside.bot("leaveChat", chat_id=chat["id"])
    assert await outside.refusal("getChat", chat_id=chat["id"]) == (
        "Forbidden: bot is not a member of the supergroup chat"
    )


async def test_an_upgraded_group_says_where_it_went(outside: Outside) -> None:
    old = await outside.forum(type="group")
    new = await outside.post(f"/chats/{old['id']}/upgrade")
    status, body, _ = await outside.raw("sendMessage", chat_id=old["id"], text="x")
    assert (status, body["description"]) == (400, "Bad Request: group chat was upgraded to a supergroup chat")
    assert body["parameters"] == {"migrate_to_chat_id": new["id"]}
    assert (await outside.bot("sendMessage", chat_id=new["id"], text="x"))["chat"]["type"] == "supergroup"


async def test_members_administrators_and_anonymous_ones(outside: Outside, alice: Person) -> None:
    chat = await outside.forum(administrators=[1001])
    assert await outside.bot("getChatMemberCount", chat_id=chat["id"]) == 3
    administrators = await outside.bot("getChatAdministrators", chat_id=chat["id"])
    assert {member["user"]["id"]: member["status"] for member in administrators} == {
        1001: "creator",
        BOT_ID: "administrator",
    }
    await alice.send("masked", chat_id=chat["id"], anonymous=True)
    message = (await outside.last_update())["message"]
    assert (message["from"]["username"], message["sender_chat"]["id"]) == ("GroupAnonymousBot", chat["id"])
    listed = await outside.get("/users/1001/chats")
    assert [entry["chat"]["id"] for entry in listed] == [1001, chat["id"]]


async def test_deleting_others_messages_needs_the_right(outside: Outside, alice: Person) -> None:
    chat = await outside.forum(bot_rights=False)
    theirs = await alice.send("/x", chat_id=chat["id"])
    where = {"chat_id": chat["id"], "message_id": theirs["message_id"]}
    assert await outside.refusal("deleteMessage", **where) == "Bad Request: message can't be deleted"
    await outside.post(f"/chats/{chat['id']}/members", user_id=BOT_ID, status="administrator")
    assert await outside.bot("deleteMessage", **where) is True


async def test_what_people_pin_rename_and_delete_is_seen_by_all(outside: Outside, alice: Person) -> None:
    chat = await outside.forum()
    topic = await outside.bot("createForumTopic", chat_id=chat["id"], name="old")
    thread = topic["message_thread_id"]
    card = await outside.bot("sendMessage", chat_id=chat["id"], message_thread_id=thread, text="card")
    await outside.bot("pinChatMessage", chat_id=chat["id"], message_id=card["message_id"])
    note = await alice.send("note", chat_id=chat["id"], thread=thread)
    await outside.post(f"/chats/{chat['id']}/pin", message_id=note["message_id"], user_id=1001)
    pinned = (await outside.last_update())["message"]
    assert (pinned["pinned_message"]["text"], pinned["message_thread_id"]) == ("note", thread)
    await outside.post(f"/chats/{chat['id']}/topics/{thread}/rename", name="new", user_id=1001)
    assert (await outside.last_update())["message"]["forum_topic_edited"] == {"name": "new"}
    seen = await outside.get(f"/chats/{chat['id']}/messages?after_revision=0")
    assert seen["pinned"] == [card["message_id"], note["message_id"]]
    assert seen["topics"] == [{"thread": thread, "name": "new", "closed": False}]
    await outside.bot("deleteMessage", chat_id=chat["id"], message_id=card["message_id"])
    seen = await outside.get(f"/chats/{chat['id']}/messages?after_revision=0")
    assert seen["pinned"] == [note["message_id"]]


async def test_a_group_that_loses_its_topics_and_gets_them_back(outside: Outside) -> None:
    chat = await outside.forum()
    topic = await outside.bot("createForumTopic", chat_id=chat["id"], name="t")
    where = {"chat_id": chat["id"], "message_thread_id": topic["message_thread_id"]}
    await outside.post(f"/chats/{chat['id']}/forum", is_forum=False)
    assert await outside.refusal("createForumTopic", chat_id=chat["id"], name="u") == (
        "Bad Request: the chat is not a forum"
    )
    assert "is_topic_message" not in await outside.bot("sendMessage", **where, text="into the one chat")
    await outside.post(f"/chats/{chat['id']}/forum", is_forum=True)
    assert (await outside.bot("sendMessage", **where, text="back"))["is_topic_message"]


async def test_an_album_is_copied_whole_and_counts_by_the_piece(outside: Outside, alice: Person) -> None:
    chat = await outside.forum()
    topic = await outside.bot("createForumTopic", chat_id=chat["id"], name="t")
    first = await alice.send(album=[base64_picture()] * 3, caption="three")
    ids = [first["message_id"] + number for number in range(3)]
    where = {"chat_id": chat["id"], "message_thread_id": topic["message_thread_id"]}
    outside.telegram.flood.limits = FloodLimits(group_per_minute=4)
    copied = await outside.bot("copyMessages", **where, from_chat_id=1001, message_ids=ids)
    assert len(copied) == 3
    seen = await outside.get(
        f"/chats/{chat['id']}/messages?after_revision=0&thread={where['message_thread_id']}"
    )
    album = [message for message in seen["messages"] if "photo" in message]
    assert len({message["media_group_id"] for message in album}) == 1
    assert album[0]["caption"] == "three"
    assert await outside.bot("sendMessage", **where, text="the fourth")
    status, refused, _ = await outside.raw("sendMessage", **where, text="the fifth")
    assert (status, refused["parameters"]["retry_after"]) == (429, 60)


@pytest.mark.parametrize(
    "content",
    [
        {"sticker": "👍"},
        {"voice": base64_picture()},
        {"video_note": base64_picture()},
        {"audio": base64_picture()},
        {"location": {}},
        {"contact": {}},
        {"dice": True},
    ],
)
async def test_what_people_send_can_be_copied(outside: Outside, alice: Person, content: Json) -> None:
    chat = await outside.forum()
    sent = await alice.send(**content)
    update = (await outside.last_update())["message"]
    assert content.keys() <= update.keys()
    copied = await outside.bot(
        "copyMessage", chat_id=chat["id"], from_chat_id=1001, message_id=sent["message_id"]
    )
    assert copied["message_id"]


async def test_a_story_cannot_be_copied(outside: Outside, alice: Person) -> None:
    chat = await outside.forum()
    sent = await alice.send(story=True)
    assert (await outside.last_update())["message"]["story"]["id"] == 1
    refused = await outside.refusal(
        "copyMessage", chat_id=chat["id"], from_chat_id=1001, message_id=sent["message_id"]
    )
    assert refused == "Bad Request: message can't be copied"


async def test_the_limits_and_the_group_s_rights_can_be_switched(outside: Outside) -> None:
    chat = await outside.forum()
    trouble = TelegramTrouble(Documents(None), outside.telegram)
    trouble.set("no_rights", value=True)
    assert (await outside.last_update())["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert await outside.refusal("createForumTopic", chat_id=chat["id"], name="t") == (
        "Bad Request: not enough rights to create a topic"
    )
    trouble.set("no_rights", value=False)
    trouble.set("no_topics", value=True)
    assert await outside.refusal("createForumTopic", chat_id=chat["id"], name="t") == (
        "Bad Request: the chat is not a forum"
    )
    trouble.set("no_topics", value=False)
    trouble.set("flood", value=True)
    for _ in range(20):
        await outside.bot("sendMessage", chat_id=chat["id"], text="x")
    assert "Too Many Requests" in await outside.refusal("sendMessage", chat_id=chat["id"], text="x")
    trouble.set("flood", value=False)
    assert await outside.bot("sendMessage", chat_id=chat["id"], text="x")
