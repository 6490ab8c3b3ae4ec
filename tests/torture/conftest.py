"""What the runs have in common."""

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.torture.runs import Tell

HERE = Path(__file__).parent
AIOHTTP_TO_ITSELF = "ignore:unread_data:DeprecationWarning"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let aiohttp warn itself of what it does when a picture arrives in unhandy pieces."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings(AIOHTTP_TO_ITSELF))


@pytest.fixture
def tell(capfd: pytest.CaptureFixture[str]) -> Tell:
    """Print numbers past pytest, so that who waits sees them."""

    def teller(numbers: Mapping[str, int]) -> None:
        with capfd.disabled():
            sys.stdout.write(", ".join(f"{name} {number}" for name, number in numbers.items()) + "\n")
            sys.stdout.flush()

    return teller
