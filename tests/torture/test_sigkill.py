"""Whatever moment the bot is killed at: everybody who paid has what they paid for, once, and nobody else has it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.torture.runs import Plan, Tell, run

Record = Callable[[str, object], None]

ROUNDS = 5
KILLS_OF_A_ROUND, ORDERS_OF_A_ROUND = 200, 100


@pytest.mark.timeout(600)
async def test_sigkill_short(tmp_path: Path, tell: Tell, record_property: Record) -> None:
    report = await run(Plan(seed=1, kills=25, orders=15, people=6), tmp_path, tell)
    assert report.complaints == []
    for name in ("kills", "orders"):
        record_property(name, report.numbers[name])


@pytest.mark.torture
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("round_number", range(1, ROUNDS + 1))
async def test_sigkill_long(tmp_path: Path, tell: Tell, record_property: Record, round_number: int) -> None:
    """A thousand kills over five hundred orders, in rounds: with `--stepwise` an interrupted run goes on."""
    plan = Plan(
        seed=round_number,
        kills=KILLS_OF_A_ROUND,
        orders=ORDERS_OF_A_ROUND,
        people=10,
        seconds_of_calm=95.0,
    )
    report = await run(plan, tmp_path, tell)
    assert report.complaints == []
    for name in ("kills", "orders"):
        record_property(name, report.numbers[name])
