"""A shop with the real services over a gateway and consoles that are kept in memory, and people who trade."""

import itertools
from collections.abc import Sequence
from pathlib import Path

from fulfillment import orders as ordering
from fulfillment import staff, stock
from fulfillment.catalog import Catalog, load_catalog
from fulfillment.complaints import Complaint
from fulfillment.consoles.issuer import Balance, DeliveryPath, Issued, Issuer
from fulfillment.delivery import DeliveryService
from fulfillment.money import Money
from fulfillment.outcomes import OutsideError, Rejected
from fulfillment.payments.rail import (
    Capabilities,
    GatewayState,
    PaymentPage,
    PaymentRequest,
    PaymentStatus,
    Rail,
)
from fulfillment.refunds import RefundService
from fulfillment.settlement import Settlement
from fulfillment.shop import Person, Policy, Shop
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


def catalog() -> Catalog:
    """The packages that are shipped."""
    return load_catalog(ROOT / "catalog.toml", LANGUAGES)


class Gateway(Rail):
    """A payment rail in memory: a payment is what somebody paid of it."""

    name = "epay"
    methods: tuple[str, ...] = ("alipay",)
    capabilities = Capabilities(can_close=False, can_refund=True, partial_refund=False)

    def __init__(self) -> None:
        self.paid: dict[str, Money] = {}
        self.refunded: set[str] = set()
        self.refuses_refunds = False

    async def create(self, request: PaymentRequest) -> PaymentPage:
        """Return where to pay."""
        return PaymentPage(f"https://pay.example.com/{request.number}")

    async def query(self, number: str, amount: Money) -> PaymentStatus:
        """Say what was paid."""
        if number in self.refunded:
            return PaymentStatus(GatewayState.REFUNDED)
        if number not in self.paid:
            return PaymentStatus(GatewayState.PENDING)
        return PaymentStatus(GatewayState.PAID, self.paid[number], f"T{number}", "raw")

    async def close(self, number: str) -> None:
        """Not offered."""

    async def refund(self, number: str, refund_number: str, amount: Money, paid: Money) -> None:
        """Give back, or refuse."""
        if self.refuses_refunds:
            raise Rejected("the balance is too low")
        self.refunded.add(number)

    async def check(self) -> list[Complaint]:
        """Nothing is wrong."""
        return []


class Console(Issuer):
    """A maker of keys or codes in memory."""

    def __init__(self, path: DeliveryPath) -> None:
        self.path = path
        self.rows: dict[int, Issued] = {}
        self.wrong: OutsideError | None = None
        self.complaints: list[Complaint] = []
        self.asked: list[str] = []
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
        row = self.rows[remote_id]
        self.rows[remote_id] = Issued(row.remote_id, row.name, "", row.quota, live=False)

    async def verify(self, secret: str) -> None:
        """It works."""

    async def balance(self, remote_id: int) -> Balance:
        """Nothing was used."""
        return Balance(self.rows[remote_id].quota, 0, self.rows[remote_id].live)

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
        self._settlement, self._delivery = Settlement(self.shop), DeliveryService(self.shop)
        self._refunds = RefundService(self.shop)

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
        async with self.shop.database.writing() as unit:
            assert await ordering.renew_payment(unit, self.shop, await self._fresh(unit, order), None)
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

    async def refund(self, order: Order) -> None:
        """Let the owner give an order's money back."""
        async with self.shop.database.writing() as unit:
            await staff.refund(unit, self.shop, OWNER, await self._fresh(unit, order), "asked for it")
        await self.work()

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
