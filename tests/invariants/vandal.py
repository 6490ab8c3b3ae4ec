"""Somebody who writes into the database by hand, past the program and past its constraints."""

import sqlite3
from contextlib import closing
from typing import Any

from sqlalchemy import text

from store.database import Database


async def scribble(database: Database, statement: str, **values: Any) -> None:
    """Run a statement that changes at least one row."""
    async with database.engine.begin() as connection:
        outcome = await connection.execute(text(statement), values)
        assert outcome.rowcount > 0, statement


async def lose_index(database: Database, name: str) -> None:
    """Drop an index."""
    async with database.engine.begin() as connection:
        await connection.execute(text(f"DROP INDEX {name}"))


async def lose_constraint(database: Database, table: str, name: str) -> None:
    """Drop a UNIQUE constraint; on SQLite, where that cannot be done, with everything else the table promises."""
    if not database.is_sqlite:
        async with database.engine.begin() as connection:
            await connection.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))
        return
    with closing(sqlite3.connect(database.url.partition(":///")[2])) as connection_of_file:
        connection_of_file.executescript(
            f"CREATE TABLE loose AS SELECT * FROM {table}; DROP TABLE {table}; ALTER TABLE loose RENAME TO {table};"
        )
