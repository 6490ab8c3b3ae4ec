"""The local Telegram: everything behind its two HTTP faces, the Bot API and the people's clients."""

import asyncio
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.documents import Documents
from sandbox.telegram.calls import CallLog, Faults
from sandbox.telegram.events import EventStream
from sandbox.telegram.files import FileStore
from sandbox.telegram.flood import FloodGate, FloodLimits
from sandbox.telegram.models import Chat, Json, StoredMessage
from sandbox.telegram.updates import UpdateQueue
from sandbox.telegram.webhook import Webhook
from sandbox.telegram.world import ANONYMOUS_ADMINISTRATOR, World

_REMEMBERED_QUERIES = 10_000


@dataclass(slots=True)
class Callback:
    """A tapped button; times are Unix seconds."""

    user_id: int
    chat_id: int
    asked_at: float
    answer: Json | None = None


@dataclass(slots=True)
class Checkout:
    """A payment that waits for the bot's word; None as a result means yes, a text is the reason for no."""

    decided: asyncio.Future[str | None]


@dataclass(slots=True)
class Profile:
    """What BotFather and the bot itself set about the bot."""

    commands: Json = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    menu_button: Json = field(default_factory=lambda: {"type": "default"})


class Telegram:
    """A Telegram server with one bot.

    `callback_lifetime` and `checkout_timeout` are in seconds; `webhook_retry_delay` is the wait, in seconds,
    from which a failing webhook's pauses double; `conflict_delay` the pause before a repeated 409.
    """

    def __init__(
        self,
        documents: Documents,
        *,
        token: str,
        username: str = "AiCreditsShopBot",
        first_name: str = "AiCredits",
        flood_limits: FloodLimits | None = None,
        callback_lifetime: float = 60.0,
        checkout_timeout: float = 10.0,
        webhook_retry_delay: float = 1.0,
        conflict_delay: float = 3.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.documents = documents
        self.token = token
        self.clock = clock
        self.callback_lifetime = callback_lifetime
        self.checkout_timeout = checkout_timeout
        self.bot: Json = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": first_name,
            "username": username,
        }
        self.events = EventStream(clock)
        self.world = World(documents, self.bot, self.events, clock)
        self.files = FileStore(documents)
        self.updates = UpdateQueue(documents, clock, conflict_delay)
        self.webhook = Webhook(documents, self.updates, clock, webhook_retry_delay)
        self.flood = FloodGate(flood_limits, clock)
        self.calls = CallLog()
        self.faults = Faults()
        self.callbacks: OrderedDict[str, Callback] = OrderedDict()
        self.checkouts: dict[str, Checkout] = {}
        self.payments: dict[str, Json] = documents.load("payment")
        self.profile = Profile(**documents.load("profile").get("bot", {}))
        self.closing = asyncio.Event()

    async def start(self) -> None:
        """Begin delivering to a webhook, where one is set."""
        self.closing.clear()
        await self.webhook.start()

    async def stop(self) -> None:
        """Let go of everybody who waits, and stop delivering."""
        self.closing.set()
        self.updates.release()
        self.events.wake_all()
        await self.webhook.stop()

    def bot_object(self) -> Json:
        """Return the bot as getMe describes it."""
        return {
            **self.bot,
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_guest_queries": False,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
            "has_topics_enabled": False,
            "allows_users_to_create_topics": False,
            "can_manage_bots": False,
        }

    def save_profile(self) -> None:
        """Write the bot's profile down, and tell clients that menus may have changed."""
        profile = self.profile
        document = {"commands": profile.commands, "texts": profile.texts, "menu_button": profile.menu_button}
        self.documents.save("profile", "bot", document)
        self.events.publish("commands", 0)

    def save_payment(self, charge_id: str, payment: Json) -> None:
        """Write a Stars payment down."""
        self.payments[charge_id] = payment
        self.documents.save("payment", charge_id, payment)

    # What people do, as the bot hears of it

    def person_posts(
        self,
        chat: Chat,
        user_id: int,
        content: Json,
        *,
        thread: int = 0,
        reply_to: StoredMessage | None = None,
        anonymous: bool = False,
    ) -> StoredMessage:
        """Put a person's message into a chat and let the bot know, where it may read."""
        sender = self.world.users[user_id]
        if anonymous:
            sender = ANONYMOUS_ADMINISTRATOR
            content = {"sender_chat": self.world.chat_object(chat), **content}
        stored = self.world.post(chat, sender, content, thread=thread, reply_to=reply_to)
        if chat.kind == "private" and not chat.started:
            chat.started = True
            self.world.save_chat(chat)
        self.tell_bot(chat, stored)
        return stored

    def tell_bot(self, chat: Chat, stored: StoredMessage, kind: str = "message") -> None:
        """Queue an update about a message that somebody else wrote."""
        if self._bot_reads(chat, stored.body):
            self.updates.push(kind, stored.body, chat.chat_id)

    def person_taps(self, user_id: int, chat: Chat, message_id: int, data: str) -> str:
        """Send a callback query; returns its id. The button need not be there any more."""
        query_id = str(secrets.randbelow(2**62) + 2**62)
        stored = chat.messages.get(message_id)
        message: Json = {"chat": self.world.chat_object(chat), "message_id": message_id, "date": 0}
        query: Json = {
            "id": query_id,
            "from": self.world.users[user_id],
            "message": stored.body if stored else message,
            "chat_instance": str(abs(hash((chat.chat_id, self.bot["id"])))),
            "data": data,
        }
        self.callbacks[query_id] = Callback(user_id, chat.chat_id, self.clock())
        if len(self.callbacks) > _REMEMBERED_QUERIES:
            self.callbacks.popitem(last=False)
        self.updates.push("callback_query", query, user_id)
        return query_id

    def bot_member_changed(self, chat: Chat, by: int, old: Json, new: Json) -> None:
        """Queue a my_chat_member update."""
        change = {
            "chat": self.world.chat_object(chat),
            "from": self.world.user_object(by),
            "date": int(self.clock()),
            "old_chat_member": old,
            "new_chat_member": new,
        }
        self.updates.push("my_chat_member", change, chat.chat_id)

    def _bot_reads(self, chat: Chat, body: Json) -> bool:
        """Privacy mode: a bot that is no administrator of a group sees what is meant for it."""
        if chat.kind == "private":
            return not chat.blocked
        member = self.world.bot_member(chat)
        if not member.present:
            return False
        if member.is_administrator or not ({"text", "caption"} & body.keys() or self._has_media(body)):
            return True
        if body.get("reply_to_message", {}).get("from", {}).get("id") == self.bot["id"]:
            return True
        text = str(body.get("text") or body.get("caption") or "")
        return text.startswith("/") or f"@{self.bot['username']}".lower() in text.lower()

    @staticmethod
    def _has_media(body: Json) -> bool:
        kinds = {
            *("photo", "document", "sticker", "voice", "audio", "video", "video_note"),
            *("contact", "location", "dice", "story"),
        }
        return bool(kinds & body.keys())

    def checkout(self) -> tuple[str, Checkout]:
        """Open a payment that waits for answerPreCheckoutQuery."""
        query_id = str(secrets.randbelow(2**62) + 2**62)
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.checkouts[query_id] = Checkout(future)
        return query_id, self.checkouts[query_id]
