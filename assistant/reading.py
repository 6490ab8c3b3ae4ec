"""How a text is read before it is compared: one script, one case, no punctuation; and the features it has."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import pairwise

from opencc import OpenCC

LONGEST_READ = 300
_SIGNS = re.compile(r"[^0-9a-z\u00c0-\u024f\u3400-\u9fff]+")
_STRETCHED = re.compile(r"(.)\1{2,}")
RUN = re.compile(r"[\u3400-\u9fff]+|[0-9a-z\u00c0-\u024f]+")
LATIN = re.compile(r"[0-9a-z\u00c0-\u024f]+")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_WORD = _NEIGHBOURS = 1.0
_GRAM, _GRAMS = 0.4, (3, 4)
_CHARACTERS = {1: 0.7, 2: 1.0, 3: 0.7}


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


@cache
def _is_simplified(sign: str) -> bool:
    return _to_simplified().convert(sign) == sign


def unified(text: str) -> str:
    """Return a text in simplified characters, half width and lower case; its punctuation stays."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    # Most texts are in simplified characters, and converting takes the most time of all reading.
    return plain if all(map(_is_simplified, plain)) else _to_simplified().convert(plain)


def plainly(text: str) -> str:
    """Return a text unified and without apostrophes; other signs stay, and what is too long is not read."""
    return re.sub(r"['’`]", "", unified(text[:LONGEST_READ]))


def normalised(text: str) -> str:
    """Return what is compared: unified, without apostrophes and punctuation, no letter three times running."""
    return _STRETCHED.sub(r"\1\1", _SIGNS.sub(" ", plainly(text))).strip()


def is_chinese(text: str) -> bool:
    """Say whether a text has Chinese characters."""
    return _CHINESE.search(text) is not None


def any_word(words: Iterable[str], written_as: Callable[[str], str] = re.escape) -> str:
    """Return a pattern for any of the words, the longest first; it matches nothing when there are none.

    A word that begins or ends with a Latin letter or a digit is not found within another one; in Chinese, words
    have no edges. `written_as` makes the pattern of a single word.
    """
    by_edges: dict[tuple[str, str], list[str]] = defaultdict(list)
    for word in sorted(words, key=len, reverse=True):
        before = r"(?<![0-9a-z])" if _has_an_edge(word[0]) else ""
        after = r"(?![0-9a-z])" if _has_an_edge(word[-1]) else ""
        by_edges[before, after].append(written_as(word))
    # Of “api” and “api接口” the one without an edge behind it goes on for longer.
    ordered = sorted(by_edges.items(), key=lambda one: one[0][1])
    found = [f"{before}(?:{'|'.join(patterns)}){after}" for (before, after), patterns in ordered]
    return f"(?:{'|'.join(found) or '(?!)'})"


def _has_an_edge(sign: str) -> bool:
    return sign.isalnum() and not is_chinese(sign)


class PlainWords:
    """Says a normalised text in plain words: of each list the first, whichever was written; fillers go.

    In Chinese a word has no edges, and dialect and slang hide the whole of it. Lists that are all in Latin letters
    are short forms and other spellings, for texts in Latin letters; there fillers stay where little else is left.
    """

    FEWEST_LEFT = 2
    # “能不能用”, “能用不” and “能用吗” ask what “能用” asks.
    _ASKING = re.compile(r"([\u3400-\u9fff])[不没]\1|[不没](?= |$)")

    def __init__(self, lists: Iterable[Iterable[str]], filler: Iterable[str]) -> None:
        self._plain = {self._asked_once(normalised(word)): "" for word in filler}
        self._in_full: dict[str, str] = {}
        self._fillers = re.compile(any_word(word for word in self._plain if not is_chinese(word)))
        for words in lists:
            first, *others = [self._asked_once(normalised(word)) for word in words]
            chinese = any(map(is_chinese, (first, *others)))
            (self._plain if chinese else self._in_full).update(dict.fromkeys((first, *others), first))
        self._written = re.compile(any_word(self._plain))
        self._short = re.compile(any_word(self._in_full))

    def of(self, text: str) -> str:
        """Return a normalised text in plain words."""
        if is_chinese(text):
            return self._written.sub(lambda match: self._plain[match[0]], self._asked_once(text)).strip()
        full = self._short.sub(lambda match: self._in_full[match[0]], text)
        left = self._fillers.sub(" ", full).split()
        return " ".join(left) if len(left) >= self.FEWEST_LEFT else full

    def _asked_once(self, text: str) -> str:
        return self._ASKING.sub(lambda match: match[1] or "吗", text)


def features(text: str) -> dict[str, float]:
    """Return what a normalised text is made of, each with its weight.

    Words, their neighbours, and n-grams for typos; Chinese characters by one, two and three.
    """
    found: dict[str, float] = {}
    for run in RUN.findall(text):
        if is_chinese(run):
            for size, weight in _CHARACTERS.items():
                found |= {f"c{size}:{part}": weight for part in _parts(run, size)}
        else:
            found[f"w:{run}"] = _WORD
            for size in _GRAMS:
                found |= {f"g:{part}": _GRAM for part in _parts(f"_{run}_", size)}
    words = [run for run in RUN.findall(text) if not is_chinese(run)]
    return found | {f"b:{one} {other}": _NEIGHBOURS for one, other in pairwise(words)}


def _parts(run: str, size: int) -> Iterator[str]:
    return (run[start : start + size] for start in range(len(run) - size + 1))
