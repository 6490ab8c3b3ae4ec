"""Groups as people run them: create, change who is in them and with what rights, close and delete topics."""

from sandbox.telegram.client.routing import Call, route
from sandbox.telegram.errors import ClientError
from sandbox.telegram.methods.topics import ICON_COLORS
from sandbox.telegram.models import ADMINISTRATOR_RIGHTS, Chat, Json, Member, Topic

_BOT_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_pin_messages",
    "can_manage_topics",
    "can_invite_users",
)
_STATUSES = {"member", "administrator", "left", "kicked"}


@route("POST", "/groups")
async def create_group(call: Call) -> Json:
    """Create a group (`type`: "supergroup" or "group") with the bot in it; returns its Chat."""
    world = call.telegram.world
    kind = call.text("type") or "supergroup"
    if kind not in {"supergroup", "group"}:
        raise ClientError("type must be supergroup or group")
    administrators = _people(call, "administrators")
    chat = Chat(
        world.new_group_id("supergroup" if kind == "supergroup" else "group"),
        "supergroup" if kind == "supergroup" else "group",
        title=call.text("title") or "Group",
        is_forum=call.body.get("is_forum") is True and kind == "supergroup",
    )
    for user_id in [*_people(call, "members"), *administrators]:
        chat.members[user_id] = Member()
    for user_id in administrators:
        chat.members[user_id] = Member("administrator", dict.fromkeys(ADMINISTRATOR_RIGHTS, True))
    if chat.members:
        owner = administrators[0] if administrators else next(iter(chat.members))
        chat.members[owner] = Member("creator")
    chat.members[call.telegram.bot["id"]] = _bot_member(administrator=call.body.get("bot_rights") is True)
    world.add_chat(chat)
    people = [user_id for user_id in chat.members if user_id != call.telegram.bot["id"]]
    new = chat.members[call.telegram.bot["id"]].as_chat_member(call.telegram.bot)
    if people:
        old = Member("left").as_chat_member(call.telegram.bot)
        call.telegram.bot_member_changed(chat, people[0], old, new)
    return world.chat_object(chat)


@route("POST", "/chats/{chat_id}/members")
async def change_member(call: Call) -> Json:
    """Change somebody's place (`status`), or the bot's (`user_id` of the bot, with `rights`)."""
    world = call.telegram.world
    chat = _group(call)
    user_id, status = call.number("user_id"), call.text("status") or "member"
    if user_id not in world.users and user_id != call.telegram.bot["id"]:
        raise ClientError("no such user", 404)
    if status not in _STATUSES:
        raise ClientError(f"status must be one of {', '.join(sorted(_STATUSES))}")
    rights = call.body.get("rights", list(ADMINISTRATOR_RIGHTS))
    if not isinstance(rights, list):
        raise ClientError("rights must be a list of names")
    old = chat.members.get(user_id, Member("left"))
    granted = {right: True for right in rights if right in ADMINISTRATOR_RIGHTS}
    new = Member(status, granted if status == "administrator" else {})
    chat.members[user_id] = new
    world.save_chat(chat)
    person = world.user_object(user_id)
    if user_id == call.telegram.bot["id"]:
        changed_by = next(key for key in chat.members if key != user_id)
        described = (old.as_chat_member(person), new.as_chat_member(person))
        call.telegram.bot_member_changed(chat, changed_by, *described)
    elif new.present and not old.present:
        call.telegram.person_posts(chat, user_id, {"new_chat_members": [person]})
    elif old.present and not new.present:
        call.telegram.person_posts(chat, user_id, {"left_chat_member": person})
    return new.as_chat_member(person)


@route("POST", "/chats/{chat_id}/upgrade")
async def upgrade(call: Call) -> Json:
    """Turn a basic group into a supergroup, which has another id; returns its Chat."""
    world = call.telegram.world
    old = _group(call)
    if old.kind != "group" or old.migrated_to:
        raise ClientError("only a basic group can be upgraded")
    new = world.add_chat(
        Chat(world.new_group_id("supergroup"), "supergroup", title=old.title, members=dict(old.members))
    )
    person = _owner(old)
    call.telegram.person_posts(old, person, {"migrate_to_chat_id": new.chat_id})
    call.telegram.person_posts(new, person, {"migrate_from_chat_id": old.chat_id})
    old.migrated_to = new.chat_id
    world.save_chat(old)
    return world.chat_object(new)


