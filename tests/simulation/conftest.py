"""What the simulations stand on: a migrated database to copy, and engines without threads."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from store import database as store_database
from store import migrate
from store.database import Database
from tests.simulation.inline_sqlite import inline_engine
from tests.simulation.sweep import Teller
from tests.simulation.world import CAUGHT


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A database with every migration applied, as bytes."""
    path = tmp_path_factory.mktemp("template") / "shop.db"

    async def make() -> None:
        database = Database(f"sqlite+aiosqlite:///{path}")
        await migrate.upgrade(database)
        await database.close()

    asyncio.run(make())
    return path.read_bytes()


@pytest.fixture(autouse=True)
def _quiet_shop() -> Iterator[None]:
    """Nothing is logged; what the services catch and log is kept."""
    before = structlog.get_config()
    structlog.configure(processors=[CAUGHT], cache_logger_on_first_use=False)
    yield
    structlog.configure(**before)


@pytest.fixture(autouse=True)
def _inline_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every database of these tests work without threads."""
    monkeypatch.setattr(store_database, "_sqlite_engine", inline_engine)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the database of a world lies."""
    return tmp_path / "shop.db"


@pytest.fixture
def teller(file: Path, template: bytes) -> Teller:
    """Somebody who tells stories of one order."""
    return Teller(file, template)
