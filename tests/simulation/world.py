"""A whole world: the shop, the outside, time, and the people who buy."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import structlog
from sqlalchemy.exc import OperationalError

from bot.messenger import CHANNEL
from fulfillment import orders as ordering
from fulfillment.consoles.issuer import DeliveryPath
from store import customers, deliveries, orders, updates
from store.customers import Profile
from store.database import is_busy
from store.tables import Customer, Order, StockCode
from store.unit_of_work import UnitOfWork
from tests.simulation.faults import Faults, Killed
from tests.simulation.inline_sqlite import SEAT
from tests.simulation.ledger import Ledger
from tests.simulation.outside import Message, Outside
from tests.simulation.process import ENCRYPTION, PACKAGE, Process, Setting
from tests.simulation.timing import BEGINNING, VirtualLoop

Result = TypeVar("Result")
TICK = 1.0  # seconds between two looks while something is under way
RESTART_AFTER = 2.0  # seconds until a killed shop is started again
DAY = 86_400.0


class Caught:
    """Errors that the services logged and lived on with; those that a fault made are not counted."""

    def __init__(self) -> None:
        self.errors: list[str] = []

    def __call__(
        self, _logger: Any, _method: str, event: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        error = sys.exc_info()[1] if event.get("exc_info") else None
        if error is not None and not is_busy(error):
            self.errors.append(f"{event.get('event')}: {error!r}")
        raise structlog.DropEvent


CAUGHT = Caught()


class Stuck(AssertionError):
    """What should have happened long ago has not."""


class World:
    """One run, from the first order to the last sweep."""

    def __init__(
        self, loop: VirtualLoop, path: Path, template: bytes, setting: Setting, faults: Faults
    ) -> None:
        self._loop, self._setting = loop, setting
        self.faults, self.outside = faults, Outside()
        for leftover in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
            leftover.unlink(missing_ok=True)
        path.write_bytes(template)
        self._path = path
        self.ledger = Ledger(path)
        self.wrongs: list[str] = []
        CAUGHT.errors.clear()
        self.restarts = 0
        self._updates = 0
        self.process = self._new_process()
        loop.set_exception_handler(self._on_loose_end)

    async def close(self) -> None:
        """End the shop and free the file."""
        self.process.alive = False
        await self.process.bury()
        self.ledger.close()
        SEAT.drop_connections()

    @property
    def now(self) -> float:
        """Seconds since the beginning."""
        return self._loop.time()

    async def run_for(self, seconds: float) -> None:
        """Let time pass."""
        end = self.now + seconds
        while self.now < end:
            await self._step(end - self.now)

    async def run_until(self, condition: Callable[[], Result | None], within: float) -> Result:
        """Let time pass until something is there.

        Raises:
            Stuck: it is not, when the time is over.
        """
        end = self.now + within
        while True:
            found = condition()
            if found:
                return found
            if self.now >= end:
                raise Stuck(f"not within {within:g} s")
            await self._step(end - self.now)

    async def rest(self, horizon: float = DAY * 2) -> None:
        """Let nothing go wrong any more, and time pass until nothing is due, or the horizon is reached."""
        self.faults.cease()
        end = self.now + horizon
        while self.now < end and (_under_way() or not self.process.alive or self._next_due() is not None):
            await self._step(end - self.now)

    async def act(self, customer: str, deed: Callable[[UnitOfWork, Customer], Awaitable[Result]]) -> Result:
        """Do something in the chat: one update, handled once, and brought again until it was handled."""
        self._updates += 1
        done: list[Result] = []
        for _ in range(20):
            process = await self._living()
            try:
                async with process.database.writing() as unit:
                    if await updates.begin(unit, "chat", self._updates):
                        profile = Profile(CHANNEL, customer, "en", customer, None)
                        found, _back = await customers.meet(unit, profile)
                        done[:] = [await deed(unit, found)]
            except Killed:
                continue
            except OperationalError:
                await self._step(TICK)
                continue
            return done[0]
        raise Stuck("an update could not be handled")

    async def place(self, customer: str, *, method: str = "alipay", origin: str | None = None) -> int:
        """Order the package; return the order's number."""
        tap = origin or f"tap {self._updates}"

        async def deed(unit: UnitOfWork, who: Customer) -> int:
            shop = self.process.shop
            placed = await ordering.place(unit, shop, who, PACKAGE, method=method, origin=tap)
            return placed.order.id or 0

        return await self.act(customer, deed)

    async def with_order(
        self, customer: str, order_id: int, deed: Callable[[UnitOfWork, Order], Awaitable[Result]]
    ) -> Result:
        """Do something with one's order."""

        async def on_it(unit: UnitOfWork, _: Customer) -> Result:
            return await deed(unit, await orders.lock(unit, order_id))

        return await self.act(customer, on_it)

    async def qr_of(self, order_id: int, within: float = 3600) -> str:
        """Wait until the chat shows a QR for an order; return the payment's number."""

        return await self.run_until(lambda: self.qr_other_than(order_id, ""), within)

    def qr_other_than(self, order_id: int, number: str) -> str | None:
        """Return the number of the payment that the latest QR is for, if it is another one."""
        shown = [one.payable.removeprefix("pay:") for one in self.messages(order_id) if one.payable]
        return shown[-1] if shown and shown[-1] != number else None

    def state(self, order_id: int) -> str:
        """Return where an order stands."""
        return str(self.ledger.rows("customer_order", "id = ?", order_id)[0]["state"])

    def messages(self, order_id: int) -> list[Message]:
        """Return what was shown of an order."""
        return [message for message in self.outside.chat if message.order == order_id]

    async def stock_up(self, codes: int) -> None:
        """Put codes into the stock, as the owner's import does; nothing goes wrong with that."""
        active, self.faults.active = self.faults.active, False
        process = await self._living()
        async with process.database.writing() as unit:
            begun = len(self.ledger.rows("stock_code"))
            for number in range(begun, begun + codes):
                mark = f"print-{number}"
                sealed = ENCRYPTION.seal(mark, f"stock-{number:04d}")
                unit.session.add(
                    StockCode(
                        package_id=PACKAGE.id, sealed_code=sealed, fingerprint=mark, imported_at=unit.now
                    )
                )
            await deliveries.retry_refused(unit, DeliveryPath.STOCK)
        self.faults.active = active

    async def restart(self) -> None:
        """Pull the plug, and start the shop again."""
        with suppress(Killed):
            self.process.die(held=False)
        await self._living()

    async def _step(self, longest: float) -> None:
        """Tick what is due, then let time go on to the next moment at which something is."""
        process = await self._living()
        try:
            await self._tick(process)
            await process.pause(min(self._wait(), longest))
        except Killed:
            return

    async def _tick(self, process: Process) -> None:
        moment = _written(self._loop.now())
        under_way = _under_way()
        ticks: dict[str, Callable[[], Awaitable[None]]] = {
            "payment_attempt": process.settlement.tick,
            "delivery": process.delivery.tick,
            "refund": process.refunds.tick,
            "outbox_message": process.messenger.tick,
        }
        for table, tick in ticks.items():
            if self.ledger.due(table, moment, leased=under_way):
                await self._guarded(tick)
        if self.ledger.overdue_orders(moment):
            await self._guarded(process.settlement.expire_orders)

    async def _guarded(self, tick: Callable[[], Awaitable[None]]) -> None:
        """A tick that fails is tried again with the next one, as `bot.clock` does."""
        try:
            await tick()
        except Exception as error:
            if not is_busy(error):
                self.wrongs.append(f"a tick failed: {error!r}")

    def _wait(self) -> float:
        """Return the seconds to the next look: a tick while something is under way, else the next due moment."""
        due = self._next_due()
        later = DAY if due is None else due - self.now + 0.001
        if later <= 0:
            later = TICK
        return min(later, TICK) if _under_way() else later

    def _next_due(self) -> float | None:
        written = self.ledger.next_moment()
        moments = list(self.outside.on_the_way)
        if written is not None:
            due = datetime.fromisoformat(written).replace(tzinfo=UTC)
            moments.append((due - BEGINNING).total_seconds())
        return min(moments, default=None)

    async def _living(self) -> Process:
        """Return the shop, started again if it was killed."""
        while not self.process.alive:
            dead = self.process
            await dead.bury()
            SEAT.drop_connections()
            await asyncio.sleep(RESTART_AFTER)
            self.restarts += 1
            self.process = self._new_process()
            try:
                await self.process.start(alone=not dead.leases_held)
            except OperationalError:
                self.process.alive, self.process.leases_held = False, dead.leases_held
            except Killed:
                continue
        return self.process

    def _new_process(self) -> Process:
        process = Process(self._loop, self.outside, self.faults, self._setting, self.ledger.watch)
        SEAT.take(self._path, process)
        return process

    def _on_loose_end(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if not isinstance(error, Killed) and not (error and is_busy(error)):
            self.wrongs.append(f"{context.get('message')}: {error!r}")


def _under_way() -> bool:
    """Say whether the shop is doing something just now: anything beside the world's own task."""
    return len(asyncio.all_tasks()) > 1


def _written(moment: datetime) -> str:
    """Return a time as SQLite holds it."""
    return moment.replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
