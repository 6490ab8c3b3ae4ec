"""Recovery by a person: a customer without their account gets the order back, from both chats' point of view."""

import json
from typing import Any

import pytest

from tests.conversation.people import (
    Customer,
    Message,
    code_texts,
    labels_of,
    links_of,
    order_id_of,
    reference_of,
    text_of,
)
from tests.support.group import Group


async def bought(group: Group, name: str, language: str = "en") -> tuple[Customer, Message, str, str]:
    """A customer, their payment message, the transaction number on their bill, and their key."""
    customer = await group.world.customer(language, name=name)
    payment = await group.world.orders(customer, method={"en": "Alipay", "zh": "支付宝"}[language])
    link = links_of(payment)[0]
    await group.world.pay(payment)
    await customer.sees_change(payment, {"en": "Paid and delivered", "zh": "已付款，已发货"}[language])
    return customer, payment, link.rsplit("/", 1)[1].partition("?")[0], await customer.sees_key()


async def _claims(customer: Customer, reference: str, number: str) -> str:
    """Go through the short dialogue, and return what the customer reads at its end."""
    asked = await customer.asks("/order")
    lost = next(label for label in labels_of(asked) if "lost that account" in label or "丢了" in label)
    await customer.tap(lost, on=asked)
    await customer.sees_that(
        "the question",
        lambda seen: "AC" in text_of(seen[-1]) and seen[-1]["message_id"] > asked["message_id"],
    )
    await customer.asks(reference.lower())
    return text_of(await customer.asks(number))


async def test_one_tap_of_the_staff_brings_the_order_to_the_new_account(group: Group) -> None:
    old, payment, number, key = await bought(group, "Olivia")
    new = await group.world.customer(name="Newlivia")
    assert "compares it with the payment" in await _claims(new, reference_of(payment), number)
    thread = await group.topic_of("Newlivia")
    card = await group.sees(thread, "Claims an order")
    assert "the number is on the bill" in text_of(card)
    assert key not in json.dumps(await group.messages(thread))
    await group.stan.taps("Approve", card)
    assert await new.sees_key() == key
    await old.sees("moved to another Telegram account")
    await group.sees(thread, "Approved")
    assert await new.orders() == [reference_of(payment)]
    assert "You have no orders yet" in text_of(await old.asks("/orders"))
    shown = await new.asks(f"/order {reference_of(payment)}")
    await new.tap("Show my key", on=shown)
    await new.sees_that(
        "the same key again", lambda messages: sum(key in code_texts(one) for one in messages) == 2
    )
    with group.world.database() as database:
        acts: list[Any] = database.execute(
            "SELECT actor FROM audit_entry WHERE act = 'approve_recovery'"
        ).fetchall()
    assert (f"telegram:{group.stan.id}",) in acts


async def test_what_does_not_fit_reads_the_same_to_the_customer_and_cannot_be_approved(group: Group) -> None:
    _, payment, number, _ = await bought(group, "Pia")
    thief = await group.world.customer(name="Thief")
    wrong = await _claims(thief, reference_of(payment), "2026000000000000")
    absent = await _claims(thief, "AC0000000000", number)
    assert wrong == absent
    thread = await group.topic_of("Thief")
    card = await group.sees(thread, "the number is on no payment of it")
    assert labels_of(card) == ["Refuse"]
    await group.sees(thread, "no such order")
    await group.stan.writes(thread, "/approve")
    await group.sees(thread, "can’t be approved")
    assert "compares it with the payment" in await _claims(thief, reference_of(payment), "1")
    await thief.asks("/order")
    await thief.tap("I lost that account")
    await thief.sees("several times today")


@pytest.mark.parametrize(
    ("language", "told", "again", "question"),
    [
        ("en", "couldn’t confirm yet", "Try again", "find your order by its payment"),
        ("zh", "暂时无法确认", "重新申请", "用付款记录帮你找回订单"),
    ],
)
async def test_one_tap_refuses_and_the_customer_hears_what_to_do_next(
    group: Group, language: str, told: str, again: str, question: str
) -> None:
    old, payment, number, key = await bought(group, f"Owner {language}")
    new = await group.world.customer(language, name=f"Refused {language}")
    await _claims(new, reference_of(payment), "2026000000000000")
    thread = await group.topic_of(f"Refused {language}")
    card = await group.sees(thread, "Claims an order")
    await group.stan.taps("Refuse", card)
    shown = await group.sees(thread, "Refused: the order stays where it is")
    assert (shown["message_id"], labels_of(shown)) == (card["message_id"], [])
    refused = await new.sees(told)
    assert reference_of(payment) in text_of(refused)
    await group.stan.writes(thread, "/refuse")
    await group.sees(thread, "Nobody claims an order here")
    assert not await new.orders()
    await new.tap(again, on=refused)
    await new.sees_that("the question again", lambda seen: question in text_of(seen[-1]))
    await new.asks(reference_of(payment))
    await new.asks(number)
    await group.stan.taps("Approve", await group.sees(thread, "the number is on the bill"))
    assert await new.sees_key() == key
    assert not [one for one in await old.messages() if told in text_of(one)]
    with group.world.database() as database:
        acts = database.execute(
            "SELECT act, actor FROM audit_entry JOIN customer_order ON customer_order.id = order_id "
            "WHERE reference = ? ORDER BY audit_entry.id",
            (reference_of(payment),),
        ).fetchall()
    by_stan = f"telegram:{group.stan.id}"
    assert acts == [("refuse_recovery", by_stan), ("approve_recovery", by_stan)]


