"""How the tests read a screen."""

import pytest

from handlers.callbacks import Verb, decode
from handlers.screens.screen import Button, Screen
from locales.loader import LANGUAGES, words_for

EVERY_LANGUAGE = pytest.mark.parametrize(
    "words", [words_for(language) for language in LANGUAGES], ids=LANGUAGES
)


def buttons_of(screen: Screen) -> list[Button]:
    return [button for row in screen.buttons for button in row]


def labels(screen: Screen) -> list[str]:
    return [button.text for button in buttons_of(screen)]


def verbs(screen: Screen) -> set[Verb]:
    decoded = [decode(button.data) for button in buttons_of(screen) if button.data]
    return {callback.verb for callback in decoded if callback}
