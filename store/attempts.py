"""Payment attempts: claiming those that are due, and finding those of an order."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import case, func, update
from sqlmodel import col, select

from store import leases
from store.database import Database
from store.tables import PaymentAttempt
from store.unit_of_work import FRESH, UnitOfWork


async def claim_due(unit: UnitOfWork, *, lease_until: datetime, limit: int) -> Sequence[PaymentAttempt]:
    """Claim attempts whose time to be asked about has come."""
    return await leases.claim(unit, PaymentAttempt, lease_until=lease_until, limit=limit)


async def next_due(unit: UnitOfWork) -> datetime | None:
    """Return when the next attempt has to be asked about, one that is being asked about just now included."""
    return (await unit.session.exec(select(func.min(PaymentAttempt.due_at)))).one()


async def held(unit: UnitOfWork, attempt: PaymentAttempt) -> PaymentAttempt | None:
    """Return the attempt if it is still ours to write."""
    return await leases.held(unit, PaymentAttempt, attempt.id or 0, attempt.runs)


async def of_order(unit: UnitOfWork, order_id: int) -> Sequence[PaymentAttempt]:
    """Return an order's attempts, the newest first."""
    statement = (
        select(PaymentAttempt)
        .where(PaymentAttempt.order_id == order_id)
        .order_by(col(PaymentAttempt.id).desc())
    )
    return (await unit.session.exec(statement)).all()


async def latest_of_orders(unit: UnitOfWork, order_ids: Sequence[int]) -> dict[int, PaymentAttempt]:
    """Return the newest attempt of each of the orders."""
    statement = (
        select(PaymentAttempt)
        .where(col(PaymentAttempt.order_id).in_(order_ids))
        .order_by(col(PaymentAttempt.id))
    )
    return {attempt.order_id: attempt for attempt in (await unit.session.exec(statement)).all()}


async def paid_of_orders(unit: UnitOfWork, order_ids: Sequence[int]) -> dict[int, PaymentAttempt]:
    """Return, of each of the orders that was paid, the attempt by which it was."""
    statement = (
        select(PaymentAttempt)
        .where(
            col(PaymentAttempt.order_id).in_(order_ids),
            col(PaymentAttempt.paid_minor) >= col(PaymentAttempt.amount_minor),
        )
        .order_by(col(PaymentAttempt.ended_at).desc(), col(PaymentAttempt.id).desc())
    )
    return {attempt.order_id: attempt for attempt in (await unit.session.exec(statement)).all()}


async def by_transaction(unit: UnitOfWork, rail: str, transaction: str) -> PaymentAttempt | None:
    """Return the attempt that a gateway's transaction was credited to."""
    statement = select(PaymentAttempt).where(
        PaymentAttempt.rail == rail, PaymentAttempt.gateway_transaction == transaction
    )
    return (await unit.session.exec(statement)).one_or_none()


async def by_transactions(
    unit: UnitOfWork, rail: str, transactions: Sequence[str]
) -> dict[str, PaymentAttempt]:
    """Return the attempts that a gateway's transactions were credited to, by transaction."""
    statement = select(PaymentAttempt).where(
        PaymentAttempt.rail == rail, col(PaymentAttempt.gateway_transaction).in_(transactions)
    )
    found = (await unit.session.exec(statement)).all()
    return {attempt.gateway_transaction: attempt for attempt in found if attempt.gateway_transaction}


async def by_number(unit: UnitOfWork, number: str) -> PaymentAttempt | None:
    """Return the attempt with this number."""
    return (
        await unit.session.exec(select(PaymentAttempt).where(PaymentAttempt.number == number))
    ).one_or_none()


async def take_over(unit: UnitOfWork, attempt: PaymentAttempt) -> PaymentAttempt:
    """Return the attempt as it is now, locked, and no longer held by whoever was asking about it."""
    statement = select(PaymentAttempt).where(PaymentAttempt.id == attempt.id).with_for_update()
    taken = (await unit.session.exec(statement, execution_options=FRESH)).one()
    taken.runs, taken.lease_until = taken.runs + 1, None
    return taken


async def reschedule(
    database: Database, attempt: PaymentAttempt, due_at: datetime | None, *, error: str | None, sweeps: int
) -> None:
    """Give the lease back and say when to ask again; nothing is written if the lease is no longer ours.

    When the customer asked for a look meanwhile, the next one is due at once.
    """
    asked_meanwhile = col(PaymentAttempt.asked_by_customer_at).is_distinct_from(attempt.asked_by_customer_at)
    await database.write_soon(
        update(PaymentAttempt)
        .where(col(PaymentAttempt.id) == attempt.id, col(PaymentAttempt.runs) == attempt.runs)
        .values(
            due_at=case((asked_meanwhile, database.clock()), else_=due_at),
            lease_until=None,
            last_error=error,
            sweeps=sweeps,
            tries=attempt.tries + 1,
        )
    )


async def get(unit: UnitOfWork, attempt_id: int) -> PaymentAttempt:
    """Return an attempt that must exist."""
    return (await unit.session.exec(select(PaymentAttempt).where(PaymentAttempt.id == attempt_id))).one()
