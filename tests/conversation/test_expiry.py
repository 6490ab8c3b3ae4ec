"""A QR lives for a while, an order lives longer; here the one is over in two seconds, the other in six."""

from tests.conversation.people import labels_of, links_of, picture_of, reference_of, text_of
from tests.conversation.world import World


async def test_a_qr_that_is_over_says_so_and_loses_its_link(hasty_world: World) -> None:
    customer = await hasty_world.customer()
    payment = await hasty_world.orders(customer)
    over = await customer.sees_change(payment, "This QR has expired")
    assert links_of(over) == []
    assert {"New QR", "Cancel"} <= set(labels_of(over))
    assert picture_of(over) != picture_of(payment)


async def test_a_new_qr_comes_in_the_same_message_for_the_same_order(hasty_world: World) -> None:
    customer = await hasty_world.customer()
    payment = await hasty_world.orders(customer)
    await customer.sees_change(payment, "This QR has expired")
    assert (await customer.tap("New QR"))["text"] == "Getting your payment code…"
    renewed = await customer.sees_change(payment, "Scan with Alipay")
    assert reference_of(renewed) == reference_of(payment)
    assert links_of(renewed) != links_of(payment)
    assert picture_of(renewed) != picture_of(payment)
    await hasty_world.pay(renewed)
    await customer.sees_key()
    assert len([one for one in await customer.messages() if one.get("photo")]) == 1


async def test_in_chinese_the_button_is_called_a_new_qr_too(hasty_world: World) -> None:
    customer = await hasty_world.customer("zh-hans")
    payment = await hasty_world.orders(customer, method="微信支付")
    await customer.sees_change(payment, "二维码已过期")
    assert (await customer.tap("新二维码"))["text"] == "正在准备付款码…"
    assert links_of(await customer.sees_change(payment, "用微信扫一扫"))


async def test_two_taps_on_new_qr_ask_for_one(hasty_world: World) -> None:
    customer = await hasty_world.customer()
    payment = await hasty_world.orders(customer)
    over = await customer.sees_change(payment, "This QR has expired")
    data = next(
        button["callback_data"]
        for row in over["reply_markup"]["inline_keyboard"]
        for button in row
        if button["text"] == "New QR"
    )
    taps = [await customer.begin_tap(over["message_id"], data) for _ in range(3)]
    for tap in taps:
        await customer.answer_to(tap)
    renewed = await customer.sees_change(payment, "Scan with Alipay")
    await hasty_world.pay(renewed)
    await customer.sees_key()
    numbers = {
        order.out_trade_no
        for order in hasty_world.sandbox.gateway.orders()
        if order.out_trade_no.startswith(reference_of(payment))
    }
    assert len(numbers) == 2


async def test_who_paid_a_qr_that_was_over_gets_the_goods(hasty_world: World) -> None:
    customer = await hasty_world.customer()
    payment = await hasty_world.orders(customer)
    await customer.sees_change(payment, "This QR has expired")
    await hasty_world.pay(payment)
    await customer.follow_link(reference_of(payment))
    await customer.sees_key()


async def test_an_order_that_was_never_paid_ends_by_itself_in_place(hasty_world: World) -> None:
    customer = await hasty_world.customer()
    payment = await hasty_world.orders(customer)
    ended = await customer.sees_change(payment, "This order has expired unpaid")
    assert {"Order again"} <= set(labels_of(ended))
    assert links_of(ended) == []
    assert picture_of(ended) != picture_of(payment)
    assert len(await customer.shop_messages()) == 1


async def test_who_pays_after_the_order_has_ended_gets_the_goods(hasty_world: World) -> None:
    customer = await hasty_world.customer()
    payment = await hasty_world.orders(customer)
    await customer.sees_change(payment, "This order has expired unpaid")
    await hasty_world.pay(payment)
    await customer.tap("I have paid", on=payment)
    await customer.sees_key()
    await customer.sees_change(payment, "Paid and delivered")
    assert len(await hasty_world.live_keys(payment)) == 1


async def test_who_pays_after_cancelling_gets_the_goods(world: World) -> None:
    customer = await world.customer()
    payment = await world.orders(customer)
    await customer.tap("Cancel")
    await customer.sees_change(payment, "Order cancelled")
    await world.pay(payment)
    await customer.tap("I have paid", on=payment)
    await customer.sees_key()
    await customer.sees_change(payment, "Paid and delivered")


async def test_a_new_qr_of_an_order_that_has_ended_is_not_made(hasty_world: World) -> None:
    customer = await hasty_world.customer()
    payment = await hasty_world.orders(customer)
    await customer.sees_change(payment, "This QR has expired")
    over = await customer.sees_button("New QR")
    await customer.sees_change(payment, "This order has expired unpaid")
    assert (await customer.tap("New QR", on=over))["answered"]
    assert "expired unpaid" in text_of(await customer.sees_change(payment, "expired"))
