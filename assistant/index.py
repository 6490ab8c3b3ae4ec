"""Phrasings made ready to be asked: the topics a text is like, the likeliest first, and whether it speaks of us."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.reading import LATIN, Synonyms, features, is_chinese
from assistant.scoring import Example, Middles, Nearest, Odds, Weights, count

ELSEWHERE = "-"
KINDS = {"w": 1.3, "g": 0.35, "b": 0.5, "c1": 0.6, "c2": 1.0, "c3": 0.4, "s": 2.0}
NEAREST, MIDDLES, ODDS = 0.4, 0.4, 0.2
KNOWN_WORDS = 0.5
KNOWN_PAIRS = 0.35
SHORT = 10
TELLING = 4.5
SHORTEST_TELLING = 3
SHORTEST_MENDED = 5


class Index:
    """Phrasings, each with its topic or `ELSEWHERE`. Topics with the same outcome count as one."""

    def __init__(
        self, phrasings: Sequence[tuple[str, str]], outcomes: Mapping[str, str], synonyms: Synonyms
    ) -> None:
        self._synonyms = synonyms
        self._outcomes = outcomes
        examples = [Example(topic, text, features(text, synonyms, KINDS)) for topic, text in phrasings]
        ours = [one.features for one in examples if one.subject != ELSEWHERE]
        self._known = Weights(counts := count(ours), len(ours))
        self._counts = counts
        self._vocabulary = [name[2:] for name in counts if name.startswith("w:")]
        weights = Weights(count([one.features for one in examples]), len(examples))
        by_outcome = [
            Example(outcomes.get(one.subject, ELSEWHERE), one.text, one.features) for one in examples
        ]
        self._heard_elsewhere = {
            name
            for one in examples
            if one.subject == ELSEWHERE
            for name in one.features
            if name.startswith("w:")
        } - counts.keys()
        self._nearest = Nearest(examples, weights)
        self._middles = Middles(by_outcome)
        self._odds = Odds(by_outcome, weights)

    def ranked(self, text: str) -> list[tuple[float, str]]:
        """Return score and topic, the best first; of topics with the same outcome only the nearest."""
        found = features(text, self._synonyms, KINDS)
        nearest = self._nearest.scores(text, found)
        middles, odds = self._middles.scores(found), self._odds.scores(found)
        best: dict[str, tuple[float, str]] = {}
        for topic, value in nearest.items():
            outcome = self._outcomes.get(topic, ELSEWHERE)
            best[outcome] = max(best.get(outcome, (0.0, "")), (value, topic))
        return sorted(
            (
                (NEAREST * value + MIDDLES * middles.get(outcome, 0.0) + ODDS * odds.get(outcome, 0.0), topic)
                for outcome, (value, topic) in best.items()
            ),
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
            word
            for word in LATIN.findall(text)
            if len(word) >= SHORTEST_TELLING and self._known.rarity(f"w:{word}") >= TELLING
        ]
        if any(f"w:{word}" in self._heard_elsewhere for word in words):
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

    def _mended_word(self, word: str) -> str:
        if len(word) < SHORTEST_MENDED or f"w:{word}" in self._counts or word.isdigit():
            return word
        slips = 2 if len(word) >= 2 * SHORTEST_MENDED - 1 else 1
        near = process.extract(word, self._vocabulary, scorer=OSA.distance, score_cutoff=slips, limit=5)
        return next((other for other, _, _ in near if _is_slip(word, other)), word)


def _is_slip(word: str, meant: str) -> bool:
    """Say whether one word is the other mistyped; in short words another letter makes another word."""
    if min(len(word), len(meant)) < SHORTEST_MENDED - 1:
        return False
    return len(word) != len(meant) or sorted(word) == sorted(meant) or len(word) >= 2 * SHORTEST_MENDED - 2
