"""The payment message, in every state of an order, and what surrounds paying."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from fulfillment.consoles.issuer import DeliveryPath
from fulfillment.money import Money
from fulfillment.states import OrderState
from fulfillment.views import OrderView, PaymentView
from handlers.callbacks import Verb, encode
from handlers.screens.pieces import (
    REPLY_WITHIN,
    duration,
    is_web_page,
    lines,
    link,
    order_heading,
    package_of,
    paragraphs,
    row,
    rows,
    show_delivery,
    tap,
)
from handlers.screens.screen import Button, Picture, PictureKind, Screen
from handlers.screens.shop import method_label
from locales.loader import Words

_PICTURES = {
    OrderState.PAID: PictureKind.PAID,
    OrderState.DELIVERED: PictureKind.DELIVERED,
    OrderState.PARKED: PictureKind.REVIEW,
    OrderState.CANCELLED: PictureKind.CANCELLED,
    OrderState.EXPIRED: PictureKind.EXPIRED,
    OrderState.REFUNDING: PictureKind.REFUNDED,
    OrderState.REFUNDED: PictureKind.REFUNDED,
    OrderState.CLOSED: PictureKind.CANCELLED,
}


def preparing(words: Words, order: OrderView) -> Screen:
    """Stand in the chooser's place while the gateway is asked for a code."""
    text = paragraphs(words("preparing"), words("preparing-id", order_id=order.order_id))
    return Screen(text, ((tap(words, "button-order", Verb.ORDER, order.reference),),))


def payable(order: OrderView, now: datetime) -> PaymentView | None:
    """Return the payment to be paid with now, or None when the order is settled or its QR has run out."""
    attempt = order.payment
    if order.state is not OrderState.AWAITING_PAYMENT or attempt is None:
        return None
    return attempt if attempt.payable and attempt.qr_content and now < attempt.expires_at else None


def payment(
    words: Words,
    order: OrderView,
    now: datetime,
    reply_within: timedelta = REPLY_WITHIN,
    *,
    other_methods: bool = False,
) -> Screen:
    """Return the payment message as the order stands; always a photo.

    `other_methods` adds a button to pay another way while the order waits for payment.
    """
    attempt = payable(order, now)
    if attempt is not None:
        return _awaiting(words, order, attempt, now, other_methods=other_methods)
    if order.state is OrderState.AWAITING_PAYMENT:
        return _qr_expired(words, order, other_methods=other_methods)
    picture = Picture(_PICTURES[order.state], order.price.display())
    text = paragraphs(order_heading(words, order), state_text(words, order, reply_within))
    return Screen(text, settled_buttons(words, order), picture)


def state_text(words: Words, order: OrderView, reply_within: timedelta = REPLY_WITHIN) -> str:
    """Say what became of an order that no longer waits for payment, and what happens next."""
    if order.state is OrderState.DELIVERED:
        if order.delivery is None:
            return words("payment-delivered-unseen")
        return words("payment-delivered", what="key" if order.delivery.path is DeliveryPath.KEY else "code")
    if order.state is OrderState.PARKED:
        return words("payment-parked", duration=duration(words, reply_within))
    if order.state in {OrderState.REFUNDING, OrderState.REFUNDED}:
        return words(f"payment-{order.state.value}", price=order.price.display())
    return words(f"payment-{order.state.value}")


def settled_buttons(words: Words, order: OrderView) -> tuple[tuple[Button, ...], ...]:
    """Return the next steps of an order that no longer waits for payment."""
    person = tap(words, "button-person", Verb.SUPPORT, order.reference)
    again = tap(words, "button-again", Verb.PACKAGE, order.package_id)
    if order.state is OrderState.DELIVERED:
        return ((show_delivery(words, order),), (again, person))
    if order.state in {OrderState.PAID, OrderState.PARKED, OrderState.REFUNDING}:
        return ((person,),)
    return ((again, person),)


def gateway_down(words: Words, order: OrderView, methods: Sequence[str]) -> Screen:
    """Say that the payment service does not answer; offer another try, the other methods, and to cancel."""
    used = order.payment.method if order.payment else ""
    buttons = rows(
        (tap(words, "button-try-again", Verb.NEW_QR, order.reference),),
        *_method_rows(words, order, [method for method in methods if method != used]),
        _cancel_and_help(words, order),
    )
    return Screen(paragraphs(order_heading(words, order), words("gateway-down")), buttons)


def other_ways(words: Words, order: OrderView, methods: Sequence[str]) -> Screen:
    """Ask how to pay for an order that exists already."""
    back = tap(words, "button-back", Verb.SHOW_PAYMENT, order.reference)
    text = paragraphs(order_heading(words, order), words("other-ways"))
    return Screen(text, (*_method_rows(words, order, methods), (back,)))


def just_paid(words: Words, order: OrderView) -> Screen:
    """Welcome somebody who comes back from the gateway's page before the payment was seen."""
    buttons = (
        tap(words, "button-order", Verb.ORDER, order.reference),
        tap(words, "button-person", Verb.SUPPORT, order.reference),
    )
    return Screen(paragraphs(order_heading(words, order), words("just-paid")), (buttons,))


