"""The owner switches off the way an order was to be paid: every button still leads somewhere."""

from pathlib import Path

from fulfillment.states import OrderState
from tests.conversation.people import Customer, Message, buttons_of, labels_of, reference_of, text_of
from tests.conversation.world import World, following_the_clock, open_world

EXPIRED = {"en": "This QR has expired", "zh-hans": "二维码已过期"}
WALLET = {"en": "Alipay", "zh-hans": "支付宝"}
NEW_QR = {"en": "New QR", "zh-hans": "新二维码"}
LEFT = {"en": "isn’t offered just now", "zh-hans": "暂时不能用了"}
NONE = {"en": "can’t take a payment for this order just now", "zh-hans": "暂时没有可用的付款方式"}
OTHER_WALLET = {"en": "WeChat Pay", "zh-hans": "微信支付"}
SCAN = {"en": "Scan with WeChat", "zh-hans": "用微信扫"}
GETTING = {"en": "Getting your payment code…", "zh-hans": "正在准备付款码…"}
PERSON = {"en": "Ask a person", "zh-hans": "找人工"}
BROKEN = ("Something went wrong", "出了点问题")
LANGUAGES = ("en", "zh-hans")
UNPAID = (OrderState.AWAITING_PAYMENT, OrderState.CANCELLED, OrderState.EXPIRED)


SECONDS_OF_A_QR = 2 * 3600 + 5


async def test_a_new_qr_of_a_way_that_is_gone_offers_the_one_that_is_left_and_another_order_takes_it(
    tmp_path: Path,
) -> None:
    async with open_world(tmp_path, None, following_the_clock) as world:
        customers = {language: await world.customer(language) for language in LANGUAGES}
        payments = {
            language: await world.orders(customer, method=WALLET[language])
            for language, customer in customers.items()
        }
        await world.move_clock(seconds=SECONDS_OF_A_QR)
        for language, customer in customers.items():
            payments[language] = await customer.sees_change(payments[language], EXPIRED[language])
        await reopens(world, EPAY_TYPES="wxpay")
        for language, customer in customers.items():
            over = payments[language]
            await customer.tap(NEW_QR[language], on=over)
            offered = await customer.sees(LEFT[language])
            assert OTHER_WALLET[language] in labels_of(offered)
            assert WALLET[language] not in labels_of(offered)
            tap = await customer.tap(OTHER_WALLET[language], on=offered)
            assert tap["text"] == GETTING[language]
            again = await customer.sees_payment(SCAN[language])
            assert reference_of(again) == reference_of(over)
            assert not [one for one in await customer.shop_messages() if _is_broken(one)]
        await _two_taps_order_once_more(world, await world.customer())


async def _two_taps_order_once_more(world: World, customer: Customer) -> None:
    """Tap "Order again" twice where only another way to pay is left than that of the order."""
    await customer.tap("¥30", on=await customer.asks("/buy"))
    payment = await customer.sees_payment(SCAN["en"])
    be_in(world, payment, OrderState.CANCELLED)
    with world.database() as database:
        database.execute("UPDATE payment_attempt SET method = 'alipay' WHERE state = 'pending'")
    data = f"again:{reference_of(payment)}"
    taps = [await customer.begin_tap(payment["message_id"], data) for _ in range(2)]
    for tap in taps:
        await customer.answer_to(tap)
    await customer.sees_that("another QR", lambda seen: sum("photo" in one for one in seen) > 1)
    assert len(set(await customer.orders()) - {reference_of(payment)}) == 1


async def test_where_no_way_is_left_every_button_is_answered_and_a_person_is_offered(tmp_path: Path) -> None:
    async with open_world(tmp_path, None, following_the_clock) as world:
        customers = {language: await world.customer(language) for language in LANGUAGES}
        orders: dict[str, tuple[Message, Message]] = {}
        for language, customer in customers.items():
            bought = await world.orders(customer, method=WALLET[language])
            await world.pay(bought)
            await customer.sees_key()
            orders[language] = bought, await world.orders(customer, method=WALLET[language])
        await world.move_clock(seconds=SECONDS_OF_A_QR)
        for language, customer in customers.items():
            bought, unpaid = orders[language]
            orders[language] = bought, await customer.sees_change(unpaid, EXPIRED[language])
        await reopens(world, PAYMENT_RAILS="")
        for language, customer in customers.items():
            bought, unpaid = orders[language]
            await customer.tap(NEW_QR[language], on=unpaid)
            assert PERSON[language] in labels_of(await customer.sees(NONE[language]))
            await _every_button_is_answered(world, customer, bought, unpaid)


async def _every_button_is_answered(
    world: World, customer: Customer, bought: Message, unpaid: Message
) -> None:
    tapped = 0
    for state in OrderState:
        order = unpaid if state in UNPAID else bought
        be_in(world, order, state)
        for data in await _buttons(world, customer, order):
            be_in(world, order, state)
            await _is_answered(world, customer, data, state)
            tapped += 1
    assert tapped > 3 * len(OrderState)


async def reopens(world: World, **settings: str) -> None:
    """Let the owner change settings and start the shop again."""
    await world.has_said_everything()
    world.bot.environment |= settings
    await world.bot.restart()


def be_in(world: World, order: Message, state: OrderState) -> None:
    """Let an order be in a state, however it came there."""
    with world.database() as database:
        database.execute(
            "UPDATE customer_order SET state = ? WHERE reference = ?", (state.value, reference_of(order))
        )


async def _buttons(world: World, customer: Customer, order: Message) -> list[str]:
    """Return what can be tapped on an order's page and on its payment message, the cancelling last."""
    page = await customer.asks(f"/order {reference_of(order)}")
    await customer.tap_data(page["message_id"], f"payment:{reference_of(order)}")
    await world.has_said_everything()
    shown = [page, *(one for one in await customer.shop_messages() if one.get("photo"))]
    found = {
        button["callback_data"]
        for message in shown
        for button in buttons_of(message)
        if reference_of(order) in button.get("callback_data", "")
    }
    return sorted(found, key=lambda data: (data.startswith("cancel"), data))


async def _is_answered(world: World, customer: Customer, data: str, state: OrderState) -> None:
    """Tap a button on a page of the order, and see that it shows or says something, and that nothing broke."""
    page = await customer.asks("/help")
    before = await customer.shop_messages()
    tap = await customer.tap_data(page["message_id"], data)
    await world.has_said_everything()
    after = await customer.shop_messages()
    assert after != before or tap.get("text"), (data, state)
    assert not [one for one in after if _is_broken(one)], (data, state)


def _is_broken(message: Message) -> bool:
    return any(words in text_of(message) for words in BROKEN)
