"""Whether a text asks for what an act does. The search only says what it is near to; who asks a question about
people, languages or requests has not called anybody, changed anything or cancelled an order."""

import re
from collections.abc import Callable, Mapping
from functools import cache

from assistant.lexicon import pattern, says, says_only
from assistant.reading import plainly

_PERSON = ("intent-person-nouns", "intent-person-phrases")
_LANGUAGE = ("intent-language-names", "intent-language-around")
_CANCEL = ("intent-cancel-verbs", "intent-cancel-around")


def is_meant(outcome: str, written: str) -> bool:
    """Say whether a text that is near to an act, or to a topic with this id, asks for it in words."""
    certain = _CERTAIN.get(outcome)
    return certain is None or certain(plainly(written))


def calls_for_a_person(written: str) -> bool:
    """Say whether a text names a person alone, or with a word that calls for one."""
    text = plainly(written)
    if not says(text, *_PERSON):
        return False
    around = (
        "intent-person-requests",
        "intent-person-between",
        "intent-person-after",
        "intent-person-around",
    )
    called = _calling().search(text)
    if called is None and not says(text, "intent-person-requests") and says_only(text, *_PERSON, *around):
        called = re.search(pattern(*_PERSON), text)
    return called is not None and _refused().search(text[: called.start()]) is None


@cache
def _refused() -> re.Pattern[str]:
    return re.compile(rf"{pattern('intent-person-not')}\s*$")


@cache
def _calling() -> re.Pattern[str]:
    """Return a pattern for a word that calls and whom it calls, before an end or a word that may follow.

    What stands between them is read once and never again: nobody keeps the shop busy with one message.
    """
    before = rf"{pattern('intent-person-requests')}\s*"
    between = rf"(?:{pattern('intent-person-requests', 'intent-person-between')}\s*){{0,8}}+"
    called = rf"{before}{between}{pattern('intent-person-nouns')}|{pattern('intent-person-phrases')}"
    return re.compile(rf"(?:{called})(?=\s*(?:$|[.,!?;:…)~。、]|{pattern('intent-person-after')}))")


def is_of_us(written: str) -> bool:
    """Say whether a text may be about this shop; writing letters and building bots is not."""
    return not says(plainly(written), "intent-not-of-us")


def _is_for_a_person(text: str) -> bool:
    return calls_for_a_person(text) or not says(text, "intent-person-doubtful", "intent-not-of-us")


def _is_of_reminders(text: str) -> bool:
    if says(text, "intent-stop-verbs") and says(text, "intent-stop-objects"):
        return True
    return says(text, "intent-stop-alone") and says_only(text, "intent-stop-alone", "intent-stop-around")


def _names_a_language(text: str) -> bool:
    return says(text, "intent-language-names") and says_only(text, *_LANGUAGE) and _is_of_this_chat(text)


def _is_of_this_chat(text: str) -> bool:
    return not says(text, "intent-language-not")


def _is_of_an_order(text: str) -> bool:
    if not says(text, "intent-cancel-verbs"):
        return True
    return says(text, "intent-cancel-objects") or says_only(text, *_CANCEL)


_CERTAIN: Mapping[str, Callable[[str], bool]] = {
    "cancel": _is_of_an_order,
    "chinese": _names_a_language,
    "english": _names_a_language,
    "language": _is_of_this_chat,
    "official": is_of_us,
    "refund": is_of_us,
    "escalate": is_of_us,
    "person": _is_for_a_person,
    "stop_reminders": _is_of_reminders,
}
