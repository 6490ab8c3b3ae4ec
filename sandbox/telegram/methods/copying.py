"""copyMessage(s), forwardMessage(s), pinChatMessage and its counterparts, setMessageReaction."""

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sandbox.telegram.errors import bad_request
from sandbox.telegram.methods.registry import method
from sandbox.telegram.methods.sending import call_caption, protection
from sandbox.telegram.methods.targets import (
    check_access,
    find_chat,
    find_markup,
    find_message,
    find_reply,
    find_thread,
    message_ids,
    require_right,
    writable_chat,
)
from sandbox.telegram.models import Chat, Json, StoredMessage
from sandbox.telegram.parameters import Parameters

if TYPE_CHECKING:
    from sandbox.telegram.telegram import Telegram

_COPIED = (
    "text",
    "entities",
    "link_preview_options",
    "caption",
    "caption_entities",
    "show_caption_above_media",
    "has_media_spoiler",
    "photo",
    "document",
    "sticker",
    "voice",
    "video",
    "video_note",
    "audio",
    "contact",
    "location",
    "dice",
)
_BODIES = (
    "text",
    "photo",
    "document",
    "sticker",
    "voice",
    "video",
    "video_note",
    "audio",
    "contact",
    "location",
    "dice",
)
_EMOJI = """
    ❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤\u200d🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐
    🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨\u200d💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾
    🤷\u200d♂ 🤷 🤷\u200d♀ 😡
"""
REACTIONS = frozenset(_EMOJI.split())


@method("copyMessage")
async def copy_message(telegram: "Telegram", p: Parameters) -> Json:
    """Send a message's content again, as one's own."""
    markup, extras = find_markup(p)
    source = _source(telegram, p)
    stored = find_message(p, source, bad_request("message to copy not found"))
    content = _copied(stored)
    if "caption" in p.values and "text" not in content:
        content = {name: value for name, value in content.items() if not name.startswith("caption")}
        content |= call_caption(p)
    chat = writable_chat(telegram, p)
    thread = find_thread(telegram, p, chat)
    reply_to, quote = find_reply(p, chat)
    telegram.flood.check(chat.chat_id)
    body = {**content, **quote, **markup, **protection(p)}
    copy = telegram.world.post(chat, telegram.bot, body, thread=thread, reply_to=reply_to, extras=extras)
    return {"message_id": copy.message_id}


@method("copyMessages")
async def copy_messages(telegram: "Telegram", p: Parameters) -> list[Json]:
    """Send several messages' content again; those that cannot be copied are passed over."""
    found = _several(telegram, p, "message to copy not found")
    copyable = [stored for stored in found if any(kind in stored.body for kind in _BODIES)]
    return _post_all(telegram, p, [(_copied(stored), stored) for stored in copyable])


@method("forwardMessage")
async def forward_message(telegram: "Telegram", p: Parameters) -> Json:
    """Forward a message."""
    source = _source(telegram, p)
    stored = find_message(p, source, bad_request("message to forward not found"))
    content = _forwarded(stored)
    chat = writable_chat(telegram, p)
    thread = find_thread(telegram, p, chat)
    telegram.flood.check(chat.chat_id)
    return telegram.world.post(chat, telegram.bot, {**content, **protection(p)}, thread=thread).body


@method("forwardMessages")
async def forward_messages(telegram: "Telegram", p: Parameters) -> list[Json]:
    """Forward several messages; ids of none are passed over."""
    found = _several(telegram, p, "message to forward not found")
    allowed = [stored for stored in found if not stored.body.get("has_protected_content")]
    return _post_all(telegram, p, [(_forwarded(stored), stored) for stored in allowed])


@method("pinChatMessage")
async def pin_chat_message(telegram: "Telegram", p: Parameters) -> bool:
    """Pin a message."""
    chat = _pinnable(telegram, p)
    stored = find_message(p, chat, bad_request("message to pin not found"))
    if stored.message_id in chat.pinned:
        return True
    telegram.world.pin(chat, stored, telegram.bot)
    return True


@method("unpinChatMessage")
async def unpin_chat_message(telegram: "Telegram", p: Parameters) -> bool:
    """Unpin a message, the latest when none is named."""
    chat = _pinnable(telegram, p)
    message_id = p.integer("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if message_id not in chat.pinned:
        raise bad_request("message to unpin not found")
    telegram.world.unpin(chat, [message_id])
    return True


@method("unpinAllChatMessages")
async def unpin_all_chat_messages(telegram: "Telegram", p: Parameters) -> bool:
    """Unpin everything."""
    chat = _pinnable(telegram, p)
    telegram.world.unpin(chat, list(chat.pinned))
    return True


@method("setMessageReaction")
async def set_message_reaction(telegram: "Telegram", p: Parameters) -> bool:
    """Show the bot's reaction under a message, or take it away."""
    reactions = p.json("reaction", "reaction types") or []
    if not isinstance(reactions, list) or not all(isinstance(item, dict) for item in reactions):
        raise bad_request("expected an Array of ReactionType")
    chat = writable_chat(telegram, p)
    stored = find_message(p, chat, bad_request("message to react not found"))
    if len(reactions) > 1 or any(item.get("emoji") not in REACTIONS for item in reactions):
        raise bad_request("REACTION_INVALID" if len(reactions) <= 1 else "REACTIONS_TOO_MANY")
    stored.extras = {**stored.extras, "reactions": [item["emoji"] for item in reactions]}
    telegram.world.change(chat, stored)
    return True


def _source(telegram: "Telegram", p: Parameters) -> Chat:
    source = find_chat(telegram, p, "from_chat_id")
    check_access(telegram, source)
    return source


def _copied(stored: StoredMessage) -> Json:
    if not any(kind in stored.body for kind in _BODIES):
        raise bad_request("message can't be copied")
    return {name: stored.body[name] for name in _COPIED if name in stored.body}


def _forwarded(stored: StoredMessage) -> Json:
    body = stored.body
    if body.get("has_protected_content") or not any(kind in body for kind in _BODIES):
        raise bad_request("message can't be forwarded")
    origin = body.get("forward_origin") or {"type": "user", "date": body["date"], "sender_user": body["from"]}
    return {"forward_origin": origin, **_copied(stored)}


def _several(telegram: "Telegram", p: Parameters, not_found: str) -> list[StoredMessage]:
    ids = message_ids(p)
    if any(one >= other for one, other in pairwise(ids)):
        raise bad_request("message identifiers must be in a strictly increasing order")
    source = _source(telegram, p)
    found = [source.messages[key] for key in ids if key in source.messages]
    if not found:
        raise bad_request(not_found)
    return found


def _post_all(telegram: "Telegram", p: Parameters, contents: list[tuple[Json, StoredMessage]]) -> list[Json]:
    chat = writable_chat(telegram, p)
    thread = find_thread(telegram, p, chat)
    for _ in contents:
        telegram.flood.check(chat.chat_id)
    posted: list[Json] = []
    albums: dict[Any, str] = {}
    for content, stored in contents:
        album = stored.body.get("media_group_id")
        if album:
            content["media_group_id"] = albums.setdefault(album, f"{album}{chat.last_message_id}")
        copy = telegram.world.post(chat, telegram.bot, {**content, **protection(p)}, thread=thread)
        posted.append({"message_id": copy.message_id})
    return posted


def _pinnable(telegram: "Telegram", p: Parameters) -> Chat:
    chat = writable_chat(telegram, p)
    if chat.kind != "private":
        message = "not enough rights to manage pinned messages in the chat"
        require_right(telegram, chat, "can_pin_messages", message)
    return chat
