"""The stories of one order that the crash sweep tells again and again, each time with other faults."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fulfillment import orders as ordering
from fulfillment import staff
from fulfillment.consoles.issuer import DeliveryPath
from store import orders
from store.tables import Customer, Order
from store.unit_of_work import UnitOfWork
from tests.simulation.invariants import check_invariants
from tests.simulation.process import OWNER, Setting
from tests.simulation.world import World

KEY, CODE, STOCK = DeliveryPath.KEY, DeliveryPath.CODE, DeliveryPath.STOCK
BUYER = "4001"
HOUR = 3600.0
Ending = tuple[str, str | None]  # an order's state, and the path it was delivered on


@dataclass(frozen=True, slots=True)
class Story:
    """What happens to one order, and how it may end.

    The first ending is that of a run without faults. The others are its equivalents: the customer gets what was
    paid for on another path, or the order waits for a person who was told.
    """

    name: str
    setting: Setting
    tell: Callable[[World], Awaitable[None]]
    endings: tuple[Ending, ...]
    one_of: int = 1  # of so many faults one is tried in every test run; all are by `make torture`

    @property
    def undisturbed(self) -> Ending:
        """How it ends when nothing goes wrong."""
        return self.endings[0]


async def _buy(world: World) -> int:
    """Order, wait for the QR, and pay it."""
    order = await world.place(BUYER)
    number = await world.qr_of(order)
    await world.run_for(4)
    world.outside.gateway.pay(number)
    return order


async def _ready_key(world: World) -> None:
    await _buy(world)


async def _redemption_code(world: World) -> None:
    world.outside.consoles[KEY].refuses = True
    await _buy(world)


async def _silent_console(world: World) -> None:
    world.outside.consoles[KEY].silent_for = 200.0
    await _buy(world)


async def _stock(world: World) -> None:
    await world.stock_up(2)
    await _buy(world)


async def _nothing_left(world: World) -> None:
    """Both ways fail; the order waits with the staff, until the stock is filled."""
    world.outside.consoles[KEY].refuses = True
    order = await _buy(world)
    await world.run_until(lambda: world.state(order) == "parked", HOUR)
    await world.run_for(11 * 60)
    world.faults.active = False
    await world.run_for(5 * 60)
    check_invariants(world)
    assert world.state(order) == "parked"
    await world.stock_up(1)


async def _refused_everywhere(world: World) -> None:
    """Neither console makes anything; hours later the second one does again."""
    for console in world.outside.consoles.values():
        console.refuses = True
    order = await _buy(world)
    await world.run_until(lambda: world.state(order) == "parked", HOUR)
    await world.run_for(15 * 60)
    world.outside.consoles[CODE].refuses = False


async def _tried_again_by_hand(world: World) -> None:
    """The only console never answers, and is given up; once it answers, the staff try again."""
    console = world.outside.consoles[KEY]
    console.silent_for = 200.0
    order = await _buy(world)
    await world.run_until(lambda: world.state(order) in {"parked", "delivered"}, HOUR)
    await world.run_for(HOUR / 2)
    console.silent_for = None

    async def try_again(unit: UnitOfWork, _: Customer) -> None:
        found = await orders.lock(unit, order)
        await staff.deliver_again(unit, world.process.shop, OWNER, found)

    await world.act(OWNER.external_id, try_again)


async def _paid_twice(world: World) -> None:
    """The customer asks for another QR, and pays the old one and the new one."""
    order = await world.place(BUYER)
    first = await world.qr_of(order)

    async def other_method(unit: UnitOfWork, found: Order) -> None:
        await ordering.renew_payment(unit, world.process.shop, found, "wxpay")

    await world.with_order(BUYER, order, other_method)
    second = await world.run_until(lambda: world.qr_other_than(order, first), HOUR)
    world.outside.gateway.pay(first)
    world.outside.gateway.pay(second)


async def _too_little(world: World) -> None:
    order = await world.place(BUYER)
    number = await world.qr_of(order)
    world.outside.gateway.pay(number, 999)


async def _cancelled_and_paid(world: World) -> None:
    """The customer cancels, and pays all the same."""
    order = await world.place(BUYER)
    number = await world.qr_of(order)

    async def cancel(unit: UnitOfWork, found: Order) -> None:
        await ordering.cancel(unit, found)

    await world.with_order(BUYER, order, cancel)
    await world.run_for(90)
    world.outside.gateway.pay(number)


async def _given_back_in_part(world: World) -> None:
    """The staff give half of the money back; the key is useless then."""
    order = await _buy(world)
    await world.run_until(lambda: world.state(order) in {"delivered", "parked"}, HOUR)

    async def refund(unit: UnitOfWork, _: Customer) -> None:
        found = await orders.lock(unit, order)
        await staff.refund(unit, world.process.shop, OWNER, found, "half was used", minor=500)

    await world.act(OWNER.external_id, refund)


BY_KEY, BY_CODE, BY_STOCK = ("delivered", "key"), ("delivered", "code"), ("delivered", "stock")
PARKED = ("parked", None)
PARTLY_BACK = tuple(("partly_refunded", path) for path in ("key", "code", None))
LEFT_TO_A_PERSON = tuple(("parked", path) for path in ("key", "code", None))
STORIES = (
    Story("a ready key", Setting((KEY, CODE)), _ready_key, (BY_KEY, BY_CODE, PARKED)),
    Story("a redemption code", Setting((KEY, CODE)), _redemption_code, (BY_CODE, PARKED)),
    Story("a console that is silent", Setting((KEY, CODE)), _silent_console, (BY_CODE, BY_KEY, PARKED)),
    Story("the stock", Setting((STOCK,)), _stock, (BY_STOCK,)),
    Story("nothing left", Setting((KEY, STOCK)), _nothing_left, (BY_STOCK,)),
    Story("refused everywhere", Setting((KEY, CODE)), _refused_everywhere, (BY_CODE, PARKED), one_of=4),
    Story("tried again by hand", Setting((KEY,)), _tried_again_by_hand, (BY_KEY, PARKED), one_of=4),
    Story("paid twice", Setting((KEY, CODE)), _paid_twice, (BY_KEY, BY_CODE, PARKED)),
    Story("paid too little", Setting((KEY, CODE)), _too_little, (PARKED,)),
    Story(
        "given back in part",
        Setting((KEY, CODE)),
        _given_back_in_part,
        PARTLY_BACK + LEFT_TO_A_PERSON,
        one_of=3,
    ),
    Story("cancelled and paid", Setting((KEY, CODE)), _cancelled_and_paid, (BY_KEY, BY_CODE, PARKED)),
)
