"""From the choice of a package to the order."""

from fulfillment import orders
from fulfillment.catalog import Package
from handlers.screens import payment, service, shop
from handlers.turn import Turn


async def buy(turn: Turn, _arguments: tuple[str, ...]) -> None:
    """Offer the packages."""
    if not turn.shop.methods():
        await turn.show(shop.nothing_to_sell(turn.words))
        return
    await turn.show(shop.packages(turn.words, turn.shop.catalog.packages))


async def choose_package(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Offer the ways to pay for a package; with only one, go straight on."""
    package = await _package(turn, arguments)
    if package is None:
        return
    methods = list(turn.shop.methods())
    if not methods:
        await turn.show(shop.nothing_to_sell(turn.words))
    elif len(methods) == 1:
        await _place(turn, package, methods[0])
    else:
        await turn.show(shop.methods(turn.words, package, methods))


async def choose_method(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Place the order."""
    package = await _package(turn, arguments)
    if package is None:
        return
    if len(arguments) < 2 or arguments[1] not in turn.shop.methods():
        turn.say(service.stale_button(turn.words))
        return
    await _place(turn, package, arguments[1])


async def _package(turn: Turn, arguments: tuple[str, ...]) -> Package | None:
    package = turn.shop.catalog.package(arguments[0]) if arguments else None
    if package is None:
        await turn.show(shop.package_gone(turn.words))
    return package


async def _place(turn: Turn, package: Package, method: str) -> None:
    tapped = turn.tapped_message
    origin = str(tapped) if tapped is not None and not turn.tapped_picture else None
    try:
        placed = await orders.place(
            turn.unit, turn.shop, turn.customer, package, method=method, origin=origin
        )
    except orders.TooManyOpenOrders as error:
        views = await orders.views(turn.unit, turn.shop, error.orders)
        await turn.show(shop.too_many_open(turn.words, views))
        return
    turn.busy = True
    if placed.new:
        view = await orders.view(turn.unit, turn.shop, placed.order)
        await turn.show(payment.preparing(turn.words, view))
    else:
        turn.say(service.wait(turn.words))
