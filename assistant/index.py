"""Phrasings made ready to be asked: the topics a text is like, the likeliest first, and whether it speaks of us."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.reading import LATIN, features, is_chinese
from assistant.scoring import Example, Middles, Nearest, Sides
from assistant.tables import Features, Vocabulary, Weights
from locales.heard import NO_TOPIC

KNOWN_WORDS = 0.5
KNOWN_PAIRS = 0.35
SHORT = 10
TELLING = 4.5
SHORTEST_TELLING = 3
SHORTEST_MENDED = 5


class Index:
    """Phrasings, each with its topic or one of `NO_TOPIC`. Topics with the same outcome count as one."""

    def __init__(self, phrasings: Sequence[tuple[str, str]], outcomes: Mapping[str, str]) -> None:
        self._outcomes = outcomes
        examples = [Example(topic, text) for topic, text in phrasings]
        self._ours, self._counts, self._elsewhere = 0, Counter[str](), set[str]()
        self._vocabulary, entries = Vocabulary.gathered(self._noticed(examples))
        self._elsewhere -= self._counts.keys()
        self._words = [name[2:] for name in self._counts if name.startswith("w:")]
        width = self._vocabulary.width
        weights = Weights(entries, len(examples), width)
        vectors = weights.vectors(entries)
        self._nearest = Nearest(examples, vectors, weights)
        named = [outcomes.get(example.subject, example.subject) for example in examples]
        subjects, rows, sizes = np.unique(named, return_inverse=True, return_counts=True)
        self._middles = Middles(list(subjects), sizes, entries.summed(rows), width)
        self._sides = Sides(list(subjects), rows, vectors, weights)

    def _noticed(self, examples: Sequence[Example]) -> Iterator[Features]:
        """Yield the features of each, and keep which words and characters are ours, and which are of elsewhere."""
        for example in examples:
            found = features(example.text)
            if example.subject in NO_TOPIC:
                self._elsewhere.update(name for name in found if name.startswith("w:"))
            else:
                self._ours += 1
                self._counts.update(name for name in found if name.startswith(("w:", "c1:", "c2:")))
            yield found

    def ranked(self, text: str) -> list[tuple[float, str]]:
        """Return score and topic, the best first; of topics with the same outcome only the nearest."""
        read = self._vocabulary.read(features(text))
        nearest = self._nearest.scores(text, read)
        middles, sides = self._middles.scores(read), self._sides.scores(read)
        best: dict[str, tuple[float, str]] = {}
        for topic, value in nearest.items():
            outcome = self._outcomes.get(topic, topic)
            best[outcome] = max(best.get(outcome, (0.0, "")), (value, topic))
        return sorted(
            ((value + middles[outcome] + sides[outcome], topic) for outcome, (value, topic) in best.items()),
            reverse=True,
        )

    def mended(self, text: str) -> str:
        """Return a text with its typing mistakes mended, where a word we know is one slip away."""
        return LATIN.sub(lambda match: self._mended_word(match[0]), text)

    def speaks_of_us(self, text: str) -> bool:
        """Say whether most of what a text speaks of is in our knowledge at all, and every Chinese character."""
        if len(text) <= SHORT and any(is_chinese(sign) and f"c1:{sign}" not in self._counts for sign in text):
            return False
        words = [
            word for word in LATIN.findall(text) if len(word) >= SHORTEST_TELLING and self._is_telling(word)
        ]
        if any(f"w:{word}" in self._elsewhere for word in words):
            return False
        known = [word for word in words if f"w:{word}" in self._counts]
        pairs = [f"c2:{one}{other}" for one, other in pairwise(text) if is_chinese(one) and is_chinese(other)]
        met = [pair for pair in pairs if pair in self._counts]
        return len(known) >= KNOWN_WORDS * len(words) and len(met) >= KNOWN_PAIRS * len(pairs)

    def has_a_strange_word(self, text: str) -> bool:
        """Say whether there is a word in Latin letters that no phrasing has."""
        words = (word for word in LATIN.findall(text) if len(word) >= SHORTEST_TELLING)
        return any(f"w:{word}" not in self._counts for word in words)

    def has_a_word(self, text: str) -> bool:
        """Say whether there is a word that we know, of two letters or a Chinese character."""
        return any(len(word) > 1 and f"w:{word}" in self._counts for word in LATIN.findall(text)) or any(
            f"c1:{sign}" in self._counts for sign in text
        )

    def _is_telling(self, word: str) -> bool:
        return math.log(1 + self._ours / max(self._counts[f"w:{word}"], 1)) >= TELLING

    def _mended_word(self, word: str) -> str:
        if len(word) < SHORTEST_MENDED or f"w:{word}" in self._counts or word.isdigit():
            return word
        slips = 2 if len(word) >= 2 * SHORTEST_MENDED - 1 else 1
        near = process.extract(word, self._words, scorer=OSA.distance, score_cutoff=slips, limit=5)
        return next((other for other, _, _ in near if _is_slip(word, other)), word)


def _is_slip(word: str, meant: str) -> bool:
    """Say whether one word is the other mistyped; in short words another letter makes another word."""
    if min(len(word), len(meant)) < SHORTEST_MENDED - 1:
        return False
    return len(word) != len(meant) or sorted(word) == sorted(meant) or len(word) >= 2 * SHORTEST_MENDED - 2
