"""The state of the local Telegram: people, chats and messages, written down as they change."""

from collections.abc import Callable, Iterable
from typing import Any

from sandbox.documents import Documents
from sandbox.telegram.events import EventStream
from sandbox.telegram.models import Chat, ChatKind, Json, Member, StoredMessage, Topic

SEEDED_USERS: tuple[Json, ...] = (
    {"id": 1001, "is_bot": False, "first_name": "Alice", "language_code": "en"},
    {"id": 1002, "is_bot": False, "first_name": "小明", "language_code": "zh-hans"},
)
ANONYMOUS_ADMINISTRATOR: Json = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}


class World:
    """People, chats and messages. Everything that changes is saved and told to the event stream."""

    def __init__(
        self, documents: Documents, bot: Json, events: EventStream, clock: Callable[[], float]
    ) -> None:
        self._documents = documents
        self._clock = clock
        self.bot = bot
        self.events = events
        self.users: dict[int, Json] = {}
        self.chats: dict[int, Chat] = {}
        self.revision = 0
        self._last_private_message_id = 0
        self._load()

    # People and chats

    def add_user(self, user: Json) -> Json:
        """Take a person in, with the private chat they may open with the bot."""
        self.users[user["id"]] = user
        self._documents.save("user", user["id"], user)
        self.add_chat(Chat(user["id"], "private", members={user["id"]: Member(), self.bot["id"]: Member()}))
        return user

    def add_chat(self, chat: Chat) -> Chat:
        """Take a chat in."""
        self.chats[chat.chat_id] = chat
        self.save_chat(chat)
        return chat

    def save_chat(self, chat: Chat) -> None:
        """Write down what changed about a chat."""
        self._documents.save("chat", chat.chat_id, chat.to_document())

    def new_group_id(self, kind: ChatKind) -> int:
        """Return an id as Telegram gives them to groups of that kind."""
        taken = sum(chat.chat_id < 0 for chat in self.chats.values()) + 1
        return -1_002_000_000_000 - taken if kind == "supergroup" else -4_000_000_000 - taken

    def chat_object(self, chat: Chat) -> Json:
        """Return the Bot API's Chat."""
        if chat.kind == "private":
            user = self.users[chat.chat_id]
            described = {"id": chat.chat_id, "first_name": user["first_name"]}
            described |= {name: user[name] for name in ("last_name", "username") if name in user}
            return {**described, "type": "private"}
        described = {"id": chat.chat_id, "title": chat.title, "type": chat.kind}
        if chat.is_forum:
            described["is_forum"] = True
        return described

    def user_object(self, user_id: int) -> Json:
        """Return the Bot API's User, of a person or of the bot."""
        return self.bot if user_id == self.bot["id"] else self.users[user_id]

    def bot_member(self, chat: Chat) -> Member:
        """Return the bot's own place in a chat."""
        return chat.members.get(self.bot["id"], Member("left"))

    # Messages

    def post(
        self,
        chat: Chat,
        sender: Json,
        content: Json,
        *,
        thread: int = 0,
        reply_to: StoredMessage | None = None,
        extras: Json | None = None,
    ) -> StoredMessage:
        """Put a new message into a chat; `content` is what the Bot API's Message holds beside its frame."""
        body: Json = {
            "message_id": self._new_message_id(chat),
            "from": sender,
            "chat": self.chat_object(chat),
            "date": int(self._clock()),
        }
        if reply_to is not None and reply_to.body.get("is_topic_message"):
            thread = reply_to.body["message_thread_id"]
        topic = chat.topics.get(thread)
        if topic is not None:
            body |= {"message_thread_id": thread, "is_topic_message": True}
            topic.message_ids.append(body["message_id"])
            reply_to = reply_to or chat.messages.get(thread)
        elif reply_to is not None and chat.kind == "supergroup":
            body["message_thread_id"] = reply_to.body.get("message_thread_id", reply_to.message_id)
        if reply_to is not None:
            body["reply_to_message"] = without_nested(reply_to.body)
        stored = StoredMessage({**body, **self.with_people(content)}, 0, extras or {})
        self._write(chat, stored)
        self.events.publish("message", chat.chat_id, message=stored.for_client())
        return stored

    def open_topic(self, chat: Chat, creator: Json, name: str, icon_color: int, emoji_id: str) -> Topic:
        """Create a topic, with the service message that gives it its id."""
        created: Json = {"name": name, "icon_color": icon_color}
        if emoji_id:
            created["icon_custom_emoji_id"] = emoji_id
        topic = Topic(chat.last_message_id + 1, name, icon_color, creator["id"], emoji_id)
        chat.topics[topic.thread_id] = topic
        self.save_chat(chat)
        self.post(chat, creator, {"forum_topic_created": created}, thread=topic.thread_id)
        self.events.publish("topic", chat.chat_id, thread=topic.thread_id, action="created", name=name)
        return topic

    def close_topic(self, chat: Chat, topic: Topic, person: Json, *, closed: bool) -> StoredMessage:
        """Close or reopen a topic, with the service message that says so."""
        topic.closed = closed
        self.save_chat(chat)
        action = "closed" if closed else "reopened"
        self.events.publish("topic", chat.chat_id, thread=topic.thread_id, action=action, name=topic.name)
        return self.post(chat, person, {f"forum_topic_{action}": {}}, thread=topic.thread_id)

    def edited_topic(self, chat: Chat, topic: Topic, person: Json, edited: Json) -> StoredMessage:
        """Write down a topic's new name or icon, with the service message that says so."""
        self.save_chat(chat)
        self.events.publish("topic", chat.chat_id, thread=topic.thread_id, action="edited", name=topic.name)
        return self.post(chat, person, {"forum_topic_edited": edited}, thread=topic.thread_id)

    def delete_topic(self, chat: Chat, topic: Topic) -> None:
        """Remove a topic and everything in it."""
        del chat.topics[topic.thread_id]
        self.save_chat(chat)
        self.remove(chat, topic.message_ids)
        self.events.publish("topic", chat.chat_id, thread=topic.thread_id, action="deleted", name=topic.name)

    def pin(self, chat: Chat, stored: StoredMessage, person: Json) -> StoredMessage:
        """Pin a message, with the service message that says so."""
        chat.pinned.append(stored.message_id)
        self.save_chat(chat)
        thread = stored.body["message_thread_id"] if stored.body.get("is_topic_message") else 0
        return self.post(chat, person, {"pinned_message": without_nested(stored.body)}, thread=thread)

    def unpin(self, chat: Chat, message_ids: Iterable[int]) -> None:
        """Unpin messages; nothing is said of it."""
        gone = set(message_ids)
        chat.pinned = [message_id for message_id in chat.pinned if message_id not in gone]
        self.save_chat(chat)
        self.events.publish("unpinned", chat.chat_id, message_ids=sorted(gone))

    def with_people(self, content: Json) -> Json:
        """Name the people whom a text mentions by id; a mention of nobody known is no mention."""
        named = dict(content)
        for field in ("entities", "caption_entities"):
            entities = content.get(field, [])
            if not any(entity["type"] == "text_mention" for entity in entities):
                continue
            named[field] = [found for entity in entities if (found := self._with_person(entity))]
            if not named[field]:
                del named[field]
        return named

    def _with_person(self, entity: Json) -> Json | None:
        if entity["type"] != "text_mention":
            return entity
        user = entity.get("user")
        known = self.users.get(user.get("id", 0)) if isinstance(user, dict) else None
        return {**entity, "user": known} if known else None

    def change(self, chat: Chat, stored: StoredMessage) -> None:
        """Write down an edited message."""
        self._write(chat, stored)
        self.events.publish("edited", chat.chat_id, message=stored.for_client())

    def remove(self, chat: Chat, message_ids: Iterable[int]) -> None:
        """Delete messages; ids of none are passed over."""
        removed = [key for key in message_ids if chat.messages.pop(key, None)]
        for message_id in removed:
            self.revision += 1
            chat.journal.append((self.revision, message_id))
            tombstone = {"chat": chat.chat_id, "id": message_id, "revision": self.revision}
            self._documents.save("message", f"{chat.chat_id}:{message_id}", tombstone)
        if any(message_id in chat.pinned for message_id in removed):
            self.unpin(chat, removed)
        if removed:
            self.events.publish("deleted", chat.chat_id, message_ids=removed, revision=self.revision)

    def _write(self, chat: Chat, stored: StoredMessage) -> None:
        self.revision += 1
        stored.revision = self.revision
        chat.messages[stored.message_id] = stored
        chat.journal.append((self.revision, stored.message_id))
        self._documents.save(
            "message",
            f"{chat.chat_id}:{stored.message_id}",
            {
                "chat": chat.chat_id,
                "id": stored.message_id,
                "revision": stored.revision,
                "body": stored.body,
                "extras": stored.extras,
            },
        )

    def _new_message_id(self, chat: Chat) -> int:
        """Private chats and basic groups share one sequence, as one account's do; supergroups have their own."""
        if chat.kind == "supergroup":
            chat.last_message_id += 1
            return chat.last_message_id
        self._last_private_message_id += 1
        chat.last_message_id = self._last_private_message_id
        return self._last_private_message_id

    # Loading

    def _load(self) -> None:
        for user in self._documents.load("user").values():
            self.users[user["id"]] = user
        for saved in self._documents.load("chat").values():
            chat = Chat.from_document(saved)
            self.chats[chat.chat_id] = chat
        if not self.users:
            for seeded in SEEDED_USERS:
                self.add_user(dict(seeded))
        for saved in sorted(self._documents.load("message").values(), key=lambda record: record["revision"]):
            self._load_message(saved)
        self._last_private_message_id = max(
            (chat.last_message_id for chat in self.chats.values() if chat.kind != "supergroup"), default=0
        )

    def _load_message(self, saved: dict[str, Any]) -> None:
        chat = self.chats[saved["chat"]]
        self.revision = max(self.revision, saved["revision"])
        chat.last_message_id = max(chat.last_message_id, saved["id"])
        chat.journal.append((saved["revision"], saved["id"]))
        if "body" not in saved:
            return
        chat.messages[saved["id"]] = StoredMessage(saved["body"], saved["revision"], saved["extras"])
        topic = chat.topics.get(saved["body"].get("message_thread_id", 0))
        if topic is not None and saved["body"].get("is_topic_message"):
            topic.message_ids.append(saved["id"])


def without_nested(body: Json) -> Json:
    """Return a message as it stands inside another: replies do not nest."""
    return {name: value for name, value in body.items() if name not in {"reply_to_message", "pinned_message"}}
