"""Opening the database: what is wrong with DATABASE_URL or SECRET_KEYS is one line, and status 2."""

import asyncio
import gc
import socket
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.fernet import Fernet
from structlog.testing import capture_logs

from bot import app, parts
from bot.opening import open_database
from bot.settings import SettingsError, load_settings
from fulfillment.catalog import CatalogError
from store import migrate
from store.database import Database
from tests.bot.test_command_line import bot
from tests.bot.test_parts import ROOT
from tests.store.rows import a_message, add
from tests.store.servers import load_pgserver, running_postgresql

PASSWORD = "canary-of-the-database"


@pytest.fixture(autouse=True)
def shop_folder(empty_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CATALOG_FILE", str(ROOT / "catalog.toml"))
    return empty_folder


def lines_of(folder: Path, command: str, **settings: str) -> list[str]:
    """Return what a command that must end with status 2 says."""
    result = bot(folder, *command.split(), **settings)
    assert result.returncode == 2, result.stderr
    assert result.stdout == ""
    return result.stderr.splitlines()


@pytest.mark.parametrize("command", ["migrate", "stock list", "keys rotate"])
def test_a_postgresql_that_is_not_there_is_one_line_without_the_password(
    shop_folder: Path, command: str
) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"postgresql+asyncpg://shop:{PASSWORD}@127.0.0.1:{nobody.getsockname()[1]}/shop"
        key = Fernet.generate_key().decode()
        said = lines_of(shop_folder, command, DATABASE_URL=url, SECRET_KEYS=key)
    assert said == ["DATABASE_URL: the database cannot be opened: Connection refused"]


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("sqlite+aiosqlite:////proc/nowhere/shop.db", "No such file or directory"),
        ("sqlite+aiosqlite:///folder", "Is a directory"),
        ("sqlite+aiosqlite:///text.txt", "file is not a database"),
        (f"postgresql+asyncpg://shop:{PASSWORD}@nowhere.invalid/shop", ""),
        (f"postgresql+asyncpg://shop:{PASSWORD}@127.0.0.1/shop?sslmode=require", "unexpected keyword"),
    ],
)
async def test_a_database_that_cannot_be_opened_names_the_variable_and_the_reason(
    shop_folder: Path, monkeypatch: pytest.MonkeyPatch, url: str, reason: str
) -> None:
    (shop_folder / "folder").mkdir()
    (shop_folder / "text.txt").write_text("a letter to a friend\n" * 50, "utf-8")
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("SECRET_KEYS", Fernet.generate_key().decode())
    with pytest.raises(SettingsError) as caught:
        async with parts.open_shop(load_settings()):
            pass
    (mistake,) = caught.value.mistakes
    assert mistake.startswith("DATABASE_URL: the database cannot be opened: ")
    assert reason in mistake
    assert PASSWORD not in mistake
    if "folder" in url:
        assert (shop_folder / "folder").is_dir()


def test_a_postgresql_that_refuses_is_named_too(monkeypatch: pytest.MonkeyPatch) -> None:
    pgserver = load_pgserver()
    if pgserver is None:
        pytest.skip("no PostgreSQL here")

    async def opened() -> None:
        async with open_database(load_settings()):
            pass

    with running_postgresql(pgserver) as server:
        monkeypatch.setenv("DATABASE_URL", server.url("nothing_of_this_name"))
        monkeypatch.setenv("SECRET_KEYS", Fernet.generate_key().decode())
        with pytest.raises(SettingsError) as caught:
            asyncio.run(opened())
    (mistake,) = caught.value.mistakes
    assert mistake.startswith("DATABASE_URL: ")
    assert 'database "nothing_of_this_name" does not exist' in mistake


async def test_the_database_of_a_newer_version_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_database(load_settings()) as database:
        pass
    newer = Database(database.url)
    async with newer.engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'later'")
    await newer.close()
    with pytest.raises(SettingsError, match=r"^DATABASE_URL: the database belongs to a newer version"):
        async with open_database(load_settings()):
            pass
    with pytest.raises(migrate.NewerDatabase):
        await migrate.upgrade(newer)
    await newer.close()


def test_a_catalogue_that_is_not_there_names_its_variable(shop_folder: Path) -> None:
    said = lines_of(shop_folder, "stock list", CATALOG_FILE="nope.toml")
    assert said == ["CATALOG_FILE: nope.toml:1: cannot be read: No such file or directory"]


async def test_keys_that_open_nothing_of_what_was_sold_stop_the_start(
    shop_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with parts.open_shop(load_settings()) as shop:
        sealed = shop.encryption.seal("2001", "what was sold")
        await add(shop.database, a_message(recipient="2001", sealed_screen=sealed))
    new = Fernet.generate_key().decode()
    monkeypatch.setenv("SECRET_KEYS", new)
    async with parts.open_shop(load_settings()) as shop:
        assert shop.encryption.open("2001", sealed) == "what was sold", "the file's key still opens it"
        newer = shop.encryption.seal("2001", "sold later")
        await add(shop.database, a_message(recipient="2001", sealed_screen=newer))
    (shop_folder / "data" / "shop.key").unlink()
    with capture_logs() as lines:
        async with parts.open_shop(load_settings()):
            assert "a key is missing" in str(lines), "some of it opens"
    async with parts.open_probes(load_settings()) as probes:
        assert await probes.seals() == (1, 1)
    monkeypatch.setenv("SECRET_KEYS", Fernet.generate_key().decode())
    with pytest.raises(SettingsError) as caught:
        async with parts.open_shop(load_settings()):
            pass
    assert [mistake.split(":")[0] for mistake in caught.value.mistakes] == ["SECRET_KEYS"]
    async with parts.open_probes(load_settings()) as probes:
        assert await probes.seals() == (0, 2)


async def test_a_mistake_on_this_machine_is_told_however_long_telegram_is_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        set_telegram(monkeypatch, f"http://127.0.0.1:{nobody.getsockname()[1]}")
        monkeypatch.setenv("CATALOG_FILE", "nope.toml")
        with pytest.raises(CatalogError, match=r"nope\.toml:1"):
            await asyncio.wait_for(app.run(load_settings()), 30)


async def test_a_token_that_telegram_does_not_know_ends_the_start_and_leaves_nothing_open(
    monkeypatch: pytest.MonkeyPatch, recwarn: pytest.WarningsRecorder
) -> None:
    async def refuse(_request: web.Request) -> web.Response:
        answer = {"ok": False, "error_code": 401, "description": "Unauthorized"}
        return web.json_response(answer, status=401)

    telegram = web.Application()
    telegram.router.add_route("*", "/{path:.*}", refuse)
    async with TestServer(telegram) as server:
        set_telegram(monkeypatch, str(server.make_url("")))
        with capture_logs() as lines, pytest.raises(SettingsError) as caught:
            await asyncio.wait_for(app.run(load_settings()), 30)
        gc.collect()
    assert [mistake.split(":")[0] for mistake in caught.value.mistakes] == ["TELEGRAM_BOT_TOKEN"]
    assert not recwarn.list
    assert lines == []


def set_telegram(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "7000000001:" + "Q" * 35)
    monkeypatch.setenv("TELEGRAM_API_URL", url)
    monkeypatch.setenv("PAYMENT_RAILS", "stars")
    monkeypatch.setenv("SECRET_KEYS", Fernet.generate_key().decode())
