"""Which order a person means, and whether they may see it. The same answer for absent and for foreign ones."""

from fulfillment import orders, recovery, references
from handlers.screens import orders as screens
from handlers.screens import service
from handlers.turn import Turn
from store.tables import Order


async def opened(turn: Turn, text: str) -> Order | None:
    """Return the order whose ID or reference is in this text; when it cannot be shown, say so and return None."""
    try:
        order = await recovery.open_order(turn.unit, turn.shop, turn.customer, references.read(text))
    except recovery.TooManyAttempts:
        await turn.show(screens.too_many_attempts(turn.words))
        return None
    if order is None:
        await turn.show(screens.not_found(turn.words))
    return order


async def own(turn: Turn, reference: str) -> Order | None:
    """Return the person's own order behind a button; a forged or foreign one gets the answer of a stale button."""
    order = await orders.own(turn.unit, turn.customer, reference)
    if order is None:
        turn.say(service.stale_button(turn.words))
    return order
