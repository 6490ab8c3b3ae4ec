"""Money: whole minor units with a currency. No float ever."""

import re
from dataclasses import dataclass
from decimal import Decimal

_AMOUNT = re.compile(r"(?P<whole>[0-9]{1,12})(\.(?P<rest>[0-9]{1,12}))?")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (fen for CNY; whole Stars for XTR)."""

    minor: int
    currency: str = "CNY"

    def decimal(self) -> str:
        """Return the amount as gateways write it, with two decimals: 30 yuan is `30.00`."""
        return f"{self.minor // 100}.{self.minor % 100:02d}"

    def display(self) -> str:
        """Return the amount as people write it: `¥30`, `¥29.99`, `⭐ 150`."""
        if self.currency == "XTR":
            return f"⭐ {self.minor}"
        symbol = {"CNY": "¥", "USD": "$", "USDT": "₮"}.get(self.currency, self.currency + " ")
        whole, rest = divmod(self.minor, 100)
        return f"{symbol}{whole}" if rest == 0 else f"{symbol}{whole}.{rest:02d}"


def parse_minor(text: object) -> int | None:
    """Read a gateway's amount (`5`, `5.00`, `0.1`, 5.0) as minor units; None when it is no exact amount."""
    if isinstance(text, bool) or not isinstance(text, str | int | float | Decimal):
        return None
    found = _AMOUNT.fullmatch(str(text))
    if found is None:
        return None
    whole, rest = found["whole"], (found["rest"] or "").rstrip("0")
    return int(whole + rest.ljust(2, "0")) if len(rest) <= 2 else None
