"""A customer's orders: the list, one order, and finding one by its order ID."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from fulfillment.states import OrderState
from fulfillment.views import OrderView
from handlers.callbacks import Verb, encode
from handlers.screens.payment import i_have_paid, payable, settled_buttons, state_text
from handlers.screens.pieces import (
    REPLY_WITHIN,
    date_time,
    duration,
    lines,
    order_heading,
    package_of,
    paragraphs,
    row,
    rows,
    show_delivery,
    tap,
)
from handlers.screens.screen import Button, Screen
from locales.loader import Words
from support.desk import Reason

_MAY_STILL_DELIVER = (OrderState.AWAITING_PAYMENT, OrderState.PAID, OrderState.PARKED)


def order_list(
    words: Words, orders: Sequence[OrderView], page: int, pages: int, zone: tzinfo = UTC
) -> Screen:
    """List a page of orders, the newest first; `page` counts from 0, days are those of the zone."""
    if not orders:
        return no_orders(words)
    listed = [_order_line(words, order, zone) for order in orders]
    buttons = tuple((_order_button(words, order, zone),) for order in orders)
    turn = row(
        tap(words, "button-newer", Verb.ORDERS, page - 1) if page > 0 else None,
        tap(words, "button-older", Verb.ORDERS, page + 1) if page + 1 < pages else None,
    )
    menu = (tap(words, "button-buy", Verb.BUY), tap(words, "button-other-order-id", Verb.FIND))
    where = words("orders-page", page=page + 1, pages=pages) if pages > 1 else ""
    text = paragraphs(words("orders-title"), *listed, lines(where, words("orders-hint")))
    return Screen(text, rows(*buttons, turn, menu, (tap(words, "button-home", Verb.HOME),)))


def order_detail(
    words: Words, order: OrderView, now: datetime, reply_within: timedelta = REPLY_WITHIN
) -> Screen:
    """Show one order and its next steps; its date is told in the time zone of `now`."""
    facts = lines(
        words("state", state=order.state.value),
        words("order-placed", date=date_time(order.created_at, now)),
    )
    if order.state is OrderState.AWAITING_PAYMENT:
        told, buttons = _waiting(words, order, now)
    else:
        told, buttons = state_text(words, order, reply_within), settled_buttons(words, order)
    text = paragraphs(order_heading(words, order), facts, told, words("order-keep-id"))
    return Screen(text, (*buttons, (tap(words, "button-orders", Verb.ORDERS, 0),)))


def recovered(words: Words, order: OrderView) -> Screen:
    """Show an order that was found by its order ID, and what to do with it."""
    if order.state is OrderState.DELIVERED:
        first = show_delivery(words, order)
    else:
        first = tap(words, "button-order", Verb.ORDER, order.reference)
    text = paragraphs(
        words("recovered"), order_heading(words, order), words("state", state=order.state.value)
    )
    return Screen(text, ((first,), (tap(words, "button-person", Verb.SUPPORT, order.reference),)))


def no_orders(words: Words) -> Screen:
    """Say that there is no order yet, and how to find one made from another account."""
    return Screen(
        words("no-orders"),
        (
            (tap(words, "button-buy", Verb.BUY), tap(words, "button-other-order-id", Verb.FIND)),
            (tap(words, "button-home", Verb.HOME),),
        ),
    )


def not_found(words: Words) -> Screen:
    """Say that no order was found; the same for an absent order and for another's."""
    return Screen(
        words("not-found"),
        (
            (tap(words, "button-find-again", Verb.FIND),),
            (tap(words, "button-lost", Verb.LOST),),
            (tap(words, "button-orders", Verb.ORDERS, 0), tap(words, "button-person", Verb.SUPPORT)),
        ),
    )


def ask_order_id(words: Words) -> Screen:
    """Ask for an order ID."""
    return Screen(
        words("ask-order-id"),
        (
            (tap(words, "button-lost", Verb.LOST),),
            (tap(words, "button-orders", Verb.ORDERS, 0), tap(words, "button-person", Verb.SUPPORT)),
        ),
    )


def too_many_attempts(words: Words) -> Screen:
    """Say that order IDs were tried too often."""
    return Screen(
        words("too-many-attempts"),
        (
            (tap(words, "button-lost", Verb.LOST),),
            (tap(words, "button-orders", Verb.ORDERS, 0), tap(words, "button-person", Verb.SUPPORT)),
        ),
    )


def opened_elsewhere(words: Words, order: OrderView) -> Screen:
    """Tell the buyer that another account opened the order, and what to do if that was not them."""
    not_me = tap(words, "button-it-was-not-me", Verb.SUPPORT, order.reference, Reason.NOT_ME.value)
    if_not_now = "later" if order.state in _MAY_STILL_DELIVER else "never"
    shown = "now" if order.delivery is not None else if_not_now
    text = paragraphs(
        words("opened-elsewhere"),
        order_heading(words, order),
        words("opened-elsewhere-what", button=not_me.text, shown=shown),
    )
    return Screen(text, ((not_me, tap(words, "button-it-was-me", Verb.ORDER, order.reference)),))


def _waiting(words: Words, order: OrderView, now: datetime) -> tuple[str, tuple[tuple[Button, ...], ...]]:
    if payable(order, now) is not None:
        first = tap(words, "button-pay", Verb.SHOW_PAYMENT, order.reference)
        told = ""
    else:
        first = tap(words, "button-new-qr", Verb.NEW_QR, order.reference)
        told = words("order-payment-none")
    buttons = (
        (first, tap(words, "button-cancel", Verb.CANCEL, order.reference)),
        (
            i_have_paid(words, order),
            tap(words, "button-person", Verb.SUPPORT, order.reference),
        ),
    )
    remaining = order.expires_at - now
    closing = (
        words("order-payment-waiting", duration=duration(words, remaining)) if remaining > timedelta() else ""
    )
    return lines(closing, told), buttons


def _order_line(words: Words, order: OrderView, zone: tzinfo) -> str:
    return words(
        "order-line",
        state=words("state", state=order.state.value),
        package=package_of(words, order),
        price=order.price.display(),
        date=f"{order.created_at.astimezone(zone):%Y-%m-%d}",
        reference=order.reference,
    )


def _order_button(words: Words, order: OrderView, zone: tzinfo) -> Button:
    label = words.plain(
        "order-button",
        icon=words.plain("state-icon", state=order.state.value),
        package=package_of(words, order),
        price=order.price.display(),
        date=f"{order.created_at.astimezone(zone):%m-%d}",
    )
    return Button(label, data=encode(Verb.ORDER, order.reference))
