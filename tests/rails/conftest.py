"""Every rail in turn, against its own gateway."""

import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from fulfillment.payments.rail import Rail
from fulfillment.requests import new_client
from tests.rails.driver import DRIVERS, Driver


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the keys of all gateways are; making them takes a while."""
    return tmp_path_factory.mktemp("keys")


@pytest.fixture(params=DRIVERS)
async def driver(request: pytest.FixtureRequest, keys: Path) -> AsyncIterator[Driver]:
    """A rail's gateway, running."""
    made = DRIVERS[request.param](keys, time.time)
    async with made.running():
        yield made


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    """What the rail sends with; it does not wait for long."""
    async with new_client(connect_seconds=1.0, read_seconds=0.5) as made:
        yield made


@pytest.fixture
def rail(driver: Driver, client: httpx.AsyncClient) -> Rail:
    """The rail."""
    return driver.rail(client)
