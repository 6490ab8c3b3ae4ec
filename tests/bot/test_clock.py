import asyncio

import pytest

from bot.clock import Clock, Tick


@pytest.mark.parametrize(("first_after", "looks"), [(0.0, ["slow", "slow"]), (3600.0, ["slow"])])
async def test_a_tick_that_may_wait_does_not_look_at_the_start(first_after: float, looks: list[str]) -> None:
    seen: list[str] = []
    done = asyncio.Event()

    async def look() -> None:
        seen.append("slow")

    async def end() -> None:
        done.set()

    ticks = [Tick("slow", look, 3600.0, first_after=first_after), Tick("end", end, 3600.0)]
    clock = Clock(ticks, observe=lambda _name, _seconds: None)
    clock.start()
    try:
        await asyncio.wait_for(done.wait(), 10)
        clock.wake("slow")
        done.clear()
        clock.wake("end")
        await asyncio.wait_for(done.wait(), 10)
    finally:
        await clock.stop()
    assert seen == looks


async def test_a_rare_tick_may_have_its_first_look_soon() -> None:
    loop = asyncio.get_running_loop()
    looked = loop.create_future()

    async def look() -> None:
        looked.set_result(loop.time())

    clock = Clock([Tick("rare", look, 900.0, first_after=0.2)], observe=lambda _name, _seconds: None)
    started = loop.time()
    clock.start()
    try:
        assert await asyncio.wait_for(looked, 10) - started >= 0.15
    finally:
        await clock.stop()


async def test_work_that_knows_when_it_has_something_to_do_is_woken_then() -> None:
    loop = asyncio.get_running_loop()
    seen: list[float] = []
    twice = asyncio.Event()

    async def look() -> None:
        seen.append(loop.time())
        if len(seen) == 2:
            twice.set()

    ticks = [Tick("knowing", look, 900.0, due_in=lambda: 0.2 if len(seen) == 1 else None)]
    clock = Clock(ticks, observe=lambda _name, _seconds: None)
    clock.start()
    try:
        await asyncio.wait_for(twice.wait(), 10)
    finally:
        await clock.stop()
    assert seen[1] - seen[0] >= 0.15
