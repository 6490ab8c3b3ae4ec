"""The page that owners choose a rail by says of each what it can do, and what it needs."""

import re
from pathlib import Path

import pytest

from bot.settings import RAIL_NEEDS
from fulfillment.payments.rail import Rail

PAGE = Path(__file__).parents[2] / "docs" / "rails.md"
HEADINGS = {"epay": "`epay`, version 1", "epay_v2": "`epay`, version 2"}
WITHOUT_ASKING = {"EPAY_TYPES", "TELEGRAM_BOT_TOKEN"}  # they have a default, or every shop has them


def row_of(name: str) -> list[str]:
    """Return the cells of a rail's row."""
    heading = HEADINGS.get(name, f"`{name}`")
    (row,) = re.findall(rf"^\| {re.escape(heading)} (\|.*\| (?:yes|no)) \|$", PAGE.read_text("utf-8"), re.M)
    return [cell.strip() for cell in row.split("|")[1:]]


def test_the_page_says_what_each_rail_can_do(rail: Rail, request: pytest.FixtureRequest) -> None:
    can = rail.capabilities
    cells = row_of(request.node.callspec.params["driver"])
    abilities = (can.can_close, can.can_refund, can.partial_refund, can.idempotent_refund)
    assert cells[2:] == ["yes" if ability else "no" for ability in abilities]


@pytest.mark.parametrize("name", RAIL_NEEDS)
def test_the_page_names_every_setting_that_a_rail_needs(name: str) -> None:
    needed = {need.upper() for need in RAIL_NEEDS[name]} - WITHOUT_ASKING
    assert needed <= set(re.findall(r"`([A-Z0-9_]+)", row_of(name)[1]))
