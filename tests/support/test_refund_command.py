"""`/refund` in a topic gives everything back, and only when nothing else can be meant."""

import pytest

from handlers.refunds import may_name_an_amount
from tests.conversation.people import labels_of, reference_of, text_of
from tests.support.group import Group

UNCLEAR = ("/refund 10 for the trouble", "/refund give ¥10 back", "/refund 退一半", "/refund {} 10元")


@pytest.mark.parametrize(
    "reason",
    [
        "10 off",
        "give 10 back",
        "¥10",
        "10.50 for the delay",
        "10元",
        "退十块",
        "50%",
        "half of it",
        "只退一半",
        "5 yuan",
    ],
)
def test_what_may_be_an_amount_is_taken_for_one(reason: str) -> None:
    assert may_name_an_amount(reason)


@pytest.mark.parametrize(
    "reason",
    [
        "the key never worked",
        "gpt-4o-mini was down since 12:30",
        "paid on 2026-11-27 by mistake",
        "买错了",
        "重复付款",
    ],
)
def test_what_only_tells_why_is_no_amount(reason: str) -> None:
    assert not may_name_an_amount(reason)


async def test_refund_gives_nothing_back_while_it_is_unclear_what_is_meant(group: Group) -> None:
    customer = await group.world.customer(name="Rhea")
    payment = await group.world.sells(customer)
    reference = reference_of(payment)
    await customer.asks("/support")
    thread = await group.topic_of("Rhea")
    await group.card(thread)
    answers = (
        ("/refund", "Why? /refund reason"),
        (f"/refund {reference}", "Why? /refund reason"),
        (f"/refund {reference[:7]}0 gone wrong", "no such order"),
        *((written.format(reference), "is there an amount in that?") for written in UNCLEAR),
    )
    for written, answer in answers:
        asked = await group.stan.writes(thread, written)
        assert answer in text_of(await group.answer_to(thread, asked)), written
    assert len(await group.world.live_keys(payment)) == 1
    with group.world.database() as database:
        order = database.execute("SELECT id FROM customer_order WHERE reference = ?", (reference,)).fetchone()
        assert not database.execute("SELECT 1 FROM refund WHERE order_id = ?", order).fetchall()
    await group.stan.taps("Refund", on=await group.sees(thread, "is there an amount in that?"))
    assert "Another amount" in " ".join(labels_of(await group.sees(thread, "The key is switched off first")))
    await group.stan.writes(thread, f"/refund  {reference}  accidentally\nbought   twice")
    await customer.sees("Refunded: ¥30")
    with group.world.database() as database:
        audit = database.execute("SELECT reason FROM audit_entry WHERE order_id = ?", order).fetchall()
    assert ("accidentally\nbought   twice",) in audit, "the reason is kept as it was typed"
    assert await group.world.live_keys(payment) == []
