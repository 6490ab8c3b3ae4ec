import asyncio

import pytest

from bot.clock import Clock, Tick


@pytest.mark.parametrize(("at_start", "looks"), [(True, ["slow", "slow"]), (False, ["slow"])])
async def test_a_tick_that_may_wait_does_not_look_at_the_start(at_start: bool, looks: list[str]) -> None:
    seen: list[str] = []
    done = asyncio.Event()

    async def look() -> None:
        seen.append("slow")

    async def end() -> None:
        done.set()

    ticks = [Tick("slow", look, 3600.0, at_start=at_start), Tick("end", end, 3600.0)]
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
