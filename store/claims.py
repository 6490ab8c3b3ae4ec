"""Claims to orders whose account was lost."""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select

from store.tables import OrderTransfer, RecoveryClaim
from store.unit_of_work import FRESH, UnitOfWork


async def add(unit: UnitOfWork, claim: RecoveryClaim) -> RecoveryClaim:
    """Write a claim and return it with its number."""
    unit.session.add(claim)
    await unit.session.flush()
    return claim


async def get(unit: UnitOfWork, number: int) -> RecoveryClaim | None:
    """Return the claim with this number."""
    return (await unit.session.exec(select(RecoveryClaim).where(RecoveryClaim.id == number))).one_or_none()


async def count_since(
    unit: UnitOfWork, customer_id: int, moment: datetime, *, until: datetime | None = None
) -> int:
    """Return how often this account claimed an order since the moment."""
    statement = (
        select(func.count())
        .select_from(RecoveryClaim)
        .where(RecoveryClaim.customer_id == customer_id, col(RecoveryClaim.at) > moment)
    )
    if until is not None:
        statement = statement.where(col(RecoveryClaim.at) <= until)
    return (await unit.session.exec(statement)).one()


async def find(
    unit: UnitOfWork, *, number: int, customer_id: int, reference: str, state: str
) -> RecoveryClaim | None:
    """Return the claim with this number, or else the newest in a state of a customer or of an order, locked."""
    if number:
        chosen = col(RecoveryClaim.id) == number
    elif reference:
        chosen = (col(RecoveryClaim.reference) == reference) & (col(RecoveryClaim.state) == state)
    else:
        chosen = (col(RecoveryClaim.customer_id) == customer_id) & (col(RecoveryClaim.state) == state)
    statement = select(RecoveryClaim).where(chosen).order_by(col(RecoveryClaim.id).desc()).limit(1)
    return (await unit.session.exec(statement.with_for_update(), execution_options=FRESH)).first()


async def transfer(
    unit: UnitOfWork, order_id: int, *, to: int | None = None, away_from: int | None = None
) -> OrderTransfer | None:
    """Return the latest move of an order, or the latest to an account, or away from one."""
    statement = select(OrderTransfer).where(OrderTransfer.order_id == order_id)
    if to is not None:
        statement = statement.where(OrderTransfer.to_customer_id == to)
    if away_from is not None:
        statement = statement.where(OrderTransfer.from_customer_id == away_from)
    return (await unit.session.exec(statement.order_by(col(OrderTransfer.id).desc()).limit(1))).first()
