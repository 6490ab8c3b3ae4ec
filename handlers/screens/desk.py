"""The help desk: what a customer is told of it, and what the staff see in their group."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from fulfillment.views import OrderView
from handlers.callbacks import Verb, encode
from handlers.screens.commands import DESK_COMMANDS, desk_commands, staff_commands
from handlers.screens.pieces import duration, in_pairs, lines, package_of, paragraphs, rows, tap
from handlers.screens.screen import Button, Screen
from locales.loader import Markup, Words, escaped

TOPIC_NAME_LENGTH = 128
_NAME_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Exchange:
    """A turn with the bot, as the card shows it."""

    at: datetime
    said: str
    answer: str


@dataclass(frozen=True, slots=True)
class CardView:
    """What the card of a ticket shows. `status` is waiting, human, closed, banned or unreachable.

    `username` is without the @, or empty.
    """

    number: int
    name: str
    username: str
    external_id: str
    language: str
    status: str
    unreachable: bool
    claimed_by: str
    reason: str
    awaiting_since: datetime | None
    orders: tuple[OrderView, ...] = ()
    about: str = ""
    exchanges: tuple[Exchange, ...] = ()


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody whom a ticket may be given to. `username` is without the @, or empty."""

    account: str
    name: str
    username: str

    def goes_by(self, named: str) -> bool:
        """Say whether this is their number, @name or name, however it is written."""
        known = {self.account, self.name.casefold(), self.username.casefold()} - {""}
        return named.removeprefix("@").casefold() in known


def receipt(words: Words, number: int, reply_within: timedelta, order: OrderView | None) -> Screen:
    """Confirm that a person was asked for, and say by when they answer."""
    text = paragraphs(
        words("desk-receipt", number=str(number), duration=duration(words, reply_within)),
        _about(words, order),
        words("desk-write-on"),
    )
    lost = (tap(words, "button-lost", Verb.LOST),) if order is None else ()
    not_needed, *others = _waiting_buttons(words)
    return Screen(text, rows(not_needed, lost, *others))


def in_line(words: Words, number: int, reply_within: timedelta, order: OrderView | None) -> Screen:
    """Say that a person is there already, or will be."""
    text = paragraphs(
        words("desk-in-line", number=str(number), duration=duration(words, reply_within)),
        _about(words, order),
    )
    return Screen(text, _waiting_buttons(words))


def no_longer(words: Words) -> Screen:
    """Confirm that nobody is asked for any more."""
    return Screen(words("desk-no-longer"), _ways_on(words))


def closed(words: Words) -> Screen:
    """Tell the customer that the staff closed the conversation."""
    return Screen(words("desk-closed"), _ways_on(words))


def not_here(words: Words, email: str) -> Screen:
    """Send a banned customer to the e-mail address."""
    return Screen(words("desk-not-here", email=email), ((tap(words, "button-orders", Verb.ORDERS, 0),),))


def cannot_copy(words: Words) -> Screen:
    """Refuse what cannot be passed on, and say what can."""
    return Screen(words("desk-cannot-copy"), _waiting_buttons(words))


def too_fast(words: Words) -> Screen:
    """Ask for a pause; nothing is lost."""
    return Screen(words("desk-too-fast"), _waiting_buttons(words))


def sign(words: Words, status: str) -> str:
    """Return the sign of a ticket's status, with which the name of its topic begins."""
    return words.plain("desk-sign", status=status)


def topic_name(words: Words, number: int, name: str, status: str) -> str:
    """Return the name of a customer's topic: status, number, name."""
    return words.plain("desk-topic-name", status=sign(words, status), number=str(number), name=name)[
        :TOPIC_NAME_LENGTH
    ]


def card(words: Words, view: CardView, zone: tzinfo) -> Screen:
    """Show the staff whom they talk to, why, and what happened before."""
    heading = words(
        "desk-card",
        status=sign(words, view.status),
        number=str(view.number),
        name=_cut(view.name),
        account=f"@{view.username}" if view.username else words("desk-no-username"),
        id=view.external_id,
        language=words("desk-language", language=view.language),
    )
    facts = lines(
        words("desk-card-status", status=view.status, name=view.claimed_by or words("desk-nobody")),
        words("desk-card-reason", reason=view.reason or "asked", reference=view.about),
        words("desk-card-since", at=_time(view.awaiting_since, zone)) if view.awaiting_since else "",
        words("desk-card-unreachable") if view.unreachable else "",
    )
    owned = [_order_line(words, order, view, zone) for order in view.orders]
    waiting = [order for order in view.orders if order.payment is not None and order.payment.payable]
    pay = [
        words(
            "desk-card-payment",
            reference=order.reference,
            method=words("method-label", method=order.payment.method),
            at=_time(order.payment.expires_at, zone),
        )
        for order in waiting
        if order.payment is not None
    ]
    told = [
        words("desk-card-turn", at=_time(one.at, zone), said=one.said, answer=one.answer or "…")
        for one in view.exchanges
    ]
    text = paragraphs(
        heading,
        facts,
        lines(words("desk-card-orders"), *owned) if owned else words("desk-card-no-orders"),
        lines(*pay),
        lines(words("desk-card-turns"), *told) if told else "",
    )
    return Screen(Markup(text), _card_buttons(words, view))


def sentence(words: Words, say: str, facts: dict[str, str | int]) -> Screen:
    """Say a sentence in a topic: a failure, a warning, what the customer did. What has no text is named."""
    if "content" in facts:
        facts = facts | {"text": facts["text"] or content(words, str(facts["content"]))}
    return Screen(words(f"desk-say-{say}", **facts))


