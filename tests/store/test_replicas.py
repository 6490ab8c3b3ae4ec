"""Two replicas of the shop on one database: every order is delivered once, and as many keys are made as sold."""

import asyncio
from collections import Counter
from typing import Any

import pytest
from sqlmodel import col, select

from fulfillment import invariants
from fulfillment import orders as ordering
from fulfillment.consoles.issuer import DeliveryPath
from fulfillment.delivery import LEASE, DeliveryService
from fulfillment.notices import Notice
from fulfillment.settlement import Settlement
from fulfillment.shop import Shop
from fulfillment.states import OrderState
from store import leases
from store.database import Database
from store.tables import Delivery, Order, OutboxMessage
from store.unit_of_work import UnitOfWork
from tests.store.clock import Clock
from tests.store.racing import let_writers_meet, take_out_row_locks, until
from tests.store.rows import every
from tests.store.servers import only_postgresql
from tests.store.shops import Console, Gateway, a_shop, place_order

ORDERS = 50
ROUNDS = 60


class Replica:
    """A process of the shop: it settles payments and delivers orders."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.settlement = Settlement(shop)
        self.delivery = DeliveryService(shop)

    async def work(self) -> None:
        """Do what is due, payments and deliveries beside one another."""
        await asyncio.gather(self.settlement.tick(), self.delivery.tick())
        await asyncio.gather(self.settlement.settle(), self.delivery.settle())


class Street:
    """Two replicas of one shop, with one gateway and one console outside."""

    def __init__(self, *databases: Database) -> None:
        self.gateway = Gateway()
        self.console = Console()
        self.replicas = [
            Replica(a_shop(database, rail=self.gateway, issuers=[self.console], paths=[DeliveryPath.KEY]))
            for database in databases
        ]
        self.database = databases[0]

    async def place_orders(self, number: int) -> None:
        """Let that many customers place an order, at either replica."""
        for placed in range(number):
            await place_order(self.replicas[placed % len(self.replicas)].shop)

    async def settle_all(self, clock: Clock) -> None:
        """Let the first replica ask for every payment, and hear that all were paid."""
        for _ in range(2):
            await self.replicas[0].settlement.tick()
            await self.replicas[0].settlement.settle()
            clock.move(seconds=3)

    async def undelivered(self) -> int:
        """Return how many orders still wait."""
        orders = await every(self.database, Order)
        return sum(order.state != OrderState.DELIVERED for order in orders)

    async def work_until_delivered(self, clock: Clock) -> None:
        """Let all replicas work at once, until nobody waits any more."""
        for _ in range(ROUNDS):
            if not await self.undelivered():
                return
            await asyncio.gather(*(replica.work() for replica in self.replicas))
            clock.move(seconds=3)
        pytest.fail(f"{await self.undelivered()} orders were not delivered")


@pytest.fixture
def street(database: Database, replica: Database) -> Street:
    """Two replicas, each with the database opened for itself."""
    return Street(database, replica)


async def test_every_paid_order_is_delivered_exactly_once(street: Street, clock: Clock) -> None:
    await street.place_orders(ORDERS)

    await street.work_until_delivered(clock)

    orders = await every(street.database, Order)
    deliveries = await every(street.database, Delivery)
    assert len(street.console.made) == len(orders) == ORDERS
    assert street.console.revoked == []
    assert Counter(issued.name for issued in street.console.made) == Counter(o.reference for o in orders)
    assert set(street.gateway.created.values()) == {1}
    assert [delivery.state for delivery in deliveries] == ["issued"] * ORDERS
    assert {delivery.asked for delivery in deliveries} == {1}
    told = Counter(
        message.arguments["order"]
        for message in await every(street.database, OutboxMessage)
        if message.kind == Notice.DELIVERED
    )
    assert told == Counter(order.id for order in orders)


async def test_each_buyer_gets_the_key_that_was_made_for_them(street: Street, clock: Clock) -> None:
    await street.place_orders(4)
    await street.work_until_delivered(clock)

    made = {issued.name: issued.secret for issued in street.console.made}
    for replica in street.replicas:
        async with replica.shop.database.reading() as unit:
            views = await ordering.views(unit, replica.shop, await every(street.database, Order))
        assert {view.reference: view.delivery and view.delivery.secret for view in views} == made
        assert await invariants.violations(replica.shop) == []


async def test_what_a_killed_replica_held_is_delivered_by_the_other_one(street: Street, clock: Clock) -> None:
    killed, alive = street.replicas
    await street.place_orders(4)
    await street.settle_all(clock)
    await killed.delivery.tick()
    await killed.delivery.stop(0)

    street.replicas.remove(killed)
    await alive.work()
    assert await street.undelivered() == 4, "they are the killed one's, until its leases are over"
    clock.now += LEASE
    await street.work_until_delivered(clock)

    assert len(street.console.made) == 4


async def test_a_key_that_a_killed_replica_never_wrote_down_is_the_one_delivered(
    street: Street, clock: Clock
) -> None:
    killed, alive = street.replicas
    await street.place_orders(3)
    await street.settle_all(clock)
    street.console.answers = asyncio.Event()
    await killed.delivery.tick()
    await until(street.console.has_made(3))
    await killed.delivery.stop(0)

    street.console.answers = None
    street.replicas.remove(killed)
    clock.now += LEASE
    await street.work_until_delivered(clock)

    assert len(street.console.made) == 3
    assert await invariants.violations(alive.shop) == []


@only_postgresql
async def test_without_locks_and_fences_an_order_gets_two_keys(
    street: Street, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = street.replicas
    await street.place_orders(1)
    await street.settle_all(clock)

    async def held_by_anybody(unit: UnitOfWork, table: Any, row_id: int, _runs: int) -> Any:
        return (await unit.session.exec(select(table).where(col(table.id) == row_id))).one()

    take_out_row_locks(monkeypatch)
    monkeypatch.setattr(leases, "held", held_by_anybody)
    let_writers_meet(first.shop.database, second.shop.database, seconds=15)
    await asyncio.gather(first.delivery.tick(), second.delivery.tick())
    await asyncio.gather(first.delivery.settle(), second.delivery.settle())

    assert len(street.console.made) == 2
