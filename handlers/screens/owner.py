"""What the owner and the staff are alerted to."""

from enum import StrEnum

from handlers.screens.screen import Screen
from locales.loader import Words


class AlertKind(StrEnum):
    """The alerts, each with the facts it needs."""

    ORDER_PARKED = "order_parked"  # reference, package, amount, reason
    CONSOLE_CREDENTIALS_LOST = "console_credentials_lost"  # console, account
    STOCK_LOW = "stock_low"  # package, left
    STOCK_EMPTY = "stock_empty"  # package
    GATEWAY_DOWN = "gateway_down"  # rail, minutes, error
    GATEWAY_RECOVERED = "gateway_recovered"  # rail, minutes
    DATABASE_ERROR = "database_error"  # error


def alert(words: Words, kind: str, **facts: str | int) -> Screen:
    """Say what happened and what to do about it, in the staff's language.

    Raises:
        KeyError: the kind is not one of AlertKind, or a fact it needs is missing.
    """
    return Screen(words(f"alert-{kind}", **facts))
