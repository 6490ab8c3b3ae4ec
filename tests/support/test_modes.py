"""Who answers a customer – the bot, nobody yet, a person – kept through everything, and what changes it."""

from tests.conversation.people import Customer, text_of
from tests.support.group import Group
from tests.support.test_relay import in_conversation

NONSENSE = "qzxv wkpt"


def mode_of(group: Group, customer: Customer) -> str | None:
    """Return what the database says about who answers a customer; None where nobody ever was asked for."""
    with group.world.database() as database:
        found = database.execute(
            "SELECT mode FROM ticket JOIN customer ON customer.id = customer_id WHERE external_id = ?",
            (str(customer.id),),
        ).fetchone()
    return str(found[0]) if found else None


async def is_silent(group: Group, customer: Customer, thread: int, text: str) -> None:
    """Write what the bot would answer, and see that it goes to the staff and nothing comes back."""
    said = len(await customer.shop_messages())
    await customer.send(text)
    await group.sees(thread, text)
    await group.world.has_said_everything()
    assert len(await customer.shop_messages()) == said


async def test_01_who_answers_is_kept_for_each_customer_through_an_order_and_a_kill(own_group: Group) -> None:
    waiting = await own_group.world.customer(name="Walter")
    payment = await own_group.world.orders(waiting)
    await waiting.asks("/support")
    thread = await own_group.topic_of("Walter")
    helped, other_thread = await in_conversation(own_group, "Hedda")
    alone = await own_group.world.customer(name="Alma")
    await alone.asks("/start")
    await own_group.world.has_said_everything()
    await own_group.world.bot.restart()
    await is_silent(own_group, waiting, thread, "How do I pay?")
    await is_silent(own_group, helped, other_thread, NONSENSE)
    assert "didn’t get that" in text_of(await alone.asks(NONSENSE))
    await own_group.world.pay(payment)
    await waiting.sees_key()
    modes = [mode_of(own_group, one) for one in (waiting, helped, alone)]
    assert modes == ["waiting", "human", None], "the order that was paid meanwhile changes nothing"


async def test_03_a_delivered_answer_takes_over_though_nobody_asks_for_a_person_any_more(
    group: Group,
) -> None:
    customer = await group.world.customer(name="Unasked")
    await customer.asks("/support")
    thread = await group.topic_of("Unasked")
    await customer.tap("No help needed")
    await group.is_named(thread, "✅")
    await group.world.telegram_fault("copyMessage", "400", description="Bad Request: MESSAGE_REFUSED")
    await group.stan.writes(thread, "this one is lost")
    await group.sees(thread, "Not delivered")
    assert mode_of(group, customer) == "bot"
    assert "didn’t get that" in text_of(await customer.asks(NONSENSE)), (
        "what did not arrive takes over nothing"
    )
    await group.stan.writes(thread, "Did you find it?")
    await customer.sees("Did you find it?")
    await group.is_named(thread, "🟢")
    assert mode_of(group, customer) == "human"
    await is_silent(group, customer, thread, "How do I pay?")


async def test_03_an_answer_after_the_closing_takes_over_again(group: Group) -> None:
    customer, thread = await in_conversation(group, "Posta")
    await group.stan.writes(thread, "/close")
    await customer.sees("This conversation is closed")
    assert mode_of(group, customer) == "bot"
    await group.stan.writes(thread, "One more thing from us")
    await customer.sees("One more thing from us")
    await group.is_named(thread, "🟢")
    assert mode_of(group, customer) == "human"
    await is_silent(group, customer, thread, "buy")
