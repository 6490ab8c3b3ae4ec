"""The question before a payment is answered in time, even where nothing else works."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any, cast

import pytest
from telegram import PreCheckoutQuery, User
from telegram.error import BadRequest, NetworkError

from bot import checkout
from bot.checkout import Checkout
from bot.receiving import LOOK_AGAIN_SECONDS
from fulfillment.shop import Shop


class Asked:
    """A question, and what it was answered; each of `errors` is one try that fails."""

    invoice_payload, total_amount, currency = "NUMBER", 210, "XTR"
    from_user = User(1001, "Ada", is_bot=False, language_code="zh-hans")

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.answers: list[tuple[bool, str | None]] = []

    async def answer(self, ok: bool, *, error_message: str | None) -> None:
        if self.errors:
            raise self.errors.pop(0)
        self.answers.append((ok, error_message))


class Hanging:
    """A database that never answers, not even when it is told to stop."""

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[None]:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            await asyncio.sleep(60)
        yield


class Broken:
    """A database that is gone."""

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[None]:
        raise sqlite3.OperationalError("unable to open database file")
        yield


async def answered(asked: Asked, database: Any, language: str | None = "zh-hans") -> Asked:
    shop = cast(Shop, SimpleNamespace(database=database))
    await Checkout(shop).answer(cast(PreCheckoutQuery, asked), language)
    return asked


async def test_a_database_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkout, "DATABASE_SECONDS", 0.1)
    began = time.monotonic()
    asked = await answered(Asked(), Hanging())
    assert time.monotonic() - began < 5
    [(agreed, said)] = asked.answers
    assert not agreed
    assert "没有扣款" in str(said)


async def test_a_database_that_is_gone_declines_in_the_payers_language() -> None:
    [(agreed, said)] = (await answered(Asked(), Broken(), "en")).answers
    assert not agreed
    assert "nothing was charged" in str(said)


@pytest.mark.parametrize(
    ("errors", "answers"), [([NetworkError("gone")], 1), ([BadRequest("query is too old")], 0)]
)
async def test_an_answer_that_did_not_arrive_is_given_again_unless_it_is_too_late(
    errors: list[Exception], answers: int
) -> None:
    assert len((await answered(Asked(*errors), Broken())).answers) == answers


def test_all_of_it_fits_into_telegrams_ten_seconds() -> None:
    answering = checkout.TRIES * checkout.ANSWER_SECONDS
    assert LOOK_AGAIN_SECONDS + checkout.DATABASE_SECONDS + answering < 9
