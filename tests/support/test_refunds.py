"""Every way to pay from the first tap to the money back: a purchase, and the staff's /refund in the group."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path

import pytest

from sandbox.gateway.pages import Bill
from sandbox.rails.till import Till
from tests.conversation.people import Customer, Message, labels_of, reference_of, text_of
from tests.conversation.world import World
from tests.support.group import STAN_ID, open_desk

ALL_OTHERS = {"PAYMENT_RAILS": "wechat,alipay,stars,usdt"}
REASON = "the model was not what they wanted"


class WayToPay(ABC):
    """How one rail is switched on, paid over, and looked at from the gateway's side."""

    method = ""
    price = "¥30"

    @property
    @abstractmethod
    def settings(self) -> Mapping[str, str]:
        """Return what the owner sets to be paid by this rail, beside others."""

    @abstractmethod
    async def pay(self, world: World, customer: Customer) -> None:
        """Let the customer, who has chosen the method, pay what the shop asks for."""

    @abstractmethod
    def given_back(self, world: World) -> list[int]:
        """Return what the gateway gave back, refund by refund, in minor units."""


class ByEPay(WayToPay):
    """EPay's version 1, whose orders keep the sum of what was given back."""

    method = "Alipay"

    @property
    def settings(self) -> Mapping[str, str]:
        return {"PAYMENT_RAILS": "epay"}

    async def pay(self, world: World, customer: Customer) -> None:
        await world.pay(await customer.sees_payment("Scan with Alipay and pay ¥30"))

    def given_back(self, world: World) -> list[int]:
        return [order.refunded for order in world.sandbox.gateway.orders() if order.refunded]


class ByEPayV2(ByEPay):
    """EPay's version 2, which numbers refunds."""

    @property
    def settings(self) -> Mapping[str, str]:
        return {"PAYMENT_RAILS": "epay", "EPAY_VERSION": "2", "EPAY_KEY": ""}

    def given_back(self, world: World) -> list[int]:
        return [one for order in world.sandbox.gateway.orders() for one in order.refunds.values()]


class OverATill(WayToPay):
    """A rail whose gateway has a cashier's page and a till."""

    def __init__(self, name: str, method: str) -> None:
        self.name, self.method = name, method

    @property
    def settings(self) -> Mapping[str, str]:
        return ALL_OTHERS

    async def pay(self, world: World, customer: Customer) -> None:
        await customer.sees_payment("Valid until")
        page = f"{world.sandbox.urls['gateway']}{self._bill(world).pay_path}"
        async with world.http.post(page, json={}) as response:
            assert response.status == 200, await response.text()

    def given_back(self, world: World) -> list[int]:
        bill = self._bill(world)
        payment = self._till(world).by_trade(bill.trade_no)
        assert payment is not None
        return list(payment.refunds.values())

    def _bill(self, world: World) -> Bill:
        (bill,) = self._till(world).bills()
        return bill

    def _till(self, world: World) -> Till:
        till: Till = getattr(world.sandbox.payments, self.name).till
        return till


class ByStars(WayToPay):
    """Telegram Stars, whose gateway is Telegram itself."""

    method = "Telegram Stars"
    price = "⭐ 210"

    @property
    def settings(self) -> Mapping[str, str]:
        return ALL_OTHERS

    async def pay(self, world: World, customer: Customer) -> None:
        await customer.pay_invoice(await customer.sees_invoice())

    def given_back(self, world: World) -> list[int]:
        payments = world.sandbox.telegram.payments.values()
        return [int(one["amount"]) for one in payments if one.get("refunded_at")]


COINS = OverATill("usdt", "USDT")
GIVE_BACK: Mapping[str, WayToPay] = {
    "epay": ByEPay(),
    "epay version 2": ByEPayV2(),
    "wechat": OverATill("wechat", "WeChat Pay"),
    "alipay": OverATill("alipay", "Alipay"),
    "stars": ByStars(),
}


async def buys(world: World, way: WayToPay, customer: Customer) -> tuple[Message, str]:
    """Let somebody buy, and return the payment message after the delivery, and the key."""
    await customer.send("/buy")
    await customer.tap("¥30")
    await customer.tap(way.method)
    await way.pay(world, customer)
    key = await customer.sees_key()
    delivered = await customer.sees_payment("Paid and delivered")
    assert await world.live_keys(delivered) == [key.removeprefix("sk-")]
    return delivered, key


