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

from fulfillment.money import Money
from fulfillment.shop import Person, Shop
from handlers import (
    after_sale,
    buy,
    checkout,
    claims,
    desk,
    desk_commands,
    desk_service,
    edits,
    guide,
    incoming,
    knowledge,
    orders,
    payments,
    refunds,
    refunds_by_hand,
    reminders,
    service,
    staff,
    start,
    support,
    texts,
    trail,
)
from handlers.callbacks import Verb, decode
from handlers.screens import service as service_screens
from handlers.turn import CHANNEL, Front, Handler, Turn
from locales.loader import words_for
from store import customers, outbox
from store.customers import Profile
from store.unit_of_work import UnitOfWork

COMMANDS: Mapping[str, Handler] = {
    "start": start.start,
    "buy": buy.buy,
    "orders": orders.list_orders,
    "order": orders.order,
    "guide": guide.guide,
    "models": guide.models,
    "faq": knowledge.faq,
    "support": support.support,
    "language": service.language,
    "cancel": payments.cancel_command,
    "help": service.help_page,
    "terms": service.terms,
    "paysupport": service.paysupport,
    "privacy": service.privacy,
}

STAFF_COMMANDS: Mapping[str, Handler] = {
    "parked": staff.parked,
    "desk": desk_service.show_figures,
    "approve": claims.approve,
    "refuse": claims.refuse,
}

DESK_COMMANDS = (*desk_commands.COMMANDS, "help")
"""Commands of the staff's group: what is done there to the customer of the topic."""

