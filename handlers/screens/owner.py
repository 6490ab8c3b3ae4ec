"""What the owner and the staff are alerted to."""

from enum import StrEnum

from handlers.screens.screen import Screen
from locales.loader import Words


class AlertKind(StrEnum):
    """The alerts, each with the facts it needs."""

    ORDER_PARKED = "order_parked"  # reference, package, amount, reason
    CONSOLE_CREDENTIALS_LOST = "console_credentials_lost"  # path
    CONSOLE_REFUSED = "console_refused"  # path, reason
    CONSOLE_RESTORED = "console_restored"  # path
    STOCK_LOW = "stock_low"  # package, left
    STOCK_EMPTY = "stock_empty"  # package
    STOCK_FILLED = "stock_filled"  # package
    GATEWAY_DOWN = "gateway_down"  # rail, reason
    GATEWAY_REFUSED = "gateway_refused"  # rail, reference, reason
    GATEWAY_RECOVERED = "gateway_recovered"  # rail
    OVERPAID = "overpaid"  # reference, number, paid, price
    UNDERPAID = "underpaid"  # reference, number, paid, price
    PAID_TWICE = "paid_twice"  # reference, number, paid, price
    TRANSACTION_REUSED = "transaction_reused"  # reference, number, paid, price
    REFUND_REFUSED = "refund_refused"  # reference, amount, number, reason
    UPDATE_FAILED = "update_failed"  # detail
    MESSAGE_REFUSED = "message_refused"  # detail
    INVARIANT_BROKEN = "invariant_broken"  # invariant (1 to 7), references, detail
    INVARIANT_RESTORED = "invariant_restored"  # invariant, references
    SUPPORT_MESSAGE = "support_message"  # name, account, reference, text


def alert(words: Words, kind: str, **facts: str | int) -> Screen:
    """Say what happened and what to do about it, in the staff's language.

    Raises:
        KeyError: the kind is not one of AlertKind, or a fact it needs is missing.
    """
    return Screen(words(f"alert-{kind}", **facts))
