"""python-telegram-bot against the local Telegram, and every answer against the Bot API's own specification."""

from types import ModuleType
from typing import Any

import pytest
from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    LabeledPrice,
    Message,
    Update,
)
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, RetryAfter

from tests.sandbox.people import TOKEN, Outside, Person, base64_picture, keyboard, picture


def library_bot(outside: Outside, token: str = TOKEN) -> Bot:
    return Bot(token, base_url=f"{outside.url}/bot", base_file_url=f"{outside.url}/file/bot")


async def test_the_library_buys_edits_and_downloads(outside: Outside, alice: Person) -> None:
    async with library_bot(outside) as bot:
        assert bot.username == "AiCreditsShopBot"
        await alice.send(start="AC7")
        updates = await bot.get_updates(timeout=1, allowed_updates=Update.ALL_TYPES)
        message = updates[0].message
        assert message is not None
        assert message.text == "/start AC7"
        markup = InlineKeyboardMarkup([[InlineKeyboardButton("¥5", callback_data="p:trial")]])
        shown = await bot.send_message(1001, "<b>Hi</b> 😀", parse_mode="HTML", reply_markup=markup)
        assert shown.parse_entities()[shown.entities[0]] == "Hi"
        await alice.tap(shown.message_id, "p:trial")
        query = (await bot.get_updates(offset=updates[0].update_id + 1))[0].callback_query
        assert query is not None
        await query.answer("ok")
        await query.edit_message_text("Choose", reply_markup=markup)
        photo = await bot.send_photo(1001, picture(), caption="QR", reply_markup=markup)
        edited = await bot.edit_message_media(
            InputMediaPhoto(picture(60, 60), caption="paid"), 1001, photo.message_id
        )
        assert isinstance(edited, Message)
        assert edited.caption == "paid"
        file = await bot.get_file(edited.photo[-1].file_id)
        assert bytes(await file.download_as_bytearray()) == picture(60, 60)
        assert await bot.set_my_commands([BotCommand("start", "Start")])
        assert (await bot.get_chat(1001)).first_name == "Alice"
        await bot.send_invoice(1001, "T", "d", "p", "XTR", [LabeledPrice("T", 5)], provider_token="")


@pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")
async def test_the_library_knows_every_failure_for_what_it_is(outside: Outside, alice: Person) -> None:
    async with library_bot(outside) as bot:
        with pytest.raises(BadRequest, match="Chat not found"):
            await bot.send_message(1001, "x")
        await alice.send("hi")
        await alice.act("block")
        with pytest.raises(Forbidden, match="blocked by the user"):
            await bot.send_message(1001, "x")
        await outside.post("/faults", method="sendMessage", times=1, kind="429", retry_after=3)
        with pytest.raises(RetryAfter):
            await bot.send_message(1001, "x")
        await outside.bot("setWebhook", url="http://127.0.0.1:9/hook")
        with pytest.raises(Conflict):
            await bot.get_updates()
        await bot.delete_webhook(drop_pending_updates=True)
    with pytest.raises(InvalidToken):
        async with library_bot(outside, "1:wrong"):
            pass


async def every_update(outside: Outside, alice: Person) -> None:
    """Let people do everything they can, so that each kind of update is queued."""
    await alice.send("/start x https://a.com")
    others: tuple[dict[str, Any], ...] = (
        {"sticker": "👍"},
        {"photo": base64_picture(), "caption": "c"},
        {"voice": "AAAA"},
        {"contact": {}},
        {"location": {}},
        {"document": "AAAA"},
        {"video": "AAAA"},
        {"video_note": "AAAA"},
        {"album": [base64_picture()] * 2},
    )
    for other in others:
        await alice.send(**other)
    sent = await alice.send("x")
    await alice.act("edit", message_id=sent["message_id"], text="y")
    await alice.send("z", reply_to_message_id=sent["message_id"])
    await alice.tap(sent["message_id"], "d")
    await alice.tap(999, "d")
    await alice.act("block")
    await alice.act("unblock")
    chat = await outside.forum(administrators=[1002])
    opened = await outside.post(f"/chats/{chat['id']}/topics", name="t")
    await alice.send("in a topic", chat_id=chat["id"], thread=opened["thread"])
    await outside.post(f"/chats/{chat['id']}/topics/{opened['thread']}/close")
    await outside.post(f"/chats/{chat['id']}/topics/{opened['thread']}/reopen")
    await outside.post(f"/chats/{chat['id']}/members", user_id=1002, status="left")
    await outside.post(f"/chats/{chat['id']}/members", user_id=1002, status="member")
    basic = await outside.forum(type="group")
    await outside.post(f"/chats/{basic['id']}/upgrade")
    await outside.post(f"/chats/{chat['id']}/members", user_id=424242, status="kicked")


async def test_every_update_is_what_the_specification_says(
    outside: Outside, alice: Person, bot_api: ModuleType
) -> None:
    await every_update(outside, alice)
    updates = await outside.updates()
    kinds = {kind for update in updates for kind in update} - {"update_id"}
    assert kinds == {"message", "edited_message", "callback_query", "my_chat_member"}
    problems = [problem for update in updates for problem in bot_api.validate_object("Update", update)]
    assert problems == []
    async with library_bot(outside) as bot:
        assert all(Update.de_json(update, bot) for update in updates)


