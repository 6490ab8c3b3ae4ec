"""/parked: the orders that wait for a person, and what the staff can do about each."""

from collections.abc import Awaitable, Callable
from typing import Any

from fulfillment import staff
from fulfillment.shop import Person, Shop
from handlers import service
from handlers.screens import service as service_screens
from handlers.screens import staff as screens
from handlers.turn import Turn
from locales.loader import words_for
from store.tables import Order
from store.unit_of_work import UnitOfWork

EXPECTS_REASON = "staff_reason"
MOST_SHOWN = 10

_ReasonedAct = Callable[[UnitOfWork, Shop, Person, Order, str], Awaitable[None]]
_WITH_REASON: dict[str, _ReasonedAct] = {
    "paid": staff.mark_paid,
    "close": staff.close,
}


async def parked(turn: Turn, _arguments: tuple[str, ...]) -> None:
    """List the parked orders; to anybody else this is an unknown command."""
    try:
        cases = await staff.parked(turn.unit, turn.shop, turn.person, MOST_SHOWN)
    except staff.NotStaff:
        await service.unknown(turn, ())
        return
    turn.words = words_for(turn.front.staff_language)
    await turn.show(screens.parked(turn.words, cases, turn.front.zone))


async def show_case(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Show an order with its history and what can be done."""
    order = await order_of(turn, arguments[0] if arguments else "")
    if order is not None:
        await show(turn, order)


async def act(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Do something to an order at once, or ask for the reason first."""
    name, reference = (*arguments, "", "")[:2]
    order = await order_of(turn, reference)
    if order is None:
        return
    if name in _WITH_REASON:
        turn.customer.conversation = {
            "expects": EXPECTS_REASON,
            "act": name,
            "order": reference,
            "thread": turn.thread,
        }
        await turn.show(screens.ask_reason(turn.words, name, order.reference))
        return
    if name != "deliver":
        turn.say(service_screens.stale_button(turn.words))
        return
    try:
        await staff.deliver_again(turn.unit, turn.shop, turn.person, order)
    except staff.NotPossible:
        turn.say(screens.not_possible(turn.words))
    await show(turn, order)


async def reason(turn: Turn, written: str) -> None:
    """Do what was begun, now that the reason is known."""
    begun, order = await asked_about(turn)
    if order is None:
        return
    try:
        await _WITH_REASON[begun["act"]](turn.unit, turn.shop, turn.person, order, written[:500])
    except staff.NotPossible:
        await turn.show(screens.too_late(turn.words, order.reference))
        return
    await show(turn, order)


async def asked_about(turn: Turn) -> tuple[dict[str, Any], Order | None]:
    """Return what was asked, and the order it was asked about; the question is over."""
    begun = turn.customer.conversation or {}
    turn.customer.conversation = None
    return begun, await order_of(turn, begun.get("order", ""))


async def order_of(turn: Turn, reference: str) -> Order | None:
    """Return the order for a member of the staff; to anybody else there is none."""
    try:
        order = await staff.find(turn.unit, turn.shop, turn.person, reference)
    except staff.NotStaff:
        order = None
    if order is None:
        await service.unknown(turn, ())
        return None
    turn.words = words_for(turn.front.staff_language)
    return order


async def show(turn: Turn, order: Order) -> None:
    """Show an order with its history and what can be done, as it stands now."""
    case = await staff.case(turn.unit, turn.shop, turn.person, order)
    await turn.show(screens.case(turn.words, case, turn.front.zone))
