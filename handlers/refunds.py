"""Giving money back, by the staff: what was used is shown, the amount chosen, the reason asked, then confirmed."""

import re

from fulfillment import staff
from fulfillment.money import parse_amount
from fulfillment.payers import Amount
from handlers.screens import refunds as screens
from handlers.screens import staff as staff_screens
from handlers.screens.refunds import ALL, KEEPS, NOW, OTHER
from handlers.staff import asked_about, order_of, show
from handlers.turn import Turn
from store.tables import Order

EXPECTS_AMOUNT = "refund_amount"
EXPECTS_REASON = "refund_reason"
EXPECTS_A_TAP = "refund_confirmation"
LONGEST_REASON = 500  # characters
_AROUND_AMOUNTS = " ¥￥元,"
_AMOUNT = re.compile(
    r"[¥￥$€£⭐%％]|(?<![A-Za-z0-9.,:/\-])\d+(?:[.,．。]\d+)*(?![A-Za-z0-9:/\-])"
    r"|\d\s*(?:yuan|rmb|cny|usdt?|stars?)\b|[\d一二两三四五六七八九十百千半几]+\s*[元块]|\b(?:half|partial(?:ly)?)\b|一半|部分",
    re.IGNORECASE,
)


def may_name_an_amount(reason: str) -> bool:
    """Say whether a reason may mean a part of the money: then not all of it is given back without asking."""
    return _AMOUNT.search(reason) is not None


async def refund(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Show what could be given back; or, once that was chosen, ask for the amount or the reason."""
    reference, chosen, keeps = (*arguments, "", "", "")[:3]
    order = await order_of(turn, reference)
    if order is None:
        return
    try:
        if not chosen:
            await _offer(turn, order)
        elif chosen == NOW:
            await _give_back(turn, order)
        elif chosen == OTHER:
            most = await _the_only_payment(turn, order)
            expect(turn, EXPECTS_AMOUNT, order, keeps=keeps == KEEPS)
            await turn.show(screens.ask_amount(turn.words, order.reference, most))
        else:
            await _ask_reason(turn, order, _minor(chosen), keeps=keeps == KEEPS)
    except staff.NotPossible:
        await turn.show(staff_screens.too_late(turn.words, order.reference))


async def amount(turn: Turn, written: str) -> None:
    """Read the amount that was asked for, and ask for the reason."""
    begun, order = await asked_about(turn)
    if order is None:
        return
    try:
        most = await _the_only_payment(turn, order)
        minor = read_amount(written, most)
        if minor is None:
            expect(turn, EXPECTS_AMOUNT, order, keeps=bool(begun.get("keeps")))
            await turn.show(screens.ask_amount(turn.words, order.reference, most, again=True))
            return
        await _ask_reason(turn, order, minor, keeps=bool(begun.get("keeps")))
    except staff.NotPossible:
        await turn.show(staff_screens.too_late(turn.words, order.reference))


def read_amount(written: str, most: Amount) -> int | None:
    """Return what somebody wrote as minor units of what is booked, or None when it is no amount up to the most."""
    plain = written.strip(_AROUND_AMOUNTS).replace("．", ".").replace("。", ".")
    read = parse_amount(plain, most.booked.currency)
    return read.minor if read is not None and 0 < read.minor <= most.booked.minor else None


async def reason(turn: Turn, written: str) -> None:
    """Show what would be done, and why: a sentence that was meant for the customer gives nothing back."""
    begun, order = await asked_about(turn)
    if order is None:
        return
    try:
        what = await staff.refundable(turn.unit, turn.shop, turn.person, order, begun.get("minor"))
    except staff.NotPossible:
        await turn.show(staff_screens.too_late(turn.words, order.reference))
        return
    why = written[:LONGEST_REASON]
    turn.customer.conversation = begun | {"expects": EXPECTS_A_TAP, "reason": why}
    await turn.show(screens.confirm(turn.words, order.reference, what, why))


async def _give_back(turn: Turn, order: Order) -> None:
    """Give the money back, now that the reason is known and confirmed; a tap on an older question asks anew.

    Raises:
        NotPossible: the order's money cannot go back any more.
    """
    begun = turn.customer.conversation or {}
    if begun.get("expects") != EXPECTS_A_TAP or begun.get("order") != order.reference:
        await _offer(turn, order)
        return
    turn.customer.conversation = None
    await staff.refund(
        turn.unit,
        turn.shop,
        turn.person,
        order,
        begun["reason"],
        minor=begun.get("minor"),
        take_back=not begun.get("keeps"),
    )
    await show(turn, order)


async def _offer(turn: Turn, order: Order) -> None:
    turn.customer.conversation = None
    await staff.offer_refund(
        turn.unit, turn.shop, turn.person, order, chat=turn.recipient, place=turn.place()
    )
    turn.say(screens.looking(turn.words))


async def _the_only_payment(turn: Turn, order: Order) -> Amount:
    """Return all that can go back of an order's one payment.

    Raises:
        NotPossible: there is not exactly one, or it cannot go back any more.
    """
    several = await staff.refundable(turn.unit, turn.shop, turn.person, order)
    if len(several) != 1:
        raise staff.NotPossible
    return several[0]


async def _ask_reason(turn: Turn, order: Order, minor: int | None, *, keeps: bool) -> None:
    """Ask why. Without an amount everything goes back."""
    what: Amount | None = None
    if minor is not None:
        (what,) = await staff.refundable(turn.unit, turn.shop, turn.person, order, minor)
    expect(turn, EXPECTS_REASON, order, keeps=keeps, minor=minor)
    await turn.show(screens.ask_reason(turn.words, order.reference, what))


def expect(turn: Turn, what: str, order: Order, *, keeps: bool = False, minor: int | None = None) -> None:
    """Take the next message for the answer to a question about an order's money."""
    turn.customer.conversation = {
        "expects": what,
        "order": order.reference,
        "keeps": keeps,
        "minor": minor,
        "thread": turn.thread,
    }


def _minor(chosen: str) -> int | None:
    """Return the amount of a button, None for everything.

    Raises:
        NotPossible: the button is not of this shop.
    """
    if chosen == ALL:
        return None
    if not chosen.isascii() or not chosen.isdigit():
        raise staff.NotPossible
    return int(chosen)
