"""Which ways to pay are on offer: those the owner switched on, but for a while not those that keep failing."""

from collections.abc import Collection, Mapping
from datetime import timedelta

from fulfillment import notices
from fulfillment.money import Money
from fulfillment.payments.rail import Rail
from fulfillment.shop import Shop
from store import rails
from store.tables import Order
from store.unit_of_work import UnitOfWork

HIDDEN_AFTER = 3  # failed creations in a row
HIDDEN_FOR = timedelta(minutes=10)  # then the next customer is the probe


def prices(order: Order) -> dict[str, int]:
    """Return what an order costs, in minor units by currency."""
    return {order.currency: order.price_minor, **(order.other_prices or {})}


async def methods(unit: UnitOfWork, shop: Shop, currencies: Collection[str]) -> dict[str, Rail]:
    """Return the methods to offer for something sold in these currencies, in the owner's order.

    A rail that failed several times running is left out for a while, and another one that has the same method
    takes its place; when all failed, all are shown, because one that may work is better than none.
    """
    hidden = await rails.hidden(unit)
    return shop.methods(currencies, but=hidden) or shop.methods(currencies)


async def prices_by_method(unit: UnitOfWork, shop: Shop, prices: Mapping[str, int]) -> dict[str, Money]:
    """Return the methods to offer for something with these prices, and what it costs by each."""
    return {
        method: Money(prices[rail.capabilities.currency], rail.capabilities.currency)
        for method, rail in (await methods(unit, shop, prices)).items()
    }


async def note_failure(unit: UnitOfWork, shop: Shop, rail: str) -> None:
    """Count a payment that could not be made; the third in a row hides the rail, and the owner is told."""
    failures = await rails.count_failure(unit, rail)
    if failures >= HIDDEN_AFTER:
        await rails.hide(unit, rail, unit.now + HIDDEN_FOR)
        minutes = HIDDEN_FOR // timedelta(minutes=1)
        await notices.raise_alert(unit, shop, f"hidden:{rail}", "rail_hidden", rail=rail, minutes=minutes)


async def note_success(unit: UnitOfWork, shop: Shop, rail: str) -> None:
    """Forget a rail's failures; when it was hidden the owner is told that it is back."""
    await rails.forget_failures(unit, rail)
    await notices.clear_alert(unit, shop, f"hidden:{rail}", "rail_shown", rail=rail)
