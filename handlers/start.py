"""/start, with or without a deep link, and the way home."""

from fulfillment import orders as ordering
from fulfillment import prospects, references
from fulfillment.states import OrderState
from handlers import access, orders
from handlers.screens import payment, shop
from handlers.turn import Turn
from store.tables import Order


async def start(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Greet; or, with a deep link, open the order it names and look whether it was paid."""
    if arguments and references.parse(arguments[0]):
        order = await access.opened(turn, arguments[0])
        if order is not None:
            await ordering.ask_gateway_now(turn.unit, order)
            await _show(turn, order)
        return
    await home(turn, ())


async def _show(turn: Turn, order: Order) -> None:
    """Show the order; to its buyer, back from paying, say that the payment is being looked for."""
    if order.state == OrderState.AWAITING_PAYMENT and order.customer_id == turn.customer.id:
        view = await ordering.view(turn.unit, turn.shop, order)
        await turn.show(payment.just_paid(turn.words, view))
    else:
        await orders.show_order(turn, order)


async def home(turn: Turn, _arguments: tuple[str, ...]) -> None:
    """Show what the shop is, with the packages at hand."""
    turn.customer.conversation = None
    packages, expected = turn.shop.catalog.packages, await prospects.look(turn.unit, turn.shop)
    await turn.show(shop.welcome(turn.words, packages, turn.customer.first_name, expected))
