"""The staff's group: what is said in a customer's topic goes to them, unless it is a note or a stranger's."""

from dataclasses import dataclass, replace

from handlers.incoming import Incoming
from handlers.screens import desk as screens
from handlers.turn import Turn
from store import desk as rows
from store.database import TryAgain
from store.tables import Ticket
from store.unit_of_work import UnitOfWork
from support import relay, tickets, topics
from support.desk import Desk, Member, post
from support.messages import CANNED, Side

NOTE_MARK = "//"


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody in the staff's group who is not of the listed staff, or writes as the group itself."""

    account: str
    name: str
    anonymous: bool


def member(turn: Turn) -> Member:
    """Return who acts, as the desk knows its people."""
    return Member(turn.customer.external_id, turn.customer.first_name or turn.customer.external_id)


async def ticket_here(turn: Turn) -> Ticket | None:
    """Return the ticket whose topic this is; None in General and in topics that are no customer's.

    In a group that has lost its topics it is the one whose message is answered.

    Raises:
        TryAgain: the topic is so new that it is not known yet whose it is.
    """
    if turn.desk is None:
        return None
    if turn.thread is None:
        return await _ticket_answered(turn, turn.desk)
    ticket = await rows.ticket_in_topic(turn.unit, turn.desk.chat, turn.thread)
    if ticket is None and await topics.being_made(turn.unit, turn.desk):
        raise TryAgain
    return ticket


async def _ticket_answered(turn: Turn, desk: Desk) -> Ticket | None:
    reply_to = turn.incoming.reply_to if turn.incoming is not None else None
    message = await rows.by_staff_message(turn.unit, desk.chat, reply_to) if reply_to is not None else None
    return await rows.lock_ticket(turn.unit, message.ticket_id) if message is not None else None


async def heard(turn: Turn) -> None:
    """Relay what a member of the staff wrote in a customer's topic; notes stay among the staff."""
    desk, incoming, ticket = turn.desk, turn.incoming, await ticket_here(turn)
    if desk is None or incoming is None or ticket is None:
        return
    if incoming.text.startswith(NOTE_MARK) or await relay.belongs_to_a_note(
        turn.unit, ticket, incoming.album
    ):
        said = replace(incoming.said(), text=_among_us(incoming))
        await relay.note(turn.unit, desk, ticket, member(turn), said)
    elif incoming.text.startswith("/"):
        await turn.show(screens.commands(turn.words, unknown=True))
    elif not incoming.copyable:
        await _refuse(turn, desk, ticket, "cannot-copy")
    else:
        try:
            await relay.staff_wrote(turn.unit, desk, ticket, member(turn), incoming.said())
        except tickets.Banned:
            await _refuse(turn, desk, ticket, "banned")


async def edited(turn: Turn) -> None:
    """Let the customer's copy of an answer follow the staff's edit."""
    desk, incoming = turn.desk, turn.incoming
    if desk is None or incoming is None:
        return
    message = await rows.by_staff_message(turn.unit, desk.chat, incoming.message_id)
    if message is None or message.content == CANNED:  # of that there is only the command here
        return
    ticket = await rows.lock_ticket(turn.unit, message.ticket_id)
    if (
        message.side == Side.STAFF
        and incoming.text.startswith("/")
        and not relay.kept_back(turn.unit, message)
    ):
        await _refuse(turn, desk, ticket, "edited-to-note")
        return
    try:
        changed = replace(incoming.changed(), text=_among_us(incoming))
        await relay.edited(turn.unit, desk, message, changed)
    except tickets.Banned:
        await _refuse(turn, desk, ticket, "banned")


async def refuse(unit: UnitOfWork, desk: Desk, incoming: Incoming, stranger: Stranger) -> None:
    """Tell a stranger in a customer's topic, once an hour, that nothing of theirs goes to the customer."""
    if incoming.thread is None:
        return
    ticket = await rows.ticket_in_topic(unit, desk.chat, incoming.thread)
    if ticket is None:
        return
    say = "anonymous" if stranger.anonymous else "not-listed"
    hour = int(unit.now.timestamp()) // 3600
    await post(
        unit,
        desk,
        ticket,
        say,
        reply_to=incoming.message_id,
        once=f"{say}:{ticket.number}:{stranger.account}:{hour}",
        name=stranger.name,
    )


def _among_us(incoming: Incoming) -> str:
    """Return a text without what makes a note of it, where something does."""
    if incoming.text.startswith(NOTE_MARK):
        return incoming.text.removeprefix(NOTE_MARK).strip()
    return incoming.after(1) if incoming.text.startswith("/") else incoming.text


async def _refuse(turn: Turn, desk: Desk, ticket: Ticket, say: str) -> None:
    reply_to = turn.incoming.message_id if turn.incoming else None
    await post(turn.unit, desk, ticket, say, reply_to=reply_to)
