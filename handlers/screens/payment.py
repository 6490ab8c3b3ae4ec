"""The payment message, in every state of an order, and what surrounds paying."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from fulfillment.consoles.issuer import DeliveryPath
from fulfillment.money import Money
from fulfillment.states import OrderState
from fulfillment.views import OrderView, PaymentView
from handlers.callbacks import Verb, encode
from handlers.screens.pieces import (
    REPLY_WITHIN,
    amounts,
    clock_time,
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
    time_left,
    tokens_of,
)
from handlers.screens.screen import Button, Invoice, Picture, PictureKind, Screen
from handlers.screens.shop import method_label
from locales.loader import Words

LATER = "later"  # the refusal of a payment in the chat that could not be looked into
INVOICE_TITLE, INVOICE_TEXT = 32, 255  # characters, by Telegram's rules

_PICTURES = {
    OrderState.PAID: PictureKind.PAID,
    OrderState.DELIVERED: PictureKind.DELIVERED,
    OrderState.PARKED: PictureKind.REVIEW,
    OrderState.CANCELLED: PictureKind.CANCELLED,
    OrderState.EXPIRED: PictureKind.EXPIRED,
    OrderState.REFUNDING: PictureKind.REFUNDED,
    OrderState.REFUNDED: PictureKind.REFUNDED,
    OrderState.PARTLY_REFUNDED: PictureKind.REFUNDED,
    OrderState.CLOSED: PictureKind.CANCELLED,
}
_ON_A_PAGE = {"usdt"}  # methods whose QR leads to a page with the address and the network to pay to
_GIVEN_BACK = {OrderState.REFUNDING, OrderState.REFUNDED, OrderState.PARTLY_REFUNDED}


def preparing(words: Words, order: OrderView) -> Screen:
    """Stand in the chooser's place while the gateway is asked for a code."""
    text = paragraphs(words("preparing"), words("preparing-id", order_id=order.order_id))
    return Screen(text, ((tap(words, "button-order", Verb.ORDER, order.reference),),))


def payable(order: OrderView, now: datetime) -> PaymentView | None:
    """Return the payment to be paid with now, or None when the order is settled or its QR has run out."""
    attempt = order.payment
    if order.state is not OrderState.AWAITING_PAYMENT or attempt is None:
        return None
    ready = attempt.payable and bool(attempt.qr_content or attempt.in_chat)
    return attempt if ready and now < attempt.expires_at else None


def payment(
    words: Words,
    order: OrderView,
    now: datetime,
    reply_within: timedelta = REPLY_WITHIN,
    *,
    other_methods: bool = False,
) -> Screen:
    """Return the payment message as the order stands: a photo, but an invoice where it is paid in the chat.

    `other_methods` adds a button to pay another way while the order waits for payment.
    """
    attempt = payable(order, now)
    if attempt is not None:
        return _awaiting(words, order, attempt, now, other_methods=other_methods)
    if order.state is OrderState.AWAITING_PAYMENT and order.expires_at <= now:
        return _being_looked_up(words, order)
    if order.state is OrderState.AWAITING_PAYMENT:
        return _qr_expired(words, order, now, other_methods=other_methods)
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
    if order.state in _GIVEN_BACK:
        return words(
            f"payment-{order.state.value}",
            price=amounts(order.given_back) or order.price.display(),
            where=where_to(order.given_back, by_hand=order.by_hand),
            stopped="yes" if order.taken_back else "no",
        )
    return words(f"payment-{order.state.value}", late=_late(order))


def settled_buttons(words: Words, order: OrderView) -> tuple[tuple[Button, ...], ...]:
    """Return the next steps of an order that no longer waits for payment."""
    person = tap(words, "button-person", Verb.SUPPORT, order.reference)
    again = tap(words, "button-again", Verb.AGAIN, order.reference)
    if order.state is OrderState.DELIVERED:
        return (
            (show_delivery(words, order), tap(words, "button-balance", Verb.BALANCE, order.reference)),
            (tap(words, "button-key-trouble", Verb.KEY_TROUBLE, order.reference),),
            (again, person),
        )
    if order.state in {OrderState.PAID, OrderState.PARKED, OrderState.REFUNDING}:
        return ((person,),)
    if order.state in {OrderState.CANCELLED, OrderState.EXPIRED}:
        return ((again,), (i_have_paid(words, order), person))
    return ((again, person),)


