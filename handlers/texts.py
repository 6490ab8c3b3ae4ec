"""What is written without a command: an order ID, a message for a person, or something the shop cannot read."""

from fulfillment import references
from handlers import orders, service, staff
from handlers.turn import Turn


async def text(turn: Turn, written: str) -> None:
    """Answer free text by what it is."""
    expects = (turn.customer.conversation or {}).get("expects")
    if expects == service.EXPECTS_MESSAGE:
        await service.message_for_a_person(turn, written)
    elif expects == staff.EXPECTS_REASON:
        await staff.reason(turn, written)
    elif references.parse(written) is not None or expects == orders.ASKED_FOR_ORDER_ID:
        await orders.order(turn, (written,))
    else:
        await service.unknown(turn, ())


async def attachment(turn: Turn, message_id: int) -> None:
    """Hand on what is not text while a person is being written to; else it is not understood."""
    if (turn.customer.conversation or {}).get("expects") == service.EXPECTS_MESSAGE:
        await service.attachment_for_a_person(turn, message_id)
    else:
        await service.unknown(turn, ())


async def staff_text(turn: Turn, written: str) -> None:
    """In the staff's group only the answer to a question of the shop is for the shop."""
    if (turn.customer.conversation or {}).get("expects") == staff.EXPECTS_REASON:
        await staff.reason(turn, written)
