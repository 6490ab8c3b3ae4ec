"""The runs: a fresh outside and a fresh bot for each, and people who keep the bot busy."""

import asyncio
import random
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import aiohttp

from sandbox import server
from tests.bench.crowd import Crowd, NeverSeen, Person, buttons_of, gathered
from tests.bench.processes import ROOT, BotProcess, Shares, Stopwatch, running

ECHO = ("tests.bench.echo",)
CONCURRENT_ECHO = ("tests.bench.echo", "--concurrent")
SHOP = ("bot", "run")
PACKAGE, METHOD = "¥30", "Alipay"
IMPATIENT_POLL = 0.3  # seconds; where updates are counted, nobody is to stand and wait for a payment's turn


@dataclass(slots=True)
class Tally:
    """What people saw done: updates whose effect came, and purchases that were delivered."""

    updates: int = 0
    purchases: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured; times in seconds."""

    rounds: int
    people: int
    echo_warm: float
    echo_window: float
    shop_warm: float
    shop_window: float
    orders: int
    paid: int
    paid_within: float


FULL = Plan(3, 40, 2.0, 6.0, 6.0, 15.0, orders=200, paid=60, paid_within=60.0)
QUICK = Plan(1, 4, 0.5, 1.0, 1.0, 2.0, orders=6, paid=3, paid_within=4.0)


@dataclass(frozen=True, slots=True)
class Throughput:
    """What a bot got through: updates and purchases a second."""

    updates: float
    purchases: float
    shares: Shares
    megabytes: float

    @property
    def cost(self) -> float:
        """The bot's CPU time for an update, in milliseconds: what a busy machine changes least."""
        return self.shares.bot / self.updates * 1000


