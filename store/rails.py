"""How payment rails are doing: how often in a row one failed, and until when it is not offered."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import col, select

from store.tables import RailStanding
from store.unit_of_work import FRESH, UnitOfWork


async def hidden(unit: UnitOfWork) -> set[str]:
    """Return the rails that are not to be offered now."""
    statement = select(RailStanding.rail).where(col(RailStanding.hidden_until) > unit.now)
    return set((await unit.session.exec(statement)).all())


async def count_failure(unit: UnitOfWork, rail: str) -> int:
    """Count one more failure of a rail, and return how many there were in a row."""
    await unit.lock(f"rail:{rail}")
    statement = select(RailStanding).where(RailStanding.rail == rail)
    known = (await unit.session.exec(statement, execution_options=FRESH)).one_or_none()
    standing = known or RailStanding(rail=rail)
    standing.failures += 1
    unit.session.add(standing)
    return standing.failures


async def hide(unit: UnitOfWork, rail: str, until: datetime) -> None:
    """Do not offer a rail until a moment."""
    await unit.execute(update(RailStanding).where(col(RailStanding.rail) == rail).values(hidden_until=until))


async def forget_failures(unit: UnitOfWork, rail: str) -> None:
    """The rail works: what it did before does not count."""
    await unit.execute(delete(RailStanding).where(col(RailStanding.rail) == rail))
