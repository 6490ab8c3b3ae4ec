"""What is done to the shop: its process is killed, and the world around it misbehaves."""

import asyncio
import os
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sandbox.server import Sandbox
from tests.conversation.world import World

WHILE_STARTING = 0.35  # of the kills
LONGEST_LIFE = 1.0  # seconds after the start
START_PATIENCE = 60.0  # seconds
LOOK_EVERY = 0.002  # seconds
SAID = "said"  # in a chat, by whomever
DEEDS = {
    "create": 2,
    "order": 8,
    "refund": 1,
    "token_create": 3,
    "token_search": 2,
    "models": 3,
    "redemption_create": 2,
    SAID: 30,
}  # what the bot does outside, and how often at most before it is killed
CONSOLE_FAULTS = ("drop_before", "drop_after", "late", "500")
CONSOLE_ACTIONS = ("token_create", "token_create", "token_search", "redemption_create", "models")
GATEWAY_FAULTS = ("html", "drop_after", "500")
TELEGRAM_FAULTS = ("drop_after", "drop_before", "500", "429")
TELEGRAM_METHODS = ("sendMessage", "sendPhoto", "editMessageMedia", "editMessageText")


class BotFailed(Exception):
    """The bot's process ended by itself, or does not open; the message has the end of its log."""


class Killer:
    """Starts the bot and kills it with SIGKILL: while it starts, or right after it did something outside."""

    def __init__(self, world: World, chance: random.Random) -> None:
        self._world = world
        self._chance = chance
        self._start_takes = 1.5
        self._called_before = 0
        self.kills = 0
        self.kills_while_starting = 0

    async def strike(self) -> None:
        """Let the bot live for a moment, kill it, and start it again at once."""
        began = time.monotonic()
        if self._chance.random() < WHILE_STARTING:
            # The first half of a start only loads the program: nothing can break there.
            await asyncio.sleep(self._chance.uniform(0.4, 1.1) * self._start_takes)
            self.kills_while_starting += 1
        else:
            await self._open()
            self._start_takes = min(5.0, time.monotonic() - began)
            await self._live()
        await self._kill()

    async def _open(self) -> None:
        """Wait until the bot begins to receive."""
        calls = self._world.sandbox.telegram.calls
        deadline = time.monotonic() + START_PATIENCE
        while not calls.after(self._called_before, "deleteWebhook"):
            self._check(deadline)
            await asyncio.sleep(LOOK_EVERY * 5)

    async def _live(self) -> None:
        """Wait until one kind of thing was done some times, and a moment more; nothing lasts for ever."""
        deed, times = self._chance.choice(list(DEEDS.items()))
        enough = self._done(deed) + self._chance.randint(1, times)
        # On a busy machine a bot needs longer to do something.
        deadline = time.monotonic() + max(LONGEST_LIFE, self._start_takes * 0.7)
        while self._done(deed) < enough and time.monotonic() < deadline:  # noqa: ASYNC110 - nobody tells of it
            await asyncio.sleep(LOOK_EVERY)
        await asyncio.sleep(self._chance.uniform(0.0, 0.02))

    def _done(self, deed: str) -> int:
        return self._world.asked[deed] if deed != SAID else int(self._world.sandbox.telegram.events.last)

    async def _kill(self) -> None:
        self._check(time.monotonic() + 1)
        await self._world.bot.kill()
        self.kills += 1
        self._called_before = next(
            (call["n"] for call in reversed(self._world.sandbox.telegram.calls.after(0))), 0
        )
        await self._world.bot.start()

    def _check(self, deadline: float) -> None:
        if not _is_alive(self._world.bot.pid):
            raise BotFailed(f"the bot ended by itself:\n{self._world.bot.log()[-3000:]}")
        if time.monotonic() > deadline:
            raise BotFailed(f"the bot does not open:\n{self._world.bot.log()[-3000:]}")


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def calm_down(sandbox: Sandbox) -> None:
    """Forget the faults that have not happened yet."""
    sandbox.console.trouble.clear_faults()
    sandbox.gateway.trouble.clear_faults()
    sandbox.telegram.faults.clear()


@asynccontextmanager
async def weather(world: World, chance: random.Random, *, closed: bool) -> AsyncIterator[None]:
    """Let gateway, console and Telegram misbehave now and then; with `closed`, no path may be open for a while."""

    async def change() -> None:
        while True:
            await asyncio.sleep(chance.uniform(0.1, 0.8))
            calm_down(world.sandbox)  # what nobody met with must not pile up while the bot is down
            kind = chance.random()
            if kind < 0.35:
                action, fault = chance.choice(CONSOLE_ACTIONS), chance.choice(CONSOLE_FAULTS)
                await world.fault("console", action, fault)
            elif kind < 0.6:
                await world.fault(
                    "gateway", chance.choice(("create", "order")), chance.choice(GATEWAY_FAULTS)
                )
            elif kind < 0.8:
                await world.telegram_fault(chance.choice(TELEGRAM_METHODS), chance.choice(TELEGRAM_FAULTS))
            else:
                both = closed and chance.random() < 0.2
                switches = ("refuse_keys", "refuse_codes") if both else ("refuse_keys",)
                async with world.trouble("console", *switches):
                    await asyncio.sleep(chance.uniform(0.3, 1.5))

    changing = asyncio.create_task(change())
    try:
        yield
    finally:
        changing.cancel()
        await asyncio.gather(changing, return_exceptions=True)
        await world.calm()
