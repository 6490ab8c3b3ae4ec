"""Conditions the owner was told of: once when they begin, once when they end."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select

from store.tables import RaisedAlert
from store.unit_of_work import UnitOfWork


async def raise_once(unit: UnitOfWork, key: str) -> bool:
    """Take note of a condition; False when it is already known."""
    insert = sqlite.insert if unit.is_sqlite else postgresql.insert
    statement = insert(RaisedAlert).values(key=key, raised_at=unit.now).on_conflict_do_nothing()
    return bool((await unit.execute(statement)).rowcount)


async def clear(unit: UnitOfWork, key: str) -> bool:
    """Take note that a condition is over; False when it was not known."""
    return bool((await unit.execute(delete(RaisedAlert).where(col(RaisedAlert.key) == key))).rowcount)


async def raised(unit: UnitOfWork, prefix: str) -> set[str]:
    """Return the keys of the known conditions that begin with this."""
    statement = select(RaisedAlert.key).where(col(RaisedAlert.key).startswith(prefix, autoescape=True))
    return set((await unit.session.exec(statement)).all())


async def known(unit: UnitOfWork, keys: Collection[str]) -> set[str]:
    """Return which of these conditions are known."""
    statement = select(RaisedAlert.key).where(col(RaisedAlert.key).in_(keys))
    return set((await unit.session.exec(statement)).all())


async def since(unit: UnitOfWork, prefix: str) -> dict[str, datetime]:
    """Return the known conditions whose keys begin with this, and when each was taken note of."""
    statement = select(RaisedAlert.key, RaisedAlert.raised_at).where(
        col(RaisedAlert.key).startswith(prefix, autoescape=True)
    )
    return dict((await unit.session.exec(statement)).all())
