"""What a person must be told is kept until it was said, and is said by one process."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from store import outbox
from store.database import Database
from store.tables import OutboxMessage
from tests.store.clock import START, Clock
from tests.store.rows import a_message, add, add_all, every, only

LATER = START + timedelta(minutes=5)


async def write(database: Database, **values: Any) -> list[OutboxMessage]:
    known: dict[str, Any] = {"channel": "telegram", "recipient": "42", "kind": "screen", "arguments": {}}
    async with database.writing() as unit:
        await outbox.write(unit, **(known | values))
    return unit.outbox


async def claim(database: Database, channel: str = "telegram") -> Sequence[OutboxMessage]:
    async with database.writing() as unit:
        return await outbox.claim_due(unit, channel, 10)


async def test_a_message_of_who_sends_nothing_is_anybodys_at_once(database: Database) -> None:
    (message,) = await write(database, arguments={"order": 7})

    assert [one.id for one in await claim(database)] == [message.id]


async def test_a_message_is_born_held_by_who_wrote_it(database: Database, clock: Clock) -> None:
    database.listen(lambda unit: None)
    (message,) = await write(database, arguments={"order": 7, "words": "你好"}, sealed_screen="sealed")

    assert await only(database, OutboxMessage) == message
    assert (message.arguments, message.sealed_screen) == ({"order": 7, "words": "你好"}, "sealed")
    assert await claim(database) == []
    clock.now = START + outbox.LEASE
    assert [one.id for one in await claim(database)] == [message.id], "its writer died"


async def test_messages_of_another_messenger_are_left_alone(database: Database) -> None:
    await add(database, a_message(channel="wechat"))

    assert await claim(database) == []
    assert len(await claim(database, "wechat")) == 1


@pytest.mark.parametrize("state", [outbox.SENT, outbox.PARKED, outbox.DROPPED])
async def test_a_settled_message_is_not_sent_again(database: Database, clock: Clock, state: str) -> None:
    (message,) = await write(database)
    clock.move(seconds=2)

    await outbox.settle(database, message, state, error="why")

    found = await only(database, OutboxMessage)
    assert (found.state, found.lease_until, found.last_error) == (state, None, "why")
    assert found.sent_at == clock.now
    clock.move(days=1)
    assert await claim(database) == []


async def test_a_screen_that_was_sent_is_kept_no_longer(database: Database) -> None:
    (message,) = await write(database, sealed_screen="sealed")

    await outbox.settle(database, message, outbox.SENT)

    assert (await only(database, OutboxMessage)).sealed_screen is None


async def test_a_screen_is_still_there_when_a_customer_who_blocked_the_bot_comes_back(
    database: Database,
) -> None:
    (message,) = await write(database, sealed_screen="sealed")
    await outbox.settle(database, message, outbox.PARKED, error="blocked")

    async with database.writing() as unit:
        await outbox.release_parked(unit, "telegram", "42")

    (found,) = await claim(database)
    assert found.sealed_screen == "sealed"


async def test_a_postponed_message_waits_for_its_moment(database: Database, clock: Clock) -> None:
    (message,) = await write(database)

    await outbox.postpone(database, message, LATER, "too many requests")

    assert await claim(database) == []
    clock.now = LATER
    (found,) = await claim(database)
    assert (found.last_error, found.runs) == ("too many requests", 2)


async def test_who_lost_a_message_neither_settles_nor_postpones_it(database: Database, clock: Clock) -> None:
    (lost,) = await write(database)
    clock.now = START + outbox.LEASE
    (taken,) = await claim(database)

    await outbox.settle(database, lost, outbox.DROPPED)
    await outbox.postpone(database, lost, LATER + timedelta(days=1), "late")

    assert await only(database, OutboxMessage) == taken


async def test_messages_in_line_stay_with_who_holds_them(database: Database, clock: Clock) -> None:
    (message,) = await write(database)
    clock.move(seconds=50)

    await outbox.extend(database, [message])

    clock.move(seconds=59)
    assert await claim(database) == []
    clock.move(seconds=1)
    assert len(await claim(database)) == 1


async def test_who_lost_a_message_does_not_hold_on_to_it(database: Database, clock: Clock) -> None:
    (lost,) = await write(database)
    clock.now = START + outbox.LEASE
    (taken,) = await claim(database)
    clock.move(seconds=30)

    await outbox.extend(database, [lost])

    assert (await only(database, OutboxMessage)).lease_until == taken.lease_until


async def test_extending_nothing_is_no_error(database: Database) -> None:
    await outbox.extend(database, [])


async def test_a_notice_that_is_to_come_once_comes_once(database: Database) -> None:
    (first,) = await write(database, once="delivered:1")
    assert await write(database, once="delivered:1") == []
    await outbox.settle(database, first, outbox.SENT)
    assert await write(database, once="delivered:1") == []
    assert len(await write(database, once="delivered:2")) == 1

    async with database.writing() as unit:
        for _ in range(2):
            await outbox.write(
                unit, channel="telegram", recipient="42", kind="x", arguments={}, once="within one unit"
            )
    assert len(unit.outbox) == 1
    assert len(await every(database, OutboxMessage)) == 3


async def test_parked_messages_go_out_when_their_customer_comes_back(
    database: Database, clock: Clock
) -> None:
    own, _, _, sent = await add_all(
        database,
        [
            a_message(recipient="42", state=outbox.PARKED),
            a_message(recipient="43", state=outbox.PARKED),
            a_message(recipient="42", state=outbox.PARKED, channel="wechat"),
            a_message(recipient="42", state=outbox.SENT),
        ],
    )
    clock.move(hours=1)

    async with database.writing() as unit:
        await outbox.release_parked(unit, "telegram", "42")

    assert unit.wakes == {"outbox"}
    (found,) = await claim(database)
    assert (found.id, found.due_at) == (own.id, clock.now)
    assert sent.state == outbox.SENT


async def test_old_messages_are_forgotten_except_where_that_would_repeat_them(database: Database) -> None:
    kept = [
        a_message(kind="fresh", state=outbox.SENT, sent_at=START),
        a_message(kind="once", state=outbox.SENT, sent_at=START - timedelta(days=9), once="delivered:1"),
        a_message(kind="waiting", created_at=START - timedelta(days=9)),
        a_message(kind="parked", state=outbox.PARKED, sent_at=START - timedelta(days=9)),
    ]
    gone = [
        a_message(kind="sent", state=outbox.SENT, sent_at=START - timedelta(days=9)),
        a_message(kind="dropped", state=outbox.DROPPED, sent_at=START - timedelta(days=9)),
    ]
    await add_all(database, [*gone, *kept])

    async with database.writing() as unit:
        await outbox.forget_sent(unit, START - timedelta(days=1))

    assert [one.kind for one in await every(database, OutboxMessage)] == [one.kind for one in kept]


async def test_waiting_messages_are_counted(database: Database) -> None:
    await add_all(
        database,
        [
            a_message(),
            a_message(lease_until=LATER),
            a_message(channel="wechat"),
            a_message(state=outbox.SENT),
            a_message(state=outbox.PARKED),
        ],
    )

    async with database.reading() as unit:
        assert await outbox.count_waiting(unit, "telegram") == 2


async def test_who_came_back_while_a_message_was_refused_has_it_not_parked(
    database: Database, clock: Clock
) -> None:
    database.listen(lambda unit: None)
    refused, later = await write(database), await write(database, due_at=LATER)
    (message,) = refused
    clock.move(seconds=1)
    async with database.writing() as unit:
        await outbox.release_parked(unit, "telegram", "42")
    with pytest.raises(outbox.CameBack):
        async with database.writing() as unit:
            await outbox.park(unit, message, "blocked")
    assert {row.state for row in await every(database, OutboxMessage)} == {outbox.WAITING}
    assert later == [], "what is not due yet stays so"
    await outbox.postpone(database, message, clock.now, "blocked")
    (found,) = await claim(database)
    async with database.writing() as unit:
        await outbox.park(unit, found, "blocked")
    assert (await every(database, OutboxMessage))[0].state == outbox.PARKED, "refused anew, it waits again"
