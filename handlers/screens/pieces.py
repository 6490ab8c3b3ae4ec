"""Pieces that several screens share: buttons, amounts, times, the heading of an order."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from fulfillment.consoles.issuer import DeliveryPath
from fulfillment.money import Money
from fulfillment.time_left import more_than
from fulfillment.views import OrderView
from handlers.callbacks import Verb, encode
from handlers.screens.screen import Button
from locales.loader import FALLBACK_LANGUAGE, Markup, Words
from locales.samples import PROGRAMMING_LANGUAGES

REPLY_WITHIN = timedelta(hours=24)
MAX_COPY = 256
_MAX_URL = 2048


def tap(words: Words, key: str, verb: Verb, *arguments: str | int) -> Button:
    """Return a button that asks the shop for something; its label needs no values."""
    return Button(words.plain(key), data=encode(verb, *arguments))


def row(*buttons: Button | None) -> tuple[Button, ...]:
    """Return the buttons that are there, as one row."""
    return tuple(button for button in buttons if button is not None)


def rows(*candidates: tuple[Button, ...]) -> tuple[tuple[Button, ...], ...]:
    """Return the rows that have a button."""
    return tuple(candidate for candidate in candidates if candidate)


def in_pairs(buttons: list[Button]) -> tuple[tuple[Button, ...], ...]:
    """Return buttons two to a row."""
    return tuple(tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2))


def link(label: str, url: str | None) -> Button | None:
    """Return a button that opens a web page, or None when messengers would refuse the address."""
    return Button(label, url=url) if url is not None and is_web_page(url) else None


def is_web_page(url: str) -> bool:
    """Say whether an address can stand on a button: http or https, with a host that has a dot."""
    if len(url) > _MAX_URL or any(character.isspace() for character in url):
        return False
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and "." in host.strip(".")


def copying(label: str, text: str) -> Button | None:
    """Return a button that copies a text, or None when the text is too long for one."""
    return Button(label, copy=text) if 0 < len(text) <= MAX_COPY else None


def paragraphs(*parts: str) -> str:
    """Join the parts that say something, with an empty line between them."""
    return "\n\n".join(part for part in parts if part)


def lines(*parts: str) -> str:
    """Join the parts that say something, a line each."""
    return "\n".join(part for part in parts if part)


def in_language(words: Words, texts: Mapping[str, str]) -> str:
    """Return the catalogue's text in the customer's language, else in English, else in whichever it has."""
    return texts.get(words.language) or texts.get(FALLBACK_LANGUAGE) or next(iter(texts.values()), "")


def compact(tokens: int) -> str:
    """Return a number of tokens as the shop writes it: `200K`, `1.5M`."""
    unit, letter = (1_000_000, "M") if tokens >= 1_000_000 else (1_000, "K")
    whole, rest = divmod(tokens * 10 // unit, 10)
    return str(tokens) if tokens < 1_000 else f"{whole}{letter}" if rest == 0 else f"{whole}.{rest}{letter}"


def tokens_of(words: Words, tokens: int) -> str:
    """Return a number of tokens with its unit."""
    return words.plain("tokens", amount=compact(tokens))


def duration(words: Words, span: timedelta) -> str:
    """Return a time span in words, in whole minutes, at least one; below an hour it is never told too long."""
    seconds = span.total_seconds()
    minutes = max(1, round(seconds / 60) if seconds >= 3600 else int(seconds) // 60)
    hours, rest = divmod(minutes, 60)
    if hours and rest and hours < 24:
        return words.plain("duration-hours-minutes", hours=hours, minutes=rest)
    if hours > 24 and hours % 24 == 0:
        return words.plain("duration-days", days=hours // 24)
    return (
        words.plain("duration-hours", hours=hours) if hours else words.plain("duration-minutes", minutes=rest)
    )


def amounts(several: Sequence[Money]) -> str:
    """Return amounts as people write them, with a plus between."""
    return " + ".join(one.display() for one in several)


def date_time(moment: datetime, beside: datetime) -> str:
    """Return a moment as `2026-03-01 09:30 (UTC+8)`, in the time zone of the moment beside it."""
    local = moment.astimezone(beside.tzinfo)
    hours = (local.utcoffset() or timedelta()).total_seconds() / 3600
    return f"{local:%Y-%m-%d %H:%M} (UTC{hours:+g})"


def clock_time(moment: datetime, beside: datetime) -> str:
    """Return a moment as `16:30 (UTC+8)`, with its date before that when it is on another day than `beside`."""
    written = date_time(moment, beside)
    same_day = moment.astimezone(beside.tzinfo).date() == beside.date()
    return written.partition(" ")[2] if same_day else written


def time_left(words: Words, ends_at: datetime, now: datetime) -> dict[str, str]:
    """Return how long until an end, for a sentence that stays true until the next step: more than so much."""
    step = more_than(ends_at - now)
    return {
        "time": clock_time(ends_at, now),
        "few": "yes" if step is None else "no",
        "duration": duration(words, step or timedelta()),
    }


def package_of(words: Words, order: OrderView) -> str:
    """Return the name of the package an order is for."""
    return in_language(words, order.package_name)


def order_heading(words: Words, order: OrderView) -> Markup:
    """Return package, amount, tokens, and the order ID on a line of its own."""
    heading = words(
        "order-heading",
        package=package_of(words, order),
        price=order.price.display(),
        tokens=tokens_of(words, order.tokens),
    )
    return Markup(lines(heading, words("order-id", order_id=order.order_id)))


def programming_language(words: Words, language: str) -> str:
    """Return the name of a programming language."""
    return words.plain("programming-language", language=language)


def sample_buttons(words: Words, reference: str, *, but: str = "") -> tuple[tuple[Button, ...], ...]:
    """Return the buttons for the first call in every programming language, but the one already shown."""
    buttons = [
        Button(programming_language(words, language), data=encode(Verb.SAMPLE, language, reference))
        for language in PROGRAMMING_LANGUAGES
        if language != but
    ]
    return rows(tuple(buttons[:3]), tuple(buttons[3:]))


def show_delivery(words: Words, order: OrderView) -> Button:
    """Return the button that shows again what was delivered."""
    if order.delivery is None:
        key = "button-show-delivery"
    else:
        key = "button-show-key" if order.delivery.path is DeliveryPath.KEY else "button-show-code"
    return tap(words, key, Verb.DELIVERY, order.reference)