async def calls(outside: Outside, alice: Person) -> list[tuple[str, dict[str, Any]]]:
    """Return a call of each method that the sandbox plays, in an order in which they succeed."""
    said = await alice.send("hi")
    photo = await outside.upload("sendPhoto", {"photo": picture(400, 400)}, chat_id="1001")
    document = await outside.upload("sendDocument", {"document": b"x"}, chat_id="1001")
    sticker = await outside.upload("sendSticker", {"sticker": picture()}, chat_id="1001")
    text = await outside.bot("sendMessage", chat_id=1001, text="x", reply_markup=keyboard("k"))
    callback_id = await alice.tap(text["message_id"], "k")
    chat_id = (await outside.forum(administrators=[1001]))["id"]
    mine, theirs = ({"chat_id": 1001, "message_id": m["message_id"]} for m in (text, said))
    other = {"chat_id": chat_id, "from_chat_id": 1001, "message_id": said["message_id"]}
    several = {
        "chat_id": chat_id,
        "from_chat_id": 1001,
        "message_ids": [said["message_id"], photo["message_id"]],
    }
    file_id = photo["photo"][-1]["file_id"]
    media = {"type": "photo", "media": file_id}
    invoice = {"title": "t", "description": "d", "payload": "p", "currency": "XTR"}
    first = await outside.bot("createForumTopic", chat_id=chat_id, name="first")
    topic = {"chat_id": chat_id, "message_thread_id": first["message_thread_id"]}
    return [
        ("getMe", {}),
        ("sendMessage", {**topic, "text": "x"}),
        ("sendPhoto", {"chat_id": 1001, "photo": file_id}),
        ("sendDocument", {"chat_id": 1001, "document": document["document"]["file_id"]}),
        ("sendSticker", {"chat_id": 1001, "sticker": sticker["sticker"]["file_id"]}),
        ("sendMediaGroup", {"chat_id": 1001, "media": [media, media]}),
        ("sendChatAction", {"chat_id": 1001, "action": "typing"}),
        ("sendInvoice", {"chat_id": 1001, **invoice, "prices": [{"label": "l", "amount": 1}]}),
        ("editMessageText", {**mine, "text": "y", "reply_markup": keyboard("k")}),
        ("editMessageReplyMarkup", mine),
        ("editMessageMedia", {**mine, "media": media}),
        ("editMessageCaption", {**mine, "caption": "c"}),
        ("copyMessage", other),
        ("copyMessages", several),
        ("forwardMessage", other),
        ("forwardMessages", several),
        ("pinChatMessage", theirs),
        ("getChat", {"chat_id": 1001}),
        ("unpinChatMessage", theirs),
        ("unpinAllChatMessages", {"chat_id": 1001}),
        ("setMessageReaction", {**theirs, "reaction": [{"type": "emoji", "emoji": "👍"}]}),
        ("answerCallbackQuery", {"callback_query_id": callback_id}),
        ("createForumTopic", {"chat_id": chat_id, "name": "t", "icon_custom_emoji_id": "5"}),
        ("editForumTopic", {**topic, "name": "n"}),
        ("closeForumTopic", topic),
        ("reopenForumTopic", topic),
        ("unpinAllForumTopicMessages", topic),
        ("deleteForumTopic", topic),
        ("getForumTopicIconStickers", {}),
        ("getChat", {"chat_id": chat_id}),
        ("getChatMember", {"chat_id": chat_id, "user_id": 1001}),
        ("getChatMember", {"chat_id": chat_id, "user_id": 424242}),
        ("getChatAdministrators", {"chat_id": chat_id}),
        ("getChatMemberCount", {"chat_id": chat_id}),
        ("getFile", {"file_id": file_id}),
        ("setMyCommands", {"commands": [{"command": "a", "description": "b"}]}),
        ("getMyCommands", {}),
        ("deleteMyCommands", {}),
        ("setMyName", {"name": "n"}),
        ("getMyName", {}),
        ("setMyDescription", {"description": "n"}),
        ("getMyDescription", {}),
        ("setMyShortDescription", {"short_description": "n"}),
        ("getMyShortDescription", {}),
        ("setChatMenuButton", {}),
        ("getChatMenuButton", {}),
        ("getStarTransactions", {}),
        ("deleteMessage", mine),
        ("deleteMessages", {"chat_id": 1001, "message_ids": [said["message_id"]]}),
        ("getUpdates", {}),
        ("setWebhook", {"url": "http://127.0.0.1:9/hook"}),
        ("getWebhookInfo", {}),
        ("deleteWebhook", {"drop_pending_updates": True}),
        ("leaveChat", {"chat_id": chat_id}),
        ("logOut", {}),
        ("close", {}),
    ]


async def test_every_answer_is_what_the_specification_says(
    outside: Outside, alice: Person, bot_api: ModuleType
) -> None:
    problems = []
    for method, arguments in await calls(outside, alice):
        problems += [
            f"{method}: {p}" for p in bot_api.validate_result(method, await outside.bot(method, **arguments))
        ]
    assert problems == []
    logged = await outside.get("/calls")
    for call in logged:
        wire = bot_api.validate_wire(call["method"], call["parameters"], call["files"])
        problems += [f"{call['method']}: {problem}" for problem in wire]
    assert problems == []


async def test_every_method_of_the_specification_has_an_answer(outside: Outside, bot_api: ModuleType) -> None:
    for method in bot_api.spec().methods:
        status, body, _ = await outside.raw(method)
        assert status != 404, (method, body)
