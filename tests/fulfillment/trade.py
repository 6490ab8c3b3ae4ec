"""A shop with the real services over a gateway and consoles that are kept in memory, and people who trade."""

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from fulfillment import orders as ordering
from fulfillment import staff, stock
from fulfillment.catalog import Catalog, load_catalog
from fulfillment.complaints import Complaint
from fulfillment.consoles.issuer import Balance, Condition, DeliveryPath, Issued, Issuer
from fulfillment.delivery import DeliveryService
from fulfillment.money import Money
from fulfillment.outcomes import OutcomeUnknown, OutsideError, Rejected, Retryable
from fulfillment.payments.rail import (
    Capabilities,
    GatewayState,
    PaymentPage,
    PaymentRequest,
    PaymentStatus,
    Rail,
    RefundState,
)
from fulfillment.refunds import RefundService
from fulfillment.settlement import Settlement
from fulfillment.shop import Person, Policy, Shop
from handlers.turn import Front
from locales.loader import LANGUAGES
from store import customers
from store.attempts import of_order
from store.customers import Profile
from store.database import Database
from store.encryption import Encryption
from store.orders import by_reference
from store.tables import Customer, Order
from store.unit_of_work import UnitOfWork
from tests.store.clock import Clock

KEYS = [f"{letter * 42}A=" for letter in "abc"]
OWNER = Person("telegram", "9001")
ROOT = Path(__file__).parents[2]
ZONE = ZoneInfo("Asia/Shanghai")
FRONT = Front(
    api_base_url="https://api.example.com/v1",
    console_url="https://console.example.com",
    support_email="help@example.com",
    reply_within=timedelta(hours=24),
    zone=ZONE,
    staff_chat=None,
    staff_language="en",
)


def catalog() -> Catalog:
    """The packages that are shipped."""
    return load_catalog(ROOT / "catalog.toml", LANGUAGES)


class Gateway(Rail):
    """A payment rail in memory: a payment is what somebody paid of it."""

    name = "epay"
    methods: tuple[str, ...] = ("alipay",)
    capabilities = Capabilities(can_close=False, can_refund=True, partial_refund=True)

    def __init__(self) -> None:
        self.paid: dict[str, Money] = {}
        self.refunded: dict[str, Money] = {}
        self.refund_numbers: list[str] = []
        self.refuses_refunds = False
        self.transactions: dict[str, str] = {}
        self.refunds_wait = False
        self.loses_answers = False
        self.silent = False
        self.closed: list[str] = []
        self.asked: Counter[str] = Counter()
        self.closes_for_good = False
        self.charged: Money | None = None
        self.busy_for: float | None = None
        self.asked_to_create: Counter[str] = Counter()

    async def create(self, request: PaymentRequest) -> PaymentPage:
        """Return where to pay."""
        self.asked_to_create[request.number] += 1
        if self.busy_for is not None:
            raise Retryable("too many requests", retry_after=self.busy_for)
        return PaymentPage(f"https://pay.example.com/{request.number}", charged=self.charged)

    async def query(self, number: str, amount: Money, gateway_number: str | None = None) -> PaymentStatus:
        """Say what was paid, or nothing."""
        self.asked[number] += 1
        if self.silent:
            raise OutcomeUnknown("no answer")
        if number in self.refunded:
            return PaymentStatus(GatewayState.REFUNDED)
        if number not in self.paid:
            closed = self.closes_for_good and number in self.closed
            return PaymentStatus(GatewayState.CLOSED if closed else GatewayState.PENDING)
        return PaymentStatus(
            GatewayState.PAID, self.paid[number], self.transactions.get(number, f"T{number}"), "raw"
        )

    async def close(self, number: str) -> None:
        """Note that nobody may pay it any more."""
        self.closed.append(number)

    async def refund(self, number: str, refund_number: str, amount: Money, paid: Money) -> RefundState:
        """Give back, or refuse."""
        self.refund_numbers.append(refund_number)
        if self.refuses_refunds:
            raise Rejected("the balance is too low")
        assert number not in self.refunded, "given back twice"
        self.refunded[number] = amount
        if self.loses_answers:
            raise OutcomeUnknown("no answer")
        return RefundState.PENDING if self.refunds_wait else RefundState.DONE

    async def query_refund(self, number: str, refund_number: str, amount: Money, paid: Money) -> RefundState:
        """Say whether it went back."""
        if number not in self.refunded:
            return RefundState.NONE
        return RefundState.PENDING if self.refunds_wait else RefundState.DONE

    async def check(self) -> list[Complaint]:
        """Nothing is wrong."""
        return []


