"""What the shop knows, as screens: /faq by groups, an answer, the nearest questions, which package fits."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from assistant.needs import TOKENS_A_QUESTION, Need, Unit
from fulfillment.catalog import Package
from fulfillment.money import Money
from handlers.callbacks import Verb, encode
from handlers.screens.delivery import console_buttons
from handlers.screens.pieces import (
    compact,
    duration,
    in_language,
    in_pairs,
    lines,
    paragraphs,
    row,
    rows,
    tap,
)
from handlers.screens.screen import Button, Screen
from locales.knowledge import Group, Knowledge, Topic
from locales.loader import Markup, Words, escaped

QUESTIONS_A_DAY = (10, 50, 200, 1000)
LENGTHS: Mapping[str, int] = {"short": TOKENS_A_QUESTION, "medium": 3_000, "long": 10_000}
_NEXT: Mapping[str, tuple[str, Verb, tuple[str | int, ...]]] = {
    "buy": ("button-buy", Verb.BUY, ()),
    "find": ("button-other-order-id", Verb.FIND, ()),
    "fit": ("button-fit", Verb.FIT, ()),
    "guide-delivery": ("button-guide", Verb.GUIDE, (2,)),
    "guide-use": ("button-guide", Verb.GUIDE, (3,)),
    "guide-first-call": ("button-guide", Verb.GUIDE, (4,)),
    "models": ("button-models", Verb.MODELS, ()),
    "orders": ("button-orders", Verb.ORDERS, (0,)),
    "privacy": ("button-privacy", Verb.PRIVACY, ()),
    "terms": ("button-terms", Verb.TERMS, ()),
}


def faq(words: Words, knowledge: Knowledge) -> Screen:
    """Show what can be asked about, in groups."""
    groups = [Button(group.label, data=encode(Verb.FAQ, group.id)) for group in knowledge.groups]
    last = (tap(words, "button-person", Verb.SUPPORT), tap(words, "button-home", Verb.HOME))
    return Screen(
        paragraphs(words("faq-title"), words("faq-hint")), (*((button,) for button in groups), last)
    )


def faq_group(words: Words, knowledge: Knowledge, group: Group) -> Screen:
    """Show the questions of a group."""
    questions = tuple((_topic(topic),) for topic in knowledge.topics_of(group.id))
    last = (tap(words, "button-all-questions", Verb.FAQ), tap(words, "button-person", Verb.SUPPORT))
    return Screen(words("faq-question", question=group.label), (*questions, last))


def answer(
    words: Words,
    topic: Topic,
    *,
    base_url: str,
    console_url: str,
    email: str,
    reply_within: timedelta,
    asked: bool = False,
) -> Screen:
    """Answer a question. One that was asked in free words is followed by: did this help?

    What belongs to no group is no question but small talk, and answered as such.
    """
    small_talk = not topic.group
    values = {
        "base_url": escaped(base_url),
        "console_url": escaped(console_url),
        "email": escaped(email),
        "reply_within": escaped(duration(words, reply_within)),
    }
    text = paragraphs(
        "" if small_talk else words("faq-question", question=topic.question),
        Markup(topic.answer.format(**values)),
        words("answer-helped-question") if asked and not small_talk else "",
    )
    if asked and not small_talk:
        last = _did_it_help(words, topic.id)
    else:
        last = (tap(words, "button-all-questions", Verb.FAQ), tap(words, "button-person", Verb.SUPPORT))
    return Screen(text, rows(*_next_steps(words, topic, console_url), last))


def from_model(words: Words, answer: str, topics: Sequence[Topic]) -> Screen:
    """Show what a model made of our own answers, with these beneath it."""
    return Screen(
        paragraphs(words("model-answer", answer=answer), words("answer-helped-question")),
        (*((_topic(topic),) for topic in topics), _did_it_help(words, topics[0].id)),
    )


def helped(words: Words) -> Screen:
    """Be glad that an answer helped."""
    return Screen(
        words("answer-helped"),
        ((tap(words, "button-buy", Verb.BUY), tap(words, "button-home", Verb.HOME)),),
    )


def nearest(words: Words, topics: Sequence[Topic]) -> Screen:
    """Offer what somebody may have meant, and a person."""
    return Screen(
        words("nearest-title"),
        (*((_topic(topic),) for topic in topics), (tap(words, "button-person", Verb.SUPPORT),)),
    )


def ask_how_often(words: Words) -> Screen:
    """Ask how many questions a day there will be."""
    choices = [
        Button(words.plain("fit-times", count=count), data=encode(Verb.FIT, count))
        for count in QUESTIONS_A_DAY
    ]
    last = (tap(words, "button-buy", Verb.BUY), tap(words, "button-person", Verb.SUPPORT))
    return Screen(paragraphs(words("fit-how-often"), words("fit-own-words")), (*in_pairs(choices), last))


def ask_how_long(words: Words, count: int) -> Screen:
    """Ask how long the questions and their answers are."""
    choices = tuple(
        (Button(words.plain("fit-length", length=name), data=encode(Verb.FIT, count, name)),)
        for name in LENGTHS
    )
    return Screen(words("fit-how-long"), (*choices, (tap(words, "button-back", Verb.FIT),)))


def fitting(words: Words, need: Need, packages: Sequence[Package]) -> Screen:
    """Recommend what fits a need: the smallest package that holds it, or several of the largest."""
    package, count = _fitting(need.tokens, packages)
    name = in_language(words, package.name)
    total = Money(package.price.minor * count, package.price.currency)
    if count == 1:
        advice = words("fit-one", package=name, tokens=compact(package.tokens), price=package.price.display())
    else:
        advice = words(
            "fit-several",
            count=count,
            package=name,
            tokens=compact(package.tokens),
            price=package.price.display(),
            total=total.display(),
        )
    offered = [package] if count == 1 else [package, min(packages, key=lambda one: one.tokens)]
    last = (tap(words, "button-fit-again", Verb.FIT), tap(words, "button-person", Verb.SUPPORT))
    return Screen(
        paragraphs(_arithmetic(words, need), advice, words("fit-note")),
        (*((_take(words, one),) for one in offered), last),
    )


def _take(words: Words, package: Package) -> Button:
    label = words.plain("fit-take", package=in_language(words, package.name), price=package.price.display())
    return Button(label, data=encode(Verb.PACKAGE, package.id))


def _arithmetic(words: Words, need: Need) -> Markup:
    span = words("fit-days", days=need.days) if need.days else ""
    if need.unit is Unit.QUESTIONS:
        count = words(
            "fit-questions", amount=f"{need.amount:,}", days=need.days or 1, each=f"{need.tokens_each:,}"
        )
    else:
        count = words("fit-text", unit=need.unit.value, amount=f"{need.amount:,}", span=span)
    return Markup(lines(count, words("fit-total", tokens=_rounded(need.tokens))))


def _rounded(tokens: int) -> str:
    """Return a large number as the shop writes it, to one digit after the point."""
    return compact(tokens) if tokens >= 1_000 else str(tokens)


def _fitting(tokens: int, packages: Sequence[Package]) -> tuple[Package, int]:
    by_size = sorted(packages, key=lambda package: package.tokens)
    for package in by_size:
        if package.tokens >= tokens:
            return package, 1
    largest = by_size[-1]
    return largest, -(-tokens // largest.tokens)


def _did_it_help(words: Words, topic_id: str) -> tuple[Button, ...]:
    return (
        tap(words, "button-helped", Verb.HELPED, topic_id),
        tap(words, "button-person", Verb.SUPPORT, "", "unhelpful"),
    )


def _topic(topic: Topic) -> Button:
    return Button(topic.label, data=encode(Verb.FAQ, topic.id))


def _next_steps(words: Words, topic: Topic, console_url: str) -> tuple[tuple[Button, ...], ...]:
    known = [_NEXT[name] for name in topic.buttons if name in _NEXT]
    steps = row(*(tap(words, label, verb, *arguments) for label, verb, arguments in known))
    return rows(steps, console_buttons(words, console_url) if "console" in topic.buttons else ())
