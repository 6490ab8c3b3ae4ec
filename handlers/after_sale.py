"""After the sale: what is left of a key, and why it does not work. What free text asks for ends here too."""

from fulfillment import enquiries, orders
from fulfillment.enquiries import Question
from fulfillment.states import OrderState
from handlers import access
from handlers.callbacks import Verb
from handlers.screens import after_sale as screens
from handlers.turn import Turn
from store.tables import Order

MOST_OFFERED = 5  # orders
_VERBS = {Question.BALANCE: Verb.BALANCE, Question.TROUBLE: Verb.KEY_TROUBLE}


async def balance(turn: Turn, arguments: tuple[str, ...] = ()) -> None:
    """Let the console be asked what is left of an order; without one, of the only one there is, or of a choice."""
    await _ask(turn, arguments, Question.BALANCE)


async def key_trouble(turn: Turn, arguments: tuple[str, ...] = ()) -> None:
    """Find out why the key of an order does not work; without an order, of the only one, or of a choice."""
    await _ask(turn, arguments, Question.TROUBLE)


async def _ask(turn: Turn, arguments: tuple[str, ...], question: Question) -> None:
    order = await access.opened(turn, arguments[0]) if arguments else await _only_one(turn, question)
    if order is None:
        return
    if order.state != OrderState.DELIVERED:
        view = await orders.view(turn.unit, turn.shop, order)
        await turn.show(screens.nothing_delivered(turn.words, view), new=turn.tapped_picture)
        return
    try:
        await enquiries.ask(turn.unit, turn.customer, order, question)
    except enquiries.TooManyEnquiries:
        text = screens.asked_too_often(turn.words)
        if turn.tapped_message is not None:
            turn.say(text)
        else:
            await turn.show(screens.later(turn.words, order.reference))
        return
    if turn.tapped_message is not None:
        turn.say(screens.asking_toast(turn.words))
    else:
        view = await orders.view(turn.unit, turn.shop, order)
        await turn.show(screens.asking(turn.words, view))


async def _only_one(turn: Turn, question: Question) -> Order | None:
    """Return the customer's only delivered order; where there are several, let them choose."""
    page = await orders.page(turn.unit, turn.customer, 0, MOST_OFFERED * 4)
    delivered = [order for order in page.orders if order.state == OrderState.DELIVERED][:MOST_OFFERED]
    if len(delivered) == 1:
        return delivered[0]
    views = await orders.views(turn.unit, turn.shop, delivered, with_secrets=False)
    await turn.show(screens.which_order(turn.words, views, _VERBS[question]))
    return None