def kept(world: World, payment: Message) -> tuple[str, list[tuple[str, int]], list[tuple[str, str]]]:
    """Return what the shop has written down: the order's state, its refunds, and who gave back, why."""
    order = "(SELECT id FROM customer_order WHERE reference = ?)"
    of_it = (reference_of(payment),)
    with world.database() as database:
        (state,) = database.execute("SELECT state FROM customer_order WHERE reference = ?", of_it).fetchone()
        refunds = database.execute(f"SELECT state, asked FROM refund WHERE order_id = {order}", of_it)
        acts = database.execute(
            f"SELECT actor, reason FROM audit_entry WHERE act = 'refund' AND order_id = {order}", of_it
        )
        return state, refunds.fetchall(), acts.fetchall()


@pytest.mark.parametrize("name", GIVE_BACK)
async def test_what_was_bought_goes_back_the_way_it_was_paid_when_the_staff_say_so(
    tmp_path: Path, name: str
) -> None:
    way = GIVE_BACK[name]
    async with open_desk(tmp_path, **way.settings) as group:
        world = group.world
        customer = await world.customer(name="Rae")
        delivered, _ = await buys(world, way, customer)
        assert way.given_back(world) == []
        await customer.asks("/support")
        thread = await group.topic_of("Rae")
        await group.stan.writes(thread, f"/refund {REASON}")
        told = await customer.sees(f"Refunded: {way.price}", among=9)
        assert "It went back the way you paid" in text_of(told)
        await customer.sees_change(delivered, f"{way.price} went back the way you paid")
        assert await world.live_keys(delivered) == []
        minor = int(way.price.strip("¥⭐ ")) * (1 if way.price.startswith("⭐") else 100)
        assert way.given_back(world) == [minor]
        await group.sees(thread, f"Refunded: {way.price}")
        await group.stan.writes(thread, f"/refund {REASON}, again")
        await group.sees(thread, "does not allow this as it stands")
        world.let_time_pass()
        await world.has_said_everything()
        assert way.given_back(world) == [minor]
        assert kept(world, delivered) == ("refunded", [("done", 1)], [(f"telegram:{STAN_ID}", REASON)])


async def test_coins_are_sent_back_by_a_person_after_the_key_is_off_and_noted_with_a_reason(
    tmp_path: Path,
) -> None:
    async with open_desk(tmp_path, **COINS.settings) as group:
        world = group.world
        customer = await world.customer(name="Rae")
        delivered, _ = await buys(world, COINS, customer)
        await customer.asks("/support")
        thread = await group.topic_of("Rae")
        await group.stan.writes(thread, f"/refund {REASON}")
        told = await group.sees(thread, "Please send back ₮4.17 by hand")
        assert reference_of(delivered) in text_of(told)
        assert labels_of(told) == ["Show the order"]
        assert await world.live_keys(delivered) == []
        await customer.sees_change(delivered, "a person is now looking at this order")
        await group.stan.writes(thread, "/order")
        case = await group.sees(thread, "to be given back by hand")
        assert {"Given back by hand", "Close"} <= set(labels_of(case))
        assert "Refund" not in labels_of(case)
        await group.stan.taps("Given back by hand", on=case)
        await group.sees(thread, "where can that be looked up?")
        await group.stan.writes(thread, "sent to the address they gave")
        await group.sees(thread, "it is noted as given back by hand")
        await customer.sees("Refunded: ₮4.17", among=9)
        await customer.sees_change(delivered, "₮4.17 went back")
        assert COINS.given_back(world) == []
        await group.stan.taps("Given back by hand", on=case)
        await world.has_said_everything()
        assert kept(world, delivered)[:2] == ("refunded", [("done", 0)])
        with world.database() as database:
            noted = database.execute("SELECT actor, reason FROM audit_entry WHERE act = 'given_back'")
            assert noted.fetchall() == [(f"telegram:{STAN_ID}", "₮4.17 (¥30): sent to the address they gave")]
