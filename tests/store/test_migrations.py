"""A database comes to the tables of this version, from wherever it stands."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from alembic import command
from sqlalchemy import Connection, inspect, text
from sqlmodel import SQLModel

from store import migrate
from store.database import Database
from store.tables import RaisedAlert, Reminder
from tests.store.clock import START
from tests.store.rows import a_customer, add, an_order, every


@pytest_asyncio.fixture
async def empty(empty_url: str) -> AsyncIterator[Database]:
    database = Database(empty_url)
    yield database
    await database.close()


async def names_of_tables(database: Database) -> set[str]:
    async with database.engine.connect() as connection:
        return set(await connection.run_sync(lambda plain: inspect(plain).get_table_names()))


async def test_a_new_database_gets_every_table(empty: Database) -> None:
    assert await names_of_tables(empty) == set()
    assert not await migrate.is_current(empty)

    await migrate.upgrade(empty)

    assert await migrate.is_current(empty)
    assert await names_of_tables(empty) == set(SQLModel.metadata.tables) | {"alembic_version"}


async def test_the_migrations_and_the_tables_in_the_code_agree(database: Database) -> None:
    assert await migrate.differences(database) == []


async def test_a_column_that_a_migration_forgot_is_seen(database: Database) -> None:
    async with database.writing() as unit:
        await unit.execute(text("ALTER TABLE raised_alert DROP COLUMN raised_at"))

    assert "raised_at" in str(await migrate.differences(database))


async def test_a_second_upgrade_changes_nothing(database: Database) -> None:
    await add(database, RaisedAlert(key="kept", raised_at=START))

    await migrate.upgrade(database)

    assert [alert.key for alert in await every(database, RaisedAlert)] == ["kept"]
    assert await migrate.differences(database) == []


async def test_two_processes_that_start_together_both_find_the_tables(empty_url: str) -> None:
    databases = [Database(empty_url) for _ in range(3)]
    try:
        await asyncio.gather(*(migrate.upgrade(database) for database in databases))

        for database in databases:
            assert await migrate.is_current(database)
        assert await migrate.differences(databases[0]) == []
    finally:
        for database in databases:
            await database.close()


async def test_a_migration_that_fails_leaves_nothing_behind(
    empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = command.upgrade

    def upgrade_and_fail(*arguments: Any) -> None:
        whole(*arguments)
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(command, "upgrade", upgrade_and_fail)
    with pytest.raises(RuntimeError, match="the disk is full"):
        await migrate.upgrade(empty)

    assert await names_of_tables(empty) == set()


async def test_a_database_behind_this_version_is_not_current(database: Database) -> None:
    async with database.writing() as unit:
        await unit.execute(text("DELETE FROM alembic_version"))

    assert not await migrate.is_current(database)


async def test_a_revision_written_now_would_be_empty(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    for name in ("env.py", "script.py.mako"):
        (folder / name).write_text((Path(migrate.__file__).parent / "migrations" / name).read_text())
    for version in (Path(migrate.__file__).parent / "migrations" / "versions").glob("0*.py"):
        (folder / "versions" / version.name).write_text(version.read_text())
    monkeypatch.setattr(migrate, "_FOLDER", folder)

    def write(connection: Connection) -> None:
        migrate.write_revision(connection, "Nothing new", "9999")

    async with database.engine.connect() as connection:
        await connection.run_sync(write)

    (revision,) = (folder / "versions").glob("9999*.py")
    assert revision.read_text().count("    pass") == 2


async def test_reminders_of_the_version_before_keep_which_age_they_were_of(empty: Database) -> None:
    async def migrate_to(revision: str, step: Any = command.upgrade) -> None:
        async with empty.engine.begin() as connection:
            await connection.run_sync(lambda plain: step(migrate._config(plain), revision))

    async def stages() -> list[int]:
        return [row.stage for row in await every(empty, Reminder)]

    await migrate_to("head")
    buyer = await add(empty, a_customer())
    first, second = [await add(empty, an_order(buyer)) for _ in range(2)]
    for order, stage, age in ((first, 0, 1), (first, 1, 7_203.5), (second, 0, 3_600), (second, 1, 75_600)):
        moment = START + timedelta(seconds=age)
        await add(empty, Reminder(order_id=order.id or 0, stage=stage, told=True, at=moment))

    await migrate_to("0009", command.downgrade)
    assert await stages() == [0, 1, 0, 1]

    await migrate_to("head")
    assert await stages() == [1, 7_203, 3_600, 75_600]

    await migrate_to("0009", command.downgrade)
    assert await stages() == [0, 1, 0, 1]


async def test_a_first_start_makes_the_folder_of_the_file(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'data' / 'deep' / 'shop.db'}"

    migrate.prepare_place(url)
    migrate.prepare_place("sqlite+aiosqlite:///:memory:")
    migrate.prepare_place("postgresql+asyncpg://postgres@localhost/shop")

    database = Database(url)
    await migrate.upgrade(database)
    await database.close()
    assert (tmp_path / "data" / "deep" / "shop.db").is_file()
