"""What is written into the questions after a lost order: a number is taken, everything else gets to a person."""

import pytest

from tests.conversation.people import Customer, labels_of, reference_of, text_of
from tests.conversation.test_support import PIXEL
from tests.support.group import Group
from tests.support.test_lost_account import bought
from tests.support.test_relay import in_conversation

LOST = {"en": "I lost that account or ID", "zh": "账号或订单号丢了"}
QUESTION = {"en": "A picture of the bill does too", "zh": "发账单截图也行"}
KEPT = {"en": "compares it with the payment", "zh": "人工会和付款记录核对"}


async def _begins(customer: Customer, command: str = "/order", language: str = "en") -> None:
    """Tap what every receipt offers, and read the first question."""
    asked = await customer.asks(command)
    await customer.tap(LOST[language], on=asked)
    await customer.sees_that("the question", lambda seen: QUESTION[language] in text_of(seen[-1]))


def _number_on_the_bill(group: Group, reference: str) -> str:
    with group.world.database() as database:
        found = database.execute(
            "SELECT number FROM payment_attempt WHERE number LIKE ? AND state = 'paid'", (f"{reference}%",)
        ).fetchone()
    assert len(found[0]) == 22
    return str(found[0])


async def test_the_button_for_a_lost_order_stands_below_the_one_that_nobody_is_needed(group: Group) -> None:
    customer = await group.world.customer(name="Paula")
    labels = labels_of(await customer.asks("/support"))
    assert labels.index("No help needed") < labels.index(LOST["en"])


async def test_who_tapped_the_wrong_button_is_heard_by_the_person_they_asked_for(group: Group) -> None:
    customer = await group.world.customer(name="Wilma")
    await _begins(customer, "/support")
    thread = await group.topic_of("Wilma")
    for text in ("sorry wrong button. My key returns 500", "it did so all day"):
        said = len(await customer.shop_messages())
        await customer.send(text)
        await group.sees(thread, text)
        await group.world.has_said_everything()
        assert len(await customer.shop_messages()) == said, "a person answers, not the bot"


async def test_what_answers_the_staffs_question_goes_to_them_even_if_it_is_a_number(group: Group) -> None:
    customer, thread = await in_conversation(group, "Nadia")
    await _begins(customer)
    await group.stan.writes(thread, "Which number does the error show?")
    await customer.sees("Which number does the error show?")
    await group.world.has_said_everything()
    await customer.send("AC7K2M9QXT4B")
    await group.sees(thread, "AC7K2M9QXT4B")
    await group.world.has_said_everything()
    assert not [one for one in await customer.shop_messages() if "transaction number" in text_of(one)]


async def test_what_is_written_beside_a_number_gets_to_the_person_too(group: Group) -> None:
    customer, thread = await in_conversation(group, "Berta")
    await _begins(customer)
    await customer.send("my order is AC7K2M9QXT4B and the key returns 500")
    await customer.sees("Order AC7K2M9QXT4B")
    await group.sees(thread, "and the key returns 500")
    await customer.send("the error is 500 again")
    await group.sees(thread, "the error is 500 again")
    await group.world.has_said_everything()
    assert not [one for one in await group.messages(thread) if "Claims an order" in text_of(one)]


@pytest.mark.parametrize(
    ("language", "told", "person", "receipt"),
    [
        ("en", "There is no such number in that", "Ask a person", "A person will answer you here"),
        ("zh", "没有看到这个号码", "找人工", "已为你转接人工"),
    ],
)
async def test_without_a_person_there_one_is_offered_and_gets_what_was_written(
    group: Group, language: str, told: str, person: str, receipt: str
) -> None:
    name = f"Olaf {language}"
    customer = await group.world.customer(language, name=name)
    await _begins(customer, language=language)
    written = "blorp wug, eh"
    offer = await customer.asks(written)
    assert told in text_of(offer)
    assert not [one for one in await group.topics() if one["name"].endswith(name)]
    await customer.tap(person, on=offer)
    await customer.sees(receipt)
    thread = await group.topic_of(name)
    await group.sees(thread, written)
    assert "claims an order" in text_of(await group.card(thread))


async def test_a_command_for_a_person_takes_along_what_nobody_read(group: Group) -> None:
    customer = await group.world.customer(name="Cora")
    await _begins(customer)
    await customer.asks("frumious wug")
    await customer.asks("/support")
    await group.sees(await group.topic_of("Cora"), "frumious wug")


async def test_the_second_text_without_a_number_calls_a_person_who_gets_both(group: Group) -> None:
    customer = await group.world.customer(name="Detlef")
    await _begins(customer)
    await customer.asks("frumious wug")
    assert "A person will answer you here" in text_of(await customer.asks("bandersnatch wug"))
    thread = await group.topic_of("Detlef")
    await group.sees(thread, "frumious wug")
    await group.sees(thread, "bandersnatch wug")


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_the_number_that_the_bill_shows_is_order_and_proof_in_one(group: Group, language: str) -> None:
    _, payment, _, key = await bought(group, f"Before {language}")
    reference = reference_of(payment)
    number = _number_on_the_bill(group, reference)
    new = await group.world.customer(language, name=f"After {language}")
    await _begins(new, language=language)
    sentence = {"en": f"It says {number.lower()}, sir.", "zh": f"商户单号{number}，谢谢"}[language]
    assert KEPT[language] in text_of(await new.asks(sentence))
    card = await group.sees(await group.topic_of(f"After {language}"), "the number is on the bill")
    assert reference in text_of(card)
    await group.stan.taps("Approve", card)
    assert await new.sees_key() == key


async def test_a_reference_is_found_in_a_sentence(group: Group) -> None:
    customer = await group.world.customer(name="Satya")
    await _begins(customer)
    assert "Order ACZAX86S9H7E" in text_of(await customer.asks("my order is ACZAX86S9H7E"))


@pytest.mark.parametrize("after_reference", [False, True])
async def test_a_picture_of_the_bill_goes_to_a_person_with_the_reason(
    group: Group, after_reference: bool
) -> None:
    name = f"Pic{after_reference}"
    customer = await group.world.customer(name=name)
    await _begins(customer)
    if after_reference:
        await customer.asks("ACZAX86S9H7E")
    assert "A person will answer you here" in text_of(await customer.shows(photo=PIXEL))
    thread = await group.topic_of(name)
    await group.sees_that(thread, "the picture", lambda seen: [one for one in seen if "photo" in one])
    told = await group.sees(thread, "A picture of the bill")
    assert ("ACZAX86S9H7E" in text_of(told)) is after_reference
    assert "lost an account, claims an order" in text_of(await group.card(thread))
    await customer.send("it is the second one in it")
    await group.sees(thread, "it is the second one in it")
