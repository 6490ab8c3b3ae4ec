"""The clock of the promise to answer: alerts to the staff, an apology to the customer, and what ends by itself."""

from datetime import datetime, timedelta

from store import desk as rows
from store import desk_service as service
from store.database import Database
from store.tables import Ticket
from store.unit_of_work import UnitOfWork
from support import tickets
from support.desk import Desk, Mode, Notice, Priority, tell, to_customer, to_staff

FIRST, SECOND = 1 / 2, 5 / 6  # of the time that was promised: 12 and 20 of 24 hours
BREACH = 3  # the stage at which the promise is broken; each later one is a day more
DAY = timedelta(days=1)
WARN_AFTER, CLOSE_AFTER = timedelta(hours=48), timedelta(hours=72)
APOLOGY, SILENCE, CLOSED_SILENT = "apology", "silence", "closed-silent"


def stage_of(waited: timedelta, promised: timedelta) -> int:
    """Return how far a customer's waiting has come: 0 nothing to tell, 3 the promise is broken, then a day each."""
    if waited >= promised:
        return BREACH + (waited - promised) // DAY
    return 2 if waited >= promised * SECOND else 1 if waited >= promised * FIRST else 0


def fell_silent(ticket: Ticket) -> datetime | None:
    """Return since when the customer owes the next word, or None when they do not."""
    spoke, answered = ticket.last_customer_at, ticket.last_staff_at
    if ticket.mode != Mode.HUMAN or ticket.awaiting_since is not None or answered is None:
        return None
    return answered if spoke is None or spoke < answered else None


class ServiceClock:
    """Looks at who waits and who is silent. Every row is told of once, whichever replica is first."""

    def __init__(self, database: Database, desk: Desk) -> None:
        self._database = database
        self._desk = desk

    async def tick(self) -> None:
        """Tell the staff who waits for too long; warn who is silent, and close what stays so."""
        now = self._database.clock()
        async with self._database.reading() as unit:
            waiting = await service.waiting_since(unit, now - self._desk.promised * FIRST)
            silent = await service.silent_since(unit, Mode.HUMAN, now - WARN_AFTER)
        for one in waiting:
            if stage_of(now - one.since, self._desk.promised) > one.told:
                async with self._database.writing() as unit:
                    await self._tell_of(unit, one.ticket)
        for number in silent:
            async with self._database.writing() as unit:
                await self._end_silence(unit, number)

    async def _tell_of(self, unit: UnitOfWork, number: int) -> None:
        ticket = await rows.lock_ticket(unit, number)
        since = ticket.awaiting_since
        if since is None:
            return
        stage = stage_of(unit.now - since, self._desk.promised)
        if stage == 0 or not await service.begin_alert(unit, number, since, stage):
            return
        waiting = since.isoformat()
        await to_staff(
            unit, self._desk, Notice.CLOCK, Priority.CLOCK, ticket=number, since=waiting, stage=stage
        )
        if stage >= BREACH:
            await to_customer(
                unit,
                await rows.customer_of(unit, ticket),
                Notice.TELL,
                once=f"{Notice.TELL}:{APOLOGY}:{number}:{waiting}",
                ticket=number,
                say=APOLOGY,
                since=waiting,
            )

    async def _end_silence(self, unit: UnitOfWork, number: int) -> None:
        ticket = await rows.lock_ticket(unit, number)
        since, warned = fell_silent(ticket), ticket.silence_warned_at
        if since is None or unit.now - since < WARN_AFTER:
            return
        if warned is None or warned < since:
            ticket.silence_warned_at = unit.now
            unit.session.add(ticket)
            await tell(unit, await rows.customer_of(unit, ticket), ticket, SILENCE)
        elif unit.now - since >= CLOSE_AFTER and unit.now - warned >= CLOSE_AFTER - WARN_AFTER:
            await tickets.close(unit, self._desk, ticket, tickets.BY_SHOP, say=CLOSED_SILENT)
