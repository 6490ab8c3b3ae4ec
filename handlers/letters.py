"""Outbox rows become letters: the screen to show, and where to show it. Rendered when sent, so always true."""

from dataclasses import dataclass

from fulfillment import orders
from fulfillment.money import Money
from fulfillment.notices import Notice
from fulfillment.report import DailyReport
from fulfillment.shop import Shop
from fulfillment.states import OrderState
from handlers.screens import delivery, owner, payment, report
from handlers.screens import orders as order_screens
from handlers.screens.screen import Screen
from handlers.turn import SCREEN, Front, unpack
from locales.loader import words_for
from store import customers
from store import orders as order_rows
from store.database import Database
from store.tables import Order, OutboxMessage
from store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Letter:
    """A screen and its place: a new message, or an existing one. Of a payment message the order remembers it.

    `copy_of` is a message (its chat and number) to be copied instead of a screen.
    `edit` and `replaces` are messages of the chat: one to become this screen, one to be taken away after it.
    """

    screen: Screen
    copy_of: tuple[str, int] | None = None
    edit: int | None = None
    replaces: int | None = None
    payment_of: Order | None = None


class LetterWriter:
    """Renders outbox rows in the language of whoever gets them."""

    def __init__(self, database: Database, shop: Shop, front: Front) -> None:
        self._database = database
        self._shop = shop
        self._front = front
        self._staff_words = words_for(front.staff_language)

    async def write(self, message: OutboxMessage) -> Letter | None:
        """Return what to send for an outbox row, or None when there is nothing left to say."""
        if message.kind == SCREEN:
            screen = unpack(self._shop.encryption.open(message.recipient, message.sealed_screen or ""))
            return Letter(screen, edit=message.arguments.get("edit"))
        if message.kind == Notice.COPY:
            original = (message.arguments["chat"], message.arguments["message"])
            return Letter(Screen(""), copy_of=original)
        if message.kind == Notice.ALERT:
            facts = message.arguments["facts"]
            return Letter(owner.alert(self._staff_words, message.arguments["alert"], **facts))
        if message.kind == Notice.REPORT:
            return Letter(
                report.daily_report(self._staff_words, DailyReport.from_arguments(message.arguments))
            )
        async with self._database.reading() as unit:
            return await self._about_order(unit, message)

    async def _about_order(self, unit: UnitOfWork, message: OutboxMessage) -> Letter | None:
        order = await order_rows.get(unit, message.arguments["order"])
        customer = await customers.find(unit, message.channel, message.recipient)
        if customer is None:
            return None
        words = words_for(customer.language)
        view = await orders.view(unit, self._shop, order)
        now = unit.now.astimezone(self._front.zone)
        notice = Notice(message.kind)
        if notice is Notice.PAYMENT:
            fresh = bool(message.arguments.get("fresh"))
            return self._payment_letter(
                order,
                payment.payment(
                    words, view, now, self._front.reply_within, other_methods=len(self._shop.methods()) > 1
                ),
                fresh=fresh,
                replaces=message.arguments.get("replaces"),
            )
        if notice is Notice.GATEWAY_SLOW:
            if view.state is not OrderState.AWAITING_PAYMENT:
                return None
            others = [
                method for method in self._shop.methods() if not view.payment or method != view.payment.method
            ]
            screen = payment.gateway_down(words, view, others)
            return Letter(screen, edit=_number(order.origin) if order.message_id is None else None)
        screen = {
            Notice.DELIVERED: lambda: delivery.delivery(
                words, view, self._front.api_base_url, self._front.console_url
            ),
            Notice.PARKED: lambda: payment.parked(words, view, self._front.reply_within),
            Notice.UNDERPAID: lambda: payment.underpaid(
                words, view, Money(message.arguments["paid"], order.currency)
            ),
            Notice.PAID_TWICE: lambda: payment.paid_twice(words, view),
            Notice.REFUNDED: lambda: payment.refunded(
                words, view, Money(message.arguments["amount"], order.currency)
            ),
            Notice.OPENED_ELSEWHERE: lambda: order_screens.opened_elsewhere(words, view),
        }[notice]()
        return Letter(screen)

    def _payment_letter(self, order: Order, screen: Screen, *, fresh: bool, replaces: int | None) -> Letter:
        if order.message_id is not None and not fresh:
            return Letter(screen, edit=order.message_id, replaces=replaces, payment_of=order)
        old = order.message_id if order.message_id is not None else _number(order.origin)
        return Letter(screen, replaces=old, payment_of=order)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdigit() else None
