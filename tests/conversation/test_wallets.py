"""WeChat Pay and Alipay direct, and coins: a purchase and a refund over each, through the real process."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from sandbox.gateway.pages import Bill
from sandbox.rails.till import Till
from tests.conversation.people import Customer, Message, labels_of, links_of, reference_of, text_of
from tests.conversation.world import World, open_world


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def wallets(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """A world in which the shop has merchant accounts of its own."""
    async with open_world(tmp_path_factory.mktemp("wallets"), PAYMENT_RAILS="wechat,alipay,usdt") as world:
        yield world


def till_of(world: World, method: str) -> Till:
    return (
        world.sandbox.payments.wechat.till
        if method in {"WeChat Pay", "微信支付"}
        else world.sandbox.payments.alipay.till
    )


def bill_of(world: World, method: str, payment: Message) -> Bill:
    """Return what the wallet holds about an order."""
    bills = till_of(world, method).bills()
    return next(bill for bill in bills if bill.number.startswith(reference_of(payment)))


async def scan_and_pay(world: World, method: str, payment: Message) -> None:
    page = f"{world.sandbox.urls['gateway']}{bill_of(world, method, payment).pay_path}"
    async with world.http.get(page) as response:
        assert response.status == 200
    async with world.http.post(page, json={}) as response:
        assert response.status == 200, await response.text()


async def orders(customer: Customer, method: str, scan: str) -> Message:
    await customer.send("/buy")
    await customer.tap("¥30")
    await customer.tap(method)
    return await customer.sees_payment(scan)


async def test_a_purchase_by_wechat_has_no_link_but_says_how_to_pay_on_one_phone(wallets: World) -> None:
    customer = await wallets.customer("zh-hans")
    payment = await orders(customer, "微信支付", "用微信扫一扫，支付 ¥30")
    assert "保存图片，在微信“扫一扫”里从相册选取" in text_of(payment)
    assert links_of(payment) == []
    assert {"我已支付", "取消", "换个付款方式"} <= set(labels_of(payment))
    await scan_and_pay(wallets, "微信支付", payment)
    await customer.sees_change(payment, "已付款，已发货")
    assert await wallets.live_keys(payment) == [(await customer.sees_key()).removeprefix("sk-")]


async def test_a_purchase_by_alipay_has_a_link_that_opens_it(wallets: World) -> None:
    customer = await wallets.customer()
    payment = await orders(customer, "Alipay", "Scan with Alipay and pay ¥30")
    assert "Tap “Pay with Alipay” below" in text_of(payment)
    (link,) = links_of(payment)
    async with wallets.http.post(link, json={}) as response:
        assert response.status == 200
    paid = await customer.sees_change(payment, "Paid and delivered")
    assert links_of(paid) == []
    assert await wallets.live_keys(payment) == [(await customer.sees_key()).removeprefix("sk-")]


@pytest.mark.parametrize(
    ("first", "second", "scan"),
    [("WeChat Pay", "Alipay", "WeChat"), ("Alipay", "WeChat Pay", "Alipay")],
    ids=["wechat gives back", "alipay gives back"],
)
async def test_who_pays_with_both_wallets_gets_the_second_payment_back_over_its_own(
    wallets: World, first: str, second: str, scan: str
) -> None:
    customer = await wallets.customer()
    begun = await orders(customer, first, f"Scan with {scan}")
    wallets.sandbox.payments.wechat.trouble.add_fault("close", "500", times=99)
    await customer.tap("Pay another way", on=begun)
    await customer.tap(second)
    payment = await customer.sees_payment(f"Scan with {second.removesuffix(' Pay')}")
    await scan_and_pay(wallets, second, payment)
    key = await customer.sees_key()
    await scan_and_pay(wallets, first, payment)
    wallets.sandbox.payments.wechat.trouble.clear_faults()
    wallets.let_time_pass()
    await customer.sees("paid a second time", among=9)
    assert "It went back the way you paid" in text_of(await customer.sees("Refunded: ¥30", among=9))
    assert bill_of(wallets, first, payment).refunded == 3000
    assert bill_of(wallets, second, payment).refunded == 0
    assert await wallets.live_keys(payment) == [key.removeprefix("sk-")]


async def test_the_staff_give_a_part_back_over_each_wallet_and_everybody_is_told(wallets: World) -> None:
    owner = await wallets.owner()
    menu = (await owner.shop_messages())[-1]["message_id"]
    for method in ("WeChat Pay", "Alipay"):
        customer = await wallets.customer()
        payment = await orders(customer, method, f"Scan with {method.removesuffix(' Pay')}")
        await scan_and_pay(wallets, method, payment)
        await customer.sees_change(payment, "Paid and delivered")
        reference = reference_of(payment)
        await owner.tap_data(menu, f"refund:{reference}")
        await owner.sees("100% of the key’s quota is left", among=9)
        await owner.tap("Another amount")
        await owner.asks("a lot")
        await owner.sees("That is not an amount that can go back")
        await owner.asks("12.5")
        await owner.sees("Give back ¥12.50")
        await owner.asks("half of it was no good")
        await owner.tap("Refund ¥12.50 now")
        await owner.sees("Refunded: ¥12.50", among=9)
        await customer.sees("Refunded: ¥12.50", among=9)
        assert "Refunded in part" in text_of(await customer.sees_payment("Refunded in part"))
        assert bill_of(wallets, method, payment).refunded == 1250
        assert await wallets.live_keys(payment) == []


async def test_who_pays_coins_reads_how_many_before_and_after(wallets: World) -> None:
    customer = await wallets.customer()
    payment = await orders(customer, "USDT", "Pay ₮4.17")
    (link,) = links_of(payment)
    async with wallets.http.post(link, json={}) as response:
        assert response.status == 200
    paid = await customer.sees_change(payment, "Paid and delivered")
    assert "₮4.17" in text_of(paid)
    assert "· ¥" not in text_of(paid)
    assert "₮4.17" in text_of(await customer.asks("/orders"))
