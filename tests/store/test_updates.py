"""An update is handled once, a broken one is let go after a while, and guesses are counted."""

from datetime import timedelta

import pytest

from store import alerts, recoveries, updates
from store.database import Database
from store.tables import FailedUpdate, HandledUpdate
from tests.store.clock import START, Clock
from tests.store.rows import a_customer, add, every


async def begin(database: Database, receiver: str, update_id: int) -> bool:
    async with database.writing() as unit:
        return await updates.begin(unit, receiver, update_id)


async def test_an_update_is_handled_once(database: Database) -> None:
    assert await begin(database, "telegram:1", 2**40)
    assert not await begin(database, "telegram:1", 2**40)
    assert await begin(database, "telegram:1", 2**40 + 1)
    assert await begin(database, "telegram:2", 2**40), "another bot counts for itself"


async def test_an_update_that_failed_is_handled_when_it_comes_again(database: Database) -> None:
    async def fail() -> None:
        async with database.writing() as unit:
            assert await updates.begin(unit, "telegram:1", 7)
            raise LookupError

    with pytest.raises(LookupError):
        await fail()

    assert await begin(database, "telegram:1", 7)


async def test_failures_of_an_update_are_counted(database: Database) -> None:
    async def fail(receiver: str, update_id: int) -> int:
        async with database.writing() as unit:
            return await updates.count_failure(unit, receiver, update_id)

    assert [await fail("telegram:1", 7) for _ in range(3)] == [1, 2, 3]
    assert await fail("telegram:1", 8) == 1
    assert await fail("telegram:2", 7) == 1
    assert [one.failures for one in await every(database, FailedUpdate)] == [3, 1, 1]


async def test_updates_that_cannot_come_again_are_forgotten(database: Database, clock: Clock) -> None:
    await begin(database, "telegram:1", 1)
    clock.move(days=2)
    await begin(database, "telegram:1", 2)

    async with database.writing() as unit:
        await updates.forget(unit, START + timedelta(days=1))

    assert [one.update_id for one in await every(database, HandledUpdate)] == [2]


async def test_guesses_at_order_ids_are_counted_for_each_account_since_a_moment(
    database: Database, clock: Clock
) -> None:
    own = (await add(database, a_customer())).id or 0
    other = (await add(database, a_customer())).id or 0
    for customer in (own, own, other, own):
        async with database.writing() as unit:
            await recoveries.count_failure(unit, customer)
        clock.move(minutes=20)

    async with database.reading() as unit:
        assert await recoveries.failures_since(unit, own, START - timedelta(seconds=1)) == 3
        assert await recoveries.failures_since(unit, own, START) == 2, "the first is older than the window"
        assert await recoveries.failures_since(unit, own, START + timedelta(minutes=30)) == 1
        assert await recoveries.failures_since(unit, other, START) == 1
        assert await recoveries.failures_since(unit, 404, START) == 0


async def test_the_owner_hears_once_that_a_condition_began_and_once_that_it_is_over(
    database: Database,
) -> None:
    async with database.writing() as unit:
        assert await alerts.raise_once(unit, "stock-low:starter")
        assert not await alerts.raise_once(unit, "stock-low:starter")
        assert await alerts.raise_once(unit, "stock-low:trial")
    async with database.writing() as unit:
        assert not await alerts.raise_once(unit, "stock-low:starter")
        assert await alerts.clear(unit, "stock-low:starter")
        assert not await alerts.clear(unit, "stock-low:starter")
        assert await alerts.raise_once(unit, "stock-low:starter"), "it began again"


async def test_known_conditions_are_found_by_how_their_names_begin(database: Database) -> None:
    async with database.writing() as unit:
        for key in ("invariant:a", "invariant:b", "invariant_c", "invarianty:d", "stock-low:e"):
            await alerts.raise_once(unit, key)

    async with database.reading() as unit:
        assert await alerts.raised(unit, "invariant:") == {"invariant:a", "invariant:b"}
        assert await alerts.raised(unit, "invariant_") == {"invariant_c"}
        assert await alerts.raised(unit, "nothing") == set()
