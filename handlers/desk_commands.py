"""The commands of a customer's topic in the staff's group, and the buttons on its card."""

import re
from collections.abc import Awaitable, Callable
from contextlib import suppress

from fulfillment import references, staff
from fulfillment.staff import NotPossible, NotStaff, require_staff
from handlers import claims, drafts, refunds
from handlers.desk import member, ticket_here
from handlers.screens import desk as screens
from handlers.screens import desk_papers as papers
from handlers.screens import service as service_screens
from handlers.screens import staff as staff_screens
from handlers.turn import Turn
from locales.loader import LANGUAGES, words_for
from store import customers, orders
from store import desk as rows
from store.tables import Order, Ticket
from support import canned, messages, relay, tickets
from support.desk import Desk, Member, Notice, Priority, Reason, to_customer, to_staff
from support.messages import Side

_Act = Callable[[Turn, Desk, Ticket, tuple[str, ...]], Awaitable[None]]
_IS_A_NAME = re.compile(r"#?AC(?=[A-Z\-]*[0-9])[0-9A-Z\-‐-―_]*$", re.IGNORECASE)
"""What an order goes by, whole or not: it has a digit, unlike "accidentally"."""
BUTTONS = ("claim", "close", "reopen", "unban", "assign")


async def command(turn: Turn, name: str, arguments: tuple[str, ...]) -> None:
    """Do what a command in the staff's group asks for; what cannot be done is answered with why."""
    desk, ticket = turn.desk, await ticket_here(turn)
    try:
        require_staff(turn.shop, turn.person)
    except NotStaff:
        return  # warned already, with everything else they write there
    if name == "help":
        await turn.show(screens.commands(turn.words))
    elif desk is None or ticket is None:
        await turn.show(screens.not_a_topic(turn.words))
    else:
        await _try(turn, desk, ticket, name, arguments)


async def by_hand(turn: Turn, name: str) -> None:
    """Close or open the ticket of a topic that somebody of the staff closed or opened in Telegram itself."""
    desk, ticket = turn.desk, await ticket_here(turn)
    if desk is not None and ticket is not None:
        with suppress(tickets.NothingToDo, tickets.Banned):
            await COMMANDS[name](turn, desk, ticket, ())


