"""Three opinions on which phrasings a text is like, each cheap and each wrong in another way.

The nearest phrasings (their n-grams, and the edit distance) know a question that was asked before; the middle of a
subject knows its words however they are put; the sides know what tells it from all other subjects.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz

from assistant.reading import is_chinese
from assistant.tables import NO_COLUMN, Entries, Integers, Reals, Table, Text, Weights

Scores = dict[str, float]


@dataclass(frozen=True, slots=True)
class Example:
    """A phrasing: the subject it belongs to, and its normalised text."""

    subject: str
    text: str


class Nearest:
    """The likeness to the nearest phrasings of each subject, from 0 to 1."""

    CONSIDERED = 40
    TELLING = 3.0  # what is in more than one phrasing of twenty tells little, and costs the most time

    def __init__(self, examples: Sequence[Example], vectors: Entries, weights: Weights) -> None:
        """`vectors` has a weighed row for each example."""
        self._examples = examples
        self._weights = weights
        self._table = Table(vectors.where(weights.rarities[vectors.columns] > self.TELLING), weights.width)

    def scores(self, written: str, text: Text) -> Scores:
        """Return the likeness of each subject that has any."""
        likeness = self._table.spoken(text, self._weights.vector(text))
        considered = min(self.CONSIDERED, len(likeness))
        near = np.argpartition(likeness, -considered)[-considered:]
        edits = fuzz.ratio if is_chinese(written) else fuzz.token_sort_ratio
        found: dict[str, list[float]] = defaultdict(list)
        for number in near[likeness[near] > 0]:
            example = self._examples[number]
            found[example.subject].append((float(likeness[number]) + edits(written, example.text) / 100) / 2)
        return {subject: _mostly_the_best(values) for subject, values in found.items()}


class Middles:
    """The likeness to the middle of each subject, from 0 to 1."""

    def __init__(self, subjects: Sequence[str], sizes: Integers, entries: Entries, width: int) -> None:
        self._subjects = subjects
        self._weights = Weights(entries, len(subjects), width)
        flattened = np.log(1 + entries.values / np.sqrt(sizes[entries.rows]))
        self._table = Table(self._weights.vectors(entries.with_values(flattened)), width)

    def scores(self, text: Text) -> Scores:
        """Return the likeness of each subject."""
        return _by_subject(self._subjects, self._table.spoken(text, self._weights.vector(text)))


class Sides:
    """On which side of a boundary between each subject and all others a text lies: from about -1, outside, to 1.

    The boundaries are linear support vector machines with squared hinge loss, found by dual coordinate descent
    (Hsieh et al., 2008), for all subjects at the same time.
    """

    ROUNDS = 3
    COST = 3.0

    def __init__(self, subjects: Sequence[str], mine: Integers, vectors: Entries, weights: Weights) -> None:
        """`mine` has the number of the subject of each row of `vectors`."""
        self._subjects = subjects
        self._weights = weights
        # What only one phrasing has says little, and most of what there is.
        often = np.bincount(vectors.columns, minlength=weights.width) > 1
        # The last stands for `NO_COLUMN`.
        self._places = np.append(np.where(often, np.cumsum(often) - 1, NO_COLUMN), NO_COLUMN)
        known = vectors.where(often[vectors.columns])
        self._boundaries = np.zeros((int(often.sum()), len(subjects)), np.float32)
        self._fit(mine, self._places[known.columns], known)

    def scores(self, text: Text) -> Scores:
        """Return for each subject how far inside a text is."""
        places = self._places[text.columns]
        known = places != NO_COLUMN
        return _by_subject(
            self._subjects, self._weights.vector(text)[known] @ self._boundaries[places[known]]
        )

    def _fit(self, mine: Integers, places: Integers, known: Entries) -> None:
        starts = np.searchsorted(known.rows, np.arange(len(mine) + 1))
        signs = np.where(mine[:, None] == np.arange(len(self._subjects)), 1, -1).astype(np.float32)
        pulls = np.zeros_like(signs)
        softness = 0.5 / self.COST
        chance = np.random.default_rng(0)
        for _ in range(self.ROUNDS):
            for row in chance.permutation(len(mine)):
                here = slice(starts[row], starts[row + 1])
                columns, values = places[here], known.values[here]
                boundaries = self._boundaries[columns]
                slack = signs[row] * (values @ boundaries) - 1 + softness * pulls[row]
                pulled = np.maximum(pulls[row] - slack / (1 + softness), 0)
                self._boundaries[columns] = boundaries + np.outer(values, (pulled - pulls[row]) * signs[row])
                pulls[row] = pulled


def _by_subject(subjects: Sequence[str], values: Reals) -> Scores:
    return dict(zip(subjects, map(float, values), strict=True))


def _mostly_the_best(values: list[float]) -> float:
    values.sort(reverse=True)
    return 0.75 * values[0] + 0.25 * sum(values[:3]) / 3
