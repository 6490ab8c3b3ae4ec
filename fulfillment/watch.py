"""What the staff hear of: orders that wait too long, what is sold from running low, no way left to deliver."""

from datetime import timedelta

import structlog

from fulfillment import notices, prospects
from fulfillment.consoles.issuer import DeliveryPath
from fulfillment.money import Money
from fulfillment.outcomes import OutsideError, Rejected
from fulfillment.shop import Shop
from fulfillment.states import OrderState
from fulfillment.stock import ALERTS, LOW_STOCK, alert_keys, tell_how_much
from store import alerts, orders, stock
from store.unit_of_work import UnitOfWork

STILL_PARKED = timedelta(hours=4)  # then the staff are reminded, once
MOST_PARKED = 200
LOW_PACKAGES = 3  # of the largest: with less than that the sales account is low
UNITS_PER_CENT = 5_000  # of the console
_PARKED, _STILL = "parked:", "parked-still:"
_LOW, _EMPTY = "quota-low", prospects.QUOTA_EMPTY
_NO_WAY = "no-way-to-deliver"
_log = structlog.get_logger()


class ParkedWatch:
    """Reminds of an order that is still parked after hours, and says when it no longer is: each once."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    async def tick(self) -> None:
        """Look through the parked orders, and through those that were parked."""
        database = self._shop.database
        async with database.reading() as unit:
            parked = {
                order.reference for order in await orders.in_state(unit, OrderState.PARKED, MOST_PARKED)
            }
            known = await alerts.since(unit, _PARKED)
            reminded = await alerts.raised(unit, _STILL)
        first_seen = {key.removeprefix(_PARKED): moment for key, moment in known.items()}
        late = {
            reference
            for reference in parked & first_seen.keys()
            if first_seen[reference] <= database.clock() - STILL_PARKED and _STILL + reference not in reminded
        }
        for reference in sorted((parked - first_seen.keys()) | (first_seen.keys() - parked) | late):
            async with database.writing() as unit:
                await self._look_at(unit, reference)

    async def _look_at(self, unit: UnitOfWork, reference: str) -> None:
        order = await orders.by_reference(unit, reference, lock=True)
        if order is None:
            return
        facts = {
            "reference": order.reference,
            "package": order.package_id,
            "amount": Money(order.price_minor, order.currency).display(),
        }
        if order.state != OrderState.PARKED:
            await alerts.clear(unit, _STILL + reference)
            await notices.clear_alert(
                unit, self._shop, _PARKED + reference, "order_unparked", state=order.state, **facts
            )
        elif not await alerts.raise_once(unit, _PARKED + reference):  # told of when it was parked
            hours = STILL_PARKED // timedelta(hours=1)
            await notices.raise_alert(
                unit, self._shop, _STILL + reference, "order_still_parked", hours=hours, **facts
            )


class FundsWatch:
    """Warns when what is sold from runs low: the sales account, and the codes in the stock.

    With an empty account every key it sold stops. A package that never had a code is not sold from the stock.
    """

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        largest = max((package.quota for package in shop.catalog.packages), default=0)
        self._low = LOW_PACKAGES * largest

    async def tick(self) -> None:
        """Count the codes that are left, and ask the console what the account holds."""
        await self._count_codes()
        issuer = self._shop.issuers.get(DeliveryPath.KEY)
        if issuer is None:
            return
        try:
            funds = await issuer.funds()
        except OutsideError as error:
            _log.info("the sales account could not be asked after", reason=str(error))
            if not isinstance(error, Rejected):
                async with self._shop.database.writing() as unit:
                    await prospects.note_silence(unit)
            return
        async with self._shop.database.writing() as unit:
            await prospects.note_answer(unit)
            if funds is not None:
                await self._compare(unit, funds)

    async def _count_codes(self) -> None:
        if DeliveryPath.STOCK not in self._shop.paths:
            return
        async with self._shop.database.reading() as unit:
            known = await stock.counts(unit)
            raised = await alerts.raised(unit, ALERTS)
        for package in self._shop.catalog.packages:
            left, _sold = known.get(package.id, (LOW_STOCK, 0))
            told = not raised.isdisjoint(alert_keys(package.id))
            if package.id in known and told == (left > LOW_STOCK):
                async with self._shop.database.writing() as unit:
                    left, _sold = (await stock.counts(unit))[package.id]
                    await tell_how_much(unit, self._shop, package.id, left)

    async def _compare(self, unit: UnitOfWork, funds: int) -> None:
        left = f"${funds / UNITS_PER_CENT / 100:.2f}"
        if funds >= self._low:
            cleared = [await alerts.clear(unit, key) for key in (_LOW, _EMPTY)]
            if any(cleared):
                await notices.alert_owners(unit, self._shop, "quota_filled", left=left)
        elif funds <= 0:
            await alerts.raise_once(unit, _LOW)
            await notices.raise_alert(unit, self._shop, _EMPTY, "quota_empty", left=left)
        else:
            await alerts.clear(unit, _EMPTY)  # keys work again, and when it is empty again that is news
            await notices.raise_alert(unit, self._shop, _LOW, "quota_low", left=left)


class WaysToDeliver:
    """Warns when nothing that is paid could be delivered: no path has an account, and the stock has no code."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    async def tick(self) -> None:
        """Look at the paths and the stock."""
        async with self._shop.database.reading() as unit:
            known = bool(await alerts.raised(unit, _NO_WAY))
            missing = bool(self._shop.rails) and not await self._can_deliver(unit)
        if missing == known:
            return
        async with self._shop.database.writing() as unit:
            if missing:
                await notices.raise_alert(unit, self._shop, _NO_WAY, "no_way_to_deliver")
            else:
                await notices.clear_alert(unit, self._shop, _NO_WAY, "way_to_deliver_found")

    async def _can_deliver(self, unit: UnitOfWork) -> bool:
        if any(path in self._shop.issuers for path in self._shop.paths):
            return True
        on_sale = {package.id for package in self._shop.catalog.packages}
        free = {package for package, (free, _) in (await stock.counts(unit)).items() if free}
        return DeliveryPath.STOCK in self._shop.paths and bool(on_sale & free)
