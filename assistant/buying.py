"""Whether a text asks to buy a package that it names; a text that only mentions one does not."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.lexicon import listed, pattern, says, says_only
from assistant.needs import chinese_number
from assistant.reading import any_word, is_chinese, plainly

LONGEST = 80
_VERBS = ("intent-buy-verbs", "intent-buy-requests")
_AROUND_A_NAME = ("intent-package-words", "intent-package-around")
_QUESTION = re.compile(r"[?吗]")
_NUMERAL = re.compile(r"[一二两三四五六七八九十百千][零一二两三四五六七八九十百千]*(?=元|块)")


@dataclass(frozen=True, slots=True)
class Sold:
    """A package as people may name it: by its id, its names in any language, or its price in yuan, `30.00`."""

    id: str
    names: tuple[str, ...]
    price: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A package that somebody asks for. It is `plain` where the text says nothing else whatever."""

    id: str
    plain: bool


def package_wanted(written: str, sold: Sequence[Sold]) -> Wanted | None:
    """Return the one package that a text asks to buy, or None: when in doubt, nothing is sold."""
    text = _NUMERAL.sub(lambda found: f"{chinese_number(found[0]):.0f}", plainly(written[: LONGEST + 1]))
    if len(text) > LONGEST:
        return None
    named, rest = _names_in(text, sold)
    if len(named) != 1:
        return None
    if _QUESTION.search(rest) and not says(rest, "intent-polite"):
        return None
    said = _QUESTION.sub(" ", rest)
    plain = _is_all(said)
    if plain or (says(said, "intent-buy-verbs") and not says(said, "intent-buy-not")):
        return Wanted(named.pop(), plain)
    return None


def _is_all(rest: str) -> bool:
    """Say whether what stands around a package's name is nothing, or an order in as many words."""
    if says_only(rest, *_AROUND_A_NAME):
        return True
    return says(rest, *_VERBS) and says_only(rest, *_VERBS, *_AROUND_A_NAME, "intent-buy-around")


def _names_in(text: str, sold: Sequence[Sold]) -> tuple[set[str], str]:
    """Return the ids of the packages that a text names, and the text without their names."""
    labels = [(label, package.id) for package in sold for label in _labels(package)]
    named: set[str] = set()
    for label, package_id in sorted(labels, key=lambda one: len(one[0]), reverse=True):
        text, times = re.subn(label, " ", text)
        if times:
            named.add(package_id)
    return named, text


def _labels(package: Sold) -> Iterable[str]:
    """Yield patterns for what a package is called."""
    for name in filter(None, map(plainly, (package.id, *package.names))):
        words = [word for word in listed("intent-package-words") if is_chinese(word) == is_chinese(name)]
        stem = next((name.removesuffix(word).strip() for word in words if name.endswith(word)), "")
        if not stem:
            yield any_word([name])
        elif is_chinese(stem):  # “标准” is any standard; “标准包”, “标准套餐” are the package
            yield f"{re.escape(stem)}{pattern('intent-package-words')}"
        else:
            yield any_word([stem])
    price = re.sub(r"[.]?0*$", "", package.price) if "." in package.price else package.price
    amount = rf"(?<![\d.]){re.escape(price)}{'0*' if '.' in price else '(?:[.]0+)?'}(?![\d.])"
    # A bare number is a price only where it ends the text so: “我要30的”, “the 30 one”.
    yield rf"{amount}\s*{pattern('intent-price-ends')}(?=\W*$)"
    yield rf"(?:¥|rmb|cny)\s*{amount}|{amount}\s*(?:元|块钱|块|¥|(?:yuan|rmb|cny|kuai)(?![a-z]))"
