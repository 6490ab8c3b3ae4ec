"""The shop's rail and issuers in the simulation: each call is a point at which a fault may strike."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, NoReturn, Protocol, TypeVar

from fulfillment.consoles.issuer import Balance, DeliveryPath, Issued
from fulfillment.money import Money
from fulfillment.outcomes import OutcomeUnknown, OutsideError, Rejected, Retryable
from fulfillment.payments.rail import (
    Capabilities,
    GatewayState,
    PaymentPage,
    PaymentRequest,
    PaymentStatus,
    RefundState,
)
from tests.simulation.faults import Fault, Faults, Killed, Kind, Point
from tests.simulation.outside import Console, Gateway, Outside
from tests.simulation.timing import VirtualLoop

Answer = TypeVar("Answer")
SOON = 1.0  # seconds until a request arrives whose sender died


class Caller(Protocol):
    """The process that calls: it may be dead."""

    alive: bool

    def die(self, *, held: bool) -> NoReturn:
        """Be killed here and now: raises `Killed`."""


@dataclass(frozen=True, slots=True)
class Call(Generic[Answer]):
    """One call: what it is, what it does outside, how long it takes, and who is told when it leaves."""

    point: Point
    what: str
    effect: Callable[[], Answer]
    seconds: float
    leaves: Callable[[], None] = lambda: None


class Line:
    """The way from one process of the shop to the outside, and what can go wrong on it."""

    def __init__(self, loop: VirtualLoop, caller: Caller, outside: Outside, faults: Faults) -> None:
        self._loop = loop
        self._caller = caller
        self.outside = outside
        self._faults = faults

    async def look(self, what: str, effect: Callable[[], Answer], *, seconds: float = 0.2) -> Answer:
        """Ask something that changes nothing."""
        return await self._call(Call(Point.LOOK, what, effect, seconds))

    async def change(
        self,
        what: str,
        effect: Callable[[], Answer],
        *,
        seconds: float = 0.4,
        leaves: Callable[[], None] = lambda: None,
        silent_for: float | None = None,
    ) -> Answer:
        """Ask for something to be changed.

        `leaves` is told when the request goes out; `silent_for` lets every such call go unanswered, and arrive so
        many seconds later.
        """
        return await self._call(Call(Point.CHANGE, what, effect, seconds, leaves), silent_for)

    async def _call(self, call: "Call[Answer]", silent_for: float | None = None) -> Answer:
        if not self._caller.alive:
            raise Killed
        fault = self._faults.strike(call.point, call.what)
        if fault is None and silent_for is not None:
            fault = Fault(0, Kind.LATE, delay=silent_for)
        return await self._with(fault, call)

    async def _with(self, fault: Fault | None, call: "Call[Answer]") -> Answer:
        kind = fault.kind if fault else None
        if fault and kind is Kind.KILL_BEFORE:
            self._caller.die(held=fault.held)
        if kind is Kind.RAISE_BEFORE:
            raise Retryable(f"{call.what}: simulated")
        call.leaves()
        if fault and kind in (Kind.LATE, Kind.KILL_LATE):
            self._later(call.effect, fault.delay)
            if kind is Kind.KILL_LATE:
                self._caller.die(held=fault.held)
            await asyncio.sleep(call.seconds)
            raise OutcomeUnknown(f"{call.what}: simulated")
        try:
            await asyncio.sleep(call.seconds / 2)
        except asyncio.CancelledError:
            if call.point is Point.CHANGE:
                self._later(call.effect, SOON)  # the process died while its request was on the way
            raise
        answer = call.effect()
        if fault and kind is Kind.KILL_AFTER:
            self._caller.die(held=fault.held)
        await asyncio.sleep(call.seconds / 2)
        if kind is Kind.RAISE_AFTER:
            raise OutcomeUnknown(f"{call.what}: simulated")
        return answer

    def _later(self, effect: Callable[[], Answer], delay: float) -> None:
        moment = self._loop.time() + delay
        self.outside.on_the_way.append(moment)

        def arrive() -> None:
            self.outside.on_the_way.remove(moment)
            try:
                effect()
            except OutsideError:
                return

        self._loop.call_later(delay, arrive)


class SimulatedRail:
    """A payment rail over a line."""

    name = "epay"
    methods: tuple[str, ...] = ("alipay", "wxpay")
    capabilities = Capabilities(can_close=False, can_refund=True, partial_refund=True)

    def __init__(self, line: Line) -> None:
        self._line = line
        self._gateway: Gateway = line.outside.gateway

    async def create(self, request: PaymentRequest) -> PaymentPage:
        """Ask for a payment."""
        return await self._line.change("create payment", lambda: self._gateway.create(request))

    async def query(self, number: str, amount: Money, gateway_number: str | None = None) -> PaymentStatus:
        """Ask what became of it."""
        return await self._line.look("query payment", lambda: self._gateway.query(number))

    async def close(self, number: str) -> None:
        """Never asked: this rail closes nothing."""
        raise Rejected("this gateway closes nothing")

    async def refund(self, number: str, refund_number: str, amount: Money, paid: Money) -> RefundState:
        """Give money back."""
        await self._line.change("refund", lambda: self._gateway.refund(number, amount))
        return RefundState.DONE

    async def query_refund(self, number: str, refund_number: str, amount: Money, paid: Money) -> RefundState:
        """Say whether money went back."""
        status = await self.query(number, paid)
        known = {GatewayState.REFUNDED: RefundState.DONE, GatewayState.PAID: RefundState.NONE}
        return known.get(status.state, RefundState.UNKNOWN)

    async def check(self) -> list[Any]:
        """Find nothing wrong."""
        return []


class SimulatedIssuer:
    """An issuer of keys or codes over a line."""

    def __init__(self, line: Line, path: DeliveryPath) -> None:
        self.path = path
        self._line = line
        self._console: Console = line.outside.consoles[path]

    async def find(self, name: str) -> list[Issued]:
        """Look for what has this name."""
        return await self._line.look(f"find {self.path}", lambda: self._console.find(name))

    async def issue(self, name: str, quota: int) -> Issued:
        """Make one. It takes longer than a tick, so that other ticks come in between."""
        if self._console.refuses:
            return await self._line.look(f"issue {self.path}", self._refuse)
        return await self._line.change(
            f"issue {self.path}",
            lambda: self._console.create(name, quota),
            seconds=1.5,
            leaves=lambda: self._console.hear(name),
            silent_for=self._console.silent_for,
        )

    async def revoke(self, remote_id: int) -> None:
        """Make one useless."""
        await self._line.change(f"revoke {self.path}", lambda: self._console.revoke(remote_id))

    async def verify(self, secret: str) -> None:
        """Try a key; a code cannot be tried."""
        if self.path is DeliveryPath.KEY:
            await self._line.look("verify key", lambda: self._console.verify(secret))

    async def balance(self, remote_id: int) -> Balance:
        """Say what is left."""
        row = self._console.rows[remote_id - 1]
        return Balance(remaining=row.quota, used=0, live=row.live)

    async def funds(self) -> int | None:
        """Keep no account."""
        return None

    async def check(self) -> list[Any]:
        """Find nothing wrong."""
        return []

    @staticmethod
    def _refuse() -> Issued:
        raise Rejected("the account may not create any")
