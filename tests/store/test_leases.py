"""Due work is held by one process at a time; when that dies, another one takes it over."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest

from store import attempts, deliveries, leases, outbox, refunds
from store.database import Database
from store.tables import Delivery, OutboxMessage, PaymentAttempt, Refund
from store.unit_of_work import UnitOfWork
from tests.store.clock import START, Clock
from tests.store.rows import (
    a_delivery,
    a_message,
    a_refund,
    add,
    add_all,
    an_attempt,
    every,
    only,
    stored_order,
)

LEASE = timedelta(seconds=60)
Claim = Callable[[UnitOfWork, int], Awaitable[Sequence[Any]]]


class Kind:
    """A kind of work that is claimed: its table, how a row is made, and how it is claimed and held."""

    def __init__(
        self, table: type[Any], make: Callable[..., Awaitable[Any]], claim: Claim, held: Any
    ) -> None:
        self.table = table
        self.make = make
        self.claim = claim
        self.held = held


async def an_attempt_of(database: Database, **values: Any) -> PaymentAttempt:
    return await add(database, an_attempt(await stored_order(database), **values))


async def a_delivery_of(database: Database, **values: Any) -> Delivery:
    return await add(database, a_delivery(await stored_order(database), **values))


async def a_refund_of(database: Database, **values: Any) -> Refund:
    return await add(database, a_refund(await an_attempt_of(database), **values))


async def a_message_of(database: Database, **values: Any) -> OutboxMessage:
    return await add(database, a_message(**values))


KINDS = {
    "payment attempts": Kind(
        PaymentAttempt,
        an_attempt_of,
        lambda unit, limit: attempts.claim_due(unit, lease_until=unit.now + LEASE, limit=limit),
        attempts.held,
    ),
    "deliveries": Kind(
        Delivery,
        a_delivery_of,
        lambda unit, limit: deliveries.claim_due(unit, lease_until=unit.now + LEASE, limit=limit),
        deliveries.held,
    ),
    "refunds": Kind(
        Refund,
        a_refund_of,
        lambda unit, limit: refunds.claim_due(unit, lease_until=unit.now + LEASE, limit=limit),
        refunds.held,
    ),
    "messages": Kind(
        OutboxMessage,
        a_message_of,
        lambda unit, limit: outbox.claim_due(unit, "telegram", limit),
        lambda unit, row: leases.held(unit, OutboxMessage, row.id, row.runs),
    ),
}


@pytest.fixture(params=list(KINDS))
def kind(request: pytest.FixtureRequest) -> Kind:
    """Each kind of work that is claimed."""
    return KINDS[request.param]


async def claim(database: Database, kind: Kind, limit: int = 10) -> list[Any]:
    async with database.writing() as unit:
        return list(await kind.claim(unit, limit))


async def test_due_work_is_claimed_once(database: Database, replica: Database, kind: Kind) -> None:
    row = await kind.make(database)

    (claimed,) = await claim(database, kind)

    assert claimed.id == row.id
    assert (claimed.lease_until, claimed.runs) == (START + LEASE, 1)
    assert await claim(replica, kind) == []
    assert (await only(replica, kind.table)).runs == 1


async def test_work_that_is_not_due_yet_waits(database: Database, clock: Clock, kind: Kind) -> None:
    await kind.make(database, due_at=START + timedelta(seconds=1))

    assert await claim(database, kind) == []
    clock.move(seconds=1)
    assert len(await claim(database, kind)) == 1


async def test_the_longest_due_comes_first_and_no_more_than_asked_for(database: Database, kind: Kind) -> None:
    rows = [await kind.make(database, due_at=START - timedelta(seconds=late)) for late in (1, 9, 5)]

    assert [row.id for row in await claim(database, kind, limit=2)] == [rows[1].id, rows[2].id]
    assert [row.id for row in await claim(database, kind, limit=2)] == [rows[0].id]


async def test_work_of_a_process_that_died_is_taken_over_when_its_lease_is_over(
    database: Database, replica: Database, clock: Clock, kind: Kind
) -> None:
    await kind.make(database)
    (lost,) = await claim(database, kind)
    clock.move(seconds=59)
    assert await claim(replica, kind) == []

    clock.move(seconds=1)
    (taken,) = await claim(replica, kind)

    assert taken.runs == lost.runs + 1
    async with database.writing() as unit:
        assert await kind.held(unit, lost) is None, "who comes back late must not write"
        assert await kind.held(unit, taken) is not None


async def test_what_is_held_shows_what_changed_meanwhile(database: Database, kind: Kind) -> None:
    await kind.make(database)
    (claimed,) = await claim(database, kind)
    async with database.writing() as unit:
        changed = await unit.session.merge(claimed)
        changed.last_error = "written by somebody else"

    async with database.writing() as unit:
        held = await kind.held(unit, claimed)
        assert held.last_error == "written by somebody else"


async def test_a_claim_that_is_rolled_back_claims_nothing(database: Database, kind: Kind) -> None:
    await kind.make(database)

    async def claim_and_break() -> None:
        async with database.writing() as unit:
            assert len(await kind.claim(unit, 10)) == 1
            raise LookupError

    with pytest.raises(LookupError):
        await claim_and_break()

    assert [row.runs for row in await claim(database, kind)] == [1]


async def test_a_shop_that_is_alone_frees_all_leases_at_its_start(database: Database, kind: Kind) -> None:
    await kind.make(database)
    await kind.make(database)
    await claim(database, kind)

    async with database.writing() as unit:
        await leases.release_all(unit)

    assert [row.runs for row in await claim(database, kind)] == [2, 2]


@pytest.mark.parametrize("table", ["payment attempts", "deliveries", "refunds"])
async def test_work_without_a_time_is_over(database: Database, table: str) -> None:
    await KINDS[table].make(database, due_at=None)

    assert await claim(database, KINDS[table]) == []


async def test_many_due_rows_are_claimed_in_turn(database: Database) -> None:
    order = await stored_order(database)
    rows = await add_all(database, [an_attempt(order) for _ in range(25)])

    claimed = [row.id for _ in range(3) for row in await claim(database, KINDS["payment attempts"])]

    assert claimed == [row.id for row in rows]
    assert {row.runs for row in await every(database, PaymentAttempt)} == {1}
