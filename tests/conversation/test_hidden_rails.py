"""A way to pay that keeps failing is not offered for a while; the owner is told, and told when it is back."""

from pathlib import Path

from tests.conversation.people import Customer, labels_of, text_of
from tests.conversation.world import following_the_clock, open_world

THREE = {"PAYMENT_RAILS": "wechat,alipay,usdt"}
ALL_WAYS = ["WeChat Pay", "Alipay", "USDT"]
HIDDEN_FOR = 10 * 60.0


async def offered(customer: Customer) -> list[str]:
    """Return the ways to pay that somebody is offered who buys now."""
    await customer.send("/buy")
    await customer.tap("¥30")
    return [label for label in labels_of(await customer.sees_button("USDT")) if label in ALL_WAYS]


async def test_a_way_to_pay_that_fails_three_times_is_hidden_for_ten_minutes_and_the_owner_hears_of_both_ends(
    tmp_path: Path,
) -> None:
    async with open_world(tmp_path, None, following_the_clock, **THREE) as world:
        owner = await world.owner()
        trouble = world.sandbox.payments.wechat.trouble
        trouble.set("html", True)
        customer = await world.customer()
        assert await offered(customer) == ALL_WAYS
        await customer.tap("WeChat Pay")
        told = await owner.sees("A way to pay is hidden for a while", among=9)
        assert "wechat: three payments in a row" in text_of(told)
        assert "for 10 minutes" in text_of(told)
        await customer.tap("Cancel")  # so that nothing of theirs tries it again
        await customer.sees("Order cancelled")
        meanwhile = await world.customer(name="Bob")
        assert await offered(meanwhile) == ["Alipay", "USDT"]
        trouble.set("html", False)
        await world.move_clock(seconds=HIDDEN_FOR + 1)
        probe = await world.customer(name="Cleo")
        assert await offered(probe) == ALL_WAYS
        assert not any("offered again" in text_of(one) for one in await owner.shop_messages())
        await probe.tap("WeChat Pay")
        await probe.sees_payment("Scan with WeChat")
        await owner.sees("A way to pay is offered again", among=9)
        await world.has_said_everything()
        notes = [text_of(one).splitlines()[0] for one in await owner.shop_messages()]
        assert [sum(text in note for note in notes) for text in ("is hidden", "offered again")] == [1, 1]
