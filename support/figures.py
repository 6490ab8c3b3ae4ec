"""How the help desk does: what is open now, and how well it was answered lately."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from store import desk as rows
from store import desk_service as service
from store.unit_of_work import UnitOfWork
from support import tickets
from support.clock import BREACH

LATELY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class DeskFigures:
    """Open and waiting tickets of now; first replies, broken promises and ratings of the last 30 days."""

    open: int
    waiting: int
    longest: datetime | None
    first_replies: int
    median_first_reply: timedelta | None
    breaches: int
    ratings: int
    rating: float | None


async def of_now(unit: UnitOfWork) -> DeskFigures:
    """Return the figures of the help desk."""
    after = unit.now - LATELY
    opened = await rows.open_tickets(unit, tickets.OPEN)
    waiting = [ticket.awaiting_since for ticket in opened if ticket.awaiting_since is not None]
    seconds = [(at - asked).total_seconds() for asked, at in await service.first_replies(unit, after)]
    rated = await service.ratings(unit, after)
    return DeskFigures(
        open=len(opened),
        waiting=len(waiting),
        longest=min(waiting, default=None),
        first_replies=len(seconds),
        median_first_reply=timedelta(seconds=median(seconds)) if seconds else None,
        breaches=await service.count_breaches(unit, BREACH, after),
        ratings=rated.given,
        rating=rated.average,
    )
