"""A shop in which everything happened once, on SQLite and on PostgreSQL."""

import asyncio
import shutil
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from store.database import Database
from tests.fulfillment.days import Day, busy_day
from tests.fulfillment.trade import Trade
from tests.store.clock import Clock
from tests.store.conftest import migrated_file, postgresql
from tests.store.servers import PostgreSQL

__all__ = ["migrated_file", "postgresql"]


@dataclass(frozen=True, slots=True)
class Past:
    """A database after a busy day, the time it has come to be, and the orders there are."""

    url: str
    clock: Clock
    day: Day


async def _spend_a_day(url: str, folder: Path) -> Past:
    database = Database(url, clock=(clock := Clock()))
    try:
        return Past(url, clock, await busy_day(Trade(database, clock, folder)))
    finally:
        await database.close()


@pytest.fixture(scope="session")
def busy_sqlite(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Past:
    """A busy day in an SQLite file, to be copied."""
    folder = tmp_path_factory.mktemp("busy")
    shutil.copy(migrated_file, folder / "shop.db")
    return asyncio.run(_spend_a_day(f"sqlite+aiosqlite:///{folder / 'shop.db'}", folder))


@pytest.fixture(scope="session")
def busy_postgresql(tmp_path_factory: pytest.TempPathFactory, postgresql: PostgreSQL) -> Past:
    """A busy day in a PostgreSQL database, to be copied."""
    url = asyncio.run(postgresql.new(migrated=True))
    return asyncio.run(_spend_a_day(url, tmp_path_factory.mktemp("busy")))


async def _copied(server: PostgreSQL, url: str) -> str:
    template, name = url.partition("@/")[2].partition("?")[0], f"copy_{uuid.uuid4().hex}"
    await server.run(f"CREATE DATABASE {name} TEMPLATE {template}")
    return server.url(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def busy(request: pytest.FixtureRequest) -> Past:
    """A busy day to be copied."""
    past: Past = request.getfixturevalue(f"busy_{request.param}")
    return past


@pytest_asyncio.fixture
async def past(
    request: pytest.FixtureRequest, busy: Past, tmp_path: Path
) -> AsyncIterator[tuple[Trade, Day]]:
    """The shop after a busy day, its outside empty, in a database of the test's own."""
    if busy.url.startswith("sqlite"):
        url = f"sqlite+aiosqlite:///{shutil.copy(busy.url.partition(':///')[2], tmp_path / 'shop.db')}"
    else:
        url = await _copied(request.getfixturevalue("postgresql"), busy.url)
    clock = Clock()
    clock.now = busy.clock.now
    database = Database(url, clock=clock)
    yield Trade(database, clock, tmp_path), busy.day
    await database.close()
