import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import handlers.screens
from handlers.callbacks import decode
from handlers.screens import commands
from locales import loader
from locales.loader import Words, words_for
from tests.screens.gallery import (
    LONGEST,
    ORDINARY,
    Values,
    all_screens,
    all_toasts,
    touch_the_rest,
)
from tests.screens.reading import EVERY_LANGUAGE, buttons_of, labels

EVERY_FILLING = pytest.mark.parametrize("values", [ORDINARY, LONGEST], ids=["ordinary", "longest"])
ALLOWED_TAGS = {"b", "i", "code", "pre", "a", "blockquote"}


class Checked(HTMLParser):
    """Reads HTML of the small set, and remembers what is wrong with it and the text that is shown."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.mistakes: list[str] = []
        self.shown = ""
        self.feed(text)
        self.close()
        self.mistakes += [f"<{tag}> is not closed" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED_TAGS:
            self.mistakes.append(f"<{tag}> is not in the set")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.mistakes.append(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        self.shown += data


@EVERY_LANGUAGE
@EVERY_FILLING
def test_every_screen_is_html_that_can_be_shown(words: Words, values: Values) -> None:
    wrong = {name: Checked(screen.text).mistakes for name, screen in all_screens(words, values)}
    assert {name: mistakes for name, mistakes in wrong.items() if mistakes} == {}


@EVERY_LANGUAGE
@EVERY_FILLING
def test_telegrams_own_parser_accepts_every_screen(words: Words, values: Values) -> None:
    tdjson = pytest.importorskip("tdjson", reason="TDLib has no wheel for this machine")

    def execute(request: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(tdjson.td_execute(json.dumps(request).encode()))
        return answer

    execute({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0})
    mode = {"@type": "textParseModeHTML"}
    for name, screen in all_screens(words, values):
        if screen.invoice is not None:
            continue  # plain texts
        parsed = execute({"@type": "parseTextEntities", "text": screen.text, "parse_mode": mode})
        assert parsed["@type"] == "formattedText", (name, parsed)
        assert parsed["text"] == Checked(screen.text).shown, name


@EVERY_LANGUAGE
@EVERY_FILLING
def test_every_screen_fits_into_a_message(words: Words, values: Values) -> None:
    for name, screen in all_screens(words, values):
        limit = 1024 if screen.picture else 4096
        if screen.invoice is None:
            assert 0 < len(Checked(screen.text).shown) <= limit, name
        else:
            assert not screen.text, name
            assert 1 <= len(screen.invoice.title) <= 32, name
            assert 1 <= len(screen.invoice.description) <= 255, name
        assert len(buttons_of(screen)) <= 100, name
        assert all(len(row) <= 8 for row in screen.buttons), name


@EVERY_LANGUAGE
@EVERY_FILLING
def test_every_button_does_one_thing_within_the_limits(words: Words, values: Values) -> None:
    for name, screen in all_screens(words, values):
        for button in buttons_of(screen):
            actions = [action for action in (button.data, button.url, button.copy) if action is not None]
            assert len(actions) + button.pays == 1, (name, button)
            assert button.text.strip(), (name, button)
            assert button.data is None or decode(button.data), (name, button)
            assert button.url is None or button.url.startswith(("http://", "https://")), (name, button)
            assert button.copy is None or 1 <= len(button.copy) <= 256, (name, button)


@EVERY_LANGUAGE
def test_no_button_shows_signs_of_html(words: Words) -> None:
    for name, screen in all_screens(words):
        assert not [label for label in labels(screen) if re.search(r"[<>]|&\w+;", label)], name


@EVERY_LANGUAGE
def test_no_screen_offers_the_same_thing_twice(words: Words) -> None:
    repeating = {"two open orders", "what to cancel", "orders", "orders, a page between"}
    for name, screen in all_screens(words):
        asked = [button.data for button in buttons_of(screen) if button.data]
        assert name in repeating or len(asked) == len(set(asked)), name


@EVERY_LANGUAGE
def test_every_screen_for_a_customer_has_a_next_step(words: Words) -> None:
    dead_ends = [name for name, screen in all_screens(words) if not screen.buttons]
    assert [name for name in dead_ends if not name.startswith("alert ")] == []


@EVERY_LANGUAGE
def test_toasts_are_short_enough(words: Words) -> None:
    assert all(0 < len(toast) <= 200 for toast in all_toasts(words))


@EVERY_LANGUAGE
def test_the_commands_and_descriptions_fit(words: Words) -> None:
    listed = commands.customer_commands(words)
    promised = "start buy orders order guide models faq support language cancel help terms paysupport privacy"
    assert [command for command, _ in listed] == promised.split()
    assert all(1 <= len(description) <= 256 for _, description in listed)
    assert len(commands.bot_description(words)) <= 512
    assert len(commands.bot_short_description(words)) <= 120


class Listening(Words):
    """Remembers which keys were asked for."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.language, words._bundle)
        self.heard: set[str] = set()

    def _format(self, key: str, values: Any) -> str:
        self.heard.add(key)
        return super()._format(key, values)


def test_every_word_is_used_somewhere() -> None:
    words = Listening(words_for("en"))
    for _ in all_screens(words):
        pass
    touch_the_rest(words)
    text = "".join(path.read_text(encoding="utf-8") for path in Path(loader.__file__).parent.glob("en/*.ftl"))
    written = set(re.findall(r"^([a-z][\w-]*) =", text, flags=re.MULTILINE))
    # The choice of a language asks each language for its own name.
    assert written - words.heard == {"language-name"}


def source_files() -> Iterator[Path]:
    yield from Path(handlers.screens.__file__).parent.glob("*.py")
    yield from Path(loader.__file__).parent.glob("*.py")


def test_no_words_of_the_shop_are_in_the_code() -> None:
    chinese = re.compile("[\u4e00-\u9fff]")
    assert [path.name for path in source_files() if chinese.search(path.read_text(encoding="utf-8"))] == []


def test_the_screens_know_no_messenger() -> None:
    importing = re.compile(r"^(?:from|import) telegram\b", flags=re.MULTILINE)
    assert [path.name for path in source_files() if importing.search(path.read_text(encoding="utf-8"))] == []
