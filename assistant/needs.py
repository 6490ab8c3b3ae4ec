"""How much somebody says they will use: "about 200 questions a day with deepseek", "每天两百次", "5万字"."""

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.lexicon import says
from assistant.reading import unified

DAYS = 30
TOKENS_A_QUESTION = 1_000
MOST = 10**12

_WORDS = {
    **{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9},
    **{
        "ten": 10,
        "couple": 2,
        "dozen": 12,
        "twenty": 20,
        "thirty": 30,
        "fifty": 50,
        "hundred": 100,
        "thousand": 1000,
    },
}
_SCALES = {
    "k": 1e3,
    "w": 1e4,
    "m": 1e6,
    "thousand": 1e3,
    "hundred": 1e2,
    "million": 1e6,
    "百": 1e2,
    "千": 1e3,
}
_SCALES |= {"万": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8}
_DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_TENS = {"十": 10, "百": 100, "千": 1000}
_DECIMAL = r"\d+(?:,\d{3})*(?:\.\d+)?\s*(?:million|thousand|hundred|百万|千万|[kwm百千万亿])?"
_CHINESE = r"[零一二两三四五六七八九十百千]+[万亿]?"
_ENGLISH = rf"(?:(?:{'|'.join(_WORDS)})\s*(?:hundred|thousand|million)?)"
_NUMBER = rf"(?P<number>{_DECIMAL}|{_CHINESE}|\b{_ENGLISH})"
_BETWEEN = r"\s*(?:or so|of|多|来|左右|api|short|long|simple|chinese|english|汉|个|model)?\s*"


class Unit(StrEnum):
    """What is counted."""

    QUESTIONS = "questions"
    TOKENS = "tokens"
    CHARACTERS = "characters"
    WORDS = "words"


_UNITS = {
    Unit.QUESTIONS: r"questions?|messages?|msgs?|requests?|calls?|prompts?|chats?|queries|query|conversations?"
    r"|times|qs?|次|问题|条|轮|问|句|提问|对话|请求|消息",
    Unit.TOKENS: r"tokens?",
    Unit.CHARACTERS: r"characters?|chars?|汉字|字",
    Unit.WORDS: r"words?",
}
_PERIODS = {
    1 / 24: r"(?:per|an|each|every)\s+hour|hourly|/\s*h(?:our)?\b|每小时|一小时",
    1.0: r"(?:per|a|each|every)\s+day|daily|/\s*d(?:ay)?\b|every\s?day|\bpd\b|[/每]\s*[天日]|一天|天天|日均",
    7.0: r"(?:per|a|each|every)\s+week|weekly|/\s*w(?:ee)?k|/\s*周|每周|每星期|每个星期|一周|一星期",
    30.0: r"(?:per|a|each|every)\s+mo(?:nth)?\b|monthly|/\s*mo(?:nth)?\b|/\s*月|每月|每个月|一个月",
}
_SPANS = {1: r"days?|天", 7: r"weeks?|周|星期", 30: r"months?|个月", 365: r"years?|年"}


@dataclass(frozen=True, slots=True)
class Need:
    """What somebody will use: so much of a unit, each day for so many days, or once when `days` is 0."""

    amount: int
    unit: Unit
    days: int = DAYS
    tokens_each: int = TOKENS_A_QUESTION

    @property
    def tokens(self) -> int:
        """The tokens this comes to. A text is read once, and as much is written."""
        if self.unit is Unit.QUESTIONS:
            each = float(self.tokens_each)
        else:
            each = {Unit.TOKENS: 1.0, Unit.CHARACTERS: 2.0, Unit.WORDS: 8 / 3}[self.unit]
        return round(self.amount * each * (self.days or 1))


def read_need(written: str) -> Need | None:
    """Return what a text says will be used, or None when it says nothing of the kind."""
    text = unified(written)
    if says(text, "intent-limit"):  # asks what may be used, or tells what went wrong
        return None
    for unit, names in _UNITS.items():
        latin = r"(?![a-z])"
        found = re.search(rf"{_NUMBER}{_BETWEEN}(?:{names}){latin}", text)
        if found is None:
            continue
        amount = _number(found["number"])
        period = next((days for days, pattern in _PERIODS.items() if re.search(pattern, text)), None)
        if amount <= 0 or amount > MOST or (unit is Unit.QUESTIONS and period is None):
            return None
        if period is None:
            return Need(round(amount), unit, days=0)
        return Need(max(1, round(amount / period)), unit, days=_days(text))
    return None


def _days(text: str) -> int:
    for length, names in _SPANS.items():
        found = re.search(
            rf"(?:for|用|跑|做|持续)\s*(?:about\s*|a\s*|an\s*|约)?{_NUMBER}?\s*(?:{names})", text
        )
        if found is not None:
            many = _number(found["number"]) if found["number"] else 1.0
            return min(max(1, round(many * length)), 3650)
    return DAYS


def _number(text: str) -> float:
    """Return a number as people write it: `1,500`, `1.5k`, `5万`, `两百`, `two hundred`."""
    text = text.strip()
    plain = re.match(r"\d+(?:,\d{3})*(?:\.\d+)?", text)
    if plain is not None:
        scale = text[plain.end() :].strip()
        return float(plain[0].replace(",", "")) * _SCALES.get(scale, 1.0)
    if text[0] in _DIGITS or text[0] in _TENS:
        return chinese_number(text)
    first, _, scale = text.partition(" ")
    value = _WORDS.get(text, _WORDS.get(first, 0))
    return float(value) * (_SCALES.get(scale.strip(), 1.0) if text not in _WORDS else 1.0)


def chinese_number(text: str) -> float:
    """Return a number in Chinese numerals, as they are spoken: “两百”, “一百五”, “三万”."""
    scale = {"万": 1e4, "亿": 1e8}.get(text[-1], 1.0)
    total, digit, last = 0.0, 0, 1
    for sign in text.rstrip("万亿"):
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        else:
            last = _TENS[sign]
            total += (digit or 1) * last
            digit = 0
    # “一百五” is 150: a digit at the end counts a tenth of the unit before it.
    after_a_unit = digit * (last // 10 if last > 10 and "零" not in text else 1)
    return (total + after_a_unit) * scale
