"""What a call is about: its chat, its topic, the message it answers or changes, the markup it brings."""

from typing import TYPE_CHECKING

from sandbox.telegram.errors import ApiError, bad_request, forbidden
from sandbox.telegram.keyboards import read_markup
from sandbox.telegram.models import Chat, Json, Member, StoredMessage
from sandbox.telegram.parameters import Parameters

if TYPE_CHECKING:
    from sandbox.telegram.telegram import Telegram


def find_chat(telegram: "Telegram", p: Parameters, name: str = "chat_id") -> Chat:
    """Return the chat that a call names, if the bot knows of it; raises 400."""
    value = p.text(name).strip()
    if not value:
        raise bad_request(f"{name} is empty")
    if value.startswith("@"):
        if value[1:].lower() == telegram.bot["username"].lower():
            raise forbidden("the bot can't send messages to the bot")
        raise bad_request("chat not found")
    chat_id = p.integer(name)
    if chat_id == telegram.bot["id"]:
        raise forbidden("the bot can't send messages to the bot")
    chat = telegram.world.chats.get(chat_id)
    if chat is None or (chat.kind == "private" and not (chat.started or _has_met(telegram, chat_id))):
        raise bad_request("chat not found")
    if chat.migrated_to:
        raise bad_request(
            "group chat was upgraded to a supergroup chat", {"migrate_to_chat_id": chat.migrated_to}
        )
    return chat


def writable_chat(telegram: "Telegram", p: Parameters, name: str = "chat_id") -> Chat:
    """Return the chat that a call writes to, or raise what forbids it."""
    chat = find_chat(telegram, p, name)
    check_access(telegram, chat)
    if chat.kind == "private":
        if chat.deactivated:
            raise forbidden("user is deactivated")
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        if not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
    return chat


def check_access(telegram: "Telegram", chat: Chat) -> None:
    """Raise 403 unless the bot is in a group."""
    if chat.kind == "private":
        return
    member = telegram.world.bot_member(chat)
    kind = "supergroup" if chat.kind == "supergroup" else "group"
    if member.status == "kicked":
        raise forbidden(f"bot was kicked from the {kind} chat")
    if not member.present:
        raise forbidden(f"bot is not a member of the {kind} chat")


def require_right(telegram: "Telegram", chat: Chat, right: str, message: str) -> Member:
    """Return the bot's place in a group, or raise 400 when it lacks an administrator's right."""
    member = telegram.world.bot_member(chat)
    if not member.may(right):
        raise bad_request(message)
    return member


def find_thread(telegram: "Telegram", p: Parameters, chat: Chat) -> int:
    """Return the topic that a message goes to, 0 for none; raises 400 for one that is not there or closed."""
    thread = p.integer("message_thread_id")
    if thread == 0 or (chat.kind != "private" and not chat.is_forum):
        return 0
    topic = chat.topics.get(thread)
    if topic is None:
        raise bad_request("message thread not found")
    own = topic.creator_id == telegram.bot["id"]
    if topic.closed and not own and not telegram.world.bot_member(chat).may("can_manage_topics"):
        raise bad_request("TOPIC_CLOSED")
    return thread


def find_reply(p: Parameters, chat: Chat) -> tuple[StoredMessage | None, Json]:
    """Return the message that is replied to, and a quote of it for the new message; raises 400."""
    message_id = p.integer("reply_to_message_id")
    lenient = p.boolean("allow_sending_without_reply")
    document = p.json("reply_parameters", "ReplyParameters")
    quote: Json = {}
    if isinstance(document, dict):
        if not isinstance(document.get("message_id"), int):
            raise bad_request('can\'t parse ReplyParameters: field "message_id" must be of type Number')
        message_id = document["message_id"]
        lenient = document.get("allow_sending_without_reply") is True
        if document.get("quote"):
            position = int(document.get("quote_position", 0))
            quote = {"quote": {"text": document["quote"], "position": position, "is_manual": True}}
    if not message_id:
        return None, {}
    found = chat.messages.get(message_id)
    if found is None and not lenient:
        raise bad_request("message to be replied not found")
    return found, quote if found else {}


def find_markup(p: Parameters) -> tuple[Json, Json]:
    """Return what a `reply_markup` adds to the message, and what only clients see of it."""
    inline, other = read_markup(p.json("reply_markup", "reply keyboard markup"))
    return ({"reply_markup": inline} if inline else {}), ({"reply_markup": other} if other else {})


def find_message(p: Parameters, chat: Chat, error: ApiError, name: str = "message_id") -> StoredMessage:
    """Return the message that a call names, or raise the given error."""
    found = chat.messages.get(p.integer(name))
    if found is None:
        raise error
    return found


def message_ids(p: Parameters) -> list[int]:
    """Return a call's `message_ids`, 1 to 100 of them; raises 400."""
    ids = p.json("message_ids", "message identifiers")
    if not isinstance(ids, list) or not all(isinstance(item, int) for item in ids):
        raise bad_request("can't parse message identifiers JSON object")
    if not 1 <= len(ids) <= 100:
        raise bad_request(
            "message identifiers are not specified" if not ids else "too many message identifiers specified"
        )
    return ids


def _has_met(telegram: "Telegram", user_id: int) -> bool:
    """Whether the bot knows a person from a group."""
    return any(
        chat.kind != "private" and user_id in chat.members and telegram.world.bot_member(chat).present
        for chat in telegram.world.chats.values()
    )
