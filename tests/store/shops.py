"""A shop whose gateway and console are in memory and count what is asked of them."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from pathlib import Path

from cryptography.fernet import Fernet

from fulfillment import orders
from fulfillment.catalog import Catalog, load_catalog
from fulfillment.complaints import Complaint
from fulfillment.consoles.issuer import Balance, DeliveryPath, Issued, Issuer
from fulfillment.money import Money
from fulfillment.outcomes import Rejected
from fulfillment.payments.rail import (
    Capabilities,
    GatewayState,
    PaymentPage,
    PaymentRequest,
    PaymentStatus,
    Rail,
    RefundState,
)
from fulfillment.shop import Person, Policy, Shop
from store.database import Database
from store.encryption import Encryption
from store.tables import Customer, Order
from tests.store.rows import a_customer, add

KEYS = [Fernet.generate_key().decode()]
OWNER = Person("telegram", "9001")


def shipped_catalog() -> Catalog:
    """Return the catalogue that the shop ships with."""
    return load_catalog(Path(__file__).parents[2] / "catalog.toml", ("en", "zh"))


class Gateway(Rail):
    """A gateway at which whoever is asked for money pays at once."""

    name = "epay"
    methods = ("alipay",)
    capabilities = Capabilities(can_close=False, can_refund=False, partial_refund=False)

    def __init__(self) -> None:
        self.created: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()

    async def create(self, request: PaymentRequest) -> PaymentPage:
        """Make a payment, or the same one again."""
        await asyncio.sleep(0)
        self.created[request.number] += 1
        return PaymentPage(f"https://pay.example/{request.number}", raw=f"raw answer for {request.number}")

    async def query(self, number: str, amount: Money, gateway_number: str | None = None) -> PaymentStatus:
        """Say that it was paid, once there is one."""
        await asyncio.sleep(0)
        self.asked[number] += 1
        if number not in self.created:
            return PaymentStatus(GatewayState.UNKNOWN)
        return paid(number, amount)

    async def close(self, number: str) -> None:
        """Refuse."""
        raise Rejected("this gateway closes nothing")

    async def refund(self, number: str, refund_number: str, amount: Money, paid: Money) -> RefundState:
        """Refuse."""
        raise Rejected("this gateway gives nothing back")

    async def query_refund(self, number: str, refund_number: str, amount: Money, paid: Money) -> RefundState:
        """Nothing was given back."""
        return RefundState.NONE

    async def check(self) -> list[Complaint]:
        """Find nothing wrong."""
        return []


def paid(number: str, amount: Money) -> PaymentStatus:
    """Return a gateway's word that a payment arrived."""
    return PaymentStatus(GatewayState.PAID, amount, transaction=f"T{number}", raw=f"raw status of {number}")


class Console(Issuer):
    """A console that makes a key for whoever asks, and makes another one when asked again."""

    def __init__(self, path: DeliveryPath = DeliveryPath.KEY) -> None:
        self.path = path
        self.made: list[Issued] = []
        self.revoked: list[int] = []
        self.answers: asyncio.Event | None = None

    def has_made(self, number: int) -> Callable[[], Awaitable[bool]]:
        """Return a condition: so many were made here, whoever heard of it."""

        async def enough() -> bool:
            return len(self.made) >= number

        return enough

    async def find(self, name: str) -> list[Issued]:
        """Return all of this name."""
        await asyncio.sleep(0)
        return [issued for issued in self.made if issued.name == name]

    async def issue(self, name: str, quota: int) -> Issued:
        """Make one more; the answer may keep one waiting."""
        await asyncio.sleep(0)
        number = len(self.made) + 1
        self.made.append(Issued(number, name, f"sk-very-secret-{number}-of-{name}", quota, live=True))
        if self.answers is not None:
            await self.answers.wait()
        return self.made[number - 1]

    async def revoke(self, remote_id: int) -> None:
        """Write it down."""
        self.revoked.append(remote_id)

    async def verify(self, secret: str) -> None:
        """Accept what was made here."""
        await asyncio.sleep(0)
        if secret not in {issued.secret for issued in self.made}:
            raise Rejected("an unknown key")

    async def balance(self, remote_id: int) -> Balance:
        """Say that nothing was used."""
        return Balance(remaining=self.made[remote_id - 1].quota, used=0, live=True)

    async def check(self) -> list[Complaint]:
        """Find nothing wrong."""
        return []


def a_shop(
    database: Database,
    *,
    rail: Rail | None = None,
    issuers: Sequence[Issuer] = (),
    paths: Sequence[DeliveryPath] = (DeliveryPath.KEY, DeliveryPath.CODE),
    keys: Sequence[str] = KEYS,
    open_orders: int = 2,
) -> Shop:
    """Wire one replica of the shop."""
    gateway = rail or Gateway()
    known = issuers or [Console(DeliveryPath.KEY), Console(DeliveryPath.CODE)]
    return Shop(
        database=database,
        encryption=Encryption(keys),
        catalog=shipped_catalog(),
        policy=Policy(open_orders=open_orders, payment_lifetime=timedelta(hours=2)),
        rails={gateway.name: gateway},
        issuers={issuer.path: issuer for issuer in known},
        paths=paths,
        owners=[OWNER],
        staff=[],
        return_url=lambda _reference: "https://t.me/shop_bot",
    )


async def place_order(shop: Shop, customer: Customer | None = None, package: str = "starter") -> Order:
    """Place an order as the conversation does, for a new customer where none is named."""
    known = customer or await add(shop.database, a_customer())
    chosen = shop.catalog.package(package)
    assert chosen is not None
    async with shop.database.writing() as unit:
        placed = await orders.place(unit, shop, known, chosen, method="alipay", origin=None)
    return placed.order
