"""Updates are handled, then acknowledged: one update is one transaction, and a killed process loses none."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable

import structlog
from telegram import Bot, Update, User
from telegram.constants import ChatAction, ParseMode
from telegram.error import TelegramError

from assistant.search import SearchNotReadyError
from bot.checkout import Checkout
from bot.health import Metrics
from bot.messenger import CHANNEL
from bot.telegram_screen import keyboard
from handlers import knowledge
from handlers.routes import Conversation
from handlers.screens import service
from handlers.screens.screen import Screen
from handlers.turn import Turn
from locales.loader import Words, words_for
from store import updates
from store.database import Database, is_busy

MOST_FAILURES = 3
BUSY_WAITS = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)  # seconds
_log = structlog.get_logger()


class UpdateHandler:
    """Handles one update after the other for each chat, and chats beside one another."""

    def __init__(
        self,
        bot: Bot,
        database: Database,
        conversation: Conversation,
        *,
        checkout: Checkout,
        metrics: Metrics,
        alert: Callable[[str, str], Awaitable[None]],
    ) -> None:
        self._bot = bot
        self._database = database
        self._conversation = conversation
        self._checkout = checkout
        self._metrics = metrics
        self._alert = alert
        self._languages: dict[int, str] = {}
        self._receiver = f"{CHANNEL}:{bot.id}"
        self._chats: dict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._waiting: dict[int, int] = defaultdict(int)
        self._afterwards: set[asyncio.Task[None]] = set()

    async def handle(self, update: Update) -> None:
        """Handle an update; when this returns it may be acknowledged.

        What fails is tried again; after three failures the person is told and the update is let go. While the
        database cannot be written this waits and returns only when it can. The question before a payment waits for
        nothing and nobody.
        """
        if update.pre_checkout_query is not None:
            user = update.pre_checkout_query.from_user
            await self._checkout.answer(update.pre_checkout_query, self._language_of(user))
            return
        chat = _chat_of(update)
        self._waiting[chat] += 1
        try:
            async with self._chats[chat]:
                with self._metrics.update_seconds.time():
                    await self._handle_patiently(update)
        finally:
            self._waiting[chat] -= 1
            if not self._waiting[chat]:
                del self._waiting[chat], self._chats[chat]

    async def settle(self) -> None:
        """Wait until every tap that was handled is answered."""
        await asyncio.gather(*self._afterwards)

    async def _handle_patiently(self, update: Update) -> None:
        busy = 0
        while True:
            try:
                await self._handle_once(update)
            except Exception as error:
                if is_busy(error):
                    _log.error("the database cannot be written", reason=type(error).__name__)
                    if busy == 0:
                        await self._apologise(update, service.database_busy)
                    await asyncio.sleep(BUSY_WAITS[min(busy, len(BUSY_WAITS) - 1)])
                    busy += 1
                elif await self._failed_too_often(update):
                    return
            else:
                self._metrics.updates.labels("handled").inc()
                return

    async def _handle_once(self, update: Update) -> None:
        try:
            turn = await self._handle_in_a_unit(update)
        except SearchNotReadyError:
            await knowledge.prepare()
            turn = await self._handle_in_a_unit(update)
        if turn is not None and update.effective_user is not None:
            self._languages[update.effective_user.id] = turn.words.language
        if update.callback_query is not None:
            self._do_afterwards(self._answer(update, turn))
        elif turn is not None and turn.thinking:
            self._do_afterwards(self._show_typing(update))

    async def _handle_in_a_unit(self, update: Update) -> Turn | None:
        async with self._database.writing() as unit:
            await unit.lock(f"chat:{_chat_of(update)}")
            if await updates.begin(unit, self._receiver, update.update_id):
                return await self._conversation.process(unit, update)
        return None

    async def _failed_too_often(self, update: Update) -> bool:
        self._metrics.updates.labels("failed").inc()
        _log.exception("an update could not be handled", update_id=update.update_id)
        async with self._database.writing() as unit:
            failures = await updates.count_failure(unit, self._receiver, update.update_id)
            if failures < MOST_FAILURES:
                return False
            await updates.begin(unit, self._receiver, update.update_id)
        await self._apologise(update, service.something_broke)
        await self._alert("update_failed", str(update.update_id))
        return True

    async def _apologise(self, update: Update, say: Callable[[Words], Screen]) -> None:
        """Speak past the outbox: this is for when it cannot be written."""
        chat, user = update.effective_chat, update.effective_user
        if chat is None or chat.type != "private":
            return
        words = words_for(self._language_of(user) if user else None)
        try:
            screen = say(words)
            await self._bot.send_message(
                chat.id, screen.text, parse_mode=ParseMode.HTML, reply_markup=keyboard(screen)
            )
        except TelegramError as error:
            _log.warning("an apology could not be sent", reason=str(error))

    async def _answer(self, update: Update, turn: Turn | None) -> None:
        """Answer a tap. It may be too old by now, which is nobody's fault."""
        query = update.callback_query
        if query is None:
            return
        try:
            if turn is not None and turn.busy and update.effective_chat:
                await self._bot.send_chat_action(update.effective_chat.id, ChatAction.UPLOAD_PHOTO)
            text = turn.toast if turn else None
            await query.answer(text, show_alert=turn.toast_alert if turn else None)
        except TelegramError as error:
            _log.debug("a tap could not be answered", reason=str(error))

    def _language_of(self, user: User) -> str | None:
        """Return the language somebody chose, as far as it is known without asking the database."""
        return self._languages.get(user.id, user.language_code)

    async def _show_typing(self, update: Update) -> None:
        """Show that an answer is being thought about."""
        if update.effective_chat is not None:
            try:
                await self._bot.send_chat_action(update.effective_chat.id, ChatAction.TYPING)
            except TelegramError as error:
                _log.debug("typing could not be shown", reason=str(error))

    def _do_afterwards(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._afterwards.add(task)
        task.add_done_callback(self._afterwards.discard)


def _chat_of(update: Update) -> int:
    if update.effective_chat is not None:
        return update.effective_chat.id
    return update.effective_user.id if update.effective_user is not None else 0
