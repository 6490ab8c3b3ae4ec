"""Who the bot is, where it is, and who else is there; getFile; leaving."""

from typing import TYPE_CHECKING, Any

from sandbox.telegram.errors import bad_request
from sandbox.telegram.files import DOWNLOAD_LIMIT
from sandbox.telegram.methods.registry import method
from sandbox.telegram.methods.targets import check_access, find_chat
from sandbox.telegram.models import Chat, Json, Member
from sandbox.telegram.parameters import Parameters

if TYPE_CHECKING:
    from sandbox.telegram.telegram import Telegram

_MENU_BUTTONS = {"default", "commands", "web_app"}


@method("getMe")
async def get_me(telegram: "Telegram", p: Parameters) -> Json:
    """Describe the bot."""
    return telegram.bot_object()


@method("logOut")
@method("close")
async def log_out(telegram: "Telegram", p: Parameters) -> bool:
    """Agree; there is no other server to go to."""
    return True


@method("getChat")
async def get_chat(telegram: "Telegram", p: Parameters) -> Json:
    """Describe a chat in full."""
    chat = _readable(telegram, p)
    described = {
        **telegram.world.chat_object(chat),
        "accent_color_id": abs(chat.chat_id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }
    if chat.pinned and chat.pinned[-1] in chat.messages:
        described["pinned_message"] = chat.messages[chat.pinned[-1]].body
    return described


@method("getChatMember")
async def get_chat_member(telegram: "Telegram", p: Parameters) -> Json:
    """Describe one person's place in a chat."""
    chat = _readable(telegram, p)
    user_id = p.integer("user_id")
    if user_id not in telegram.world.users and user_id != telegram.bot["id"]:
        raise bad_request("PARTICIPANT_ID_INVALID" if user_id else "invalid user_id specified")
    member = chat.members.get(user_id, Member("left"))
    return member.as_chat_member(telegram.world.user_object(user_id))


@method("getChatAdministrators")
async def get_chat_administrators(telegram: "Telegram", p: Parameters) -> list[Json]:
    """List the administrators of a group, other bots left out."""
    chat = _readable(telegram, p)
    if chat.kind == "private":
        raise bad_request("there are no administrators in the private chat")
    return [
        member.as_chat_member(telegram.world.user_object(user_id))
        for user_id, member in chat.members.items()
        if member.is_administrator
    ]


@method("getChatMemberCount")
async def get_chat_member_count(telegram: "Telegram", p: Parameters) -> int:
    """Count the members of a chat."""
    return sum(member.present for member in _readable(telegram, p).members.values())


@method("leaveChat")
async def leave_chat(telegram: "Telegram", p: Parameters) -> bool:
    """Leave a group."""
    chat = _readable(telegram, p)
    if chat.kind == "private":
        raise bad_request("chat member status can't be changed in private chats")
    old = telegram.world.bot_member(chat).as_chat_member(telegram.bot)
    chat.members[telegram.bot["id"]] = left = Member("left")
    telegram.world.save_chat(chat)
    telegram.bot_member_changed(chat, telegram.bot["id"], old, left.as_chat_member(telegram.bot))
    return True


@method("getFile")
async def get_file(telegram: "Telegram", p: Parameters) -> Json:
    """Tell where a file can be downloaded."""
    stored = telegram.files.find(p.text("file_id"))
    if stored is None:
        raise bad_request("invalid file_id" if p.text("file_id") else "file_id not specified")
    if stored.size > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return {
        "file_id": stored.file_id,
        "file_unique_id": stored.file_unique_id,
        "file_size": len(telegram.files.content(stored)),
        "file_path": stored.path,
    }


@method("setChatMenuButton")
async def set_chat_menu_button(telegram: "Telegram", p: Parameters) -> bool:
    """Choose what the button beside the input does, in one private chat or in all."""
    button: Any = p.json("menu_button", "menu button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in _MENU_BUTTONS:
        raise bad_request("can't parse menu button: MenuButton has unsupported type")
    chat = _menu_chat(telegram, p)
    if chat is None:
        telegram.profile.menu_button = button
        telegram.save_profile()
    else:
        chat.menu_button = button
        telegram.world.save_chat(chat)
    return True


@method("getChatMenuButton")
async def get_chat_menu_button(telegram: "Telegram", p: Parameters) -> Json:
    """Tell what the button beside the input does."""
    chat = _menu_chat(telegram, p)
    return (chat.menu_button if chat else None) or telegram.profile.menu_button


def _menu_chat(telegram: "Telegram", p: Parameters) -> Chat | None:
    if not p.integer("chat_id"):
        return None
    chat = find_chat(telegram, p)
    if chat.kind != "private":
        raise bad_request("chat_id must be a private chat")
    return chat


def _readable(telegram: "Telegram", p: Parameters) -> Chat:
    chat = find_chat(telegram, p)
    check_access(telegram, chat)
    return chat
