"""Chats, their members, topics and messages, as the sandbox keeps them."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

GENERAL = 1
"""The number of the message that made a supergroup, and of its General topic: no topic that is opened has it."""

Json = dict[str, Any]
ChatKind = Literal["private", "group", "supergroup"]

ADMINISTRATOR_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
)


@dataclass(slots=True)
class Member:
    """Somebody's place in a chat; `rights` counts only for administrators."""

    status: str = "member"
    rights: dict[str, bool] = field(default_factory=dict)

    @property
    def present(self) -> bool:
        """Whether they are in the chat now."""
        return self.status not in {"left", "kicked"}

    @property
    def is_administrator(self) -> bool:
        """Whether they administer the chat."""
        return self.status in {"creator", "administrator"}

    def may(self, right: str) -> bool:
        """Whether they hold an administrator's right."""
        return self.status == "creator" or (self.status == "administrator" and self.rights.get(right, False))

    def as_chat_member(self, user: Json) -> Json:
        """Return the Bot API's ChatMember."""
        described: Json = {"status": self.status, "user": user}
        if self.status == "creator":
            described["is_anonymous"] = False
        elif self.status == "administrator":
            described |= {"can_be_edited": False, "is_anonymous": False}
            described |= {right: self.rights.get(right, False) for right in ADMINISTRATOR_RIGHTS}
        elif self.status == "kicked":
            described["until_date"] = 0
        return described


@dataclass(slots=True)
class Topic:
    """A forum topic; its id is the id of the service message that opened it."""

    thread_id: int
    name: str
    icon_color: int
    creator_id: int
    icon_custom_emoji_id: str = ""
    closed: bool = False
    message_ids: list[int] = field(default_factory=list)


@dataclass(slots=True)
class StoredMessage:
    """A message as the bot sees it, and what only people's clients see of it."""

    body: Json
    revision: int
    extras: Json = field(default_factory=dict)

    @property
    def message_id(self) -> int:
        """The id within its chat."""
        return int(self.body["message_id"])

    def for_client(self) -> Json:
        """Return the message as a person's client gets it."""
        shown = {name: value for name, value in self.extras.items() if name != "invoice_payload"}
        return {**self.body, **shown, "revision": self.revision}


@dataclass(slots=True)
class Chat:
    """A private chat (its id is the person's) or a group."""

    chat_id: int
    kind: ChatKind
    title: str = ""
    is_forum: bool = False
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    migrated_to: int = 0
    members: dict[int, Member] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    menu_button: Json | None = None
    last_message_id: int = 0
    messages: dict[int, StoredMessage] = field(default_factory=dict)
    journal: list[tuple[int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """A supergroup begins with the message that made it."""
        if self.kind == "supergroup":
            self.last_message_id = max(self.last_message_id, GENERAL)

    def to_document(self) -> Json:
        """Return what is saved; messages are saved apart."""
        saved = {
            name: getattr(self, name)
            for name in self.__slots__
            if name not in {"messages", "journal", "members", "topics", "last_message_id"}
        }
        saved["members"] = {str(key): asdict(member) for key, member in self.members.items()}
        saved["topics"] = [
            {k: v for k, v in asdict(topic).items() if k != "message_ids"} for topic in self.topics.values()
        ]
        return saved

    @classmethod
    def from_document(cls, saved: Json) -> "Chat":
        """Bring a saved chat back, without its messages."""
        members = {int(key): Member(**member) for key, member in saved.pop("members").items()}
        topics = {topic["thread_id"]: Topic(**topic) for topic in saved.pop("topics")}
        return cls(**saved, members=members, topics=topics)
