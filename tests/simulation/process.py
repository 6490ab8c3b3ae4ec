"""One process of the shop: the real services over the real store, in a world that can kill it at any point."""

import asyncio
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn, cast

from telegram.error import NetworkError, TimedOut

from bot.messenger import CHANNEL, Messenger
from bot.pace import Pace
from bot.telegram_screen import TelegramScreens
from fulfillment import orders as ordering
from fulfillment.catalog import Catalog, Package
from fulfillment.consoles.issuer import DeliveryPath
from fulfillment.delivery import DeliveryService
from fulfillment.money import Money
from fulfillment.notices import Notice
from fulfillment.refunds import RefundService
from fulfillment.settlement import Settlement
from fulfillment.shop import Person, Policy, Shop
from handlers.letters import Letter
from store import leases, orders
from store.database import Database
from store.encryption import Encryption
from store.tables import OutboxMessage
from store.unit_of_work import UnitOfWork
from tests.simulation.calls import Line, SimulatedIssuer, SimulatedRail
from tests.simulation.faults import Fault, Faults, Killed, Kind, Point
from tests.simulation.inline_sqlite import URL
from tests.simulation.outside import Message, Outside
from tests.simulation.timing import VirtualLoop

OWNER = Person(CHANNEL, "9001")
ENCRYPTION = Encryption(["MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="])
NAMES = {"en": "Starter", "zh": "入门包"}
PACKAGE = Package("starter", Money(1000), 500_000, 500_000, NAMES, NAMES)
CATALOG = Catalog((PACKAGE,), ())


@dataclass(frozen=True, slots=True)
class Setting:
    """How the shop is set up: the paths in order, and how often payments are asked about."""

    paths: tuple[DeliveryPath, ...]
    poll_seconds: float = 3.0


class Process:
    """The shop from its start to its end, or to its death."""

    def __init__(
        self,
        loop: VirtualLoop,
        outside: Outside,
        faults: Faults,
        setting: Setting,
        watch: Callable[[], None],
    ) -> None:
        """Wire the shop together. `watch` is called after every commit."""
        self.alive = True
        self.leases_held = False
        self._loop, self._outside, self._faults = loop, outside, faults
        self._watch = watch
        self._listener: asyncio.Future[None] | None = None
        self._after_commit: Fault | None = None
        self.database = Database(URL, clock=loop.now)
        line = Line(loop, self, outside, faults)
        issuers = {path: SimulatedIssuer(line, path) for path in outside.consoles if path in setting.paths}
        self.shop = Shop(
            database=self.database,
            encryption=ENCRYPTION,
            catalog=CATALOG,
            policy=Policy(poll_seconds=setting.poll_seconds),
            rails={"epay": SimulatedRail(line)},
            issuers=issuers,
            paths=setting.paths,
            owners=[OWNER],
            staff=[],
            return_url=lambda reference: reference,
        )
        self.settlement, self.delivery = Settlement(self.shop), DeliveryService(self.shop)
        self.refunds = RefundService(self.shop)
        self.messenger = Messenger(
            self.database,
            cast(TelegramScreens, self),
            self._read,
            pace=Pace(0),
            undeliverable=self._undeliverable,
            report=lambda outcome: None,
        )
        self.database.listen(self._committed)

    async def start(self, *, alone: bool) -> None:
        """Do what the shop does when it starts: where it is alone, free what a dead process held."""
        if alone:
            async with self.database.writing() as unit:
                await leases.release_all(unit)

    def die(self, *, held: bool) -> NoReturn:
        """Be killed: from now on nothing of this process reaches the store or the outside."""
        self.alive, self.leases_held = False, held
        self._wake()
        raise Killed

    async def bury(self) -> None:
        """End every task of the dead process; sessions that are being closed may finish that."""
        for task in _others():
            if "close" not in str(task.get_coro()):
                task.cancel()
        while others := _others():
            await asyncio.gather(*others, return_exceptions=True)
        await self.database.close()

    async def pause(self, seconds: float) -> None:
        """Let time go on, until something was committed that wakes a tick, or the process dies."""
        self._listener = self._loop.create_future()
        timer = self._loop.call_later(seconds, self._wake)
        try:
            await self._listener
        finally:
            timer.cancel()
            self._listener = None

    def before_begin(self) -> None:
        """A writer is about to begin."""
        if not self.alive:
            raise Killed
        if self._faults.strike(Point.BEGIN, "begin"):
            raise sqlite3.OperationalError("database is locked")

    def before_commit(self) -> None:
        """A writer is about to commit."""
        if not self.alive:
            raise Killed
        fault = self._faults.strike(Point.COMMIT, "commit")
        if fault is not None and fault.kind is Kind.RAISE_BEFORE:
            raise sqlite3.OperationalError("the disk is full")
        if fault is not None and fault.kind is Kind.KILL_BEFORE:
            self.die(held=fault.held)
        self._after_commit = fault

    def after_commit(self) -> None:
        """A writer has committed."""
        self._watch()
        fault, self._after_commit = self._after_commit, None
        if fault is not None and fault.kind is Kind.KILL_AFTER:
            self.die(held=fault.held)
        if fault is not None:
            raise sqlite3.OperationalError("the connection was lost after COMMIT")

    async def deliver(self, recipient: str, letter: Letter) -> None:
        """Send a message, in the place of `TelegramScreens`."""
        if not self.alive:
            raise Killed
        message = cast(Message, letter)
        fault = self._faults.strike(Point.SEND, f"send {message.kind}")
        kind = fault.kind if fault else None
        if kind is Kind.RAISE_BEFORE:
            raise NetworkError("simulated")
        if fault and kind is Kind.KILL_BEFORE:
            self.die(held=fault.held)
        self._outside.chat.append(message)
        await asyncio.sleep(0.1)
        if fault and kind is Kind.KILL_AFTER:
            self.die(held=fault.held)
        if kind is Kind.RAISE_AFTER:
            raise TimedOut

    async def _read(self, message: OutboxMessage) -> Letter | None:
        """Render an outbox row as what a person would learn from it."""
        seen: Message
        if message.kind == Notice.ALERT:
            facts = {"alert": message.arguments["alert"], **message.arguments["facts"]}
            lines = tuple(sorted((name, str(fact)) for name, fact in facts.items()))
            seen = Message(message.recipient, message.kind, None, facts=lines)
        else:
            async with self.database.reading() as unit:
                order = await orders.get(unit, message.arguments["order"])
                view = await ordering.view(unit, self.shop, order)
            payable = view.payment.qr_content if view.payment and view.payment.payable else None
            secret = view.delivery.secret if view.delivery and message.kind == Notice.DELIVERED else None
            seen = Message(message.recipient, message.kind, order.id, view.state, payable, secret)
        return cast(Letter, seen)

    async def _undeliverable(self, message: OutboxMessage, reason: str) -> None:
        raise AssertionError(f"{message.kind}: {reason}")

    def _committed(self, unit: UnitOfWork) -> None:
        if self.alive:
            self.messenger.accept(unit.outbox)
            if unit.wakes:
                self._wake()

    def _wake(self) -> None:
        if self._listener is not None and not self._listener.done():
            self._listener.set_result(None)


def _others() -> set[asyncio.Task[object]]:
    return asyncio.all_tasks() - {asyncio.current_task()}
