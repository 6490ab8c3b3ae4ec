"""From the choice of a package to the order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from fulfillment import offers, orders, prospects
from fulfillment.catalog import Package
from fulfillment.money import Money
from fulfillment.prospects import Prospect
from handlers import access, payments
from handlers.screens import payment, service, shop
from handlers.turn import Turn

DOUBLE_TAP = timedelta(seconds=10)  # later taps want to see the order that the first one placed


async def buy(turn: Turn, _arguments: tuple[str, ...]) -> None:
    """Offer the packages."""
    if not turn.shop.methods():
        await turn.show(shop.nothing_to_sell(turn.words))
        return
    expected = await prospects.look(turn.unit, turn.shop)
    await turn.show(shop.packages(turn.words, turn.shop.catalog.packages, expected))


async def choose_package(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Offer the ways to pay; with only one, go straight on unless the buyer should know something first."""
    chosen = await _choice(turn, arguments)
    if chosen is None:
        return
    methods = await offers.prices_by_method(turn.unit, turn.shop, chosen.package.prices())
    if len(methods) == 1 and not chosen.late:
        await _place(turn, chosen.package, next(iter(methods)))
    else:
        await _offer(turn, chosen, methods)


async def offer_package(turn: Turn, package: Package) -> None:
    """Offer a package that was named in words: whatever they were, only a tap places an order."""
    chosen = await _choice(turn, (package.id,))
    if chosen is not None:
        await _offer(turn, chosen, await offers.prices_by_method(turn.unit, turn.shop, package.prices()))


async def choose_method(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Place the order."""
    chosen = await _choice(turn, arguments)
    if chosen is None:
        return
    if len(arguments) < 2 or arguments[1] not in turn.shop.methods(chosen.package.prices()):
        turn.say(service.stale_button(turn.words))
        return
    await _place(turn, chosen.package, arguments[1])


async def again(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Place the same order once more, to be paid the same way; where that has gone, begin with what is left."""
    order = await access.own(turn, arguments[0] if arguments else "")
    if order is None:
        return
    chosen = await _choice(turn, (order.package_id,))
    if chosen is None:
        return
    methods = await offers.prices_by_method(turn.unit, turn.shop, chosen.package.prices())
    method = await orders.last_method(turn.unit, order)
    if method not in methods and len(methods) == 1:
        method = next(iter(methods))
    if method in methods and not chosen.late:
        await _place(turn, chosen.package, method, origin=f"again:{order.reference}")
    else:
        await _offer(turn, chosen, methods)


@dataclass(frozen=True, slots=True)
class _Choice:
    """A package that somebody wants, and whether it may come later than usual."""

    package: Package
    late: bool


async def _choice(turn: Turn, arguments: tuple[str, ...]) -> _Choice | None:
    """Return what is wanted; when it is not for sale, or not just now, say so and return None."""
    package = turn.shop.catalog.package(arguments[0]) if arguments else None
    if package is None:
        await turn.show(shop.package_gone(turn.words))
        return None
    prospect = (await prospects.look(turn.unit, turn.shop)).of(package.id)
    if prospect is Prospect.NEVER:
        await turn.show(shop.sold_out(turn.words))
        return None
    return _Choice(package, late=prospect is Prospect.LATE)


async def _offer(turn: Turn, chosen: _Choice, methods: Mapping[str, Money]) -> None:
    if not methods:
        await turn.show(shop.nothing_to_sell(turn.words))
    elif len(methods) == 1:
        method, price = next(iter(methods.items()))
        await turn.show(shop.one_package(turn.words, chosen.package, method, price, late=chosen.late))
    else:
        await turn.show(shop.methods(turn.words, chosen.package, methods, late=chosen.late))


async def _place(turn: Turn, package: Package, method: str, origin: str | None = None) -> None:
    """Place an order. Without an `origin` of its own it comes from the tapped message, which makes room for it."""
    takes_place = origin is None
    if takes_place and turn.tapped_message is not None and not turn.tapped_picture:
        origin = str(turn.tapped_message)
    try:
        placed = await orders.place(
            turn.unit, turn.shop, turn.customer, package, method=method, origin=origin
        )
    except orders.TooManyOpenOrders as error:
        views = await orders.views(turn.unit, turn.shop, error.orders)
        await turn.show(shop.too_many_open(turn.words, views))
        return
    turn.busy = True
    if turn.unit.now - placed.order.created_at > DOUBLE_TAP:
        await payments.show(turn, placed.order)
    elif placed.new and takes_place:
        view = await orders.view(turn.unit, turn.shop, placed.order)
        await turn.show(payment.preparing(turn.words, view))
    else:
        turn.say(payment.getting_code(turn.words))
