"""/start, with or without a deep link, and the way home."""

from fulfillment import orders as ordering
from fulfillment import references
from handlers import access, orders
from handlers.screens import shop
from handlers.turn import Turn


async def start(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Greet; or, with a deep link, open the order it names and look whether it was paid."""
    if arguments and references.parse(arguments[0]):
        order = await access.opened(turn, arguments[0])
        if order is not None:
            await ordering.ask_gateway_now(turn.unit, order)
            await orders.show_order(turn, order)
        return
    await home(turn, ())


async def home(turn: Turn, _arguments: tuple[str, ...]) -> None:
    """Show what the shop is, with the packages at hand."""
    turn.customer.conversation = None
    await turn.show(shop.welcome(turn.words, turn.shop.catalog.packages, turn.customer.first_name))
