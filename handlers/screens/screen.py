"""What a screen is made of, whatever messenger shows it."""

from dataclasses import dataclass
from enum import StrEnum


class PictureKind(StrEnum):
    """The pictures the shop draws."""

    PAYMENT = "payment"
    PAID = "paid"
    DELIVERED = "delivered"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    REVIEW = "review"
    REFUNDED = "refunded"
    BALANCE = "balance"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture to draw: the QR to pay with, or the mark that took its place. `amount` is printed under it.

    Of a balance, `share` is what is left, in percent.
    """

    kind: PictureKind
    amount: str
    qr_content: str = ""
    share: int = 0


@dataclass(frozen=True, slots=True)
class Button:
    """A button with exactly one of: data for a tap, a link to open, a text to copy (at most 256 characters).

    `pays` is the first button of an invoice: the messenger itself takes the payment.
    """

    text: str
    data: str | None = None
    url: str | None = None
    copy: str | None = None
    pays: bool = False


@dataclass(frozen=True, slots=True)
class Invoice:
    """A bill that the messenger itself shows and takes the money for: plain texts, whole Stars, our own number."""

    title: str
    description: str
    payload: str
    stars: int


@dataclass(frozen=True, slots=True)
class Screen:
    """A message: HTML of the small set all messengers know, rows of buttons, and a picture above it or none.

    With an invoice it is that, and has no text of its own.
    """

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    picture: Picture | None = None
    invoice: Invoice | None = None
