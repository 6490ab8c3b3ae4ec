"""How a text is read before it is compared: one script, one case, no punctuation; and the features it has."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import pairwise

from opencc import OpenCC

LONGEST_READ = 300
_SIGNS = re.compile(r"[^0-9a-z\u00c0-\u024f\u3400-\u9fff]+")
_STRETCHED = re.compile(r"(.)\1{2,}")
RUN = re.compile(r"[\u3400-\u9fff]+|[0-9a-z\u00c0-\u024f]+")
LATIN = re.compile(r"[0-9a-z\u00c0-\u024f]+")
_CHINESE = re.compile(r"[\u3400-\u9fff]")


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


def unified(text: str) -> str:
    """Return a text in simplified characters, half width and lower case; its punctuation stays."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return _to_simplified().convert(plain) if is_chinese(plain) else plain


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


class Synonyms:
    """Words that mean the same: each list is one meaning, found as whole words or, in Chinese, anywhere."""

    def __init__(self, lists: Iterable[Iterable[str]]) -> None:
        meanings: dict[str, str] = {}
        for words in lists:
            first, *others = [normalised(word) for word in words]
            for word in (first, *others):
                if word:
                    meanings.setdefault(word, first)
        self._meanings = meanings
        self._words = re.compile(any_word(meanings))

    def meanings(self, text: str) -> set[str]:
        """Return the meanings that are in a normalised text."""
        return {self._meanings[word] for word in self._words.findall(text)}


def features(text: str, synonyms: Synonyms, weights: Mapping[str, float]) -> dict[str, float]:
    """Return what a normalised text is made of, each with the weight of its kind.

    Words, their neighbours, their beginnings and n-grams for typos; Chinese characters by one, two and three;
    and the meanings of the words.
    """
    found: dict[str, float] = {}
    for run in RUN.findall(text):
        if is_chinese(run):
            for size in (1, 2, 3):
                for start in range(len(run) - size + 1):
                    found[f"c{size}:{run[start : start + size]}"] = weights[f"c{size}"]
        else:
            found[f"w:{run}"] = weights["w"]
            edged = f"_{run}_"
            for start in range(len(edged) - 2):
                found[f"g:{edged[start : start + 3]}"] = weights["g"]
    words = [run for run in RUN.findall(text) if not is_chinese(run)]
    for one, other in pairwise(words):
        found[f"b:{one} {other}"] = weights["b"]
    for meaning in synonyms.meanings(text):
        found[f"s:{meaning}"] = weights["s"]
    return found
