"""What the help desk's clock and figures read and write: who waits, who was told, first answers and ratings."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select

from store.tables import Customer, DeskAlert, DeskRating, FirstReply, Ticket
from store.unit_of_work import UnitOfWork


class Waiting(NamedTuple):
    """A ticket that waits for an answer, since when, and the last stage that was told of."""

    ticket: int
    since: datetime
    told: int


class Ratings(NamedTuple):
    """How many customers said how they were helped, and what they said on average."""

    given: int
    average: float | None


async def waiting_since(unit: UnitOfWork, moment: datetime) -> Sequence[Waiting]:
    """Return the tickets that waited already at the moment, but for customers that no answer can reach."""
    told = func.coalesce(func.max(DeskAlert.stage), 0)
    statement = (
        select(Ticket.id, Ticket.awaiting_since, told)
        .join(Customer, col(Customer.id) == col(Ticket.customer_id))
        .outerjoin(
            DeskAlert,
            (col(DeskAlert.ticket_id) == col(Ticket.id))
            & (col(DeskAlert.awaiting_since) == col(Ticket.awaiting_since)),
        )
        .where(
            col(Ticket.awaiting_since) <= moment,
            col(Ticket.banned_at).is_(None),
            col(Customer.unreachable_since).is_(None),
        )
        .group_by(col(Ticket.id), col(Ticket.awaiting_since))
        .order_by(col(Ticket.awaiting_since), col(Ticket.id))
    )
    return [Waiting(*row) for row in (await unit.session.exec(statement)).all()]


async def begin_alert(unit: UnitOfWork, ticket_id: int, since: datetime, stage: int) -> bool:
    """Take note that a stage is told of; False when it was told of before."""
    insert = sqlite.insert if unit.is_sqlite else postgresql.insert
    statement = (
        insert(DeskAlert)
        .values(ticket_id=ticket_id, awaiting_since=since, stage=stage, at=unit.now)
        .on_conflict_do_nothing()
    )
    return bool((await unit.execute(statement)).rowcount)


async def silent_since(unit: UnitOfWork, mode: str, moment: datetime) -> Sequence[int]:
    """Return the tickets in a mode whose reachable customer was answered by the moment and said nothing since."""
    statement = (
        select(Ticket.id)
        .join(Customer, col(Customer.id) == col(Ticket.customer_id))
        .where(
            Ticket.mode == mode,
            col(Ticket.awaiting_since).is_(None),
            col(Ticket.last_staff_at) <= moment,
            or_(
                col(Ticket.last_customer_at).is_(None),
                col(Ticket.last_customer_at) < col(Ticket.last_staff_at),
            ),
            col(Customer.unreachable_since).is_(None),
        )
        .order_by(col(Ticket.id))
    )
    return [found or 0 for found in (await unit.session.exec(statement)).all()]


async def keep_first_reply(unit: UnitOfWork, ticket: Ticket) -> None:
    """Write down that a person answered a ticket for the first time since it was opened."""
    insert = sqlite.insert if unit.is_sqlite else postgresql.insert
    await unit.execute(
        insert(FirstReply)
        .values(ticket_id=ticket.number, opened_at=ticket.opened_at, at=unit.now)
        .on_conflict_do_nothing()
    )


async def first_replies(unit: UnitOfWork, after: datetime) -> Sequence[tuple[datetime, datetime]]:
    """Return when a person was asked for, and when one answered, of the answers after the moment."""
    statement = select(FirstReply.opened_at, FirstReply.at).where(col(FirstReply.at) > after)
    return (await unit.session.exec(statement)).all()


async def count_breaches(unit: UnitOfWork, stage: int, after: datetime) -> int:
    """Return how often after the moment a customer's waiting came to the stage, or was first noticed beyond it."""
    began = (
        select(func.min(DeskAlert.at).label("at"))
        .where(col(DeskAlert.stage) >= stage)
        .group_by(col(DeskAlert.ticket_id), col(DeskAlert.awaiting_since))
        .subquery()
    )
    statement = select(func.count()).select_from(began).where(began.c.at > after)
    return int((await unit.session.exec(statement)).one())


async def ask_rating(unit: UnitOfWork, ticket: Ticket, closed_by: str) -> None:
    """Take note that the customer is asked how they were helped, at this closing of their ticket."""
    insert = sqlite.insert if unit.is_sqlite else postgresql.insert
    await unit.execute(
        insert(DeskRating)
        .values(ticket_id=ticket.number, closing=ticket.closings, closed_by=closed_by, asked_at=unit.now)
        .on_conflict_do_nothing()
    )


async def rate(unit: UnitOfWork, ticket_id: int, closing: int, score: int) -> bool:
    """Write down what a customer says of a closing; False when they were not asked, or said it before."""
    outcome = await unit.execute(
        update(DeskRating)
        .where(
            col(DeskRating.ticket_id) == ticket_id,
            col(DeskRating.closing) == closing,
            col(DeskRating.score).is_(None),
        )
        .values(score=score, rated_at=unit.now)
    )
    return bool(outcome.rowcount)


async def ratings(unit: UnitOfWork, after: datetime) -> Ratings:
    """Return what customers said after the moment."""
    statement = select(func.count(col(DeskRating.score)), func.avg(DeskRating.score)).where(
        col(DeskRating.rated_at) > after
    )
    count, average = (await unit.session.exec(statement)).one()
    return Ratings(count, float(average) if average is not None else None)
