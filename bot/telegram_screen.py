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
    LabeledPrice,
    LinkPreviewOptions,
    Message,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from handlers.letters import Letter
from handlers.screens.screen import Button, Invoice, Picture, PictureKind, Screen
from store import orders, reminders
from store.database import Database

INVOICE = "invoice:"
FORWARDED = "buy"  # a forwarded invoice gets a button to the shop with this, in place of one to pay
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
        if self._is_an_invoice_before_or_after(letter):
            await self._exchange(chat, letter)
        elif letter.edit is None or not await self._edited(chat, letter.edit, letter):
            await self._send_new(chat, letter)
        for message_id in letter.replaces:
            await self._take_away(chat, message_id)
        if letter.ends_reminders is not None:
            await reminders.forget_messages(self._database, letter.ends_reminders)

    @staticmethod
    def _is_an_invoice_before_or_after(letter: Letter) -> bool:
        shown = (letter.payment_of.message_picture if letter.payment_of else None) or ""
        return letter.screen.invoice is not None or shown.startswith(INVOICE)

    async def _exchange(self, chat: str, letter: Letter) -> None:
        """An invoice can be edited neither into nor out of a message: the new one comes, the old one goes."""
        invoice, order = letter.screen.invoice, letter.payment_of
        if letter.edit is None:
            await self._send_new(chat, letter)
        elif invoice is None or order is None or order.message_picture != invoice_key(invoice):
            await self._send_new(chat, letter)
            await self._take_away(chat, letter.edit)

    async def _send_invoice(self, chat: str, letter: Letter, invoice: Invoice) -> None:
        message = await self._bot.send_invoice(
            chat,
            invoice.title,
            invoice.description,
            invoice.payload,
            currency="XTR",
            prices=[LabeledPrice(invoice.title, invoice.stars)],
            provider_token="",
            start_parameter=FORWARDED,
            reply_markup=keyboard(letter.screen),
        )
        await self._remember(letter, invoice_key(invoice), message)

    async def _send_new(self, chat: str, letter: Letter) -> None:
        screen = letter.screen
        if screen.invoice is not None:
            await self._send_invoice(chat, letter, screen.invoice)
            return
        if screen.picture is None:
            sent = await self._bot.send_message(
                chat,
                screen.text,
                parse_mode=ParseMode.HTML,
                reply_markup=keyboard(screen),
                link_preview_options=_NO_PREVIEW,
                message_thread_id=letter.thread,
            )
            if letter.reminder_of is not None:
                await reminders.remember_message(self._database, *letter.reminder_of, sent.message_id)
            return
        message = await self._bot.send_photo(
            chat,
            await self._photo(screen.picture),
            caption=screen.text,
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard(screen),
        )
        await self._remember_picture(letter, screen.picture, message)

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
                await self._remember_picture(letter, screen.picture, message)

    async def _photo(self, picture: Picture) -> bytes | str:
        known = self._uploaded.get(picture_key(picture))
        return await self._drawn(picture) if known is None else known

    async def _drawn(self, picture: Picture) -> bytes:
        return await asyncio.get_running_loop().run_in_executor(self._drawing, self._draw, picture)

    async def _remember_picture(self, letter: Letter, picture: Picture, message: Message) -> None:
        key = picture_key(picture)
        if picture.kind is not PictureKind.PAYMENT and message.photo:
            self._uploaded[key] = message.photo[-1].file_id
        await self._remember(letter, key, message)

    async def _remember(self, letter: Letter, key: str, message: Message) -> None:
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
    text = f"{picture.kind}|{picture.amount}|{picture.qr_content}|{picture.share}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def invoice_key(invoice: Invoice) -> str:
    """Return a short name by which an invoice is known where pictures are known by theirs."""
    return f"{INVOICE}{invoice.payload}"


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
    if button.pays:
        return InlineKeyboardButton(button.text, pay=True)
    return InlineKeyboardButton(button.text, callback_data=button.data)
