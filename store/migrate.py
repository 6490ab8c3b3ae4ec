"""Brings a database to the tables of this version of the shop."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, make_url, text
from sqlmodel import SQLModel

from store.database import Database

_FOLDER = Path(__file__).parent / "migrations"
_LOCK_NUMBER = 7_202_611


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def prepare_folder(url: str) -> None:
    """Make the folder of an SQLite file, so that a first start finds a place for it."""
    parts = make_url(url)
    if parts.get_backend_name() == "sqlite" and parts.database not in (None, "", ":memory:"):
        Path(str(parts.database)).parent.mkdir(parents=True, exist_ok=True)


async def upgrade(database: Database) -> None:
    """Apply every migration that is missing. Two processes that start together wait for each other."""

    def run(connection: Connection) -> None:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)").bindparams(n=_LOCK_NUMBER))
        command.upgrade(_config(connection), "head")

    async with database.engine.begin() as connection:
        await connection.run_sync(run)


async def is_current(database: Database) -> bool:
    """Say whether every migration was applied."""

    def run(connection: Connection) -> bool:
        applied = set(MigrationContext.configure(connection).get_current_heads())
        return applied == set(ScriptDirectory.from_config(_config()).get_heads())

    async with database.engine.connect() as connection:
        return bool(await connection.run_sync(run))


async def differences(database: Database) -> list[object]:
    """Return how the database differs from the tables in the code; empty when it does not."""

    def run(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), SQLModel.metadata))

    async with database.engine.connect() as connection:
        return list(await connection.run_sync(run))


def write_revision(connection: Connection, message: str, number: str) -> None:
    """Write a new migration from the difference between a database and the tables (for developers)."""
    command.revision(_config(connection), message, autogenerate=True, rev_id=number)
