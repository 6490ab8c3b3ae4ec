import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs

import httpx
import pytest
from alembic.script import ScriptDirectory

from bot import parts
from bot.settings import load_settings
from fulfillment.money import Money
from fulfillment.payments.rail import PaymentRequest
from fulfillment.requests import new_client
from store import migrate
from store.migrate import Standing

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def shop_folder(empty_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CATALOG_FILE", str(ROOT / "catalog.toml"))
    return empty_folder


@pytest.fixture
def lenient_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def modes_in(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mode & 0o777 for path in folder.rglob("*")}


@pytest.mark.usefixtures("lenient_umask")
@pytest.mark.parametrize("place", ["data/shop.db", "deep/down/shop.db"])
async def test_nobody_else_may_read_the_database_or_what_lies_beside_it(
    shop_folder: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{place}")
    async with parts.open_shop(load_settings()) as shop:
        async with shop.database.writing() as unit:
            assert unit.now
        modes = modes_in(shop_folder)
    files = {name: mode for name, mode in modes.items() if name.startswith("shop.")}
    assert files == dict.fromkeys(["shop.db", "shop.db-wal", "shop.db-shm", "shop.key"], 0o600)
    folders = {name: mode for name, mode in modes.items() if name not in files}
    assert folders == dict.fromkeys(place.split("/")[:-1], 0o700)


async def test_a_folder_and_a_database_that_exist_keep_the_modes_they_were_given(shop_folder: Path) -> None:
    data = shop_folder / "data"
    data.mkdir()
    data.chmod(0o750)
    (data / "shop.db").touch()
    (data / "shop.db").chmod(0o640)
    async with parts.open_shop(load_settings()):
        assert data.stat().st_mode & 0o777 == 0o750
        assert (data / "shop.db").stat().st_mode & 0o777 == 0o640


async def test_the_doctor_is_told_where_the_database_stands_and_makes_none(shop_folder: Path) -> None:
    async with parts.open_probes(load_settings()) as probes:
        assert await probes.standing() is Standing.NEW
        assert await probes.stock() == {}
    assert modes_in(shop_folder) == {}
    async with parts.open_shop(load_settings()):
        pass
    async with parts.open_probes(load_settings()) as probes:
        assert await probes.standing() is Standing.CURRENT
        assert set((await probes.stock()).values()) == {(0, 0)}


async def test_an_empty_file_is_a_new_database(shop_folder: Path) -> None:
    (shop_folder / "data").mkdir()
    (shop_folder / "data" / "shop.db").touch()
    async with parts.open_probes(load_settings()) as probes:
        assert await probes.standing() is Standing.NEW
        assert await probes.stock() == {}


async def test_the_database_of_an_older_and_of_a_newer_version_are_told_apart(
    shop_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with parts.open_shop(load_settings()):
        pass
    with_another = shop_folder / "migrations"
    shutil.copytree(ROOT / "store" / "migrations", with_another)
    head = ScriptDirectory(str(with_another)).get_current_head()
    later = f'revision = "later"\ndown_revision = "{head}"\n\n\ndef upgrade() -> None:\n    pass\n'
    (with_another / "versions" / "later.py").write_text(later, "utf-8")
    with monkeypatch.context() as newer:
        newer.setattr(migrate, "_FOLDER", with_another)
        async with parts.open_probes(load_settings()) as probes:
            assert await probes.standing() is Standing.BEHIND
        async with parts.open_shop(load_settings()):
            pass
    async with parts.open_probes(load_settings()) as probes:
        assert await probes.standing() is Standing.AHEAD


@pytest.mark.parametrize(
    ("setting", "sent"), [("https://shop.example/n", "https://shop.example/n"), ("", "https://pay.example/")]
)
async def test_the_gateway_is_told_to_notify_the_address_that_was_set_or_else_itself(
    monkeypatch: pytest.MonkeyPatch, setting: str, sent: str
) -> None:
    forms: list[dict[str, list[str]]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        forms.append(parse_qs(request.content.decode()))
        return httpx.Response(200, json={"code": 1, "trade_no": "1", "qrcode": "https://pay.example/qr"})

    monkeypatch.setattr(parts, "new_client", lambda: new_client(transport=httpx.MockTransport(answer)))
    settings = {"EPAY_URL": "https://pay.example", "EPAY_PID": "1000", "EPAY_KEY": "key"}
    for name, value in {**settings, "EPAY_NOTIFY_URL": setting}.items():
        monkeypatch.setenv(name, value)
    request = PaymentRequest(
        "AC7K2M9QXT4B00000001", "alipay", Money(500), "Trial", None, datetime.now(UTC) + timedelta(hours=2)
    )
    async with parts.open_shop(load_settings()) as shop:
        await shop.rails["epay"].create(request)
    assert [form["notify_url"] for form in forms] == [[sent]]
