"""Forum topics: create, edit, close, reopen, delete."""

from typing import TYPE_CHECKING

from sandbox.telegram.errors import bad_request
from sandbox.telegram.methods.registry import method
from sandbox.telegram.methods.targets import check_access, find_chat, require_right
from sandbox.telegram.models import Chat, Json, Topic
from sandbox.telegram.parameters import Parameters

if TYPE_CHECKING:
    from sandbox.telegram.telegram import Telegram

ICON_COLORS = (0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F)
_NAME_LENGTH = 128
_ICONS = (
    "📰",
    "💡",
    "⚡️",
    "🎙",
    "🔝",
    "🗣",
    "🆒",
    "❗️",
    "📝",
    "📆",
    "📁",
    "🔎",
    "✅",
    "❓",
    "💰",
    "💎",
    "🤖",
    "🛒",
)


@method("createForumTopic")
async def create_forum_topic(telegram: "Telegram", p: Parameters) -> Json:
    """Open a topic."""
    chat = _forum(telegram, p)
    if not telegram.world.bot_member(chat).may("can_manage_topics"):
        raise bad_request("not enough rights to create a topic")
    name = p.text("name").strip()[:_NAME_LENGTH]
    if not name:
        raise bad_request("title must be non-empty")
    color = p.integer("icon_color", ICON_COLORS[0])
    if color not in ICON_COLORS:
        raise bad_request("TOPIC_ICON_COLOR_INVALID")
    telegram.flood.check(chat.chat_id)
    topic = telegram.world.open_topic(chat, telegram.bot, name, color, p.text("icon_custom_emoji_id"))
    created: Json = {"message_thread_id": topic.thread_id, "name": name, "icon_color": color}
    if topic.icon_custom_emoji_id:
        created["icon_custom_emoji_id"] = topic.icon_custom_emoji_id
    return created


@method("editForumTopic")
async def edit_forum_topic(telegram: "Telegram", p: Parameters) -> bool:
    """Change a topic's name or icon."""
    chat, topic = _managed(telegram, p, "not enough rights to edit the topic")
    edited: Json = {}
    name = p.text("name").strip()[:_NAME_LENGTH]
    if name and name != topic.name:
        edited["name"] = topic.name = name
    if "icon_custom_emoji_id" in p.values and p.text("icon_custom_emoji_id") != topic.icon_custom_emoji_id:
        edited["icon_custom_emoji_id"] = topic.icon_custom_emoji_id = p.text("icon_custom_emoji_id")
    if not edited:
        raise bad_request("TOPIC_NOT_MODIFIED")
    telegram.flood.check(chat.chat_id)
    telegram.world.edited_topic(chat, topic, telegram.bot, edited)
    return True


@method("closeForumTopic")
async def close_forum_topic(telegram: "Telegram", p: Parameters) -> bool:
    """Close a topic."""
    return _close(telegram, p, closed=True)


@method("reopenForumTopic")
async def reopen_forum_topic(telegram: "Telegram", p: Parameters) -> bool:
    """Reopen a topic."""
    return _close(telegram, p, closed=False)


@method("deleteForumTopic")
async def delete_forum_topic(telegram: "Telegram", p: Parameters) -> bool:
    """Delete a topic and what was written in it."""
    chat = _forum(telegram, p)
    topic = _existing(p, chat)
    require_right(telegram, chat, "can_delete_messages", "not enough rights to delete the topic")
    telegram.world.delete_topic(chat, topic)
    return True


@method("unpinAllForumTopicMessages")
async def unpin_all_forum_topic_messages(telegram: "Telegram", p: Parameters) -> bool:
    """Unpin everything in a topic."""
    chat = _forum(telegram, p)
    topic = _existing(p, chat)
    require_right(
        telegram, chat, "can_pin_messages", "not enough rights to manage pinned messages in the chat"
    )
    telegram.world.unpin(chat, [message_id for message_id in chat.pinned if message_id in topic.message_ids])
    return True


@method("getForumTopicIconStickers")
async def get_forum_topic_icon_stickers(telegram: "Telegram", p: Parameters) -> list[Json]:
    """Return the custom emoji that topics may wear."""
    return [
        {
            "file_id": f"CAACAgIAAxUAAWo{number:04}",
            "file_unique_id": f"AgADAAI{number:04}",
            "type": "custom_emoji",
            "width": 100,
            "height": 100,
            "is_animated": True,
            "is_video": False,
            "emoji": emoji,
            "set_name": "Topics",
            "custom_emoji_id": str(5_434_144_690_511_290_129 + number),
        }
        for number, emoji in enumerate(_ICONS)
    ]


def _forum(telegram: "Telegram", p: Parameters) -> Chat:
    chat = find_chat(telegram, p)
    check_access(telegram, chat)
    if chat.kind != "supergroup":
        raise bad_request("the chat is not a supergroup forum")
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    return chat


def _existing(p: Parameters, chat: Chat) -> Topic:
    thread = p.integer("message_thread_id")
    if thread <= 0:
        raise bad_request("invalid forum topic identifier specified")
    topic = chat.topics.get(thread)
    if topic is None:
        raise bad_request("TOPIC_ID_INVALID")
    return topic


def _managed(telegram: "Telegram", p: Parameters, refusal: str) -> tuple[Chat, Topic]:
    """Return a topic that the bot opened itself or may manage."""
    chat = _forum(telegram, p)
    topic = _existing(p, chat)
    if topic.creator_id != telegram.bot["id"]:
        require_right(telegram, chat, "can_manage_topics", refusal)
    return chat, topic


def _close(telegram: "Telegram", p: Parameters, *, closed: bool) -> bool:
    chat, topic = _managed(telegram, p, "not enough rights to close or open the topic")
    if topic.closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    telegram.world.close_topic(chat, topic, telegram.bot, closed=closed)
    return True
