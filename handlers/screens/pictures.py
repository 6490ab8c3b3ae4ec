"""Draws the pictures of the payment message: the QR, and the marks that take its place.

There are no words in them: they are the same in every language.
"""

import io
import math
from collections.abc import Callable
from functools import cache

import qrcode
from PIL import Image, ImageDraw, ImageFont

from handlers.screens.screen import Picture, PictureKind

WIDTH = 640
HEIGHT = 760
_SMOOTH = 3  # shapes are drawn this many times too large, then reduced
_CARD = (28, 28, WIDTH - 28, HEIGHT - 28)
_SIGN_CENTRE = (WIDTH // 2, 310)
_SIGN_RADIUS = 170
_QR_BOX = 520
_QR_TOP = 62
_AMOUNT_CENTRE = (WIDTH // 2, 660)
_AMOUNT_SIZE = 76
_AMOUNT_WIDTH = 500
# Longer QRs (in characters) get less error correction, to keep the dots large.
_SHORT = 300

_BRAND = (67, 56, 202)
_INK = (23, 20, 66)
_WHITE = (255, 255, 255)
_COLOURS = {
    PictureKind.PAYMENT: _BRAND,
    PictureKind.PAID: (22, 163, 74),
    PictureKind.DELIVERED: (22, 163, 74),
    PictureKind.EXPIRED: (217, 119, 6),
    PictureKind.CANCELLED: (107, 114, 128),
    PictureKind.REVIEW: (37, 99, 235),
    PictureKind.REFUNDED: (124, 58, 237),
}
_GAUGE_COLOURS = ((50, (22, 163, 74)), (21, (217, 119, 6)), (0, (220, 38, 38)))  # from so many percent on
_USED = (226, 228, 236)

# The picture to pay with has 32 shades: from the brand's colour to white, then from white to ink.
_STEPS = 15
_WHITE_SHADE, _INK_SHADE = _STEPS, 2 * _STEPS + 1
_BRAND_TO_WHITE = [mask * _STEPS // 255 for mask in range(256)]
_WHITE_TO_INK = [_STEPS + 1 + mask * _STEPS // 255 for mask in range(256)]


def _ramp(first: tuple[int, int, int], last: tuple[int, int, int]) -> list[int]:
    return [
        start + (end - start) * step // _STEPS
        for step in range(_STEPS + 1)
        for start, end in zip(first, last, strict=True)
    ]


_PALETTE = _ramp(_BRAND, _WHITE) + _ramp(_WHITE, _INK)


class Pen:
    """Draws white shapes on the round sign, in units of its radius with the origin at its centre."""

    def __init__(self, draw: ImageDraw.ImageDraw, scale: float) -> None:
        self._draw = draw
        self._scale = scale

    def line(self, *points: tuple[float, float], width: float = 0.17) -> None:
        """Draw a line through the points, with round corners and ends."""
        placed = [self._place(point) for point in points]
        self._draw.line(placed, fill=255, width=round(width * self._scale), joint="curve")
        for point in points:
            self.dot(point, width / 2)

    def dot(self, centre: tuple[float, float], radius: float) -> None:
        """Draw a filled circle."""
        (left, top), (right, bottom) = (
            self._place((centre[0] + sign * radius, centre[1] + sign * radius)) for sign in (-1, 1)
        )
        self._draw.ellipse((left, top, right, bottom), fill=255)

    def arc(self, radius: float, start: float, end: float, width: float = 0.15) -> None:
        """Draw a part of a circle around the centre; degrees run clockwise from three o'clock."""
        steps = max(2, round((end - start) / 4))
        angles = (math.radians(start + (end - start) * step / steps) for step in range(steps + 1))
        self.line(*((radius * math.cos(angle), radius * math.sin(angle)) for angle in angles), width=width)

    def shape(self, *points: tuple[float, float]) -> None:
        """Draw a filled polygon."""
        self._draw.polygon([self._place(point) for point in points], fill=255)

    def _place(self, point: tuple[float, float]) -> tuple[float, float]:
        return (point[0] + 1) * self._scale, (point[1] + 1) * self._scale


def draw(picture: Picture) -> bytes:
    """Return the picture as a PNG, 640 pixels wide.

    Raises:
        ValueError: a payment picture without anything to put in its QR, or with more than a QR can hold.
    """
    if picture.kind is PictureKind.PAYMENT:
        image = _to_pay(picture.qr_content)
    elif picture.kind is PictureKind.BALANCE:
        image = _gauge(picture.share)
    else:
        image = _sign(picture.kind)
    amount, place = _placed_amount(picture.amount)
    if picture.kind is PictureKind.PAYMENT:
        image.paste(amount.point(_WHITE_TO_INK), place)
        image.putpalette(_PALETTE)
    else:
        image.paste(_INK, place, amount)
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=4)
    return buffer.getvalue()


def _to_pay(qr_content: str) -> Image.Image:
    """Draw a card with a QR in shades only, which is far quicker to write: one is drawn for every order."""
    image = _card_in_shades().copy()
    code = _qr(qr_content)
    image.paste(code, ((WIDTH - code.width) // 2, _QR_TOP + (_QR_BOX - code.height) // 2))
    return image


@cache
def _card_in_shades() -> Image.Image:
    return _card().point(_BRAND_TO_WHITE)


def _sign(kind: PictureKind) -> Image.Image:
    colour = _COLOURS[kind]
    image = Image.new("RGB", (WIDTH, HEIGHT), colour)
    image.paste(_WHITE, mask=_card())
    _stamp(image, colour, kind)
    return image


def _gauge(share: int) -> Image.Image:
    """Draw a ring of which so many percent are filled, from the top on: what is left of a key."""
    colour = next(colour for least, colour in _GAUGE_COLOURS if share >= least)
    image = Image.new("RGB", (WIDTH, HEIGHT), colour)
    image.paste(_WHITE, mask=_card())
    place = (_SIGN_CENTRE[0] - _SIGN_RADIUS, _SIGN_CENTRE[1] - _SIGN_RADIUS)
    image.paste(_USED, place, _mask(lambda pen: pen.arc(0.78, 0, 360, width=0.3)))
    if share > 0:
        end = -90 + 360 * min(share, 100) / 100
        image.paste(colour, place, _mask(lambda pen: pen.arc(0.78, -90, end, width=0.3)))
    return image


def _card() -> Image.Image:
    large = Image.new("L", (WIDTH * _SMOOTH, HEIGHT * _SMOOTH), 0)
    ImageDraw.Draw(large).rounded_rectangle([edge * _SMOOTH for edge in _CARD], radius=44 * _SMOOTH, fill=255)
    return large.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def _stamp(image: Image.Image, colour: tuple[int, int, int], kind: PictureKind) -> None:
    """Put the round sign of a kind on the card."""
    place = (_SIGN_CENTRE[0] - _SIGN_RADIUS, _SIGN_CENTRE[1] - _SIGN_RADIUS)
    image.paste(colour, place, _mask(lambda pen: pen.dot((0, 0), 0.98)))
    image.paste(_WHITE, place, _mask(_SIGNS[kind]))


def _mask(sign: Callable[[Pen], None]) -> Image.Image:
    side = 2 * _SIGN_RADIUS
    large = Image.new("L", (side * _SMOOTH, side * _SMOOTH), 0)
    sign(Pen(ImageDraw.Draw(large), _SIGN_RADIUS * _SMOOTH))
    return large.resize((side, side), Image.Resampling.LANCZOS)


def _check(pen: Pen) -> None:
    pen.line((-0.42, 0.04), (-0.11, 0.34), (0.44, -0.3))


def _box_with_check(pen: Pen) -> None:
    pen.line((-0.46, -0.22), (-0.46, 0.46), (0.46, 0.46), (0.46, -0.22), width=0.11)
    pen.line((-0.56, -0.22), (0.56, -0.22), width=0.11)
    pen.line((-0.46, -0.24), (-0.3, -0.5), (0.3, -0.5), (0.46, -0.24), width=0.11)
    pen.line((-0.2, 0.13), (-0.05, 0.27), (0.22, -0.03), width=0.11)


def _clock(pen: Pen) -> None:
    pen.arc(0.55, 0, 360, width=0.13)
    pen.line((0, -0.3), (0, 0.02), (0.22, 0.16), width=0.12)


def _cross(pen: Pen) -> None:
    pen.line((-0.34, -0.34), (0.34, 0.34))
    pen.line((0.34, -0.34), (-0.34, 0.34))


def _person(pen: Pen) -> None:
    pen.dot((0, -0.24), 0.24)
    pen.shape(
        *(
            (0.46 * math.cos(math.radians(angle)), 0.5 + 0.42 * math.sin(math.radians(angle)))
            for angle in range(180, 361, 4)
        )
    )


def _way_back(pen: Pen) -> None:
    pen.arc(0.42, -150, 130, width=0.14)
    pen.shape((-0.51, 0.09), (-0.62, -0.36), (-0.11, -0.06))


_SIGNS: dict[PictureKind, Callable[[Pen], None]] = {
    PictureKind.PAID: _check,
    PictureKind.DELIVERED: _box_with_check,
    PictureKind.EXPIRED: _clock,
    PictureKind.CANCELLED: _cross,
    PictureKind.REVIEW: _person,
    PictureKind.REFUNDED: _way_back,
}


def _qr(content: str) -> Image.Image:
    if not content:
        raise ValueError("a payment picture needs something to put in its QR")
    short = len(content) <= _SHORT
    code = qrcode.QRCode(
        error_correction=qrcode.ERROR_CORRECT_M if short else qrcode.ERROR_CORRECT_L,
        border=2,
        mask_pattern=0,  # any mask can be read; to try all eight costs five times as long
    )
    code.add_data(content)
    try:
        code.make(fit=True)
    except ValueError as error:
        raise ValueError("too much for a QR") from error
    matrix = code.get_matrix()
    side = len(matrix)
    shades = bytes(_INK_SHADE if dark else _WHITE_SHADE for line in matrix for dark in line)
    dots = Image.frombytes("L", (side, side), shades)
    size = max(1, _QR_BOX // side) * side
    return dots.resize((size, size), Image.Resampling.NEAREST)


def _placed_amount(amount: str) -> tuple[Image.Image, tuple[int, int]]:
    written = _amount(amount)
    if written.width > _AMOUNT_WIDTH:
        height = max(1, written.height * _AMOUNT_WIDTH // written.width)
        written = written.resize((_AMOUNT_WIDTH, height), Image.Resampling.LANCZOS)
    return written, (_AMOUNT_CENTRE[0] - written.width // 2, _AMOUNT_CENTRE[1] - written.height // 2)


def _amount(amount: str) -> Image.Image:
    """Write an amount; the signs that Pillow's own font lacks are drawn."""
    font = ImageFont.load_default(_AMOUNT_SIZE)
    height = _AMOUNT_SIZE * 5 // 4
    base = _AMOUNT_SIZE
    widths = [_sign_width(letter) if letter in _DRAWN else font.getlength(letter) for letter in amount]
    mask = Image.new("L", (max(1, math.ceil(sum(widths)) + 4), height), 0)
    pen = ImageDraw.Draw(mask)
    left = 0.0
    for letter, width in zip(amount, widths, strict=True):
        if letter in _DRAWN:
            sign = _drawn_sign(letter)
            mask.paste(sign, (round(left), base - sign.height))
        else:
            pen.text((left, base), letter, fill=255, font=font, anchor="ls")
        left += width
    return mask


_CAPITAL = round(_AMOUNT_SIZE * 0.7)
_STROKE = 0.1


def _sign_width(letter: str) -> float:
    return _drawn_sign(letter).width + _AMOUNT_SIZE * 0.06


@cache
def _drawn_sign(letter: str) -> Image.Image:
    large = Image.new("L", (_CAPITAL * _SMOOTH, _CAPITAL * _SMOOTH), 0)
    _DRAWN[letter](ImageDraw.Draw(large), _CAPITAL * _SMOOTH)
    return large.resize((_CAPITAL, _CAPITAL), Image.Resampling.LANCZOS)


def _strokes(
    pen: ImageDraw.ImageDraw, side: int, *lines: tuple[tuple[float, float], tuple[float, float]]
) -> None:
    for start, end in lines:
        placed = [(x * side, y * side) for x, y in (start, end)]
        pen.line(placed, fill=255, width=round(_STROKE * side))


def _yuan(pen: ImageDraw.ImageDraw, side: int) -> None:
    _strokes(
        pen,
        side,
        ((0.1, 0), (0.5, 0.5)),
        ((0.9, 0), (0.5, 0.5)),
        ((0.5, 0.46), (0.5, 1)),
        ((0.16, 0.56), (0.84, 0.56)),
        ((0.16, 0.77), (0.84, 0.77)),
    )


def _tether(pen: ImageDraw.ImageDraw, side: int) -> None:
    _strokes(
        pen,
        side,
        ((0.1, 0.05), (0.9, 0.05)),
        ((0.5, 0), (0.5, 1)),
        ((0.22, 0.44), (0.78, 0.28)),
        ((0.22, 0.64), (0.78, 0.48)),
    )


def _star(pen: ImageDraw.ImageDraw, side: int) -> None:
    points = []
    for corner in range(10):
        radius = 0.5 if corner % 2 == 0 else 0.2
        angle = math.radians(corner * 36 - 90)
        points.append(((0.5 + radius * math.cos(angle)) * side, (0.53 + radius * math.sin(angle)) * side))
    pen.polygon(points, fill=255)


_DRAWN: dict[str, Callable[[ImageDraw.ImageDraw, int], None]] = {"¥": _yuan, "₮": _tether, "⭐": _star}
