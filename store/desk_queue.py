"""The row of the queue's topic: where it is, and whether it is about to be brought up to date."""

from datetime import datetime

from sqlalchemy import or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select

from store.tables import DeskQueue
from store.unit_of_work import FRESH, UnitOfWork


async def begin_refresh(unit: UnitOfWork, staff_chat: str, before: datetime) -> bool:
    """Take note that the queue is to be brought up to date; False when that is under way."""
    insert = sqlite.insert if unit.is_sqlite else postgresql.insert
    await unit.execute(insert(DeskQueue).values(staff_chat=staff_chat, topic=0).on_conflict_do_nothing())
    outcome = await unit.execute(
        update(DeskQueue)
        .where(
            col(DeskQueue.staff_chat) == staff_chat,
            or_(col(DeskQueue.refresh_at).is_(None), col(DeskQueue.refresh_at) < before),
        )
        .values(refresh_at=unit.now)
    )
    return bool(outcome.rowcount)


async def lock(unit: UnitOfWork, staff_chat: str) -> DeskQueue:
    """Return the row of a group whose queue was shown or asked for, locked until the unit ends."""
    statement = select(DeskQueue).where(DeskQueue.staff_chat == staff_chat).with_for_update()
    return (await unit.session.exec(statement, execution_options=FRESH)).one()
