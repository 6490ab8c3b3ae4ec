"""Reminders know the age of the order, no longer a position in the settings; and who wrote to a person"""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_TIME = sqlmodel.sql.sqltypes.UTCDateTime
_reminder = sa.table(
    "reminder",
    sa.column("id", sa.Integer()),
    sa.column("order_id", sa.Integer()),
    sa.column("stage", sa.Integer()),
    sa.column("at", _TIME()),
)
_order = sa.table("customer_order", sa.column("id", sa.Integer()), sa.column("created_at", _TIME()))


def upgrade() -> None:
    """Let each stage be how old the order was: whatever the settings named up to then was passed over with it."""
    op.add_column("customer", sa.Column("wrote_to_person_at", _TIME(), nullable=True))
    _restage(_ages)


def downgrade() -> None:
    _restage(_positions)
    op.drop_column("customer", "wrote_to_person_at")


def _restage(stages: Callable[[Sequence[Any]], Sequence[int]]) -> None:
    """Give the reminders of each order other stages, by way of numbers that none has: each may be there once."""
    connection = op.get_bind()
    found = connection.execute(
        sa.select(_reminder.c.id, _reminder.c.order_id, _reminder.c.at, _order.c.created_at)
        .join(_order, _order.c.id == _reminder.c.order_id)
        .order_by(_reminder.c.order_id, _reminder.c.stage)
    ).all()
    changes = [
        {"reminder": row.id, "becomes": stage}
        for _, of_order in groupby(found, key=lambda row: row.order_id)
        for row, stage in _restaged(list(of_order), stages)
    ]
    if not changes:
        return
    connection.execute(_reminder.update().values(stage=-1 - _reminder.c.stage))
    one = _reminder.update().where(_reminder.c.id == sa.bindparam("reminder"))
    connection.execute(one.values(stage=sa.bindparam("becomes")), changes)


def _restaged(
    rows: Sequence[Any], stages: Callable[[Sequence[Any]], Sequence[int]]
) -> Iterator[tuple[Any, int]]:
    return zip(rows, stages(rows), strict=True)


def _ages(rows: Sequence[Any]) -> Sequence[int]:
    ages: list[int] = []
    for row in rows:
        age = max(int((row.at - row.created_at).total_seconds()), 0)
        ages.append(max(age, ages[-1] + 1) if ages else age)
    return ages


def _positions(rows: Sequence[Any]) -> Sequence[int]:
    return range(len(rows))
