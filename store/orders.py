"""Orders: finding, listing, and moving one from a state to the next under a condition."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, exists, func, or_, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import col, select

from store.database import Database
from store.tables import Order, PaymentAttempt
from store.unit_of_work import FRESH, UnitOfWork


async def get(unit: UnitOfWork, order_id: int) -> Order:
    """Return an order that must exist."""
    return (await unit.session.exec(select(Order).where(Order.id == order_id))).one()


async def lock(unit: UnitOfWork, order_id: int) -> Order:
    """Return an order that must exist, locked. Who changes an order, or anything of it, locks it first."""
    statement = select(Order).where(Order.id == order_id).with_for_update()
    return (await unit.session.exec(statement, execution_options=FRESH)).one()


async def by_reference(unit: UnitOfWork, reference: str, *, lock: bool = False) -> Order | None:
    """Return the order with this reference, if there is one; with `lock`, until the unit ends."""
    statement = select(Order).where(Order.reference == reference)
    if not lock:
        return (await unit.session.exec(statement)).one_or_none()
    return (await unit.session.exec(statement.with_for_update(), execution_options=FRESH)).one_or_none()


async def by_origin(unit: UnitOfWork, customer_id: int, origin: str, state: str) -> Order | None:
    """Return the newest order the customer placed from this message, if it is in the state."""
    statement = (
        select(Order)
        .where(Order.customer_id == customer_id, Order.origin == origin, Order.state == state)
        .order_by(col(Order.id).desc())
        .limit(1)
    )
    return (await unit.session.exec(statement)).first()


async def of_customer(unit: UnitOfWork, customer_id: int, *, offset: int, limit: int) -> Sequence[Order]:
    """Return a page of a customer's orders, the newest first."""
    statement = (
        select(Order)
        .where(Order.customer_id == customer_id)
        .order_by(col(Order.id).desc())
        .offset(offset)
        .limit(limit)
    )
    return (await unit.session.exec(statement)).all()


async def count_of_customer(unit: UnitOfWork, customer_id: int) -> int:
    """Return how many orders a customer has."""
    statement = select(func.count()).select_from(Order).where(Order.customer_id == customer_id)
    return (await unit.session.exec(statement)).one()


async def in_state_of_customer(unit: UnitOfWork, customer_id: int, state: str) -> Sequence[Order]:
    """Return a customer's orders in one state, the oldest first."""
    statement = (
        select(Order).where(Order.customer_id == customer_id, Order.state == state).order_by(col(Order.id))
    )
    return (await unit.session.exec(statement)).all()


async def in_state(unit: UnitOfWork, state: str, limit: int) -> Sequence[Order]:
    """Return orders in one state, the oldest first."""
    statement = select(Order).where(Order.state == state).order_by(col(Order.id)).limit(limit)
    return (await unit.session.exec(statement)).all()


async def overdue(
    unit: UnitOfWork,
    state: str,
    moment: datetime,
    *,
    limit: int,
    live: Sequence[str] = (),
    ended: Sequence[str] = (),
    rails: Sequence[str] = (),
) -> Sequence[Order]:
    """Return orders in a state whose time ended before the moment.

    Left out are those with an attempt in one of the `live` states, and those with one in an `ended` state by one of
    the `rails` which has given no answer about it since it ended.
    """
    unasked = and_(
        col(PaymentAttempt.state).in_(ended),
        col(PaymentAttempt.sweeps) == 0,
        col(PaymentAttempt.rail).in_(rails),
    )
    held_up = exists().where(
        col(PaymentAttempt.order_id) == col(Order.id), or_(col(PaymentAttempt.state).in_(live), unasked)
    )
    statement = (
        select(Order)
        .where(Order.state == state, col(Order.expires_at) <= moment, ~held_up)
        .order_by(col(Order.id))
        .limit(limit)
    )
    return (await unit.session.exec(statement)).all()


async def with_message_due(unit: UnitOfWork, state: str, limit: int) -> Sequence[Order]:
    """Return orders in a state whose message says what is no longer true, or of which that is not known yet."""
    due_at = col(Order.message_due_at)
    statement = (
        select(Order)
        .where(
            Order.state == state,
            col(Order.message_id).is_not(None),
            or_(due_at.is_(None), due_at <= unit.now),
        )
        .order_by(col(Order.id))
        .limit(limit)
    )
    return (await unit.session.exec(statement)).all()


async def count_by_state(unit: UnitOfWork) -> dict[str, int]:
    """Return the number of orders in each state."""
    rows = await unit.session.exec(select(Order.state, func.count()).group_by(Order.state))
    return dict(rows.all())


async def move(unit: UnitOfWork, order: Order, after: str, **values: object) -> bool:
    """Change the state of an order if it still is in the state we saw; say whether it was."""
    outcome = await unit.execute(
        update(Order)
        .where(col(Order.id) == order.id, col(Order.state) == order.state)
        .values(state=after, **values)
    )
    if outcome.rowcount == 1:
        for name, value in {
            "state": after,
            **values,
        }.items():  # what was just written, without reading it again
            set_committed_value(order, name, value)
    return bool(outcome.rowcount == 1)


async def remember_message(database: Database, order_id: int, message_id: int, picture: str) -> None:
    """Write down which message shows the order's payment, and with which picture."""
    await database.write_soon(
        update(Order).where(col(Order.id) == order_id).values(message_id=message_id, message_picture=picture)
    )
