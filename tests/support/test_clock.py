"""The promise to answer, kept by the clock: statements 24 to 29, with the time standing still until it is moved."""

import asyncio
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from handlers.desk_calls import Post
from handlers.service_letters import ServiceLetters
from locales.loader import words_for
from store import desk as rows
from store.database import Database
from store.tables import Customer, DeskRating, OutboxMessage, Ticket
from support import figures, ratings, relay, tickets
from support.clock import ServiceClock, stage_of
from support.desk import Desk, Mode, Notice, Reason
from support.messages import Said
from support.office import OfficeHours
from tests.fulfillment.trade import Trade
from tests.store.clock import Clock
from tests.store.rows import a_customer, add, every, only
from tests.support.test_tickets import answers, escalated, of_kind, writes

SHANGHAI = ZoneInfo("Asia/Shanghai")


async def ticks(database: Database, desk: Desk) -> None:
    await ServiceClock(database, desk).tick()


async def alerts(database: Database) -> list[int]:
    return [row.arguments["stage"] for row in of_kind(await every(database, OutboxMessage), Notice.CLOCK)]


async def told(database: Database) -> list[str]:
    return [row.arguments["say"] for row in of_kind(await every(database, OutboxMessage), Notice.TELL)]


async def in_conversation(database: Database, desk: Desk) -> tuple[Customer, int]:
    """A customer whose last word was answered just now."""
    customer, number = await escalated(database, desk)
    await answers(database, desk, number, message_id=9, delivered=True)
    return customer, number


async def test_24_closing_ends_the_waiting_and_nothing_of_it_is_told_any_more(
    database: Database, desk: Desk, clock: Clock
) -> None:
    _, number = await escalated(database, desk)
    async with database.writing() as unit:
        await tickets.close(unit, desk, await rows.lock_ticket(unit, number), "42")
    assert (await only(database, Ticket)).awaiting_since is None
    clock.move(hours=30)
    await ticks(database, desk)
    assert await alerts(database) == []


async def test_25_the_staff_are_alerted_at_12_20_and_24_hours_and_then_every_day(
    database: Database, desk: Desk, clock: Clock
) -> None:
    await escalated(database, desk)
    seen = []
    for hours in (11.9, 0.1, 7.9, 0.1, 3.9, 0.1, 23.9, 0.1, 24):
        clock.move(hours=hours)
        await ticks(database, desk)
        seen.append(await alerts(database))
    assert seen == [[], [1], [1], [1, 2], [1, 2], [1, 2, 3], [1, 2, 3], [1, 2, 3, 4], [1, 2, 3, 4, 5]]


async def test_25_an_alert_that_was_held_up_until_the_next_is_due_is_not_said(
    database: Database, desk: Desk, clock: Clock, tmp_path: Path
) -> None:
    _, number = await escalated(database, desk)
    async with database.writing() as unit:
        (await rows.lock_ticket(unit, number)).thread_id = 7
    clock.move(hours=12)
    await ticks(database, desk)
    clock.move(hours=13)
    await ticks(database, desk)
    letters = ServiceLetters(Trade(database, clock, tmp_path).shop, desk, words_for("en"), SHANGHAI)
    held_up, due = of_kind(await every(database, OutboxMessage), Notice.CLOCK)
    async with database.writing() as unit:
        written = letters.kinds()[Notice.CLOCK]
        assert await written(unit, held_up) is None
        said = await written(unit, due)
    assert isinstance(said, Post)
    assert "25 hours" in said.screen.text


async def test_25_two_replicas_and_many_looks_alert_once(
    database: Database, replica: Database, desk: Desk, clock: Clock
) -> None:
    await escalated(database, desk)
    clock.move(hours=12)
    await asyncio.gather(*(ticks(one, desk) for one in (database, replica, database, replica)))
    assert await alerts(database) == [1]


async def test_25_after_a_downtime_only_the_latest_alert_comes(
    database: Database, desk: Desk, clock: Clock
) -> None:
    await escalated(database, desk)
    clock.move(hours=50)
    await ticks(database, desk)
    await ticks(database, desk)
    assert await alerts(database) == [4]


