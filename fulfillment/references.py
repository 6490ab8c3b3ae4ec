"""Order IDs: a reference that gateways, bills and consoles see, and a secret that only the buyer holds.

`AC7K2M9QXT4B-…`: `AC` and 10 characters of Crockford base32 are the reference; after the hyphen come
20 characters of the same alphabet, 100 bits.
"""

import hashlib
import re
import secrets
import unicodedata
from dataclasses import dataclass, field

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REFERENCE_LENGTH = 12
SECRET_LENGTH = 20
_TYPED = str.maketrans({"O": "0", "I": "1", "L": "1"})
_REFERENCE = re.compile(f"AC[{ALPHABET}]{{10}}")
_ORDER_ID = re.compile(f"AC[{ALPHABET}]{{30}}")
_PAYMENT_NUMBER = re.compile(f"AC[{ALPHABET}]{{20}}")
_BETWEEN = r"[\s\-‐-―−_]"
_CHARACTER = "[0-9A-Z]"
_ALIKE = {
    size: "".join(f"{_BETWEEN}+{_CHARACTER}{{{size}}}" for _ in range(12 // size - 1)) for size in (3, 4, 6)
}
_GROUPED = "|".join(
    [
        f"AC{_BETWEEN}*{_CHARACTER}{{10}}",
        *(f"AC{_CHARACTER}{{{size - 2}}}{groups}" for size, groups in _ALIKE.items()),
    ]
)
_AMONG_WORDS = re.compile(
    f"(?<!{_CHARACTER})(?:{_GROUPED})(?:(?:{_BETWEEN}{{0,3}}{_CHARACTER}){{20}})?(?!{_CHARACTER})"
)
_LIKE_A_WORD = re.compile(r"(?!AC$)(?=.*[AEIOUY])(?!.*[^AEIOUY]{4})[A-Z]+")
_NEVER_WRITTEN = re.compile(r"[ILO]")  # an order ID has none of these letters; who types one meant a digit


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


def number_of_another_charge(number: str, transaction: str) -> str:
    """Return the number of a payment that came under a number which was paid already: always the same one."""
    return number + hashlib.sha256(transaction.encode()).hexdigest()[:10].upper()


@dataclass(frozen=True, slots=True)
class TypedOrderId:
    """An order ID as somebody typed it: the reference, and the secret when the whole ID was given."""

    reference: str
    secret: str | None = field(default=None, repr=False)


def parse(text: str) -> TypedOrderId | None:
    """Read a typed order ID, forgiving case, width, spaces and hyphens, and O for 0, I and L for 1.

    Returns None when the text is neither a reference nor a whole order ID.
    """
    typed = _upper(text).strip()
    letters = re.sub(f"{_BETWEEN}+", "", typed).translate(_TYPED)
    if _ORDER_ID.fullmatch(letters):
        return TypedOrderId(letters[:REFERENCE_LENGTH], letters[REFERENCE_LENGTH:])
    if _REFERENCE.fullmatch(letters) and not _is_words(typed):
        return TypedOrderId(letters)
    return None


def read(text: str) -> TypedOrderId | None:
    """Read the order ID that a text is, or that stands anywhere in it; None when there is none."""
    whole = parse(text)
    if whole is not None:
        return whole
    found = (parse(one[0]) for one in _AMONG_WORDS.finditer(_upper(text)) if _is_one_id(one[0]))
    return next(filter(None, found), None)


def read_payment_number(text: str) -> str | None:
    """Read the number of a payment, as bills show it, that a text is or that stands in it; None: there is none.

    In groups it is read only where nothing else is written: a word after a reference is no part of a number.
    """
    typed = _upper(text)
    groups = _groups(typed)
    pieces = re.findall(f"{_CHARACTER}+", typed)
    if all(re.search("[0-9]", group) for group in groups):
        pieces.append("".join(groups))
    numbers = (piece.translate(_TYPED) for piece in pieces)
    return next((number for number in numbers if _PAYMENT_NUMBER.fullmatch(number)), None)


def _upper(text: str) -> str:
    return unicodedata.normalize("NFKC", text).upper()


def _groups(typed: str) -> list[str]:
    return [group for group in re.split(f"{_BETWEEN}+", typed) if group]


def _is_words(typed: str) -> bool:
    """Say whether twelve signs are words ("accomplished", "accept 5 cards") rather than a reference."""
    groups = _groups(typed)
    like_words = all(group.isdigit() or _LIKE_A_WORD.fullmatch(group) for group in groups)
    return like_words and (len(groups) > 1 or _NEVER_WRITTEN.search(typed) is not None)


def _is_one_id(typed: str) -> bool:
    """Say whether what stands among words is one ID, though it has gaps: letters and digits mix in a group."""
    groups = _groups(typed)
    first = groups[0]
    mixed = (re.search("[0-9]", group) and re.search("[A-Z]", group) for group in groups)
    return len(first) == REFERENCE_LENGTH or any(mixed)