def i_have_paid(words: Words, order: OrderView) -> Button:
    """Return the button that lets the gateway be asked at once, also about a QR that has run out."""
    return tap(words, "button-i-have-paid", Verb.I_HAVE_PAID, order.reference)


def where_to(given_back: Sequence[Money], *, by_hand: bool) -> str:
    """Return how money went back, for a sentence: to the "stars", to the "bank", or by a person's "hand"."""
    if by_hand:
        return "hand"
    return "stars" if given_back and all(money.currency == "XTR" for money in given_back) else "bank"


def gateway_down(words: Words, order: OrderView, methods: Mapping[str, Money]) -> Screen:
    """Say that the payment service does not answer; offer another try, the other methods, and to cancel."""
    used = order.payment.method if order.payment else ""
    buttons = rows(
        (tap(words, "button-try-again", Verb.NEW_QR, order.reference),),
        *_method_rows(words, order, {method: price for method, price in methods.items() if method != used}),
        _cancel_and_help(words, order),
    )
    return Screen(paragraphs(order_heading(words, order), words("gateway-down")), buttons)


def other_ways(words: Words, order: OrderView, methods: Mapping[str, Money]) -> Screen:
    """Ask how to pay for an order that exists already."""
    back = tap(words, "button-back", Verb.SHOW_PAYMENT, order.reference)
    text = paragraphs(order_heading(words, order), words("other-ways"))
    return Screen(text, (*_method_rows(words, order, methods), (back,)))


def ways_left(words: Words, order: OrderView, methods: Mapping[str, Money]) -> Screen:
    """Say that the way an order was to be paid is gone; offer the others, or a person where there is none."""
    text = paragraphs(order_heading(words, order), words("ways-left" if methods else "no-way-left"))
    if methods:
        return Screen(text, (*_method_rows(words, order, methods), _cancel_and_help(words, order)))
    cancel = tap(words, "button-cancel", Verb.CANCEL, order.reference)
    return Screen(text, ((tap(words, "button-person", Verb.SUPPORT, order.reference), cancel),))


def just_paid(words: Words, order: OrderView) -> Screen:
    """Welcome somebody who comes back from the gateway's page before the payment was seen."""
    buttons = (
        tap(words, "button-order", Verb.ORDER, order.reference),
        tap(words, "button-person", Verb.SUPPORT, order.reference),
    )
    return Screen(paragraphs(order_heading(words, order), words("just-paid", late=_late(order))), (buttons,))


def parked(words: Words, order: OrderView, reply_within: timedelta) -> Screen:
    """Tell the buyer, as a message of its own, that a person has to look at the order."""
    text = paragraphs(order_heading(words, order), state_text(words, order, reply_within))
    return Screen(text, settled_buttons(words, order))


def underpaid(words: Words, order: OrderView, paid: Money, price: Money) -> Screen:
    """Tell the buyer that too little arrived."""
    told = words("payment-underpaid", paid=paid.display(), price=price.display())
    return Screen(paragraphs(order_heading(words, order), told), _to_a_person(words, order))


def overpaid(words: Words, order: OrderView, paid: Money, price: Money) -> Screen:
    """Tell the buyer that more arrived than was asked for, and what becomes of the rest."""
    over = Money(max(0, paid.minor - price.minor), paid.currency)
    told = words("payment-overpaid", paid=paid.display(), price=price.display(), over=over.display())
    return Screen(paragraphs(order_heading(words, order), told), _to_a_person(words, order))


def unclear(words: Words, order: OrderView) -> Screen:
    """Tell the buyer that a payment cannot be told apart from another order's."""
    return Screen(
        paragraphs(order_heading(words, order), words("payment-unclear")), _to_a_person(words, order)
    )


def paid_twice(words: Words, order: OrderView, paid: Money) -> Screen:
    """Tell the buyer that the same order was paid once more."""
    told = words("payment-twice", price=paid.display())
    return Screen(paragraphs(order_heading(words, order), told), _to_a_person(words, order))


