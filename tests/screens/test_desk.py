"""What the staff read in their group is words of their language, and no codes."""

import re
from datetime import UTC, timedelta

import pytest

from handlers.screens import desk, desk_papers, desk_service
from handlers.screens.screen import Screen
from locales.loader import Words, words_for
from support.figures import DeskFigures
from tests.screens.gallery import NOW, all_screens
from tests.screens.reading import EVERY_LANGUAGE

DAY = timedelta(hours=24)


def _new(language: str) -> desk.CardView:
    return desk.CardView(12, "Wang", "", "42", language, "waiting", False, "", "asked", None)


@pytest.mark.parametrize(
    ("staffs", "customers", "heading", "claimed"),
    [
        ("en", "zh", "no username · ID <code>42</code> · Chinese", "with: nobody yet"),
        ("en", "en", "no username · ID <code>42</code> · English", "with: nobody yet"),
        ("zh", "zh", "没有用户名 · ID <code>42</code> · 中文", "负责人：暂无"),
        ("zh", "en", "没有用户名 · ID <code>42</code> · 英文", "负责人：暂无"),
    ],
)
def test_a_card_names_the_language_and_says_in_words_what_is_missing(
    staffs: str, customers: str, heading: str, claimed: str
) -> None:
    text = desk.card(words_for(staffs), _new(customers), UTC).text
    assert heading in text
    assert claimed in text


@EVERY_LANGUAGE
def test_nothing_that_is_missing_is_a_dash(words: Words) -> None:
    nothing = DeskFigures(0, 0, None, 0, None, 0, 0, None)
    answered = [desk_papers.QueueLine(1, "Wang", "human", None, "", None)]
    screens: dict[str, Screen] = {
        name: screen for name, screen in all_screens(words) if name.startswith("alert ") or "case" in name
    }
    screens |= {
        "figures": desk_service.figures(words, nothing, DAY, UTC),
        "queue": desk_papers.queue(words, answered, "-1001234567890", UTC),
        "alert": desk_service.waits(words, 1, DAY, DAY, ""),
    }
    dashes = re.compile(r"(?:^|[\s>(（：])-(?:$|[\s<)）])", re.MULTILINE)
    assert [name for name, screen in screens.items() if dashes.search(screen.text)] == []


@EVERY_LANGUAGE
def test_what_is_no_text_is_named(words: Words) -> None:
    said = [("text", "hello"), ("photo", ""), ("video_note", "")]
    shown = desk.excess(words, said).text
    assert "hello" in shown
    assert "photo" not in shown
    assert "video_note" not in shown
    line = desk_papers.TranscriptLine(NOW, "customer", "Ada", "voice", "", "delivered")
    transcript = desk_papers.transcript(words, 12, "Ada", [line], UTC)
    assert words.plain("desk-content", content="voice") in transcript
