"""Money is credited once and goods go out once, also when two replicas do the same at the same moment."""

import pytest
from sqlalchemy.exc import IntegrityError

from fulfillment import crediting, orders
from fulfillment.money import Money
from fulfillment.notices import Notice
from fulfillment.orders import Placed, TooManyOpenOrders
from fulfillment.shop import Shop
from fulfillment.states import AttemptState, IllegalTransition, OrderState
from store import attempts, leases
from store.database import Database
from store.tables import Customer, Delivery, Order, OutboxMessage, PaymentAttempt
from store.unit_of_work import UnitOfWork
from tests.store.clock import START, Clock
from tests.store.conftest import OpenDatabase
from tests.store.racing import (
    compete,
    failures,
    let_writers_meet,
    run,
    take_out_begin_immediate,
    take_out_named_locks,
    take_out_row_locks,
    was_locked_out,
)
from tests.store.rows import a_customer, a_delivery, add, an_attempt, every, only, stored_order
from tests.store.servers import only_postgresql, only_sqlite
from tests.store.shops import a_shop, paid, place_order

LONG = 15.0
PRICE = Money(1000)


async def confirm(database: Database, attempt: PaymentAttempt, transaction: str | None = None) -> None:
    """Hear from the gateway that a payment arrived, in one replica of the shop."""
    await crediting.credit(a_shop(database), attempt, paid(transaction or attempt.number, PRICE))


async def a_waiting_payment(database: Database) -> PaymentAttempt:
    """Place an order and claim its payment, to ask the gateway about it."""
    await place_order(a_shop(database))
    async with database.writing() as unit:
        (attempt,) = await attempts.claim_due(unit, lease_until=START, limit=1)
    return attempt


async def notices(database: Database) -> list[str]:
    return sorted(message.kind for message in await every(database, OutboxMessage))


async def was_credited_once(database: Database) -> bool:
    """Say whether there is one paid order, one intent to deliver it, and one message about it."""
    order = await only(database, Order)
    states = [attempt.state for attempt in await every(database, PaymentAttempt)]
    intents = [delivery.path for delivery in await every(database, Delivery)]
    told = await notices(database)
    assert (order.state, order.paid_at) == (OrderState.PAID, START)
    return (states, intents, told) == ([AttemptState.PAID], ["key"], [Notice.PAYMENT])


async def test_a_payment_that_two_replicas_confirm_is_credited_once(
    database: Database, replica: Database
) -> None:
    attempt = await a_waiting_payment(database)

    results = await compete(*(confirm(own, attempt) for own in (database, replica) for _ in range(4)))

    assert all(isinstance(error, IllegalTransition) for error in failures(results))
    assert await was_credited_once(database)


async def test_a_confirmation_that_comes_again_changes_nothing_and_is_no_error(database: Database) -> None:
    attempt = await a_waiting_payment(database)
    await confirm(database, attempt)

    await confirm(database, attempt)

    assert await was_credited_once(database)


async def test_two_replicas_that_confirm_at_the_same_moment_credit_once(
    database: Database, replica: Database
) -> None:
    attempt = await a_waiting_payment(database)
    let_writers_meet(database, replica)

    results = await compete(confirm(database, attempt), confirm(replica, attempt))

    assert all(isinstance(error, IllegalTransition) for error in failures(results))
    assert await was_credited_once(database)


