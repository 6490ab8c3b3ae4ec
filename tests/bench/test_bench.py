"""`make bench` measures what it says it measures. How fast the shop is, is not tested here."""

import asyncio
import json
import sys
from pathlib import Path

import pytest

from tests.bench.processes import ROOT, Shares
from tests.bench.report import Measure
from tests.bench.runs import Deliveries

LINES = (
    "Echo bot, stock",
    "Echo bot, concurrent",
    "Shop",
    "Shop to stock echo bot",
    "Payment to delivery, p50",
    "Payment to delivery, p95",
    "Shop's memory",
    "Load's CPU, echo bot",
    "Load's CPU, shop",
)


@pytest.mark.timeout(300)  # three bots are started, one after the other
async def test_a_quick_run_prints_every_measure_and_writes_it_down(tmp_path: Path) -> None:
    file = tmp_path / "bench.json"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench", "--quick", "--json", str(file),
        cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        env={"PATH": "", "COLUMNS": "80", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    try:
        output, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    printed = output.decode()
    assert process.returncode == 0, printed
    assert [line for line in LINES if f"│ {line} " not in printed] == []
    written = json.loads(file.read_text(encoding="utf-8"))
    values = {measure["name"]: measure["value"] for measure in written["measures"]}
    assert all(values[line] > 0 for line in LINES)
    assert len(written["deliveries"]["seconds"]) == written["plan"]["paid"]


def test_a_target_counts_as_reached_from_the_right_side() -> None:
    assert Measure("ratio", 0.36, "", at_least=0.35).reached is True
    assert Measure("ratio", 0.34, "", at_least=0.35).reached is False
    assert Measure("memory", 151.0, "MB", at_most=150.0).reached is False
    assert Measure("rate", 1.0, "updates/s").reached is None


def test_the_ninety_fifth_percentile_leaves_out_the_slowest_twentieth() -> None:
    waits = Deliveries([float(second) for second in range(1, 61)], Shares(0, 0, 0), 100.0)
    assert (waits.percentile(50), waits.percentile(95), waits.percentile(100)) == (30.0, 57.0, 60.0)
