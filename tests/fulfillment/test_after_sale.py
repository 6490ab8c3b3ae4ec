"""What is left of a key, why one does not work, and the note that little is left; console and time are a test's."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from fulfillment import enquiries
from fulfillment.consoles.issuer import Condition
from fulfillment.enquiries import MOST, EnquiryService, Outcome, Question, TooManyEnquiries
from fulfillment.key_watch import AGAIN_AFTER, YOUNG, KeyWatcher, is_little
from fulfillment.outcomes import OutcomeUnknown, OutsideError, Rejected, Retryable
from fulfillment.quiet import QuietHours
from store import enquiries as rows
from store.database import Database
from store.tables import Order, OutboxMessage, Ticket
from tests.fulfillment.trade import Trade
from tests.store.clock import Clock
from tests.store.conftest import migrated_file, postgresql, server, url
from tests.store.rows import add, every

__all__ = ["migrated_file", "postgresql", "server", "url"]

SQLITE = pytest.mark.parametrize("server", ["sqlite"], indirect=True)
SILENT = OutcomeUnknown("no answer")


@pytest_asyncio.fixture
async def trade(url: str, tmp_path: Path) -> AsyncIterator[Trade]:
    """A shop that sells."""
    clock = Clock()
    database = Database(url, clock=clock)
    yield Trade(database, clock, tmp_path)
    await database.close()


async def bought(trade: Trade, *, buyer: str = "1001", rounds: int = 1) -> Order:
    order = await trade.order(buyer=buyer)
    await trade.pay(order, rounds=rounds)
    return order


async def bought_a_code(trade: Trade) -> Order:
    trade.keys.wrong = Rejected("no keys today")
    return await bought(trade, rounds=2)


async def asks(trade: Trade, order: Order, question: Question) -> None:
    customer = await trade.customer(order)
    async with trade.shop.database.writing() as unit:
        await enquiries.ask(unit, customer, order, question)


async def hears(trade: Trade) -> list[dict[str, object]]:
    """Let the shop answer; return all answers so far, without the order."""
    service = EnquiryService(trade.shop)
    await service.tick()
    await service.settle()
    messages = await every(trade.shop.database, OutboxMessage)
    return [
        {name: value for name, value in row.arguments.items() if name != "order"}
        for row in messages
        if row.kind in ("balance", "key_trouble")
    ]


async def answer(trade: Trade, order: Order, question: Question) -> dict[str, object]:
    await asks(trade, order, question)
    return (await hears(trade))[-1]


async def test_a_question_asked_twice_is_answered_once_by_whichever_replica(trade: Trade, url: str) -> None:
    order = await bought(trade)
    await asks(trade, order, Question.BALANCE)
    await asks(trade, order, Question.BALANCE)
    other = Database(url, clock=trade.clock)
    services = [EnquiryService(trade.shop), EnquiryService(replace(trade.shop, database=other))]
    await asyncio.gather(*(service.tick() for service in services * 2))
    for service in services:
        await service.settle()
    answers = await hears(trade)
    await other.close()
    assert len(answers) == 1


@SQLITE
async def test_what_is_left_comes_from_the_console(trade: Trade) -> None:
    order = await bought(trade)
    trade.keys.used[1] = 120_000
    assert await answer(trade, order, Question.BALANCE) == {
        "outcome": "known",
        "remaining": order.quota - 120_000,
        "used": 120_000,
    }


@SQLITE
async def test_a_question_outlives_the_process_that_was_asked(trade: Trade) -> None:
    order = await bought(trade)
    await asks(trade, order, Question.BALANCE)
    async with trade.shop.database.writing() as unit:  # taken up by a process that dies
        assert await rows.claim_due(unit, lease_until=unit.now + enquiries.LEASE, limit=1)
    assert await hears(trade) == []
    trade.clock.move(seconds=enquiries.LEASE.total_seconds() + 1)
    assert len(await hears(trade)) == 1


@SQLITE
@pytest.mark.parametrize(
    ("wrong", "outcome"),
    [
        (SILENT, "silent"),
        (Retryable("too many requests"), "silent"),
        (Rejected("the token died", auth_lost=True), "silent"),
        (Rejected("refused without a reason"), "silent"),
    ],
)
async def test_what_the_console_does_not_say_is_not_made_up(
    trade: Trade, wrong: OutsideError, outcome: str
) -> None:
    order = await bought(trade)
    trade.keys.wrong = wrong
    assert await answer(trade, order, Question.BALANCE) == {"outcome": outcome}


@SQLITE
@pytest.mark.parametrize("question", Question)
async def test_a_key_that_the_console_does_not_list_either_is_gone(trade: Trade, question: Question) -> None:
    order = await bought(trade)
    trade.keys.rows.clear()
    assert await answer(trade, order, question) == {"outcome": "gone"}


@SQLITE
@pytest.mark.parametrize(
    ("condition", "outcome"),
    [
        (Condition.DISABLED, Outcome.DISABLED),
        (Condition.EXPIRED, Outcome.EXPIRED),
        (Condition.EXHAUSTED, Outcome.EXHAUSTED),
    ],
)
async def test_a_key_that_the_console_turned_off_is_named_so(
    trade: Trade, condition: Condition, outcome: Outcome
) -> None:
    order = await bought(trade)
    trade.keys.condition = condition
    assert (await answer(trade, order, Question.TROUBLE))["outcome"] == outcome


@SQLITE
async def test_an_enabled_key_with_nothing_left_is_used_up(trade: Trade) -> None:
    order = await bought(trade)
    trade.keys.used[1] = order.quota
    assert (await answer(trade, order, Question.TROUBLE))["outcome"] == Outcome.EXHAUSTED


@SQLITE
@pytest.mark.parametrize(
    ("refuses", "held", "outcome"),
    [
        (None, None, Outcome.WORKS),
        (None, 1, Outcome.WORKS),
        (None, 0, Outcome.OURS),
        (Rejected("401"), None, Outcome.REFUSED),
        (SILENT, None, Outcome.GATEWAY_DOWN),
        (Retryable("refused"), None, Outcome.GATEWAY_DOWN),
    ],
)
async def test_a_good_key_is_tried_before_anything_is_said_of_it(
    trade: Trade, refuses: OutsideError | None, held: int | None, outcome: Outcome
) -> None:
    order = await bought(trade)
    trade.keys.refuses, trade.keys.held = refuses, held
    assert (await answer(trade, order, Question.TROUBLE))["outcome"] == outcome


@SQLITE
async def test_a_key_that_works_is_said_to_work_even_when_the_console_is_silent(trade: Trade) -> None:
    order = await bought(trade)
    trade.keys.wrong = SILENT
    assert await answer(trade, order, Question.TROUBLE) == {"outcome": "works"}
    trade.keys.refuses = SILENT
    assert await answer(trade, order, Question.TROUBLE) == {"outcome": "silent"}


@SQLITE
@pytest.mark.parametrize("question", Question)
async def test_a_code_is_said_to_be_redeemed_or_not(trade: Trade, question: Question) -> None:
    order = await bought_a_code(trade)
    assert (await answer(trade, order, question))["outcome"] == Outcome.UNUSED
    trade.codes.used[1], trade.codes.condition = order.quota, Condition.EXHAUSTED
    assert (await answer(trade, order, question))["outcome"] == Outcome.REDEEMED


@SQLITE
async def test_of_a_code_from_the_stock_no_console_is_asked(trade: Trade) -> None:
    trade.keys.wrong = trade.codes.wrong = Rejected("nothing today")
    await trade.stock("starter", "canary-code-1")
    order = await bought(trade, rounds=3)
    assert await answer(trade, order, Question.TROUBLE) == {"outcome": "code"}
    assert trade.codes.looked_at == trade.keys.looked_at == []


@SQLITE
async def test_who_asks_all_the_time_has_to_wait_a_while(trade: Trade) -> None:
    order = await bought(trade)
    for _ in range(MOST):
        await answer(trade, order, Question.BALANCE)
    with pytest.raises(TooManyEnquiries):
        await asks(trade, order, Question.BALANCE)
    trade.clock.move(minutes=11)
    await asks(trade, order, Question.BALANCE)


async def looks(trade: Trade, **time: float) -> list[dict[str, object]]:
    """Let time pass and the shop look at a key; return the notes so far."""
    trade.clock.move(**time)
    await KeyWatcher(trade.shop).tick()
    messages = await every(trade.shop.database, OutboxMessage)
    return [row.arguments for row in messages if row.kind == "low_balance"]


@SQLITE
async def test_a_buyer_is_told_once_that_a_fifth_is_left(trade: Trade) -> None:
    order = await bought(trade)
    trade.keys.used[1] = order.quota * 79 // 100
    assert await looks(trade, hours=1) == []
    trade.keys.used[1] = order.quota * 80 // 100
    assert await looks(trade, hours=1) == []  # looked at just now
    told = await looks(trade, seconds=AGAIN_AFTER.total_seconds())
    assert [note["order"] for note in told] == [order.id]
    assert len(await looks(trade, days=1)) == 1


@SQLITE
async def test_no_note_comes_at_night_nor_while_a_person_answers(trade: Trade) -> None:
    order = await bought(trade)
    trade.keys.used[1] = order.quota
    night = QuietHours(time(22), time(9), ZoneInfo("Asia/Shanghai"))
    trade.shop = replace(trade.shop, policy=replace(trade.shop.policy, quiet_hours=night))
    ticket = await add(
        trade.shop.database,
        Ticket(customer_id=order.customer_id, mode="human", opened_at=trade.clock.now),
    )
    assert await looks(trade, hours=12) == []  # it is 23 o'clock
    assert trade.keys.looked_at == []
    assert await looks(trade, hours=11) == []  # a person answers
    async with trade.shop.database.writing() as unit:
        ticket.mode = "bot"
        unit.session.add(ticket)
    assert len(await looks(trade, seconds=AGAIN_AFTER.total_seconds() + 1)) == 1


@SQLITE
async def test_the_key_not_looked_at_for_longest_comes_first_and_one_at_a_time(trade: Trade) -> None:
    for buyer in ("1001", "1002", "1003"):
        await bought(trade, buyer=buyer)
    for _ in range(4):
        await looks(trade, minutes=1)
    assert trade.keys.looked_at == [1, 2, 3]
    await looks(trade, seconds=AGAIN_AFTER.total_seconds())
    assert trade.keys.looked_at == [1, 2, 3, 1]


@SQLITE
async def test_old_keys_and_those_of_refunded_orders_are_left_in_peace(trade: Trade) -> None:
    old, refunded = await bought(trade), await bought(trade)
    trade.keys.used = {1: old.quota, 2: refunded.quota}
    await trade.refund(refunded)
    assert await looks(trade, days=YOUNG.days + 1) == []


async def test_two_replicas_look_at_a_key_once(trade: Trade, url: str) -> None:
    await bought(trade)
    other = Database(url, clock=trade.clock)
    await asyncio.gather(
        *(KeyWatcher(shop).tick() for shop in (trade.shop, replace(trade.shop, database=other)) * 2)
    )
    await other.close()
    assert trade.keys.looked_at == [1]


@pytest.mark.parametrize(
    ("remaining", "used", "little"), [(20, 80, True), (21, 79, False), (0, 100, True), (0, 0, True)]
)
def test_little_is_a_fifth_or_less(remaining: int, used: int, little: bool) -> None:
    assert is_little(remaining, used) is little
