"""/orders, /order: what a person bought, and how it is found again."""

from fulfillment import orders
from fulfillment.views import OrderView, foreign
from handlers import access
from handlers.screens import delivery
from handlers.screens import orders as screens
from handlers.turn import Turn
from store.tables import Order

PAGE = 5
ASKED_FOR_ORDER_ID = "order_id"


async def list_orders(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Show a page of the person's orders, the newest first."""
    wanted = int(arguments[0]) if arguments and arguments[0].isdigit() else 0
    page = await orders.page(turn.unit, turn.customer, wanted, PAGE)
    if not page.orders:
        await turn.show(screens.no_orders(turn.words))
        return
    views = await orders.views(turn.unit, turn.shop, page.orders)
    await turn.show(screens.order_list(turn.words, views, page.number, page.pages, turn.front.zone))


async def order(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Open an order by what was typed or tapped; without anything, ask for the order ID."""
    typed = " ".join(arguments).strip()
    if not typed:
        turn.customer.conversation = {"expects": ASKED_FOR_ORDER_ID}
        await turn.show(screens.ask_order_id(turn.words))
        return
    turn.customer.conversation = None
    found = await access.opened(turn, typed)
    if found is not None:
        await show_order(turn, found)


async def find(turn: Turn, _arguments: tuple[str, ...]) -> None:
    """Ask for an order ID; the next text is one."""
    await order(turn, ())


async def show_delivery(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Show the key or the code again: the same as the first time, always."""
    found = await access.opened(turn, arguments[0] if arguments else "")
    if found is None:
        return
    view = await orders.view(turn.unit, turn.shop, found)
    if view.delivery is None:
        await show_order(turn, found)
        return
    screen = delivery.delivery(
        turn.words, _for(turn, found, view), turn.front.api_base_url, turn.front.console_url
    )
    await turn.show(screen, new=True)


async def show_order(turn: Turn, found: Order) -> None:
    """Show an order; to another account than the buyer's, what was delivered is what it came for."""
    view = await orders.view(turn.unit, turn.shop, found)
    if found.customer_id == turn.customer.id:
        await turn.show(
            screens.order_detail(
                turn.words, view, turn.unit.now.astimezone(turn.front.zone), turn.front.reply_within
            )
        )
        return
    view = _for(turn, found, view)
    await turn.show(screens.recovered(turn.words, view))
    if view.delivery is not None:
        screen = delivery.delivery(turn.words, view, turn.front.api_base_url, turn.front.console_url)
        await turn.show(screen, new=True)


def _for(turn: Turn, found: Order, view: OrderView) -> OrderView:
    return view if found.customer_id == turn.customer.id else foreign(view)
