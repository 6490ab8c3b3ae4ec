"""Rotating the encryption keys: everything sealed is sealed anew under the first key, beside a running shop.

What the first key opens already is left alone, so a rotation that was killed goes on where it was. Every change
is conditional on the old text: what the shop changes meanwhile is the shop's.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update
from sqlmodel import SQLModel, col, select

from store.database import Database
from store.encryption import Encryption, SealBroken
from store.tables import (
    BotTrail,
    Delivery,
    DeskMessage,
    Order,
    OutboxMessage,
    PaymentAttempt,
    RecoveryClaim,
    StockCode,
)
from store.unit_of_work import UnitOfWork

BATCH = 100  # rows a transaction: short enough that no customer waits for it


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column with sealed texts, and the column that says whom they belong to."""

    table: type[SQLModel]
    sealed: str
    owner: str

    @property
    def name(self) -> str:
        """The name of the table."""
        return str(self.table.__tablename__)

    @property
    def by_fingerprint(self) -> bool:
        """Whether the owner is the secret's own fingerprint, which changes with the first key too."""
        return self.owner == "fingerprint"


SEALED = (
    SealedColumn(Order, "sealed_secret", "reference"),
    SealedColumn(PaymentAttempt, "sealed_answer", "number"),
    SealedColumn(Delivery, "sealed_secret", "name"),
    SealedColumn(OutboxMessage, "sealed_screen", "recipient"),
    SealedColumn(StockCode, "sealed_code", "fingerprint"),
    SealedColumn(DeskMessage, "sealed_text", "customer_chat"),
    SealedColumn(BotTrail, "sealed_turns", "customer_chat"),
    SealedColumn(RecoveryClaim, "sealed_transaction", "reference"),
)


@dataclass(slots=True)
class Seals:
    """What a look at one column found. `twice`: codes whose fingerprint under the first key another code has."""

    current: int = 0
    older: int = 0
    broken: int = 0
    twice: int = 0


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    owner: str
    sealed: str


async def try_keys(database: Database, encryption: Encryption) -> tuple[int, int]:
    """Open the oldest and the newest text of every sealed column; return how many opened, and how many did not."""
    opened = shut = 0
    async with database.reading() as unit:
        for column in SEALED:
            model: Any = column.table
            sealed = getattr(model, column.sealed)
            for order in (col(model.id).asc(), col(model.id).desc()):
                found = select(sealed).where(sealed.is_not(None)).order_by(order).limit(1)
                if (text := (await unit.session.exec(found)).first()) is not None:
                    opened, shut = (opened + 1, shut) if encryption.fits(text) else (opened, shut + 1)
    return opened, shut


async def examine(database: Database, encryption: Encryption) -> dict[str, Seals]:
    """Open everything that is sealed, and count what the first key alone opens; nothing is changed."""
    return {column.name: await _examine(database, encryption, column) for column in SEALED}


async def rotate(
    database: Database,
    encryption: Encryption,
    *,
    batch: int = BATCH,
    progress: Callable[[str, int], None] = lambda _table, _rows: None,
) -> None:
    """Seal everything anew that the first key alone does not open; `progress` hears of each batch that stands."""
    for column in SEALED:
        seen = 0
        async for rows in _batches(database, column, batch):
            await _rotate(database, encryption, column, rows)
            seen += len(rows)
            progress(column.name, seen)


async def _examine(database: Database, encryption: Encryption, column: SealedColumn) -> Seals:
    seals = Seals()
    async for rows in _batches(database, column, BATCH):
        for row in rows:
            try:
                secret = encryption.open(row.owner, row.sealed)
            except SealBroken:
                seals.broken += 1
                continue
            current = encryption.is_current(row.sealed)
            seals.current += current
            seals.older += not current
            seals.twice += current and column.by_fingerprint and row.owner != encryption.fingerprint(secret)
    return seals


async def _batches(database: Database, column: SealedColumn, size: int) -> AsyncIterator[Sequence[_Row]]:
    model: Any = column.table
    sealed, owner = getattr(model, column.sealed), getattr(model, column.owner)
    last = 0
    while True:
        statement = (
            select(model.id, owner, sealed)
            .where(col(model.id) > last, sealed.is_not(None))
            .order_by(col(model.id))
            .limit(size)
        )
        async with database.reading() as unit:
            rows = [_Row(*row) for row in (await unit.session.exec(statement)).all()]
        if not rows:
            return
        yield rows
        last = rows[-1].id


async def _rotate(
    database: Database, encryption: Encryption, column: SealedColumn, rows: Sequence[_Row]
) -> None:
    stale = [row for row in rows if _is_stale(encryption, column, row)]
    if not stale:
        return
    model: Any = column.table
    async with database.writing() as unit:
        for row in stale:
            secret = encryption.open(row.owner, row.sealed)
            owner = await _new_owner(unit, encryption, row, secret) if column.by_fingerprint else row.owner
            await unit.execute(
                update(column.table)
                .where(col(model.id) == row.id, getattr(model, column.sealed) == row.sealed)
                .values({column.owner: owner, column.sealed: encryption.seal(owner, secret)})
            )


def _is_stale(encryption: Encryption, column: SealedColumn, row: _Row) -> bool:
    """Say whether a row can and should be sealed anew; what opens with no key stays as it is, to be reported."""
    try:
        secret = encryption.open(row.owner, row.sealed)
    except SealBroken:
        return False
    if not encryption.is_current(row.sealed):
        return True
    return column.by_fingerprint and row.owner != encryption.fingerprint(secret)


async def _new_owner(unit: UnitOfWork, encryption: Encryption, row: _Row, secret: str) -> str:
    """Return a code's fingerprint under the first key; its old one when another row has that already."""
    fingerprint = encryption.fingerprint(secret)
    taken = select(StockCode.id).where(StockCode.fingerprint == fingerprint, StockCode.id != row.id)
    return row.owner if (await unit.session.exec(taken)).first() is not None else fingerprint
