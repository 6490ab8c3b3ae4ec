"""Lists of words from the locales that a text is searched for, of every language at once: people mix them."""

import re
from functools import cache

from assistant.reading import RUN, any_word, is_chinese, plainly
from locales.loader import LANGUAGES, words_for

LONGEST_WORD = 8


@cache
def listed(*keys: str) -> tuple[str, ...]:
    """Return the words of lists, of all languages, the longest first."""
    found = {
        plainly(word.strip())
        for key in keys
        for language in LANGUAGES
        for word in words_for(language).plain(key).split(",")
    }
    return tuple(sorted(filter(None, found), key=len, reverse=True))


@cache
def pattern(*keys: str) -> str:
    """Return a pattern for any word of lists: whole words in Latin letters, anywhere in Chinese."""
    return any_word(listed(*keys))


def says(text: str, *keys: str) -> bool:
    """Say whether a text, read plainly, has a word of these lists."""
    return re.search(pattern(*keys), text) is not None


def says_only(text: str, *keys: str) -> bool:
    """Say whether a text, read plainly, is made of nothing but words of these lists, and of signs."""
    words = _set_of(*keys)
    return all(_is_made_of(run, words) if is_chinese(run) else run in words for run in RUN.findall(text))


@cache
def _set_of(*keys: str) -> frozenset[str]:
    return frozenset(listed(*keys))


def _is_made_of(run: str, words: frozenset[str]) -> bool:
    """Say whether Chinese characters can be cut into these words; in one pass, whatever is written."""
    ends = {0}
    for end in range(1, len(run) + 1):
        if any(run[start:end] in words for start in range(max(0, end - LONGEST_WORD), end) if start in ends):
            ends.add(end)
    return len(run) in ends
