"""Outbox rows become letters: the screen to show, and where to show it. Rendered when sent, so always true."""

from collections.abc import Callable
from dataclasses import dataclass

from fulfillment import offers, orders, refund_offer, reminders
from fulfillment.enquiries import Outcome
from fulfillment.money import Money
from fulfillment.notices import Notice
from fulfillment.report import DailyReport
from fulfillment.shop import Shop
from fulfillment.states import OrderState
from fulfillment.views import OrderView, foreign
from handlers import drafts
from handlers.answers import QUESTION, answered
from handlers.desk_calls import Call, Copy, NotYet
from handlers.desk_letters import DeskLetters
from handlers.screens import after_sale, delivery, owner, payment, refunds, report
from handlers.screens import claims as claim_screens
from handlers.screens import orders as order_screens
from handlers.screens import reminders as reminder_screens
from handlers.screens.screen import Screen
from handlers.turn import SCREEN, Front, unpack
from locales.loader import Words, words_for
from store import customers
from store import orders as order_rows
from store import reminders as reminder_rows
from store.database import Database
from store.tables import Order, OutboxMessage
from store.unit_of_work import UnitOfWork
from support import tickets
from support.desk import Notice as DeskNotice

_ABOUT_NO_ORDER = (Notice.COPY, Notice.ALERT, Notice.REPORT, Notice.CLAIM_REFUSED)
_FOR_OTHERS = (Notice.MOVED_AWAY, Notice.BALANCE, Notice.KEY_TROUBLE)
"""What goes to accounts that are not the buyer's: the one before it, and whoever has the whole order ID."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A screen and its place: a new message, or an existing one. Of a payment message the order remembers it.

    `copy_of` is a message (its chat and number) to be copied instead of a screen.
    `edit` and `replaces` are messages of the chat: one to become this screen, those to be taken away after it.
    `reminder_of` is the order and the stage of a reminder; `ends_reminders` the order whose reminders go away.
    `call` is something of the help desk to do instead; `thread` is the topic of a group that the screen goes to.
    """

    screen: Screen
    copy_of: tuple[str, int] | None = None
    edit: int | None = None
    replaces: tuple[int, ...] = ()
    payment_of: Order | None = None
    reminder_of: tuple[int, int] | None = None
    ends_reminders: int | None = None
    thread: int | None = None
    call: Call | None = None

    @property
    def messages(self) -> int:
        """How many messages it is: of an album each picture is one."""
        return len(self.call.numbers) if isinstance(self.call, Copy) else 1


