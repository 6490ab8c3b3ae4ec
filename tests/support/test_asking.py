"""A customer asks for a person, and the staff see whom they have before them."""

import asyncio

from support.topics import DEBOUNCE
from tests.conversation.people import labels_of, reference_of, text_of, until
from tests.conversation.test_support import PIXEL
from tests.support.group import Group


async def test_04_asking_gives_one_receipt_with_number_promise_and_a_way_back(group: Group) -> None:
    customer = await group.world.customer(name="Rita")
    receipt = await customer.asks("/support")
    thread = await group.topic_of("Rita")
    number = (await group.name_of(thread)).split("#")[1].split()[0]
    assert f"#{number}" in text_of(receipt)
    assert "within 24 hours" in text_of(receipt)
    assert "No help needed" in labels_of(receipt)
    again = await customer.asks("/support")
    assert "Your ticket" not in text_of(again)
    assert f"#{number}" in text_of(again)


async def test_04_the_receipt_is_in_the_customers_language(group: Group) -> None:
    customer = await group.world.customer("zh", name="小王")
    assert "工单号" in text_of(await customer.asks("转人工"))
    assert "asked for a person in words" in text_of(await group.card(await group.topic_of("小王")))


async def test_04_who_takes_it_back_is_answered_by_the_bot_again(group: Group) -> None:
    customer = await group.world.customer(name="Timo")
    await customer.asks("/support")
    thread = await group.topic_of("Timo")
    await customer.tap("No help needed")
    await customer.sees("nobody is called")
    assert "didn’t get that" in text_of(await customer.asks("blah"))
    await group.sees(thread, "no longer needs a person")
    await group.is_named(thread, "✅")


async def test_a_picture_that_nobody_read_goes_along_to_the_person_asked_for_next(group: Group) -> None:
    customer = await group.world.customer(name="Pia")
    assert "didn’t get that" in text_of(await customer.shows(photo=PIXEL))
    await customer.tap("Ask a person")
    thread = await group.topic_of("Pia")
    await group.sees_that(thread, "the picture", lambda seen: any(one.get("photo") for one in seen))


async def test_06_two_simultaneous_first_messages_make_one_topic(group: Group) -> None:
    customer = await group.world.customer(name="Hasty")
    await asyncio.gather(customer.send("/support"), customer.send("human"), customer.send("a person please"))
    thread = await group.topic_of("Hasty")
    await group.sees(thread, "a person please")
    assert len([one for one in await group.topics() if one["name"].endswith("Hasty")]) == 1


async def test_08_a_topics_name_has_status_number_and_name_and_fits(group: Group) -> None:
    customer = await group.world.customer(name="N" + "o" * 200)
    await customer.asks("/support")

    async def made() -> int:
        return await group.topic_of("oo")

    thread = await made()
    name = await group.name_of(thread)
    assert name.startswith("🔴 #")
    assert len(name) == 128
    await group.stan.writes(thread, "/claim")
    await group.stan.writes(thread, "Hello, how can I help?")
    await group.is_named(thread, "🟢")


async def test_08_changes_in_quick_succession_rename_a_topic_once(group: Group) -> None:
    customer = await group.world.customer(name="Flip")
    await customer.asks("/support")
    thread = await group.topic_of("Flip")
    await group.world.has_said_everything()
    before = group.world.sandbox.telegram.calls.last
    began = asyncio.get_running_loop().time()
    for command in ("/close", "/reopen", "/close"):
        await group.stan.writes(thread, command)
    await customer.sees_that(
        "both closings", lambda seen: len([one for one in seen if "is closed" in text_of(one)]) == 2
    )
    took = asyncio.get_running_loop().time() - began
    await group.is_named(thread, "✅")
    await group.world.has_said_everything()
    assert len(await group.world.calls("editForumTopic", before)) <= 1 + took // DEBOUNCE.total_seconds()


async def test_09_the_card_shows_the_customer_their_orders_and_what_went_before(group: Group) -> None:
    customer = await group.world.customer("zh", name="Carla", username="carla_c")
    payment = await group.world.orders(customer, method="支付宝")
    await customer.asks("/faq")
    await customer.tap("帮助", on=payment)
    thread = await group.topic_of("Carla")
    card = await group.card(thread)
    text = text_of(card)
    for part in ("#", "Carla", "@carla_c", str(customer.id), "Chinese", "asked about an order", "To be paid"):
        assert part in text
    assert reference_of(payment) in text
    assert "/faq" in text

    async def pinned() -> bool:
        return card["message_id"] in group.world.sandbox.telegram.world.chats[group.id].pinned

    await until(pinned, "the card pinned")
    await group.world.pay(payment)
    await customer.sees_key()
    await group.stan.taps("I take it", on=card)
    await group.sees(thread, "Delivered")
    assert "with: Stan" in text_of(await group.sees(thread, "with: Stan"))
    assert (await group.sees(thread, "with: Stan"))["message_id"] == card["message_id"], "edited in place"


async def test_09_no_key_and_no_whole_order_id_reaches_the_card(group: Group) -> None:
    customer = await group.world.customer(name="Secreta")
    payment = await group.world.sells(customer)
    key = await customer.sees_key()
    order_id = next(part for part in text_of(payment).split() if part.startswith("AC") and "-" in part)
    await customer.asks(f"/order {order_id}")
    await customer.asks("/support")
    card = await group.card(await group.topic_of("Secreta"))
    assert "/order" in text_of(card)
    assert key not in text_of(card)
    assert order_id.partition("-")[2] not in text_of(card)
