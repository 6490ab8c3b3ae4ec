"""Help, language, the small print, reaching a person, and what is said when something is not understood."""

from datetime import timedelta

from fulfillment.views import OrderView
from handlers.callbacks import Verb, encode
from handlers.screens.pieces import copying, duration, package_of, paragraphs, row, rows, tap
from handlers.screens.screen import Button, Screen
from locales.loader import LANGUAGES, Words, words_for


def help_screen(words: Words) -> Screen:
    """Show every way to be helped."""
    return Screen(
        words("help-text"),
        (
            (tap(words, "button-buy", Verb.BUY), tap(words, "button-orders", Verb.ORDERS, 0)),
            (tap(words, "button-guide", Verb.GUIDE, 1), tap(words, "button-faq", Verb.FAQ)),
            (tap(words, "button-models", Verb.MODELS), tap(words, "button-person", Verb.SUPPORT)),
            (tap(words, "button-terms", Verb.TERMS), tap(words, "button-privacy", Verb.PRIVACY)),
            (tap(words, "button-language", Verb.LANGUAGE), tap(words, "button-reminders", Verb.REMINDERS)),
            (tap(words, "button-home", Verb.HOME),),
        ),
    )


def language_choice(words: Words) -> Screen:
    """Ask for the language; each is named in itself."""
    choices = tuple(
        (Button(words_for(language).plain("language-name"), data=encode(Verb.LANGUAGE, language)),)
        for language in LANGUAGES
    )
    return Screen(words("language-choice"), (*choices, (tap(words, "button-home", Verb.HOME),)))


def language_changed(words: Words) -> Screen:
    """Confirm the language, in it."""
    return Screen(
        words("language-changed"),
        ((tap(words, "button-buy", Verb.BUY), tap(words, "button-home", Verb.HOME)),),
    )


def terms(words: Words) -> Screen:
    """Show the terms of sale."""
    return Screen(
        words("terms-text"),
        (
            (tap(words, "button-buy", Verb.BUY), tap(words, "button-privacy", Verb.PRIVACY)),
            (tap(words, "button-person", Verb.SUPPORT), tap(words, "button-home", Verb.HOME)),
        ),
    )


def paysupport(words: Words, email: str, reply_within: timedelta, *, stars: bool = False) -> Screen:
    """Show what to do about a payment that went wrong; `stars`: one can pay with Telegram Stars here."""
    text = words("paysupport-text", email=email, duration=duration(words, reply_within))
    return Screen(
        paragraphs(text, words("paysupport-stars") if stars else ""),
        ((tap(words, "button-orders", Verb.ORDERS, 0), tap(words, "button-person", Verb.SUPPORT)),),
    )


def privacy(words: Words, email: str) -> Screen:
    """Show what the shop keeps about a customer."""
    return Screen(
        words("privacy-text", email=email),
        ((tap(words, "button-terms", Verb.TERMS), tap(words, "button-home", Verb.HOME)),),
    )


def support(words: Words, email: str, reply_within: timedelta, order: OrderView | None) -> Screen:
    """Invite the customer to write to a person."""
    text = paragraphs(
        words("support-text", duration=duration(words, reply_within)),
        _about(words, order),
        words("support-what-to-write"),
        words("support-email", email=email),
    )
    if order is None:
        back = tap(words, "button-orders", Verb.ORDERS, 0)
    else:
        back = tap(words, "button-order", Verb.ORDER, order.reference)
    return Screen(
        text,
        rows(
            row(copying(words.plain("button-copy-email"), email)),
            row(tap(words, "button-lost", Verb.LOST) if order is None else None),
            (back, tap(words, "button-faq", Verb.FAQ)),
            (tap(words, "button-home", Verb.HOME),),
        ),
    )


def support_received(words: Words, reply_within: timedelta) -> Screen:
    """Confirm that a person will read what was written."""
    return Screen(
        words("support-received", duration=duration(words, reply_within)),
        ((tap(words, "button-orders", Verb.ORDERS, 0), tap(words, "button-home", Verb.HOME)),),
    )


def unknown(words: Words) -> Screen:
    """Answer what was not understood: text, stickers, unknown commands."""
    return Screen(words("unknown-text"), _ways_on(words))


def something_broke(words: Words) -> Screen:
    """Say that the fault was ours, and that nothing is lost."""
    return Screen(
        words("something-broke"),
        (
            (tap(words, "button-orders", Verb.ORDERS, 0), tap(words, "button-person", Verb.SUPPORT)),
            (tap(words, "button-home", Verb.HOME),),
        ),
    )


def database_busy(words: Words) -> Screen:
    """Say that the answer comes later; nothing has to be sent again."""
    return Screen(words("database-busy"), ((tap(words, "button-home", Verb.HOME),),))


def stale_button(words: Words) -> str:
    """Toast: the button is of an old version of the shop."""
    return words.plain("toast-stale-button")


def _about(words: Words, order: OrderView | None) -> str:
    if order is None:
        return words("support-no-order")
    return words(
        "support-order",
        package=package_of(words, order),
        price=order.price.display(),
        reference=order.reference,
    )


def _ways_on(words: Words) -> tuple[tuple[Button, ...], ...]:
    return (
        (tap(words, "button-buy", Verb.BUY), tap(words, "button-orders", Verb.ORDERS, 0)),
        (tap(words, "button-faq", Verb.FAQ), tap(words, "button-person", Verb.SUPPORT)),
    )
