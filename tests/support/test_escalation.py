"""Every way to a person brings one, with the reason, the words and the order on the staff's card."""

from collections.abc import Awaitable, Callable

import pytest

from handlers.support import reason_in
from locales.loader import LANGUAGES, words_for
from support.desk import Reason
from tests.conversation.people import Customer, Message, labels_of, reference_of, text_of
from tests.support.group import Group

WORDS = {
    Reason.REFUND: "desk-words-refund",
    Reason.COMPLAINT: "desk-words-complaint",
}


async def card_of(group: Group, name: str) -> str:
    """Return the card that the staff see of a customer."""
    return text_of(await group.card(await group.topic_of(name)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", WORDS)
def test_each_of_the_words_calls_a_person_wherever_it_stands_and_only_as_a_whole(
    language: str, reason: Reason
) -> None:
    for word in words_for(language).plain(WORDS[reason]).split(","):
        said = word.strip()
        assert reason_in(f"Well, {said.upper()}!" if said.isascii() else f"我要{said}，谢谢") in WORDS, said
    assert reason_in("I love humanity and my agenda") is None


@pytest.mark.parametrize(
    ("language", "written", "reason"),
    [
        ("en", "I want to talk to a HUMAN!", "asked for a person in words"),
        ("zh", "有人工客服吗", "asked for a person in words"),
        ("en", "somebody who breathes, not a bot, please", "asked for a person in words"),
        ("en", "can i get a refund?", "wants a refund"),
        ("zh", "我要退款", "wants a refund"),
        ("en", "i feel cheated by this shop and want to lodge a complaint", "complains"),
        ("zh", "我要投诉", "complains"),
        ("en", "my lawyer will hear about this", "complains"),
    ],
)
async def test_words_that_call_for_a_person_call_one_and_go_along(
    group: Group, language: str, written: str, reason: str
) -> None:
    name = f"Who says {written}"
    customer = await group.world.customer(language, name=name)
    receipt = text_of(await customer.asks(written))
    assert {"en": "Your ticket", "zh": "工单号"}[language] in receipt
    thread = await group.topic_of(name)
    await group.sees(thread, written)
    assert f"Why: {reason}" in text_of(await group.card(thread))


@pytest.mark.parametrize(
    ("language", "texts"),
    [("en", ("xyzzy qwfpgj", "frobnicate the quux")), ("zh", ("哔啵哔啵", "嘟噜嘟噜嘟"))],
)
async def test_two_misunderstandings_running_bring_a_person_who_sees_both(
    group: Group, language: str, texts: tuple[str, str]
) -> None:
    customer = await group.world.customer(language, name=f"Mumble {language}")
    receipt = {"en": "Your ticket", "zh": "工单号"}[language]
    assert receipt not in text_of(await customer.asks(texts[0]))
    assert receipt in text_of(await customer.asks(texts[1]))
    card = await card_of(group, f"Mumble {language}")
    assert "Why: the bot did not understand, twice" in card
    assert texts[0] in card
    await group.sees(await group.topic_of(f"Mumble {language}"), texts[1])


async def test_an_understood_question_between_two_misunderstandings_brings_nobody(group: Group) -> None:
    customer = await group.world.customer(name="Intermezzo")
    for written in ("xyzzy qwfpgj", "do credits expire?", "frobnicate the quux"):
        assert "Your ticket" not in text_of(await customer.asks(written))


@pytest.mark.parametrize(
    ("language", "question", "person"),
    [("en", "do ur credits expire??", "Ask a person"), ("zh", "请问额度会过期吗", "找人工")],
)
async def test_an_answer_that_did_not_help_has_a_button_to_a_person(
    group: Group, language: str, question: str, person: str
) -> None:
    customer = await group.world.customer(language, name=f"Unhelped {language}")
    answer = await customer.asks(question)
    await customer.tap(person, on=answer)
    card = await card_of(group, f"Unhelped {language}")
    assert "Why: the answer did not help" in card
    assert question in card


async def _waiting(group: Group, customer: Customer) -> Message:
    return await group.world.orders(customer)


async def _paid(group: Group, customer: Customer) -> Message:
    return await group.world.sells(customer)


async def _parked(group: Group, customer: Customer) -> Message:
    payment = await group.world.orders(customer)
    await group.world.pay(payment, "29.99")
    return await customer.sees_change(payment, "a person is now looking at this order")


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        (_waiting, "asked about an order"),
        (_paid, "asked about an order"),
        (_parked, "asked about an order that waits for a person"),
    ],
)
async def test_each_order_has_a_button_to_a_person_who_sees_which_it_is(
    group: Group, order: Callable[[Group, Customer], Awaitable[Message]], reason: str
) -> None:
    name = f"Buyer{order.__name__}"
    customer = await group.world.customer(name=name)
    payment = await order(group, customer)
    for label in ("Help", "Ask a person"):
        if label in labels_of(payment):
            await customer.tap(label, on=payment)
            break
    card = await card_of(group, name)
    assert f"Why: {reason}\n" in card
    assert f"👉 {reference_of(payment)}" in card


async def test_the_order_that_the_words_name_goes_along_though_it_is_not_the_latest(group: Group) -> None:
    customer = await group.world.customer(name="Nomi")
    named = await group.world.orders(customer)
    await customer.tap("Cancel", on=named)
    for _ in range(3):
        await customer.tap("Cancel", on=await group.world.orders(customer))
    receipt = await customer.asks(f"I want my money back for {reference_of(named).lower()}, please")
    assert reference_of(named) in text_of(receipt)
    card = await card_of(group, "Nomi")
    assert "Why: wants a refund" in card
    assert f"👉 {reference_of(named)}" in card
