"""What can go wrong at the local Telegram until it is switched off again: its limits, and the staff's group."""

from typing import TYPE_CHECKING

from sandbox.documents import Documents
from sandbox.telegram.flood import FloodLimits
from sandbox.telegram.models import ADMINISTRATOR_RIGHTS, Chat, Member
from sandbox.trouble import Manner, Switch, Trouble

if TYPE_CHECKING:
    from sandbox.telegram.telegram import Telegram

_SWITCHES = (
    Switch("flood", "Its limits hold (20 a minute to a group)", "限速生效（群组每分钟 20 条）"),
    Switch("no_topics", "The staff group has lost its topics", "客服群组关闭了话题功能"),
    Switch("no_rights", "The bot is no administrator of the staff group", "机器人不再是客服群组管理员"),
)


class TelegramTrouble(Trouble):
    """The switches of the local Telegram; they change its state instead of spoiling its answers."""

    def __init__(self, documents: Documents, telegram: "Telegram") -> None:
        super().__init__(documents, "telegram_switch", _SWITCHES, Manner("", 500))
        self._telegram = telegram
        self._usual_limits = telegram.flood.limits
        self._limit()

    def set(self, name: str, value: bool) -> None:
        """Turn a switch on or off; raises KeyError when there is none of that name."""
        super().set(name, value)
        self._limit()
        for chat in self._telegram.world.chats.values():
            if chat.kind == "supergroup" and name == "no_topics":
                chat.is_forum = not value
                self._telegram.world.save_chat(chat)
            if chat.kind == "supergroup" and name == "no_rights":
                self._promote(chat, administrator=not value)

    def _limit(self) -> None:
        self._telegram.flood.limits = FloodLimits() if self["flood"] else self._usual_limits

    def _promote(self, chat: Chat, *, administrator: bool) -> None:
        bot = self._telegram.bot
        old = self._telegram.world.bot_member(chat)
        rights = dict.fromkeys(ADMINISTRATOR_RIGHTS, True)
        new = chat.members[bot["id"]] = Member("administrator", rights) if administrator else Member()
        self._telegram.world.save_chat(chat)
        by = next(key for key in chat.members if key != bot["id"])
        self._telegram.bot_member_changed(chat, by, old.as_chat_member(bot), new.as_chat_member(bot))
