"""Brings a database to the tables of this version of the shop."""

import os
from enum import StrEnum
from errno import EISDIR
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, make_url, text
from sqlmodel import SQLModel

from store.database import Database
from store.files import make_private_file, make_private_folder

_FOLDER = Path(__file__).parent / "migrations"
_LOCK_NUMBER = 7_202_611


class Standing(StrEnum):
    """Where a database stands: nothing of it there yet, an older version's tables, ours, a newer version's."""

    NEW = "new"
    BEHIND = "behind"
    CURRENT = "current"
    AHEAD = "ahead"


class NewerDatabase(Exception):
    """The database has tables of a newer version of the shop; nothing was done to it."""


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def prepare_place(url: str) -> None:
    """Make an SQLite file and its folder, where they are missing, so that only their owner may look in.

    Raises:
        OSError: they cannot be made, or a folder is where the file should be.
    """
    if (file := _sqlite_file(url)) is None:
        return
    make_private_folder(file.parent)
    if file.is_dir():
        raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
    make_private_file(file)  # SQLite gives the files beside it the same mode


def _sqlite_file(url: str) -> Path | None:
    parts = make_url(url)
    if parts.get_backend_name() != "sqlite" or parts.database in (None, "", ":memory:"):
        return None
    return Path(str(parts.database))


async def upgrade(database: Database) -> None:
    """Apply every migration that is missing. Two processes that start together wait for each other.

    Raises:
        NewerDatabase: a newer version of the shop has been at it.
    """

    def run(connection: Connection) -> None:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)").bindparams(n=_LOCK_NUMBER))
        command.upgrade(_config(connection), "head")

    prepare_place(database.url)
    try:
        async with database.engine.begin() as connection:
            await connection.run_sync(run)
    except CommandError:
        if await standing(database) is Standing.AHEAD:
            raise NewerDatabase from None
        raise


async def is_current(database: Database) -> bool:
    """Say whether every migration was applied."""
    return await standing(database) is Standing.CURRENT


async def standing(database: Database) -> Standing:
    """Say where the database stands. Nothing is changed: a file that is not there is not made.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: the database cannot be reached.
    """

    def run(connection: Connection) -> Standing:
        scripts = ScriptDirectory.from_config(_config())
        applied = set(MigrationContext.configure(connection).get_current_heads())
        if not applied:
            return Standing.NEW
        if not applied <= {script.revision for script in scripts.walk_revisions()}:
            return Standing.AHEAD
        return Standing.CURRENT if applied == set(scripts.get_heads()) else Standing.BEHIND

    if _is_missing(_sqlite_file(database.url)):
        return Standing.NEW
    async with database.engine.connect() as connection:
        return await connection.run_sync(run)


def _is_missing(file: Path | None) -> bool:
    return file is not None and not file.exists()


async def differences(database: Database) -> list[object]:
    """Return how the database differs from the tables in the code; empty when it does not."""

    def run(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), SQLModel.metadata))

    async with database.engine.connect() as connection:
        return list(await connection.run_sync(run))


def write_revision(connection: Connection, message: str, number: str) -> None:
    """Write a new migration from the difference between a database and the tables (for developers)."""
    command.revision(_config(connection), message, autogenerate=True, rev_id=number)
