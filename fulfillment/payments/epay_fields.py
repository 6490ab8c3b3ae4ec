"""What both versions of EPay have in common: addresses, numbers, and the fields of answers."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from fulfillment.money import Money, parse_minor
from fulfillment.payments.rail import GatewayState

ENDPOINTS = re.compile(r"/(mapi\.php|submit\.php|api\.php|api/pay(/[a-z]+)?)$", re.IGNORECASE)
NUMBER_PATTERN = r"[A-Za-z0-9._\-|]{1,64}"

# A number that no attempt has: ours are random, and this one has letters that their alphabet leaves out.
PROBE_NUMBER = "ACPROBEPROBEPROBEPROBEILOU"

_NUMBER = re.compile(NUMBER_PATTERN)
_WHOLE = re.compile(r"-?[0-9]{1,4}")
_AMOUNT = re.compile(r"[0-9]{1,9}(\.[0-9]{1,8})?")


def base_url(url: str) -> str:
    """Return the gateway's address without a trailing slash, and without the endpoint people paste along.

    Raises:
        ValueError: it is not an http or https URL.
    """
    parts = urlsplit(url.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("the gateway's address is not an http or https URL")
    path = ENDPOINTS.sub("", parts.path.rstrip("/")).rstrip("/")
    return f"{parts.scheme}://{parts.netloc}{path}"


def check_number(number: str) -> None:
    """Raise ValueError when a number is not one that EPay takes."""
    if not _NUMBER.fullmatch(number):
        raise ValueError("a number that EPay does not take")


def check_amount(amount: Money) -> None:
    """Raise ValueError when an amount is not one that EPay takes."""
    if amount.currency != "CNY" or amount.minor <= 0:
        raise ValueError("EPay takes an amount of yuan over zero")


def check_refund(number: str, amount: Money, paid: Money) -> None:
    """Refuse a refund that EPay does not take.

    Raises:
        ValueError: the number or the amount is not one that EPay takes, or the amount is over what was paid.
    """
    check_number(number)
    check_amount(amount)
    if amount.minor > paid.minor or amount.currency != paid.currency:
        raise ValueError("a refund is at most what was paid")


def text(answer: Mapping[str, object], name: str) -> str | None:
    """Return a field as text, or None when it is absent or empty; gateways write numbers either way."""
    value = answer.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value).strip() or None


def whole(value: object) -> int | None:
    """Return a code or status, which gateways write as 1 or as "1"."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    written = str(value).strip()
    return int(written) if _WHOLE.fullmatch(written) else None


def money(value: object) -> Money | None:
    """Return an amount such as `5`, `0.1` or `29.99`, or None when it is not an exact number of fen."""
    written = value.strip() if isinstance(value, str) else str(value)
    minor = parse_minor(written) if _AMOUNT.fullmatch(written) else None
    return None if minor is None else Money(minor)


def is_web(link: str | None) -> bool:
    """Say whether a link leads to a web page."""
    return link is not None and link.lower().startswith(("http://", "https://"))


def state(answer: Mapping[str, object]) -> GatewayState:
    """Return the state of an order that was found: 3 is frozen, 4 pre-authorised, and neither is clear."""
    match whole(answer.get("status")):
        case 0:
            return GatewayState.PENDING
        case 1 if _trade_succeeded(answer):
            return GatewayState.PAID
        case 2:
            return GatewayState.REFUNDED
        case _:
            return GatewayState.UNKNOWN


def _trade_succeeded(answer: Mapping[str, object]) -> bool:
    """Say whether no `trade_status`, at the top or under `data`, contradicts: clones say status 1 of the unpaid."""
    nested = answer.get("data")
    places: list[Mapping[str, object]] = [answer, nested] if isinstance(nested, dict) else [answer]
    return all(place.get("trade_status", "TRADE_SUCCESS") == "TRADE_SUCCESS" for place in places)
