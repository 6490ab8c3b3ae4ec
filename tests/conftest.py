"""What every test lives by."""

import os
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from _pytest.terminal import TerminalReporter
from xdist.scheduler import LoadScopeScheduling

HERE = Path(__file__).parent
COUNTED = {
    "schedules": "crash sweep",
    "steps": "state machine",
    "mutants": "caught",
    "kills": "SIGKILL",
    "orders": "SIGKILL",
    "trials": "rights of each role",
}
LONG_ONES_FIRST = ["torture", "bench", "browser", "simulation", "security", "support", "conversation", "bot"]
IN_ONE_PROCESS = (
    "tests/browser/",  # a Chromium and a sandbox
    "tests/evaluation/",  # the search, which learns for seconds
)
WORKERS_A_CORE = 2  # most of a conversation is waiting for the other side


def pytest_xdist_auto_num_workers() -> int:
    """Say what `-n auto` means here."""
    return WORKERS_A_CORE * (os.cpu_count() or 1)


class Together(LoadScopeScheduling):  # type: ignore[misc]
    """Gives each process a test at a time, but for folders whose tests share what is dear to make."""

    def _split_scope(self, nodeid: str) -> str:
        return next((folder for folder in IN_ONE_PROCESS if nodeid.startswith(folder)), nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    """Say which process runs which tests."""
    return Together(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what takes long, unless it was asked for; skip what needs a browser where there is none."""
    if "torture" not in config.option.markexpr:
        long = [item for item in items if item.get_closest_marker("torture")]
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]
    items.sort(key=_place)  # a long test begun last would let all other workers wait for it
    missing = [name for name in ("chromium", "chromedriver") if shutil.which(name) is None]
    if missing:
        reason = f"no {' and no '.join(missing)} here (Debian: apt-get install chromium chromium-driver)"
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=reason))


def _place(item: pytest.Item) -> int:
    folder = item.path.relative_to(HERE).parts[0]
    return LONG_ONES_FIRST.index(folder) if folder in LONG_ONES_FIRST else len(LONG_ONES_FIRST)


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Say how many schedules were run, how many steps, kills, and whatever else is counted."""
    totals: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, value in getattr(report, "user_properties", ()):
                if getattr(report, "when", "") == "call" and name in COUNTED:
                    totals[name] += value
    for name, words in COUNTED.items():
        if totals[name]:
            terminalreporter.write_line(f"{words}: {totals[name]:,} {name}")
