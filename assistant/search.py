"""Which topic a text is about, and how sure that is. Offline, and the same for the same text."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import pairwise
from threading import Lock
from typing import TYPE_CHECKING

from assistant.reading import LATIN, PlainWords, any_word, is_chinese, normalised, unified
from locales.heard import ELSEWHERE, NO_TOPIC, VAGUE
from locales.knowledge import Knowledge, knowledge_in
from locales.loader import LANGUAGES

if TYPE_CHECKING:
    from assistant.index import Index

SURE = 1.05
STRANGE = 0.4  # how much surer it has to be when there is a word that nobody wrote down
POSSIBLE = -0.3
MOST_OFFERED = 3
LONGEST_QUESTION = 160
GAP = re.escape(unified(" … "))  # as unifying writes it
_BEING_MADE = Lock()
FEW_WORDS = r"\W+(?:\w+\W+){0,4}?"


class Certainty(StrEnum):
    """What may be done with what was found."""

    SURE = "sure"
    UNSURE = "unsure"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Found:
    """The topics a text may be about, the likeliest first; three at most, and none when there is nothing."""

    certainty: Certainty
    topics: tuple[str, ...] = ()
    trick: bool = False


NOTHING = Found(Certainty.NOTHING)


class Search:
    """The knowledge of all languages, ready to be asked: whoever mixes two of them is understood too.

    Chinese texts have an index of their own, so that what is said in Chinese moves no weight in English.
    """

    def __init__(self, knowledge: Sequence[Knowledge]) -> None:
        from assistant.index import Index  # numpy takes its time, which a start has no use for

        self._plain = PlainWords(
            [words for one in knowledge for words in one.plain],
            [word for one in knowledge for word in one.filler],
        )
        self._tricks = _any_cue(cue for one in knowledge for cue in one.tricks)
        self._foreign = Foreign(word for one in knowledge for word in one.foreign)
        outcomes = {topic.id: topic.act or topic.id for one in knowledge for topic in one.topics}
        self._said: dict[str, set[str]] = defaultdict(set)
        phrasings: dict[tuple[str, str], None] = {}
        for topic_id, text in (phrasing for one in knowledge for phrasing in _phrasings(one)):
            read = normalised(text)
            self._said[topic_id].update(self._foreign.single(read))
            phrasings[topic_id, self._plain.of(read)] = None
        self._indexes = {
            chinese: Index(
                [(topic, text) for topic, text in phrasings if text and is_chinese(text) == chinese], outcomes
            )
            for chinese in (False, True)
        }

    def look(self, written: str) -> Found:
        """Return what a text is about."""
        if self.is_trick(written):
            return Found(Certainty.NOTHING, trick=True)
        index, text = self._read(written)
        ranked = index.ranked(text)
        topics = tuple(topic for _, topic in ranked if topic not in NO_TOPIC)[:MOST_OFFERED]
        if not topics or ranked[0][0] < POSSIBLE or not index.has_a_word(text):
            return NOTHING
        speaks_of_us = index.speaks_of_us(text)
        second = ranked[1][0] if len(ranked) > 1 else 0.0
        if ranked[0][1] == ELSEWHERE:
            return Found(Certainty.UNSURE, topics) if speaks_of_us and second >= POSSIBLE else NOTHING
        confidence = 2 * ranked[0][0] - second
        enough = confidence >= SURE + STRANGE * index.has_a_strange_word(text) and ranked[0][1] != VAGUE
        short = len(written) <= LONGEST_QUESTION
        if enough and speaks_of_us and short and not self._is_foreign(written, topics[0]):
            return Found(Certainty.SURE, topics)
        return Found(Certainty.UNSURE, topics)

    def is_trick(self, written: str) -> bool:
        """Say whether a text tries to talk the shop into something."""
        return self._tricks.search(unified(written)) is not None

    def _read(self, written: str) -> "tuple[Index, str]":
        """Return the index for a text, and the text in plain words, mended."""
        read = normalised(written)
        index = self._indexes[is_chinese(read)]
        if is_chinese(read):
            return index, self._plain.of(index.mended(read))
        # Short forms would be mended to words that they are not short for.
        return index, self._plain.of(index.mended(self._plain.of(read)))

    def _is_foreign(self, written: str, topic: str) -> bool:
        """Say whether a text speaks of what we have nothing to do with, unless the topic says it just so."""
        return not self._said[topic].issuperset(self._foreign.found(written))


class SearchNotReadyError(Exception):
    """The search has yet to be made, which takes seconds: whoever needs it lets go of what others wait for."""


def search() -> Search:
    """Return the search over everything the shop knows, made once; who asks meanwhile waits for it."""
    with _BEING_MADE:
        return _made()


def search_at_hand() -> Search:
    """Return the search without waiting.

    Raises:
        SearchNotReadyError: it has yet to be made.
    """
    if not _made.cache_info().currsize:
        raise SearchNotReadyError
    return search()


@cache
def _made() -> Search:
    return Search([knowledge_in(language) for language in LANGUAGES])


class Foreign:
    """Words of other subjects: single ones are looked up, the rest is searched for."""

    def __init__(self, words: Iterable[str]) -> None:
        cues = [unified(word) for word in words]
        self._single = {cue for cue in cues if LATIN.fullmatch(cue)}
        self._others = _any_cue(cue for cue in cues if cue not in self._single)

    def found(self, written: str) -> list[str]:
        """Return those that are in a text, single ones with the word before them."""
        text = unified(written)
        return self.single(text) + self._others.findall(text)

    def single(self, text: str) -> list[str]:
        """Return the single ones in a unified text, each with the word before it."""
        return [pair for pair in _pairs(text) if pair.rpartition(" ")[2] in self._single]


def _pairs(text: str) -> list[str]:
    """Return each Latin word of a text with the one before it."""
    words = LATIN.findall(text)
    return [f"{before} {word}" for before, word in pairwise(["", *words])]


def _any_cue(cues: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern for any of the cues, in which `…` stands for up to four words."""
    return re.compile(any_word(map(unified, cues), lambda cue: re.escape(cue).replace(GAP, FEW_WORDS)))


def _phrasings(knowledge: Knowledge) -> Iterable[tuple[str, str]]:
    """Return each phrasing with its topic, and what is no question for us."""
    for topic in knowledge.topics:
        yield from ((topic.id, text) for text in (*topic.phrasings, *filter(None, [topic.question])))
    yield from ((ELSEWHERE, text) for text in knowledge.elsewhere)
    for topic_id, texts in knowledge.heard.items():
        yield from ((topic_id, text) for text in texts)
