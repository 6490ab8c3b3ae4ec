"""A ticket's life in the database, on SQLite and on PostgreSQL, with the time standing still until it is moved."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, timedelta

import pytest

from handlers.desk_calls import RenameTopic
from handlers.desk_letters import DeskLetters
from locales.loader import words_for
from store import desk as rows
from store.database import Database
from store.tables import Customer, DeskMessage, OutboxMessage, Ticket
from store.unit_of_work import UnitOfWork
from support import messages, relay, tickets, topics
from support.desk import Desk, Member, Mode, Notice, Reason
from support.messages import Said
from tests.store.clock import START, Clock
from tests.store.rows import a_customer, add, every, only
from tests.store.shops import a_shop

STAN = Member("42", "Stan")


async def escalated(database: Database, desk: Desk) -> tuple[Customer, int]:
    """A customer who asked for a person, and the number of their ticket, whose topic is 77."""
    customer = await add(database, a_customer())
    async with database.writing() as unit:
        ticket = (await tickets.escalate(unit, desk, customer, reason=Reason.ASKED)).ticket
    async with database.writing() as unit:
        await topics.made(unit, desk, ticket.number, 77, "1")
    return customer, ticket.number


async def writes(database: Database, desk: Desk, customer: Customer, number: int, text: str = "hello") -> str:
    async with database.writing() as unit:
        return await relay.customer_wrote(unit, desk, customer, Said(number, "text", text))


async def answers(database: Database, desk: Desk, number: int, *, message_id: int, delivered: bool) -> None:
    async with database.writing() as unit:
        ticket = await rows.lock_ticket(unit, number)
        answer = await relay.staff_wrote(unit, desk, ticket, STAN, Said(message_id, "text", "an answer"))
    if delivered:
        async with database.writing() as unit:
            await relay.answered(unit, desk, [(answer.id or 0, 500 + message_id)])


def of_kind(outbox: list[OutboxMessage], kind: Notice) -> list[OutboxMessage]:
    return [row for row in outbox if row.kind == kind]


async def test_01_who_answers_is_kept_for_each_customer_in_the_database(
    database: Database, replica: Database, desk: Desk
) -> None:
    customer, number = await escalated(database, desk)
    other = await add(database, a_customer())
    async with replica.reading() as unit:
        known = await tickets.of(unit, customer)
        assert known is not None
        assert (known.number, known.mode) == (number, Mode.WAITING)
        assert await tickets.of(unit, other) is None
    await answers(replica, desk, number, message_id=9, delivered=True)
    assert (await only(database, Ticket)).mode == Mode.HUMAN


async def test_03_only_a_delivered_answer_makes_it_a_persons_even_after_the_closing(
    database: Database, desk: Desk
) -> None:
    _, number = await escalated(database, desk)
    async with database.writing() as unit:
        await tickets.close(unit, desk, await rows.lock_ticket(unit, number), "42")
    await answers(database, desk, number, message_id=9, delivered=False)
    assert (await only(database, Ticket)).mode == Mode.BOT
    await answers(database, desk, number, message_id=10, delivered=True)
    ticket = await only(database, Ticket)
    assert (ticket.mode, ticket.reason, ticket.closed_at) == (Mode.HUMAN, Reason.STAFF, None)


async def test_06_two_replicas_that_hear_of_a_customer_at_once_want_one_topic(
    database: Database, replica: Database, desk: Desk
) -> None:
    customer = await add(database, a_customer())
    await asyncio.gather(
        *(
            writes(one, desk, customer, number, "help")
            for number, one in enumerate([database, replica, database, replica], start=1)
        )
    )
    assert (await only(database, Ticket)).mode == Mode.WAITING
    assert len(of_kind(await every(database, OutboxMessage), Notice.TOPIC)) == 1
    async with database.writing() as unit:
        await topics.made(unit, desk, (await only(database, Ticket)).number, 77, "1")
    assert len(of_kind(await every(database, OutboxMessage), Notice.RELAY)) == 4


async def test_07_a_topic_noticed_gone_by_two_is_made_anew_once(
    database: Database, replica: Database, desk: Desk
) -> None:
    _, number = await escalated(database, desk)

    async def notice(one: Database) -> None:
        async with one.writing() as unit:
            await topics.lost(unit, desk, number, 77)

    await asyncio.gather(notice(database), notice(replica))
    wanted = of_kind(await every(database, OutboxMessage), Notice.TOPIC)
    assert [row.arguments["topic"] for row in wanted] == [0, 1]
    assert (await only(database, Ticket)).thread_id is None


async def test_10_every_message_is_known_by_its_number_on_either_side(database: Database, desk: Desk) -> None:
    customer, number = await escalated(database, desk)
    await writes(database, desk, customer, 5)
    async with database.writing() as unit:
        asked = await rows.by_customer_message(unit, customer.external_id, 5)
        assert asked is not None
        await relay.relayed(unit, desk, [(asked.id or 0, 900)])
    await answers(database, desk, number, message_id=901, delivered=True)
    async with database.reading() as unit:
        copy = await rows.by_staff_message(unit, desk.chat, 900)
        answer = await rows.by_customer_message(unit, customer.external_id, 500 + 901)
    assert copy is not None
    assert answer is not None
    assert (copy.customer_message_id, copy.author) == (5, customer.external_id)
    assert (answer.staff_message_id, answer.author, answer.author_name) == (901, "42", "Stan")


async def test_18_the_first_answer_claims_and_a_later_one_does_not(database: Database, desk: Desk) -> None:
    _, number = await escalated(database, desk)
    await answers(database, desk, number, message_id=9, delivered=True)
    async with database.writing() as unit:
        ticket = await rows.lock_ticket(unit, number)
        await relay.staff_wrote(unit, desk, ticket, Member("43", "Sue"), Said(10, "text", "me too"))
    assert (await only(database, Ticket)).claimed_name == "Stan"


async def test_19_what_a_customer_writes_after_the_closing_opens_it_again_for_a_while(
    database: Database, desk: Desk, clock: Clock
) -> None:
    customer, number = await escalated(database, desk)
    async with database.writing() as unit:
        await tickets.close(unit, desk, await rows.lock_ticket(unit, number), "42")
    clock.move(days=6)
    async with database.reading() as unit:
        assert relay.is_for_staff(unit, desk, await tickets.of(unit, customer))
    await writes(database, desk, customer, 6)
    ticket = await only(database, Ticket)
    assert (ticket.mode, ticket.reason) == (Mode.WAITING, Reason.FOLLOW_UP)
    async with database.writing() as unit:
        await tickets.close(unit, desk, await rows.lock_ticket(unit, number), "42")
    clock.move(days=8)
    async with database.reading() as unit:
        assert not relay.is_for_staff(unit, desk, await tickets.of(unit, customer))


async def test_20_what_is_over_the_limit_is_kept_and_warned_of_once_a_minute(
    database: Database, desk: Desk, clock: Clock
) -> None:
    customer, _ = await escalated(database, desk)
    taken = [await writes(database, desk, customer, number) for number in range(1, 25)]
    assert taken == ["relayed"] * 20 + ["warned"] + ["excess"] * 3
    kept = await every(database, DeskMessage)
    assert [one.state for one in kept].count(messages.EXCESS) == 4
    assert len(of_kind(await every(database, OutboxMessage), Notice.EXCESS)) == 1
    clock.move(minutes=2)
    assert await writes(database, desk, customer, 99) == "relayed"


async def test_24_awaiting_since_is_the_first_unanswered_message_until_an_answer_is_delivered(
    database: Database, desk: Desk, clock: Clock
) -> None:
    customer, number = await escalated(database, desk)
    assert (await only(database, Ticket)).awaiting_since == START
    clock.move(hours=1)
    await writes(database, desk, customer, 1)
    await answers(database, desk, number, message_id=9, delivered=False)
    assert (await only(database, Ticket)).awaiting_since == START
    await answers(database, desk, number, message_id=10, delivered=True)
    assert (await only(database, Ticket)).awaiting_since is None
    clock.move(hours=1)
    await writes(database, desk, customer, 2)
    clock.move(hours=1)
    await writes(database, desk, customer, 3)
    assert (await only(database, Ticket)).awaiting_since == START + timedelta(hours=2)


async def test_a_banned_customer_is_not_heard_until_the_ban_is_lifted(database: Database, desk: Desk) -> None:
    customer, number = await escalated(database, desk)
    async with database.writing() as unit:
        await tickets.ban(unit, desk, await rows.lock_ticket(unit, number), STAN)
    with pytest.raises(tickets.Banned):
        await writes(database, desk, customer, 1)
    with pytest.raises(tickets.Banned):
        await answers(database, desk, number, message_id=9, delivered=False)
    async with database.writing() as unit:
        await tickets.unban(unit, desk, await rows.lock_ticket(unit, number))
    assert await writes(database, desk, customer, 2) == "relayed"


async def test_08_a_topic_gets_its_last_name_though_its_card_has_to_wait(
    database: Database, desk: Desk
) -> None:
    _, number = await escalated(database, desk)
    letters = DeskLetters(database, a_shop(database), desk, words_for("en"), UTC)

    async def name_after(change: Callable[[UnitOfWork, Ticket], Awaitable[None]]) -> str:
        async with database.writing() as unit:
            await change(unit, await rows.lock_ticket(unit, number))
        call = await letters.write(of_kind(await every(database, OutboxMessage), Notice.NAME)[-1])
        assert isinstance(call, RenameTopic)
        async with database.writing() as unit:
            await topics.renamed(unit, number, call.thread, call.name)
        return call.name

    assert "⛔" in await name_after(lambda unit, ticket: tickets.ban(unit, desk, ticket, STAN))
    names = of_kind(await every(database, OutboxMessage), Notice.NAME)
    assert "✅" in await name_after(lambda unit, ticket: tickets.unban(unit, desk, ticket))
    assert len(of_kind(await every(database, OutboxMessage), Notice.NAME)) == len(names) + 1
