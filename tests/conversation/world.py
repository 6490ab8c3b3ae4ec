"""A whole world for one test: the sandbox in this process, the real bot as another, and people to chat with it."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from sandbox import server
from sandbox.server import Sandbox
from sandbox.trouble import Handler, Trouble
from tests.conversation import people
from tests.conversation.bots import CLOCK_FILE, ROOT, Bot
from tests.conversation.people import Customer, Found, Message, labels_of, links_of, reference_of, until

STALL_SECONDS = 2.0  # shorter than in life: what the shop does with it is the same
OWNER_ID = 9001
ENABLED = 1
LINGERS = 0.4  # seconds that something is waited for before the clock is moved
STEP = 6.0  # seconds it is moved each time: more than the shop gathers changes for, far less than a lease


class World:
    """The outside, the bot, and who is there."""

    def __init__(self, sandbox: Sandbox, bot: Bot, http: aiohttp.ClientSession, directory: Path) -> None:
        self.sandbox = sandbox
        self.bot = bot
        self.http = http
        self.directory = directory
        self.asked: Counter[str] = Counter()
        self._customers: list[Customer] = []
        for name, trouble in (("gateway", sandbox.gateway.trouble), ("console", sandbox.console.trouble)):
            trouble.stall_seconds = STALL_SECONDS
            self._count_requests(name, trouble)

    async def customer(self, language: str = "en", name: str = "Ada", **more: Any) -> Customer:
        """Let a new person come."""
        url = self.sandbox.urls["telegram"]
        body = {"first_name": name, "language_code": language} | more
        async with self.http.post(f"{url}/client/users", json=body) as response:
            assert response.status == 200, await response.text()
            customer = Customer(self.http, url, await response.json())
        self._customers.append(customer)
        return customer

    async def owner(self) -> Customer:
        """Let the owner open the chat, so that alerts can reach them."""
        owner = await self.customer("en", "Olga", id=OWNER_ID)
        await owner.send("/start")
        await owner.sees("welcome to AiCredits", among=20)
        return owner

    async def orders(self, customer: Customer, package: str = "¥30", method: str = "Alipay") -> Message:
        """Let a customer order something, and return the payment message that waits to be paid."""
        known = {message["message_id"] for message in await customer.messages()}
        await customer.send("/buy")
        await customer.tap(package)
        await customer.tap(method)

        def new_payment(messages: list[Message]) -> Message | None:
            photos = [one for one in messages if one.get("photo") and one["message_id"] not in known]
            return photos[0] if photos and links_of(photos[0]) else None

        payment: Message = await customer.sees_that("a payment message", new_payment)
        return payment

    async def sells(self, customer: Customer, package: str = "¥30") -> Message:
        """Let a customer order and pay, and return the payment message after the delivery."""
        payment = await self.orders(customer, package)
        await self.pay(payment)
        return await customer.sees_change(payment, "Paid and delivered")

    async def pay(self, payment: Message, money: str | None = None) -> None:
        """Pay what the payment message's link asks for, or another amount of money."""
        async with self.http.post(links_of(payment)[0], json={"money": money} if money else {}) as response:
            assert response.status == 200, await response.text()

    async def switch(self, server_name: str, name: str, *, on: bool) -> None:
        """Turn a switch of the gateway or the console."""
        url = f"{self.sandbox.urls[server_name]}/switches/{name}"
        async with self.http.put(url, json={"value": on}) as response:
            assert response.status == 200, await response.text()

    @asynccontextmanager
    async def trouble(self, server_name: str, *names: str) -> AsyncIterator[None]:
        """Let the gateway or the console misbehave in some ways, for as long as this is entered."""
        for name in names:
            await self.switch(server_name, name, on=True)
        yield
        for name in names:
            await self.switch(server_name, name, on=False)

    async def fault(self, server_name: str, action: str, kind: str, times: int = 1, **more: Any) -> None:
        """Let the next calls of an action go wrong at the gateway or the console."""
        body = {"action": action, "kind": kind, "times": times} | more
        async with self.http.post(f"{self.sandbox.urls[server_name]}/faults", json=body) as response:
            assert response.status == 200, await response.text()

    async def telegram_fault(self, method: str, kind: str, times: int = 1, **more: Any) -> None:
        """Let the next calls of a Bot API method go wrong."""
        body = {"method": method, "kind": kind, "times": times} | more
        async with self.http.post(f"{self.sandbox.urls['telegram']}/client/faults", json=body) as response:
            assert response.status == 200, await response.text()

    async def calm(self) -> None:
        """End every trouble."""
        for trouble in (self.sandbox.gateway.trouble, self.sandbox.console.trouble):
            trouble.clear_faults()
            for name in trouble.values():
                trouble.set(name, False)
        async with self.http.delete(f"{self.sandbox.urls['telegram']}/client/faults") as response:
            assert response.status == 200, await response.text()

    async def farewell(self) -> None:
        """Let everybody cancel what they have not paid, so that nobody asks about it any more."""
        for customer in self._customers:
            for message in await customer.shop_messages():
                for label in {"Cancel", "取消"} & set(labels_of(message)):
                    await customer.begin_tap(message["message_id"], people.data_of(message, label))
        self._customers.clear()

    async def ledger(self) -> dict[str, Any]:
        """Return what the console holds, in clear."""
        async with self.http.get(f"{self.sandbox.urls['console']}/sandbox/ledger") as response:
            return dict(await response.json())

    async def live_keys(self, payment: Message) -> list[str]:
        """Return the keys of an order that can be used, as the console has them."""
        return await self._live("tokens", payment)

    async def live_codes(self, payment: Message) -> list[str]:
        """Return the redemption codes of an order that can be used, as the console has them."""
        return await self._live("redemptions", payment)

    async def _live(self, table: str, payment: Message) -> list[str]:
        rows = (await self.ledger())[table]
        return [
            row["key"] for row in rows if row["name"] == reference_of(payment) and row["status"] == ENABLED
        ]

    async def models_for(self, key: str) -> list[str]:
        """Call the Base URL with a key, and return the models it may use."""
        headers = {"Authorization": f"Bearer {key}"}
        async with self.http.get(f"{self.base_url}/models", headers=headers) as response:
            assert response.status == 200, await response.text()
            return [model["id"] for model in (await response.json())["data"]]

    @property
    def base_url(self) -> str:
        """The Base URL that customers get."""
        return f"{self.sandbox.urls['console']}/v1"

    async def stock(self, codes: Sequence[tuple[str, str]]) -> str:
        """Import redemption codes, each a package's id and a code, and return what the command said."""
        file = self.directory / "codes.csv"
        file.write_text("package,code\n" + "".join(f"{package},{code}\n" for package, code in codes))
        status, said = await self.bot.command("stock", "import", str(file))
        assert status == 0, said
        return said

    async def is_asked(self, action: str, times: int) -> None:
        """Wait until the shop has asked for something so often in all; "gateway" or "console" is anything there."""

        async def often_enough() -> bool:
            return self.asked[action] >= times

        await until(often_enough, f"{times} requests of {action}")

    async def is_asked_again(self, action: str, times: int = 2) -> None:
        """Wait until the shop asks the gateway or the console for something a few times more than by now."""
        await self.is_asked(action, self.asked[action] + times)

    async def move_clock(self, **by: float) -> None:
        """Move the sandbox's time forward, by `seconds` or to the next full `hour` of the shop's day."""
        async with self.http.post(f"{self.sandbox.urls['telegram']}/sandbox/clock", json=by) as response:
            assert response.status == 200, await response.text()

    def let_time_pass(self) -> None:
        """Let whatever the shop has planned for later be due now."""
        with self.database() as database:
            for table in ("payment_attempt", "delivery", "outbox_message"):
                database.execute(
                    f"UPDATE {table} SET due_at = created_at WHERE due_at IS NOT NULL AND lease_until IS NULL"
                )

    @contextmanager
    def database(self) -> Iterator[sqlite3.Connection]:
        """Open the shop's database beside it; what is done in it is committed at the end."""
        connection = sqlite3.connect(self.directory / "shop.db", timeout=20)
        try:
            with connection:
                yield connection
        finally:
            connection.close()

    async def has_said_everything(self) -> None:
        """Wait until the shop has written down that all it had to say was sent."""

        async def said() -> bool:
            return self.waiting_messages() == 0

        await self.soon(said, "an empty outbox")

    async def soon(self, look: Callable[[], Awaitable[Found | None]], what: str) -> Found:
        """Wait for something; where the bot follows the sandbox's clock, what it plans for later comes at once."""
        if not self.bot.follows_clock:
            return await until(look, what)
        loop = asyncio.get_running_loop()
        move_at = loop.time() + LINGERS

        async def look_and_hurry() -> Found | None:
            nonlocal move_at
            found = await look()
            if not found and loop.time() >= move_at:
                await self.move_clock(seconds=STEP)
                move_at = loop.time() + LINGERS
            return found

        return await until(look_and_hurry, what)

    def waiting_messages(self) -> int:
        """Return how many messages the shop has yet to send, or has not yet written down as sent."""
        with self.database() as database:
            found = database.execute("SELECT count(*) FROM outbox_message WHERE state = 'waiting'").fetchone()
        return int(found[0])

    async def calls(self, method: str = "", after: int = 0) -> list[dict[str, Any]]:
        """Return the Bot API calls the bot made, those after a number of them."""
        query = f"?after={after}&method={method}"
        async with self.http.get(f"{self.sandbox.urls['telegram']}/client/calls{query}") as response:
            return list(await response.json())

    async def replay_updates(self, count: int) -> None:
        """Let Telegram deliver the last updates once more."""
        for update_id in list(self.sandbox.telegram.updates._archive)[-count:]:
            url = f"{self.sandbox.urls['telegram']}/client/updates/replay"
            async with self.http.post(url, json={"update_id": update_id}) as response:
                assert response.status == 200, await response.text()

    def _count_requests(self, server_name: str, trouble: Trouble) -> None:
        answer = trouble.apply

        async def apply(action: str, request: web.Request, handler: Handler) -> web.StreamResponse:
            self.asked.update((action, server_name))
            return await answer(action, request, handler)

        trouble.apply = apply  # type: ignore[method-assign]

    async def secrets(self) -> list[str]:
        """Return everything that may never stand in the bot's log."""
        ledger, environment = await self.ledger(), self.sandbox.environment()
        return [
            *(row["key"] for table in ("tokens", "redemptions") for row in ledger[table]),
            *(environment[name] for name in ("EPAY_KEY", "CONSOLE_SALES_TOKEN", "CONSOLE_ADMIN_TOKEN")),
            environment["TELEGRAM_BOT_TOKEN"].partition(":")[2],
        ]


