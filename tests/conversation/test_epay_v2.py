"""EPay's version 2: a purchase and a refund through the real process."""

from pathlib import Path

from tests.conversation.people import links_of, until
from tests.conversation.world import open_world


async def test_who_pays_twice_by_version_2_gets_one_key_and_the_second_payment_back(tmp_path: Path) -> None:
    async with open_world(tmp_path, EPAY_VERSION="2", EPAY_KEY="") as world:
        customer = await world.customer()
        first = await world.orders(customer)
        assert len(links_of(first)) == 1
        await customer.tap("Pay another way", on=first)
        await customer.tap("WeChat Pay")
        second = await customer.sees_payment("Scan with WeChat")
        await world.pay(second)
        await customer.sees_key()
        await world.pay(first)
        world.let_time_pass()
        await customer.sees("paid a second time", among=9)
        await customer.sees("Refunded: ¥30", among=9)

        async def given_back() -> bool:
            return [list(order.refunds.values()) for order in world.sandbox.gateway.orders()].count(
                [3000]
            ) == 1

        await until(given_back, "the second payment given back under a number of ours")
