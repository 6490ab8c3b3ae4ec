"""What the documents claim is what the code says."""

from pathlib import Path

import pytest

from fulfillment.states import ATTEMPT_TRANSITIONS, ORDER_TRANSITIONS

STATES = Path(__file__).parents[1] / "docs" / "states.md"


@pytest.mark.parametrize("table", [ORDER_TRANSITIONS, ATTEMPT_TRANSITIONS], ids=["orders", "payments"])
def test_the_drawn_states_are_those_of_the_program(table: dict[str, frozenset[str]]) -> None:
    drawn = STATES.read_text(encoding="utf-8").split("```mermaid")
    arrows = {f"{before} --> {after}" for before, afters in table.items() for after in afters}
    pictures = [
        {line.strip().partition(" :")[0] for line in picture.split("```")[0].splitlines() if "-->" in line}
        for picture in drawn[1:]
    ]
    assert any(arrows == {arrow for arrow in picture if "[*]" not in arrow} for picture in pictures)
