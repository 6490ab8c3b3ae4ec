"""What watches the shop can ask it: is it alive, can it serve, and how is it doing (Prometheus)."""

import asyncio
import math
from collections.abc import Awaitable, Callable, Iterable, Mapping
from itertools import product

import structlog
from aiohttp import web
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.process_collector import ProcessCollector

from bot import values
from fulfillment import invariants
from fulfillment.outcomes import OutcomeUnknown, OutsideError, Rejected, Retryable
from fulfillment.shop import Counters
from fulfillment.states import OrderState
from support.figures import DeskFigures

Check = Callable[[], Awaitable[None]]

CHECK_SECONDS = 5.0
_TICK_BUCKETS = (0.005, 0.02, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60)

_DESK_GAUGES = {
    "open": "Tickets of the help desk that are open",
    "waiting": "Customers who wait for an answer of a person",
    "first_reply_seconds": "Median time to the first answer of a person, of the last 30 days; NaN: none",
    "breaches": "Answers later than promised, of the last 30 days",
    "rating": "Average rating by customers, 1 to 5, of the last 30 days; NaN: none",
    "ratings": "Ratings by customers, of the last 30 days",
}
PAYMENT_OUTCOMES = ("created", "refused", "paid", "underpaid", "paid_twice", "refunded")
REMINDER_OUTCOMES = ("written", "late", "together", "dropped")
_log = structlog.get_logger(__name__)


class Metrics(Counters):
    """The shop's numbers. Names of labels and metrics are what dashboards rely on."""

    def __init__(self) -> None:
        registry = self.registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self.updates = Counter("shop_updates", "Updates handled", ["outcome"], registry=registry)
        self.update_seconds = Histogram("shop_update_seconds", "Time to handle one update", registry=registry)
        self.invariant_violations = Gauge(
            "shop_invariant_violations",
            "Orders that break a rule that always holds",
            ["invariant"],
            registry=registry,
        )
        self.outbox_waiting = Gauge("shop_outbox_waiting", "Messages that wait to be sent", registry=registry)
        self.outbox_sent = Counter("shop_outbox_sent", "Messages sent", registry=registry)
        self.outbox_failed = Counter("shop_outbox_failed", "Sends that failed", ["kind"], registry=registry)
        self.orders = Gauge("shop_orders", "Orders by state", ["state"], registry=registry)
        self.parked_orders = Gauge("shop_parked_orders", "Orders that wait for a person", registry=registry)
        self.payments = Counter("shop_payments", "Payments", ["rail", "outcome"], registry=registry)
        self.deliveries = Counter("shop_deliveries", "Orders delivered", ["path"], registry=registry)
        self.reminders = Counter(
            "shop_reminders", "Reminders of unpaid orders", ["outcome"], registry=registry
        )
        self.enquiries = Counter(
            "shop_enquiries", "Questions about keys and codes", ["kind", "outcome"], registry=registry
        )
        self.outside_errors = Counter(
            "shop_outside_errors",
            "What gateways and consoles refused or left open",
            ["where", "kind"],
            registry=registry,
        )
        self.tick_seconds = Histogram(
            "shop_tick_seconds",
            "Time of one tick of the clock",
            ["tick"],
            buckets=_TICK_BUCKETS,
            registry=registry,
        )
        self._desk = {
            name: Gauge(f"shop_desk_{name}", text, registry=registry) for name, text in _DESK_GAUGES.items()
        }
        self._refreshers: list[Check] = []

    def begin_at_zero(self, rails: Iterable[str], paths: Iterable[str]) -> None:
        """Show everything that may be counted, so that the first of each is seen to come.

        `rails` and `paths` are those of this shop.
        """
        ways, sold = list(rails), list(paths)
        for rail, outcome in product(ways, PAYMENT_OUTCOMES):
            self.payments.labels(rail, outcome)
        for path in sold:
            self.deliveries.labels(path)
        for outcome in REMINDER_OUTCOMES:
            self.reminders.labels(outcome)
        for outcome in ("handled", "failed"):
            self.updates.labels(outcome)
        for where, error in product((*ways, *sold, "refund"), (Retryable, Rejected, OutcomeUnknown)):
            self.outside_errors.labels(where, error.__name__)
        self.set_violations(dict.fromkeys(invariants.NUMBERS, 0))

    def refresh_with(self, refresher: Check) -> None:
        """Call this before every scrape: it sets the gauges that come from the database."""
        self._refreshers.append(refresher)

    def payment(self, rail: str, outcome: str) -> None:
        """Count a payment."""
        self.payments.labels(rail, outcome).inc()

    def delivery(self, path: str) -> None:
        """Count an order that was delivered."""
        self.deliveries.labels(path).inc()

    def reminder(self, outcome: str) -> None:
        """Count a reminder."""
        self.reminders.labels(outcome).inc()

    def enquiry(self, kind: str, outcome: str) -> None:
        """Count a question about what was bought."""
        self.enquiries.labels(kind, outcome).inc()

    def outside_error(self, where: str, error: OutsideError) -> None:
        """Count what a gateway or a console refused or left open."""
        self.outside_errors.labels(where, type(error).__name__).inc()

    def set_orders(self, counts: Mapping[str, int]) -> None:
        """Set how many orders there are in each state; a state that is not named has none."""
        for state in OrderState:
            self.orders.labels(state).set(counts.get(state, 0))
        self.parked_orders.set(counts.get(OrderState.PARKED, 0))

    def set_violations(self, counts: Mapping[int, int]) -> None:
        """Set how many orders break each invariant."""
        for number, orders in counts.items():
            self.invariant_violations.labels(str(number)).set(orders)

    def set_desk(self, found: DeskFigures) -> None:
        """Set how the help desk does."""
        median = found.median_first_reply
        self._desk["open"].set(found.open)
        self._desk["waiting"].set(found.waiting)
        self._desk["first_reply_seconds"].set(math.nan if median is None else median.total_seconds())
        self._desk["breaches"].set(found.breaches)
        self._desk["rating"].set(math.nan if found.rating is None else found.rating)
        self._desk["ratings"].set(found.ratings)

    async def scrape(self) -> bytes:
        """Return every number in Prometheus' text format."""
        for refresher in self._refreshers:
            await _passes("metrics", refresher)
        return generate_latest(self.registry)