@pytest.mark.parametrize(
    ("language", "not_me", "told"),
    [
        ("en", "It wasn’t me", "moved to another Telegram account"),
        ("zh", "不是我", "已转到另一个 Telegram 账号"),
    ],
)
async def test_who_says_it_was_not_me_is_met_by_staff_who_know_why_and_which_order(
    group: Group, language: str, not_me: str, told: str
) -> None:
    victim = f"Victim {language}"
    await group.olga.asks("/start")
    old, payment, number, key = await bought(group, victim, language)
    reference = reference_of(payment)
    thief = await group.world.customer(name=f"Taker {language}")
    await _claims(thief, reference, number)
    taken = await group.sees(await group.topic_of(f"Taker {language}"), "the number is on the bill")
    await group.stan.taps("Approve", taken)
    notice = await old.sees(told)
    await old.tap(not_me, on=notice)
    thread = await group.topic_of(victim)
    card = text_of(await group.card(thread))
    assert f"says somebody else took order {reference}" in card
    assert f"👉 {reference}" in card
    assert key not in json.dumps(await group.messages(thread))
    assert f"says somebody else took order {reference}" in text_of(await group.olga.sees(reference))
    receipt = await old.sees_that(
        "a receipt", lambda seen: seen[-1]["message_id"] > notice["message_id"] and seen[-1]
    )
    assert reference in text_of(receipt)
    assert not_me in labels_of(await old.sees(told)), "the notice stays, and names the order"
    asked = await group.stan.writes(thread, "/order")
    assert reference in text_of(await group.answer_to(thread, asked))
    refused = await group.stan.writes(thread, "/refund it was taken from them")
    assert "no order of this customer" in text_of(await group.answer_to(thread, refused))


async def test_a_warning_of_an_order_opened_elsewhere_reaches_the_staff_with_a_person_already_there(
    group: Group,
) -> None:
    buyer, payment, _, _ = await bought(group, "Wanda")
    reference = reference_of(payment)
    await buyer.asks("/support")
    thread = await group.topic_of("Wanda")
    stranger = await group.world.customer(name="Eve")
    await stranger.asks(f"/order {order_id_of(payment)}")
    warning = await buyer.sees("opened from another Telegram account")
    await buyer.tap("It wasn’t me", on=warning)
    await buyer.tap("It wasn’t me", on=warning)
    await group.sees(thread, f"The customer says somebody else took order {reference}")
    await group.world.has_said_everything()
    said = [one for one in await group.messages(thread) if "The customer says somebody" in text_of(one)]
    assert len(said) == 1
    assert f"says somebody else took order {reference}" in text_of(await group.card(thread))


async def test_a_button_of_somebody_elses_order_says_nothing_of_it_to_anybody(group: Group) -> None:
    _, payment, _, _ = await bought(group, "Zoe")
    forger = await group.world.customer(name="Forger")
    menu = await forger.asks("/start")
    await forger.tap_data(menu["message_id"], f"support:{reference_of(payment)}:not_me")
    thread = await group.topic_of("Forger")
    assert reference_of(payment) not in text_of(await group.card(thread))
    assert reference_of(payment) not in json.dumps(await forger.messages())


async def test_the_way_is_offered_where_it_is_needed(group: Group) -> None:
    customer = await group.world.customer(name="Lotte")
    lost = "I lost that account or ID"
    assert lost in labels_of(await customer.asks("/order AC0000000000"))
    assert lost in labels_of(await customer.asks("/support"))


async def test_a_claim_finds_the_staff_though_the_topic_was_deleted(group: Group) -> None:
    customer = await group.world.customer(name="Dagmar")
    await customer.asks("/support")
    thread = await group.topic_of("Dagmar")
    await group.card(thread)
    await group.world.has_said_everything()
    await group.delete_topic(thread)
    await _claims(customer, "AC0000000000", "1")
    again = await group.topic_of("Dagmar", but=thread)
    await group.sees(again, "Claims an order")
