"""editMessageText, editMessageCaption, editMessageMedia, editMessageReplyMarkup, deleteMessage(s)."""

from typing import TYPE_CHECKING

from sandbox.telegram.errors import bad_request
from sandbox.telegram.methods.registry import method
from sandbox.telegram.methods.sending import call_caption, media_content, text_content
from sandbox.telegram.methods.targets import find_chat, find_markup, find_message, message_ids, writable_chat
from sandbox.telegram.models import Chat, Json, StoredMessage
from sandbox.telegram.parameters import Parameters

if TYPE_CHECKING:
    from sandbox.telegram.telegram import Telegram

_DELETABLE_SECONDS = 48 * 3600
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
_MEDIA = ("photo", "document", "video", "audio")
_CAPTION = ("caption", "caption_entities", "show_caption_above_media")
_TEXT = ("text", "entities", "link_preview_options")
_CONTENT = (*_TEXT, *_CAPTION, *_MEDIA, "has_media_spoiler")


@method("editMessageText")
async def edit_message_text(telegram: "Telegram", p: Parameters) -> Json:
    """Replace the text of a message, and its keyboard."""
    content = text_content(p, "MESSAGE_TOO_LONG")
    chat, stored = _editable(telegram, p)
    if "text" not in stored.body:
        raise bad_request("there is no text in the message to edit")
    return _change(telegram, p, chat, stored, content, dropped=_TEXT)


@method("editMessageCaption")
async def edit_message_caption(telegram: "Telegram", p: Parameters) -> Json:
    """Replace the caption of a message, and its keyboard."""
    content = call_caption(p, "MEDIA_CAPTION_TOO_LONG")
    chat, stored = _editable(telegram, p)
    if not any(kind in stored.body for kind in (*_MEDIA, "voice")):
        raise bad_request("there is no caption in the message to edit")
    return _change(telegram, p, chat, stored, content, dropped=_CAPTION)


@method("editMessageMedia")
async def edit_message_media(telegram: "Telegram", p: Parameters) -> Json:
    """Replace the photo or file of a message, caption included, or add one to a text."""
    content = media_content(telegram, p, p.json("media", "InputMedia"), "MEDIA_CAPTION_TOO_LONG")
    chat, stored = _editable(telegram, p)
    if not any(kind in stored.body for kind in ("text", *_MEDIA)):
        raise bad_request("message can't be edited")
    if "media_group_id" in stored.body and not content.keys() & stored.body.keys() & set(_MEDIA):
        raise bad_request("message can't be edited")
    return _change(telegram, p, chat, stored, content, dropped=_CONTENT)


@method("editMessageReplyMarkup")
async def edit_message_reply_markup(telegram: "Telegram", p: Parameters) -> Json:
    """Replace the keyboard of a message."""
    chat, stored = _editable(telegram, p)
    return _change(telegram, p, chat, stored, {}, dropped=())


@method("deleteMessage")
async def delete_message(telegram: "Telegram", p: Parameters) -> bool:
    """Delete one message, younger than 48 hours."""
    chat = find_chat(telegram, p)
    stored = find_message(p, chat, bad_request("message to delete not found"))
    _check_deletable(telegram, chat, stored)
    telegram.world.remove(chat, [stored.message_id])
    return True


@method("deleteMessages")
async def delete_messages(telegram: "Telegram", p: Parameters) -> bool:
    """Delete several messages; ids of none are passed over."""
    ids = message_ids(p)
    chat = find_chat(telegram, p)
    found = [chat.messages[key] for key in ids if key in chat.messages]
    for stored in found:
        _check_deletable(telegram, chat, stored)
    telegram.world.remove(chat, [stored.message_id for stored in found])
    return True


def _editable(telegram: "Telegram", p: Parameters) -> tuple[Chat, StoredMessage]:
    if p.text("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    chat = writable_chat(telegram, p)
    if not p.integer("message_id"):
        raise bad_request("message identifier is not specified")
    stored = find_message(p, chat, bad_request("message to edit not found"))
    if stored.body["from"]["id"] != telegram.bot["id"] or "forward_origin" in stored.body:
        raise bad_request("message can't be edited")
    return chat, stored


def _change(
    telegram: "Telegram",
    p: Parameters,
    chat: Chat,
    stored: StoredMessage,
    content: Json,
    *,
    dropped: tuple[str, ...],
) -> Json:
    """Put new content in the place of the dropped fields; without a `reply_markup` the keyboard goes."""
    markup, _ = find_markup(p)
    kept = {name: value for name, value in stored.body.items() if name not in {*dropped, "reply_markup"}}
    body = {**kept, **telegram.world.with_people(content), **markup}
    if body == stored.body:
        raise bad_request(_NOT_MODIFIED)
    telegram.flood.check(chat.chat_id)
    if any(body.get(name) != stored.body.get(name) for name in _CONTENT):
        body["edit_date"] = int(telegram.clock())
    stored.body = body
    telegram.world.change(chat, stored)
    return body


def _check_deletable(telegram: "Telegram", chat: Chat, stored: StoredMessage) -> None:
    if telegram.clock() - stored.body["date"] >= _DELETABLE_SECONDS:
        raise bad_request("message can't be deleted for everyone")
    own = stored.body["from"]["id"] == telegram.bot["id"]
    if chat.kind == "private" or own:
        return
    if not telegram.world.bot_member(chat).may("can_delete_messages"):
        raise bad_request("message can't be deleted")
