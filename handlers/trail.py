"""The last turns with the bot, for the person who takes over from it: short, few, sealed, and without secrets."""

import html
import json
import re
from dataclasses import dataclass
from datetime import datetime

from handlers.turn import Turn
from store import desk as rows
from store.encryption import Encryption, SealBroken
from store.unit_of_work import UnitOfWork

TURNS = 10
_LONGEST = 120
_TAGS = re.compile(r"<[^>]+>")
_SECRETS = re.compile(r"\bsk-[\w-]+|(?<=\bAC[0-9A-Z]{10})[\s-]*[0-9A-Z]{20}\b|\b[\w-]{24,}\b")
"""Keys, the secret part of an order ID, and whatever else looks like a code."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a customer wrote or tapped, and how the bot's answer began."""

    at: datetime
    said: str
    answer: str


async def remember(turn: Turn, said: str) -> None:
    """Keep this turn among the last ones."""
    known = await last(turn.unit, turn.shop.encryption, turn.recipient)
    answer = turn.shown[0] if turn.shown else turn.toast or ""
    known.append(Exchange(turn.unit.now, _short(html.escape(said)), _short(answer)))
    text = json.dumps(
        [(one.at.isoformat(), one.said, one.answer) for one in known[-TURNS:]], ensure_ascii=False
    )
    await rows.keep_trail(turn.unit, turn.recipient, turn.shop.encryption.seal(turn.recipient, text))


async def last(unit: UnitOfWork, encryption: Encryption, customer_chat: str) -> list[Exchange]:
    """Return the last turns of a customer with the bot, the first first."""
    sealed = await rows.trail_of(unit, customer_chat)
    if sealed is None:
        return []
    try:
        kept = json.loads(encryption.open(customer_chat, sealed))
    except SealBroken:
        return []  # nobody misses it, and it must not keep a customer from being answered
    return [Exchange(datetime.fromisoformat(at), said, answer) for at, said, answer in kept]


def _short(markup: str) -> str:
    """Return how an answer begins, as plain text, without anything secret."""
    plain = html.unescape(_TAGS.sub("", markup)).strip().split("\n", maxsplit=1)[0]
    plain = _SECRETS.sub("…", plain)
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"
