"""The bot's menus: every language gets its own, whatever fails at first."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from telegram import BotCommand, BotCommandScopeChat, ChatMember, User
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError

from bot import introduction
from bot.settings import load_settings
from store import migrate
from store.database import Database
from store.tables import Customer
from tests.store.rows import a_customer, add, every

pytestmark = pytest.mark.usefixtures("empty_folder")
OWNER = 1001


@pytest.fixture(autouse=True)
def _waits_as_they_will_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


class Telegram:
    """A Telegram that fails a registration as often as it is told to, and remembers the others."""

    def __init__(self, **failures: Sequence[TelegramError]) -> None:
        self.failures = {name: list(errors) for name, errors in failures.items()}
        self.menus: dict[str, list[str]] = {}
        self.described: Counter[str] = Counter()
        self.waits: list[float] = []

    async def set_my_commands(
        self,
        listed: Sequence[BotCommand],
        scope: BotCommandScopeChat | None = None,
        language_code: str | None = None,
    ) -> None:
        name = (language_code or "every") if scope is None else "chat"
        if errors := self.failures.get(name):
            raise errors.pop(0)
        self.menus[name] = [command.command for command in listed]

    async def set_my_description(self, _text: str, language_code: str | None = None) -> None:
        self.described[language_code or "every"] += 1

    async def set_my_short_description(self, _text: str, language_code: str | None = None) -> None:
        self.described[language_code or "every"] += 1

    async def get_chat_member(self, _chat: int, person: int) -> ChatMember:
        if errors := self.failures.get("member"):
            raise errors.pop(0)
        return ChatMember(User(person, f"Nr. {person}", is_bot=False, username="nr"), ChatMember.MEMBER)

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)


async def introduced_to(telegram: Telegram, monkeypatch: pytest.MonkeyPatch, database: Any = None) -> None:
    monkeypatch.setenv("OWNER_IDS", str(OWNER))
    monkeypatch.setattr(asyncio, "sleep", telegram.sleep)
    bot: Any = telegram
    await introduction.introduce(bot, load_settings(), database)


async def test_a_language_whose_menu_fails_is_tried_again_and_holds_up_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    telegram = Telegram(
        every=[NetworkError("away")], en=[RetryAfter(timedelta(seconds=77)), NetworkError("away")]
    )
    await introduced_to(telegram, monkeypatch)
    assert telegram.menus.keys() == {"every", "en", "zh", "chat"}
    assert "buy" in telegram.menus["en"]
    assert telegram.described == {"every": 2, "en": 2, "zh": 2}, "what worked is not said twice"
    assert telegram.waits == [77.0, introduction.WAITS[1]]


async def test_an_owner_who_never_wrote_to_the_bot_is_not_asked_for_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    telegram = Telegram(chat=[BadRequest("chat not found")])
    await introduced_to(telegram, monkeypatch)
    assert telegram.menus.keys() == {"every", "en", "zh"}
    assert telegram.waits == []
    telegram = Telegram(chat=[NetworkError("away")])
    await introduced_to(telegram, monkeypatch)
    assert "parked" in telegram.menus["chat"]


async def test_the_staff_are_known_by_name_before_they_ever_wrote(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("STAFF_IDS", "1002,1003,1004")
    monkeypatch.setenv("STAFF_CHAT_ID", "-1001")
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/shop.db")
    await migrate.upgrade(database)
    await add(database, a_customer(external_id="1002", first_name="Sue", language="zh"))
    telegram = Telegram(member=[BadRequest("PARTICIPANT_ID_INVALID"), NetworkError("away")])
    await introduced_to(telegram, monkeypatch, database)
    known = {one.external_id: (one.first_name, one.language) for one in await every(database, Customer)}
    assert known == {"1002": ("Sue", "zh"), "1003": ("Nr. 1003", "en"), "1004": ("Nr. 1004", "en")}
    assert len(telegram.waits) == 1, "who is not in the group is not asked for again"
    await database.close()
