"""The one codec of button data: `verb` or `verb:argument[:argument]`, at most 64 bytes.

Whatever comes back is forgeable: arguments are names only, and rights are checked by the services.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

MAX_BYTES = 64
_ARGUMENT = re.compile(r"[A-Za-z0-9_.\-]{0,40}")


class Verb(StrEnum):
    """What a button asks for."""

    HOME = "home"
    BUY = "buy"
    PACKAGE = "package"  # package id
    METHOD = "method"  # package id, method
    AGAIN = "again"  # order reference: the same package once more
    SHOW_PAYMENT = "payment"  # order reference: send its payment message anew
    I_HAVE_PAID = "paid"  # order reference
    NEW_QR = "qr"  # order reference
    CHANGE_METHOD = "other"  # order reference
    USE_METHOD = "use"  # order reference, method
    CANCEL = "cancel"  # order reference
    ORDERS = "orders"  # page, from 0
    ORDER = "order"  # order reference
    FIND = "find"  # ask for an order ID
    DELIVERY = "delivery"  # order reference: show the secret again
    SAMPLE = "sample"  # programming language, order reference or "-"
    GUIDE = "guide"  # step, 1-4
    MODELS = "models"
    FAQ = "faq"  # topic or group, or nothing for the groups
    HELPED = "helped"  # topic: an answer that helped
    FIT = "fit"  # questions a day, how long they are; which package fits
    SUPPORT = "support"  # order reference or nothing, reason or nothing
    NO_PERSON = "noperson"
    LANGUAGE = "language"  # language code, or nothing for the choice
    BALANCE = "balance"  # order reference, or nothing for the only one
    KEY_TROUBLE = "trouble"  # order reference, or nothing for the only one
    REMINDERS = "reminders"  # on, off, or nothing to see which
    HELP = "help"
    TERMS = "terms"
    PRIVACY = "privacy"
    PARKED = "parked"  # staff: the list
    CASE = "case"  # staff: order reference
    REFUND = "refund"  # staff: order reference; how much ("all", "other", minor units); "keeps" or nothing
    GIVEN_BACK = "given"  # staff: order reference; "other" for another amount than was decided
    FIGURES = "figures"  # staff: the numbers of the help desk
    RATE = "rate"  # ticket, closing, 1 to 5
    LOST = "lost"  # an order of an account that was lost
    APPROVE = "approve"  # staff: number of a claim
    REFUSE = "refuse"  # staff: number of a claim
    ACT = "act"  # staff: what to do, order reference
    ANSWER = "answer"  # owners and staff, where there is no group: the customer's account
    DESK = "desk"  # staff, in a customer's topic: what to do, order reference or nothing


@dataclass(frozen=True, slots=True)
class Callback:
    """A decoded button."""

    verb: Verb
    arguments: tuple[str, ...] = ()

    def argument(self, position: int = 0) -> str:
        """Return an argument, or an empty text when the button carries none at this position."""
        return self.arguments[position] if position < len(self.arguments) else ""


def encode(verb: Verb, *arguments: str | int) -> str:
    """Return button data for a verb.

    Raises:
        ValueError: an argument has other than plain characters, or the whole is over 64 bytes.
    """
    texts = [str(argument) for argument in arguments]
    if not all(_ARGUMENT.fullmatch(text) for text in texts):
        raise ValueError(f"not an argument of a button: {texts}")
    data = ":".join([verb.value, *texts])
    if len(data.encode()) > MAX_BYTES:
        raise ValueError(f"button data over {MAX_BYTES} bytes: {data}")
    return data


def decode(data: str) -> Callback | None:
    """Return what a button asks for, or None when the data is not of this shop."""
    verb, *arguments = data.split(":")
    if len(data.encode()) > MAX_BYTES or verb not in set(Verb):
        return None
    if not all(_ARGUMENT.fullmatch(text) for text in arguments):
        return None
    return Callback(Verb(verb), tuple(arguments))
