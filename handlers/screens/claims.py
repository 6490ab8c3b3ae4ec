"""Recovery by a person: what the customer is asked, what the staff see, and what both accounts are told."""

from datetime import tzinfo

from fulfillment.claims import OPEN, ClaimView
from fulfillment.views import OrderView
from handlers.callbacks import Verb, encode
from handlers.screens.pieces import lines, order_heading, package_of, paragraphs, show_delivery, tap
from handlers.screens.screen import Button, Screen
from locales.loader import Markup, Words
from support.desk import Reason


def ask_reference(words: Words, *, again: bool = False) -> Screen:
    """Ask for the number on the bill that names the order; `again` when what was written has none."""
    return _ask(words, words("claim-ask-order"), again=again)


def ask_transaction(words: Words, reference: str, *, again: bool = False) -> Screen:
    """Ask for another number on the bill; `again` when what was written has none."""
    return _ask(words, words("claim-ask-number", reference=reference), again=again)


def kept(words: Words, promised: str) -> Screen:
    """Say that a person looks at it: the same whether what was given fits or not."""
    return Screen(words("claim-kept", duration=promised), _out(words))


def refused(words: Words, reference: str) -> Screen:
    """Tell who claimed an order that it stays where it is, and what they can do now."""
    again = tap(words, "button-claim-again", Verb.LOST)
    return Screen(words("claim-refused", reference=reference), ((again,), *_out(words)))


def too_many(words: Words) -> Screen:
    """Say that orders were claimed too often."""
    return Screen(words("claim-too-many"), _out(words))


def moved_here(words: Words, order: OrderView) -> Screen:
    """Tell the new account that the order is its own now."""
    first = (
        show_delivery(words, order)
        if order.delivery is not None
        else tap(words, "button-order", Verb.ORDER, order.reference)
    )
    return Screen(
        paragraphs(words("claim-moved-here"), order_heading(words, order)),
        ((first,), (tap(words, "button-orders", Verb.ORDERS, 0), tap(words, "button-home", Verb.HOME))),
    )


def moved_away(words: Words, order: OrderView) -> Screen:
    """Tell the old account that the order went to another one, and what to do if that was not them."""
    not_me = tap(words, "button-it-was-not-me", Verb.SUPPORT, order.reference, Reason.NOT_ME.value)
    text = words(
        "claim-moved-away",
        reference=order.reference,
        package=package_of(words, order),
        price=order.price.display(),
        button=not_me.text,
    )
    return Screen(text, ((not_me,), (tap(words, "button-orders", Verb.ORDERS, 0),)))


def claim(words: Words, shown: ClaimView, zone: tzinfo) -> Screen:
    """Show the staff what was given as a proof, whether it fits, and the ways to decide."""
    order = shown.order
    facts = lines(
        words("claim-reference", reference=shown.reference, known="yes" if order is not None else "no"),
        words("claim-number", number=shown.transaction, fits="yes" if shown.fits else "no"),
        words(
            "claim-order",
            package=package_of(words, order),
            price=order.price.display(),
            state=words("state", state=order.state.value),
            at=f"{order.created_at.astimezone(zone):%Y-%m-%d %H:%M}",
            buyer=shown.buyer,
            account=shown.buyer_account,
        )
        if order is not None
        else "",
        words("claim-claimant", name=shown.name, account=shown.account, attempt=shown.attempt),
    )
    verdict = shown.state if shown.state != OPEN else "fits" if shown.fits else "no"
    text = paragraphs(words("claim-title"), facts, words("claim-verdict", verdict=verdict))
    approve = Button(words.plain("button-approve"), data=encode(Verb.APPROVE, shown.number))
    refuse = Button(words.plain("button-refuse"), data=encode(Verb.REFUSE, shown.number))
    if shown.state != OPEN:
        return Screen(text)
    return Screen(text, ((approve, refuse) if shown.fits else (refuse,),))


def no_claim(words: Words) -> Screen:
    """Tell the staff that nobody claims this."""
    return Screen(words("claim-none"))


def not_possible(words: Words) -> Screen:
    """Tell the staff that this claim cannot be approved."""
    return Screen(words("claim-not-possible"))


def decided(words: Words) -> Screen:
    """Tell the staff that this claim was decided already."""
    return Screen(words("claim-decided"))


def _ask(words: Words, question: Markup, *, again: bool) -> Screen:
    """Ask something; `again` offers first of all a person, who gets what was written."""
    if not again:
        return Screen(question, _out(words))
    person = tap(words, "button-person", Verb.SUPPORT, "", Reason.RECOVERY.value)
    ways = ((person,), (tap(words, "button-orders", Verb.ORDERS, 0), tap(words, "button-home", Verb.HOME)))
    return Screen(paragraphs(words("claim-no-number", button=person.text), question), ways)


def _out(words: Words) -> tuple[tuple[Button, ...], ...]:
    return (
        (tap(words, "button-orders", Verb.ORDERS, 0), tap(words, "button-person", Verb.SUPPORT)),
        (tap(words, "button-home", Verb.HOME),),
    )
