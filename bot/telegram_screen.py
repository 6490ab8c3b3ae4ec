"""Screens on Telegram: sent as messages, or edited into them."""

import asyncio
import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import structlog
from telegram import (
    Bot,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    LinkPreviewOptions,
    Message,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from handlers.letters import Letter
from handlers.screens.screen import Button, Picture, PictureKind, Screen
from store import orders
from store.database import Database

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_NOT_MODIFIED = "message is not modified"
_GONE = ("message to edit not found", "message can't be edited", "there is no text in the message")
_log = structlog.get_logger()


class TelegramScreens:
    """Shows letters. Pictures are drawn off the event loop; those that repeat are uploaded once."""

    def __init__(self, bot: Bot, database: Database, draw: Callable[[Picture], bytes]) -> None:
        self._bot = bot
        self._database = database
        self._draw = draw
        self._uploaded: dict[str, str] = {}
        self._drawing = ThreadPoolExecutor(max_workers=1, thread_name_prefix="drawing")

    async def deliver(self, chat: str, letter: Letter) -> None:
        """Show a letter in a chat.

        Raises:
            telegram.error.TelegramError: Telegram did not take it.
        """
        if letter.copy_of is not None:
            source, message_id = letter.copy_of
            await self._bot.copy_message(chat, source, message_id)
            return
        if letter.edit is None or not await self._edited(chat, letter.edit, letter):
            await self._send_new(chat, letter)
        if letter.replaces is not None:
            await self._take_away(chat, letter.replaces)

    async def _send_new(self, chat: str, letter: Letter) -> None:
        screen = letter.screen
        if screen.picture is None:
            await self._bot.send_message(
                chat,
                screen.text,
                parse_mode=ParseMode.HTML,
                reply_markup=keyboard(screen),
                link_preview_options=_NO_PREVIEW,
            )
            return
        message = await self._bot.send_photo(
            chat,
            await self._photo(screen.picture),
            caption=screen.text,
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard(screen),
        )
        await self._remember(letter, screen.picture, message)

    async def _edited(self, chat: str, message_id: int, letter: Letter) -> bool:
        """Edit a message into the letter; False when the message is no longer there to be edited."""
        try:
            await self._edit(chat, message_id, letter)
        except BadRequest as error:
            reason = str(error).lower()
            if _NOT_MODIFIED in reason:
                return True
            if any(gone in reason for gone in _GONE):
                return False
            raise
        return True

    async def _edit(self, chat: str, message_id: int, letter: Letter) -> None:
        screen, markup = letter.screen, keyboard(letter.screen)
        if screen.picture is None:
            await self._bot.edit_message_text(
                screen.text,
                chat_id=chat,
                message_id=message_id,
                parse_mode=ParseMode.HTML,
                reply_markup=markup,
                link_preview_options=_NO_PREVIEW,
            )
        elif letter.payment_of and letter.payment_of.message_picture == picture_key(screen.picture):
            await self._bot.edit_message_caption(
                chat, message_id, caption=screen.text, parse_mode=ParseMode.HTML, reply_markup=markup
            )
        else:
            media = InputMediaPhoto(
                await self._photo(screen.picture), caption=screen.text, parse_mode=ParseMode.HTML
            )
            message = await self._bot.edit_message_media(media, chat, message_id, reply_markup=markup)
            if isinstance(message, Message):
                await self._remember(letter, screen.picture, message)

    async def _photo(self, picture: Picture) -> bytes | str:
        known = self._uploaded.get(picture_key(picture))
        return await self._drawn(picture) if known is None else known

    async def _drawn(self, picture: Picture) -> bytes:
        return await asyncio.get_running_loop().run_in_executor(self._drawing, self._draw, picture)

    async def _remember(self, letter: Letter, picture: Picture, message: Message) -> None:
        key = picture_key(picture)
        if picture.kind is not PictureKind.PAYMENT and message.photo:
            self._uploaded[key] = message.photo[-1].file_id
        if letter.payment_of is not None:
            await orders.remember_message(self._database, letter.payment_of.id or 0, message.message_id, key)

    async def _take_away(self, chat: str, message_id: int) -> None:
        try:
            await self._bot.delete_message(chat, message_id)
        except BadRequest as error:
            # Too old to be deleted, or deleted by the customer: either way there is nothing to mend.
            _log.debug("a replaced message stays", reason=str(error))


def picture_key(picture: Picture) -> str:
    """Return a short name by which equal pictures are known."""
    text = f"{picture.kind}|{picture.amount}|{picture.qr_content}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def keyboard(screen: Screen) -> InlineKeyboardMarkup | None:
    """Return a screen's buttons as Telegram wants them."""
    if not screen.buttons:
        return None
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in screen.buttons])


def _button(button: Button) -> InlineKeyboardButton:
    if button.url is not None:
        return InlineKeyboardButton(button.text, url=button.url)
    if button.copy is not None:
        return InlineKeyboardButton(button.text, copy_text=CopyTextButton(button.copy))
    return InlineKeyboardButton(button.text, callback_data=button.data)
