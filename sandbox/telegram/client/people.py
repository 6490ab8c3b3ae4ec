"""People: who there is, what they see in their list, blocking the bot."""

import re

from sandbox.telegram.client.routing import Call, route
from sandbox.telegram.errors import ClientError
from sandbox.telegram.methods.profile import commands_for, own_text
from sandbox.telegram.models import Chat, Json, Member

_NAMES = ("first_name", "last_name", "username", "language_code")
_FIRST_USER_ID = 1001


@route("GET", "/me-bot")
async def me_bot(call: Call) -> Json:
    """Return the bot as people see it."""
    language = call.query.get("language_code", "").partition("-")[0]
    described = {
        "id": call.telegram.bot["id"],
        "username": call.telegram.bot["username"],
        "first_name": own_text(call.telegram, "Name", language),
    }
    description = own_text(call.telegram, "Description", language)
    return {**described, "description": description} if description else described


@route("GET", "/users")
async def list_users(call: Call) -> list[Json]:
    """Return everybody."""
    return list(call.telegram.world.users.values())


@route("POST", "/users")
async def add_user(call: Call) -> Json:
    """Take somebody in."""
    names = {name: call.text(name).strip() for name in _NAMES}
    if not names["first_name"]:
        raise ClientError("first_name is missing")
    if names["username"] and not re.fullmatch(r"[A-Za-z0-9_]{4,32}", names["username"]):
        raise ClientError("username must be 4 to 32 of A-Z, a-z, 0-9, _")
    user_id = call.number("id") or max([_FIRST_USER_ID, *call.telegram.world.users]) + 1
    if user_id <= 0 or user_id in call.telegram.world.chats or user_id == call.telegram.bot["id"]:
        raise ClientError("id is taken")
    given = {name: value for name, value in names.items() if value}
    return call.telegram.world.add_user({"id": user_id, "is_bot": False, **given})


@route("GET", "/users/{user_id}/chats")
async def list_chats(call: Call) -> list[Json]:
    """Return a person's chats, the bot's first."""
    user_id = call.user_id()
    world = call.telegram.world
    groups = [
        chat
        for chat in world.chats.values()
        if chat.kind != "private"
        and not chat.migrated_to
        and chat.members.get(user_id, Member("left")).present
    ]
    return [
        {
            "chat": world.chat_object(chat),
            "last_message_id": max(chat.messages, default=0),
            "blocked": chat.blocked,
            "status": chat.members[user_id].status,
        }
        for chat in [world.chats[user_id], *groups]
    ]


@route("GET", "/users/{user_id}/commands")
async def list_commands(call: Call) -> list[Json]:
    """Return the commands that a person's menu shows, in the bot's private chat or another."""
    user_id = call.user_id()
    return commands_for(call.telegram, user_id, call.chat(default=user_id))


@route("POST", "/users/{user_id}/block")
async def block(call: Call) -> Json:
    """Block the bot."""
    return _set_blocked(call, blocked=True)


@route("POST", "/users/{user_id}/unblock")
async def unblock(call: Call) -> Json:
    """Unblock the bot."""
    return _set_blocked(call, blocked=False)


@route("POST", "/users/{user_id}/deactivate")
async def deactivate(call: Call) -> Json:
    """Delete a person's account: the bot cannot write to it any more."""
    chat: Chat = call.telegram.world.chats[call.user_id()]
    chat.deactivated = True
    call.telegram.world.save_chat(chat)
    return {"deactivated": True}


def _set_blocked(call: Call, *, blocked: bool) -> Json:
    user_id = call.user_id()
    chat = call.telegram.world.chats[user_id]
    if chat.blocked != blocked:
        chat.blocked = blocked
        call.telegram.world.save_chat(chat)
        bot = call.telegram.bot
        member, banned = Member().as_chat_member(bot), Member("kicked").as_chat_member(bot)
        old, new = (member, banned) if blocked else (banned, member)
        call.telegram.bot_member_changed(chat, user_id, old, new)
    return {"blocked": blocked}
