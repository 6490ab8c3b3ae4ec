"""The help desk's rows: tickets, what was said in them, and the last turns with the bot."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import String, cast, func, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select

from store.tables import BotTrail, Customer, DeskMessage, Ticket
from store.unit_of_work import FRESH, UnitOfWork


async def ticket_of(unit: UnitOfWork, customer_id: int) -> Ticket | None:
    """Return a customer's ticket, if they ever had one."""
    statement = select(Ticket).where(Ticket.customer_id == customer_id)
    return (await unit.session.exec(statement)).one_or_none()


async def lock_ticket(unit: UnitOfWork, ticket_id: int) -> Ticket:
    """Return a ticket that must exist, locked until the unit ends. Who changes one locks it first."""
    statement = select(Ticket).where(Ticket.id == ticket_id).with_for_update()
    return (await unit.session.exec(statement, execution_options=FRESH)).one()


async def ensure_ticket(unit: UnitOfWork, customer_id: int) -> Ticket:
    """Return a customer's ticket, locked, made if there is none: one, however many ask at the same moment."""
    insert = sqlite.insert if unit.is_sqlite else postgresql.insert
    await unit.execute(
        insert(Ticket)
        .values(
            customer_id=customer_id,
            mode="bot",
            reason="",
            opened_at=unit.now,
            claimed_name="",
            closings=0,
            topic=0,
            topic_name="",
        )
        .on_conflict_do_nothing(index_elements=["customer_id"])
    )
    statement = select(Ticket).where(Ticket.customer_id == customer_id).with_for_update()
    return (await unit.session.exec(statement, execution_options=FRESH)).one()


async def ticket_in_topic(unit: UnitOfWork, staff_chat: str, thread_id: int) -> Ticket | None:
    """Return the ticket whose topic this is, locked, if it is one's."""
    statement = (
        select(Ticket).where(Ticket.staff_chat == staff_chat, Ticket.thread_id == thread_id).with_for_update()
    )
    return (await unit.session.exec(statement, execution_options=FRESH)).one_or_none()


async def customer_of(unit: UnitOfWork, ticket: Ticket) -> Customer:
    """Return whose ticket it is."""
    return (await unit.session.exec(select(Customer).where(Customer.id == ticket.customer_id))).one()


async def message(unit: UnitOfWork, message_id: int, *, lock: bool = False) -> DeskMessage | None:
    """Return a message of the desk by its row's number; with `lock`, until the unit ends."""
    statement = select(DeskMessage).where(DeskMessage.id == message_id)
    if lock:
        statement = statement.with_for_update()
    return (await unit.session.exec(statement, execution_options=FRESH)).one_or_none()


async def has_note(unit: UnitOfWork, about: DeskMessage, content: str) -> bool:
    """Say whether there is a note of this content about a message."""
    statement = select(DeskMessage.id).where(
        DeskMessage.ticket_id == about.ticket_id,
        DeskMessage.reply_to_id == about.id,
        DeskMessage.content == content,
    )
    return (await unit.session.exec(statement.limit(1))).first() is not None


async def by_customer_message(unit: UnitOfWork, chat: str, message_id: int) -> DeskMessage | None:
    """Return what is, in the customer's chat, the message with this number."""
    statement = select(DeskMessage).where(
        DeskMessage.customer_chat == chat, DeskMessage.customer_message_id == message_id
    )
    return (await unit.session.exec(statement)).one_or_none()


async def by_staff_message(unit: UnitOfWork, chat: str, message_id: int) -> DeskMessage | None:
    """Return what is, in the staff's group, the message with this number."""
    statement = select(DeskMessage).where(
        DeskMessage.staff_chat == chat, DeskMessage.staff_message_id == message_id
    )
    return (await unit.session.exec(statement)).one_or_none()


async def in_state(unit: UnitOfWork, ticket_id: int, side: str, state: str) -> Sequence[DeskMessage]:
    """Return what one side said and stands in a state, the oldest first."""
    statement = (
        select(DeskMessage)
        .where(DeskMessage.ticket_id == ticket_id, DeskMessage.side == side, DeskMessage.state == state)
        .order_by(col(DeskMessage.id))
    )
    return (await unit.session.exec(statement)).all()


async def claim_album(
    unit: UnitOfWork, ticket_id: int, album: str, state: str, until: datetime
) -> tuple[Sequence[DeskMessage], bool]:
    """Take the free messages of an album that stand in a state; say, too, whether others are held elsewhere."""
    statement = (
        select(DeskMessage)
        .where(DeskMessage.ticket_id == ticket_id, DeskMessage.album == album, DeskMessage.state == state)
        .order_by(col(DeskMessage.id))
        .with_for_update()
    )
    rows = (await unit.session.exec(statement, execution_options=FRESH)).all()
    free = [row for row in rows if row.lease_until is None or row.lease_until <= unit.now]
    for row in free:
        row.lease_until = until
        unit.session.add(row)
    return free, len(free) < len(rows)


