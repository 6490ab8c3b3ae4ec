"""sendMessage, sendPhoto, sendDocument, sendSticker, sendMediaGroup, sendChatAction."""

import secrets
from typing import TYPE_CHECKING, Any

from sandbox.telegram.errors import bad_request
from sandbox.telegram.files import StoredFile
from sandbox.telegram.methods.registry import method
from sandbox.telegram.methods.targets import find_markup, find_reply, find_thread, writable_chat
from sandbox.telegram.models import Json
from sandbox.telegram.parameters import Parameters, Upload
from sandbox.telegram.text import CAPTION_LENGTH, MESSAGE_LENGTH, formatted

if TYPE_CHECKING:
    from sandbox.telegram.telegram import Telegram

_ACTION_NAMES = """
    typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker
    find_location record_video_note upload_video_note record_audio upload_audio
"""
_ACTIONS = frozenset(_ACTION_NAMES.split())


@method("sendMessage")
async def send_message(telegram: "Telegram", p: Parameters) -> Json:
    """Send a text."""
    content = text_content(p, "message is too long")
    return send(telegram, p, content)


@method("sendPhoto")
async def send_photo(telegram: "Telegram", p: Parameters) -> Json:
    """Send a photo."""
    return _send_file(telegram, p, "photo")


@method("sendDocument")
async def send_document(telegram: "Telegram", p: Parameters) -> Json:
    """Send a file."""
    return _send_file(telegram, p, "document")


@method("sendSticker")
async def send_sticker(telegram: "Telegram", p: Parameters) -> Json:
    """Send a sticker."""
    stored = uploaded(telegram, p, p.text("sticker"), "sticker", part="sticker", emoji=p.text("emoji"))
    return send(telegram, p, telegram.files.describe(stored))


@method("sendMediaGroup")
async def send_media_group(telegram: "Telegram", p: Parameters) -> list[Json]:
    """Send an album of photos or of files."""
    items = p.json("media", "media")
    if not isinstance(items, list):
        raise bad_request("expected an Array of InputMedia")
    if not 2 <= len(items) <= 10:
        raise bad_request("group send failed" if not items else "wrong number of media to send as an album")
    contents = [media_content(telegram, p, item) for item in items]
    if len({"photo" in content for content in contents}) > 1:
        raise bad_request("documents can't be mixed with other media types")
    album = str(secrets.randbelow(10**16) + 10**16)
    chat = writable_chat(telegram, p)
    thread = find_thread(telegram, p, chat)
    reply_to, quote = find_reply(p, chat)
    for _ in contents:
        telegram.flood.check(chat.chat_id)
    return [
        telegram.world.post(
            chat,
            telegram.bot,
            {"media_group_id": album, **content, **quote},
            thread=thread,
            reply_to=reply_to,
        ).body
        for content in contents
    ]


@method("sendChatAction")
async def send_chat_action(telegram: "Telegram", p: Parameters) -> bool:
    """Show "typing…" and the like."""
    action = p.text("action").lower()
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = writable_chat(telegram, p)
    thread = find_thread(telegram, p, chat)
    telegram.events.publish("chat_action", chat.chat_id, action=action, thread=thread)
    return True


def send(telegram: "Telegram", p: Parameters, content: Json, unseen: Json | None = None) -> Json:
    """Put a bot's message into the chat that the call names, with its markup and reply; `unseen` stays here."""
    markup, extras = find_markup(p)
    chat = writable_chat(telegram, p)
    thread = find_thread(telegram, p, chat)
    reply_to, quote = find_reply(p, chat)
    telegram.flood.check(chat.chat_id)
    body = {**content, **quote, **markup, **protection(p)}
    extras |= unseen or {}
    return telegram.world.post(chat, telegram.bot, body, thread=thread, reply_to=reply_to, extras=extras).body


def protection(p: Parameters) -> Json:
    """Return the mark of a message that cannot be forwarded."""
    return {"has_protected_content": True} if p.boolean("protect_content") else {}


