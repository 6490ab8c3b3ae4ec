"""Comparing a rail's own list of payments with what the shop credited; what was missed is credited."""

from collections.abc import Sequence

import structlog

from fulfillment import crediting, notices
from fulfillment.outcomes import OutsideError
from fulfillment.payments.rail import Arrival, GatewayState, Listing, PaymentStatus
from fulfillment.requests import excerpt
from fulfillment.shop import Shop
from fulfillment.states import AttemptState
from store import attempts, orders
from store.tables import PaymentAttempt
from store.unit_of_work import UnitOfWork

AT_ONCE = 100  # payments compared by one query
_GIVEN_BACK = (AttemptState.REFUNDING, AttemptState.REFUNDED)
_log = structlog.get_logger()


class Reconciliation:
    """Looks through the lists of the rails that have one. What agrees once is not looked at again."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._agreed: dict[str, set[tuple[str, bool]]] = {}

    async def tick(self) -> None:
        """Compare every list with what was credited."""
        for rail in self._shop.rails.values():
            if isinstance(rail, Listing):
                try:
                    arrivals = await rail.arrivals()
                except OutsideError as error:
                    _log.info("a rail's list could not be read", rail=rail.name, reason=str(error))
                else:
                    await self._compare(rail.name, arrivals)

    async def _compare(self, rail: str, arrivals: Sequence[Arrival]) -> None:
        agreed = self._agreed.setdefault(rail, set())
        new = [arrival for arrival in arrivals if (arrival.transaction, arrival.refunded) not in agreed]
        for start in range(0, len(new), AT_ONCE):
            some = new[start : start + AT_ONCE]
            async with self._shop.database.reading() as unit:
                known = await attempts.by_transactions(unit, rail, [one.transaction for one in some])
            for arrival in some:
                if await self._agree(rail, arrival, known.get(arrival.transaction)):
                    agreed.add((arrival.transaction, arrival.refunded))

    async def _agree(self, rail: str, arrival: Arrival, credited: PaymentAttempt | None) -> bool:
        """Bring one payment and the shop's books together; False when it has to be looked at again."""
        if credited is None and not arrival.refunded:
            await self._credit(rail, arrival)
        elif credited is not None and arrival.refunded and credited.state not in _GIVEN_BACK:
            await self._refunded_elsewhere(arrival, credited)
        return credited is None or not arrival.refunded or credited.state != AttemptState.REFUNDING

    async def _credit(self, rail: str, arrival: Arrival) -> None:
        """Credit a payment that nobody told the shop of; one that fits no order is the owners' to look at."""
        status = PaymentStatus(GatewayState.PAID, arrival.amount, arrival.transaction)
        async with self._shop.database.writing() as unit:
            if await crediting.credit_arrived(unit, self._shop, rail, arrival.number, status):
                _log.warning("a payment that was missed is credited", rail=rail, number=arrival.number)
            else:
                await tell_unplaced(
                    unit, self._shop, rail, arrival.amount.display(), arrival.transaction, arrival.payer
                )

    async def _refunded_elsewhere(self, arrival: Arrival, credited: PaymentAttempt) -> None:
        async with self._shop.database.writing() as unit:
            order = await orders.get(unit, credited.order_id)
            await notices.raise_alert(
                unit,
                self._shop,
                f"refunded_elsewhere:{credited.number}",
                "refunded_elsewhere",
                reference=order.reference,
                amount=arrival.amount.display(),
                number=credited.number,
            )


async def tell_unplaced(  # noqa: PLR0917 - the facts of one alert
    unit: UnitOfWork, shop: Shop, rail: str, amount: str, transaction: str, payer: str
) -> None:
    """Tell the owners, once, of a payment that fits no order."""
    await notices.raise_alert(
        unit,
        shop,
        f"unplaced:{transaction}",
        "payment_unplaced",
        rail=rail,
        amount=amount,
        transaction=excerpt(transaction),
        payer=payer,
    )
