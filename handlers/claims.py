"""An order of an account that was lost: the customer proves the payment, a person of the staff decides."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from fulfillment import claims, notices, references
from fulfillment.references import TypedOrderId
from fulfillment.staff import NotPossible, NotStaff
from handlers import orders, service, support
from handlers.desk import ticket_here
from handlers.screens import claims as screens
from handlers.screens import desk as desk_screens
from handlers.screens import service as service_screens
from handlers.screens.owner import NO_REFERENCE
from handlers.screens.pieces import duration
from handlers.screens.screen import Screen
from handlers.turn import Turn
from locales.loader import words_for
from store.tables import RecoveryClaim
from support import tickets
from support.desk import Notice, Priority, Reason, post, to_staff

ASKED_FOR_ORDER, ASKED_FOR_NUMBER = "claim_order", "claim_number"
_Decide = Callable[[Turn, RecoveryClaim], Awaitable[Screen | None]]
EXPECTS = (ASKED_FOR_ORDER, ASKED_FOR_NUMBER)
_ASKED_TWICE = "asked_twice"
_PICTURES = ("photo", "document")


async def begin(turn: Turn, _arguments: tuple[str, ...]) -> None:
    """Ask which order it is."""
    if not await claims.may_claim(turn.unit, turn.customer):
        turn.customer.conversation = None
        await turn.show(screens.too_many(turn.words), new=True)
        return
    _ask(turn, ASKED_FOR_ORDER)
    await turn.show(screens.ask_reference(turn.words), new=True)


async def told(turn: Turn, written: str) -> bool:
    """Take the order's reference, and then the number on the bill; False: it is for the person who is there.

    A person in the chat gets everything that is written, and once they answered, the questions here are over.
    """
    asked = turn.customer.conversation or {}
    answering = await support.answering(turn)
    if answering and await _was_answered(turn, asked):
        turn.customer.conversation = None
        return False
    if await _understood(turn, asked, written):
        if answering:
            await support.hear(turn)
        return True
    if answering:
        turn.customer.conversation = None
        return False
    await _offer_a_person(turn, asked, written)
    return True


def may_be_a_bill(turn: Turn) -> bool:
    """Say whether this message is of a kind that shows a bill."""
    return turn.incoming is not None and turn.incoming.content in _PICTURES


async def pictured(turn: Turn, message_id: int) -> None:
    """Take a picture of the bill: a person reads it."""
    reference = (turn.customer.conversation or {}).get("order", "")
    await support.escalate(turn, Reason.RECOVERY)
    desk = turn.desk
    if desk is None:
        turn.customer.conversation = {**(turn.customer.conversation or {}), "order": reference}
        await service.message_for_a_person(turn, "", message_id)
        return
    if await support.hear(turn):
        ticket = await tickets.of(turn.unit, turn.customer)
        if ticket is not None:
            await post(turn.unit, desk, ticket, "bill-pictured", reference=reference or NO_REFERENCE)


def _ask(turn: Turn, what: str, **more: str) -> None:
    """Begin to wait for an answer, and keep what no person has read yet."""
    begun = turn.customer.conversation or {}
    kept = {key: begun[key] for key in (support.UNREAD, _ASKED_TWICE) if key in begun}
    turn.customer.conversation = {"expects": what, "at": turn.unit.now.isoformat(), **more, **kept}


async def _was_answered(turn: Turn, asked: dict[str, Any]) -> bool:
    """Say whether a person has answered since the question was asked."""
    ticket = await tickets.of(turn.unit, turn.customer)
    if ticket is None or ticket.last_staff_at is None or "at" not in asked:
        return False
    return ticket.last_staff_at > datetime.fromisoformat(asked["at"])


async def _understood(turn: Turn, asked: dict[str, Any], written: str) -> bool:
    """Go on with a number that was written; False when there is none. The merchant's is order and proof in one."""
    bill, typed = references.read_payment_number(written), references.read(written)
    if bill is not None:
        await _claimed(turn, TypedOrderId(bill[: references.REFERENCE_LENGTH]), bill)
    elif typed is not None and typed.secret is not None:  # that needs no bill, and nobody to approve
        await orders.order(turn, (written,))
    elif typed is not None:
        _ask(turn, ASKED_FOR_NUMBER, order=typed.reference)
        await turn.show(screens.ask_transaction(turn.words, typed.reference))
    elif asked.get("expects") == ASKED_FOR_NUMBER and (number := claims.number_in(written)) is not None:
        await _claimed(turn, TypedOrderId(asked["order"]), number)
    else:
        return False
    return True


