"""What is left of a key, why one does not work, and the note that little is left."""

from collections.abc import Sequence

from fulfillment.enquiries import Outcome
from fulfillment.views import OrderView
from handlers.callbacks import Verb, encode
from handlers.screens.delivery import console_buttons
from handlers.screens.pieces import (
    compact,
    lines,
    order_heading,
    package_of,
    paragraphs,
    row,
    rows,
    show_delivery,
    tap,
)
from handlers.screens.screen import Button, Picture, PictureKind, Screen
from locales.loader import Words

_FOR_A_PERSON = {
    Outcome.DISABLED,
    Outcome.EXPIRED,
    Outcome.GONE,
    Outcome.REFUSED,
    Outcome.OURS,
    Outcome.GATEWAY_DOWN,
}
_AT_THE_CONSOLE = {Outcome.UNUSED, Outcome.REDEEMED, Outcome.CODE}


def balance(
    words: Words, order: OrderView, outcome: Outcome, console_url: str, *, remaining: int = 0, used: int = 0
) -> Screen:
    """Answer what is left: of a key in figures and as a picture, of a code where to look."""
    if outcome is not Outcome.KNOWN:
        text = paragraphs(order_heading(words, order), words("balance-answer", outcome=outcome.value))
        return Screen(text, _next_steps(words, order, outcome, console_url, again=Verb.BALANCE))
    share = percent_left(remaining, used)
    text = paragraphs(
        order_heading(words, order),
        lines(words("balance-left", percent=share), _amounts(words, order, remaining, used)),
        words("balance-note"),
    )
    buttons = (
        (tap(words, "button-balance-again", Verb.BALANCE, order.reference), _buy_again(words, order)),
        (_trouble(words, order),),
        (_person(words, order),),
    )
    return Screen(text, buttons, Picture(PictureKind.BALANCE, f"{share}%", share=share))


def trouble(
    words: Words, order: OrderView, outcome: Outcome, console_url: str, *, remaining: int = 0, used: int = 0
) -> Screen:
    """Answer why a key does not work, and what to do now; a person comes after that."""
    figures = _amounts(words, order, remaining, used) if outcome is Outcome.WORKS and remaining else ""
    text = paragraphs(order_heading(words, order), words("trouble-answer", outcome=outcome.value), figures)
    return Screen(text, _next_steps(words, order, outcome, console_url, again=Verb.KEY_TROUBLE))


def low_balance(words: Words, order: OrderView, *, remaining: int, used: int) -> Screen:
    """Tell a buyer, once, that little is left of a key."""
    text = paragraphs(
        words("low-balance", percent=percent_left(remaining, used)),
        order_heading(words, order),
        _amounts(words, order, remaining, used),
        words("low-balance-note"),
    )
    return Screen(
        text,
        (
            (_buy_again(words, order),),
            (tap(words, "button-balance", Verb.BALANCE, order.reference), _person(words, order)),
        ),
    )


def which_order(words: Words, orders: Sequence[OrderView], verb: Verb) -> Screen:
    """Ask which delivered order is meant; without any, say so."""
    menu = (tap(words, "button-orders", Verb.ORDERS, 0), tap(words, "button-person", Verb.SUPPORT))
    if not orders:
        return Screen(words("after-sale-none"), ((tap(words, "button-buy", Verb.BUY),), menu))
    choice = tuple(
        (
            Button(
                words.plain(
                    "button-which-order", package=package_of(words, order), date=f"{order.created_at:%m-%d}"
                ),
                data=encode(verb, order.reference),
            ),
        )
        for order in orders
    )
    return Screen(words("after-sale-which"), (*choice, menu))


def nothing_delivered(words: Words, order: OrderView) -> Screen:
    """Say that there is nothing to look at yet, or any more."""
    text = paragraphs(order_heading(words, order), words("state", state=order.state.value))
    return Screen(
        paragraphs(text, words("after-sale-nothing")),
        ((tap(words, "button-order", Verb.ORDER, order.reference), _person(words, order)),),
    )


def asking(words: Words, order: OrderView) -> Screen:
    """Say that the console is being asked; the answer is a message of its own."""
    text = paragraphs(words("after-sale-asking"), order_heading(words, order))
    return Screen(text, ((tap(words, "button-order", Verb.ORDER, order.reference),),))


def later(words: Words, reference: str) -> Screen:
    """Say that it was asked often enough for the moment."""
    return Screen(
        words("toast-asked-too-often"),
        (
            (
                tap(words, "button-order", Verb.ORDER, reference),
                tap(words, "button-person", Verb.SUPPORT, reference),
            ),
        ),
    )


def asking_toast(words: Words) -> str:
    """Toast: the console is being asked."""
    return words.plain("toast-asking-console")


def asked_too_often(words: Words) -> str:
    """Toast: it was asked often enough for the moment."""
    return words.plain("toast-asked-too-often")


def percent_left(remaining: int, used: int) -> int:
    """Return how many percent are left; only nothing is 0, and only all is 100."""
    whole = remaining + used
    if remaining <= 0 or whole <= 0:
        return 0
    if used <= 0:
        return 100
    return min(99, max(1, remaining * 100 // whole))


def _amounts(words: Words, order: OrderView, remaining: int, used: int) -> str:
    whole = max(1, remaining + used)
    return words(
        "balance-amounts",
        left=compact(_rounded(order.tokens * remaining // whole)),
        used=compact(_rounded(order.tokens * used // whole)),
        whole=compact(order.tokens),
    )


def _rounded(tokens: int) -> int:
    """Leave out what is finer than a hundred: the figures are about right, not to the token."""
    return tokens if tokens < 1_000 else tokens // 100 * 100


def _next_steps(
    words: Words, order: OrderView, outcome: Outcome, console_url: str, *, again: Verb
) -> tuple[tuple[Button, ...], ...]:
    person = _person(words, order)
    look_again = tap(words, "button-look-again", again, order.reference)
    if outcome in _AT_THE_CONSOLE:
        return rows(console_buttons(words, console_url), (show_delivery(words, order), person))
    if outcome is Outcome.EXHAUSTED:
        return ((_buy_again(words, order),), (look_again, person))
    if outcome is Outcome.WORKS:
        first_call = tap(words, "button-first-call", Verb.SAMPLE, "python", order.reference)
        return rows(row(show_delivery(words, order), first_call), (look_again, person))
    if outcome in _FOR_A_PERSON:
        return ((person,), (look_again, show_delivery(words, order)))
    return ((look_again,), (show_delivery(words, order), person))


def _buy_again(words: Words, order: OrderView) -> Button:
    return tap(words, "button-again", Verb.PACKAGE, order.package_id)


def _trouble(words: Words, order: OrderView) -> Button:
    return tap(words, "button-key-trouble", Verb.KEY_TROUBLE, order.reference)


def _person(words: Words, order: OrderView) -> Button:
    return tap(words, "button-person", Verb.SUPPORT, order.reference)
