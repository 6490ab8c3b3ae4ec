"""A code of the stock goes to one order, the oldest code first."""

from store import stock
from store.database import Database
from store.tables import StockCode
from tests.store.clock import START
from tests.store.rows import a_code, add_all, every, stored_order


async def claim(database: Database, order_id: int, package: str = "starter") -> StockCode | None:
    async with database.writing() as unit:
        return await stock.claim(unit, package, order_id)


async def test_each_order_gets_a_code_of_its_own_package_the_oldest_first(database: Database) -> None:
    first, _, third = await add_all(database, [a_code(), a_code(package_id="trial"), a_code()])
    orders = [(await stored_order(database)).id or 0 for _ in range(2)]

    codes = [await claim(database, order) for order in orders]

    assert [code.id if code else None for code in codes] == [first.id, third.id]
    found = await every(database, StockCode)
    assert [(one.order_id, one.claimed_at) for one in found] == [
        (orders[0], START),
        (None, None),
        (orders[1], START),
    ]


async def test_an_order_that_has_a_code_gets_the_same_again(database: Database) -> None:
    await add_all(database, [a_code(), a_code()])
    order = (await stored_order(database)).id or 0

    first, again = await claim(database, order), await claim(database, order)

    assert first is not None
    assert again is not None
    assert first.id == again.id
    assert [one.order_id for one in await every(database, StockCode)] == [order, None]


async def test_an_empty_stock_gives_nothing(database: Database) -> None:
    await add_all(database, [a_code(package_id="trial")])

    assert await claim(database, (await stored_order(database)).id or 0) is None


async def test_codes_are_counted_by_package(database: Database) -> None:
    await add_all(database, [a_code(), a_code(), a_code(), a_code(package_id="trial")])
    await claim(database, (await stored_order(database)).id or 0)
    await claim(database, (await stored_order(database)).id or 0, "trial")

    async with database.reading() as unit:
        assert await stock.counts(unit) == {"starter": (2, 1), "trial": (0, 1)}


async def test_sold_codes_are_known_too(database: Database) -> None:
    await add_all(database, [a_code(fingerprint="sold"), a_code(fingerprint="free")])
    await claim(database, (await stored_order(database)).id or 0)

    async with database.reading() as unit:
        assert await stock.known(unit, ["sold", "free", "new"]) == {"sold", "free"}
        assert await stock.known(unit, []) == set()


async def test_a_thousand_fingerprints_are_looked_up_at_once(database: Database) -> None:
    await add_all(database, [a_code(fingerprint=f"print {number}") for number in range(1000)])

    async with database.reading() as unit:
        asked = [f"print {number}" for number in range(500, 3500)]
        assert len(await stock.known(unit, asked)) == 500
