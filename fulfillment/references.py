"""Order IDs: a reference that gateways, bills and consoles see, and a secret that only the buyer holds.

`AC7K2M9QXT4B-…`: `AC` and 10 characters of Crockford base32 are the reference; after the hyphen come
20 characters of the same alphabet, 100 bits.
"""

import re
import secrets
from dataclasses import dataclass, field

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REFERENCE_LENGTH = 12
SECRET_LENGTH = 20
_TYPED = str.maketrans({"O": "0", "I": "1", "L": "1"})
_REFERENCE = re.compile(f"AC[{ALPHABET}]{{10}}")
_ORDER_ID = re.compile(f"AC[{ALPHABET}]{{30}}")


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def new_reference() -> str:
    """Return a new reference, 50 random bits."""
    return "AC" + _random(REFERENCE_LENGTH - 2)


def new_secret() -> str:
    """Return the secret part of a new order ID, 100 random bits."""
    return _random(SECRET_LENGTH)


def new_payment_number(reference: str) -> str:
    """Return a new number for a payment attempt: 22 characters `[A-Z0-9]` that begin with the reference."""
    return reference + _random(10)


@dataclass(frozen=True, slots=True)
class TypedOrderId:
    """An order ID as somebody typed it: the reference, and the secret when the whole ID was given."""

    reference: str
    secret: str | None = field(default=None, repr=False)


def parse(text: str) -> TypedOrderId | None:
    """Read a typed order ID, forgiving case, spaces and hyphens, and O for 0, I and L for 1.

    Returns None when the text is neither a reference nor a whole order ID.
    """
    letters = re.sub(r"[\s\-‐-―_]+", "", text).upper().translate(_TYPED)
    if _REFERENCE.fullmatch(letters):
        return TypedOrderId(letters)
    if _ORDER_ID.fullmatch(letters):
        return TypedOrderId(letters[:REFERENCE_LENGTH], letters[REFERENCE_LENGTH:])
    return None
