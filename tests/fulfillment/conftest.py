"""A shop of a test's own, in process, at a time that only moves when it is told to."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from store.database import Database
from tests.fulfillment.trade import Trade
from tests.store.clock import Clock
from tests.store.conftest import migrated_file

__all__ = ["migrated_file"]


@pytest_asyncio.fixture
async def small_shop(migrated_file: Path, tmp_path: Path) -> AsyncIterator[Trade]:
    """A new shop on SQLite."""
    shutil.copy(migrated_file, tmp_path / "shop.db")
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'shop.db'}", clock=(clock := Clock()))
    yield Trade(database, clock, tmp_path)
    await database.close()
