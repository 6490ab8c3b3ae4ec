"""Customers, time and trouble in any order: whatever happens, the shop at rest owes nobody anything."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from fulfillment import orders as ordering
from fulfillment.consoles.issuer import DeliveryPath
from fulfillment.states import AttemptState
from store.tables import Order
from store.unit_of_work import UnitOfWork
from tests.simulation.faults import Fault, Faults, Kind
from tests.simulation.invariants import check_invariants
from tests.simulation.process import PACKAGE, Setting
from tests.simulation.timing import VirtualLoop
from tests.simulation.world import World

PATHS = (DeliveryPath.KEY, DeliveryPath.CODE, DeliveryPath.STOCK)
SETTING = Setting(PATHS, poll_seconds=300.0)
PRICE = PACKAGE.price.minor
customers = st.sampled_from(["4001", "4002", "4003"])
methods = st.sampled_from(["alipay", "wxpay"])
which = st.integers(0, 5)
moods = st.sampled_from(["well", "refuses", "silent"])
spans = st.sampled_from([1.0, 20.0, 300.0, 3 * 3600.0, 25 * 3600.0])


class Shop(RuleBasedStateMachine):
    """A shop of which anything can be asked, in a world in which anything can go wrong."""

    file: ClassVar[Path]
    template: ClassVar[bytes]
    steps: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner(loop_factory=VirtualLoop)
        loop = self.runner.get_loop()
        assert isinstance(loop, VirtualLoop)
        self.loop = loop
        self.orders: list[tuple[str, int]] = []
        self.world = self._do(self._open())

    async def _open(self) -> World:
        world = World(self.loop, self.file, self.template, SETTING, Faults())
        await world.stock_up(1)
        return world

    def _do(self, deed: Coroutine[Any, Any, Any]) -> Any:
        type(self).steps += 1
        return self.runner.run(deed)

    @rule(customer=customers, method=methods)
    def order(self, customer: str, method: str) -> None:
        try:
            number = self._do(self.world.place(customer, method=method))
        except ordering.TooManyOpenOrders:
            return
        self.orders.append((customer, number))

    @precondition(lambda self: self.orders)
    @rule(
        index=which, late=st.booleans(), minor=st.sampled_from([PRICE, PRICE, PRICE, PRICE - 1, PRICE + 500])
    )
    def pay(self, index: int, late: bool, minor: int) -> None:
        """Pay the newest QR of an order that was ever shown, or the oldest."""
        _, number = self._pick(index)
        shown = list(dict.fromkeys(one.payable for one in self.world.messages(number) if one.payable))
        if shown:
            qr = shown[0] if late else shown[-1]
            self.world.outside.gateway.pay(qr.removeprefix("pay:"), minor)

    @precondition(lambda self: self.orders)
    @rule(index=which)
    def cancel(self, index: int) -> None:
        self._with(index, ordering.cancel)

    @precondition(lambda self: self.orders)
    @rule(index=which, method=st.none() | methods)
    def ask_for_another_qr(self, index: int, method: str | None) -> None:
        async def renew(unit: UnitOfWork, order: Order) -> None:
            await ordering.renew_payment(unit, self.world.process.shop, order, method)

        self._with(index, renew)

    @precondition(lambda self: self.orders)
    @rule(index=which)
    def say_that_it_is_paid(self, index: int) -> None:
        self._with(index, ordering.ask_gateway_now)

    @rule(seconds=spans)
    def let_time_pass(self, seconds: float) -> None:
        self._do(self.world.run_for(seconds))

    @rule(
        kind=st.sampled_from(list(Kind)),
        points=st.integers(0, 9),
        held=st.booleans(),
        delay=st.sampled_from([5.0, 400.0]),
    )
    def let_something_go_wrong_soon(self, kind: Kind, points: int, held: bool, delay: float) -> None:
        self.world.faults.plan([Fault(points, kind, held, delay)])

    @rule()
    def pull_the_plug(self) -> None:
        self._do(self.world.restart())

    @rule(path=st.sampled_from(PATHS[:2]), mood=moods)
    def change_a_console(self, path: DeliveryPath, mood: str) -> None:
        console = self.world.outside.consoles[path]
        console.refuses = mood == "refuses"
        console.silent_for = 30.0 if mood == "silent" else None

    @rule()
    def fill_the_stock(self) -> None:
        self._do(self.world.stock_up(1))

    @precondition(lambda self: self.orders)
    @rule()
    def come_to_rest(self) -> None:
        self._do(self._rest())

    def teardown(self) -> None:
        try:
            self._do(self._rest())
        finally:
            self.runner.run(self.world.close())
            self.runner.close()

    async def _rest(self) -> None:
        """Let faults stop and consoles answer; whoever paid after the last look at a payment says so."""
        world = self.world
        world.faults.cease()
        for console in world.outside.consoles.values():
            console.refuses, console.silent_for = False, None
        await world.rest()
        for customer, number in self.orders:
            rows = world.ledger.rows("payment_attempt", "order_id = ?", number)
            over = [row for row in rows if row["state"] in (AttemptState.EXPIRED, AttemptState.CLOSED)]
            payments = [world.outside.gateway.payments.get(row["number"]) for row in over]
            if any(payment is not None and payment.paid_minor for payment in payments):
                await world.with_order(customer, number, ordering.ask_gateway_now)
        await world.rest()
        check_invariants(world)
        world.faults.active = True

    def _pick(self, index: int) -> tuple[str, int]:
        return self.orders[-1 - index % len(self.orders)]

    def _with(self, index: int, deed: Callable[[UnitOfWork, Order], Coroutine[Any, Any, Any]]) -> None:
        customer, number = self._pick(index)
        self._do(self.world.with_order(customer, number, deed))


def _run(file: Path, template: bytes, *, examples: int, steps: int, same_each_time: bool) -> int:
    class OneShop(Shop):
        pass

    OneShop.file, OneShop.template, OneShop.steps = file, template, 0
    run_state_machine_as_test(
        OneShop,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=same_each_time,
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        ),
    )
    return OneShop.steps


@pytest.mark.timeout(600)
def test_customers_time_and_trouble_in_any_order(
    file: Path, template: bytes, record_property: Callable[[str, object], None]
) -> None:
    record_property("steps", _run(file, template, examples=90, steps=30, same_each_time=True))


@pytest.mark.torture
@pytest.mark.timeout(0)
@pytest.mark.parametrize("turn", range(8))
def test_customers_time_and_trouble_for_long(
    turn: int, file: Path, template: bytes, record_property: Callable[[str, object], None]
) -> None:
    record_property("steps", _run(file, template, examples=1000, steps=60, same_each_time=False))
