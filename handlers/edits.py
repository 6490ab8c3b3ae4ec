"""A message edited soon after it was written is read like a new one, unless a person reads it; each text once."""

from datetime import timedelta

from handlers import support
from handlers.turn import Turn
from store import updates
from support.messages import TEXT

MOST_LATE = timedelta(minutes=5)  # an edit after that mends a text, and asks for nothing


async def note(turn: Turn) -> bool:
    """Take note of what a message says; False when this very message said it before, or says nothing."""
    incoming = turn.incoming
    if incoming is None or incoming.content != TEXT:
        return False
    said = turn.shop.encryption.fingerprint(incoming.text)
    return await updates.begin(turn.unit, f"text:{turn.recipient}:{said}", incoming.message_id)


async def asks_anew(turn: Turn, late: timedelta) -> bool:
    """Say whether an edit, so late, is for the bot to answer: its text is another, and nobody else reads it."""
    if late > MOST_LATE or await support.answering(turn) or await support.was_handed_on(turn):
        return False
    return await note(turn)
