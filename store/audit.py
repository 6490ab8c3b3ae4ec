"""The audit: who did what to an order, when and why. Entries are only ever added."""

from collections.abc import Sequence

from sqlmodel import col, select

from store.tables import AuditEntry
from store.unit_of_work import UnitOfWork


def write(unit: UnitOfWork, *, actor: str, act: str, order_id: int | None, reason: str) -> None:
    """Add an entry. `actor` is an account (`telegram:42`), or `shop` when nobody was asked."""
    unit.session.add(AuditEntry(at=unit.now, actor=actor, act=act, order_id=order_id, reason=reason))


async def of_order(unit: UnitOfWork, order_id: int) -> Sequence[AuditEntry]:
    """Return what was done to an order, the first first."""
    statement = select(AuditEntry).where(AuditEntry.order_id == order_id).order_by(col(AuditEntry.id))
    return (await unit.session.exec(statement)).all()