def text_content(p: Parameters, too_long: str) -> Json:
    """Return the text, entities and link preview of a call; raises 400, with the given words for a long text."""
    raw = p.text("text")
    if not raw:
        raise bad_request("message text is empty")
    explicit = entity_list(p.json("entities", "entities")) if not p.text("parse_mode") else None
    text, entities = formatted(raw, p.text("parse_mode"), explicit)
    if not text:
        raise bad_request("text must be non-empty")
    if len(text) > MESSAGE_LENGTH:
        raise bad_request(too_long)
    content: Json = {"text": text}
    if entities:
        content["entities"] = entities
    preview = p.json("link_preview_options", "link preview options")
    if isinstance(preview, dict) and preview:
        content["link_preview_options"] = preview
    elif p.boolean("disable_web_page_preview"):
        content["link_preview_options"] = {"is_disabled": True}
    return content


def caption_content(caption: str, parse_mode: str, entities: Any, too_long: str) -> Json:
    """Return a caption and its entities; raises 400."""
    text, found = formatted(caption, parse_mode, entity_list(entities))
    if len(text) > CAPTION_LENGTH:
        raise bad_request(too_long)
    if not text:
        return {}
    return {"caption": text, "caption_entities": found} if found else {"caption": text}


def call_caption(p: Parameters, too_long: str = "message caption is too long") -> Json:
    """Return the caption of a call."""
    entities = p.json("caption_entities", "caption entities") if not p.text("parse_mode") else None
    content = caption_content(p.text("caption"), p.text("parse_mode"), entities, too_long)
    if p.boolean("show_caption_above_media"):
        content["show_caption_above_media"] = True
    return content


def media_content(
    telegram: "Telegram", p: Parameters, item: Any, too_long: str = "message caption is too long"
) -> Json:
    """Return what an InputMedia puts into a message; raises 400."""
    if not isinstance(item, dict) or not isinstance(item.get("media"), str):
        raise bad_request("can't parse InputMedia: media not found")
    kind = str(item.get("type"))
    if kind not in {"photo", "document", "video", "audio"}:
        raise bad_request(f"InputMedia of type {kind} is not part of the sandbox")
    stored = uploaded(telegram, p, item["media"], kind, part="")
    mode = str(item.get("parse_mode", ""))
    caption = caption_content(
        str(item.get("caption", "")), mode, None if mode else item.get("caption_entities"), too_long
    )
    content = {**telegram.files.describe(stored), **caption}
    for flag, field in (("has_spoiler", "has_media_spoiler"), ("show_caption_above_media",) * 2):
        if item.get(flag) is True:
            content[field] = True
    return content


def uploaded(
    telegram: "Telegram", p: Parameters, value: str, kind: str, *, part: str, emoji: str = ""
) -> StoredFile:
    """Return the file of a call: uploaded under its own name, by `attach://`, or sent before; raises 400."""
    upload: Upload | None = p.files.get(part) if part else None
    if value.startswith("attach://"):
        upload = p.files.get(value.removeprefix("attach://"))
        if upload is None:
            raise bad_request(f"there is no {kind} in the request")
    if upload is not None:
        return telegram.files.add(kind, upload.content, upload.name, upload.content_type, emoji)
    if not value:
        raise bad_request(f"there is no {kind} in the request")
    return telegram.files.referenced(value, kind)


def entity_list(value: Any) -> list[Json] | None:
    """Return entities that a bot gave by itself; raises 400 when they are none."""
    if value is None:
        return None
    if not isinstance(value, list):
        raise bad_request("can't parse entities: expected an Array")
    for entity in value:
        fields = isinstance(entity, dict) and isinstance(entity.get("type"), str)
        if not fields or not all(isinstance(entity.get(name), int) for name in ("offset", "length")):
            raise bad_request("can't parse MessageEntity: expected an Object")
    return value


def _send_file(telegram: "Telegram", p: Parameters, kind: str) -> Json:
    caption = call_caption(p)
    stored = uploaded(telegram, p, p.text(kind), kind, part=kind)
    content = {**telegram.files.describe(stored), **caption}
    if kind == "photo" and p.boolean("has_spoiler"):
        content["has_media_spoiler"] = True
    return send(telegram, p, content)
