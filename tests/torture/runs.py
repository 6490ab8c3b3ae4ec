"""One run: people who buy, a bot that is killed, a storm around it; then calm, and an audit."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conversation.bots import IN_A_NEW_INTERPRETER
from tests.conversation.people import NeverSeen
from tests.conversation.world import World, open_world
from tests.torture.audit import Audit, open_books, quiet
from tests.torture.buyers import START, Buyer
from tests.torture.crowd import OWNER_ID, Crowd, gathered
from tests.torture.storm import Killer, weather

PATIENCE = 300.0  # seconds; a person's, while the bot is killed and everything around it fails
PROGRESS_EVERY = 10.0  # seconds
QUIET_WITHIN = 150.0  # seconds; longer than every lease
PATHS_CLOSE_IN_RUNS_OVER = 50  # kills; where no path is open an order is parked, and stays so for ten minutes


Tell = Callable[[Mapping[str, int]], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is done: at least so many kills, over at least so many orders, by so many people at once."""

    seed: int
    kills: int
    orders: int
    people: int
    seconds_of_calm: float = 0.0


@dataclass(frozen=True, slots=True)
class Report:
    """What happened, in numbers, and what was wrong."""

    numbers: dict[str, int]
    complaints: list[str]


async def run(plan: Plan, directory: Path, tell: Tell) -> Report:
    """Run the storm, let calm come, and look at what is left; numbers are told on the way."""
    chance = random.Random(plan.seed)
    async with (
        open_world(directory, **IN_A_NEW_INTERPRETER) as world,
        gathered(world.sandbox.telegram, PATIENCE) as crowd,
    ):
        owner = crowd.newcomer(OWNER_ID)
        owner.asks(*START)
        await owner.sees_button("¥30")
        began, killer, shoppers = time.monotonic(), Killer(world, chance), Shoppers(world, crowd, chance)
        try:
            async with shoppers.shopping(plan.people):
                closed = plan.kills > PATHS_CLOSE_IN_RUNS_OVER
                async with weather(world, chance, closed=closed):
                    await _strike(plan, killer, shoppers, tell)
            await until_quiet(world, plan.seconds_of_calm)
        except NeverSeen as error:
            error.add_note(f"The bot's log ends with:\n{world.bot.log()[-3000:]}")
            raise
        seconds = time.monotonic() - began
        assert await world.bot.stop() == 0
        books = await open_books(world.bot.environment["DATABASE_URL"])
        audit = Audit(world.sandbox, crowd, books, world.bot.log())
        numbers = {
            "seed": plan.seed,
            "kills": killer.kills,
            "kills while starting": killer.kills_while_starting,
            **audit.numbers(),
            "seconds": round(seconds),
        }
        tell(numbers)
        return Report(numbers, audit.complaints())


class Shoppers:
    """So many people at once: whenever one leaves, another comes."""

    def __init__(self, world: World, crowd: Crowd, chance: random.Random) -> None:
        self._world = world
        self._crowd = crowd
        self._chance = chance
        self._open = True
        self._regulars: list[asyncio.Task[None]] = []
        self.served = 0

    @asynccontextmanager
    async def shopping(self, people: int) -> AsyncIterator[None]:
        """Let people come for as long as this is entered, and then wait until all have what they paid for."""
        self._regulars = [asyncio.create_task(self._keep_coming()) for _ in range(people)]
        try:
            yield
            self._open = False
            await asyncio.gather(*self._regulars)
        finally:
            for regular in self._regulars:
                regular.cancel()
            await asyncio.gather(*self._regulars, return_exceptions=True)

    def complain(self) -> None:
        """Raise what somebody met with, if somebody did."""
        for regular in self._regulars:
            if regular.done():
                regular.result()

    async def _keep_coming(self) -> None:
        while self._open:
            await Buyer(self._world, self._crowd.newcomer(), self._chance).visit()
            self.served += 1


async def _strike(plan: Plan, killer: Killer, shoppers: Shoppers, tell: Tell) -> None:
    """Kill as often as planned; then let the bot live until as many orders were placed as planned."""
    told = began = time.monotonic()
    while killer.kills < plan.kills or shoppers.served < plan.orders:
        await (killer.strike() if killer.kills < plan.kills else asyncio.sleep(0.1))
        shoppers.complain()
        if time.monotonic() - told > PROGRESS_EVERY:
            told = time.monotonic()
            tell({"kills": killer.kills, "visits": shoppers.served, "seconds": round(told - began)})


async def until_quiet(world: World, seconds_of_calm: float = 0.0) -> None:
    """Wait until there is nothing left that the shop should do at once."""
    url = world.bot.environment["DATABASE_URL"]
    await asyncio.sleep(seconds_of_calm)
    deadline = time.monotonic() + QUIET_WITHIN
    while left := await quiet(url):
        assert time.monotonic() < deadline, left
        await asyncio.sleep(0.5)
