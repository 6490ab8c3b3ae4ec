"""Introducing the bot: its commands and descriptions in every language to Telegram, its staff to the shop.

What fails is tried again, as often as it takes.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from itertools import count

import structlog
from telegram import Bot, BotCommand, BotCommandScopeChat
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from bot.messenger import CHANNEL
from bot.settings import Settings
from handlers.screens import commands
from locales.loader import LANGUAGES, words_for
from store import customers
from store.customers import Profile
from store.database import Database

WAITS = (5.0, 30.0, 120.0, 600.0)  # seconds before each further try, the last before all that follow
Step = Callable[[], Awaitable[None]]
_log = structlog.get_logger(__name__)


async def introduce(bot: Bot, settings: Settings, database: Database) -> None:
    """Register commands and descriptions, and learn the names of the staff.

    The shop is open meanwhile, and what fails does not hold up the rest.
    """
    steps: list[Step] = [partial(_in_language, bot, code) for code in (None, *LANGUAGES)]
    steps += _to_staff(bot, settings)
    if settings.staff_chat_id is not None:
        listed = dict.fromkeys((*settings.owner_ids, *settings.staff_ids))
        steps += [partial(_get_to_know, bot, database, settings.staff_chat_id, one) for one in listed]
    for tries in count():
        steps, pause = await _take(steps)
        if not steps:
            return
        await asyncio.sleep(max(pause, WAITS[min(tries, len(WAITS) - 1)]))


async def _take(steps: Sequence[Step]) -> tuple[list[Step], float]:
    """Take every step once; return those that failed, and how many seconds Telegram wants to be left alone."""
    failed: list[Step] = []
    pause = 0.0
    for step in steps:
        try:
            await step()
        except TelegramError as error:
            failed.append(step)
            pause = max(pause, _wanted(error))
            _log.warning("the bot could not be introduced yet; it is tried again", reason=str(error))
    return failed, pause


def _wanted(error: TelegramError) -> float:
    if not isinstance(error, RetryAfter):
        return 0.0
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


async def _in_language(bot: Bot, code: str | None) -> None:
    """Register what customers see, in a language; without one, for every language that has none of its own."""
    words = words_for(code)
    listed = [BotCommand(name, text) for name, text in commands.customer_commands(words)]
    await bot.set_my_commands(listed, language_code=code)
    await bot.set_my_description(commands.bot_description(words), language_code=code)
    await bot.set_my_short_description(commands.bot_short_description(words), language_code=code)


def _to_staff(bot: Bot, settings: Settings) -> list[Step]:
    """Return a step for each chat of the staff, which shows the staff's commands there."""
    words = words_for(settings.staff_language)
    own = [BotCommand(name, text) for name, text in commands.staff_commands(words)]
    customers = [BotCommand(name, text) for name, text in commands.customer_commands(words)]
    chats = dict.fromkeys((*settings.owner_ids, *settings.staff_ids), own + customers)
    if settings.staff_chat_id is not None:
        desk = [BotCommand(name, text) for name, text in commands.desk_commands(words)]
        chats[settings.staff_chat_id] = list({one.command: one for one in (*desk, *own)}.values())
    return [partial(_in_chat, bot, chat, listed) for chat, listed in chats.items()]


async def _in_chat(bot: Bot, chat: int, listed: Sequence[BotCommand]) -> None:
    """Show commands in a chat; who never opened it is shown them at a later start."""
    try:
        await bot.set_my_commands(listed, scope=BotCommandScopeChat(chat))
    except (BadRequest, Forbidden) as error:
        _log.info("the staff's commands are not shown in a chat yet", chat=chat, reason=str(error))


async def _get_to_know(bot: Bot, database: Database, chat: int, person: int) -> None:
    """Learn the name of one of the staff, by which the others give tickets to them before they ever wrote."""
    try:
        user = (await bot.get_chat_member(chat, person)).user
    except (BadRequest, Forbidden) as error:
        _log.info("one of the staff is not in the group yet", account=person, reason=str(error))
        return
    language = words_for(user.language_code).language
    async with database.writing() as unit:
        await customers.know(unit, Profile(CHANNEL, str(person), language, user.first_name, user.username))
