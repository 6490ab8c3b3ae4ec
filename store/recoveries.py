"""Failed attempts to open orders by their IDs, counted so that they can be limited."""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select

from store.tables import RecoveryAttempt
from store.unit_of_work import UnitOfWork


async def failures_since(unit: UnitOfWork, customer_id: int, moment: datetime) -> int:
    """Return how often this account failed since the moment."""
    statement = (
        select(func.count())
        .select_from(RecoveryAttempt)
        .where(RecoveryAttempt.customer_id == customer_id, col(RecoveryAttempt.at) > moment)
    )
    return (await unit.session.exec(statement)).one()


async def count_failure(unit: UnitOfWork, customer_id: int) -> None:
    """Count one more failure of this account."""
    unit.session.add(RecoveryAttempt(customer_id=customer_id, at=unit.now))
