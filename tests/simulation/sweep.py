"""Telling a story with faults: one run, and the schedules that there are."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from fulfillment import crediting
from fulfillment import orders as ordering
from fulfillment.money import Money
from fulfillment.payments.rail import GatewayState, PaymentStatus
from fulfillment.states import IllegalTransition
from store import attempts
from store.tables import Order
from store.unit_of_work import UnitOfWork
from tests.simulation.faults import (
    Fault,
    Faults,
    Point,
    is_told_by_another,
    possible_after,
    possible_at,
)
from tests.simulation.invariants import Broken, cases, check_invariants
from tests.simulation.stories import BUYER, Story
from tests.simulation.timing import TimeStandsStill, VirtualLoop
from tests.simulation.world import Stuck, World

_LASTING = {
    "customer_order": ("state", "park_reason", "paid_at", "delivered_at"),
    "payment_attempt": ("state", "paid_minor", "gateway_transaction"),
    "delivery": ("path", "state", "remote_id", "sealed_secret", "asked"),
    "refund": ("state", "asked"),
    "stock_code": ("order_id",),
    "outbox_message": ("kind", "state"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What a run left behind: the points it passed, and how its order ended."""

    trace: Sequence[tuple[Point, str]]
    ending: tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells stories, each in a fresh world, one after the other in the same file."""

    file: Path
    template: bytes

    def tell(self, story: Story, *schedule: Fault, replay: bool = False) -> Told:
        """Run a story with these faults, and check the invariants at its end.

        Raises:
            Broken: an invariant does not hold; the message has the schedule.
        """
        faults = Faults(schedule)
        with asyncio.Runner(loop_factory=VirtualLoop) as runner:
            loop = runner.get_loop()
            assert isinstance(loop, VirtualLoop)
            try:
                return runner.run(self._run(loop, story, faults, replay=replay))
            except (Broken, Stuck, TimeStandsStill) as error:
                told = "; ".join(faults.struck) or "no fault"
                raise Broken(f"{story.name}: {told}\n{error}\nschedule: {list(schedule)}") from error

    async def _run(self, loop: VirtualLoop, story: Story, faults: Faults, *, replay: bool) -> Told:
        world = World(loop, self.file, self.template, story.setting, faults)
        try:
            await story.tell(world)
            # The shop lives on for a while before faults stop: they may strike the sweeps as well.
            await world.run_for(2 * 3600)
            await world.rest()
            check_invariants(world)
            case = cases(world)[0]
            ending = (case.order["state"], case.issued["path"] if case.issued else None)
            allowed = story.endings if faults.struck else story.endings[:1]
            if ending not in allowed:
                raise Broken(f"it ended as {ending}, not as one of {allowed}")
            if replay:
                await _replay(world)
            return Told(faults.trace, ending)
        finally:
            await world.close()


async def _replay(world: World) -> None:
    """9: say everything again that a gateway or a customer could say again; nothing changes by that."""
    before = _lasting(world)

    async def ask_again(unit: UnitOfWork, order: Order) -> None:
        await ordering.ask_gateway_now(unit, order)

    for case in cases(world):
        shop = world.process.shop
        async with shop.database.reading() as unit:
            known = await attempts.of_order(unit, case.order["id"])
        for attempt in known:
            payment = world.outside.gateway.payments.get(attempt.number)
            if payment is not None and payment.paid_minor:
                paid = Money(payment.paid_minor)
                status = PaymentStatus(GatewayState.PAID, paid, payment.transaction)
                try:
                    await crediting.credit(shop, attempt, status)
                except IllegalTransition:
                    continue  # refused as a whole
        await world.with_order(BUYER, case.order["id"], ask_again)
    await world.run_for(60)
    if _lasting(world) != before:
        raise Broken("a replayed confirmation changed something")


def _lasting(world: World) -> dict[str, list[tuple[object, ...]]]:
    return {
        table: [tuple(row[name] for name in names) for row in world.ledger.rows(table)]
        for table, names in _LASTING.items()
    }


def singles(teller: Teller, story: Story, *, under_every_name: bool) -> list[Fault]:
    """Return every single fault that can strike a story; without `under_every_name` each run of the shop once."""
    trace = teller.tell(story).trace
    found = [fault for index, (point, _) in enumerate(trace) for fault in possible_at(index, point)]
    return [fault for fault in found if under_every_name or not is_told_by_another(fault, trace)]


def doubles(first: Fault, told: Told) -> Iterator[Fault]:
    """Return every fault that can follow a first one; none when another first fault tells the same."""
    if is_told_by_another(first, told.trace):
        return
    for index in range(first.at + 1, len(told.trace)):
        yield from possible_after(first, told.trace, index)
