"""Questions about what was bought, and which delivered keys were looked at when."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select

from store import leases
from store.deliveries import ISSUED
from store.tables import Delivery, Enquiry, KeyWatch
from store.unit_of_work import UnitOfWork


async def count_since(unit: UnitOfWork, customer_id: int, moment: datetime) -> int:
    """Return how often a customer asked since the moment."""
    statement = (
        select(func.count())
        .select_from(Enquiry)
        .where(Enquiry.customer_id == customer_id, col(Enquiry.asked_at) > moment)
    )
    return (await unit.session.exec(statement)).one()


async def add(unit: UnitOfWork, customer_id: int, order_id: int, kind: str) -> bool:
    """Write a question down, due now; False when the same one waits for its answer already."""
    insert = sqlite.insert if unit.is_sqlite else postgresql.insert
    statement = insert(Enquiry).values(
        customer_id=customer_id, order_id=order_id, kind=kind, asked_at=unit.now, due_at=unit.now, runs=0
    )
    return bool((await unit.execute(statement.on_conflict_do_nothing())).rowcount)


async def claim_due(unit: UnitOfWork, *, lease_until: datetime, limit: int) -> Sequence[Enquiry]:
    """Claim questions that wait for their answer."""
    return await leases.claim(unit, Enquiry, lease_until=lease_until, limit=limit)


async def held(unit: UnitOfWork, enquiry: Enquiry) -> Enquiry | None:
    """Return the question if it is still ours to answer."""
    return await leases.held(unit, Enquiry, enquiry.id or 0, enquiry.runs)


async def take_key_to_look_at(
    unit: UnitOfWork, path: str, *, issued_after: datetime, looked_before: datetime
) -> Delivery | None:
    """Take the delivered key that was not looked at for the longest time; those told of are left in peace."""
    statement = (
        select(Delivery)
        .outerjoin(KeyWatch, col(KeyWatch.delivery_id) == col(Delivery.id))
        .where(
            Delivery.state == ISSUED,
            Delivery.path == path,
            col(Delivery.remote_id).is_not(None),
            col(Delivery.issued_at) > issued_after,
            col(KeyWatch.told_at).is_(None),
            or_(col(KeyWatch.looked_at).is_(None), col(KeyWatch.looked_at) < looked_before),
        )
        .order_by(func.coalesce(KeyWatch.looked_at, Delivery.issued_at), col(Delivery.id))
        .limit(1)
    )
    delivery = (await unit.session.exec(statement)).first()
    if delivery is None:
        return None
    insert = sqlite.insert if unit.is_sqlite else postgresql.insert
    taken = (
        insert(KeyWatch)
        .values(delivery_id=delivery.id, looked_at=unit.now)
        .on_conflict_do_update(
            index_elements=["delivery_id"],
            set_={"looked_at": unit.now},
            where=col(KeyWatch.looked_at) < looked_before,
        )
    )
    return delivery if (await unit.execute(taken)).rowcount else None


async def note_told(unit: UnitOfWork, delivery_id: int) -> bool:
    """Take note that the buyer knows that little is left of a key; False when they knew."""
    insert = sqlite.insert if unit.is_sqlite else postgresql.insert
    await unit.execute(
        insert(KeyWatch).values(delivery_id=delivery_id, looked_at=unit.now).on_conflict_do_nothing()
    )
    outcome = await unit.execute(
        update(KeyWatch)
        .where(col(KeyWatch.delivery_id) == delivery_id, col(KeyWatch.told_at).is_(None))
        .values(told_at=unit.now)
    )
    return bool(outcome.rowcount)
