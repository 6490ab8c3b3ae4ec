"""Telegram's updates, parsed once: every command and every button, and the handler it belongs to."""

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

from telegram import CallbackQuery, ChatMember, Message, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from fulfillment.shop import Person, Shop
from handlers import buy, guide, orders, payments, service, staff, start, texts
from handlers.callbacks import Verb, decode
from handlers.screens import service as service_screens
from handlers.turn import Front, Handler, Turn
from locales.loader import words_for
from store import customers, outbox
from store.customers import Profile
from store.unit_of_work import UnitOfWork

CHANNEL = "telegram"

COMMANDS: Mapping[str, Handler] = {
    "start": start.start,
    "buy": buy.buy,
    "orders": orders.list_orders,
    "order": orders.order,
    "guide": guide.guide,
    "models": guide.models,
    "faq": guide.faq,
    "support": service.support,
    "language": service.language,
    "cancel": payments.cancel_command,
    "help": service.help_page,
    "terms": service.terms,
    "paysupport": service.paysupport,
    "privacy": service.privacy,
}

STAFF_COMMANDS: Mapping[str, Handler] = {
    "parked": staff.parked,
}

BUTTONS: Mapping[Verb, Handler] = {
    Verb.HOME: start.home,
    Verb.BUY: buy.buy,
    Verb.PACKAGE: buy.choose_package,
    Verb.METHOD: buy.choose_method,
    Verb.SHOW_PAYMENT: payments.show_payment,
    Verb.I_HAVE_PAID: payments.i_have_paid,
    Verb.NEW_QR: payments.new_qr,
    Verb.CHANGE_METHOD: payments.change_method,
    Verb.USE_METHOD: payments.use_method,
    Verb.CANCEL: payments.cancel,
    Verb.ORDERS: orders.list_orders,
    Verb.ORDER: orders.order,
    Verb.FIND: orders.find,
    Verb.DELIVERY: orders.show_delivery,
    Verb.SAMPLE: guide.first_call,
    Verb.GUIDE: guide.guide,
    Verb.MODELS: guide.models,
    Verb.FAQ: guide.faq,
    Verb.SUPPORT: service.support,
    Verb.LANGUAGE: service.language,
    Verb.HELP: service.help_page,
    Verb.TERMS: service.terms,
    Verb.PRIVACY: service.privacy,
    Verb.PARKED: staff.parked,
    Verb.CASE: staff.show_case,
    Verb.ACT: staff.act,
}

_turn: ContextVar[Turn] = ContextVar("turn")
TelegramApplication = Application[Any, Any, Any, Any, Any, Any]


class Conversation:
    """Lets python-telegram-bot find the handler of an update, inside the unit of work that is given."""

    def __init__(self, application: TelegramApplication, shop: Shop, front: Front) -> None:
        self._application = application
        self._shop = shop
        self._front = front
        _register(application)

    async def process(self, unit: UnitOfWork, update: Update) -> Turn | None:
        """Handle one update in its unit of work; None when it is neither a customer's nor the staff's.

        Raises:
            Exception: whatever the handler raised, so that the unit of work is rolled back.
        """
        user, chat = update.effective_user, update.effective_chat
        if user is None or user.is_bot or chat is None:
            return None
        if chat.type != chat.PRIVATE and not self._is_staff_chat(chat.id, user.id):
            return None
        if (
            update.my_chat_member is not None
            and update.my_chat_member.new_chat_member.status == ChatMember.BANNED
        ):
            await customers.mark_unreachable(unit, CHANNEL, str(user.id))
            return None
        turn = await self._begin(unit, update)
        token = _turn.set(turn)
        try:
            await self._application.process_update(update)
        finally:
            _turn.reset(token)
        if turn.error is not None:
            raise turn.error
        unit.session.add(turn.customer)
        return turn

    def _is_staff_chat(self, chat_id: int, user_id: int) -> bool:
        """Say whether a listed member of the staff speaks in the staff's group; all others are not heard there."""
        person = Person(CHANNEL, str(user_id))
        listed = person in self._shop.owners or person in self._shop.staff
        return str(chat_id) == self._front.staff_chat and listed

    async def _begin(self, unit: UnitOfWork, update: Update) -> Turn:
        user = update.effective_user
        assert user is not None  # noqa: S101 - the caller looked
        profile = Profile(
            channel=CHANNEL,
            external_id=str(user.id),
            language=words_for(user.language_code).language,
            first_name=user.first_name or "",
            username=user.username,
        )
        customer, was_unreachable = await customers.meet(unit, profile)
        if was_unreachable:
            await outbox.release_parked(unit, CHANNEL, customer.external_id)
        tapped = update.callback_query.message if update.callback_query else None
        return Turn(
            shop=self._shop,
            front=self._front,
            unit=unit,
            customer=customer,
            words=words_for(customer.language),
            recipient=str(update.effective_chat.id) if update.effective_chat else customer.external_id,
            tapped_message=tapped.message_id if tapped else None,
            tapped_picture=isinstance(tapped, Message) and bool(tapped.photo),
        )


async def _command(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    message = update.effective_message
    name = (message.text or "").split(maxsplit=1)[0][1:].partition("@")[0].lower() if message else ""
    handler, turn = STAFF_COMMANDS.get(name) or COMMANDS[name], _turn.get()
    turn.customer.conversation = None  # a command ends whatever was being asked
    await handler(turn, tuple(context.args or ()))


async def _button(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    turn, query = _turn.get(), update.callback_query
    callback = decode(query.data) if isinstance(query, CallbackQuery) and query.data else None
    if callback is None:
        turn.say(service_screens.stale_button(turn.words))
        return
    await BUTTONS[callback.verb](turn, callback.arguments)


async def _text(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    message, turn = update.effective_message, _turn.get()
    written = (message.text or "") if message else ""
    if turn.recipient == turn.customer.external_id:
        await texts.text(turn, written)
    else:
        await texts.staff_text(turn, written)


async def _anything_else(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    message = update.effective_message
    await texts.attachment(_turn.get(), message.message_id if message else 0)


async def _membership(_update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Somebody unblocked the bot: meeting them again was all there was to do."""


async def _failed(_update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    _turn.get().error = context.error


def _register(application: TelegramApplication) -> None:
    new = filters.UpdateType.MESSAGE
    private = new & filters.ChatType.PRIVATE
    application.add_handler(CommandHandler(list(COMMANDS), _command, filters=private))
    application.add_handler(CommandHandler(list(STAFF_COMMANDS), _command, filters=new))
    application.add_handler(CallbackQueryHandler(_button))
    application.add_handler(MessageHandler(new & filters.TEXT & ~filters.COMMAND, _text))
    application.add_handler(MessageHandler(private & ~filters.StatusUpdate.ALL, _anything_else))
    application.add_handler(ChatMemberHandler(_membership, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_error_handler(_failed)