class HealthServer:
    """Serves `/healthz`, `/readyz` and `/metrics`. A failed check is named; why it failed is in the log only."""

    def __init__(self, listen: str, checks: Mapping[str, Check], metrics: Metrics) -> None:
        self._host, self._port = values.host_and_port(listen)
        self._checks = checks
        self._metrics = metrics
        self._runner: web.AppRunner | None = None

    @property
    def port(self) -> int:
        """The port it listens on, once started (useful when 0 was asked for)."""
        return self._port

    async def start(self) -> None:
        """Start serving.

        Raises:
            OSError: the address is taken, or is none of this machine's.
        """
        app = web.Application()
        app.router.add_get("/healthz", self._alive)
        app.router.add_get("/readyz", self._ready)
        app.router.add_get("/metrics", self._numbers)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError:
            await self.stop()
            raise
        self._port = int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Stop serving; nothing happens when it does not serve."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _alive(self, _request: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def _ready(self, _request: web.Request) -> web.Response:
        passed = await asyncio.gather(*(_passes(name, check) for name, check in self._checks.items()))
        ready = all(passed)
        words = ["ok" if ok else "failed" for ok in passed]
        body = {"ready": ready, "checks": dict(zip(self._checks, words, strict=True))}
        return web.json_response(body, status=200 if ready else 503)

    async def _numbers(self, _request: web.Request) -> web.Response:
        return web.Response(body=await self._metrics.scrape(), headers={"Content-Type": CONTENT_TYPE_LATEST})


async def _passes(name: str, check: Check) -> bool:
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            await check()
    except Exception:
        _log.warning("a health check failed", check=name, exc_info=True)
        return False
    return True
