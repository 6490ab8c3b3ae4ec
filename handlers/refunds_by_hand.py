"""Noting money that a person gave back by hand: how much it was, and where that can be looked up."""

from fulfillment import staff
from handlers.refunds import LONGEST_REASON, expect, read_amount
from handlers.screens import refunds as screens
from handlers.screens import staff as staff_screens
from handlers.screens.refunds import OTHER
from handlers.staff import asked_about, order_of, show
from handlers.turn import Turn
from store.tables import Order

EXPECTS_AMOUNT = "amount_by_hand"
EXPECTS_REFERENCE = "reference_by_hand"


async def given_back(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Ask where it can be looked up; or first how much it was, where that is not what was decided."""
    named, chosen = (*arguments, "", "")[:2]
    order = await order_of(turn, named)
    if order is None:
        return
    try:
        if chosen == OTHER:
            await _ask_amount(turn, order)
        else:
            await _ask_reference(turn, order)
    except staff.NotPossible:
        await turn.show(staff_screens.too_late(turn.words, order.reference))


async def amount(turn: Turn, written: str) -> None:
    """Read how much it was, and ask where it can be looked up."""
    _, order = await asked_about(turn)
    if order is None:
        return
    try:
        most = (await staff.by_hand(turn.unit, turn.shop, turn.person, order)).most
        minor = read_amount(written, most) if most is not None else None
        if minor is None:
            await _ask_amount(turn, order, again=True)
        else:
            await _ask_reference(turn, order, minor)
    except staff.NotPossible:
        await turn.show(staff_screens.too_late(turn.words, order.reference))


async def reference(turn: Turn, written: str) -> None:
    """Write down that it was given back, now that it is known where that can be looked up."""
    begun, order = await asked_about(turn)
    if order is None:
        return
    where = written[:LONGEST_REASON]
    try:
        await staff.given_back(turn.unit, turn.shop, turn.person, order, where, minor=begun.get("minor"))
    except staff.NotPossible:
        await turn.show(staff_screens.too_late(turn.words, order.reference))
        return
    await show(turn, order)


async def _ask_amount(turn: Turn, order: Order, *, again: bool = False) -> None:
    """Ask how much it was.

    Raises:
        NotPossible: the order does not wait for that, or it was what was decided or nothing.
    """
    most = (await staff.by_hand(turn.unit, turn.shop, turn.person, order)).most
    if most is None:
        raise staff.NotPossible
    expect(turn, EXPECTS_AMOUNT, order)
    await turn.show(screens.ask_amount_by_hand(turn.words, order.reference, most, again=again))


async def _ask_reference(turn: Turn, order: Order, minor: int | None = None) -> None:
    """Ask where it can be looked up; without an amount it is what was decided.

    Raises:
        NotPossible: the order does not wait for that, or not for so much.
    """
    waits = await staff.by_hand(turn.unit, turn.shop, turn.person, order, minor)
    expect(turn, EXPECTS_REFERENCE, order, minor=minor)
    await turn.show(screens.ask_reference(turn.words, order.reference, waits))
