"""How due rows are claimed: by one process at a time, for a while, fenced by a counter of runs."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, or_, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import SQLModel, col, select

from store.database import Database
from store.tables import Delivery, DeskMessage, Enquiry, OutboxMessage, PaymentAttempt, Refund
from store.unit_of_work import FRESH, UnitOfWork

Row = TypeVar("Row", bound=SQLModel)


async def claim(
    unit: UnitOfWork,
    table: type[Row],
    *conditions: ColumnElement[bool],
    lease_until: datetime,
    limit: int,
) -> Sequence[Row]:
    """Claim due rows that nobody holds, the longest due first; each comes back with its new `runs`.

    PostgreSQL skips rows that another process is claiming; SQLite has one writer at a time anyway.
    """
    model: Any = table
    statement = (
        select(table)
        .where(
            col(model.due_at) <= unit.now,
            or_(col(model.lease_until).is_(None), col(model.lease_until) <= unit.now),
            *conditions,
        )
        .order_by(col(model.due_at), col(model.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = (await unit.session.exec(statement)).all()
    if rows:
        await unit.execute(
            update(table)
            .where(col(model.id).in_([row.id for row in rows]))  # type: ignore[attr-defined]
            .values(lease_until=lease_until, runs=model.runs + 1)
        )
        for row in rows:  # what was just written, without reading it again
            set_committed_value(row, "lease_until", lease_until)
            set_committed_value(row, "runs", row.runs + 1)  # type: ignore[attr-defined]
    return rows


async def held(unit: UnitOfWork, table: type[Row], row_id: int, runs: int) -> Row | None:
    """Return the row if the lease we claimed is still ours, locked until the unit ends; else None."""
    model: Any = table
    statement = select(table).where(model.id == row_id, model.runs == runs).with_for_update()
    return (await unit.session.exec(statement, execution_options=FRESH)).one_or_none()


async def give_back(database: Database, rows: Sequence[SQLModel], after: timedelta) -> None:
    """Let rows that somebody holds be claimed again after a while; those that were given back meanwhile stay."""
    async with database.writing() as unit:
        for row in rows:
            model: Any = type(row)
            await unit.execute(
                update(model)
                .where(model.id == row.id, model.runs == row.runs, model.lease_until.is_not(None))  # type: ignore[attr-defined]
                .values(due_at=unit.now + after, lease_until=None)
            )


async def release_all(unit: UnitOfWork) -> None:
    """Free every lease. Only for a start on a database that no other process uses."""
    for table in (PaymentAttempt, Delivery, OutboxMessage, Refund, Enquiry, DeskMessage):
        model: Any = table
        await unit.execute(update(table).where(col(model.lease_until).is_not(None)).values(lease_until=None))
