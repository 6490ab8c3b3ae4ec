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


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture to draw: the QR to pay with, or the mark that took its place. `amount` is printed under it."""

    kind: PictureKind
    amount: str
    qr_content: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """A button with exactly one of: data for a tap, a link to open, a text to copy (at most 256 characters)."""

    text: str
    data: str | None = None
    url: str | None = None
    copy: str | None = None


@dataclass(frozen=True, slots=True)
class Screen:
    """A message: HTML of the small set all messengers know, rows of buttons, and a picture above it or none."""

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    picture: Picture | None = None
