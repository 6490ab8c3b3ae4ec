import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import update
from sqlmodel import SQLModel, col
from typer.testing import CliRunner

from bot import rotation as bot_rotation
from bot.commands import app
from bot.settings import SettingsError, load_settings
from store import migrate, rotation
from store.database import Database
from store.encryption import Encryption, SealBroken
from store.rotation import SEALED, SealedColumn, Seals
from store.tables import BotTrail, DeskMessage, OutboxMessage, RecoveryClaim, StockCode, Ticket
from tests.bot.test_command_line import bot
from tests.fulfillment.trade import KEYS, Trade
from tests.store.clock import Clock
from tests.store.rows import a_code, a_message, add, every

OLD, NEW, OTHER = KEYS
BATCH = 2


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the database is."""
    return tmp_path / "shop.db"


@pytest_asyncio.fixture
async def trade(path: Path) -> AsyncIterator[Trade]:
    """A shop with rows of every kind, sealed under the old key."""
    clock = Clock()
    database = Database(f"sqlite+aiosqlite:///{path}", clock=clock)
    await migrate.upgrade(database)
    trade = Trade(database, clock, path.parent)
    await trade.stock("starter", *(f"code-{number}" for number in range(5)))
    for number in range(3):
        order = await trade.order(buyer=str(2000 + number))
        await trade.pay(order)
        screen = trade.shop.encryption.seal(str(2000 + number), f"screen {number}")
        await add(database, a_message(recipient=str(2000 + number), sealed_screen=screen))
        await _asks_a_person(trade, order.customer_id, str(2000 + number))
    yield trade
    await database.close()


async def _asks_a_person(trade: Trade, customer_id: int, chat: str) -> None:
    """Let a customer write to a person, after some turns with the bot."""
    database, seal = trade.shop.database, trade.shop.encryption.seal
    ticket = await add(database, Ticket(customer_id=customer_id, opened_at=database.clock()))
    said = DeskMessage(
        ticket_id=ticket.number,
        side="customer",
        author=chat,
        content="text",
        sealed_text=seal(chat, f"help {chat}"),
        state="queued",
        customer_chat=chat,
        at=database.clock(),
    )
    await add(database, said)
    await add(database, BotTrail(customer_chat=chat, sealed_turns=seal(chat, "[]")))
    reference = f"AC{customer_id:010d}"
    claim = RecoveryClaim(
        customer_id=customer_id,
        reference=reference,
        sealed_transaction=seal(reference, f"bill {chat}"),
        at=database.clock(),
    )
    await add(database, claim)


async def sealed_texts(database: Database) -> dict[tuple[str, int], tuple[str, str]]:
    found = {}
    for column in SEALED:
        for row in await every(database, column.table):
            values = row.model_dump()
            if values[column.sealed] is not None:
                found[column.name, values["id"]] = (values[column.owner], values[column.sealed])
    return found


async def secrets(database: Database, keys: Iterable[str]) -> dict[tuple[str, int], str]:
    encryption = Encryption(list(keys))
    return {
        place: encryption.open(owner, sealed)
        for place, (owner, sealed) in (await sealed_texts(database)).items()
    }


def totals(found: dict[str, Seals]) -> tuple[int, int, int, int]:
    seals = found.values()
    return (
        sum(one.current for one in seals),
        sum(one.older for one in seals),
        sum(one.broken for one in seals),
        sum(one.twice for one in seals),
    )


def test_every_sealed_column_of_the_shop_is_rotated() -> None:
    written = {
        (table.name, column.name)
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        if column.name.startswith("sealed_")
    }
    assert {(column.name, column.sealed) for column in SEALED} == written


async def test_after_a_rotation_the_new_key_alone_opens_everything_and_nothing_else_changed(
    trade: Trade,
) -> None:
    database = trade.shop.database
    before = await secrets(database, [OLD])
    assert {place[0] for place in before} == {column.name for column in SEALED}
    await rotation.rotate(database, Encryption([NEW, OLD]), batch=BATCH)
    assert await secrets(database, [NEW]) == before
    assert totals(await rotation.examine(database, Encryption([NEW]))) == (len(before), 0, 0, 0)
    with pytest.raises(SealBroken):
        await secrets(database, [OLD])


async def test_a_rotation_killed_after_any_batch_goes_on_where_it_was(trade: Trade) -> None:
    database = trade.shop.database
    before = await secrets(database, [OLD])
    encryption = Encryption([NEW, OLD])
    boundaries: list[tuple[str, int]] = []
    await rotation.rotate(database, encryption, batch=BATCH, progress=lambda *step: boundaries.append(step))
    for number in range(len(boundaries)):
        keys = Encryption([KEYS[number % 2], KEYS[1 - number % 2]])  # back and forth
        steps: list[tuple[str, int]] = []

        def die(*step: str | int, steps: list[tuple[str, int]] = steps, last: int = number) -> None:
            steps.append((str(step[0]), int(step[1])))
            if len(steps) == last + 1:
                raise Killed

        with pytest.raises(Killed):
            await rotation.rotate(database, keys, batch=BATCH, progress=die)
        assert steps[-1] == boundaries[number]
        assert await secrets(database, [NEW, OLD]) == before, "what stands half rotated can be read"
        done = totals(await rotation.examine(database, keys))
        assert done[0] >= number + 1
        untouched = await sealed_texts(database)
        await rotation.rotate(database, keys, batch=BATCH)
        assert totals(await rotation.examine(database, keys)) == (len(before), 0, 0, 0)
        again = await sealed_texts(database)
        assert sum(again[place] == untouched[place] for place in again) >= done[0], "done stays done"


async def test_a_batch_that_is_cut_off_in_the_middle_leaves_nothing_behind(
    trade: Trade, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, encryption = trade.shop.database, Encryption([NEW, OLD])
    before = await sealed_texts(database)
    seal, sealed = encryption.seal, []

    def dies(owner: str, secret: str) -> str:
        sealed.append(owner)
        if len(sealed) == 2:
            raise Killed
        return seal(owner, secret)

    monkeypatch.setattr(encryption, "seal", dies)
    with pytest.raises(Killed):
        await rotation.rotate(database, encryption)
    assert await sealed_texts(database) == before


async def test_what_the_shop_writes_meanwhile_is_not_overwritten(
    trade: Trade, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, encryption = trade.shop.database, Encryption([NEW, OLD])
    theirs = encryption.seal("2000", "another screen")
    batches = rotation._batches

    async def overtaken(
        database: Database, column: SealedColumn, size: int
    ) -> AsyncIterator[Sequence[rotation._Row]]:
        async for rows in batches(database, column, size):
            if column.table is OutboxMessage:
                async with database.writing() as unit:
                    of_buyer = col(OutboxMessage.recipient) == "2000", col(OutboxMessage.kind) == "screen"
                    await unit.execute(update(OutboxMessage).where(*of_buyer).values(sealed_screen=theirs))
            yield rows

    monkeypatch.setattr(rotation, "_batches", overtaken)
    await rotation.rotate(database, encryption)
    monkeypatch.undo()
    assert [text for _, text in (await sealed_texts(database)).values()].count(theirs) == 1
    assert totals(await rotation.examine(database, encryption))[1:] == (0, 0, 0)


async def test_the_shop_sells_and_delivers_while_the_keys_rotate(trade: Trade) -> None:
    database, both = trade.shop.database, Encryption([NEW, OLD])
    trade.shop.encryption.__init__([NEW, OLD])  # type: ignore[misc]  # the shop was started again with both
    trade.shop.issuers.clear()  # type: ignore[attr-defined]  # everything comes from the stock

    async def buy(buyer: int) -> str:
        order = await trade.order(buyer=str(buyer))
        await trade.pay(order, rounds=3)
        return await trade.state(order)

    async def sell() -> list[str]:
        return [await buy(3000 + number) for number in range(4)]

    async def turn() -> None:
        for _ in range(5):
            await rotation.rotate(database, both, batch=1)

    states, _ = await asyncio.gather(sell(), turn())
    assert states == ["delivered"] * 4
    await rotation.rotate(database, both)
    assert totals(await rotation.examine(database, Encryption([NEW])))[1:] == (0, 0, 0)
    sold = [code for code in await every(database, StockCode) if code.order_id is not None]
    assert len(sold) == 4


@pytest.mark.parametrize("keys", [[OLD], [NEW, OLD], [NEW]], ids=["before", "between", "after"])
async def test_a_code_is_known_before_between_and_after_a_rotation(trade: Trade, keys: list[str]) -> None:
    if keys == [NEW]:
        await rotation.rotate(trade.shop.database, Encryption([NEW, OLD]))
    trade.shop.encryption.__init__(keys)  # type: ignore[misc]
    report = await trade.stock("starter", "code-1", "code-4", "code-new", "code-new")
    assert (report.imported.total(), report.duplicates) == (1, 3)
    assert len(await every(trade.shop.database, StockCode)) == 6


async def test_a_code_that_is_known_is_found_in_a_file_of_any_length(
    trade: Trade, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fulfillment.stock.LOOKED_UP_AT_ONCE", 2)
    report = await trade.stock("starter", *(f"code-{number}" for number in reversed(range(9))))
    assert (report.imported.total(), report.duplicates) == (4, 5)


async def test_a_code_that_stands_twice_is_told_and_stops_no_rotation(trade: Trade) -> None:
    database, new = trade.shop.database, Encryption([NEW])
    fingerprint = new.fingerprint("code-2")
    await add(database, a_code(fingerprint=fingerprint, sealed_code=new.seal(fingerprint, "code-2")))
    for _ in range(2):
        await rotation.rotate(database, Encryption([NEW, OLD]))
        assert totals(await rotation.examine(database, new))[1:] == (0, 0, 1)


async def test_what_no_key_opens_is_counted_and_left_as_it_is(trade: Trade) -> None:
    database = trade.shop.database
    lost = await add(
        database, a_message(recipient="2000", sealed_screen=Encryption([OTHER]).seal("2000", "x"))
    )
    await rotation.rotate(database, Encryption([NEW, OLD]))
    assert totals(await rotation.examine(database, Encryption([NEW, OLD])))[1:] == (0, 1, 0)
    (kept,) = [row for row in await every(database, type(lost)) if row.id == lost.id]
    assert kept.sealed_screen == lost.sealed_screen


async def rotate_keys(*, only_count: bool = False) -> tuple[int, str]:
    said: list[str] = []
    status = await bot_rotation.rotate_keys(load_settings(), only_count=only_count, say=said.append)
    return status, "\n".join(said)


async def test_the_command_counts_rotates_and_says_when_old_keys_may_go(
    empty_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEYS", f"{NEW},{OLD}")
    url = f"sqlite+aiosqlite:///{empty_folder / 'shop.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    database, old = Database(url), Encryption([OLD])
    await migrate.upgrade(database)
    fingerprint = old.fingerprint("canary")
    await add(database, a_code(fingerprint=fingerprint, sealed_code=old.seal(fingerprint, "canary")))
    await database.close()
    status, said = await rotate_keys(only_count=True)
    assert (status, "stock_code: 0 under the first key, 1 under older ones" in said) == (1, True)
    assert "may be dropped" not in said
    status, said = await rotate_keys()
    assert (status, "may be dropped" in said, "stock_code: 1 rows looked at" in said) == (0, True, True)
    monkeypatch.setenv("SECRET_KEYS", NEW)
    status, said = await rotate_keys(only_count=True)
    assert (status, "stock_code: 1 under the first key, 0 under older ones" in said) == (0, True)
    monkeypatch.setenv("SECRET_KEYS", OTHER)
    status, said = await rotate_keys()
    assert (status, "1 rows open with none of the keys" in said, "Keep every key." in said) == (1, True, True)
    assert "canary" not in said


async def test_a_database_of_another_version_is_left_alone(
    empty_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEYS", NEW)
    status, said = await rotate_keys()
    assert (status, "python -m bot migrate" in said) == (1, True)


async def test_beside_a_backup_without_its_keys_no_key_is_made(
    empty_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, key_file = f"sqlite+aiosqlite:///{empty_folder / 'backup.db'}", empty_folder / "backup.key"
    database = Database(url)
    await migrate.upgrade(database)
    await database.close()
    monkeypatch.setenv("DATABASE_URL", url)
    for only_count in (True, False):
        with pytest.raises(SettingsError, match="SECRET_KEYS: there is no key"):
            await rotate_keys(only_count=only_count)
    assert not key_file.exists()


async def test_on_the_command_line_a_new_key_is_made_and_becomes_the_only_one(
    trade: Trade, path: Path
) -> None:
    new, another = (CliRunner().invoke(app, ["keys", "new"]).stdout.strip() for _ in range(2))
    assert new != another
    url = f"sqlite+aiosqlite:///{path}"
    result = await asyncio.to_thread(
        bot, path.parent, "keys", "rotate", DATABASE_URL=url, SECRET_KEYS=f"{new},{OLD}"
    )
    assert (result.returncode, "may be dropped" in result.stdout) == (0, True)
    assert not any(key in result.stdout + result.stderr for key in (new, OLD))
    assert totals(await rotation.examine(trade.shop.database, Encryption([new])))[1:] == (0, 0, 0)


async def test_a_rotation_of_nothing_is_no_mistake(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'shop.db'}")
    try:
        await migrate.upgrade(database)
        await rotation.rotate(database, Encryption([NEW, OLD]))
        assert totals(await rotation.examine(database, Encryption([NEW]))) == (0, 0, 0, 0)
    finally:
        await database.close()


async def test_a_secret_keeps_its_owner_through_a_rotation(trade: Trade) -> None:
    database = trade.shop.database
    await rotation.rotate(database, Encryption([NEW, OLD]))
    code = next(iter(await every(database, StockCode)))
    assert code.fingerprint == Encryption([NEW]).fingerprint("code-0")
    with pytest.raises(SealBroken):
        Encryption([NEW]).open("somebody else", code.sealed_code)
