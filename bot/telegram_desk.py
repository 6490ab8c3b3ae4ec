"""The help desk on Telegram: topics, cards, and messages copied between a customer's chat and their topic."""

from collections.abc import Awaitable, Callable
from functools import singledispatchmethod

import structlog
from telegram import (
    Bot,
    InputFile,
    InputMediaAnimation,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden

from bot.telegram_screen import keyboard
from handlers.desk_calls import (
    Call,
    ChangeCopy,
    Copy,
    OpenQueue,
    OpenTopic,
    Post,
    RemoveCopy,
    RenameTopic,
    SendFile,
    ShowCard,
    ShowQueue,
    Write,
)
from store.database import Database
from support import queue, relay, topics
from support.desk import Desk
from support.messages import TEXT

LATER_SECONDS = 30
_TOPIC_GONE = ("thread not found", "topic_deleted", "topic_id_invalid")
_TOPIC_CLOSED = "topic_closed"
_UNUSABLE = (
    "not enough rights",
    "not a forum",
    "supergroup forum",
    "chat not found",
    "upgraded to a supergroup",
)
_UNCHANGED = ("not modified", "topic_not_modified")
_GONE = ("message to edit not found", "message can't be edited", "there is no")
_CANNOT_COPY = "can't be copied"
_NO_TOPICS = "the chat is not a forum"  # as Telegram says it of other calls
_NOT_FOUND = "message to copy not found"
_MEDIA = {
    "photo": InputMediaPhoto,
    "video": InputMediaVideo,
    "animation": InputMediaAnimation,
    "document": InputMediaDocument,
    "audio": InputMediaAudio,
}
_IntoATopic = Copy | Post | ShowCard | ShowQueue | SendFile
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_log = structlog.get_logger()


class NotNow(Exception):
    """This cannot be sent at present, through no fault of its own: it is kept and tried again."""

    def __init__(self, reason: str, seconds: float = LATER_SECONDS) -> None:
        super().__init__(reason)
        self.seconds = seconds


class TelegramDesk:
    """Makes the calls of the desk and writes down what came of them."""

    def __init__(
        self,
        bot: Bot,
        database: Database,
        desk: Desk,
        *,
        trouble: Callable[[str | None], Awaitable[None]],
    ) -> None:
        """Take what is needed; `trouble` hears why the group cannot be used, or None when it can again."""
        self._bot = bot
        self._database = database
        self._desk = desk
        self._trouble = trouble
        self._in_trouble = True  # until the first success: a trouble of the last process may still be known
        self._refused: set[type[Call]] = set()  # a bot with half of its rights may do the rest all the while

    async def deliver(self, chat: str, call: Call) -> None:
        """Make a call for a chat.

        Raises:
            NotNow: the group cannot be used at present.
            telegram.error.TelegramError: Telegram did not take it, and another try may help.
        """
        if chat != self._desk.chat:
            await self._to_customer(call, chat)
            return
        try:
            if isinstance(call, _IntoATopic):
                await self._require_topics()
            await self._to_staff(call)
        except (BadRequest, Forbidden) as error:
            await self._staff_refused(call, error)
        else:
            await self._works(call)

    async def _require_topics(self) -> None:
        """Look whether the group has topics: without them Telegram puts all into one chat, and says nothing.

        Raises:
            telegram.error.BadRequest: it has none.
        """
        if not (await self._bot.get_chat(self._desk.chat)).is_forum:
            raise BadRequest(_NO_TOPICS)

    async def _works(self, call: Call) -> None:
        if self._in_trouble and (not self._refused or type(call) in self._refused):
            await self._trouble(None)
            self._in_trouble = False
            self._refused.clear()

    async def _staff_refused(self, call: Call, error: BadRequest | Forbidden) -> None:
        reason = str(error).lower()
        if any(gone in reason for gone in _TOPIC_GONE) and not isinstance(call, OpenTopic | OpenQueue):
            await self._topic_lost(call, str(error))
        elif isinstance(error, Forbidden) or any(known in reason for known in _UNUSABLE):
            self._in_trouble = True
            self._refused.add(type(call))
            await self._trouble(str(error))
            raise NotNow(str(error))
        elif _TOPIC_CLOSED in reason and isinstance(call, _IntoATopic):
            await self._reopen(call.thread or 0)
            raise NotNow(str(error), 0)
        elif isinstance(call, Copy):
            await self._not_copied(call, error)
        elif isinstance(call, OpenTopic | OpenQueue):
            raise NotNow(str(error))
        elif any(known in reason for known in _UNCHANGED):
            return
        elif isinstance(call, ChangeCopy):
            async with self._database.writing() as unit:
                await relay.edit_not_shown(unit, self._desk, call.row)
        else:
            _log.warning("the staff's group was not brought up to date", reason=str(error))

    async def _reopen(self, thread: int) -> None:
        """Let those write in a topic again who have no right to manage topics."""
        try:
            await self._bot.reopen_forum_topic(self._desk.chat, thread)
        except BadRequest as error:
            if not any(known in str(error).lower() for known in _UNCHANGED):
                raise

    async def _topic_lost(self, call: Call, reason: str) -> None:
        """Have another topic made: the message goes there, once; lost again, it is told of as failed."""
        if isinstance(call, ShowQueue):
            async with self._database.writing() as unit:
                await queue.lost(unit, self._desk, call.thread)
            return
        if not isinstance(call, Copy | Post | ShowCard | RenameTopic | SendFile) or call.thread is None:
            return
        async with self._database.writing() as unit:
            if isinstance(call, Copy):
                for row, _ in call.numbers:
                    if call.redelivered:
                        await relay.not_relayed(unit, self._desk, row, reason, say="relay-failed")
                    else:
                        await relay.wait_for_topic(unit, row)
            await topics.lost(unit, self._desk, call.ticket, call.thread)
        if isinstance(call, Post | SendFile):
            raise NotNow(reason, 1)  # looked up again, it goes to the new topic

    async def _not_copied(self, call: Copy, error: BadRequest) -> None:
        say = "refused-copy" if _CANNOT_COPY in str(error).lower() else "relay-failed"
        async with self._database.writing() as unit:
            for row, _ in call.numbers:
                await relay.not_relayed(unit, self._desk, row, str(error), say=say)

    @singledispatchmethod
    async def _to_staff(self, call: object) -> None:
        raise TypeError(type(call).__name__)

    @_to_staff.register
    async def _(self, call: OpenTopic) -> None:
        topic = await self._bot.create_forum_topic(self._desk.chat, call.name)
        async with self._database.writing() as unit:
            await topics.made(unit, self._desk, call.ticket, topic.message_thread_id, call.name)

    @_to_staff.register
    async def _(self, call: OpenQueue) -> None:
        topic = await self._bot.create_forum_topic(self._desk.chat, call.name)
        async with self._database.writing() as unit:
            await queue.made(unit, self._desk, call.topic, topic.message_thread_id)

    @_to_staff.register
    async def _(self, call: ShowQueue) -> None:
        if call.edit is not None and await self._edited(call.edit, call):
            return
        sent = await self._say(call.thread, call)
        async with self._database.writing() as unit:
            await queue.shown(unit, self._desk, call.thread, sent.message_id)

    @_to_staff.register
    async def _(self, call: SendFile) -> None:
        await self._bot.send_document(
            self._desk.chat,
            InputFile(call.content.encode(), call.name),
            caption=call.screen.text,
            parse_mode=ParseMode.HTML,
            message_thread_id=call.thread,
        )

    @_to_staff.register
    async def _(self, call: RenameTopic) -> None:
        await self._bot.edit_forum_topic(self._desk.chat, call.thread, name=call.name)
        if call.opens:
            await self._reopen(call.thread)
        async with self._database.writing() as unit:
            await topics.renamed(unit, call.ticket, call.thread, call.name)

    @_to_staff.register
    async def _(self, call: ShowCard) -> None:
        if call.edit is not None and await self._edited(call.edit, call):
            await self._remember_card(call, call.edit)
            return
        sent = await self._say(call.thread, call)
        await self._remember_card(call, sent.message_id)
        try:
            await self._bot.pin_chat_message(self._desk.chat, sent.message_id, disable_notification=True)
        except BadRequest as error:
            # The doctor tells of a right that is missing; an unpinned card is no reason to hold up messages.
            _log.warning("a card could not be pinned", reason=str(error))

    @_to_staff.register
    async def _(self, call: Copy) -> None:
        copies = await self._copied(self._desk.chat, call)
        async with self._database.writing() as unit:
            await relay.relayed(unit, self._desk, copies)
            for row, _ in call.numbers[len(copies) :]:
                await relay.not_relayed(unit, self._desk, row, _NOT_FOUND, say="relay-failed")

    @_to_staff.register
    async def _(self, call: ChangeCopy) -> None:
        await self._change(self._desk.chat, call)

    @_to_staff.register
    async def _(self, call: Post) -> None:
        await self._say(call.thread, call, call.reply_to)
        if call.rows:
            async with self._database.writing() as unit:
                await relay.excess_shown(unit, self._desk, call.rows)

    async def _remember_card(self, call: ShowCard, message_id: int) -> None:
        async with self._database.writing() as unit:
            await topics.card_shown(unit, call.ticket, call.thread, message_id, call.fingerprint)

    async def _to_customer(self, call: Call, chat: str) -> None:
        try:
            if isinstance(call, Copy):
                copies = await self._copied(chat, call)
                async with self._database.writing() as unit:
                    await relay.answered(unit, self._desk, copies)
                    for row, _ in call.numbers[len(copies) :]:
                        await relay.failed(unit, self._desk, row, _NOT_FOUND, say="answer-failed")
            elif isinstance(call, Write):
                sent = await self._bot.send_message(chat, call.text, link_preview_options=_NO_PREVIEW)
                async with self._database.writing() as unit:
                    await relay.answered(unit, self._desk, [(call.row, sent.message_id)])
            elif isinstance(call, ChangeCopy):
                await self._change(chat, call)
            elif isinstance(call, RemoveCopy):
                await self._bot.delete_message(chat, call.message_id)
                async with self._database.writing() as unit:
                    await relay.deleted(unit, call.row)
        except Forbidden as error:
            # An answer waits until they come back; edits and deletions of what they blocked are let go.
            await self._customer_refused(call, str(error), say="blocked", final=False)
            raise
        except BadRequest as error:
            if not any(known in str(error).lower() for known in _UNCHANGED):
                await self._customer_refused(
                    call, str(error), say=_failure(call), final=isinstance(call, Copy | Write)
                )

    async def _customer_refused(self, call: Call, reason: str, *, say: str, final: bool) -> None:
        if isinstance(call, Copy):
            told = [row for row, _ in call.numbers]
        else:
            told = [call.row] if isinstance(call, ChangeCopy | RemoveCopy | Write) else []
        async with self._database.writing() as unit:
            for row in told:
                await relay.failed(unit, self._desk, row, reason, say=say, final=final)

    async def _copied(self, chat: str, call: Copy) -> list[tuple[int, int]]:
        """Copy messages and return each one's row with the number of its copy.

        Of an album those are passed over that are gone by now; Telegram does not say which, so the last rows are
        left without a copy.
        """
        if len(call.numbers) == 1:
            ((row, number),) = call.numbers
            copy = await self._bot.copy_message(
                chat,
                call.source,
                number,
                message_thread_id=call.thread,
                reply_parameters=_reply(call.reply_to),
            )
            return [(row, copy.message_id)]
        copies = await self._bot.copy_messages(
            chat, call.source, [number for _, number in call.numbers], message_thread_id=call.thread
        )
        return [(row, copy.message_id) for (row, _), copy in zip(call.numbers, copies, strict=False)]

    async def _change(self, chat: str, call: ChangeCopy) -> None:
        media = _MEDIA.get(call.content) if call.file is not None else None
        if media is not None:
            await self._bot.edit_message_media(
                media(call.file, caption=call.html, parse_mode=ParseMode.HTML), chat, call.message_id
            )
        elif call.content == TEXT:
            await self._bot.edit_message_text(
                call.html,
                chat_id=chat,
                message_id=call.message_id,
                parse_mode=ParseMode.HTML,
            )
        else:
            await self._bot.edit_message_caption(
                chat, call.message_id, caption=call.html, parse_mode=ParseMode.HTML
            )

    async def _say(
        self, thread: int, call: ShowCard | ShowQueue | Post, reply_to: int | None = None
    ) -> Message:
        return await self._bot.send_message(
            self._desk.chat,
            call.screen.text,
            parse_mode=ParseMode.HTML,
            message_thread_id=thread,
            reply_parameters=_reply(reply_to),
            reply_markup=keyboard(call.screen),
            link_preview_options=_NO_PREVIEW,
            disable_notification=isinstance(call, ShowCard | ShowQueue),
        )

    async def _edited(self, message_id: int, call: ShowCard | ShowQueue) -> bool:
        """Edit the card; False when it is no longer there."""
        try:
            await self._bot.edit_message_text(
                call.screen.text,
                chat_id=self._desk.chat,
                message_id=message_id,
                parse_mode=ParseMode.HTML,
                reply_markup=keyboard(call.screen),
                link_preview_options=_NO_PREVIEW,
            )
        except BadRequest as error:
            reason = str(error).lower()
            if any(known in reason for known in _UNCHANGED):
                return True
            if any(gone in reason for gone in _GONE):
                return False
            raise
        return True


def _reply(message_id: int | None) -> ReplyParameters | None:
    if message_id is None:
        return None
    return ReplyParameters(message_id, allow_sending_without_reply=True)


def _failure(call: Call) -> str:
    if isinstance(call, ChangeCopy):
        return "edit-failed"
    return "delete-failed" if isinstance(call, RemoveCopy) else "answer-failed"