class Console(Issuer):
    """A maker of keys or codes in memory."""

    def __init__(self, path: DeliveryPath) -> None:
        self.path = path
        self.rows: dict[int, Issued] = {}
        self.used: dict[int, int] = {}
        self.wrong: OutsideError | None = None
        self.complaints: list[Complaint] = []
        self.asked: list[str] = []
        self.condition = Condition.GOOD
        self.refuses: OutsideError | None = None
        self.held: int | None = None
        self.looked_at: list[int] = []
        self._ids = itertools.count(1)

    async def find(self, name: str) -> list[Issued]:
        """Return everything of this name."""
        self.asked.append(name)
        if self.wrong is not None:
            raise self.wrong
        return [row for row in self.rows.values() if row.name == name]

    async def issue(self, name: str, quota: int) -> Issued:
        """Make one more."""
        if self.wrong is not None:
            raise self.wrong
        return self.put(name, quota)

    async def revoke(self, remote_id: int) -> None:
        """Switch it off."""
        if self.wrong is not None:
            raise self.wrong
        row = self.rows[remote_id]
        if self.path is DeliveryPath.CODE and remote_id in self.used:
            raise Rejected("the code has been redeemed")
        self.rows[remote_id] = Issued(row.remote_id, row.name, "", row.quota, live=False)

    async def verify(self, secret: str) -> None:
        """It works, unless a test has it not."""
        if self.refuses is not None:
            raise self.refuses

    async def balance(self, remote_id: int) -> Balance:
        """Say what a test used of it, nothing by itself."""
        self.looked_at.append(remote_id)
        if self.wrong is not None:
            raise self.wrong
        if remote_id not in self.rows:
            raise Rejected("no such row")
        row, used = self.rows[remote_id], self.used.get(remote_id, 0)
        return Balance(max(row.quota - used, 0), used, row.live, self.condition)

    async def funds(self) -> int | None:
        """Say what the account holds."""
        if self.wrong is not None:
            raise self.wrong
        return self.held

    async def check(self) -> list[Complaint]:
        """Say what the test wants to hear."""
        return self.complaints

    def put(self, name: str, quota: int, *, remote_id: int | None = None) -> Issued:
        """Make one, or another in place of one."""
        number = next(self._ids) if remote_id is None else remote_id
        secret = f"{self.path}-secret-{len(self.rows)}-{number}-{name}"
        self.rows[number] = Issued(number, name, secret, quota, live=True)
        return self.rows[number]


