"""The database cannot be written for a while: people are answered late, and nothing is lost."""

import asyncio
import resource
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.conversation.people import reference_of, text_of
from tests.conversation.world import World

BEHIND_THE_LOG = 96 * 1024  # bytes: the database's journal is longer, the log is not
BEFORE_EVERYTHING = 0


@contextmanager
def _locked(world: World) -> Iterator[None]:
    """Keep the database locked against writers, as another program would."""
    connection = sqlite3.connect(world.directory / "shop.db", isolation_level=None, timeout=20)
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")
    finally:
        connection.close()


@contextmanager
def _full_disk(world: World, longest: int) -> Iterator[None]:
    """Let the bot make no file longer than some bytes, which is what a full disk comes to."""
    limits = resource.prlimit(world.bot.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(world.bot.pid, resource.RLIMIT_FSIZE, (longest, limits[1]))
    yield
    resource.prlimit(world.bot.pid, resource.RLIMIT_FSIZE, limits)


async def test_what_is_sent_while_the_database_is_locked_is_answered_late(own_world: World) -> None:
    customer = await own_world.customer()
    await customer.asks("/buy")
    with _locked(own_world):
        await customer.send("/terms")
        await asyncio.sleep(1)  # shorter than the shop waits before it says so
        assert len(await customer.shop_messages()) == 1
    await customer.sees("Terms of sale")
    assert len(await customer.shop_messages()) == 2


async def test_a_payment_that_arrives_while_the_database_is_locked_is_delivered(own_world: World) -> None:
    customer = await own_world.customer()
    payment = await own_world.orders(customer)
    with _locked(own_world):
        await own_world.pay(payment)
        await asyncio.sleep(2)
    key = await customer.sees_key()
    assert await own_world.live_keys(payment) == [key.removeprefix("sk-")]


@pytest.mark.skipif(sys.platform != "linux", reason="a full disk is played with Linux's limits of a process")
@pytest.mark.parametrize("longest", [BEHIND_THE_LOG, BEFORE_EVERYTHING], ids=["database", "log too"])
async def test_on_a_full_disk_people_are_told_and_nothing_is_lost(own_world: World, longest: int) -> None:
    customer = await own_world.customer()
    payment = await own_world.orders(customer)
    with _full_disk(own_world, longest):
        await own_world.pay(payment)
        await customer.send("/terms")
        await customer.sees_that(
            "a word about the trouble",
            lambda messages: any(
                message["from"]["is_bot"] and message["message_id"] > payment["message_id"] + 1
                for message in messages
            ),
        )
        assert "Terms of sale" not in text_of((await customer.messages())[-1])
    await customer.sees("Terms of sale")
    key = await customer.sees_key()
    assert await own_world.live_keys(payment) == [key.removeprefix("sk-")]
    assert await customer.orders() == [reference_of(payment)]


async def test_a_lock_that_lasts_is_told_to_who_waits_and_the_answer_still_comes(
    own_world: World,
) -> None:
    customer = await own_world.customer()
    await customer.asks("/buy")
    with _locked(own_world):
        await customer.send("/terms")
        told = await customer.sees_that(
            "a word about the trouble",
            lambda messages: messages[-1]["from"]["is_bot"] and messages[-1],
        )
        assert "Terms of sale" not in text_of(told)
        assert "<b>" not in text_of(told)
    await customer.sees("Terms of sale")


async def test_a_fault_in_the_shop_is_told_kindly_and_the_owner_knows(own_world: World) -> None:
    owner, customer = await own_world.owner(), await own_world.customer()
    payment = await own_world.orders(customer)
    with own_world.database() as database:
        database.execute("UPDATE customer_order SET state = 'no such state'")
    told = await customer.asks(f"/order {reference_of(payment)}")
    assert "Something went wrong on our side" in text_of(told)
    assert "<b>" not in text_of(told)
    await owner.sees("could not be handled")
    assert "Terms of sale" in text_of(await customer.asks("/terms"))
