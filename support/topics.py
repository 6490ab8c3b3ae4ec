"""A customer's topic in the staff's group: made by a worker from an intent, lost, made anew, kept up to date."""

from datetime import timedelta

from store import desk as rows
from store import outbox
from store.tables import DeskMessage, Ticket
from store.unit_of_work import UnitOfWork
from support import queue
from support.desk import Desk, Notice, Priority, to_staff
from support.messages import QUEUED, Side

ALBUM_WAIT = timedelta(seconds=1)
DEBOUNCE = timedelta(seconds=3)
REFRESH_LOST_AFTER = timedelta(minutes=10)


async def want(unit: UnitOfWork, desk: Desk, ticket: Ticket) -> None:
    """Have the ticket's topic made, unless it is there or being made: one row for each topic it ever has."""
    if ticket.thread_id is not None and ticket.staff_chat == desk.chat:
        return
    if ticket.thread_id is not None:  # the shop's staff moved to another group
        _forget(ticket)
    await to_staff(
        unit,
        desk,
        Notice.TOPIC,
        Priority.RELAY,
        once=f"{Notice.TOPIC}:{desk.chat}:{ticket.number}:{ticket.topic}",
        ticket=ticket.number,
        topic=ticket.topic,
    )


async def being_made(unit: UnitOfWork, desk: Desk) -> bool:
    """Say whether a topic is being made right now: it may be there for people before the shop knows its number."""
    return await outbox.is_being_sent(unit, desk.channel, Notice.TOPIC)


async def made(unit: UnitOfWork, desk: Desk, ticket_id: int, thread_id: int, name: str) -> None:
    """Take note of the topic that was made; what waited for it goes there, after the card."""
    ticket = await rows.lock_ticket(unit, ticket_id)
    ticket.staff_chat, ticket.thread_id, ticket.topic_name = desk.chat, thread_id, name
    ticket.card_message_id, ticket.refresh_at = None, None
    unit.session.add(ticket)
    await to_staff(unit, desk, Notice.CARD, Priority.RELAY, ticket=ticket.number)
    for message in await rows.in_state(unit, ticket_id, Side.CUSTOMER, QUEUED):
        await hand_on(unit, desk, message)


async def lost(unit: UnitOfWork, desk: Desk, ticket_id: int, thread_id: int) -> None:
    """Take note that a topic is gone; another is made. Whoever notices it second changes nothing."""
    ticket = await rows.lock_ticket(unit, ticket_id)
    if ticket.thread_id == thread_id:
        _forget(ticket)
        unit.session.add(ticket)
    await want(unit, desk, ticket)


async def hand_on(unit: UnitOfWork, desk: Desk, message: DeskMessage) -> None:
    """Have a customer's message copied to the topic; an album waits a moment for the rest of itself."""
    await to_staff(
        unit,
        desk,
        Notice.RELAY,
        Priority.RELAY,
        due_at=unit.now + ALBUM_WAIT if message.album else None,
        ticket=message.ticket_id,
        message=message.id,
    )


async def refresh(unit: UnitOfWork, desk: Desk, ticket: Ticket) -> None:
    """Have what the staff see of a ticket, the queue among it, brought up to date in a moment."""
    await unit.session.flush()
    await queue.refresh(unit, desk)
    await refresh_card(unit, desk, ticket)


async def refresh_card(unit: UnitOfWork, desk: Desk, ticket: Ticket) -> None:
    """Have the topic's name and card brought up to date in a moment, once for all changes until then."""
    if not await rows.begin_refresh(unit, ticket.number, unit.now - REFRESH_LOST_AFTER):
        return
    due = unit.now + DEBOUNCE
    await to_staff(unit, desk, Notice.CARD, Priority.CARD, due_at=due, ticket=ticket.number)
    await to_staff(unit, desk, Notice.NAME, Priority.ICON, due_at=due, ticket=ticket.number)


def _forget(ticket: Ticket) -> None:
    ticket.thread_id, ticket.card_message_id, ticket.topic_name = None, None, ""
    ticket.topic += 1


async def renamed(unit: UnitOfWork, ticket_id: int, thread_id: int, name: str) -> None:
    """Take note of a topic's new name."""
    ticket = await rows.lock_ticket(unit, ticket_id)
    if ticket.thread_id == thread_id:
        ticket.topic_name = name
        unit.session.add(ticket)


async def card_shown(
    unit: UnitOfWork, ticket_id: int, thread_id: int, message_id: int, fingerprint: str
) -> None:
    """Take note of the message that is a topic's card, and of what it says now."""
    ticket = await rows.lock_ticket(unit, ticket_id)
    if ticket.thread_id == thread_id:
        ticket.card_message_id, ticket.card_fingerprint = message_id, fingerprint
        unit.session.add(ticket)
