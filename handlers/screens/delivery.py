"""What was bought, and the first call with it."""

from fulfillment.consoles.issuer import DeliveryPath
from fulfillment.views import DeliveryView, OrderView
from handlers.callbacks import Verb
from handlers.screens.pieces import (
    copying,
    lines,
    link,
    order_heading,
    paragraphs,
    programming_language,
    row,
    rows,
    sample_buttons,
    tap,
)
from handlers.screens.screen import Button, Screen
from locales.loader import Words, escaped
from locales.samples import KEY_PLACEHOLDER

NO_ORDER = "-"
_HIGHLIGHTING = {"python": "python", "nodejs": "javascript", "curl": "bash", "java": "java", "go": "go"}


def register_url(console_url: str) -> str:
    """Return the console's page for new accounts."""
    return f"{console_url.rstrip('/')}/register"


def login_url(console_url: str) -> str:
    """Return the console's page for signing in."""
    return f"{console_url.rstrip('/')}/login"


def console_buttons(words: Words, console_url: str) -> tuple[Button, ...]:
    """Return the buttons that open the console."""
    return row(
        link(words.plain("button-register"), register_url(console_url)),
        link(words.plain("button-login"), login_url(console_url)),
    )


def delivery(words: Words, order: OrderView, base_url: str, console_url: str) -> Screen:
    """Show the key or the code, and what to do with it; an undelivered order's state instead."""
    if order.delivery is None:
        return _nothing_yet(words, order)
    if order.delivery.path is DeliveryPath.KEY:
        return _key(words, order, order.delivery, base_url)
    return _code(words, order, order.delivery, base_url, console_url)


def sample_screen(words: Words, language: str, code: str, reference: str = NO_ORDER) -> Screen:
    """Show a first call, how to run it, and the other languages.

    A code that still holds the placeholder of the key comes with a word about it.
    """
    block = f'<pre><code class="language-{_HIGHLIGHTING[language]}">{escaped(code)}</code></pre>'
    placeholder = words("sample-replace-key", placeholder=KEY_PLACEHOLDER) if KEY_PLACEHOLDER in code else ""
    text = paragraphs(
        lines(
            words("sample-title", language=programming_language(words, language)),
            words("sample-run", language=language),
        ),
        block,
        lines(placeholder, words("sample-tap-to-copy")),
    )
    own = None if reference == NO_ORDER else tap(words, "button-my-key", Verb.DELIVERY, reference)
    support = () if reference == NO_ORDER else (reference,)
    return Screen(
        text,
        rows(
            *sample_buttons(words, reference, but=language),
            row(own),
            (tap(words, "button-models", Verb.MODELS), tap(words, "button-help", Verb.SUPPORT, *support)),
        ),
    )


def _nothing_yet(words: Words, order: OrderView) -> Screen:
    text = paragraphs(order_heading(words, order), words("state", state=order.state.value))
    buttons = (
        tap(words, "button-order", Verb.ORDER, order.reference),
        tap(words, "button-help", Verb.SUPPORT, order.reference),
    )
    return Screen(text, (buttons,))


def _key(words: Words, order: OrderView, delivered: DeliveryView, base_url: str) -> Screen:
    text = paragraphs(
        words("delivery-key-title"),
        order_heading(words, order),
        words("delivery-key-values", base_url=base_url, secret=delivered.secret),
        words("delivery-key-steps"),
        words("delivery-key-note"),
    )
    copies = row(
        copying(words.plain("button-copy-base-url"), base_url),
        copying(words.plain("button-copy-key"), delivered.secret),
    )
    return Screen(text, rows(copies, *_next_steps(words, order)))


def _code(words: Words, order: OrderView, delivered: DeliveryView, base_url: str, console_url: str) -> Screen:
    text = paragraphs(
        words("delivery-code-title"),
        order_heading(words, order),
        words("delivery-code-value", secret=delivered.secret),
        words("delivery-code-note"),
        words(
            "delivery-code-steps", register_url=register_url(console_url), login_url=login_url(console_url)
        ),
        words("delivery-code-base-url", base_url=base_url),
        words("delivery-samples"),
    )
    copies = row(
        copying(words.plain("button-copy-code"), delivered.secret),
        copying(words.plain("button-copy-base-url"), base_url),
    )
    return Screen(text, rows(copies, console_buttons(words, console_url), *_next_steps(words, order)))


def _next_steps(words: Words, order: OrderView) -> tuple[tuple[Button, ...], ...]:
    looking = (
        tap(words, "button-balance", Verb.BALANCE, order.reference),
        tap(words, "button-models", Verb.MODELS),
        tap(words, "button-help", Verb.SUPPORT, order.reference),
    )
    trouble = (tap(words, "button-key-trouble", Verb.KEY_TROUBLE, order.reference),)
    return (*sample_buttons(words, order.reference), looking, trouble)
