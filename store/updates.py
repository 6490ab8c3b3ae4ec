"""Updates of a messenger: each is handled once, and one that cannot be handled does not block its chat."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from store.tables import FailedUpdate, HandledUpdate
from store.unit_of_work import UnitOfWork


async def begin(unit: UnitOfWork, receiver: str, update_id: int) -> bool:
    """Take note of an update; False when it was handled before."""
    insert = sqlite.insert if unit.is_sqlite else postgresql.insert
    statement = (
        insert(HandledUpdate)
        .values(receiver=receiver, update_id=update_id, at=unit.now)
        .on_conflict_do_nothing()
    )
    return bool((await unit.execute(statement)).rowcount)


async def count_failure(unit: UnitOfWork, receiver: str, update_id: int) -> int:
    """Count one more failure of an update and return how many there were."""
    insert = sqlite.insert if unit.is_sqlite else postgresql.insert
    statement = (
        insert(FailedUpdate)
        .values(receiver=receiver, update_id=update_id, failures=1)
        .on_conflict_do_update(
            index_elements=["receiver", "update_id"], set_={"failures": col(FailedUpdate.failures) + 1}
        )
        .returning(col(FailedUpdate.failures))
    )
    return int((await unit.execute(statement)).scalar_one())


async def forget(unit: UnitOfWork, before: datetime) -> None:
    """Delete the notes of updates that Telegram can no longer send again."""
    await unit.execute(delete(HandledUpdate).where(col(HandledUpdate.at) < before))