class LetterWriter:
    """Renders outbox rows in the language of whoever gets them."""

    def __init__(self, database: Database, shop: Shop, front: Front) -> None:
        self._database = database
        self._shop = shop
        self._front = front
        self._staff_words = words_for(front.staff_language)
        self._desk: DeskLetters | None = None
        if front.staff_chat is not None:
            self._desk = DeskLetters(database, shop, front.desk(shop), self._staff_words, front.zone)

    async def write(self, message: OutboxMessage) -> Letter | None:
        """Return what to send for an outbox row, or None when there is nothing left to say.

        Raises:
            NotYet: the row has to wait.
        """
        if message.kind in {SCREEN, Notice.REFUND_OFFER, QUESTION}:
            return await self._placed_letter(message)
        if message.kind == drafts.WANTED:
            await drafts.write(self._shop, self._front, message)
            return None
        if message.kind in set(DeskNotice):
            return await self._of_desk(message)
        if message.kind in _ABOUT_NO_ORDER:
            return await self._about_no_order(message)
        async with self._database.reading() as unit:
            letter = await self._about_order(unit, message)
        if self._desk is not None and letter is not None:
            await self._desk.order_told_of(message)
        return letter

    async def _about_no_order(self, message: OutboxMessage) -> Letter:
        arguments = message.arguments
        if message.kind == Notice.COPY:
            return Letter(Screen(""), copy_of=(arguments["chat"], arguments["message"]))
        if message.kind == Notice.ALERT:
            return Letter(
                owner.alert(self._staff_words, arguments["alert"], **arguments["facts"]),
                thread=arguments.get("thread"),
            )
        if message.kind == Notice.REPORT:
            return Letter(report.daily_report(self._staff_words, DailyReport.from_arguments(arguments)))
        async with self._database.reading() as unit:
            customer = await customers.find(unit, message.channel, message.recipient)
        words = words_for(customer.language if customer is not None else None)
        return Letter(claim_screens.refused(words, arguments["reference"]))

    async def _placed(self, message: OutboxMessage) -> Screen:
        """Return a screen that was written before, or one that the staff asked for and that looks outside."""
        if message.kind == SCREEN:
            return unpack(self._shop.encryption.open(message.recipient, message.sealed_screen or ""))
        return refunds.offer(
            self._staff_words, await refund_offer.look(self._shop, message.arguments["order"])
        )

    async def _of_desk(self, message: OutboxMessage) -> Letter | None:
        if self._desk is None:
            raise NotYet  # the staff's group was taken out of the settings: kept until there is one
        found = await self._desk.write(message)
        if found is None or isinstance(found, Screen):
            return Letter(found) if found is not None else None
        return Letter(Screen(""), call=found)

    async def _placed_letter(self, message: OutboxMessage) -> Letter | None:
        """Return a screen in its place; a question's answer unless a person has taken over meanwhile."""
        if message.kind != QUESTION:
            place = message.arguments
            return Letter(await self._placed(message), edit=place.get("edit"), thread=place.get("thread"))
        screen = await answered(self._shop, self._front, message)
        async with self._database.reading() as unit:
            customer = await customers.find(unit, message.channel, message.recipient)
            if customer is None or tickets.is_open(await tickets.of(unit, customer)):
                return None
        return Letter(screen)

    async def _about_order(self, unit: UnitOfWork, message: OutboxMessage) -> Letter | None:
        order = await order_rows.get(unit, message.arguments["order"])
        customer = await customers.find(unit, message.channel, message.recipient)
        notice = Notice(message.kind)
        if customer is None or (order.customer_id != customer.id and notice not in _FOR_OTHERS):
            return None  # moved to another account meanwhile, the order is no longer theirs to see
        words = words_for(customer.language)
        view = await orders.view(unit, self._shop, order)
        now = unit.now.astimezone(self._front.zone)
        if notice is Notice.PAYMENT:
            fresh = bool(message.arguments.get("fresh"))
            another = (
                view.state is OrderState.AWAITING_PAYMENT  # nobody is offered another way once it is settled
                and await self._has_another_way(unit, order, view)
            )
            return await self._payment_letter(
                unit,
                order,
                payment.payment(words, view, now, self._front.reply_within, other_methods=another),
                fresh=fresh,
                replaces=message.arguments.get("replaces"),
            )
        if notice is Notice.REMINDER:
            return await self._reminder(unit, message, order, view, words)
        if notice is Notice.GATEWAY_SLOW:
            if view.state is not OrderState.AWAITING_PAYMENT:
                return None
            others = await offers.prices_by_method(unit, self._shop, offers.prices(order))
            screen = payment.gateway_down(words, view, others)
            return Letter(screen, edit=_number(order.origin) if order.message_id is None else None)
        seen = view if order.customer_id == customer.id else foreign(view)
        screen = {
            Notice.DELIVERED: lambda: delivery.delivery(
                words, view, self._front.api_base_url, self._front.console_url
            ),
            Notice.PARKED: lambda: payment.parked(words, view, self._front.reply_within),
            Notice.UNDERPAID: lambda: payment.underpaid(
                words, view, _money(message, "paid", order), _money(message, "price", order)
            ),
            Notice.OVERPAID: lambda: payment.overpaid(
                words, view, _money(message, "paid", order), _money(message, "price", order)
            ),
            Notice.UNCLEAR: lambda: payment.unclear(words, view),
            Notice.PAID_TWICE: lambda: payment.paid_twice(words, view, _money(message, "paid", order)),
            Notice.REFUND_PENDING: lambda: refunds.pending(words, view, _money(message, "amount", order)),
            Notice.REFUNDED: lambda: refunds.refunded(
                words,
                view,
                _money(message, "amount", order),
                by_hand=bool(message.arguments.get("by_hand")),
            ),
            Notice.MOVED_AWAY: lambda: claim_screens.moved_away(words, view),
            Notice.MOVED_HERE: lambda: claim_screens.moved_here(words, view),
            Notice.OPENED_ELSEWHERE: lambda: order_screens.opened_elsewhere(words, view),
            Notice.BALANCE: lambda: self._answer(after_sale.balance, words, seen, message),
            Notice.KEY_TROUBLE: lambda: self._answer(after_sale.trouble, words, seen, message),
            Notice.LOW_BALANCE: lambda: after_sale.low_balance(words, view, **_figures(message)),
        }[notice]()
        return Letter(screen)

    async def _has_another_way(self, unit: UnitOfWork, order: Order, view: OrderView) -> bool:
        """Say whether an order can be paid otherwise than now; its own way may have been switched off."""
        methods = await offers.methods(unit, self._shop, offers.prices(order))
        return bool(methods.keys() - {view.payment.method if view.payment else None})

    def _answer(
        self, screen: Callable[..., Screen], words: Words, view: OrderView, message: OutboxMessage
    ) -> Screen:
        outcome = Outcome(message.arguments["outcome"])
        return screen(words, view, outcome, self._front.console_url, **_figures(message))

    async def _payment_letter(
        self, unit: UnitOfWork, order: Order, screen: Screen, *, fresh: bool, replaces: int | None
    ) -> Letter:
        over = fresh or order.state != OrderState.AWAITING_PAYMENT
        reminded = await reminder_rows.messages_of(unit, order.id or 0) if over else ()
        if order.message_id is not None and not fresh:
            edit, old = order.message_id, replaces
        else:
            edit, old = None, order.message_id if order.message_id is not None else _number(order.origin)
        return Letter(
            screen,
            edit=edit,
            replaces=(*reminded, *([old] if old is not None else [])),
            payment_of=order,
            ends_reminders=order.id if reminded else None,
        )

    async def _reminder(
        self, unit: UnitOfWork, message: OutboxMessage, order: Order, view: OrderView, words: Words
    ) -> Letter | None:
        if not await reminders.may_be_sent(unit, self._shop, order, written_at=message.created_at):
            self._shop.counters.reminder("dropped")
            return None
        customer = await customers.get(unit, order.customer_id)
        others = len(await orders.open_orders(unit, customer)) - 1
        screen = reminder_screens.reminder(
            words,
            view,
            unit.now.astimezone(self._front.zone),
            others=others,
            last=bool(message.arguments.get("last")),
        )
        return Letter(
            screen,
            replaces=await reminder_rows.messages_of(unit, order.id or 0),
            reminder_of=(order.id or 0, message.arguments["stage"]),
        )


def _figures(message: OutboxMessage) -> dict[str, int]:
    """Return what is left and what was used of a key, as far as it is known."""
    return {name: message.arguments.get(name, 0) for name in ("remaining", "used")}


def _money(message: OutboxMessage, name: str, order: Order) -> Money:
    """Return an amount of a notice; without a currency of its own it is in the order's."""
    minor = message.arguments.get(name, order.price_minor)
    return Money(minor, message.arguments.get("currency", order.currency))


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdigit() else None
