"""What goes to the staff's group, in which order, and how fast."""

import asyncio

import pytest

from bot.pace import Pace


class Times:
    """A loop's time that moves only by what is slept."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda: self.now)
        monkeypatch.setattr(asyncio, "sleep", self._sleep)

    async def _sleep(self, seconds: float) -> None:
        self.now += seconds


async def test_23_a_group_gets_at_most_twenty_messages_in_any_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    times, pace = Times(monkeypatch), Pace(30.0)
    sent = []
    for _ in range(100):
        await pace.room("-100")
        await pace.wait("-100")
        sent.append(times.now)
    most = max(len([one for one in sent if start <= one < start + 60]) for start in sent)
    assert 15 <= most <= 20
    assert sent[4] == 0, "a short exchange is not held up"


async def test_23_waiting_for_room_takes_nobodys_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    times, pace = Times(monkeypatch), Pace(30.0)
    for _ in range(50):
        await pace.room("-100")
    assert times.now == 0