@route("POST", "/chats/{chat_id}/forum")
async def set_forum(call: Call) -> Json:
    """Turn a supergroup's topics on or off (`is_forum`), as its owner can; the bot is not told."""
    chat = _group(call)
    if chat.kind != "supergroup":
        raise ClientError("only a supergroup can have topics")
    chat.is_forum = call.body.get("is_forum") is True
    call.telegram.world.save_chat(chat)
    return call.telegram.world.chat_object(chat)


@route("POST", "/chats/{chat_id}/pin")
async def pin(call: Call) -> Json:
    """Pin a message as a person would."""
    chat = _group(call)
    stored = call.message(chat)
    if stored.message_id not in chat.pinned:
        person = call.telegram.world.users[call.number("user_id") or _owner(chat)]
        call.telegram.tell_bot(chat, call.telegram.world.pin(chat, stored, person))
    return {"pinned": chat.pinned}


@route("POST", "/chats/{chat_id}/topics/{thread}/rename")
async def rename_topic(call: Call) -> Json:
    """Give a topic another `name` as a person would."""
    chat, topic = _topic(call)
    topic.name = call.text("name") or topic.name
    person = call.telegram.world.users[call.number("user_id") or _owner(chat)]
    stored = call.telegram.world.edited_topic(chat, topic, person, {"name": topic.name})
    call.telegram.tell_bot(chat, stored)
    return {"thread": topic.thread_id, "name": topic.name, "closed": topic.closed}


@route("POST", "/chats/{chat_id}/topics")
async def open_topic(call: Call) -> Json:
    """Open a topic as a person would."""
    chat = _group(call)
    if not chat.is_forum:
        raise ClientError("the chat is not a forum")
    person = call.telegram.world.users[call.number("user_id") or _owner(chat)]
    topic = call.telegram.world.open_topic(chat, person, call.text("name") or "Topic", ICON_COLORS[0], "")
    call.telegram.tell_bot(chat, chat.messages[topic.thread_id])
    return {"thread": topic.thread_id, "name": topic.name, "closed": False}


@route("POST", "/chats/{chat_id}/topics/{thread}/delete")
async def delete_topic(call: Call) -> Json:
    """Delete a topic as a person would; the bot is not told."""
    chat, topic = _topic(call)
    call.telegram.world.delete_topic(chat, topic)
    return {"deleted": topic.thread_id}


@route("POST", "/chats/{chat_id}/topics/{thread}/close")
async def close_topic(call: Call) -> Json:
    """Close a topic as a person would."""
    return _close(call, closed=True)


@route("POST", "/chats/{chat_id}/topics/{thread}/reopen")
async def reopen_topic(call: Call) -> Json:
    """Reopen a topic as a person would."""
    return _close(call, closed=False)


def _close(call: Call, *, closed: bool) -> Json:
    chat, topic = _topic(call)
    if topic.closed == closed:
        raise ClientError("TOPIC_NOT_MODIFIED")
    person = call.telegram.world.users[call.number("user_id") or _owner(chat)]
    stored = call.telegram.world.close_topic(chat, topic, person, closed=closed)
    call.telegram.tell_bot(chat, stored)
    return {"thread": topic.thread_id, "name": topic.name, "closed": topic.closed}


def _topic(call: Call) -> tuple[Chat, Topic]:
    chat = _group(call)
    topic = chat.topics.get(call.number("thread"))
    if topic is None:
        raise ClientError("no such topic", 404)
    return chat, topic


def _group(call: Call) -> Chat:
    chat = call.chat()
    if chat.kind == "private":
        raise ClientError("not a group")
    return chat


def _owner(chat: Chat) -> int:
    """Return who acts when nobody is named: the group's creator, else anyone."""
    creators = [key for key, member in chat.members.items() if member.status == "creator"]
    if not creators:
        raise ClientError("nobody is in the group")
    return creators[0]


def _people(call: Call, name: str) -> list[int]:
    ids = call.body.get(name, [])
    if not isinstance(ids, list) or not all(item in call.telegram.world.users for item in ids):
        raise ClientError(f"{name} must be a list of user ids")
    return list(dict.fromkeys(ids))


def _bot_member(*, administrator: bool) -> Member:
    return Member("administrator", dict.fromkeys(_BOT_RIGHTS, True)) if administrator else Member()
