"""Choosing what to buy and how to pay."""

from collections.abc import Sequence

from fulfillment.catalog import Package
from fulfillment.views import OrderView
from handlers.callbacks import Verb, encode
from handlers.screens.pieces import in_language, lines, package_of, paragraphs, rows, tap, tokens_of
from handlers.screens.screen import Button, Screen
from locales.loader import LANGUAGES, Words


def welcome(words: Words, packages: Sequence[Package], first_name: str) -> Screen:
    """Greet, say what the shop is, and offer every package at once."""
    name = first_name.strip()
    hello = words("welcome-hello-name", name=name) if name else words("welcome-hello")
    text = paragraphs(
        lines(hello, words("welcome-text")), lines(*(_package_line(words, package) for package in packages))
    )
    menu = rows(
        (tap(words, "button-orders", Verb.ORDERS, 0), tap(words, "button-guide", Verb.GUIDE, 1)),
        (tap(words, "button-faq", Verb.FAQ), tap(words, "button-help", Verb.HELP)),
        (_switch_language(words),),
    )
    return Screen(text, (*_package_rows(words, packages), *menu))


def packages(words: Words, packages: Sequence[Package]) -> Screen:
    """Ask which package."""
    if not packages:
        return nothing_to_sell(words)
    text = paragraphs(
        words("packages-title"),
        lines(*(_package_line(words, package) for package in packages)),
        words("packages-hint"),
    )
    menu = (tap(words, "button-models", Verb.MODELS), tap(words, "button-home", Verb.HOME))
    return Screen(text, (*_package_rows(words, packages), menu))


def methods(words: Words, package: Package, methods: Sequence[str]) -> Screen:
    """Ask how to pay for a package."""
    title = words(
        "package-title",
        package=in_language(words, package.name),
        price=package.price.display(),
        tokens=tokens_of(words, package.tokens),
    )
    choices = tuple(
        (Button(method_label(words, method), data=encode(Verb.METHOD, package.id, method)),)
        for method in methods
    )
    return Screen(lines(title, words("methods-title")), (*choices, (tap(words, "button-back", Verb.BUY),)))


def method_label(words: Words, method: str) -> str:
    """Return a payment method's name as payers know it."""
    return words.plain("method-label", method=method.partition(".")[0])


def too_many_open(words: Words, orders: Sequence[OrderView]) -> Screen:
    """Say that unpaid orders must be settled first, and offer to pay or cancel each."""
    listed = lines(
        *(
            words(
                "open-order-line",
                package=package_of(words, order),
                price=order.price.display(),
                reference=order.reference,
            )
            for order in orders
        )
    )
    buttons = tuple(
        (_pay(words, order), tap(words, "button-cancel", Verb.CANCEL, order.reference)) for order in orders
    )
    text = paragraphs(words("too-many-open-title", count=len(orders)), listed, words("too-many-open-text"))
    return Screen(text, (*buttons, (tap(words, "button-home", Verb.HOME),)))


def package_gone(words: Words) -> Screen:
    """Say that the package of an old button is not sold any more."""
    return Screen(
        words("package-gone"),
        ((tap(words, "package-gone-button", Verb.BUY),), (tap(words, "button-home", Verb.HOME),)),
    )


def nothing_to_sell(words: Words) -> Screen:
    """Say that there is nothing on sale at the moment."""
    return Screen(
        words("nothing-to-sell"),
        rows(
            (tap(words, "button-orders", Verb.ORDERS, 0), tap(words, "button-person", Verb.SUPPORT)),
            (tap(words, "button-home", Verb.HOME),),
        ),
    )


def _package_line(words: Words, package: Package) -> str:
    return words(
        "package-line-popular" if package.popular else "package-line",
        package=in_language(words, package.name),
        price=package.price.display(),
        tokens=tokens_of(words, package.tokens),
        best_for=in_language(words, package.best_for),
    )


def _package_rows(words: Words, packages: Sequence[Package]) -> tuple[tuple[Button, ...], ...]:
    return tuple((_package_button(words, package),) for package in packages)


def _package_button(words: Words, package: Package) -> Button:
    label = words.plain(
        "package-button-popular" if package.popular else "package-button",
        package=in_language(words, package.name),
        price=package.price.display(),
        tokens=tokens_of(words, package.tokens),
    )
    return Button(label, data=encode(Verb.PACKAGE, package.id))


def _pay(words: Words, order: OrderView) -> Button:
    label = words.plain("button-pay-order", package=package_of(words, order), price=order.price.display())
    return Button(label, data=encode(Verb.SHOW_PAYMENT, order.reference))


def _switch_language(words: Words) -> Button:
    others = [language for language in LANGUAGES if language != words.language]
    target = (others[0],) if len(others) == 1 else ()
    return Button(words.plain("button-switch-language"), data=encode(Verb.LANGUAGE, *target))
