"""What the owner and the staff are alerted to."""

from enum import StrEnum

from handlers.callbacks import Verb
from handlers.screens.pieces import row, rows, tap
from handlers.screens.screen import Screen
from locales.loader import Words

NO_REFERENCE = "none"  # in the place of an order's, where none is named


class AlertKind(StrEnum):
    """The alerts, each with the facts it needs."""

    ORDER_PARKED = "order_parked"  # reference, package, amount, reason
    ORDER_STILL_PARKED = "order_still_parked"  # reference, package, amount, hours
    ORDER_UNPARKED = "order_unparked"  # reference, package, amount, state
    QUOTA_LOW = "quota_low"  # left
    QUOTA_EMPTY = "quota_empty"  # left
    QUOTA_FILLED = "quota_filled"  # left
    CONSOLE_CREDENTIALS_LOST = "console_credentials_lost"  # path
    CONSOLE_REFUSED = "console_refused"  # path, reason
    CONSOLE_RESTORED = "console_restored"  # path
    STOCK_LOW = "stock_low"  # package, left
    STOCK_EMPTY = "stock_empty"  # package
    STOCK_FILLED = "stock_filled"  # package
    NO_WAY_TO_DELIVER = "no_way_to_deliver"
    WAY_TO_DELIVER_FOUND = "way_to_deliver_found"
    GATEWAY_DOWN = "gateway_down"  # rail, reason
    GATEWAY_REFUSED = "gateway_refused"  # rail, reference, reason
    GATEWAY_RECOVERED = "gateway_recovered"  # rail
    RAIL_HIDDEN = "rail_hidden"  # rail, minutes
    RAIL_SHOWN = "rail_shown"  # rail
    OVERPAID = "overpaid"  # reference, number, paid, price
    UNDERPAID = "underpaid"  # reference, number, paid, price
    PAID_TWICE = "paid_twice"  # reference, number, paid, price
    PAID_TWICE_RETURNING = "paid_twice_returning"  # reference, number, paid, price
    TRANSACTION_REUSED = "transaction_reused"  # reference, number, paid, price
    PAYMENT_UNPLACED = "payment_unplaced"  # rail, amount, transaction, payer
    REFUNDED_ELSEWHERE = "refunded_elsewhere"  # reference, amount, number
    REFUNDED_UNSEEN = "refunded_unseen"  # reference, amount, number
    REFUND_HANGS = "refund_hangs"  # reference, amount, number, reason, explained
    REFUND_DONE = "refund_done"  # reference, amount, by
    REFUND_KEPT = "refund_kept"  # reference, reason
    REFUND_REFUSED = "refund_refused"  # reference, amount, number, reason
    REFUND_BY_HAND = "refund_by_hand"  # reference, amount, number, reason
    UPDATE_FAILED = "update_failed"  # detail
    MESSAGE_REFUSED = "message_refused"  # detail
    INVARIANT_BROKEN = "invariant_broken"  # invariant (1 to 7), references, detail
    INVARIANT_RESTORED = "invariant_restored"  # invariant, references
    DESK_UNUSABLE = "desk_unusable"  # reason
    DESK_RESTORED = "desk_restored"
    SUPPORT_MESSAGE = "support_message"  # name, account, reference, text, customer
    RECOVERY_CLAIM = "recovery_claim"  # name, account, reference, number, verdict
    ORDER_NOT_ME = "order_not_me"  # name, account, reference, customer where there is no group


_BEGINS_AT_THE_ORDER = {
    AlertKind.ORDER_PARKED,
    AlertKind.ORDER_STILL_PARKED,
    AlertKind.GATEWAY_REFUSED,
    AlertKind.OVERPAID,
    AlertKind.UNDERPAID,
    AlertKind.PAID_TWICE,
    AlertKind.PAID_TWICE_RETURNING,
    AlertKind.TRANSACTION_REUSED,
    AlertKind.REFUNDED_ELSEWHERE,
    AlertKind.REFUNDED_UNSEEN,
    AlertKind.REFUND_HANGS,
    AlertKind.REFUND_KEPT,
    AlertKind.REFUND_REFUSED,
    AlertKind.REFUND_BY_HAND,
    AlertKind.SUPPORT_MESSAGE,
    AlertKind.ORDER_NOT_ME,
}
_FROM_A_CUSTOMER = {AlertKind.SUPPORT_MESSAGE, AlertKind.ORDER_NOT_ME}


def alert(words: Words, kind: str, **facts: str | int) -> Screen:
    """Say what happened and what to do about it, in the staff's language.

    Raises:
        KeyError: the kind is not one of AlertKind, or a fact it needs is missing.
    """
    text = words(f"alert-{kind}", **facts)
    order = answer = None
    if kind in _BEGINS_AT_THE_ORDER and facts["reference"] != NO_REFERENCE:
        order = tap(words, "staff-button-case", Verb.CASE, facts["reference"])
    if kind in _FROM_A_CUSTOMER and "customer" in facts:
        answer = tap(words, "button-answer", Verb.ANSWER, facts["customer"])
    return Screen(text, rows(row(answer), row(order)))


def ask_answer(words: Words, name: str) -> Screen:
    """Ask an owner for the answer to a customer; the next message is copied to them."""
    return Screen(words("owner-ask-answer", name=name), ((tap(words, "button-home", Verb.HOME),),))


def answer_sent(words: Words, name: str, customer: str) -> Screen:
    """Confirm that an answer is on its way, and offer to add to it."""
    return Screen(
        words("owner-answer-sent", name=name), ((tap(words, "button-answer-more", Verb.ANSWER, customer),),)
    )
