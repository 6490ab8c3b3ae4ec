"""What was bought is found again, by its buyer easily, by anybody else only with the whole order ID."""

import pytest

from tests.conversation.people import (
    Customer,
    Message,
    code_texts,
    data_of,
    labels_of,
    order_id_of,
    reference_of,
    references_in,
    text_of,
)
from tests.conversation.world import World

NOBODYS = "AC0000000000"


async def _bought(world: World) -> tuple[Customer, Message, str]:
    customer = await world.customer()
    payment = await world.sells(customer)
    return customer, payment, await customer.sees_key()


async def _ordered(world: World, customer: Customer, count: int) -> list[str]:
    references = []
    for _ in range(count):
        payment = await world.orders(customer, "¥5 ")
        await customer.tap("Cancel", on=payment)
        await customer.sees_change(payment, "Order cancelled")
        references.append(reference_of(payment))
    return references[::-1]


async def test_the_orders_are_listed_page_by_page_the_newest_first(world: World) -> None:
    customer = await world.customer()
    references = await _ordered(world, customer, 6)
    first = await customer.asks("/orders")
    assert references_in(first) == references[:5]
    assert "Newer" not in " ".join(labels_of(first))
    await customer.tap("Older")
    older = await customer.sees_change(first, references[5])
    assert references_in(older) == references[5:]
    assert "Older" not in " ".join(labels_of(older))
    await customer.tap("Newer")
    assert references_in(await customer.sees_change(first, references[0])) == references[:5]


async def test_a_page_that_does_not_exist_shows_the_last_one(world: World) -> None:
    customer = await world.customer()
    references = await _ordered(world, customer, 1)
    listed = await customer.asks("/orders")
    await customer.tap_data(listed["message_id"], "orders:99999")
    assert references_in(await customer.sees_change(listed, references[0])) == references


async def test_who_bought_nothing_is_shown_the_way_to_buy_and_to_find(world: World) -> None:
    customer = await world.customer()
    nothing = await customer.asks("/orders")
    assert "You have no orders yet" in text_of(nothing)
    assert {"Buy credits", "Find by order ID"} <= set(labels_of(nothing))


async def test_an_order_is_opened_from_the_list_in_place(world: World) -> None:
    customer, payment, key = await _bought(world)
    listed = await customer.asks("/orders")
    await customer.tap("🎁 Standard", on=listed)
    opened = await customer.sees_change(listed, "Keep the whole order ID")
    assert order_id_of(opened) == order_id_of(payment)
    await customer.tap("Show my key", on=opened)
    await customer.sees_that(
        "the key again", lambda messages: sum(key in code_texts(one) for one in messages) == 2
    )


def _with_slips(text: str) -> str:
    """Write a reference as people do: lower case, o for 0, l for 1, spaces."""
    slipped = text.lower().replace("0", "o").replace("1", "l")
    return f" {slipped[:2]} {slipped[2:7]} {slipped[7:]} "


@pytest.mark.parametrize("spelling", [str, str.lower, _with_slips], ids=["exact", "lower case", "slips"])
@pytest.mark.parametrize("named", [reference_of, order_id_of], ids=["reference", "order ID"])
@pytest.mark.parametrize("command", ["/order ", ""], ids=["command", "text alone"])
async def test_the_buyer_opens_an_order_however_it_is_typed(
    world: World, spelling: object, named: object, command: str
) -> None:
    assert callable(spelling)
    assert callable(named)
    customer = await world.customer()
    payment = await world.orders(customer)
    answer = await customer.asks(command + spelling(named(payment)))
    assert order_id_of(answer) == order_id_of(payment)


async def test_order_alone_asks_for_the_order_id_and_takes_it_from_the_next_message(world: World) -> None:
    customer = await world.customer()
    payment = await world.orders(customer)
    assert "Please send your order ID" in text_of(await customer.asks("/order"))
    assert order_id_of(await customer.asks(reference_of(payment))) == order_id_of(payment)


async def test_the_button_find_by_order_id_asks_for_it_too(world: World) -> None:
    customer = await world.customer()
    payment = await world.orders(customer)
    listed = await customer.asks("/orders")
    await customer.tap("Find by order ID", on=listed)
    await customer.sees("Please send your order ID")
    assert order_id_of(await customer.asks(order_id_of(payment))) == order_id_of(payment)


async def test_what_is_no_order_id_after_being_asked_for_one_is_said_to_be_not_found(world: World) -> None:
    customer = await world.customer()
    await customer.asks("/order")
    assert "can’t find that order" in text_of(await customer.asks("it was last Tuesday"))


@pytest.mark.parametrize("asked", ["/order my id is {} please", "/order {}?", "my order id is {} please"])
async def test_an_order_id_among_words_is_found_after_the_question_and_after_the_command(
    world: World, asked: str
) -> None:
    customer = await world.customer()
    payment = await world.orders(customer)
    await customer.asks("/order")
    answer = await customer.asks(asked.format(order_id_of(payment)))
    assert order_id_of(answer) == order_id_of(payment)


async def test_what_is_no_order_id_is_no_guess(world: World) -> None:
    _, payment, key = await _bought(world)
    stranger = await world.customer(name="Eve")
    for _ in range(6):
        assert "can’t find that order" in text_of(await stranger.asks("/order I have lost it"))
    await stranger.asks(f"/order {order_id_of(payment)}")
    assert await stranger.sees_key() == key


async def test_the_link_from_the_gateway_opens_the_order_and_looks_for_the_payment(world: World) -> None:
    customer = await world.customer()
    payment = await world.orders(customer)
    await world.pay(payment)
    opened = await customer.follow_link(reference_of(payment))
    assert order_id_of(opened) == order_id_of(payment)
    await customer.sees_key()


