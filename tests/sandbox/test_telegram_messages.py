"""Sending, editing, deleting, copying: what goes through and what is refused, in Telegram's words."""

import json

import pytest
from aiohttp import FormData

from sandbox.telegram import Telegram
from tests.sandbox.people import BOT_ID, TOKEN, Outside, Person, Refused, keyboard, picture

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)


async def test_a_bot_cannot_write_to_somebody_it_has_never_met(outside: Outside) -> None:
    assert await outside.refusal("sendMessage", chat_id=1001, text="x") == "Bad Request: chat not found"
    assert await outside.refusal("sendMessage", chat_id=99, text="x") == "Bad Request: chat not found"
    assert await outside.refusal("sendMessage", text="x") == "Bad Request: chat_id is empty"
    assert (
        await outside.refusal("sendMessage", chat_id=BOT_ID, text="x")
        == "Forbidden: the bot can't send messages to the bot"
    )


async def test_a_bot_cannot_write_first_to_somebody_it_knows_from_a_group(outside: Outside) -> None:
    await outside.forum()
    assert (
        await outside.refusal("sendMessage", chat_id=1001, text="x")
        == "Forbidden: bot can't initiate conversation with a user"
    )


async def test_a_block_and_a_deleted_account_are_told_apart(outside: Outside, alice: Person) -> None:
    await alice.send("hi")
    await alice.act("block")
    assert (
        await outside.refusal("sendMessage", chat_id=1001, text="x")
        == "Forbidden: bot was blocked by the user"
    )
    await alice.act("unblock")
    assert (await outside.bot("sendMessage", chat_id=1001, text="x"))["text"] == "x"
    await alice.act("deactivate")
    assert await outside.refusal("sendMessage", chat_id=1001, text="x") == "Forbidden: user is deactivated"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": "  \n"}, "text must be non-empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "text must be non-empty"),
        ({"text": "😀" * 4097}, "message is too long"),
        ({"text": "x" * 32769}, "text is too long"),
        ({"text": "x", "parse_mode": "BBcode"}, "unsupported parse_mode"),
        (
            {"text": "<b>x", "parse_mode": "HTML"},
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        ({"text": "x", "reply_markup": keyboard("я" * 33)}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": keyboard("")}, "inline keyboard button text must be non-empty"),
        ({"text": "x", "reply_markup": keyboard(*(["d"] * 101))}, "reply markup is too long"),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "A"}]]}},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {
                "text": "x",
                "reply_markup": {"inline_keyboard": [[{"text": "A", "url": "http://localhost/x"}]]},
            },
            "inline keyboard button URL 'http://localhost/x' is invalid: Wrong HTTP URL",
        ),
        ({"text": "x", "reply_markup": "{bad"}, "can't parse reply keyboard markup JSON object"),
        ({"text": "x", "reply_parameters": {"message_id": 77}}, "message to be replied not found"),
        ({"text": "x", "message_thread_id": 5}, "message thread not found"),
    ],
)
async def test_a_message_that_telegram_refuses(
    outside: Outside, alice: Person, arguments: dict[str, object], expected: str
) -> None:
    await alice.send("hi")
    assert await outside.refusal("sendMessage", chat_id=1001, **arguments) == f"Bad Request: {expected}"


async def test_limits_count_characters_after_parsing_not_utf16_units(outside: Outside, alice: Person) -> None:
    await alice.send("hi")
    text = f"<b>{'😀' * 4096}</b>"
    sent = await outside.bot("sendMessage", chat_id=1001, text=text, parse_mode="html", entities=[])
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 8192}]


async def test_method_names_arguments_and_booleans_are_read_leniently(
    outside: Outside, alice: Person
) -> None:
    await alice.send("hi")
    base = f"{outside.url}/bot{TOKEN}"
    async with outside.session.get(f"{base}/SENDmessage?chat_id=1001&text=a&nonsense=1") as response:
        assert (await response.json())["result"]["text"] == "a"
    async with outside.session.post(
        f"{base}/sendMessage", data={"chat_id": "1001", "text": "b", "protect_content": " YES "}
    ) as response:
        assert (await response.json())["result"]["has_protected_content"] is True
    form = FormData({"chat_id": "1001", "text": "c"}, default_to_multipart=True)
    async with outside.session.post(f"{base}/sendMessage?protect_content=no", data=form) as response:
        assert "has_protected_content" not in (await response.json())["result"]


