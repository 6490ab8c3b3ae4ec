"""The way to a person."""

import base64

from tests.conversation.people import labels_of, reference_of, text_of
from tests.conversation.world import World

ADDRESS = "mrwangyanlong2026@outlook.com"
PIXEL = base64.b64encode(
    bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc00000"
        "0301010018dd8db00000000049454e44ae426082"
    )
).decode()


async def test_support_offers_a_person_and_the_address(world: World) -> None:
    customer = await world.customer()
    support = await customer.asks("/support")
    assert "A person is here for you" in text_of(support)
    assert ADDRESS in text_of(support)


async def test_what_is_written_to_a_person_reaches_the_owner_with_its_order(own_world: World) -> None:
    owner = await own_world.owner()
    customer = await own_world.customer(name="<b>Bob</b> & 🦊", username="bob_the_fox")
    payment = await own_world.orders(customer)
    await customer.tap("Help", on=payment)
    assert reference_of(payment) in text_of(await customer.sees("A person is here for you"))
    assert "Got it" in text_of(await customer.asks("Does <i>this</i> work & when?"))
    told = await owner.sees("Does <i>this</i> work & when?")
    assert reference_of(payment) in text_of(told)
    assert "bob_the_fox" in text_of(told)
    assert "<b>Bob</b> & 🦊" in text_of(told)


async def test_help_under_a_payment_leaves_the_qr_where_it_is(world: World) -> None:
    customer = await world.customer()
    payment = await world.orders(customer)
    await customer.tap("Help", on=payment)
    await customer.sees("A person is here for you")
    assert payment in await customer.messages()


async def test_a_picture_for_a_person_is_taken_as_the_shop_says_it_helps(world: World) -> None:
    customer = await world.customer()
    assert "pictures help too" in text_of(await customer.asks("/support"))
    answer = await customer.shows(photo=PIXEL, caption="this is what I see")
    assert "didn’t get that" not in text_of(answer)


async def test_pictures_that_nobody_read_go_along_to_the_person_asked_for_next(own_world: World) -> None:
    owner, customer = await own_world.owner(), await own_world.customer()
    for _ in range(2):
        assert "didn’t get that" in text_of(await customer.shows(photo=PIXEL))
    await customer.tap("Ask a person")
    await customer.sees("Got it")
    await owner.sees_that("both pictures", lambda seen: len([one for one in seen if one.get("photo")]) == 2)
    received = [one for one in await customer.shop_messages() if "Got it" in text_of(one)]
    assert len(received) == 1


async def test_a_second_message_to_a_person_is_taken_too(world: World) -> None:
    customer = await world.customer()
    assert "as one message or several" in text_of(await customer.asks("/support"))
    await customer.asks("It does not work.")
    assert "didn’t get that" not in text_of(await customer.asks("I mean the key."))


async def test_who_changes_their_mind_is_not_forwarded(own_world: World) -> None:
    owner, customer = await own_world.owner(), await own_world.customer()
    await customer.asks("/support")
    await customer.asks("/help")
    assert "didn’t get that" in text_of(await customer.asks("xyzzy?"))
    assert not any("xyzzy?" in text_of(message) for message in await owner.messages())


async def test_words_that_call_for_a_person_reach_the_owner_without_being_written_again(
    own_world: World,
) -> None:
    owner, customer = await own_world.owner(), await own_world.customer("zh")
    answer = await customer.asks("我要退款，订单有问题")
    assert ADDRESS in text_of(answer)
    await owner.sees("我要退款，订单有问题")


async def test_an_owner_answers_what_was_handed_to_them_and_the_customer_gets_it(own_world: World) -> None:
    owner, customer = await own_world.owner(), await own_world.customer(name="Ansel")
    await customer.asks("/support")
    await customer.asks("Which models are there?")
    told = await owner.sees("Which models are there?")
    await owner.tap("Answer", on=told)
    await owner.sees("Your answer to Ansel?")
    await owner.send("All five of them.")
    await customer.sees("All five of them.")
    await owner.tap("Add to it")
    await owner.sees("Your answer to Ansel?")
    await owner.send_other(photo=PIXEL)
    await customer.sees_that("the picture", lambda seen: [one for one in seen if "photo" in one])
    before = len(await customer.messages())
    origin = (await customer.shop_messages())[-1]["message_id"]
    assert "out of date" in (await customer.tap_data(origin, f"answer:{owner.id}"))["text"]
    await owner.asks("/help")
    assert len(await customer.messages()) == before


async def test_trouble_with_a_payment_has_an_answer_of_its_own(world: World) -> None:
    customer = await world.customer()
    answer = await customer.asks("/paysupport")
    assert "Trouble with a payment" in text_of(answer)
    assert ADDRESS in text_of(answer)
    assert "Ask a person" in labels_of(answer)