BUTTONS: Mapping[Verb, Handler] = {
    Verb.HOME: start.home,
    Verb.BUY: buy.buy,
    Verb.PACKAGE: buy.choose_package,
    Verb.METHOD: buy.choose_method,
    Verb.AGAIN: buy.again,
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
    Verb.FAQ: knowledge.faq,
    Verb.HELPED: knowledge.helped,
    Verb.FIT: knowledge.fit,
    Verb.SUPPORT: support.support,
    Verb.NO_PERSON: support.no_longer,
    Verb.LANGUAGE: service.language,
    Verb.BALANCE: after_sale.balance,
    Verb.KEY_TROUBLE: after_sale.key_trouble,
    Verb.REMINDERS: reminders.reminders,
    Verb.HELP: service.help_page,
    Verb.TERMS: service.terms,
    Verb.PRIVACY: service.privacy,
    Verb.PARKED: staff.parked,
    Verb.CASE: staff.show_case,
    Verb.REFUND: refunds.refund,
    Verb.GIVEN_BACK: refunds_by_hand.given_back,
    Verb.ACT: staff.act,
    Verb.ANSWER: service.answer,
    Verb.DESK: desk_commands.button,
    Verb.FIGURES: desk_service.show_figures,
    Verb.RATE: desk_service.rate,
    Verb.LOST: claims.begin,
    Verb.APPROVE: claims.approve_button,
    Verb.REFUSE: claims.refuse_button,
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
        if user is None or chat is None:
            return None
        if chat.type != chat.PRIVATE:
            if str(chat.id) != self._front.staff_chat or not await self._is_heard(unit, update):
                return None
        elif user.is_bot:
            return None
        turn = await self._begin(unit, update)
        if chat.type == chat.PRIVATE and _blocks(update):
            await customers.mark_unreachable(unit, CHANNEL, str(user.id))
            await support.reachability_changed(turn)
            return None
        update = await _read_again(turn, update)
        token = _turn.set(turn)
        try:
            await self._application.process_update(update)
        finally:
            _turn.reset(token)
        if turn.error is not None:
            raise turn.error
        unit.session.add(turn.customer)
        done = _what_was_done(update)
        if done and turn.desk is not None and chat.type == chat.PRIVATE and not await support.answering(turn):
            await trail.remember(turn, done)
        return turn

    async def _is_heard(self, unit: UnitOfWork, update: Update) -> bool:
        """Say whether a listed member of the staff acts in the staff's group; all others are told that they do not.

        An administrator who hides behind the group's name could be anybody, and is refused too.
        """
        user, message = update.effective_user, update.message
        person = Person(CHANNEL, str(user.id) if user else "")
        anonymous = message is not None and message.sender_chat is not None
        if not anonymous and (person in self._shop.owners or person in self._shop.staff):
            return True
        is_bot = user is not None and user.is_bot
        if message is None or user is None or (is_bot and not anonymous) or _is_service(message):
            return False
        staffs = self._front.desk(self._shop)
        stranger = desk.Stranger(person.external_id, user.first_name, anonymous)
        await desk.refuse(unit, staffs, incoming.read(message), stranger)
        return False

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
        customer, may_be_waited_for = await customers.meet(unit, profile)
        tapped = update.callback_query.message if update.callback_query else None
        where = update.message or update.edited_message or (tapped if isinstance(tapped, Message) else None)
        among_staff = (
            str(update.effective_chat.id) == self._front.staff_chat if update.effective_chat else False
        )
        turn = Turn(
            shop=self._shop,
            front=self._front,
            unit=unit,
            customer=customer,
            words=words_for(self._front.staff_language if among_staff else customer.language),
            thread=where.message_thread_id if where is not None and where.is_topic_message else None,
            incoming=incoming.read(where) if where is not None and where is not tapped else None,
            recipient=str(update.effective_chat.id) if update.effective_chat else customer.external_id,
            tapped_message=tapped.message_id if tapped else None,
            tapped_picture=isinstance(tapped, Message) and bool(tapped.photo or tapped.invoice),
        )
        if may_be_waited_for and not _blocks(update):
            await outbox.release_parked(unit, CHANNEL, customer.external_id)
            await support.reachability_changed(turn)
        return turn


async def _read_again(turn: Turn, update: Update) -> Update:
    """Turn an edited message of a customer into a new one where it asks for something else than before."""
    edited = update.edited_message
    if turn.recipient != turn.customer.external_id:
        return update
    if update.message is not None:
        await edits.note(turn)
    if edited is None or edited.edit_date is None:
        return update
    anew = await edits.asks_anew(turn, edited.edit_date - edited.date)
    return Update(update.update_id, message=edited) if anew else update


def _blocks(update: Update) -> bool:
    """Say whether an update is somebody blocking the bot."""
    changed = update.my_chat_member
    return changed is not None and changed.new_chat_member.status == ChatMember.BANNED


def _is_service(message: Message) -> bool:
    """Say whether a message is of Telegram itself: somebody joined, a topic was renamed."""
    return bool(filters.StatusUpdate.ALL.check_update(Update(0, message=message)))


def _what_was_done(update: Update) -> str:
    """Return what a customer wrote, or the label of the button they tapped."""
    query, message = update.callback_query, update.message
    if query is None or not isinstance(query.message, Message):
        return (message.text or message.caption or "[…]") if message else ""
    rows = query.message.reply_markup.inline_keyboard if query.message.reply_markup else ()
    labels = (button.text for row in rows for button in row if button.callback_data == query.data)
    return f"[{next(labels, query.data or '')}]"


async def _command(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    message = update.effective_message
    name = (message.text or "").split(maxsplit=1)[0][1:].partition("@")[0].lower() if message else ""
    turn = _turn.get()
    if turn.recipient == turn.front.staff_chat and name in DESK_COMMANDS:
        await desk_commands.command(turn, name, tuple(context.args or ()))
        return
    handler = STAFF_COMMANDS.get(name) or COMMANDS[name]
    if name != "support":  # that takes what nobody has read along
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


async def _paid(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    payment = update.effective_message.successful_payment if update.effective_message else None
    if payment is not None:
        receipt = checkout.Receipt(
            number=payment.invoice_payload,
            amount=Money(payment.total_amount, payment.currency),
            charge=payment.telegram_payment_charge_id,
            raw=payment.to_json(),
        )
        await checkout.paid(_turn.get(), receipt)


async def _topic_closed(_update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    await desk_commands.by_hand(_turn.get(), "close")


async def _topic_reopened(_update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    await desk_commands.by_hand(_turn.get(), "reopen")


async def _anything_else(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    message, turn = update.effective_message, _turn.get()
    if turn.recipient == turn.customer.external_id:
        await texts.attachment(turn, message.message_id if message else 0)
    else:
        await desk.heard(turn)


async def _edited(_update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    turn = _turn.get()
    if turn.recipient == turn.customer.external_id:
        await support.edited(turn)
    else:
        await desk.edited(turn)


async def _membership(_update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Somebody unblocked the bot: meeting them again was all there was to do."""


async def _failed(_update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    _turn.get().error = context.error


def _register(application: TelegramApplication) -> None:
    new = filters.UpdateType.MESSAGE
    private = new & filters.ChatType.PRIVATE
    application.add_handler(CommandHandler(list(COMMANDS), _command, filters=private))
    application.add_handler(CommandHandler(list(STAFF_COMMANDS), _command, filters=new))
    application.add_handler(
        CommandHandler(list(DESK_COMMANDS), _command, filters=new & filters.ChatType.GROUPS)
    )
    application.add_handler(CallbackQueryHandler(_button))
    application.add_handler(MessageHandler(private & filters.SUCCESSFUL_PAYMENT, _paid))
    application.add_handler(MessageHandler(new & filters.TEXT & ~filters.COMMAND, _text))
    application.add_handler(MessageHandler(new & filters.StatusUpdate.FORUM_TOPIC_CLOSED, _topic_closed))
    application.add_handler(MessageHandler(new & filters.StatusUpdate.FORUM_TOPIC_REOPENED, _topic_reopened))
    application.add_handler(MessageHandler(new & ~filters.StatusUpdate.ALL, _anything_else))
    application.add_handler(MessageHandler(filters.UpdateType.EDITED_MESSAGE, _edited))
    application.add_handler(ChatMemberHandler(_membership, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_error_handler(_failed)
