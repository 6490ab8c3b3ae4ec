"""Choosing what to buy and how to pay."""

from collections.abc import Mapping, Sequence

from fulfillment.catalog import Package
from fulfillment.money import Money
from fulfillment.prospects import ALL_SOON, Prospect, Prospects
from fulfillment.views import OrderView
from handlers.callbacks import Verb, encode
from handlers.screens.pieces import in_language, lines, package_of, paragraphs, rows, tap, tokens_of
from handlers.screens.screen import Button, Screen
from locales.loader import LANGUAGES, Words


def welcome(
    words: Words, packages: Sequence[Package], first_name: str, expected: Prospects = ALL_SOON
) -> Screen:
    """Greet, say what the shop is, and offer every package at once."""
    name = first_name.strip()
    hello = words("welcome-hello-name", name=name) if name else words("welcome-hello")
    text = paragraphs(lines(hello, words("welcome-text")), *_package_lines(words, packages, expected))
    menu = rows(
        (tap(words, "button-orders", Verb.ORDERS, 0), tap(words, "button-guide", Verb.GUIDE, 1)),
        (tap(words, "button-faq", Verb.FAQ), tap(words, "button-help", Verb.HELP)),
        (_switch_language(words),),
    )
    return Screen(text, (*_package_rows(words, packages, expected), *menu))


def packages(words: Words, packages: Sequence[Package], expected: Prospects = ALL_SOON) -> Screen:
    """Ask which package."""
    if all(expected.of(package.id) is Prospect.NEVER for package in packages):
        return nothing_to_sell(words)
    text = paragraphs(
        words("packages-title"), *_package_lines(words, packages, expected), words("packages-hint")
    )
    menu = (tap(words, "button-models", Verb.MODELS), tap(words, "button-home", Verb.HOME))
    return Screen(text, (*_package_rows(words, packages, expected), menu))


def methods(words: Words, package: Package, methods: Mapping[str, Money], *, late: bool = False) -> Screen:
    """Ask how to pay for a package; of one that comes `late` that is said."""
    title = words(
        "package-title",
        package=in_language(words, package.name),
        price=package.price.display(),
        tokens=tokens_of(words, package.tokens),
    )
    choices = tuple(
        (Button(method_label(words, method, price), data=encode(Verb.METHOD, package.id, method)),)
        for method, price in methods.items()
    )
    asked = lines(title, words("methods-title"))
    text = paragraphs(title, words("delivery-late"), words("methods-title")) if late else asked
    return Screen(text, (*choices, (tap(words, "button-back", Verb.BUY),)))


def one_package(words: Words, package: Package, method: str, price: Money, *, late: bool = False) -> Screen:
    """Show a package that can be paid in one way only, with a button that orders it."""
    label = words.plain("button-buy-package", price=price.display())
    order = Button(label, data=encode(Verb.METHOD, package.id, method))
    other = tap(words, "button-other-packages", Verb.BUY)
    told = words("delivery-late") if late else ""
    text = paragraphs(_package_line(words, package), told, words("package-hint"))
    return Screen(text, ((order,), (other,)))


def method_label(words: Words, method: str, price: Money) -> str:
    """Return a payment method's name as payers know it; with the price where it is not in yuan."""
    name = words.plain("method-label", method=method.partition(".")[0])
    return name if price.currency == "CNY" else f"{name} · {price.display()}"


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


def sold_out(words: Words) -> Screen:
    """Say that a package cannot be delivered, and is not sold for now."""
    ways = (tap(words, "package-gone-button", Verb.BUY),), (tap(words, "button-home", Verb.HOME),)
    return Screen(words("package-sold-out"), ways)


def nothing_to_sell(words: Words) -> Screen:
    """Say that there is nothing on sale at the moment."""
    return Screen(
        words("nothing-to-sell"),
        rows(
            (tap(words, "button-orders", Verb.ORDERS, 0), tap(words, "button-person", Verb.SUPPORT)),
            (tap(words, "button-home", Verb.HOME),),
        ),
    )


def _package_lines(words: Words, packages: Sequence[Package], expected: Prospects) -> tuple[str, str]:
    """Return a line for each package, and what is to be known of those that come late."""
    of_all = {package.id: expected.of(package.id) for package in packages}
    listed = lines(*(_package_line(words, package, of_all[package.id]) for package in packages))
    return listed, words("packages-late") if Prospect.LATE in of_all.values() else ""


def _package_line(words: Words, package: Package, prospect: Prospect = Prospect.SOON) -> str:
    return words(
        "package-line-popular" if package.popular else "package-line",
        package=in_language(words, package.name),
        price=package.price.display(),
        tokens=tokens_of(words, package.tokens),
        best_for=in_language(words, package.best_for),
        delivery=prospect.value,
    )


def _package_rows(
    words: Words, packages: Sequence[Package], expected: Prospects
) -> tuple[tuple[Button, ...], ...]:
    return tuple(
        (_package_button(words, package),)
        for package in packages
        if expected.of(package.id) is not Prospect.NEVER
    )


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
