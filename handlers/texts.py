"""What is written without a command: an order ID, a message for a person, or something the shop cannot read."""

from fulfillment import references
from handlers import orders, service
from handlers.screens import service as screens
from handlers.turn import Turn


async def text(turn: Turn, written: str) -> None:
    """Answer free text by what it is."""
    expects = (turn.customer.conversation or {}).get("expects")
    if expects == service.EXPECTS_MESSAGE:
        await service.message_for_a_person(turn, written)
    elif references.parse(written) is not None or expects == orders.ASKED_FOR_ORDER_ID:
        await orders.order(turn, (written,))
    else:
        await unknown(turn, ())


async def unknown(turn: Turn, _arguments: tuple[str, ...]) -> None:
    """Say kindly that this was not understood, and what can be done instead."""
    await turn.show(screens.unknown(turn.words))
