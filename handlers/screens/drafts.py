"""A draft of an answer in a customer's topic: what was written, and what became of it."""

from handlers.callbacks import Verb
from handlers.screens.pieces import tap
from handlers.screens.screen import Screen
from locales.loader import Words


def author(words: Words) -> str:
    """Return what a model goes by among the staff."""
    return words.plain("desk-assistant")


def draft(words: Words, text: str, number: int) -> Screen:
    """Show a draft to the staff, marked as one, with the ways to decide on it."""
    send = tap(words, "desk-button-send", Verb.DESK, "send", number)
    discard = tap(words, "desk-button-discard", Verb.DESK, "discard", number)
    return Screen(words("desk-draft", text=text), ((send, discard),))


def decided(words: Words, text: str, act: str, name: str) -> Screen:
    """Show what became of a draft, and by whom."""
    return Screen(words("desk-draft-decided", text=text, act=act, name=name))