async def test_unknown_and_unplayed_methods_and_wrong_tokens(outside: Outside) -> None:
    status, body, _ = await outside.raw("sendMesage")
    assert (status, body["description"]) == (404, "Not Found: method not found")
    assert await outside.refusal("sendPoll") == "Bad Request: method is not part of the sandbox"
    status, body, _ = await outside.raw("getMe", token="nonsense")
    assert (status, body["description"]) == (401, "Unauthorized: invalid token specified")
    status, body, _ = await outside.raw("getMe", token="99:other")
    assert (status, body["description"]) == (401, "Unauthorized")


async def test_links_in_a_bots_text_are_found_unless_they_are_code(outside: Outside, alice: Person) -> None:
    await alice.send("hi")
    text = "<code>https://a.com</code> https://b.com /buy"
    sent = await outside.bot("sendMessage", chat_id=1001, text=text, parse_mode="HTML")
    assert [e["type"] for e in sent["entities"]] == ["code", "url", "bot_command"]


async def test_a_person_mentioned_by_id_is_named_and_a_stranger_is_not(
    outside: Outside, alice: Person
) -> None:
    await alice.send("hi")
    text = '<a href="tg://user?id=1002">him</a> <a href="tg://user?id=7">stranger</a>'
    sent = await outside.bot("sendMessage", chat_id=1001, text=text, parse_mode="HTML")
    assert [entity["user"]["first_name"] for entity in sent["entities"]] == ["小明"]
    edited = await outside.bot(
        "editMessageText", chat_id=1001, message_id=sent["message_id"], text="!" + text, parse_mode="HTML"
    )
    assert edited["entities"][0]["user"]["id"] == 1002


async def test_an_edit_replaces_text_and_takes_the_keyboard_away(outside: Outside, alice: Person) -> None:
    await alice.send("hi")
    sent = await outside.bot("sendMessage", chat_id=1001, text="a", reply_markup=keyboard("one"))
    where = {"chat_id": 1001, "message_id": sent["message_id"]}
    assert sent["reply_markup"] == keyboard("one")
    edited = await outside.bot("editMessageText", **where, text="b")
    assert edited["text"] == "b"
    assert "reply_markup" not in edited
    assert edited["edit_date"] >= sent["date"]
    again = await outside.bot("editMessageReplyMarkup", **where, reply_markup=keyboard("two"))
    assert again["reply_markup"] == keyboard("two")
    shown = (await alice.messages())["messages"][-1]
    assert shown["reply_markup"] == keyboard("two")
    assert shown["text"] == "b"


async def test_edits_that_telegram_refuses(outside: Outside, alice: Person) -> None:
    mine = await alice.send("hi")
    text = await outside.bot("sendMessage", chat_id=1001, text="a", reply_markup=keyboard("k"))
    photo = await outside.upload("sendPhoto", {"photo": picture()}, chat_id="1001", caption="c")

    async def edit(method: str, message: dict[str, int], **arguments: object) -> str:
        return await outside.refusal(method, chat_id=1001, message_id=message["message_id"], **arguments)

    assert await edit("editMessageText", text, text="a", reply_markup=keyboard("k")) == NOT_MODIFIED
    assert await edit("editMessageCaption", photo, caption="c") == NOT_MODIFIED
    assert await edit("editMessageText", text, text="x" * 4097) == "Bad Request: MESSAGE_TOO_LONG"
    assert (
        await edit("editMessageText", photo, text="x")
        == "Bad Request: there is no text in the message to edit"
    )
    assert (
        await edit("editMessageCaption", text, caption="x")
        == "Bad Request: there is no caption in the message to edit"
    )
    assert await edit("editMessageText", mine, text="x") == "Bad Request: message can't be edited"
    assert (
        await edit("editMessageText", {"message_id": 99}, text="x")
        == "Bad Request: message to edit not found"
    )


