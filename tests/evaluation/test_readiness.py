"""The search takes seconds to make: it is made once, and nobody else waits for it."""

import asyncio
import threading
from functools import cache

import pytest

from assistant import search as searching
from handlers import knowledge


class Made:
    """A search that takes until it is let, and how often one was begun."""

    def __init__(self) -> None:
        self.begun = 0
        self.let = threading.Event()

    def __call__(self) -> "Made":
        self.begun += 1
        assert self.let.wait(10)
        return self


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Made:
    making = Made()
    monkeypatch.setattr(searching, "_made", cache(making))
    return making


async def test_others_are_answered_while_the_first_question_waits_for_the_search(made: Made) -> None:
    first, second = (asyncio.create_task(knowledge.prepare()) for _ in range(2))
    for _ in range(20):  # whoever else is served goes on
        await asyncio.sleep(0.001)
    assert (first.done(), second.done()) == (False, False)
    made.let.set()
    await asyncio.gather(first, second)
    assert made.begun == 1


async def test_who_needs_the_search_before_it_is_ready_waits_outside_of_what_others_wait_for(
    made: Made,
) -> None:
    with pytest.raises(searching.SearchNotReadyError):
        searching.search_at_hand()
    made.let.set()
    await knowledge.prepare()
    assert searching.search_at_hand() is made  # type: ignore[comparison-overlap]
