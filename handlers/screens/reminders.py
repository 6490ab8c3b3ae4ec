"""The reminder of an unpaid order, and what is said when reminders are turned off or on."""

from datetime import datetime, timedelta

from fulfillment.views import OrderView
from handlers.callbacks import Verb
from handlers.screens.pieces import date_time, duration, lines, order_heading, paragraphs, rows, tap
from handlers.screens.screen import Button, Screen
from locales.loader import Words

ON, OFF = "on", "off"
SOON = timedelta(hours=6)  # before the order ends


def reminder(words: Words, order: OrderView, now: datetime, *, others: int, last: bool) -> Screen:
    """Bring an unpaid order to mind: what it is, what is left of its time, and how to be left in peace.

    Args:
        words: of the customer's language.
        order: the unpaid order.
        now: the moment, in the shop's time zone.
        others: how many more unpaid orders the customer has.
        last: whether no other reminder of this order follows.
    """
    text = paragraphs(
        words("reminder-title", soon="yes" if order.expires_at - now <= SOON else "no"),
        order_heading(words, order),
        words(
            "reminder-open-until",
            date=date_time(order.expires_at, now),
            duration=duration(words, order.expires_at - now),
        ),
        words("reminder-others", count=others) if others > 0 else "",
        words("reminder-no-duty", last="yes" if last else "no"),
    )
    all_orders: tuple[Button, ...] = (tap(words, "button-orders", Verb.ORDERS, 0),) if others > 0 else ()
    buttons = rows(
        (
            tap(words, "button-pay", Verb.SHOW_PAYMENT, order.reference),
            tap(words, "button-cancel-the-order", Verb.CANCEL, order.reference),
        ),
        all_orders,
        (
            tap(words, "button-help", Verb.SUPPORT, order.reference),
            tap(words, "button-stop-reminders", Verb.REMINDERS, OFF),
        ),
    )
    return Screen(text, buttons)


def turned_off(words: Words) -> Screen:
    """Confirm that no reminder will come any more; orders are as they were."""
    return Screen(words("reminders-off"), _ways(words, tap(words, "button-reminders-on", Verb.REMINDERS, ON)))


def turned_on(words: Words) -> Screen:
    """Confirm that reminders come again."""
    off = tap(words, "button-stop-reminders", Verb.REMINDERS, OFF)
    return Screen(words("reminders-on"), _ways(words, off))


def standing(words: Words, *, on: bool) -> Screen:
    """Say whether reminders come, and how to change that."""
    if not on:
        return turned_off(words)
    off = tap(words, "button-stop-reminders", Verb.REMINDERS, OFF)
    return Screen(lines(words("reminders-are-on")), _ways(words, off))


def off_toast(words: Words) -> str:
    """Toast: no more reminders."""
    return words.plain("toast-reminders-off")


def _ways(words: Words, change: Button) -> tuple[tuple[Button, ...], ...]:
    menu = (tap(words, "button-orders", Verb.ORDERS, 0), tap(words, "button-home", Verb.HOME))
    return ((change,), menu)