async def test_a_photo_is_kept_served_and_sent_again_by_its_id(outside: Outside, alice: Person) -> None:
    await alice.send("hi")
    content = picture(400, 200)
    sent = await outside.upload(
        "sendPhoto", {"photo": content}, chat_id="1001", caption="<b>QR</b>", parse_mode="HTML"
    )
    assert [(size["width"], size["height"]) for size in sent["photo"]] == [(320, 160), (400, 200)]
    assert sent["caption_entities"] == [{"type": "bold", "offset": 0, "length": 2}]
    again = await outside.bot("sendPhoto", chat_id=1001, photo=sent["photo"][0]["file_id"])
    assert again["photo"][-1]["file_unique_id"] == sent["photo"][-1]["file_unique_id"]
    file = await outside.bot("getFile", file_id=sent["photo"][-1]["file_id"])
    for address in (f"/file/bot{TOKEN}/{file['file_path']}", f"/client/files/{file['file_id']}"):
        async with outside.session.get(outside.url + address) as response:
            assert await response.read() == content
    async with outside.session.get(f"{outside.url}/client/files/{sent['photo'][0]['file_id']}") as response:
        assert response.status == 200
        assert response.content_length


async def test_files_that_are_none_are_refused(outside: Outside, alice: Person) -> None:
    await alice.send("hi")
    for wrong, expected in [
        ("", "there is no photo in the request"),
        ("attach://nowhere", "there is no photo in the request"),
        ("AgACx", "wrong remote file identifier specified: Wrong string length"),
        ("AgAC", "wrong remote file identifier specified: can't unserialize it. Wrong last symbol"),
        ("https://example.com/x.png", "failed to get HTTP URL content"),
    ]:
        assert await outside.refusal("sendPhoto", chat_id=1001, photo=wrong) == f"Bad Request: {expected}"
    with pytest.raises(Refused, match="IMAGE_PROCESS_FAILED"):
        await outside.upload("sendPhoto", {"photo": b"no picture"}, chat_id="1001")
    with pytest.raises(Refused, match="message caption is too long"):
        await outside.upload("sendPhoto", {"photo": picture()}, chat_id="1001", caption="x" * 1025)
    assert await outside.refusal("getFile", file_id="AgAC") == "Bad Request: invalid file_id"
    large = outside.telegram.files.add("document", b"x", "large.bin")
    large.size = 20 * 1024 * 1024 + 1
    assert await outside.refusal("getFile", file_id=large.file_id) == "Bad Request: file is too big"


async def test_media_can_be_put_in_the_place_of_a_photo_or_of_a_text(outside: Outside, alice: Person) -> None:
    await alice.send("hi")
    text = await outside.bot("sendMessage", chat_id=1001, text="paying", reply_markup=keyboard("k"))
    media = {"type": "photo", "media": "attach://qr", "caption": "<i>paid</i>", "parse_mode": "HTML"}
    edited = await outside.upload(
        "editMessageMedia", {"qr": picture()}, chat_id="1001", message_id=text["message_id"], media=media
    )
    assert "text" not in edited
    assert "reply_markup" not in edited
    assert edited["caption"] == "paid"
    other = await outside.upload(
        "editMessageMedia",
        {"qr": picture(50, 50)},
        **{
            "chat_id": "1001",
            "message_id": text["message_id"],
            "media": media,
            "reply_markup": keyboard("again"),
        },
    )
    assert other["photo"][0]["width"] == 50
    assert other["reply_markup"] == keyboard("again")


async def test_deleting(outside: Outside, alice: Person, telegram: Telegram) -> None:
    mine = await alice.send("secret")
    sent = await outside.bot("sendMessage", chat_id=1001, text="a")
    assert await outside.bot("deleteMessage", chat_id=1001, message_id=mine["message_id"]) is True
    assert (
        await outside.refusal("deleteMessage", chat_id=1001, message_id=mine["message_id"])
        == "Bad Request: message to delete not found"
    )
    assert await outside.bot("deleteMessages", chat_id=1001, message_ids=[sent["message_id"], 999]) is True
    seen = await alice.messages()
    assert seen["messages"] == []
    assert seen["deleted"] == [mine["message_id"], sent["message_id"]]
    old = await outside.bot("sendMessage", chat_id=1001, text="old")
    telegram.world.chats[1001].messages[old["message_id"]].body["date"] -= 48 * 3600
    assert (
        await outside.refusal("deleteMessage", chat_id=1001, message_id=old["message_id"])
        == "Bad Request: message can't be deleted for everyone"
    )


