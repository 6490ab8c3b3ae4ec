"""One world for a test, with an owner, a member of the staff, a buyer with a delivered order, and a stranger."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from tests.conversation.people import Customer, Message, order_id_of, reference_of
from tests.conversation.world import World, open_world

STAFF_ID = 9002


@dataclass(frozen=True)
class Cast:
    """Everybody who can meet in the shop, and what they want of each other."""

    world: World
    owner: Customer
    staff: Customer
    buyer: Customer
    stranger: Customer
    payment: Message
    key: str

    @property
    def reference(self) -> str:
        """The reference of the buyer's delivered order."""
        return reference_of(self.payment)

    @property
    def secret_part(self) -> str:
        """The part of the order ID that only the buyer holds."""
        return order_id_of(self.payment).partition("-")[2]

    def role(self, name: str) -> Customer:
        """Return somebody by their role."""
        person: Customer = getattr(self, name)
        return person


@pytest_asyncio.fixture
async def cast(tmp_path: Path) -> AsyncIterator[Cast]:
    """Everybody, after the buyer's order was delivered, for one test alone."""
    async with _open_cast(tmp_path) as everybody:
        yield everybody


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def lasting_cast(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Cast]:
    """Everybody, for tests in which nothing may change."""
    async with _open_cast(tmp_path_factory.mktemp("cast")) as everybody:
        yield everybody


@asynccontextmanager
async def _open_cast(directory: Path) -> AsyncIterator[Cast]:
    async with open_world(directory, STAFF_IDS=str(STAFF_ID)) as world:
        owner = await world.owner()
        staff = await world.customer("en", "Stan", id=STAFF_ID)
        buyer, stranger = await world.customer("en", "Bea"), await world.customer("en", "Mallory")
        for person in (staff, stranger):
            await person.send("/start")
            await person.sees_button("¥30")
        payment = await world.sells(buyer)
        yield Cast(world, owner, staff, buyer, stranger, payment, await buyer.sees_key())