def content(words: Words, kind: str) -> str:
    """Return what a message is that is not text: a picture, a voice message."""
    return words.plain("desk-content", content=kind)


def commands(words: Words, *, unknown: bool = False) -> Screen:
    """List the commands of a topic, and those that the staff have everywhere."""
    everywhere = [one for one in staff_commands(words) if one[0] not in DESK_COMMANDS]
    return Screen(
        paragraphs(
            words("desk-unknown-command") if unknown else "",
            lines(words("desk-commands"), *_listed(words, desk_commands(words))),
            lines(words("desk-commands-everywhere"), *_listed(words, everywhere)),
            words("desk-commands-notes"),
        )
    )


def colleagues(words: Words, everybody: Sequence[Colleague], *, unknown: str = "") -> Screen:
    """List whom a ticket may be given to, a button each; `unknown` is what was typed and names none of them."""
    listed = [f"• {_named(one)}" for one in everybody]
    heading = words("desk-unknown-colleague", name=_cut(unknown)) if unknown else words("desk-assign")
    buttons = [Button(_cut(one.name), data=encode(Verb.DESK, "assign", one.account)) for one in everybody]
    return Screen(paragraphs(lines(heading, *listed), words("desk-assign-how")), in_pairs(buttons))


def assigned(words: Words, name: str) -> Screen:
    """Say who has the ticket now, in the place of the question."""
    return Screen(words("desk-assigned", name=_cut(name)))


def usage(words: Words, command: str) -> Screen:
    """Say how a command is used."""
    return Screen(words("desk-usage", command=command))


def is_it_an_amount(words: Words, reference: str) -> Screen:
    """Say that nothing was given back, for the reason may name an amount, and offer the way to give back a part."""
    choose = tap(words, "staff-button-refund", Verb.REFUND, reference)
    return Screen(words("desk-refund-amount", button=choose.text), ((choose,),))


def nothing_to_do(words: Words, command: str) -> Screen:
    """Say that it is so already."""
    return Screen(words("desk-nothing-to-do", command=command))


def not_a_topic(words: Words) -> Screen:
    """Say that a command belongs into a customer's topic."""
    return Screen(words("desk-not-a-topic"))


def banned(words: Words) -> Screen:
    """Say that the ban has to be lifted first."""
    return Screen(words("desk-banned"))


def not_possible(words: Words) -> Screen:
    """Say that the order is not in a state for this."""
    return Screen(words("desk-not-possible"))


def no_such_order(words: Words) -> Screen:
    """Say that the customer has no such order."""
    return Screen(words("desk-no-such-order"))


def no_order_yet(words: Words) -> Screen:
    """Say that there is no order to do something with."""
    return Screen(words("desk-no-order-yet"))


def excess(words: Words, said: Sequence[tuple[str, str]]) -> Screen:
    """Show as one what a customer wrote over the limit: of each message what it is, and its text."""
    shown, room = [], 3000
    for kind, written in said:
        text = f"{content(words, kind)} {written}".strip()
        line = words("desk-excess-line", text=text if len(text) <= 300 else text[:299] + "…")
        room -= len(line)
        if room < 0:
            break
        shown.append(line)
    more = len(said) - len(shown)
    return Screen(
        paragraphs(
            words("desk-excess", count=len(said)),
            lines(*shown),
            words("desk-excess-more", count=more) if more else "",
        )
    )


def _waiting_buttons(words: Words) -> tuple[tuple[Button, ...], ...]:
    return (
        (tap(words, "button-no-person", Verb.NO_PERSON), tap(words, "button-orders", Verb.ORDERS, 0)),
        (tap(words, "button-home", Verb.HOME),),
    )


def _ways_on(words: Words) -> tuple[tuple[Button, ...], ...]:
    return (
        (tap(words, "button-orders", Verb.ORDERS, 0), tap(words, "button-person", Verb.SUPPORT)),
        (tap(words, "button-home", Verb.HOME),),
    )


def _about(words: Words, order: OrderView | None) -> str:
    if order is None:
        return ""
    return words(
        "support-order",
        package=package_of(words, order),
        price=order.price.display(),
        reference=order.reference,
    )


def _order_line(words: Words, order: OrderView, view: CardView, zone: tzinfo) -> str:
    return words(
        "desk-card-order",
        mark="👉 " if order.reference == view.about else "",
        reference=order.reference,
        package=package_of(words, order),
        price=order.price.display(),
        state=words("state", state=order.state.value),
        at=_time(order.created_at, zone),
    )


def _card_buttons(words: Words, view: CardView) -> tuple[tuple[Button, ...], ...]:
    acts = {"banned": ("unban",), "closed": ("reopen",)}.get(view.status, ("claim", "close"))
    first = tuple(Button(words.plain(f"desk-button-{act}"), data=encode(Verb.DESK, act)) for act in acts)
    cases = tuple(
        Button(order.reference, data=encode(Verb.DESK, "order", order.reference)) for order in view.orders
    )
    return rows(first, *((case,) for case in cases))


def _listed(words: Words, commands: Sequence[tuple[str, str]]) -> list[Markup]:
    return [words("desk-command-line", command=name, about=about) for name, about in commands]


def _named(colleague: Colleague) -> Markup:
    """Return the name and the @name, without one the number; whose name is not known goes by the number alone."""
    account = f"@{colleague.username}" if colleague.username else colleague.account
    return escaped(" · ".join(dict.fromkeys((_cut(colleague.name), account))))


def _cut(name: str) -> str:
    return name if len(name) <= _NAME_LENGTH else name[: _NAME_LENGTH - 1] + "…"


def _time(moment: datetime, zone: tzinfo) -> str:
    return f"{moment.astimezone(zone):%m-%d %H:%M}"
