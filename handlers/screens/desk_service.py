"""The help desk's service: what the clock tells the staff and the customers, ratings, and the figures."""

from datetime import datetime, timedelta, tzinfo

from handlers.callbacks import Verb, encode
from handlers.screens.pieces import date_time, duration, lines, paragraphs, tap
from handlers.screens.screen import Button, Screen
from locales.loader import Words
from support.clock import BREACH
from support.figures import LATELY, DeskFigures
from support.ratings import SCORES

POOR = 2  # a rating up to this is answered with the way to a person


def waits(words: Words, stage: int, waited: timedelta, promised: timedelta, claimed_by: str) -> Screen:
    """Tell the staff in a topic that the customer has waited for long, or for longer than was promised."""
    text = words(
        "desk-waits",
        kind="broken" if stage >= BREACH else "soon",
        waited=duration(words, waited),
        promised=duration(words, promised),
        name=claimed_by or words("desk-nobody"),
    )
    return Screen(text)


def apology(words: Words, number: int) -> Screen:
    """Tell the customer that the answer takes longer than was promised."""
    return Screen(words("desk-apology", number=str(number)), _while_waiting(words))


def out_of_hours(words: Words, number: int, opens: datetime) -> Screen:
    """Tell the customer when the staff are back; `opens` is in the shop's time zone."""
    text = words("desk-out-of-hours", number=str(number), at=date_time(opens, opens))
    return Screen(text, _while_waiting(words))


def will_close(words: Words) -> Screen:
    """Warn a silent customer that the conversation will be closed."""
    return Screen(words("desk-will-close"), _ways_on(words))


def closed_silently(words: Words) -> Screen:
    """Tell a silent customer that the conversation is closed."""
    return Screen(words("desk-closed-silently"), _ways_on(words))


def closed(words: Words, number: int, closing: int) -> Screen:
    """Tell the customer that a person closed the conversation, and ask how they were helped."""
    scores = tuple(
        Button(words.plain("button-score", score=score), data=encode(Verb.RATE, number, closing, score))
        for score in SCORES
    )
    text = paragraphs(words("desk-closed"), words("desk-ask-rating"))
    return Screen(text, (scores, *_ways_on(words)))


def rated(words: Words, score: int) -> Screen:
    """Thank for a rating; to a poor one, offer a person."""
    return Screen(words("desk-rated", kind="poor" if score <= POOR else "good"), _ways_on(words))


def rated_before(words: Words) -> str:
    """Toast: this conversation was rated already."""
    return words.plain("toast-rated-before")


def figures(words: Words, found: DeskFigures, promised: timedelta, zone: tzinfo) -> Screen:
    """Show the staff how the help desk does."""
    now = lines(
        words("desk-figures-open", open=found.open, waiting=found.waiting),
        words("desk-figures-longest", at=date_time(found.longest, found.longest.astimezone(zone)))
        if found.longest
        else "",
    )
    median = found.median_first_reply
    lately = lines(
        words("desk-figures-lately", days=LATELY.days),
        words(
            "desk-figures-first-reply",
            median=duration(words, median) if median is not None else words("desk-figures-none"),
            count=found.first_replies,
        ),
        words("desk-figures-breaches", count=found.breaches, promised=duration(words, promised)),
        words(
            "desk-figures-rating",
            rating=f"{found.rating:.1f} / 5" if found.rating is not None else words("desk-figures-none"),
            count=found.ratings,
        ),
    )
    return Screen(
        paragraphs(words("desk-figures"), now, lately), ((tap(words, "staff-button-refresh", Verb.FIGURES),),)
    )


def _while_waiting(words: Words) -> tuple[tuple[Button, ...], ...]:
    return ((tap(words, "button-orders", Verb.ORDERS, 0), tap(words, "button-home", Verb.HOME)),)


def _ways_on(words: Words) -> tuple[tuple[Button, ...], ...]:
    return (
        (tap(words, "button-orders", Verb.ORDERS, 0), tap(words, "button-person", Verb.SUPPORT)),
        (tap(words, "button-home", Verb.HOME),),
    )