async def test_copies_and_forwards(outside: Outside, alice: Person, xiaoming: Person) -> None:
    await xiaoming.send("hi")
    original = await alice.send("see https://a.com")
    common = {"chat_id": 1002, "from_chat_id": 1001}
    copied = await outside.bot("copyMessage", **common, message_id=original["message_id"])
    assert list(copied) == ["message_id"]
    shown = (await xiaoming.messages())["messages"][-1]
    assert (shown["text"], shown["from"]["id"]) == ("see https://a.com", BOT_ID)
    assert shown["entities"] == original["entities"]
    forwarded = await outside.bot("forwardMessage", **common, message_id=original["message_id"])
    assert forwarded["forward_origin"]["sender_user"]["id"] == 1001
    assert (
        await outside.refusal("copyMessage", **common, message_id=99)
        == "Bad Request: message to copy not found"
    )
    assert (
        await outside.refusal("forwardMessage", **common, message_id=99)
        == "Bad Request: message to forward not found"
    )
    second = await alice.send("two")
    ids = [original["message_id"], second["message_id"]]
    assert len(await outside.bot("copyMessages", **common, message_ids=ids)) == 2
    assert len(await outside.bot("forwardMessages", **common, message_ids=[*ids, 999])) == 2


async def test_an_album_keeps_together(outside: Outside, alice: Person, xiaoming: Person) -> None:
    await xiaoming.send("hi")
    await alice.send("hi")
    media = [
        {"type": "photo", "media": "attach://a", "caption": "c"},
        {"type": "photo", "media": "attach://b"},
    ]
    sent = await outside.upload(
        "sendMediaGroup", {"a": picture(), "b": picture()}, chat_id="1001", media=json.dumps(media)
    )
    assert len({message["media_group_id"] for message in sent}) == 1
    ids = [message["message_id"] for message in sent]
    await outside.bot("copyMessages", chat_id=1002, from_chat_id=1001, message_ids=ids)
    copies = (await xiaoming.messages())["messages"][-2:]
    assert copies[0]["media_group_id"] == copies[1]["media_group_id"] != sent[0]["media_group_id"]


async def test_replies_show_what_they_answer_and_may_go_without(outside: Outside, alice: Person) -> None:
    asked = await alice.send("hi")
    reply = await outside.bot(
        "sendMessage", chat_id=1001, text="x", reply_parameters={"message_id": asked["message_id"]}
    )
    assert reply["reply_to_message"]["text"] == "hi"
    lenient = {"message_id": 99, "allow_sending_without_reply": True}
    assert "reply_to_message" not in await outside.bot(
        "sendMessage", chat_id=1001, text="x", reply_parameters=lenient
    )


async def test_pins_and_reactions(outside: Outside, alice: Person) -> None:
    mine = await alice.send("hi")
    where = {"chat_id": 1001, "message_id": mine["message_id"]}
    await outside.bot("pinChatMessage", **where)
    assert (await outside.bot("getChat", chat_id=1001))["pinned_message"]["text"] == "hi"
    await outside.bot("unpinChatMessage", chat_id=1001)
    assert "pinned_message" not in await outside.bot("getChat", chat_id=1001)
    assert await outside.refusal("unpinChatMessage", **where) == "Bad Request: message to unpin not found"
    await outside.bot("setMessageReaction", **where, reaction=[{"type": "emoji", "emoji": "👍"}])
    assert (await alice.messages())["messages"][0]["reactions"] == ["👍"]
    assert (
        await outside.refusal("setMessageReaction", **where, reaction=[{"type": "emoji", "emoji": "🧪"}])
        == "Bad Request: REACTION_INVALID"
    )


async def test_a_reply_keyboard_reaches_the_client_but_not_the_bots_answer(
    outside: Outside, alice: Person
) -> None:
    await alice.send("hi")
    markup = {"keyboard": [["A", {"text": "B"}]]}
    sent = await outside.bot("sendMessage", chat_id=1001, text="x", reply_markup=markup)
    assert "reply_markup" not in sent
    shown = (await alice.messages())["messages"][-1]
    assert shown["reply_markup"]["keyboard"] == [[{"text": "A"}, {"text": "B"}]]
