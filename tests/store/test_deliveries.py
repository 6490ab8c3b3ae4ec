"""Deliveries and refunds of an order, and what staff did to it, are all to be found at the order."""

from datetime import timedelta

from store import audit, deliveries, refunds
from store.database import Database
from store.tables import Delivery
from tests.store.clock import START, Clock
from tests.store.rows import a_delivery, a_refund, add, add_all, an_attempt, every, stored_order

LATER = START + timedelta(minutes=10)


async def test_the_paths_tried_come_in_their_order(database: Database) -> None:
    order, other = await stored_order(database), await stored_order(database)
    first, second, _ = await add_all(
        database,
        [a_delivery(order, path="key"), a_delivery(order, path="code"), a_delivery(other, path="key")],
    )

    async with database.reading() as unit:
        assert await deliveries.of_order(unit, order.id or 0) == [first, second]
        assert await deliveries.of_order(unit, 404) == []


async def test_only_what_was_issued_counts_as_issued(database: Database) -> None:
    order, other = await stored_order(database), await stored_order(database)
    _, issued, _ = await add_all(
        database,
        [
            a_delivery(order, path="key", state="refused"),
            a_delivery(order, path="code", state="issued"),
            a_delivery(other, state="made"),
        ],
    )

    async with database.reading() as unit:
        found = await deliveries.issued_of_orders(unit, [order.id or 0, other.id or 0])
    assert found == {order.id: issued}


async def test_refused_deliveries_of_a_path_are_tried_again_at_once(database: Database) -> None:
    waiting = a_delivery(await stored_order(database), path="stock", state="refused", due_at=LATER)
    given_up = a_delivery(await stored_order(database), path="stock", state="refused", due_at=None)
    other_path = a_delivery(await stored_order(database), path="key", state="refused", due_at=LATER)
    other_state = a_delivery(await stored_order(database), path="stock", state="intended", due_at=LATER)
    await add_all(database, [waiting, given_up, other_path, other_state])

    async with database.writing() as unit:
        await deliveries.retry_refused(unit, "stock")

    assert [one.due_at for one in await every(database, Delivery)] == [START, None, LATER, LATER]


async def test_a_refund_is_found_by_its_payment_and_by_its_order(database: Database) -> None:
    order = await stored_order(database)
    first, second, third = await add_all(database, [an_attempt(order) for _ in range(3)])
    refund_of_second = await add(database, a_refund(second))
    refund_of_first = await add(database, a_refund(first))

    async with database.reading() as unit:
        assert await refunds.of_attempt(unit, first.id or 0) == refund_of_first
        assert await refunds.of_attempt(unit, third.id or 0) is None
        assert await refunds.of_order(unit, order.id or 0) == [refund_of_second, refund_of_first]
        assert await refunds.of_order(unit, 404) == []


async def test_the_audit_tells_who_did_what_and_when(database: Database, clock: Clock) -> None:
    order, other = await stored_order(database), await stored_order(database)
    for actor, act, order_id in [
        ("telegram:7", "refund", order.id),
        ("shop", "refund", other.id),
        ("telegram:8", "deliver", order.id),
        ("telegram:8", "close the shop", None),
    ]:
        async with database.writing() as unit:
            audit.write(unit, actor=actor, act=act, order_id=order_id, reason="because")
        clock.move(hours=1)

    async with database.reading() as unit:
        entries = await audit.of_order(unit, order.id or 0)
    assert [(entry.at, entry.actor, entry.act, entry.reason) for entry in entries] == [
        (START, "telegram:7", "refund", "because"),
        (START + timedelta(hours=2), "telegram:8", "deliver", "because"),
    ]
