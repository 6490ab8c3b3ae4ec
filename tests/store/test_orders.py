"""Orders are found by those who may see them, and move from a state only if they still are in it."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import NoResultFound

from store import orders
from store.database import Database
from store.tables import Order
from tests.store.clock import START
from tests.store.rows import a_customer, add, add_all, an_order, every, only, stored_order

AWAITING, PAID = "awaiting_payment", "paid"


async def test_an_order_is_found_by_number_and_by_reference(database: Database) -> None:
    order = await stored_order(database, reference="AC0000000001")

    async with database.writing() as unit:
        assert await orders.get(unit, order.id or 0) == order
        assert await orders.lock(unit, order.id or 0) == order
        assert await orders.by_reference(unit, "AC0000000001") == order
        assert await orders.by_reference(unit, "AC0000000001", lock=True) == order
        assert await orders.by_reference(unit, "AC0000000002") is None


async def test_an_order_that_must_exist_and_does_not_is_an_error(database: Database) -> None:
    async with database.reading() as unit:
        with pytest.raises(NoResultFound):
            await orders.get(unit, 404)


async def test_an_order_comes_back_as_it_was_written(database: Database) -> None:
    order = await stored_order(
        database, tokens=2**40, price_minor=10**12, package_name={"en": "Big", "zh": "大"}, message_id=2**50
    )

    assert await only(database, Order) == order


async def test_the_newest_order_from_a_message_is_found_while_it_is_in_the_state(database: Database) -> None:
    customer = await add(database, a_customer())
    other = await add(database, a_customer())
    first, second, _ = await add_all(
        database,
        [
            an_order(customer, origin="7"),
            an_order(customer, origin="7"),
            an_order(customer, origin="7", state=PAID),
        ],
    )

    async with database.reading() as unit:
        assert await orders.by_origin(unit, customer.id or 0, "7", AWAITING) == second
        assert first != second
        assert await orders.by_origin(unit, customer.id or 0, "8", AWAITING) is None
        assert await orders.by_origin(unit, other.id or 0, "7", AWAITING) is None


async def test_a_customer_pages_through_their_orders_the_newest_first(database: Database) -> None:
    customer = await add(database, a_customer())
    await stored_order(database)
    own = await add_all(database, [an_order(customer) for _ in range(5)])

    async with database.reading() as unit:
        pages = [
            await orders.of_customer(unit, customer.id or 0, offset=offset, limit=2)
            for offset in (0, 2, 4, 6)
        ]
        assert await orders.count_of_customer(unit, customer.id or 0) == 5
        assert await orders.count_of_customer(unit, 404) == 0

    assert [[order.id for order in page] for page in pages] == [
        [own[4].id, own[3].id],
        [own[2].id, own[1].id],
        [own[0].id],
        [],
    ]


async def test_orders_in_a_state_come_the_oldest_first(database: Database) -> None:
    customer = await add(database, a_customer())
    first, _, third = await add_all(
        database, [an_order(customer), an_order(customer, state=PAID), an_order(customer)]
    )
    foreign = await stored_order(database)

    async with database.reading() as unit:
        assert await orders.in_state_of_customer(unit, customer.id or 0, AWAITING) == [first, third]
        assert await orders.in_state(unit, AWAITING, 10) == [first, third, foreign]
        assert await orders.in_state(unit, AWAITING, 2) == [first, third]
        assert await orders.count_by_state(unit) == {AWAITING: 3, PAID: 1}


async def test_orders_whose_time_is_over_are_found(database: Database) -> None:
    over = await stored_order(database, expires_at=START - timedelta(seconds=1))
    just_over = await stored_order(database, expires_at=START)
    await stored_order(database, expires_at=START + timedelta(seconds=1))
    await stored_order(database, expires_at=START, state=PAID)

    async with database.reading() as unit:
        found = await orders.overdue(unit, AWAITING, START, limit=10)
        assert {order.id for order in found} == {over.id, just_over.id}
        assert len(await orders.overdue(unit, AWAITING, START, limit=1)) == 1


async def test_an_order_moves_with_what_belongs_to_the_move(database: Database) -> None:
    order_id = (await stored_order(database)).id or 0

    async with database.writing() as unit:
        order = await orders.lock(unit, order_id)
        assert await orders.move(unit, order, PAID, paid_at=unit.now)
        assert (order.state, order.paid_at) == (PAID, START)

    found = await only(database, Order)
    assert (found.state, found.paid_at) == (PAID, START)


async def test_an_order_that_was_moved_meanwhile_is_not_moved_again(database: Database) -> None:
    seen = await stored_order(database)
    async with database.writing() as unit:
        await orders.move(unit, await orders.lock(unit, seen.id or 0), "cancelled")

    async with database.writing() as unit:
        assert not await orders.move(unit, seen, "expired")

    assert [order.state for order in await every(database, Order)] == ["cancelled"]


async def test_only_the_order_itself_moves(database: Database) -> None:
    await stored_order(database)
    order_id = (await stored_order(database)).id or 0

    async with database.writing() as unit:
        await orders.move(unit, await orders.lock(unit, order_id), PAID)

    assert [order.state for order in await every(database, Order)] == [AWAITING, PAID]


async def test_the_message_that_shows_the_payment_is_remembered(database: Database) -> None:
    await stored_order(database)
    order = await stored_order(database)

    await orders.remember_message(database, order.id or 0, 2**40, "qr")

    assert [(one.message_id, one.message_picture) for one in await every(database, Order)] == [
        (None, None),
        (2**40, "qr"),
    ]
