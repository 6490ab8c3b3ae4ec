"""The quick start in four steps, and the models."""

from collections.abc import Sequence

from fulfillment.catalog import Model
from handlers.callbacks import Verb
from handlers.screens.delivery import NO_ORDER, console_buttons
from handlers.screens.pieces import (
    compact,
    copying,
    in_language,
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
