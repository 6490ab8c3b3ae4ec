"""Deliveries: one row a path of an order, written before a console is asked."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, select

from store import leases
from store.tables import Delivery
from store.unit_of_work import UnitOfWork

ISSUED = "issued"


async def claim_due(unit: UnitOfWork, *, lease_until: datetime, limit: int) -> Sequence[Delivery]:
    """Claim deliveries whose next step is due."""
    return await leases.claim(unit, Delivery, lease_until=lease_until, limit=limit)


async def held(unit: UnitOfWork, delivery: Delivery) -> Delivery | None:
    """Return the delivery if it is still ours to write."""
    return await leases.held(unit, Delivery, delivery.id or 0, delivery.runs)


async def of_order(unit: UnitOfWork, order_id: int) -> Sequence[Delivery]:
    """Return all paths tried for an order, the first first."""
    statement = select(Delivery).where(Delivery.order_id == order_id).order_by(col(Delivery.id))
    return (await unit.session.exec(statement)).all()


async def issued_of_orders(unit: UnitOfWork, order_ids: Sequence[int]) -> dict[int, Delivery]:
    """Return what was issued for each of the orders."""
    statement = select(Delivery).where(col(Delivery.order_id).in_(order_ids), Delivery.state == ISSUED)
    return {delivery.order_id: delivery for delivery in (await unit.session.exec(statement)).all()}


async def retry_refused(unit: UnitOfWork, path: str) -> None:
    """Make the refused deliveries of a path that wait for another try due now."""
    await unit.execute(
        update(Delivery)
        .where(
            col(Delivery.path) == path, col(Delivery.state) == "refused", col(Delivery.due_at).is_not(None)
        )
        .values(due_at=unit.now)
    )
