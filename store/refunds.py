"""Refunds: one for a payment attempt, claimed like everything that is asked of the outside."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select

from store import leases
from store.tables import PaymentAttempt, Refund
from store.unit_of_work import UnitOfWork


async def claim_due(unit: UnitOfWork, *, lease_until: datetime, limit: int) -> Sequence[Refund]:
    """Claim refunds whose next step is due."""
    return await leases.claim(unit, Refund, lease_until=lease_until, limit=limit)


async def held(unit: UnitOfWork, refund: Refund) -> Refund | None:
    """Return the refund if it is still ours to write."""
    return await leases.held(unit, Refund, refund.id or 0, refund.runs)


async def of_attempt(unit: UnitOfWork, attempt_id: int) -> Refund | None:
    """Return the refund of a payment attempt, if one was asked for."""
    return (await unit.session.exec(select(Refund).where(Refund.attempt_id == attempt_id))).one_or_none()


async def of_orders(unit: UnitOfWork, order_ids: Sequence[int]) -> Sequence[Refund]:
    """Return the refunds of some orders, the first first."""
    statement = select(Refund).where(col(Refund.order_id).in_(order_ids)).order_by(col(Refund.id))
    return (await unit.session.exec(statement)).all()


async def with_attempts(
    unit: UnitOfWork, order_ids: Sequence[int]
) -> Sequence[tuple[Refund, PaymentAttempt]]:
    """Return the refunds of some orders with the payments that they give back, the first first."""
    statement = (
        select(Refund, PaymentAttempt)
        .join(PaymentAttempt, col(PaymentAttempt.id) == col(Refund.attempt_id))
        .where(col(Refund.order_id).in_(order_ids))
        .order_by(col(Refund.id))
    )
    return (await unit.session.exec(statement)).all()


async def of_order(unit: UnitOfWork, order_id: int) -> Sequence[Refund]:
    """Return an order's refunds, the first first."""
    return await of_orders(unit, [order_id])