async def _offer_a_person(turn: Turn, asked: dict[str, Any], written: str) -> None:
    """Ask once more, and offer a person who gets what was written; the second time running, call them."""
    if await support.call_by_words(turn, written):
        return
    if _ASKED_TWICE in asked:
        await support.escalate_with(turn, Reason.RECOVERY, written)
        return
    support.keep_unread(turn)
    turn.customer.conversation = {**(turn.customer.conversation or {}), _ASKED_TWICE: True}
    if asked.get("expects") == ASKED_FOR_NUMBER:
        await turn.show(screens.ask_transaction(turn.words, asked["order"], again=True))
    else:
        await turn.show(screens.ask_reference(turn.words, again=True))


async def _claimed(turn: Turn, typed: TypedOrderId, number: str) -> None:
    unread = (turn.customer.conversation or {}).get(support.UNREAD)
    turn.customer.conversation = None
    try:
        claimed = await claims.claim(turn.unit, turn.shop, turn.customer, typed, number)
        await _hand_to_staff(turn, claimed)
    except claims.TooManyClaims:
        await turn.show(screens.too_many(turn.words))
    except tickets.Banned:
        await turn.show(desk_screens.not_here(turn.words, turn.front.support_email))
    else:
        if turn.desk is not None:
            await support.hand_on(turn, unread)
        await turn.show(screens.kept(turn.words, duration(turn.words, turn.front.reply_within)))


async def _hand_to_staff(turn: Turn, claimed: RecoveryClaim) -> None:
    """Show the claim in the customer's topic; without a staff's group, tell the owners."""
    desk = turn.desk
    if desk is None:
        shown = await claims.view(turn.unit, turn.shop, claimed)
        await notices.alert_owners(
            turn.unit,
            turn.shop,
            "recovery_claim",
            name=shown.name,
            account=shown.account,
            reference=shown.reference,
            number=shown.transaction,
            verdict="fits" if shown.fits else "no",
        )
        return
    escalation = await tickets.escalate(turn.unit, desk, turn.customer, reason=Reason.RECOVERY)
    await to_staff(
        turn.unit,
        desk,
        Notice.CLAIM,
        Priority.RELAY,
        ticket=escalation.ticket.number,
        claim=claimed.id,
    )


async def approve_button(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Approve the claim that the button is under; to anybody but the staff it is a button of nothing."""
    await _decide_tapped(turn, arguments, _approve)


async def refuse_button(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Refuse the claim that the button is under; to anybody but the staff it is a button of nothing."""
    await _decide_tapped(turn, arguments, _refuse)


async def approve(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Approve the newest claim of the topic's customer, or of the order that is named."""
    await _decide_named(turn, arguments, _approve)


async def refuse(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Refuse the newest claim of the topic's customer, or of the order that is named."""
    await _decide_named(turn, arguments, _refuse)


async def _decide_tapped(turn: Turn, arguments: tuple[str, ...], decide: _Decide) -> None:
    named = arguments[0] if arguments else ""
    try:
        claimed = await _find(turn, number=int(named) if named.isdigit() else -1)
    except NotStaff:
        claimed = None
    if claimed is None:
        turn.say(service_screens.stale_button(turn.words))
        return
    await _decide(turn, claimed, decide)


async def _decide_named(turn: Turn, arguments: tuple[str, ...], decide: _Decide) -> None:
    typed = references.parse(" ".join(arguments)) if arguments else None
    ticket = await ticket_here(turn) if typed is None else None
    try:
        claimed = await _find(
            turn,
            customer_id=ticket.customer_id if ticket is not None else 0,
            reference=typed.reference if typed is not None else "",
        )
    except NotStaff:
        await service.unknown(turn, ())
        return
    turn.words = words_for(turn.front.staff_language)
    if claimed is None:
        await turn.show(screens.no_claim(turn.words))
    else:
        await _decide(turn, claimed, decide)


async def _find(
    turn: Turn, *, number: int = 0, customer_id: int = 0, reference: str = ""
) -> RecoveryClaim | None:
    return await claims.find(
        turn.unit, turn.shop, turn.person, number=number, customer_id=customer_id, reference=reference
    )


async def _decide(turn: Turn, claimed: RecoveryClaim, decide: _Decide) -> None:
    turn.words = words_for(turn.front.staff_language)
    answer = await decide(turn, claimed)
    if answer is not None:
        await turn.show(answer, new=True)
        return
    shown = await claims.view(turn.unit, turn.shop, claimed)
    await turn.show(screens.claim(turn.words, shown, turn.front.zone))


async def _approve(turn: Turn, claimed: RecoveryClaim) -> Screen | None:
    """Approve a claim, or return what stands against it."""
    try:
        await claims.approve(turn.unit, turn.shop, turn.person, claimed)
    except NotPossible:
        return screens.not_possible(turn.words)
    return None


async def _refuse(turn: Turn, claimed: RecoveryClaim) -> Screen | None:
    """Refuse a claim, or return what stands against it."""
    try:
        await claims.refuse(turn.unit, turn.shop, turn.person, claimed)
    except NotPossible:
        return screens.decided(turn.words)
    return None