async def test_25_what_is_asked_after_an_answer_is_counted_anew(
    database: Database, desk: Desk, clock: Clock
) -> None:
    customer, number = await escalated(database, desk)
    clock.move(hours=12)
    await ticks(database, desk)
    await answers(database, desk, number, message_id=9, delivered=True)
    clock.move(hours=1)
    await writes(database, desk, customer, 7)
    clock.move(hours=11)
    await ticks(database, desk)
    assert await alerts(database) == [1]
    clock.move(hours=1)
    await ticks(database, desk)
    assert await alerts(database) == [1, 1]


async def test_25_nobody_is_alerted_for_a_customer_whom_no_answer_can_reach(
    database: Database, desk: Desk, clock: Clock
) -> None:
    customer, _ = await escalated(database, desk)
    async with database.writing() as unit:
        customer.unreachable_since = unit.now
        unit.session.add(customer)
    clock.move(hours=30)
    await ticks(database, desk)
    assert await alerts(database) == []


@pytest.mark.parametrize(
    ("minutes", "stage"), [(29, 0), (30, 1), (49, 1), (50, 2), (59, 2), (60, 3), (60 + 1440, 4)]
)
def test_25_the_alerts_are_in_proportion_to_what_is_promised(minutes: int, stage: int) -> None:
    assert stage_of(timedelta(minutes=minutes), timedelta(hours=1)) == stage


async def test_26_the_customer_gets_one_apology_when_the_promise_is_broken(
    database: Database, replica: Database, desk: Desk, clock: Clock
) -> None:
    await escalated(database, desk)
    clock.move(hours=23)
    await ticks(database, desk)
    assert await told(database) == []
    for hours in (1, 24, 24):
        clock.move(hours=hours)
        await asyncio.gather(ticks(database, desk), ticks(replica, desk))
    assert await told(database) == ["apology"]


@pytest.mark.parametrize(
    ("now", "since"),
    [
        ("2026-05-04 12:00", None),
        ("2026-05-04 09:00", None),
        ("2026-05-04 22:00", "2026-05-04 22:00"),
        ("2026-05-05 08:59", "2026-05-04 22:00"),
    ],
)
def test_27_the_hours_are_those_of_the_shops_time_zone(now: str, since: str | None) -> None:
    office = OfficeHours(time(9), time(22), SHANGHAI)
    began = office.closed_since(datetime.fromisoformat(now).replace(tzinfo=SHANGHAI).astimezone(UTC))
    assert (None if began is None else f"{began.astimezone(SHANGHAI):%Y-%m-%d %H:%M}") == since


async def test_27_hours_past_midnight_are_open_at_midnight() -> None:
    office = OfficeHours(time(18), time(2), SHANGHAI)
    assert office.closed_since(datetime(2026, 5, 4, 0, 30, tzinfo=SHANGHAI)) is None
    assert office.closed_since(datetime(2026, 5, 4, 3, 0, tzinfo=SHANGHAI)) is not None


async def test_27_who_asks_at_night_is_told_once_that_nobody_works_now(
    database: Database, desk: Desk, clock: Clock
) -> None:
    closed = Desk(desk.channel, desk.chat, desk.encryption, hours=OfficeHours(time(13), time(15), SHANGHAI))
    customer = await add(database, a_customer())
    async with database.writing() as unit:  # 11:02 in Shanghai
        await tickets.escalate(unit, closed, customer, reason=Reason.ASKED)
    await writes(database, closed, customer, 1)
    clock.move(minutes=30)
    await writes(database, closed, customer, 2)
    assert await told(database) == ["hours"]
    clock.move(hours=2)
    await writes(database, closed, customer, 3)
    assert await told(database) == ["hours"]
    clock.move(hours=4)
    await writes(database, closed, customer, 4)
    assert await told(database) == ["hours", "hours"]


async def test_27_in_the_hours_and_without_any_nobody_is_told(database: Database, desk: Desk) -> None:
    await escalated(database, desk)
    office = Desk(desk.channel, desk.chat, desk.encryption, hours=OfficeHours(time(9), time(22), SHANGHAI))
    await writes(database, office, await add(database, a_customer()), 1)
    assert await told(database) == []


async def test_28_a_silent_customer_is_warned_a_day_before_the_ticket_is_closed(
    database: Database, replica: Database, desk: Desk, clock: Clock
) -> None:
    await in_conversation(database, desk)
    seen = []
    for hours in (47, 1, 23, 1, 24):
        clock.move(hours=hours)
        await asyncio.gather(ticks(database, desk), ticks(replica, desk))
        seen.append(await told(database))
    assert seen == [[], ["silence"], ["silence"], ["silence", "closed-silent"], ["silence", "closed-silent"]]
    ticket = await only(database, Ticket)
    assert (ticket.mode, ticket.closed_by) == (Mode.BOT, "shop")


