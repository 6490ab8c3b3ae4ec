"""The quick start in four steps, the models, and the questions and answers."""

from collections.abc import Sequence

from fulfillment.catalog import Model
from handlers.callbacks import Verb, encode
from handlers.screens.delivery import NO_ORDER, console_buttons
from handlers.screens.pieces import (
    compact,
    copying,
    in_language,
    in_pairs,
    paragraphs,
    row,
    rows,
    sample_buttons,
    tap,
)
from handlers.screens.screen import Button, Screen
from locales.loader import Words
from locales.samples import KEY_PLACEHOLDER

STEPS = 4
_REDEEMING = ("redeem", "welcome_page", "create_key")
FAQ_TOPICS: tuple[str, ...] = (
    "which_package",
    "payment",
    "delivery_time",
    "path",
    "account",
    *_REDEEMING,
    "first_call",
    "models",
    "streaming",
    "browser",
    "unauthorized",
    "quota_exceeded",
    "balance",
    "expiry",
    "lost_code",
    "sharing",
    "refund",
    "invoice",
    "privacy",
    "person",
)
_NEXT_STEP: dict[str, tuple[str, Verb, tuple[str | int, ...]]] = {
    "which_package": ("button-buy", Verb.BUY, ()),
    "payment": ("button-orders", Verb.ORDERS, (0,)),
    "delivery_time": ("button-orders", Verb.ORDERS, (0,)),
    "path": ("button-orders", Verb.ORDERS, (0,)),
    "account": ("button-guide", Verb.GUIDE, (2,)),
    "first_call": ("button-guide", Verb.GUIDE, (4,)),
    "models": ("button-models", Verb.MODELS, ()),
    "unauthorized": ("button-guide", Verb.GUIDE, (3,)),
    "browser": ("button-guide", Verb.GUIDE, (3,)),
    "quota_exceeded": ("button-buy", Verb.BUY, ()),
    "balance": ("button-orders", Verb.ORDERS, (0,)),
    "lost_code": ("button-orders", Verb.ORDERS, (0,)),
    "refund": ("button-orders", Verb.ORDERS, (0,)),
    "privacy": ("button-privacy", Verb.PRIVACY, ()),
    **dict.fromkeys(_REDEEMING, ("button-guide", Verb.GUIDE, (3,))),
}


def guide(words: Words, step: int, base_url: str, console_url: str) -> Screen:
    """Show a step of the quick start; a step that does not exist shows the nearest one."""
    step = min(max(step, 1), STEPS)
    text = paragraphs(
        words("guide-progress", step=step), words(f"guide-{step}-title"), *_step(words, step, base_url)
    )
    turn = row(
        tap(words, "button-previous", Verb.GUIDE, step - 1) if step > 1 else None,
        tap(words, "button-next", Verb.GUIDE, step + 1) if step < STEPS else None,
    )
    home = row(
        tap(words, "button-models", Verb.MODELS) if step == STEPS else None,
        tap(words, "button-home", Verb.HOME),
    )
    return Screen(text, rows(*_step_buttons(words, step, base_url, console_url), turn, home))


def models(words: Words, models: Sequence[Model]) -> Screen:
    """List the models, each readable on a phone."""
    entries = [
        words(
            "model-entry-recommended" if model.recommended else "model-entry",
            model=model.id,
            description=in_language(words, model.description),
            context=compact(model.context),
            best_for=in_language(words, model.best_for),
        )
        for model in models
    ]
    return Screen(
        paragraphs(words("models-title"), *entries, words("models-hint")),
        (
            (tap(words, "button-buy", Verb.BUY), tap(words, "button-guide", Verb.GUIDE, STEPS)),
            (tap(words, "button-home", Verb.HOME),),
        ),
    )


def faq_list(words: Words) -> Screen:
    """List the questions."""
    questions = [
        Button(words.plain(f"faq-label-{topic}"), data=encode(Verb.FAQ, topic)) for topic in FAQ_TOPICS
    ]
    last = (tap(words, "button-person", Verb.SUPPORT), tap(words, "button-home", Verb.HOME))
    return Screen(paragraphs(words("faq-title"), words("faq-hint")), (*in_pairs(questions), last))


def faq_answer(words: Words, topic: str) -> Screen:
    """Answer a question; an unknown topic shows the list."""
    if topic not in FAQ_TOPICS:
        return faq_list(words)
    question = words("faq-question", question=words(f"faq-question-{topic}"))
    next_step = _NEXT_STEP.get(topic)
    first = tap(words, next_step[0], next_step[1], *next_step[2]) if next_step else None
    return Screen(
        paragraphs(question, words(f"faq-answer-{topic}")),
        rows(
            row(first),
            (tap(words, "button-all-questions", Verb.FAQ), tap(words, "button-person", Verb.SUPPORT)),
        ),
    )


def _step(words: Words, step: int, base_url: str) -> tuple[str, ...]:
    if step == 3:
        values = words("guide-3-base-url", base_url=base_url, placeholder=KEY_PLACEHOLDER)
        return words("guide-3-key"), words("guide-3-code"), values
    if step == STEPS:
        return words("guide-4"), words("guide-tip")
    return (words(f"guide-{step}"),)


def _step_buttons(words: Words, step: int, base_url: str, console_url: str) -> tuple[tuple[Button, ...], ...]:
    if step == 1:
        return ((tap(words, "button-buy", Verb.BUY),),)
    if step == 2:
        return ((tap(words, "button-orders", Verb.ORDERS, 0),),)
    if step == 3:
        copy = row(copying(words.plain("button-copy-base-url"), base_url))
        return rows(console_buttons(words, console_url), copy)
    return sample_buttons(words, NO_ORDER)
