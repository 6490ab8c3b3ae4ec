"""What the staff see: the parked orders, one order with its history, and the question for a reason."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from fulfillment.staff import Case, HistoryLine
from handlers.callbacks import Verb, encode
from handlers.screens.pieces import lines, package_of, paragraphs, rows, tap
from handlers.screens.screen import Button, Screen
from locales.loader import Markup, Words

LONGEST_REASON = 160  # characters
HISTORY_LINES = 12
ACTS = ("deliver", "paid", "refund", "given_back", "close")


def parked(words: Words, cases: Sequence[Case], zone: tzinfo) -> Screen:
    """List the orders that wait for a person, the longest waiting first."""
    if not cases:
        return Screen(words("staff-parked-none"), ((tap(words, "staff-button-refresh", Verb.PARKED),),))
    listed = [
        words(
            "staff-parked-line",
            reference=case.order.reference,
            package=package_of(words, case.order),
            price=case.order.price.display(),
            buyer=case.buyer,
            reason=_park_reason(words, case),
            at=_time(case.order.created_at, zone),
        )
        for case in cases
    ]
    buttons = tuple(
        (Button(case.order.reference, data=encode(Verb.CASE, case.order.reference)),) for case in cases
    )
    return Screen(paragraphs(words("staff-parked-title"), *listed), buttons)


def case(words: Words, shown: Case, zone: tzinfo) -> Screen:
    """Show one order: its buyer, its money, its history, and what can be done."""
    order = shown.order
    state = [
        words("state", state=order.state.value),
        *([_park_reason(words, shown)] if shown.park_reason else []),
    ]
    heading = words(
        "staff-case",
        reference=order.reference,
        package=package_of(words, order),
        price=order.price.display(),
        paid=shown.paid.display() if shown.paid else words("staff-nothing-paid"),
        state=Markup(" · ".join(state)),
        buyer=shown.buyer,
        account=shown.account,
    )
    history = [_history_line(words, line, zone) for line in shown.history[-HISTORY_LINES:]]
    acts = tuple(
        Button(words.plain(f"staff-button-{act}"), data=_data(act, order.reference))
        for act in ACTS
        if act in shown.acts
    )
    back = (tap(words, "staff-button-list", Verb.PARKED),)
    return Screen(paragraphs(heading, lines(*history)), rows(acts[:2], acts[2:], back))


def ask_reason(words: Words, act: str, reference: str) -> Screen:
    """Ask why; the next message is the answer, and it goes into the audit."""
    back = Button(words.plain("button-back"), data=encode(Verb.CASE, reference))
    return Screen(words("staff-ask-reason", act=act, reference=reference), ((back,),))


def too_late(words: Words, reference: str) -> Screen:
    """Say that the order has moved on, so that the act makes no sense any more."""
    show = Button(words.plain("staff-button-case"), data=encode(Verb.CASE, reference))
    return Screen(words("staff-too-late", reference=reference), ((show,),))


def not_possible(words: Words) -> str:
    """Toast: the order has moved on."""
    return words.plain("toast-staff-not-possible")


def _data(act: str, reference: str) -> str:
    """Return what an act's button asks for: those on money have steps of their own."""
    with_steps = {"refund": Verb.REFUND, "given_back": Verb.GIVEN_BACK}
    return encode(with_steps[act], reference) if act in with_steps else encode(Verb.ACT, act, reference)


def _park_reason(words: Words, shown: Case) -> str:
    return words("staff-park-reason", reason=shown.park_reason or "")


def _time(moment: datetime, zone: tzinfo) -> str:
    return f"{moment.astimezone(zone):%m-%d %H:%M}"


def _history_line(words: Words, line: HistoryLine, zone: tzinfo) -> str:
    facts = dict(line.facts)
    if "method" in facts:
        facts["method"] = words.plain("method-label", method=facts["method"].partition(".")[0])
    if "why" in facts:
        facts |= {"why": facts["why"][:LONGEST_REASON], "explained": "yes" if facts["why"] else "no"}
    return words(f"staff-history-{line.kind}", at=_time(line.at, zone), **facts)
