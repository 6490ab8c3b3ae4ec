"""What texts are made of as tables of numbers: a row for each phrasing or subject, a column for each feature.

Nearly all of such a table is empty: only its entries are kept, in a few bytes each.
"""

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

Features = Mapping[str, float]
Integers = NDArray[np.integer]
Reals = NDArray[np.floating]
NO_COLUMN = -1


@dataclass(frozen=True, slots=True)
class Text:
    """The features of a text: their columns, `NO_COLUMN` for what no phrasing has, and their weights."""

    columns: Integers
    values: Reals


@dataclass(frozen=True, slots=True)
class Entries:
    """What stands in a table: in each of these rows and columns a value."""

    rows: Integers
    columns: Integers
    values: Reals

    def with_values(self, values: Reals) -> Self:
        """Return a table that has other values in the same places."""
        return replace(self, values=values.astype(np.float32))

    def where(self, chosen: NDArray[np.bool_]) -> Self:
        """Return the chosen entries only."""
        return replace(self, rows=self.rows[chosen], columns=self.columns[chosen], values=self.values[chosen])

    def summed(self, rows: Integers) -> Self:
        """Return a table with fewer rows, to which the old ones are added up: row i to `rows[i]`."""
        height = int(rows.max()) + 1
        places, inverse = np.unique(
            self.columns.astype(np.int64) * height + rows[self.rows], return_inverse=True
        )
        columns, summed = np.divmod(places, height)
        return replace(
            self,
            rows=summed.astype(np.int32),
            columns=columns.astype(np.int32),
            values=np.bincount(inverse, self.values).astype(np.float32),
        )


class Vocabulary:
    """The features of all phrasings, each with its column; kept by their hashes, since names take far more."""

    def __init__(self, hashes: NDArray[np.int64]) -> None:
        """`hashes` are sorted, each once."""
        self._hashes = hashes
        self.width = len(hashes)

    @classmethod
    def gathered(cls, texts: Iterable[Features]) -> tuple[Self, Entries]:
        """Return the vocabulary of these texts, and the table they make, a row each."""
        hashes, values, sizes = array("q"), array("f"), array("i")
        for features in texts:
            hashes.extend(map(hash, features))
            values.extend(features.values())
            sizes.append(len(features))
        known, columns = np.unique(np.frombuffer(hashes, np.int64), return_inverse=True)
        rows = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
        return cls(known), Entries(rows, columns.astype(np.int32), np.frombuffer(values, np.float32))

    def read(self, features: Features) -> Text:
        """Return a text's features in columns."""
        hashes = np.fromiter(map(hash, features), np.int64, len(features))
        columns = np.minimum(np.searchsorted(self._hashes, hashes), self.width - 1)
        columns = np.where(self._hashes[columns] == hashes, columns, NO_COLUMN)
        return Text(columns.astype(np.int32), np.fromiter(features.values(), np.float32, len(features)))


class Weights:
    """How telling a feature is: the fewer rows have it the more, and the most when none has."""

    def __init__(self, entries: Entries, height: int, width: int) -> None:
        self.width = width
        counts = np.bincount(entries.columns, minlength=width)
        never_met = np.log(1 + height)
        # The last stands for `NO_COLUMN`.
        self.rarities = np.append(np.log(1 + height / np.maximum(counts, 1)), never_met).astype(np.float32)

    def vector(self, text: Text) -> Reals:
        """Return a text's features weighed by their rarity, of length one together."""
        weighed = text.values * self.rarities[text.columns]
        return weighed / max(float(np.sqrt(weighed @ weighed)), 1e-9)

    def vectors(self, entries: Entries) -> Entries:
        """Return a table weighed likewise, each row of length one."""
        weighed = entries.values * self.rarities[entries.columns]
        lengths = np.sqrt(np.bincount(entries.rows, weighed * weighed))
        return entries.with_values(weighed / lengths[entries.rows])


class Table:
    """Entries by their columns, so that a text is compared only with the rows that have something of it."""

    def __init__(self, entries: Entries, width: int) -> None:
        order = np.argsort(entries.columns, kind="stable")
        self._rows, self._values = entries.rows[order], entries.values[order]
        self._starts = np.searchsorted(entries.columns[order], np.arange(width + 1)).astype(np.int32)
        self._height = int(entries.rows.max(initial=-1)) + 1

    def spoken(self, text: Text, weights: Reals) -> Reals:
        """Return for each row the sum of its values in the columns of a text, times the text's weights."""
        known = text.columns != NO_COLUMN
        starts, ends = self._starts[text.columns[known]], self._starts[text.columns[known] + 1]
        sizes = ends - starts
        # The places of all these columns, one column after the other.
        places = np.arange(sizes.sum()) + np.repeat(starts - np.cumsum(sizes) + sizes, sizes)
        spoken = self._values[places] * np.repeat(weights[known], sizes)
        return np.bincount(self._rows[places], spoken, self._height).astype(np.float32)
