"""What the tests of the help desk have in common: both databases, and in them a shop's group."""

from collections.abc import AsyncIterator
from pathlib import Path
from types import ModuleType

import pytest
import pytest_asyncio

from store import database as store_database
from store.encryption import Encryption
from support.desk import Desk
from tests.conversation.conftest import AIOHTTP_TO_ITSELF, telegrams_rules, watched
from tests.simulation.inline_sqlite import inline_engine
from tests.store.conftest import (
    clock,
    database,
    migrated_file,
    open_database,
    postgresql,
    replica,
    server,
    url,
)
from tests.support.group import Group, open_desk
from tests.support.office import Stage

__all__ = [
    "clock",
    "database",
    "migrated_file",
    "open_database",
    "postgresql",
    "replica",
    "server",
    "telegrams_rules",
    "url",
]
HERE = Path(__file__).parent
KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
GROUP = "-1001234567890"


@pytest.fixture
def desk() -> Desk:
    """A help desk in a group."""
    return Desk("telegram", GROUP, Encryption([KEY]))


@pytest.fixture
def stage(tmp_path: Path, migrated_file: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Where stories of the staff's group are told in no time."""
    monkeypatch.setattr(store_database, "_sqlite_engine", inline_engine)
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    return Stage(tmp_path, migrated_file.read_bytes())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the conversations of a process run in one event loop, in which their group lives."""
    for item in items:
        if HERE in item.path.parents and {"group", "own_group", "closed_group", "drafting_group"} & set(
            getattr(item, "fixturenames", ())
        ):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
            item.add_marker(pytest.mark.filterwarnings(AIOHTTP_TO_ITSELF))


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def _lasting_group(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Group]:
    async with open_desk(tmp_path_factory.mktemp("desk")) as group:
        yield group


@pytest_asyncio.fixture(loop_scope="session")
async def group(_lasting_group: Group, telegrams_rules: ModuleType | None) -> AsyncIterator[Group]:
    """A staff's group that tests of a process share, each with customers of its own."""
    async with watched(_lasting_group.world, telegrams_rules):
        yield _lasting_group


@pytest_asyncio.fixture(loop_scope="session")
async def own_group(tmp_path: Path, telegrams_rules: ModuleType | None) -> AsyncIterator[Group]:
    """A staff's group for one test alone, which may break it."""
    async with open_desk(tmp_path) as group, watched(group.world, telegrams_rules):
        yield group