async def button(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Do what a button on a card asks for; to anybody but the staff it is a button of nothing."""
    name, about = (*arguments, "", "")[:2]
    desk = turn.desk
    listed = turn.person in turn.shop.owners or turn.person in turn.shop.staff
    if desk is None or not listed or turn.recipient != desk.chat:
        turn.say(service_screens.stale_button(turn.words))
        return
    if name in drafts.BUTTONS:
        await drafts.button(turn, desk, name, about)
        return
    ticket = await ticket_here(turn)
    if ticket is None or name not in (*BUTTONS, "order"):
        turn.say(service_screens.stale_button(turn.words))
        return
    if name != "assign":
        turn.tapped_message = None  # the card stays a card: what is said about it comes below
    await _try(turn, desk, ticket, name, (about,) if about else ())


async def _try(turn: Turn, desk: Desk, ticket: Ticket, name: str, arguments: tuple[str, ...]) -> None:
    try:
        await COMMANDS[name](turn, desk, ticket, arguments)
    except tickets.NothingToDo:
        await turn.show(screens.nothing_to_do(turn.words, name))
    except tickets.Banned:
        await turn.show(screens.banned(turn.words))
    except NotPossible:
        await turn.show(screens.not_possible(turn.words))


async def _claim(turn: Turn, desk: Desk, ticket: Ticket, _arguments: tuple[str, ...]) -> None:
    await tickets.claim(turn.unit, desk, ticket, member(turn))


async def _assign(turn: Turn, desk: Desk, ticket: Ticket, arguments: tuple[str, ...]) -> None:
    named, everybody = " ".join(arguments), await _colleagues(turn)
    chosen = [one for one in everybody if one.goes_by(named)]
    if len(chosen) != 1:  # of two with the same name nobody knows which is meant
        await turn.show(screens.colleagues(turn.words, everybody, unknown=named))
        return
    await tickets.claim(turn.unit, desk, ticket, Member(chosen[0].account, chosen[0].name))
    if turn.tapped_message is not None:
        await turn.show(screens.assigned(turn.words, chosen[0].name))


async def _colleagues(turn: Turn) -> list[screens.Colleague]:
    """Return whom a ticket may be given: the listed staff and the owners, by name where they ever wrote here."""
    found = []
    for person in dict.fromkeys((*turn.shop.staff, *turn.shop.owners)):
        known = await customers.find(turn.unit, person.channel, person.external_id)
        name, username = (known.first_name, known.username) if known is not None else ("", None)
        found.append(screens.Colleague(person.external_id, name or person.external_id, username or ""))
    return found


async def _close(turn: Turn, desk: Desk, ticket: Ticket, _arguments: tuple[str, ...]) -> None:
    await tickets.close(turn.unit, desk, ticket, turn.customer.external_id)


async def _reopen(turn: Turn, desk: Desk, ticket: Ticket, _arguments: tuple[str, ...]) -> None:
    await tickets.reopen(turn.unit, desk, ticket, member(turn))


async def _ban(turn: Turn, desk: Desk, ticket: Ticket, _arguments: tuple[str, ...]) -> None:
    await tickets.ban(turn.unit, desk, ticket, member(turn))


async def _unban(turn: Turn, desk: Desk, ticket: Ticket, _arguments: tuple[str, ...]) -> None:
    await tickets.unban(turn.unit, desk, ticket)


async def _note(turn: Turn, desk: Desk, ticket: Ticket, _arguments: tuple[str, ...]) -> None:
    text = turn.incoming.after(1) if turn.incoming is not None else ""
    if not text or turn.incoming is None:
        await turn.show(screens.usage(turn.words, "note"))
        return
    said = messages.Said(turn.incoming.message_id, messages.TEXT, text, turn.incoming.reply_to)
    await relay.note(turn.unit, desk, ticket, member(turn), said)


async def _delete(turn: Turn, desk: Desk, ticket: Ticket, _arguments: tuple[str, ...]) -> None:
    reply_to = turn.incoming.reply_to if turn.incoming else None
    message = await rows.by_staff_message(turn.unit, desk.chat, reply_to) if reply_to else None
    if message is None or message.side != Side.STAFF or message.ticket_id != ticket.number:
        await turn.show(screens.usage(turn.words, "delete"))
    elif message.state == messages.DELIVERED:
        customer = await rows.customer_of(turn.unit, ticket)
        await to_customer(turn.unit, customer, Notice.DELETE, message=message.id)
    else:
        message.state = messages.DELETED  # not sent yet, and now it will not be
        turn.unit.session.add(message)


async def _order(turn: Turn, _desk: Desk, ticket: Ticket, arguments: tuple[str, ...]) -> None:
    order, _ = await _order_of(turn, ticket, arguments, to_look=True)
    if order is None:
        await _no_order(turn, arguments)
    else:
        await _show(turn, order)


async def _resend(turn: Turn, _desk: Desk, ticket: Ticket, arguments: tuple[str, ...]) -> None:
    order, _ = await _order_of(turn, ticket, arguments)
    if order is None:
        await _no_order(turn, arguments)
        return
    await staff.deliver_again(turn.unit, turn.shop, turn.person, order)
    await _show(turn, order)


async def _refund(turn: Turn, _desk: Desk, ticket: Ticket, arguments: tuple[str, ...]) -> None:
    order, rest = await _order_of(turn, ticket, arguments)
    why = turn.incoming.after(1 + len(arguments) - len(rest)) if turn.incoming is not None else ""
    if order is None:
        await _no_order(turn, arguments)
    elif not why:
        await turn.show(screens.usage(turn.words, "refund"))
    elif refunds.may_name_an_amount(why):
        await turn.show(screens.is_it_an_amount(turn.words, order.reference))
    else:
        await staff.refund(turn.unit, turn.shop, turn.person, order, why[: refunds.LONGEST_REASON])
        await _show(turn, order)


async def _order_of(
    turn: Turn, ticket: Ticket, arguments: tuple[str, ...], *, to_look: bool = False
) -> tuple[Order | None, tuple[str, ...]]:
    """Return the order that is meant, locked, and the words after its name.

    Without a name it is the one the ticket is about, else the customer's latest. Another's order is not found,
    nor one of which only a part was typed: it must not become the latest. An order that somebody says was taken
    from them is there `to_look` at, and nothing is done to it in passing.
    """
    first = arguments[0] if arguments else ""
    if _IS_A_NAME.match(first):
        named = references.parse(first)
        if named is None:
            return None, arguments[1:]
        order = await orders.by_reference(turn.unit, named.reference, lock=True)
        is_shown = to_look and order is not None and order.id == ticket.order_id
        found = order is not None and (order.customer_id == ticket.customer_id or is_shown)
        return (order if found else None), arguments[1:]
    about = ticket.order_id
    if about is None:
        latest = await orders.of_customer(turn.unit, ticket.customer_id, offset=0, limit=1)
        about = latest[0].id if latest else None
    order = await orders.lock(turn.unit, about) if about is not None else None
    if order is not None and order.customer_id != ticket.customer_id and ticket.reason == Reason.NOT_ME:
        order = order if to_look else None
    return order, arguments


async def _no_order(turn: Turn, arguments: tuple[str, ...]) -> None:
    named = bool(arguments) and _IS_A_NAME.match(arguments[0]) is not None
    await turn.show(screens.no_such_order(turn.words) if named else screens.no_order_yet(turn.words))


async def _show(turn: Turn, order: Order) -> None:
    case = await staff.case(turn.unit, turn.shop, turn.person, order)
    await turn.show(staff_screens.case(turn.words, case, turn.front.zone), new=True)


async def _approve(turn: Turn, _desk: Desk, _ticket: Ticket, arguments: tuple[str, ...]) -> None:
    await claims.approve(turn, arguments)


async def _refuse(turn: Turn, _desk: Desk, _ticket: Ticket, arguments: tuple[str, ...]) -> None:
    await claims.refuse(turn, arguments)


async def _canned(turn: Turn, desk: Desk, ticket: Ticket, arguments: tuple[str, ...]) -> None:
    customer = await rows.customer_of(turn.unit, ticket)
    try:
        replies = canned.load(turn.front.canned, LANGUAGES)
    except canned.CannedError as error:
        await turn.show(papers.canned_broken(turn.words, str(error)))
        return
    key = arguments[0].lower() if arguments else ""
    if key not in replies or turn.incoming is None:
        listed = {name: texts[turn.words.language] for name, texts in replies.items()}
        await turn.show(papers.canned_keys(turn.words, listed, unknown=key))
        return
    text = replies[key][words_for(customer.language).language]
    said = messages.Said(turn.incoming.message_id, messages.CANNED, text, turn.incoming.reply_to)
    await relay.staff_wrote(turn.unit, desk, ticket, member(turn), said)


async def _history(turn: Turn, desk: Desk, ticket: Ticket, _arguments: tuple[str, ...]) -> None:
    await to_staff(turn.unit, desk, Notice.HISTORY, Priority.RELAY, ticket=ticket.number)


COMMANDS: dict[str, _Act] = {
    "claim": _claim,
    "assign": _assign,
    "close": _close,
    "reopen": _reopen,
    "ban": _ban,
    "unban": _unban,
    "note": _note,
    "delete": _delete,
    "order": _order,
    "refund": _refund,
    "resend": _resend,
    "approve": _approve,
    "refuse": _refuse,
    "canned": _canned,
    "history": _history,
}
"""What can be done in a customer's topic; `help` lists it."""