Prepare = Callable[[Sandbox], Awaitable[dict[str, str]]]
Arguments = Callable[[Sandbox], Sequence[str]]


def following_the_clock(sandbox: Sandbox) -> Sequence[str]:
    """Let the bot follow the sandbox's clock, which `move_clock` moves."""
    return CLOCK_FILE, str(sandbox.clock.file)


@asynccontextmanager
async def open_world(
    directory: Path, prepare: Prepare | None = None, arguments: Arguments | None = None, /, **settings: str
) -> AsyncIterator[World]:
    """Open a sandbox and a bot in it; settings are more variables of the bot's environment.

    `prepare` is called before the bot starts; what it returns are settings too. What `arguments` returns are added
    to the bot's command line.
    """
    sandbox = await server.start(None)
    if prepare is not None:
        settings |= await prepare(sandbox)
    environment = sandbox.environment() | {
        "DATABASE_URL": f"sqlite+aiosqlite:///{directory}/shop.db",
        "HTTP_LISTEN": "",
        "OWNER_IDS": str(OWNER_ID),
        "STAFF_LANGUAGE": "en",
        "PAYMENT_POLL_SECONDS": "0.3",
        "TELEGRAM_MESSAGES_PER_SECOND": "0",
        "CATALOG_FILE": str(ROOT / "catalog.toml"),
    }
    bot = Bot(environment | settings, directory, arguments(sandbox) if arguments else ())
    async with aiohttp.ClientSession() as http:
        world = World(sandbox, bot, http, directory)
        try:
            await bot.start()
            yield world
        finally:
            await bot.kill()
            await sandbox.close()
