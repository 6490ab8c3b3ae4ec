"""Three opinions on which phrasings a text is like, each cheap and each wrong in another way.

The nearest phrasings (their n-grams, and the edit distance) know a question that was asked before; the middle of a
subject knows its words however they are put; the odds know which of its words no other subject has.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from assistant.reading import is_chinese

Features = Mapping[str, float]
Scores = dict[str, float]


@dataclass(frozen=True, slots=True)
class Example:
    """A phrasing: the subject it belongs to, its normalised text, and its features."""

    subject: str
    text: str
    features: Features


class Weights:
    """How telling a feature is: the fewer phrasings have it the more, and the most when none has."""

    def __init__(self, counts: Mapping[str, int], total: int) -> None:
        self._rarities = {feature: math.log(1 + total / many) for feature, many in counts.items()}
        self._never_met = math.log(1 + total)

    def rarity(self, feature: str) -> float:
        """Return the logarithm of how rare a feature is."""
        return self._rarities.get(feature, self._never_met)

    def vector(self, features: Features) -> dict[str, float]:
        """Return features weighed by their rarity, of length one together."""
        rarities, never_met = self._rarities, self._never_met
        weighed = {feature: weight * rarities.get(feature, never_met) for feature, weight in features.items()}
        length = math.sqrt(sum(value * value for value in weighed.values())) or 1.0
        return {feature: value / length for feature, value in weighed.items()}


def count(features: Sequence[Features]) -> dict[str, int]:
    """Return in how many of them each feature is."""
    counts: dict[str, int] = defaultdict(int)
    for one in features:
        for feature in one:
            counts[feature] += 1
    return dict(counts)


class Nearest:
    """The likeness to the nearest phrasings of each subject, from 0 to 1."""

    CONSIDERED = 40
    TELLING = 3.0  # what is in more than one phrasing of twenty tells little, and costs the most time

    def __init__(self, examples: Sequence[Example], weights: Weights) -> None:
        self._examples = examples
        self._weights = weights
        self._having: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, example in enumerate(examples):
            for feature, value in weights.vector(example.features).items():
                if weights.rarity(feature) > self.TELLING:
                    self._having[feature].append((number, value))

    def scores(self, text: str, features: Features) -> Scores:
        """Return the likeness of each subject that has any."""
        likeness: dict[int, float] = defaultdict(float)
        for feature, value in self._weights.vector(features).items():
            for number, other in self._having.get(feature, ()):
                likeness[number] += value * other
        near = sorted(likeness, key=likeness.__getitem__, reverse=True)[: self.CONSIDERED]
        edits = fuzz.ratio if is_chinese(text) else fuzz.token_sort_ratio
        found: dict[str, list[float]] = defaultdict(list)
        for number in near:
            example = self._examples[number]
            found[example.subject].append((likeness[number] + edits(text, example.text) / 100) / 2)
        return {subject: _mostly_the_best(values) for subject, values in found.items()}


class Middles:
    """The likeness to the middle of each subject, from 0 to 1."""

    def __init__(self, examples: Sequence[Example]) -> None:
        sums: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        sizes: dict[str, int] = defaultdict(int)
        for example in examples:
            sizes[example.subject] += 1
            for feature, weight in example.features.items():
                sums[example.subject][feature] += weight
        self._weights = Weights(count(list(sums.values())), len(sums))
        self._having: dict[str, dict[str, float]] = defaultdict(dict)
        for subject, features in sums.items():
            flattened = {
                name: math.log(1 + value / sizes[subject] ** 0.5) for name, value in features.items()
            }
            for feature, value in self._weights.vector(flattened).items():
                self._having[feature][subject] = value

    def scores(self, features: Features) -> Scores:
        """Return the likeness of each subject that has any."""
        found: Scores = defaultdict(float)
        for feature, value in self._weights.vector(features).items():
            for subject, other in self._having.get(feature, {}).items():
                found[subject] += value * other
        return found


class Odds:
    """How much more often a subject has the features than all others; about 0 to 1."""

    SMOOTHING = 0.001
    SCALE = 8.0

    def __init__(self, examples: Sequence[Example], weights: Weights) -> None:
        self._weights = weights
        sizes: dict[str, int] = defaultdict(int)
        for example in examples:
            sizes[example.subject] += 1
        having: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        totals: dict[str, float] = defaultdict(float)
        for example in examples:
            for feature, value in weights.vector(example.features).items():
                share = value / sizes[example.subject]
                having[feature][example.subject] += share
                totals[example.subject] += share
        everything, kinds = sum(totals.values()), len(having)
        self._odds: dict[str, dict[str, float]] = {}
        for feature, subjects in having.items():
            among_all = sum(subjects.values())
            self._odds[feature] = {}
            for subject, share in subjects.items():
                here = (share + self.SMOOTHING) / (totals[subject] + self.SMOOTHING * kinds)
                elsewhere = (among_all - share + self.SMOOTHING) / (
                    everything - totals[subject] + self.SMOOTHING * kinds
                )
                self._odds[feature][subject] = max(0.0, math.log(here / elsewhere))

    def scores(self, features: Features) -> Scores:
        """Return the odds of each subject that has any."""
        found: Scores = defaultdict(float)
        for feature, value in self._weights.vector(features).items():
            for subject, odds in self._odds.get(feature, {}).items():
                found[subject] += value * odds / self.SCALE
        return found


def _mostly_the_best(values: list[float]) -> float:
    values.sort(reverse=True)
    return 0.75 * values[0] + 0.25 * sum(values[:3]) / 3
