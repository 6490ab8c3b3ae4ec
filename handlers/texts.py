"""What is written without a command: an order ID, a message for a person, or what the shop is asked."""

from fulfillment import references
from handlers import (
    claims,
    desk,
    drafts,
    knowledge,
    orders,
    refunds,
    refunds_by_hand,
    service,
    staff,
    support,
)
from handlers.turn import Turn
from store import updates

_ASKED_OF_STAFF = {
    staff.EXPECTS_REASON: staff.reason,
    refunds.EXPECTS_AMOUNT: refunds.amount,
    refunds.EXPECTS_REASON: refunds.reason,
    refunds_by_hand.EXPECTS_AMOUNT: refunds_by_hand.amount,
    refunds_by_hand.EXPECTS_REFERENCE: refunds_by_hand.reference,
}


async def text(turn: Turn, written: str) -> None:
    """Answer free text by what it is; while a person is there it is for them, whatever it looks like."""
    expects = (turn.customer.conversation or {}).get("expects")
    if expects not in claims.EXPECTS:
        await _for_whom(turn, written, expects)
    elif not await claims.told(turn, written):
        await _for_whom(turn, written, None)


async def _for_whom(turn: Turn, written: str, expects: str | None) -> None:
    is_order_id = references.parse(written) is not None
    if expects in _ASKED_OF_STAFF:
        await _ASKED_OF_STAFF[expects](turn, written)
    elif expects == service.EXPECTS_ANSWER and turn.incoming is not None:
        await service.answer_customer(turn, turn.incoming.message_id)
    elif expects == orders.ASKED_FOR_ORDER_ID and references.read(written) is not None:
        await orders.order(turn, (written,))
    elif await support.answering(turn):
        if await support.hear(turn):
            await drafts.want(turn, written)
    elif expects == service.EXPECTS_MESSAGE:
        await service.message_for_a_person(turn, written)
    elif is_order_id or expects == orders.ASKED_FOR_ORDER_ID:
        await orders.order(turn, (written,))
    elif not await support.hear(turn) and not await _calls_for_a_person(turn, written):
        await knowledge.free_text(turn, written)


async def _calls_for_a_person(turn: Turn, written: str) -> bool:
    return not knowledge.only_asks(written) and await support.call_by_words(turn, written)


async def attachment(turn: Turn, message_id: int) -> None:
    """Hand on what is not text while a person is being written to; else it is not understood."""
    is_command = await _is_command(turn)
    expects = (turn.customer.conversation or {}).get("expects")
    if expects == service.EXPECTS_MESSAGE:
        await service.message_for_a_person(turn, turn.incoming.text if turn.incoming else "", message_id)
    elif expects in claims.EXPECTS and not is_command and claims.may_be_a_bill(turn):
        await claims.pictured(turn, message_id)
    elif expects == service.EXPECTS_ANSWER and not is_command:
        await service.answer_customer(turn, message_id)
    elif is_command:
        await service.unknown(turn, ())
    elif not await support.hear(turn):
        await _unasked(turn, expects)


async def _unasked(turn: Turn, expects: str | None) -> None:
    """Answer what is written under it, once of an album, and keep it for the person who may be asked for next."""
    incoming = turn.incoming
    if incoming is None or not incoming.copyable:
        await service.unknown(turn, ())
        return
    album = f"album:{turn.recipient}:{incoming.album}"
    first = incoming.album is None or await updates.begin(turn.unit, album, 0)
    if incoming.text:
        await _for_whom(turn, incoming.text, expects)
    elif first:
        await service.unknown(turn, ())
    handed_on = await support.answering(turn) or "expects" in (turn.customer.conversation or {})
    if not handed_on:
        support.keep_unread(turn)


async def _is_command(turn: Turn) -> bool:
    """Say whether this is a command; with a text behind it ("/v1 answers 404") a person who is there gets it."""
    incoming = turn.incoming
    if incoming is None or not incoming.text.startswith("/"):
        return False
    return not incoming.after(1) or not await support.answering(turn)


async def staff_text(turn: Turn, written: str) -> None:
    """In the staff's group: the answer to a question of the shop, or something for the customer of the topic."""
    begun = turn.customer.conversation or {}
    asked = _ASKED_OF_STAFF.get(begun.get("expects", ""))
    if asked is not None and begun.get("thread") == turn.thread:
        await asked(turn, written)
    else:
        await desk.heard(turn)