async def comes_after_waiting(unit: UnitOfWork, said: DeskMessage, state: str, since: datetime) -> bool:
    """Say whether the same side said something before, since the moment, that still stands in a state."""
    statement = select(DeskMessage.id).where(
        DeskMessage.ticket_id == said.ticket_id,
        DeskMessage.side == said.side,
        DeskMessage.state == state,
        col(DeskMessage.id) < said.id,
        col(DeskMessage.at) > since,
    )
    if said.album is not None:
        statement = statement.where(
            or_(col(DeskMessage.album).is_(None), col(DeskMessage.album) != said.album)
        )
    return (await unit.session.exec(statement.limit(1))).first() is not None


async def count_since(unit: UnitOfWork, ticket_id: int, side: str, moment: datetime) -> int:
    """Return how much one side said since the moment; an album counts once."""
    statement = select(
        func.count(func.distinct(func.coalesce(DeskMessage.album, cast(DeskMessage.id, String))))
    ).where(DeskMessage.ticket_id == ticket_id, DeskMessage.side == side, col(DeskMessage.at) > moment)
    return int((await unit.session.exec(statement)).one())


async def transcript(unit: UnitOfWork, ticket_id: int) -> Sequence[DeskMessage]:
    """Return everything that was said, notes included, the first first."""
    statement = select(DeskMessage).where(DeskMessage.ticket_id == ticket_id).order_by(col(DeskMessage.id))
    return (await unit.session.exec(statement)).all()


async def open_tickets(unit: UnitOfWork, modes: Sequence[str]) -> Sequence[Ticket]:
    """Return the tickets in these modes, the longest waiting first; those that nobody waits in come last."""
    statement = (
        select(Ticket)
        .where(col(Ticket.mode).in_(modes))
        .order_by(col(Ticket.awaiting_since).is_(None), col(Ticket.awaiting_since), col(Ticket.id))
    )
    return (await unit.session.exec(statement)).all()


async def open_with_customers(unit: UnitOfWork, modes: Sequence[str]) -> Sequence[tuple[Ticket, Customer]]:
    """Return the tickets in these modes with whose they are, the longest waiting first."""
    statement = (
        select(Ticket, Customer)
        .join(Customer, col(Customer.id) == col(Ticket.customer_id))
        .where(col(Ticket.mode).in_(modes))
        .order_by(col(Ticket.awaiting_since).is_(None), col(Ticket.awaiting_since), col(Ticket.id))
    )
    return (await unit.session.exec(statement)).all()


async def begin_refresh(unit: UnitOfWork, ticket_id: int, before: datetime) -> bool:
    """Take note that a topic's name and card are to be brought up to date; False when that is under way."""
    outcome = await unit.execute(
        update(Ticket)
        .where(
            col(Ticket.id) == ticket_id,
            or_(col(Ticket.refresh_at).is_(None), col(Ticket.refresh_at) < before),
        )
        .values(refresh_at=unit.now)
    )
    return bool(outcome.rowcount)


async def trail_of(unit: UnitOfWork, customer_chat: str) -> str | None:
    """Return the sealed last turns of a customer with the bot."""
    statement = select(BotTrail.sealed_turns).where(BotTrail.customer_chat == customer_chat)
    return (await unit.session.exec(statement)).one_or_none()


async def keep_trail(unit: UnitOfWork, customer_chat: str, sealed_turns: str) -> None:
    """Put the sealed last turns in the place of those before."""
    insert = sqlite.insert if unit.is_sqlite else postgresql.insert
    await unit.execute(
        insert(BotTrail)
        .values(customer_chat=customer_chat, sealed_turns=sealed_turns)
        .on_conflict_do_update(index_elements=["customer_chat"], set_={"sealed_turns": sealed_turns})
    )


async def has_album(unit: UnitOfWork, ticket_id: int, album: str, state: str) -> bool:
    """Say whether a part of an album stands in a state."""
    statement = select(DeskMessage.id).where(
        DeskMessage.ticket_id == ticket_id, DeskMessage.album == album, DeskMessage.state == state
    )
    return (await unit.session.exec(statement.limit(1))).first() is not None


async def ticket(unit: UnitOfWork, ticket_id: int) -> Ticket:
    """Return a ticket that must exist."""
    return (await unit.session.exec(select(Ticket).where(Ticket.id == ticket_id))).one()