async def test_the_link_with_the_whole_order_id_opens_it_from_another_account(world: World) -> None:
    buyer, payment, key = await _bought(world)
    stranger = await world.customer(name="Eve")
    await stranger.follow_link(order_id_of(payment))
    assert await stranger.sees_key() == key
    assert "opened from another Telegram account" in text_of(
        await buyer.sees("opened from another Telegram account")
    )


async def test_a_link_with_nonsense_greets(world: World) -> None:
    customer = await world.customer()
    assert "welcome to AiCredits" in text_of(await customer.follow_link("no-such-thing"))


async def test_another_account_gets_the_same_key_with_the_whole_order_id(world: World) -> None:
    buyer, payment, key = await _bought(world)
    stranger = await world.customer(name="Eve")
    await stranger.asks(f"/order {order_id_of(payment).lower()}")
    assert await stranger.sees_key() == key
    await buyer.sees("opened from another Telegram account")
    assert [key.removeprefix("sk-")] == await world.live_keys(payment)


async def test_every_button_of_a_recovered_order_works(world: World) -> None:
    buyer, payment, key = await _bought(world)
    stranger = await world.customer(name="Eve")
    found = await stranger.asks(f"/order {order_id_of(payment)}")
    await stranger.tap("Show my key", on=found)
    delivery = await stranger.sees("Here is your API key")
    await stranger.tap("Python", on=delivery)
    sample = await stranger.sees("Your first call · Python")
    assert key in text_of(sample)
    await stranger.tap("My key or code", on=sample)
    await stranger.tap("Ask a person", on=found)
    await stranger.sees_change(found, "A person is here for you")
    assert await buyer.orders() == [reference_of(payment)]
    assert await stranger.orders() == []


async def test_the_first_buyer_is_told_once_for_each_account(world: World) -> None:
    buyer, payment, _ = await _bought(world)
    stranger = await world.customer(name="Eve")
    for _ in range(3):
        await stranger.asks(f"/order {order_id_of(payment)}")
    await buyer.sees("opened from another Telegram account")
    told = [
        message
        for message in await buyer.messages()
        if "opened from another Telegram account" in text_of(message)
    ]
    assert len(told) == 1


async def test_the_warning_can_be_answered_either_way(world: World) -> None:
    buyer, payment, _ = await _bought(world)
    stranger = await world.customer(name="Eve")
    await stranger.asks(f"/order {order_id_of(payment)}")
    warning = await buyer.sees("opened from another Telegram account")
    assert {"It was me", "It wasn’t me"} <= set(labels_of(warning))
    await buyer.tap("It wasn’t me", on=warning)
    support = await buyer.sees("A person is here for you")
    assert reference_of(payment) in text_of(support)


async def test_foreign_and_absent_orders_look_the_same_to_a_stranger(world: World) -> None:
    _, payment, _ = await _bought(world)
    stranger = await world.customer(name="Eve")
    reference, secret = order_id_of(payment).split("-")
    tried = [NOBODYS, reference, f"{NOBODYS}-{secret}", f"{reference}-{secret[::-1]}"]
    answers = [await stranger.asks(f"/order {typed}") for typed in tried]
    assert len({text_of(answer) for answer in answers}) == 1
    assert len({tuple(labels_of(answer)) for answer in answers}) == 1
    assert "can’t find that order" in text_of(answers[0])


async def test_foreign_and_absent_orders_look_the_same_behind_forged_buttons(world: World) -> None:
    buyer, payment, key = await _bought(world)
    stranger = await world.customer(name="Eve")
    chooser = await stranger.asks("/help")
    for verb in ("paid", "cancel", "payment", "qr", "other"):
        answers = [
            await stranger.tap_data(chooser["message_id"], f"{verb}:{reference}")
            for reference in (NOBODYS, reference_of(payment))
        ]
        assert answers[0] == answers[1]
    for verb in ("order", "delivery"):
        for reference in (NOBODYS, reference_of(payment)):
            await stranger.tap_data(chooser["message_id"], f"{verb}:{reference}")
            await stranger.sees("can’t find that order")
    assert not any(key in text_of(message) for message in await stranger.messages())
    assert (await buyer.sees_change(payment, "Paid and delivered"))["message_id"] == payment["message_id"]


async def test_guessing_is_limited_and_the_limit_stands_for_the_right_id_too(world: World) -> None:
    _, payment, key = await _bought(world)
    stranger = await world.customer(name="Eve")
    for _ in range(5):
        assert "can’t find that order" in text_of(await stranger.asks(f"/order {NOBODYS}"))
    assert "Too many tries" in text_of(await stranger.asks(f"/order {NOBODYS}"))
    assert "Too many tries" in text_of(await stranger.asks(f"/order {order_id_of(payment)}"))
    assert not any(key in text_of(message) for message in await stranger.messages())


async def test_the_limit_does_not_keep_a_buyer_from_the_own_orders(world: World) -> None:
    customer, payment, _ = await _bought(world)
    for _ in range(6):
        await customer.asks(f"/order {NOBODYS}")
    assert order_id_of(await customer.asks(f"/order {reference_of(payment)}")) == order_id_of(payment)


async def test_an_unpaid_order_can_be_paid_by_another_account_only_by_its_buyer(world: World) -> None:
    customer = await world.customer()
    payment = await world.orders(customer)
    stranger = await world.customer(name="Eve")
    await stranger.asks(f"/order {order_id_of(payment)}")
    answer = await stranger.tap_data(1, data_of(payment, "Cancel"))
    assert "out of date" in answer["text"]
    assert text_of(await customer.sees_payment("Scan with Alipay")) == text_of(payment)
