"""Amounts as people write them, and as gateways do."""

import pytest

from fulfillment.money import Money, parse_amount


@pytest.mark.parametrize(
    ("money", "written"),
    [
        (Money(3000), "¥30"),
        (Money(2999), "¥29.99"),
        (Money(2990), "¥29.90"),
        (Money(210, "XTR"), "⭐ 210"),
        (Money(4_170_000, "USDT"), "₮4.17"),
        (Money(4_000_000, "USDT"), "₮4"),
        (Money(4_100_000, "USDT"), "₮4.10"),
        (Money(4_170_001, "USDT"), "₮4.170001"),
        (Money(12_500_000, "TRX"), "TRX 12.50"),
    ],
)
def test_an_amount_is_written_in_its_currency(money: Money, written: str) -> None:
    assert money.display() == written


@pytest.mark.parametrize(
    ("text", "millionths"), [("4.17", 4_170_000), ("4", 4_000_000), (4.17, 4_170_000), ("0.000001", 1)]
)
def test_coins_are_read_exactly(text: object, millionths: int) -> None:
    assert parse_amount(text, "USDT") == Money(millionths, "USDT")


@pytest.mark.parametrize("text", [None, True, "", "-1", "4,17", "4.1234567", "1e3", "nan", [4]])
def test_what_is_no_exact_amount_of_coins_is_none(text: object) -> None:
    assert parse_amount(text, "USDT") is None
