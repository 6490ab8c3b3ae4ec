"""Giving money back: what the staff see before they do, and what the buyer is told."""

from collections.abc import Sequence

from fulfillment.money import Money, decimals
from fulfillment.payers import Amount
from fulfillment.refund_offer import RefundOffer, Use
from fulfillment.refunds_by_hand import ByHand
from fulfillment.views import OrderView
from handlers.callbacks import Verb, encode
from handlers.screens.payment import where_to
from handlers.screens.pieces import order_heading, package_of, paragraphs, rows, tap
from handlers.screens.screen import Button, Screen
from locales.loader import Words

ALL, OTHER, KEEPS, NOW = "all", "other", "keeps", "now"  # arguments of the buttons


def offer(words: Words, shown: RefundOffer) -> Screen:
    """Show what was paid and what of it was used, and offer what can be given back."""
    order = shown.order
    back = (Button(words.plain("staff-button-case"), data=encode(Verb.CASE, order.reference)),)
    heading = words(
        "refund-title",
        reference=order.reference,
        package=package_of(words, order),
        price=order.price.display(),
        paid=_written(shown.paid) or words("staff-nothing-paid"),
    )
    if not shown.refundable:
        return Screen(paragraphs(heading, words("refund-nothing")), (back,))
    used = words("refund-use", use=shown.use.value, left=_share(shown.left_quota, shown.sold_quota))
    keeps = (KEEPS,) if shown.stays else ()
    whole = Button(
        words.plain("refund-button-all", amount=_written(shown.paid)),
        data=encode(Verb.REFUND, order.reference, ALL, *keeps),
    )
    look_again = tap(words, "staff-button-refresh", Verb.REFUND, order.reference)
    return Screen(
        paragraphs(
            heading,
            used,
            words("refund-what-happens", use=shown.use.value),
            _by_hand(words, shown),
        ),
        rows(
            _unused(words, shown),
            (whole,),
            (tap(words, "refund-button-other", Verb.REFUND, order.reference, OTHER, *keeps),)
            if shown.in_parts
            else (),
            (look_again, *back) if shown.use in {Use.UNKNOWN, Use.KEY} else back,
        ),
    )


def ask_amount(words: Words, reference: str, most: Amount, *, again: bool = False) -> Screen:
    """Ask how much; the next message is the answer."""
    key = "refund-ask-amount-again" if again else "refund-ask-amount"
    back = Button(words.plain("button-back"), data=encode(Verb.REFUND, reference))
    return Screen(_how_much(words, key, reference, most), ((back,),))


def ask_amount_by_hand(words: Words, reference: str, most: Amount, *, again: bool = False) -> Screen:
    """Ask how much was given back by hand; the next message is the answer."""
    key = "refund-ask-amount-again" if again else "refund-ask-amount-by-hand"
    back = Button(words.plain("button-back"), data=encode(Verb.GIVEN_BACK, reference))
    return Screen(_how_much(words, key, reference, most), ((back,),))


def ask_reference(words: Words, reference: str, waits: ByHand) -> Screen:
    """Ask where what was given back by hand can be looked up; the next message is the answer."""
    other = tap(words, "refund-button-other-by-hand", Verb.GIVEN_BACK, reference, OTHER)
    back = Button(words.plain("button-back"), data=encode(Verb.CASE, reference))
    text = words("refund-ask-reference", reference=reference, amount=_written(waits.noted))
    return Screen(text, rows((other,) if waits.most is not None else (), (back,)))


def ask_reason(words: Words, reference: str, amount: Amount | None) -> Screen:
    """Ask why; the next message is the answer, it goes into the audit."""
    back = Button(words.plain("button-back"), data=encode(Verb.REFUND, reference))
    what = "part" if amount else "all"
    shown = amount.display() if amount else ""
    return Screen(words("refund-ask-reason", reference=reference, what=what, amount=shown), ((back,),))


def confirm(words: Words, reference: str, several: Sequence[Amount], reason: str) -> Screen:
    """Show what would go back and why, to be confirmed by a tap."""
    amount = _written(several)
    now = Button(words.plain("refund-button-now", amount=amount), data=encode(Verb.REFUND, reference, NOW))
    back = Button(words.plain("refund-button-not"), data=encode(Verb.REFUND, reference))
    told = words("refund-confirm", reference=reference, amount=amount, reason=reason)
    return Screen(told, ((now, back),))


def looking(words: Words) -> str:
    """Toast: the console is being asked what was used."""
    return words.plain("toast-refund-looking")


def pending(words: Words, order: OrderView, amount: Money) -> Screen:
    """Tell the buyer that the payment service has the refund, and takes its time."""
    told = words("refund-pending-message", amount=amount.display())
    return Screen(paragraphs(order_heading(words, order), told), _to_a_person(words, order))


def refunded(words: Words, order: OrderView, amount: Money, *, by_hand: bool = False) -> Screen:
    """Tell the buyer that money went back, the way it was paid or by a person's hand."""
    told = words(
        "refunded-message",
        amount=amount.display(),
        where=where_to([amount], by_hand=by_hand),
        stopped="yes" if order.taken_back else "no",
    )
    return Screen(paragraphs(order_heading(words, order), told), _to_a_person(words, order))


def _unused(words: Words, shown: RefundOffer) -> tuple[Button, ...]:
    if shown.unused is None:
        return ()
    label = words.plain("refund-button-unused", amount=shown.unused.display())
    return (Button(label, data=encode(Verb.REFUND, shown.order.reference, shown.unused.booked.minor)),)


def _by_hand(words: Words, shown: RefundOffer) -> str:
    if not shown.by_hand and not (shown.part_by_hand and shown.in_parts):
        return ""
    what = "all" if shown.by_hand else "part"
    return words("refund-by-hand", what=what, button=words.plain("staff-button-given_back"))


def _written(several: Sequence[Amount]) -> str:
    return " + ".join(amount.display() for amount in several)


def _how_much(words: Words, key: str, reference: str, most: Amount) -> str:
    """Ask for an amount in the currency of the books; of coins it says what that is."""
    coins = "no" if most.booked == most.payer else "yes"
    return words(
        key,
        reference=reference,
        most=most.booked.display(),
        coins=coins,
        paid=most.payer.display(),
        whole="no" if decimals(most.booked.currency) else "yes",
    )


def _share(left: int, sold: int) -> str:
    """Return how much of a quota is left, in whole percent; a little is never told as nothing or all of it."""
    percent = left * 100 // sold if sold else 0
    if left and not percent:
        return "<1%"
    return f"{min(percent, 100)}%"


def _to_a_person(words: Words, order: OrderView) -> tuple[tuple[Button, ...], ...]:
    return ((tap(words, "button-person", Verb.SUPPORT, order.reference),),)