class Trade:
    """The shop, its outside, and what people do."""

    def __init__(
        self, database: Database, clock: Clock, folder: Path, *, owners: Sequence[Person] = (OWNER,)
    ) -> None:
        self.clock, self._folder = clock, folder
        self.gateway = Gateway()
        self.keys, self.codes = Console(DeliveryPath.KEY), Console(DeliveryPath.CODE)
        self.shop = Shop(
            database=database,
            encryption=Encryption(KEYS[:1]),
            catalog=catalog(),
            policy=Policy(open_orders=100),
            rails={"epay": self.gateway},
            issuers={DeliveryPath.KEY: self.keys, DeliveryPath.CODE: self.codes},
            paths=list(DeliveryPath),
            owners=owners,
            staff=[],
            return_url=lambda reference: reference,
        )
        self.run_with(self.shop)

    def run_with(self, shop: Shop) -> None:
        """Run the shop with other parts from now on."""
        self.shop = shop
        self._settlement, self._delivery = Settlement(shop), DeliveryService(shop)
        self._refunds = RefundService(shop)

    async def order(self, package_id: str = "starter", *, buyer: str = "1001") -> Order:
        """Let somebody place an order and see its QR."""
        package = self.shop.catalog.package(package_id)
        assert package is not None
        async with self.shop.database.writing() as unit:
            customer = (await customers.meet(unit, Profile("telegram", buyer, "en", "Ada", None)))[0]
            placed = await ordering.place(unit, self.shop, customer, package, method="alipay", origin=None)
        await self.work()
        return placed.order

    async def pay(self, order: Order, minor: int | None = None, *, rounds: int = 1) -> None:
        """Pay the newest QR of an order, and let the shop work until it found out."""
        async with self.shop.database.writing() as unit:
            attempt = (await of_order(unit, order.id or 0))[0]
            attempt.due_at = unit.now
            unit.session.add(attempt)
        self.gateway.paid[attempt.number] = Money(order.price_minor if minor is None else minor)
        await self.work(rounds)

    async def new_qr(self, order: Order) -> None:
        """Let the QR expire and ask for another one."""
        self.clock.move(hours=2, seconds=1)
        await self.work()
        await self.use(order, None)

    async def use(self, order: Order, method: str | None) -> None:
        """Let the customer ask for another QR, of another method or of the same."""
        async with self.shop.database.writing() as unit:
            assert await ordering.renew_payment(unit, self.shop, await self._fresh(unit, order), method)
        await self.work()

    async def pay_the_first_qr_too(self, order: Order) -> None:
        """Pay the oldest QR of an order besides."""
        async with self.shop.database.writing() as unit:
            attempt = (await of_order(unit, order.id or 0))[-1]
            attempt.due_at = unit.now
            unit.session.add(attempt)
        self.gateway.paid[attempt.number] = Money(order.price_minor)
        await self.work()

    async def cancel(self, order: Order) -> None:
        """Cancel an order."""
        async with self.shop.database.writing() as unit:
            assert await ordering.cancel(unit, await self._fresh(unit, order))
        await self.work()

    async def mark_paid(self, order: Order) -> None:
        """Let the owner take an order as paid."""
        async with self.shop.database.writing() as unit:
            await staff.mark_paid(unit, self.shop, OWNER, await self._fresh(unit, order), "cash")
        await self.work()

    async def refund(self, order: Order, minor: int | None = None, *, take_back: bool = True) -> None:
        """Let the owner give an order's money back, or a part of it."""
        async with self.shop.database.writing() as unit:
            fresh = await self._fresh(unit, order)
            await staff.refund(
                unit, self.shop, OWNER, fresh, "asked for it", minor=minor, take_back=take_back
            )
        await self.work()

    def one_refund_at_once(self) -> None:
        """Let refunds be worked on one after the other."""
        slow = replace(self.shop.policy, refunds_in_flight=1)
        self._refunds = RefundService(replace(self.shop, policy=slow))

    async def close(self, order: Order) -> None:
        """Let the owner close a parked order."""
        async with self.shop.database.writing() as unit:
            await staff.close(unit, self.shop, OWNER, await self._fresh(unit, order), "settled")

    async def stock(self, package_id: str, *codes: str) -> stock.ImportReport:
        """Import codes."""
        path = self._folder / "codes.csv"
        path.write_text("package,code\n" + "".join(f"{package_id},{code}\n" for code in codes), "utf-8")
        return await stock.import_codes(self.shop, path)

    async def work(self, rounds: int = 1) -> None:
        """Let the shop look at what is due, once for each path that has to be tried."""
        for _ in range(rounds):
            for service in (self._settlement, self._delivery, self._refunds):
                await service.tick()
                await service.settle()
            await self._settlement.expire_orders()
            self.clock.move(seconds=1)

    async def customer(self, order: Order) -> Customer:
        """Return who bought."""
        async with self.shop.database.reading() as unit:
            return await customers.get(unit, order.customer_id)

    async def state(self, order: Order) -> str:
        """Return where an order stands."""
        async with self.shop.database.reading() as unit:
            return (await self._fresh(unit, order)).state

    @staticmethod
    async def _fresh(unit: UnitOfWork, order: Order) -> Order:
        found = await by_reference(unit, order.reference)
        assert found is not None
        return found
