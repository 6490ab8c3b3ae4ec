"""The daily report to the owners: what the day brought, and whether the console holds what was sold."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

import structlog

from fulfillment import stock
from fulfillment.consoles.issuer import DeliveryPath, Issued, Issuer
from fulfillment.notices import Notice
from fulfillment.outcomes import OutsideError
from fulfillment.shop import Shop
from fulfillment.states import OrderState
from store import alerts, figures, orders, outbox
from store.encryption import SealBroken
from store.figures import HandedOver
from store.tables import Delivery

AT = time(9)  # in the shop's time zone, about the day before
MOST_COMPARED = 500  # orders
SECONDS_BETWEEN = (
    1.0  # orders: New API takes two requests for one, and two a second is what we allow ourselves
)
SECONDS_BEFORE_ASKING_AGAIN = 10.0
AFTER_A_FAILURE = timedelta(hours=1)
MISSING, SEVERAL, OTHER_SECRET, OTHER_QUOTA = "missing", "several", "other_secret", "other_quota"
DIFFERENCES = (MISSING, SEVERAL, OTHER_SECRET, OTHER_QUOTA)
_AT_THE_CONSOLE = (DeliveryPath.KEY, DeliveryPath.CODE)
_log = structlog.get_logger()

Pause = Callable[[float], Awaitable[None]]


@dataclass(slots=True)
class Comparison:
    """What the console holds for the day's orders: references by difference, and what could not be asked."""

    compared: int = 0
    differences: dict[str, list[str]] = field(default_factory=dict)
    left_out: int = 0
    silent: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class DailyReport:
    """A day's figures. Money is minor units by currency, `payments` and `refunds` are how many in each.

    `waiting` and `stock` are those of now.
    """

    day: str
    placed: int
    paid: int
    delivered: Mapping[str, int]
    payments: Mapping[str, int]
    received: Mapping[str, int]
    refunds: Mapping[str, int]
    given_back: Mapping[str, int]
    waiting: int
    stock: Mapping[str, int]
    console: Comparison

    def arguments(self) -> dict[str, Any]:
        """Return the report as an outbox row keeps it."""
        return asdict(self)

    @classmethod
    def from_arguments(cls, arguments: Mapping[str, Any]) -> "DailyReport":
        """Return the report that an outbox row keeps."""
        return cls(**{**arguments, "console": Comparison(**arguments["console"])})


class Reporter:
    """Reports every day once, however often the shop is started; a day that nobody can be told of is skipped."""

    def __init__(self, shop: Shop, zone: tzinfo, *, pause: Pause = asyncio.sleep) -> None:
        self._shop = shop
        self._zone = zone
        self._pause = pause
        self._not_before: datetime | None = None

    async def tick(self) -> None:
        """Report on yesterday when its time has come and nobody has done so."""
        now = self._shop.database.clock()
        local = now.astimezone(self._zone)
        day = local.date() - timedelta(days=1)
        too_soon = self._not_before is not None and now < self._not_before
        if local.time() < AT or too_soon or not self._shop.owners or not await self._is_due(day):
            return
        self._not_before = now + AFTER_A_FAILURE
        report = await self._report(day)
        async with self._shop.database.writing() as unit:
            if await alerts.raise_once(unit, _key(day)):
                for owner in self._shop.owners:
                    await outbox.write(
                        unit,
                        channel=owner.channel,
                        recipient=owner.external_id,
                        kind=Notice.REPORT,
                        arguments=report.arguments(),
                    )
        self._not_before = None

    async def _is_due(self, day: date) -> bool:
        _, end = self._bounds(day)
        async with self._shop.database.reading() as unit:
            done = _key(day) in await alerts.raised(unit, _key(day))
            return not done and await figures.any_placed_before(unit, end)

    def _bounds(self, day: date) -> tuple[datetime, datetime]:
        return (
            datetime.combine(day, time(), self._zone),
            datetime.combine(day + timedelta(days=1), time(), self._zone),
        )

    async def _report(self, day: date) -> DailyReport:
        start, end = self._bounds(day)
        async with self._shop.database.reading() as unit:
            received = await figures.received(unit, start, end)
            refunded = await figures.refunded(unit, start, end)
            placed, paid = await figures.placed(unit, start, end), await figures.paid(unit, start, end)
            delivered = await figures.delivered_by_path(unit, start, end)
            waiting = (await orders.count_by_state(unit)).get(OrderState.PARKED, 0)
            handed_over = await figures.handed_over(
                unit, start, end, state=OrderState.DELIVERED, paths=_AT_THE_CONSOLE
            )
        counts = await stock.counts(self._shop.database, self._shop.catalog)
        return DailyReport(
            day=day.isoformat(),
            placed=placed,
            paid=paid,
            delivered=delivered,
            payments=received.number,
            received=received.minor,
            refunds=refunded.number,
            given_back=refunded.minor,
            waiting=waiting,
            stock={package: free for package, (free, sold) in counts.items() if free or sold},
            console=await self._compare(handed_over),
        )

    async def _compare(self, handed_over: Sequence[HandedOver]) -> Comparison:
        """Ask the console for what was sold, slowly; outside any transaction."""
        found = Comparison()
        for path, issuer in self._shop.issuers.items():
            said = [complaint.text for complaint in await issuer.check()]
            found.remarks += [text for text in said if text not in found.remarks]
            of_path = [one for one in handed_over[:MOST_COMPARED] if one.delivery.path == path]
            await self._compare_path(issuer, of_path, found)
        found.left_out = len(handed_over) - found.compared
        return found

    async def _compare_path(self, issuer: Issuer, of_path: Sequence[HandedOver], found: Comparison) -> None:
        for one in of_path:
            try:
                held = await self._find(issuer, one.reference)
            except OutsideError as error:
                _log.warning("the console could not be asked for the report", reason=str(error))
                found.silent.append(str(error))
                return
            found.compared += 1
            for difference in self._differences(one, [issued for issued in held if issued.live]):
                found.differences.setdefault(difference, []).append(one.reference)

    async def _find(self, issuer: Issuer, name: str) -> list[Issued]:
        await self._pause(SECONDS_BETWEEN)
        try:
            return await issuer.find(name)
        except OutsideError:
            await self._pause(SECONDS_BEFORE_ASKING_AGAIN)
            return await issuer.find(name)

    def _differences(self, one: HandedOver, live: Sequence[Issued]) -> list[str]:
        delivery = one.delivery
        ours = next((issued for issued in live if issued.remote_id == delivery.remote_id), None)
        differences = [SEVERAL] if len(live) > 1 else []
        if ours is None:
            return [*differences, MISSING]
        if not self._is_what_we_gave(ours, delivery):
            differences.append(OTHER_SECRET)
        if ours.quota != delivery.quota:
            differences.append(OTHER_QUOTA)
        return differences

    def _is_what_we_gave(self, issued: Issued, delivery: Delivery) -> bool:
        try:
            return issued.secret == self._shop.encryption.open(delivery.name, delivery.sealed_secret or "")
        except SealBroken:
            return False


def _key(day: date) -> str:
    return f"report:{day.isoformat()}"
