"""Asks the search what nobody taught it, and counts."""

import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from assistant.search import Certainty, Found, Search
from locales.knowledge import knowledge_in
from locales.loader import FALLBACK_LANGUAGE, LANGUAGES

HERE = Path(__file__).parent
SETS = ("questions", "unseen", "blind")


@dataclass(slots=True)
class Tally:
    """What became of the questions in one language."""

    asked: int = 0
    sure: int = 0
    sure_and_right: int = 0
    among_three: int = 0
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def accuracy(self) -> float:
        """The share of the sure answers that are right."""
        return self.sure_and_right / self.sure if self.sure else 0.0

    @property
    def surely(self) -> float:
        """The share of the questions that are answered surely."""
        return self.sure / self.asked

    @property
    def right_among_three(self) -> float:
        """The share of the questions whose topic is among the first three."""
        return self.among_three / self.asked


@dataclass(slots=True)
class Result:
    """What was measured with one set of questions; times are milliseconds of work a text."""

    languages: dict[str, Tally]
    answered_elsewhere: list[str]
    elsewhere: int
    answered_tricks: list[str]
    tricks: int
    times: list[float]

    def time_at(self, share: float) -> float:
        """Return the time that this share of the texts stays under."""
        return sorted(self.times)[min(int(len(self.times) * share), len(self.times) - 1)]


def questions(name: str) -> Iterator[tuple[str, str, str]]:
    """Yield language, topic and text of each question of a set."""
    for language in LANGUAGES:
        topics = tomllib.loads((HERE / name / f"{language}.toml").read_text(encoding="utf-8"))
        for topic, texts in topics.items():
            yield from ((language, topic, text) for text in texts)


def elsewhere(name: str) -> dict[str, list[str]]:
    """Return the texts of a set that are off topic, and those that try a trick."""
    return tomllib.loads((HERE / name / "elsewhere.toml").read_text(encoding="utf-8"))


def measure(search: Search, name: str) -> Result:
    """Ask everything of a set. Topics that lead to the same act are the same answer."""
    outcomes = {topic.id: topic.act or topic.id for topic in knowledge_in(FALLBACK_LANGUAGE).topics}
    result = Result({language: Tally() for language in LANGUAGES}, [], 0, [], 0, [])
    for language, topic, text in questions(name):
        tally, found = result.languages[language], _timed(search, text, result.times)
        right = [outcomes[one] == outcomes[topic] for one in found.topics]
        tally.asked += 1
        tally.among_three += any(right)
        if found.certainty is Certainty.SURE:
            tally.sure += 1
            tally.sure_and_right += right[0]
            if not right[0]:
                tally.wrong.append(f"{text} → {found.topics[0]}, not {topic}")
        if not any(right):
            tally.missed.append(f"{text} → {', '.join(found.topics) or 'nothing'}, not {topic}")
    others = elsewhere(name)
    result.elsewhere, result.tricks = len(others["off_topic"]), len(others["injection"])
    for texts, answered in (
        (others["off_topic"], result.answered_elsewhere),
        (others["injection"], result.answered_tricks),
    ):
        for text in texts:
            found = _timed(search, text, result.times)
            if found.certainty is Certainty.SURE:
                answered.append(f"{text} → {found.topics[0]}")
    return result


def _timed(search: Search, text: str, times: list[float]) -> Found:
    begun = time.thread_time()
    found = search.look(text)
    times.append((time.thread_time() - begun) * 1000)
    return found
