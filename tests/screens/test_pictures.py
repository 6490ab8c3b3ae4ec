import io

import pytest
from PIL import Image, ImageChops

from handlers.screens.pictures import WIDTH, draw
from handlers.screens.screen import Picture, PictureKind

LINK = "https://pay.example.com/pay/qrcode/2026112318492012345/?sitename=AiCredits"


def drawn(kind: PictureKind, amount: str = "¥30", content: str = "") -> Image.Image:
    return Image.open(io.BytesIO(draw(Picture(kind, amount, content))))


def differ(first: Image.Image, second: Image.Image) -> bool:
    return ImageChops.difference(first.convert("RGB"), second.convert("RGB")).getbbox() is not None


@pytest.mark.parametrize(
    "content", [LINK, "weixin://wxpay/bizpayurl?pr=abcdEFG", LINK + "a1" * 100, LINK + "Zb7" * 400]
)
def test_a_phone_reads_the_qr(content: str) -> None:
    decoder = pytest.importorskip("zxingcpp", reason="no QR decoder is installed")
    picture = drawn(PictureKind.PAYMENT, "¥30", content)
    assert decoder.read_barcode(picture).text == content
    small = picture.resize((320, picture.height * 320 // picture.width))
    assert len(content) > 300 or decoder.read_barcode(small).text == content


def test_every_picture_is_a_png_of_the_shops_width() -> None:
    for kind in PictureKind:
        picture = drawn(kind, content=LINK)
        assert picture.format == "PNG"
        assert picture.width == WIDTH == 640


def test_the_pictures_of_the_states_differ() -> None:
    pictures = [drawn(kind, content=LINK) for kind in PictureKind]
    assert all(differ(first, second) for place, first in enumerate(pictures) for second in pictures[:place])


@pytest.mark.parametrize(
    ("one", "other"), [("¥5", "¥50"), ("¥5", "$5"), ("¥5", "₮5"), ("⭐ 5", "₮ 5"), ("¥5", "5")]
)
def test_different_amounts_look_different(one: str, other: str) -> None:
    assert differ(drawn(PictureKind.PAID, one), drawn(PictureKind.PAID, other))


@pytest.mark.parametrize("amount", ["", "¥999999999999999.99"])
def test_any_amount_stays_on_the_card(amount: str) -> None:
    blank = drawn(PictureKind.PAID, "")
    box = ImageChops.difference(blank, drawn(PictureKind.PAID, amount)).getbbox()
    assert box is None or (box[0] >= 60 and box[2] <= WIDTH - 60)
    assert (box is None) == (amount == "")


@pytest.mark.parametrize("content", ["", "x" * 4000])
def test_a_payment_that_fits_in_no_qr_is_refused(content: str) -> None:
    with pytest.raises(ValueError, match="QR"):
        draw(Picture(PictureKind.PAYMENT, "¥5", content))


def test_the_same_picture_is_drawn_the_same_again() -> None:
    picture = Picture(PictureKind.PAYMENT, "¥5", LINK)
    assert draw(picture) == draw(picture)
