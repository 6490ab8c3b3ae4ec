"""Payment attempts are found by order and by the gateway's transaction, and rescheduled by who holds them."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import NoResultFound

from store import attempts
from store.database import Database
from store.tables import PaymentAttempt
from tests.store.clock import START, Clock
from tests.store.rows import add, add_all, an_attempt, only, stored_order

LATER = START + timedelta(minutes=3)


async def test_an_orders_attempts_come_the_newest_first(database: Database) -> None:
    order, other = await stored_order(database), await stored_order(database)
    first, second, foreign = await add_all(
        database, [an_attempt(order), an_attempt(order), an_attempt(other)]
    )

    async with database.reading() as unit:
        assert await attempts.of_order(unit, order.id or 0) == [second, first]
        assert await attempts.latest_of_orders(unit, [order.id or 0, other.id or 0]) == {
            order.id: second,
            other.id: foreign,
        }
        assert await attempts.latest_of_orders(unit, []) == {}
        assert await attempts.get(unit, first.id or 0) == first
        with pytest.raises(NoResultFound):
            await attempts.get(unit, 404)


async def test_a_transaction_is_found_at_its_own_rail_only(database: Database) -> None:
    order = await stored_order(database)
    paid = await add(database, an_attempt(order, rail="epay", gateway_transaction="T1"))
    await add(database, an_attempt(order, rail="wechat", gateway_transaction="T2"))

    async with database.reading() as unit:
        assert await attempts.by_transaction(unit, "epay", "T1") == paid
        assert await attempts.by_transaction(unit, "wechat", "T1") is None
        assert await attempts.by_transaction(unit, "epay", "T2") is None


async def claimed(database: Database) -> PaymentAttempt:
    async with database.writing() as unit:
        (attempt,) = await attempts.claim_due(unit, lease_until=unit.now + timedelta(seconds=60), limit=1)
    return attempt


async def test_rescheduling_gives_the_lease_back_and_counts_the_try(database: Database) -> None:
    await add(database, an_attempt(await stored_order(database), tries=4))

    await attempts.reschedule(database, await claimed(database), LATER, error="no answer", sweeps=2)

    found = await only(database, PaymentAttempt)
    assert (found.due_at, found.lease_until, found.last_error) == (LATER, None, "no answer")
    assert (found.tries, found.sweeps, found.runs) == (5, 2, 1)


async def test_an_attempt_that_is_over_is_asked_about_no_more(database: Database, clock: Clock) -> None:
    await add(database, an_attempt(await stored_order(database)))

    await attempts.reschedule(database, await claimed(database), None, error=None, sweeps=6)

    clock.move(days=365)
    async with database.writing() as unit:
        assert await attempts.claim_due(unit, lease_until=unit.now, limit=1) == []


async def test_who_lost_the_lease_reschedules_nothing(database: Database, clock: Clock) -> None:
    await add(database, an_attempt(await stored_order(database)))
    lost = await claimed(database)
    clock.move(seconds=60)
    taken = await claimed(database)

    await attempts.reschedule(database, lost, LATER, error="late", sweeps=9)

    found = await only(database, PaymentAttempt)
    assert (found.runs, found.lease_until) == (taken.runs, taken.lease_until)
    assert (found.due_at, found.last_error, found.sweeps, found.tries) == (START, None, 0, 0)
