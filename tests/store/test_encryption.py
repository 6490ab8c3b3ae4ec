"""A stolen database shows no secret, and a ciphertext that was moved to another order is refused."""

from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text
from sqlmodel import SQLModel

from fulfillment import orders as ordering
from fulfillment import stock
from fulfillment.consoles.issuer import DeliveryPath
from fulfillment.delivery import DeliveryService
from fulfillment.settlement import Settlement
from store import orders
from store.database import Database
from store.encryption import Encryption, SealBroken
from store.tables import Delivery, Order, PaymentAttempt, StockCode
from tests.store.clock import Clock
from tests.store.rows import every
from tests.store.servers import only_sqlite
from tests.store.shops import KEYS, Console, a_shop, place_order

OLD, NEW, FOREIGN = (Fernet.generate_key().decode() for _ in range(3))


def test_what_is_sealed_for_an_order_opens_for_that_order_only() -> None:
    encryption = Encryption([OLD])
    sealed = encryption.seal("AC1", "sk-密钥 🙂")

    assert encryption.open("AC1", sealed) == "sk-密钥 🙂"
    for other in ("AC2", "AC", "AC11", "", "AC1\x00sk-密钥 🙂"):
        with pytest.raises(SealBroken):
            encryption.open(other, sealed)


def test_equal_secrets_do_not_look_equal() -> None:
    encryption = Encryption([OLD])

    assert encryption.seal("AC1", "secret") != encryption.seal("AC1", "secret")


@pytest.mark.parametrize("broken", ["", "nonsense", "Ünsinn", "gAAAAA=="])
def test_what_is_no_ciphertext_is_refused(broken: str) -> None:
    with pytest.raises(SealBroken):
        Encryption([OLD]).open("AC1", broken)


def test_a_changed_ciphertext_is_refused() -> None:
    sealed = Encryption([OLD]).seal("AC1", "secret")
    middle = len(sealed) // 2
    changed = sealed[:middle] + ("A" if sealed[middle] != "A" else "B") + sealed[middle + 1 :]

    with pytest.raises(SealBroken):
        Encryption([OLD]).open("AC1", changed)


def test_the_error_tells_no_secret() -> None:
    encryption = Encryption([OLD])
    with pytest.raises(SealBroken) as refused:
        encryption.open("AC2", encryption.seal("AC1", "sk-secret"))

    assert "sk-secret" not in repr(refused.value)
    assert OLD not in repr(vars(encryption))


def test_keys_rotate_the_first_seals_and_all_open() -> None:
    sealed_before = Encryption([OLD]).seal("AC1", "secret")
    rotated = Encryption([NEW, OLD])

    assert rotated.open("AC1", sealed_before) == "secret"
    assert Encryption([NEW]).open("AC1", rotated.seal("AC1", "later")) == "later"
    assert (rotated.is_current(sealed_before), rotated.is_current(rotated.seal("AC1", "x"))) == (False, True)
    with pytest.raises(SealBroken):
        Encryption([NEW]).open("AC1", sealed_before)
    with pytest.raises(SealBroken):
        Encryption([FOREIGN]).open("AC1", sealed_before)


def test_fingerprints_find_equal_secrets_and_need_the_key() -> None:
    encryption = Encryption([OLD])

    assert encryption.fingerprint("code") == Encryption([OLD]).fingerprint("code")
    assert encryption.fingerprint("code") != encryption.fingerprint("Code")
    assert encryption.fingerprint("code") != Encryption([FOREIGN]).fingerprint("code")
    assert "code" not in encryption.fingerprint("code")


def test_a_fingerprint_made_before_a_key_was_added_is_still_found() -> None:
    before = Encryption([OLD]).fingerprint("code")

    assert before in Encryption([NEW, OLD]).fingerprints("code")
    assert Encryption([NEW, OLD]).fingerprint("code") == Encryption([NEW]).fingerprint("code")


async def test_a_code_of_the_stock_is_known_after_the_keys_rotated(
    database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "codes.csv"
    file.write_text("package,code\nstarter,one\nstarter,two\n", encoding="utf-8")
    await stock.import_codes(a_shop(database, keys=[OLD]), file)

    report = await stock.import_codes(a_shop(database, keys=[NEW, OLD]), file)

    assert (report.imported.total(), report.duplicates) == (0, 2)
    assert len(await every(database, StockCode)) == 2


async def sold(database: Database, clock: Clock) -> tuple[list[str], list[str]]:
    """Sell a key and a code; return the secrets, and words that are no secret."""
    console = Console()
    shop = a_shop(database, issuers=[console], paths=[DeliveryPath.KEY])
    order = await place_order(shop)
    settlement, delivery = Settlement(shop), DeliveryService(shop)
    for service in (settlement, settlement, delivery):
        clock.move(seconds=5)
        await service.tick()
        await service.settle()
    async with database.reading() as unit:
        stored = await orders.get(unit, order.id or 0)
        view = await ordering.view(unit, shop, stored)
    assert view.delivery is not None
    assert view.delivery.secret == console.made[0].secret
    (attempt,) = [one for one in await every(database, PaymentAttempt) if one.order_id == order.id]
    number = attempt.number
    secret_part = view.order_id.removeprefix(f"{order.reference}-")
    return [console.made[0].secret, secret_part, f"raw status of {number}", *KEYS], [order.reference, number]


def bytes_of_files(folder: Path, *endings: str) -> bytes:
    files = [path for ending in endings for path in folder.glob(f"*.db{ending}")]
    assert len(files) == len(endings)
    return b"".join(path.read_bytes() for path in files)


async def import_code(database: Database, folder: Path) -> str:
    file = folder / "codes.csv"
    file.write_text("package,code\nstarter,stock-code-1234567890\n", encoding="utf-8")
    await stock.import_codes(a_shop(database), file)
    file.unlink()
    return "stock-code-1234567890"


async def everything_in(database: Database) -> str:
    tables = [*SQLModel.metadata.tables, "alembic_version"]
    async with database.reading() as unit:
        rows = [row for table in tables for row in (await unit.execute(text(f"SELECT * FROM {table}"))).all()]
    return repr(rows)


async def test_no_row_shows_a_secret(database: Database, clock: Clock, tmp_path: Path) -> None:
    secrets, words = await sold(database, clock)
    secrets.append(await import_code(database, tmp_path))

    everything = await everything_in(database)

    assert [word for word in words if word not in everything] == []
    assert [secret for secret in secrets if secret in everything] == []


@only_sqlite
async def test_no_file_of_the_database_shows_a_secret(
    database: Database, clock: Clock, tmp_path: Path
) -> None:
    secrets, words = await sold(database, clock)
    secrets.append(await import_code(database, tmp_path))

    stored = bytes_of_files(tmp_path, "", "-wal")

    assert [word for word in words if word.encode() not in stored] == []
    assert [secret for secret in secrets if secret.encode() in stored] == []


async def test_a_key_that_somebody_moved_to_another_order_is_not_shown(
    database: Database, clock: Clock
) -> None:
    await sold(database, clock)
    await sold(database, clock)
    shop = a_shop(database)
    one, other = await every(database, Delivery)
    one.sealed_secret, other.sealed_secret = other.sealed_secret, one.sealed_secret
    async with database.writing() as unit:
        for moved in (one, other):
            await unit.session.merge(moved)

    for order in await every(database, Order):
        async with database.reading() as unit:
            with pytest.raises(SealBroken):
                await ordering.view(unit, shop, order)
