"""Drafts of answers, kept among the staff: what no person sends never gets to the customer."""

from store import desk as rows
from store.tables import DeskMessage, Ticket
from store.unit_of_work import UnitOfWork
from support import messages, relay, tickets
from support.desk import Desk, Member, Notice, Priority, to_staff
from support.messages import Said

DRAFT = "draft"
"""The content of a note that is one."""


async def keep(unit: UnitOfWork, desk: Desk, about: DeskMessage, text: str, author: Member) -> None:
    """Keep a draft of an answer to a customer's message and show it to the staff; a second one is let go."""
    ticket = await rows.lock_ticket(unit, about.ticket_id)
    if not tickets.is_open(ticket) or await rows.has_note(unit, about, DRAFT):
        return
    draft = await messages.keep_note(unit, desk.encryption, about, DRAFT, text, author=author)
    await to_staff(unit, desk, Notice.DRAFT, Priority.RELAY, ticket=ticket.number, message=draft.id)


async def send(
    unit: UnitOfWork, desk: Desk, ticket: Ticket, member: Member, number: int, *, shown: int
) -> DeskMessage:
    """Send a draft as an answer of a member of the staff, once, and return it. `shown` is its message in the group.

    Raises:
        NothingToDo: there is no such draft in this ticket, or it was sent or discarded.
        Banned: the customer is banned, so nothing goes to them.
    """
    draft = await _undecided(unit, ticket, number)
    said = Said(shown, messages.CANNED, messages.text_of(desk.encryption, draft))
    await relay.staff_wrote(unit, desk, ticket, member, said)
    draft.state = messages.DELIVERED
    unit.session.add(draft)
    return draft


async def discard(unit: UnitOfWork, ticket: Ticket, number: int) -> DeskMessage:
    """Let a draft go, and return it.

    Raises:
        NothingToDo: there is no such draft in this ticket, or it was sent or discarded.
    """
    draft = await _undecided(unit, ticket, number)
    draft.state = messages.DELETED
    unit.session.add(draft)
    return draft


async def _undecided(unit: UnitOfWork, ticket: Ticket, number: int) -> DeskMessage:
    draft = await rows.message(unit, number, lock=True)
    if draft is None or draft.content != DRAFT or draft.ticket_id != ticket.number:
        raise tickets.NothingToDo
    if draft.state != messages.KEPT:
        raise tickets.NothingToDo
    return draft
