"""The stock of redemption codes: a code goes to one order, an order takes one code."""

from collections.abc import Sequence

from sqlalchemy import func, update
from sqlmodel import col, select

from store.tables import StockCode
from store.unit_of_work import UnitOfWork


async def known(unit: UnitOfWork, fingerprints: Sequence[str]) -> set[str]:
    """Return which of the fingerprints are in the stock, sold ones included."""
    statement = select(StockCode.fingerprint).where(col(StockCode.fingerprint).in_(fingerprints))
    return set((await unit.session.exec(statement)).all())


async def claim(unit: UnitOfWork, package_id: str, order_id: int) -> StockCode | None:
    """Give a free code of the package to the order; the one it already has, if so; None when none is left."""
    own = select(StockCode).where(StockCode.order_id == order_id)
    code = (await unit.session.exec(own)).one_or_none()
    if code is not None:
        return code
    free = (
        select(StockCode)
        .where(StockCode.package_id == package_id, col(StockCode.order_id).is_(None))
        .order_by(col(StockCode.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    code = (await unit.session.exec(free)).first()
    if code is None:
        return None
    taken = await unit.execute(
        update(StockCode)
        .where(col(StockCode.id) == code.id, col(StockCode.order_id).is_(None))
        .values(order_id=order_id, claimed_at=unit.now)
    )
    return code if taken.rowcount == 1 else None


async def counts(unit: UnitOfWork) -> dict[str, tuple[int, int]]:
    """Return for each package how many codes are free and how many are sold."""
    statement = select(StockCode.package_id, func.count(), func.count(col(StockCode.order_id))).group_by(
        StockCode.package_id
    )
    rows = (await unit.session.exec(statement)).all()
    return {package: (total - sold, sold) for package, total, sold in rows}
