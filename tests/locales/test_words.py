import re
from collections import Counter
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from locales import loader
from locales.loader import LANGUAGES, Markup, Words, escaped, words_for

FOLDER = Path(loader.__file__).parent


class Placeholders(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:
        self.names.add(node.id.name)


def entries(language: str) -> list[ast.EntryType]:
    parser = FluentParser()
    return [
        entry
        for path in sorted((FOLDER / language).glob("*.ftl"))
        for entry in parser.parse(path.read_text(encoding="utf-8")).body
    ]


def messages(language: str) -> dict[str, set[str]]:
    found = {}
    for entry in entries(language):
        if isinstance(entry, ast.Message):
            names = Placeholders()
            names.visit(entry)
            found[entry.id.name] = names.names
    return found


def test_the_shop_speaks_english_and_chinese() -> None:
    assert set(LANGUAGES) >= {"en", "zh"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_things_with_the_same_values(language: str) -> None:
    assert messages(language) == messages("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_of_the_files_is_understood(language: str) -> None:
    assert [entry.content for entry in entries(language) if isinstance(entry, ast.Junk)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_is_written_twice(language: str) -> None:
    keys = Counter(entry.id.name for entry in entries(language) if isinstance(entry, ast.Message))
    assert [key for key, times in keys.items() if times > 1] == []


def test_the_chinese_files_have_no_english_sentence_left() -> None:
    bundle = words_for("zh")
    same = [
        key
        for key, values in messages("zh").items()
        if not values and bundle.plain(key) == words_for("en").plain(key)
    ]
    assert set(same) <= {"button-language"}


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("zh", "zh"),
        ("zh-hans", "zh"),
        ("zh-CN", "zh"),
        ("ZH_tw", "zh"),
        ("en", "en"),
        ("en-GB", "en"),
        ("de", "en"),
        ("", "en"),
        (None, "en"),
        ("../zh", "en"),
    ],
)
def test_customers_are_greeted_in_their_language(code: str | None, language: str) -> None:
    assert words_for(code).language == language


def test_the_words_of_a_language_are_read_once() -> None:
    assert words_for("zh-hans") is words_for("zh-tw")


def test_a_name_with_signs_of_html_is_shown_as_it_stands() -> None:
    greeting = words_for("en")("welcome-hello-name", name="<b>A&B</b>")
    assert "&lt;b&gt;A&amp;B&lt;/b&gt;" in greeting
    assert isinstance(greeting, Markup)


def test_markup_is_put_in_as_it_stands() -> None:
    assert "<i>Wang</i>" in words_for("en")("welcome-hello-name", name=Markup("<i>Wang</i>"))
    assert escaped(Markup("<i>x</i>")) == "<i>x</i>"


def test_a_button_shows_signs_of_html_as_they_are() -> None:
    label = words_for("en").plain("package-button", package="R&D <1>", price="¥5", tokens="200K tokens")
    assert label == "R&D <1> · ¥5 · 200K tokens"


def test_no_invisible_marks_surround_the_values() -> None:
    assert not re.search("[\u2066-\u2069]", words_for("zh")("order-id", order_id="AC"))


@pytest.mark.parametrize("ask", [Words.__call__, Words.plain])
def test_missing_words_are_an_error_and_never_shown(ask: object) -> None:
    assert callable(ask)
    with pytest.raises(KeyError, match="no-such-key"):
        ask(words_for("en"), "no-such-key")
    with pytest.raises(KeyError, match="order-id"):
        ask(words_for("en"), "order-id")


def test_one_is_not_many() -> None:
    words = words_for("en")
    assert words.plain("duration-minutes", minutes=1) == "1 minute"
    assert words.plain("duration-minutes", minutes=2) == "2 minutes"