@only_postgresql
async def test_without_row_locks_a_payment_is_credited_twice(
    database: Database, replica: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt = await a_waiting_payment(database)
    take_out_row_locks(monkeypatch)
    let_writers_meet(database, replica, seconds=LONG)

    results = await compete(confirm(database, attempt), confirm(replica, attempt))

    assert failures(results) == []
    assert not await was_credited_once(database)
    assert len(await every(database, Delivery)) == 2


@only_sqlite
async def test_without_begin_immediate_a_confirmation_fails(
    open_database: OpenDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_out_begin_immediate(monkeypatch)
    first, second = open_database(), open_database()
    attempt = await a_waiting_payment(first)
    let_writers_meet(first, second, seconds=LONG)

    assert was_locked_out(await compete(confirm(first, attempt), confirm(second, attempt)))


async def test_who_lost_the_lease_credits_nothing(
    database: Database, replica: Database, clock: Clock
) -> None:
    lost = await a_waiting_payment(database)
    async with replica.writing() as unit:
        (taken,) = await attempts.claim_due(unit, lease_until=START, limit=1)

    await confirm(database, lost)
    assert (await only(database, Order)).state == OrderState.AWAITING_PAYMENT
    assert await compete(confirm(database, lost), confirm(replica, taken)) == [None, None]

    assert await was_credited_once(database)


async def test_without_the_fence_who_lost_the_lease_credits_too(
    database: Database, replica: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = await a_waiting_payment(database)
    async with replica.writing() as unit:
        await attempts.claim_due(unit, lease_until=START, limit=1)

    async def held_by_anybody(unit: UnitOfWork, _table: object, row_id: int, _runs: int) -> PaymentAttempt:
        return await attempts.get(unit, row_id)

    monkeypatch.setattr(leases, "held", held_by_anybody)
    await confirm(database, lost)

    assert (await only(database, Order)).state == OrderState.PAID


async def two_payments_with_one_transaction(
    first: Database, second: Database
) -> tuple[list[PaymentAttempt], list[BaseException | None]]:
    both = [await add(first, an_attempt(await stored_order(first))) for _ in range(2)]
    let_writers_meet(first, second)
    results = await compete(confirm(first, both[0], "T1"), confirm(second, both[1], "T1"))
    return both, results


async def test_one_transaction_credits_one_order(database: Database, replica: Database) -> None:
    both, results = await two_payments_with_one_transaction(database, replica)
    assert all(isinstance(error, IntegrityError) for error in failures(results))

    for attempt, result in zip(both, results, strict=True):
        if isinstance(result, BaseException):
            await confirm(database, attempt, "T1")  # when its lease is over, it is asked about again

    states = [attempt.state for attempt in await every(database, PaymentAttempt)]
    assert sorted(states) == [AttemptState.MISMATCHED, AttemptState.PAID]
    assert sorted(order.state for order in await every(database, Order)) == ["awaiting_payment", "paid"]
    assert (await notices(database)).count(Notice.ALERT) == 1


@only_postgresql
async def test_without_the_unique_index_one_transaction_credits_two_orders(
    database: Database, replica: Database
) -> None:
    await run(
        database, "ALTER TABLE payment_attempt DROP CONSTRAINT uq_payment_attempt_rail_gateway_transaction"
    )

    _, results = await two_payments_with_one_transaction(database, replica)

    assert failures(results) == []
    assert [order.state for order in await every(database, Order)] == ["paid", "paid"]


async def test_two_payments_of_one_order_credit_it_once_and_the_second_is_seen(
    database: Database, replica: Database
) -> None:
    first = await a_waiting_payment(database)
    order = await only(database, Order)
    second = await add(database, an_attempt(order, state=AttemptState.CLOSED))
    let_writers_meet(database, replica)

    assert await compete(confirm(database, first), confirm(replica, second)) == [None, None]

    assert len(await every(database, Delivery)) == 1
    assert [attempt.state for attempt in await every(database, PaymentAttempt)] == ["paid", "paid"]
    assert await notices(database) == [Notice.ALERT, Notice.PAID_TWICE, Notice.PAYMENT]


async def tap(shop: Shop, customer: Customer, origin: str) -> Placed:
    """Tap on a package as the conversation handles it: the chat is locked first."""
    package = shop.catalog.package("starter")
    assert package is not None
    async with shop.database.writing() as unit:
        await unit.lock(f"chat:{customer.external_id}")
        return await orders.place(unit, shop, customer, package, method="alipay", origin=origin)


async def hurried_taps(first: Database, second: Database, origins: list[str]) -> list[Placed | BaseException]:
    customer = await add(first, a_customer())
    shops = [a_shop(first), a_shop(second)]
    return await compete(*(tap(shops[number % 2], customer, origin) for number, origin in enumerate(origins)))


async def test_hurried_taps_open_no_more_orders_than_one_may_have(
    database: Database, replica: Database
) -> None:
    results = await hurried_taps(database, replica, [str(message) for message in range(8)])

    assert [type(error) for error in failures(results)] == [TooManyOpenOrders] * 6
    assert len(await every(database, Order)) == 2


async def test_hurried_taps_on_one_message_open_one_order(database: Database, replica: Database) -> None:
    results = await hurried_taps(database, replica, ["7"] * 6)

    assert failures(results) == []
    assert sorted(result.new for result in results if isinstance(result, Placed)) == [False] * 5 + [True]
    assert len(await every(database, Order)) == 1


@only_postgresql
async def test_without_the_lock_hurried_taps_open_too_many_orders(
    database: Database, replica: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_out_named_locks(monkeypatch)
    customer = await add(database, a_customer())
    await place_order(a_shop(database), customer)
    let_writers_meet(database, replica, seconds=LONG)

    results = await compete(*(tap(a_shop(own), customer, own.url) for own in (database, replica)))

    assert failures(results) == []
    assert len(await every(database, Order)) == 3


@only_sqlite
async def test_without_begin_immediate_a_hurried_tap_fails(
    open_database: OpenDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_out_begin_immediate(monkeypatch)
    first, second = open_database(), open_database()
    customer = await add(first, a_customer())
    let_writers_meet(first, second, seconds=LONG)

    results = await compete(*(tap(a_shop(own), customer, str(own)) for own in (first, second)))

    assert was_locked_out(results)


async def issue(database: Database, order: Order, path: str) -> None:
    await add(database, a_delivery(order, path=path, state="issued"))


async def test_an_order_is_issued_once_whatever_two_paths_believe(
    database: Database, replica: Database
) -> None:
    order = await stored_order(database)
    let_writers_meet(database, replica)

    results = await compete(issue(database, order, "key"), issue(replica, order, "code"))

    assert [type(error) for error in failures(results)] == [IntegrityError]
    assert len(await every(database, Delivery)) == 1


async def test_without_the_unique_index_an_order_is_issued_twice(
    database: Database, replica: Database
) -> None:
    order = await stored_order(database)
    await run(database, "DROP INDEX uq_delivery_issued")

    assert await compete(issue(database, order, "key"), issue(replica, order, "code")) == [None, None]
    assert len(await every(database, Delivery)) == 2