def refusal(words: Words, reason: str) -> str:
    """Say, in the messenger's own window, why a payment in the chat may not begin; plain text."""
    return words.plain(f"checkout-{reason}")


def unplaced(words: Words, amount: Money) -> Screen:
    """Tell somebody whose payment fits no order that a person looks at it."""
    person = tap(words, "button-person", Verb.SUPPORT)
    return Screen(words("payment-unplaced", amount=amount.display()), ((person,),))


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


def getting_code(words: Words) -> str:
    """Toast: what there is to pay with is on its way."""
    return words.plain("toast-getting-code")


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
    if attempt.in_chat:
        return _invoice(words, order, attempt, now, other_methods=other_methods)
    app = words.plain("pay-app", method=attempt.method.partition(".")[0])
    link_label = words.plain("button-open-link", app=app)
    told = "payment-scan"
    if attempt.method in _ON_A_PAGE:
        told, link_label, on_this_phone = "payment-on-page", words.plain("button-open-page"), ""
    elif attempt.link is not None and is_web_page(attempt.link):
        on_this_phone = words("payment-by-link", button=link_label)
    else:
        on_this_phone = words("payment-by-album", app=app)
    text = paragraphs(
        order_heading(words, order),
        lines(words(told, app=app, price=attempt.amount.display(), button=link_label), on_this_phone),
        words("payment-valid", late=_late(order), **time_left(words, attempt.expires_at, now)),
    )
    buttons = rows(
        row(link(link_label, attempt.link)),
        (
            i_have_paid(words, order),
            tap(words, "button-cancel", Verb.CANCEL, order.reference),
        ),
        row(_change(words, order) if other_methods else None, _help(words, order)),
    )
    picture = Picture(PictureKind.PAYMENT, attempt.amount.display(), attempt.qr_content or "")
    return Screen(text, buttons, picture)


def _invoice(
    words: Words, order: OrderView, attempt: PaymentView, now: datetime, *, other_methods: bool
) -> Screen:
    title = words.plain("invoice-title", package=package_of(words, order))
    description = words.plain(
        "invoice-description",
        tokens=tokens_of(words, order.tokens),
        order_id=order.order_id,
        time=clock_time(attempt.expires_at, now),
        late=_late(order),
    )
    pay = Button(words.plain("button-pay-invoice", price=attempt.amount.display()), pays=True)
    buttons = rows(
        (pay,),
        row(_change(words, order) if other_methods else None),
        _cancel_and_help(words, order),
    )
    bill = Invoice(title[:INVOICE_TITLE], description[:INVOICE_TEXT], attempt.number, attempt.amount.minor)
    return Screen("", buttons, invoice=bill)


def _qr_expired(words: Words, order: OrderView, now: datetime, *, other_methods: bool) -> Screen:
    kind = "invoice" if order.payment is not None and order.payment.in_chat else "qr"
    new_qr, paid = tap(words, f"button-new-{kind}", Verb.NEW_QR, order.reference), i_have_paid(words, order)
    open_until = words("payment-order-open", **time_left(words, order.expires_at, now))
    text = paragraphs(
        order_heading(words, order),
        words(f"payment-{kind}-expired", button=new_qr.text, paid=paid.text),
        open_until,
    )
    buttons = rows(
        (new_qr, paid),
        row(_change(words, order) if other_methods else None),
        _cancel_and_help(words, order),
    )
    return Screen(text, buttons, Picture(PictureKind.EXPIRED, order.price.display()))


def _being_looked_up(words: Words, order: OrderView) -> Screen:
    """The order's time is over, and its gateway has yet to say that nothing was paid."""
    text = paragraphs(order_heading(words, order), words("payment-being-looked-up"))
    picture = Picture(PictureKind.EXPIRED, order.price.display())
    return Screen(text, ((i_have_paid(words, order),), _cancel_and_help(words, order)), picture)


def _late(order: OrderView) -> str:
    return "yes" if order.late else "no"


def _method_rows(
    words: Words, order: OrderView, methods: Mapping[str, Money]
) -> tuple[tuple[Button, ...], ...]:
    return tuple(
        (Button(method_label(words, method, price), data=encode(Verb.USE_METHOD, order.reference, method)),)
        for method, price in methods.items()
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