async def test_28_who_answers_the_warning_is_not_closed(database: Database, desk: Desk, clock: Clock) -> None:
    customer, _ = await in_conversation(database, desk)
    clock.move(hours=48)
    await ticks(database, desk)
    await writes(database, desk, customer, 3)
    clock.move(hours=48)
    await ticks(database, desk)
    assert (await only(database, Ticket)).mode == Mode.HUMAN
    assert await told(database) == ["silence", "apology"]


async def test_28_after_a_downtime_the_warning_still_comes_a_day_before(
    database: Database, desk: Desk, clock: Clock
) -> None:
    await in_conversation(database, desk)
    clock.move(hours=100)
    await ticks(database, desk)
    await ticks(database, desk)
    assert await told(database) == ["silence"]
    clock.move(hours=24)
    await ticks(database, desk)
    assert await told(database) == ["silence", "closed-silent"]


async def test_28_who_was_never_answered_is_never_closed(
    database: Database, desk: Desk, clock: Clock
) -> None:
    await escalated(database, desk)
    clock.move(days=9)
    await ticks(database, desk)
    assert (await only(database, Ticket)).mode == Mode.WAITING


async def test_29_a_ticket_closed_by_a_person_is_rated_once_and_only_by_its_customer(
    database: Database, desk: Desk
) -> None:
    customer, number = await in_conversation(database, desk)
    stranger = await add(database, a_customer())
    async with database.writing() as unit:
        assert not await ratings.rate(unit, customer, number, 1, 5), "it is not closed yet"
        await tickets.close(unit, desk, await rows.lock_ticket(unit, number), "42")
    async with database.writing() as unit:
        assert not await ratings.rate(unit, stranger, number, 1, 1)
        assert not await ratings.rate(unit, customer, number, 1, 6)
        assert await ratings.rate(unit, customer, number, 1, 4)
        assert not await ratings.rate(unit, customer, number, 1, 5)
    rated = await only(database, DeskRating)
    assert (rated.score, rated.closed_by) == (4, "42")


async def test_29_what_closes_by_itself_is_not_rated(database: Database, desk: Desk, clock: Clock) -> None:
    customer, number = await in_conversation(database, desk)
    for hours in (48, 24):
        clock.move(hours=hours)
        await ticks(database, desk)
    assert (await only(database, Ticket)).closings == 1
    async with database.writing() as unit:
        assert not await ratings.rate(unit, customer, number, 1, 5)
    assert await every(database, DeskRating) == []


async def test_the_figures_tell_what_is_open_and_how_well_it_was_answered(
    database: Database, desk: Desk, clock: Clock
) -> None:
    async with database.reading() as unit:
        empty = await figures.of_now(unit)
    assert (empty.open, empty.median_first_reply, empty.rating) == (0, None, None)
    for number, hours in enumerate((1, 2, 30), start=1):
        customer = await add(database, a_customer())
        async with database.writing() as unit:
            ticket = (await tickets.escalate(unit, desk, customer, reason=Reason.ASKED)).ticket
        clock.move(hours=hours)
        await ticks(database, desk)
        await answers(database, desk, ticket.number, message_id=number, delivered=True)
        await answers(database, desk, ticket.number, message_id=number + 10, delivered=True)
        async with database.writing() as unit:
            await tickets.close(unit, desk, await rows.lock_ticket(unit, ticket.number), "42")
            await ratings.rate(unit, customer, ticket.number, 1, number + 2)
    waiting = await add(database, a_customer())
    async with database.writing() as unit:
        await relay.customer_wrote(unit, desk, waiting, Said(1, "text", "hello"))
    async with database.reading() as unit:
        found = await figures.of_now(unit)
    assert (found.open, found.waiting, found.longest) == (1, 1, clock.now)
    assert (found.first_replies, found.median_first_reply) == (3, timedelta(hours=2))
    assert (found.breaches, found.ratings, found.rating) == (1, 3, 4.0)
    clock.move(days=31)
    async with database.reading() as unit:
        later = await figures.of_now(unit)
    assert (later.first_replies, later.breaches, later.ratings) == (0, 0, 0)