def parked(words: Words, order: OrderView, reply_within: timedelta) -> Screen:
    """Tell the buyer, as a message of its own, that a person has to look at the order."""
    text = paragraphs(order_heading(words, order), state_text(words, order, reply_within))
    return Screen(text, settled_buttons(words, order))


def underpaid(words: Words, order: OrderView, paid: Money) -> Screen:
    """Tell the buyer that too little arrived."""
    told = words("payment-underpaid", paid=paid.display(), price=order.price.display())
    return Screen(paragraphs(order_heading(words, order), told), _to_a_person(words, order))


def paid_twice(words: Words, order: OrderView) -> Screen:
    """Tell the buyer that the same order was paid once more."""
    told = words("payment-twice", price=order.price.display())
    return Screen(paragraphs(order_heading(words, order), told), _to_a_person(words, order))


def refunded(words: Words, order: OrderView, amount: Money) -> Screen:
    """Tell the buyer that money went back."""
    told = words("refunded-message", amount=amount.display())
    return Screen(paragraphs(order_heading(words, order), told), _to_a_person(words, order))


def what_to_cancel(words: Words, orders: Sequence[OrderView]) -> Screen:
    """Offer the unpaid orders to be cancelled, or say that there is none."""
    if not orders:
        ways = (tap(words, "button-buy", Verb.BUY), tap(words, "button-orders", Verb.ORDERS, 0))
        return Screen(words("cancel-nothing"), (ways,))
    return Screen(
        words("cancel-which"),
        (
            *((_cancel_this(words, order),) for order in orders),
            (tap(words, "button-home", Verb.HOME),),
        ),
    )


def checking(words: Words) -> str:
    """Toast: we are looking for the payment."""
    return words.plain("toast-checking")


def too_many_checks(words: Words) -> str:
    """Toast: "I have paid" was tapped too often."""
    return words.plain("toast-too-many-checks")


def already_paid(words: Words) -> str:
    """Toast: a paid order cannot be cancelled."""
    return words.plain("toast-already-paid")


def _awaiting(
    words: Words, order: OrderView, attempt: PaymentView, now: datetime, *, other_methods: bool
) -> Screen:
    app = words.plain("pay-app", method=attempt.method.partition(".")[0])
    link_label = words.plain("button-open-link", app=app)
    if attempt.link is not None and is_web_page(attempt.link):
        on_this_phone = words("payment-by-link", button=link_label)
    else:
        on_this_phone = words("payment-by-album", app=app)
    text = paragraphs(
        order_heading(words, order),
        lines(words("payment-scan", app=app, price=order.price.display()), on_this_phone),
        words("payment-valid", duration=duration(words, attempt.expires_at - now)),
    )
    buttons = rows(
        row(link(link_label, attempt.link)),
        (
            tap(words, "button-i-have-paid", Verb.I_HAVE_PAID, order.reference),
            tap(words, "button-cancel", Verb.CANCEL, order.reference),
        ),
        row(_change(words, order) if other_methods else None, _help(words, order)),
    )
    picture = Picture(PictureKind.PAYMENT, order.price.display(), attempt.qr_content or "")
    return Screen(text, buttons, picture)


def _qr_expired(words: Words, order: OrderView, *, other_methods: bool) -> Screen:
    new_qr = tap(words, "button-new-qr", Verb.NEW_QR, order.reference)
    text = paragraphs(order_heading(words, order), words("payment-qr-expired", button=new_qr.text))
    buttons = rows(
        (new_qr,),
        row(_change(words, order) if other_methods else None),
        _cancel_and_help(words, order),
    )
    return Screen(text, buttons, Picture(PictureKind.EXPIRED, order.price.display()))


def _method_rows(words: Words, order: OrderView, methods: Sequence[str]) -> tuple[tuple[Button, ...], ...]:
    return tuple(
        (Button(method_label(words, method), data=encode(Verb.USE_METHOD, order.reference, method)),)
        for method in methods
    )


def _to_a_person(words: Words, order: OrderView) -> tuple[tuple[Button, ...], ...]:
    return ((tap(words, "button-person", Verb.SUPPORT, order.reference),),)


def _cancel_this(words: Words, order: OrderView) -> Button:
    label = words.plain("button-cancel-order", package=package_of(words, order), price=order.price.display())
    return Button(label, data=encode(Verb.CANCEL, order.reference))


def _cancel_and_help(words: Words, order: OrderView) -> tuple[Button, ...]:
    return tap(words, "button-cancel", Verb.CANCEL, order.reference), _help(words, order)


def _help(words: Words, order: OrderView) -> Button:
    return tap(words, "button-help", Verb.SUPPORT, order.reference)


def _change(words: Words, order: OrderView) -> Button:
    return tap(words, "button-other-method", Verb.CHANGE_METHOD, order.reference)
