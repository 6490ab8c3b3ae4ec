"""The bot's commands, name and descriptions, by scope and language."""

import re
from typing import TYPE_CHECKING, Any

from sandbox.telegram.errors import ApiError, bad_request
from sandbox.telegram.methods.registry import METHODS, Handler, method
from sandbox.telegram.methods.targets import find_chat
from sandbox.telegram.models import Chat, Json
from sandbox.telegram.parameters import Parameters

if TYPE_CHECKING:
    from sandbox.telegram.telegram import Telegram

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_MAXIMUM_COMMANDS = 100
_SCOPES = {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
_CHAT_SCOPES = {"chat", "chat_administrators", "chat_member"}
_TEXTS = {"Name": 64, "Description": 512, "ShortDescription": 120}


@method("setMyCommands")
async def set_my_commands(telegram: "Telegram", p: Parameters) -> bool:
    """Set the commands of one scope and language."""
    commands = p.json("commands", "BotCommand")
    if not isinstance(commands, list):
        raise bad_request("expected an Array of BotCommand")
    if len(commands) > _MAXIMUM_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    key = _key(telegram, p)
    telegram.profile.commands[key] = [_command(command) for command in commands]
    telegram.save_profile()
    return True


@method("deleteMyCommands")
async def delete_my_commands(telegram: "Telegram", p: Parameters) -> bool:
    """Forget the commands of one scope and language."""
    if telegram.profile.commands.pop(_key(telegram, p), None) is not None:
        telegram.save_profile()
    return True


@method("getMyCommands")
async def get_my_commands(telegram: "Telegram", p: Parameters) -> list[Json]:
    """Return the commands of exactly one scope and language."""
    commands: list[Json] = telegram.profile.commands.get(_key(telegram, p), [])
    return commands


def commands_for(telegram: "Telegram", user_id: int, chat: Chat) -> list[Json]:
    """Return the commands that a client shows to a person in a chat: the narrowest scope that has some."""
    language = str(telegram.world.users[user_id].get("language_code", "")).partition("-")[0]
    member = chat.members.get(user_id)
    if chat.kind == "private":
        scopes = [f"chat:{chat.chat_id}", "all_private_chats", "default"]
    else:
        scopes = [f"chat_member:{chat.chat_id}:{user_id}"]
        if member is not None and member.is_administrator:
            scopes.append(f"chat_administrators:{chat.chat_id}")
        scopes.append(f"chat:{chat.chat_id}")
        if member is not None and member.is_administrator:
            scopes.append("all_chat_administrators")
        scopes += ["all_group_chats", "default"]
    for scope in scopes:
        for key in (f"{scope}/{language}", f"{scope}/"):
            if telegram.profile.commands.get(key):
                found: list[Json] = telegram.profile.commands[key]
                return found
    return []


def _key(telegram: "Telegram", p: Parameters) -> str:
    return f"{_scope(telegram, p)}/{_language(p)}"


def _language(p: Parameters) -> str:
    language = p.text("language_code")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad_request("invalid language code specified")
    return language


def _scope(telegram: "Telegram", p: Parameters) -> str:
    scope: Any = p.json("scope", "BotCommandScope")
    if scope is None:
        return "default"
    kind = scope.get("type") if isinstance(scope, dict) else None
    if kind in _SCOPES:
        return str(kind)
    if kind not in _CHAT_SCOPES:
        raise _unreadable('BotCommandScope must have known "type"')
    chat = find_chat(telegram, Parameters({"chat_id": str(scope.get("chat_id", ""))}))
    if kind == "chat_member":
        return f"{kind}:{chat.chat_id}:{scope.get('user_id')}"
    return f"{kind}:{chat.chat_id}"


def _unreadable(reason: str) -> ApiError:
    return bad_request(f"can't parse BotCommandScope: {reason}")


def _command(command: Any) -> Json:
    if not isinstance(command, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    name = str(command.get("command", "")).removeprefix("/")
    description = str(command.get("description", ""))
    if not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def _setter(field: str, longest: int) -> Handler:
    async def set_text(telegram: "Telegram", p: Parameters) -> bool:
        text = p.text(_parameter(field))
        if len(text) > longest:
            raise bad_request(f"BOT_{'NAME' if field == 'Name' else 'DESCRIPTION'}_TOO_LONG")
        telegram.profile.texts[f"{field}/{_language(p)}"] = text
        telegram.save_profile()
        return True

    return set_text


def _getter(field: str) -> Handler:
    async def get_text(telegram: "Telegram", p: Parameters) -> Json:
        return {_parameter(field): own_text(telegram, field, _language(p))}

    return get_text


def own_text(telegram: "Telegram", field: str, language: str = "") -> str:
    """Return the bot's Name, Description or ShortDescription in a language, or the general one."""
    texts = telegram.profile.texts
    fallback = telegram.bot["first_name"] if field == "Name" else ""
    return texts.get(f"{field}/{language}") or texts.get(f"{field}/") or str(fallback)


def _parameter(field: str) -> str:
    return {"Name": "name", "Description": "description", "ShortDescription": "short_description"}[field]


for _field, _longest in _TEXTS.items():
    METHODS[f"setmy{_field.lower()}"] = _setter(_field, _longest)
    METHODS[f"getmy{_field.lower()}"] = _getter(_field)
