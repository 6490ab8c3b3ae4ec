"""Money: whole minor units with a currency. No float ever."""

import re
from dataclasses import dataclass
from decimal import Decimal

COIN_DECIMALS = 6  # as on the chains where most are paid
_DECIMALS = {"CNY": 2, "USD": 2, "XTR": 0}
_SYMBOLS = {"CNY": "¥", "USD": "$", "USDT": "₮", "XTR": "⭐ "}
_AMOUNT = re.compile(r"(?P<whole>[0-9]{1,12})(\.(?P<rest>[0-9]{1,12}))?")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (fen for CNY; whole Stars for XTR; millionths of a coin)."""

    minor: int
    currency: str = "CNY"

    def decimal(self) -> str:
        """Return the amount as gateways write it, with two decimals: 30 yuan is `30.00`."""
        return f"{self.minor // 100}.{self.minor % 100:02d}"

    def display(self) -> str:
        """Return the amount as people write it: `¥30`, `¥29.99`, `⭐ 150`, `₮4.17`."""
        symbol = _SYMBOLS.get(self.currency, self.currency + " ")
        places = decimals(self.currency)
        whole, rest = divmod(self.minor, 10**places)
        digits = f"{rest:0{places}d}".rstrip("0") if rest else ""
        return f"{symbol}{whole}.{digits:0<2}" if digits else f"{symbol}{whole}"


def decimals(currency: str) -> int:
    """Return how many decimal places a currency's minor unit stands at."""
    return _DECIMALS.get(currency, COIN_DECIMALS)


def parse_amount(text: object, currency: str) -> Money | None:
    """Read an amount of a currency or a coin (`4.17`, 4.17); None when it is no exact amount of it."""
    found = None if isinstance(text, bool) else _AMOUNT.fullmatch(str(text))
    rest = (found["rest"] or "").rstrip("0") if found else ""
    if found is None or len(rest) > decimals(currency):
        return None
    return Money(int(found["whole"] + rest.ljust(decimals(currency), "0")), currency)


def parse_minor(text: object) -> int | None:
    """Read a gateway's amount (`5`, `5.00`, `0.1`, 5.0) as minor units; None when it is no exact amount."""
    if isinstance(text, bool) or not isinstance(text, str | int | float | Decimal):
        return None
    found = _AMOUNT.fullmatch(str(text))
    if found is None:
        return None
    whole, rest = found["whole"], (found["rest"] or "").rstrip("0")
    return int(whole + rest.ljust(2, "0")) if len(rest) <= 2 else None