@dataclass(frozen=True, slots=True)
class Deliveries:
    """The seconds from each payment to its delivery, in growing order."""

    seconds: list[float]
    shares: Shares
    megabytes: float

    def percentile(self, percent: int) -> float:
        """Return the wait that this many of a hundred did not exceed."""
        return self.seconds[max(0, -(-len(self.seconds) * percent // 100) - 1)]


@dataclass(frozen=True, slots=True)
class Scene:
    """One run's bot and outside."""

    bot: BotProcess
    crowd: Crowd
    http: aiohttp.ClientSession

    async def pay(self, link: str) -> None:
        """Pay at the gateway."""
        async with self.http.post(link, json={}) as response:
            response.raise_for_status()


async def echo_throughput(plan: Plan, *, concurrent: bool) -> Throughput:
    """Measure the echo bot."""
    async with _scene(CONCURRENT_ECHO if concurrent else ECHO) as scene:

        async def chat(tally: Tally) -> None:
            person = scene.crowd.newcomer()
            for text in ("one", "two", "three"):
                person.send(text)
                await person.sees_text(text)
                tally.updates += 1

        return await _throughput(scene, chat, plan.people, plan.echo_warm, plan.echo_window)


async def shop_throughput(plan: Plan) -> Throughput:
    """Measure the shop, with people who each come, buy, pay, and leave with what they bought."""
    async with _scene(SHOP, PAYMENT_POLL_SECONDS=str(IMPATIENT_POLL)) as scene:

        async def buy(tally: Tally) -> None:
            person = scene.crowd.newcomer()
            await scene.pay(await place_order(person, tally))
            await delivered(person)
            tally.purchases += 1

        return await _throughput(scene, buy, plan.people, plan.shop_warm, plan.shop_window)


async def deliveries(plan: Plan) -> Deliveries:
    """Measure from payment to delivery among many open orders, as the shop is shipped."""
    chance = random.Random(plan.orders)
    loop = asyncio.get_running_loop()
    async with _scene(SHOP) as scene:
        room = asyncio.Semaphore(plan.people)

        async def order() -> tuple[Person, str, float]:
            async with room:
                person = scene.crowd.newcomer()
                return person, await place_order(person, Tally()), loop.time()

        placed = await scene.bot.must_outlive(asyncio.gather(*(order() for _ in range(plan.orders))))
        stopwatch, now = Stopwatch(scene.bot), loop.time()

        async def pay_and_wait(person: Person, link: str, opened: float) -> float:
            await asyncio.sleep(chance.uniform(0.0, max(1.0, opened + plan.paid_within - now)))
            paid_at = loop.time()
            await scene.pay(link)
            await delivered(person)
            return loop.time() - paid_at

        payers = chance.sample(placed, plan.paid)
        seconds = await scene.bot.must_outlive(asyncio.gather(*(pay_and_wait(*payer) for payer in payers)))
        return Deliveries(sorted(seconds), stopwatch.shares(), scene.bot.megabytes())


async def place_order(person: Person, tally: Tally) -> str:
    """Go from /start to the payment message, and return its link."""
    person.send("/start")
    welcome = await person.sees_button(PACKAGE)
    tally.updates += 1
    person.tap(welcome, PACKAGE)
    methods = await person.sees_button(METHOD)
    tally.updates += 1
    person.tap(methods, METHOD)
    payment = await person.sees("the QR", lambda message: "photo" in message)
    tally.updates += 1
    return next(str(button["url"]) for button in buttons_of(payment) if "url" in button)


async def delivered(person: Person) -> None:
    """Wait for the message with the key."""
    await person.sees_text("sk-")


@asynccontextmanager
async def _scene(arguments: tuple[str, ...], **settings: str) -> AsyncIterator[Scene]:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        directory = Path(folder)
        sandbox = await server.start(None)
        try:
            environment = sandbox.environment() | {
                "DATABASE_URL": f"sqlite+aiosqlite:///{directory}/shop.db",
                "HTTP_LISTEN": "",
                "TELEGRAM_MESSAGES_PER_SECOND": "0",
                "CATALOG_FILE": str(ROOT / "catalog.toml"),
            }
            async with (
                aiohttp.ClientSession() as http,
                gathered(sandbox.telegram) as crowd,
                running(arguments, environment | settings, directory) as bot,
            ):
                try:
                    yield Scene(bot, crowd, http)
                except NeverSeen as error:
                    error.add_note(f"The bot's log ends with:\n{bot.log_end()}")
                    raise
        finally:
            await sandbox.close()


async def _throughput(
    scene: Scene,
    visit: Callable[[Tally], Coroutine[Any, Any, None]],
    people: int,
    warm: float,
    window: float,
) -> Throughput:
    """Let as many people as given visit, another whenever one leaves, and count what is done in a while."""
    tally = Tally()

    async def keep_visiting(first_after: float) -> None:
        await asyncio.sleep(first_after)
        while True:
            await visit(tally)

    await scene.bot.must_outlive(visit(tally))  # it has started when this returns
    # They come one by one, or they would go through the shop in step, as one wave.
    visitors = [asyncio.create_task(keep_visiting(warm / 2 * one / people)) for one in range(people)]
    try:
        await scene.bot.must_outlive(_pass_time(visitors, warm))
        before, stopwatch = replace(tally), Stopwatch(scene.bot)
        while stopwatch.seconds() < window or tally.updates == before.updates:
            await scene.bot.must_outlive(_pass_time(visitors, max(0.1, window - stopwatch.seconds())))
        seconds = stopwatch.seconds()
        return Throughput(
            updates=(tally.updates - before.updates) / seconds,
            purchases=(tally.purchases - before.purchases) / seconds,
            shares=stopwatch.shares(),
            megabytes=scene.bot.megabytes(),
        )
    finally:
        for visitor in visitors:
            visitor.cancel()
        await asyncio.gather(*visitors, return_exceptions=True)


async def _pass_time(visitors: list[asyncio.Task[None]], seconds: float) -> None:
    ended, _ = await asyncio.wait(visitors, timeout=seconds, return_when=asyncio.FIRST_EXCEPTION)
    for visitor in ended:
        visitor.result()
