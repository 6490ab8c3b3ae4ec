import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot import health
from bot.health import Check, HealthServer, Metrics
from fulfillment import invariants
from support.figures import DeskFigures


async def passes() -> None:
    return None


async def fails() -> None:
    raise ConnectionError("postgresql://shop:canary@db")


async def hangs() -> None:
    await asyncio.Event().wait()


@asynccontextmanager
async def serving(
    checks: Mapping[str, Check], metrics: Metrics | None = None
) -> AsyncIterator[Callable[[str], str]]:
    server = HealthServer("127.0.0.1:0", checks, metrics or Metrics())
    await server.start()
    try:
        yield lambda path: f"http://127.0.0.1:{server.port}{path}"
    finally:
        await server.stop()


async def get(url: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return response.status, await response.text()


async def test_a_shop_whose_parts_all_work_is_ready() -> None:
    async with serving({"database": passes, "telegram": passes}) as url:
        assert await get(url("/healthz")) == (200, '{"alive": true}')
        status, body = await get(url("/readyz"))
    assert (status, body) == (200, '{"ready": true, "checks": {"database": "ok", "telegram": "ok"}}')


async def test_a_part_that_fails_is_named_and_nothing_of_why_is_shown() -> None:
    with capture_logs() as lines:
        async with serving({"database": fails, "telegram": passes}) as url:
            status, body = await get(url("/readyz"))
            alive, _ = await get(url("/healthz"))
    assert (status, body) == (503, '{"ready": false, "checks": {"database": "failed", "telegram": "ok"}}')
    assert alive == 200, "a shop that waits for its database need not be killed"
    assert [line["check"] for line in lines] == ["database"]


async def test_a_part_that_hangs_counts_as_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "CHECK_SECONDS", 0.05)
    async with serving({"telegram": hangs}) as url:
        assert (await get(url("/readyz")))[0] == 503


async def test_the_numbers_are_there_for_prometheus() -> None:
    metrics = Metrics()
    metrics.updates.labels("handled").inc()
    metrics.update_seconds.observe(0.02)
    metrics.outbox_sent.inc(3)
    metrics.outbox_failed.labels("blocked").inc()
    metrics.payments.labels("epay", "paid").inc()
    metrics.deliveries.labels("key").inc()
    metrics.outside_errors.labels("console", "rejected").inc()
    metrics.tick_seconds.labels("outbox").observe(0.2)
    async with serving({}, metrics) as url:
        status, body = await get(url("/metrics"))
    assert status == 200
    expected = [
        'shop_updates_total{outcome="handled"} 1.0',
        "shop_update_seconds_count 1.0",
        "shop_outbox_sent_total 3.0",
        'shop_outbox_failed_total{kind="blocked"} 1.0',
        'shop_payments_total{outcome="paid",rail="epay"} 1.0',
        'shop_deliveries_total{path="key"} 1.0',
        'shop_outside_errors_total{kind="rejected",where="console"} 1.0',
        'shop_tick_seconds_count{tick="outbox"} 1.0',
    ]
    assert [line for line in expected if line not in body.splitlines()] == []


async def test_everything_that_may_be_counted_is_there_from_the_start() -> None:
    metrics = Metrics()
    metrics.begin_at_zero(["epay", "stars"], ["key", "stock"])
    async with serving({}, metrics) as url:
        _, body = await get(url("/metrics"))
    expected = [
        'shop_payments_total{outcome="paid",rail="epay"} 0.0',
        'shop_payments_total{outcome="paid_twice",rail="stars"} 0.0',
        'shop_deliveries_total{path="stock"} 0.0',
        'shop_reminders_total{outcome="dropped"} 0.0',
        'shop_outside_errors_total{kind="OutcomeUnknown",where="key"} 0.0',
        'shop_outside_errors_total{kind="Rejected",where="refund"} 0.0',
        *(f'shop_invariant_violations{{invariant="{number}"}} 0.0' for number in invariants.NUMBERS),
    ]
    assert [line for line in expected if line not in body.splitlines()] == []
    metrics.set_violations({3: 2})
    metrics.payment("epay", "paid")
    numbers = (await metrics.scrape()).decode()
    assert 'shop_invariant_violations{invariant="3"} 2.0' in numbers
    assert 'shop_payments_total{outcome="paid",rail="epay"} 1.0' in numbers


async def test_what_the_database_knows_is_counted_anew_at_every_scrape() -> None:
    metrics = Metrics()
    counts = {"parked": 2, "paid": 1}

    async def refresh() -> None:
        metrics.set_orders(counts)
        metrics.outbox_waiting.set(7)

    metrics.refresh_with(refresh)
    async with serving({}, metrics) as url:
        _, before = await get(url("/metrics"))
        counts.pop("parked")
        _, after = await get(url("/metrics"))
    assert 'shop_orders{state="parked"} 2.0' in before
    assert "shop_parked_orders 2.0" in before
    assert "shop_outbox_waiting 7.0" in before
    assert 'shop_orders{state="parked"} 0.0' in after
    assert "shop_parked_orders 0.0" in after


async def test_numbers_are_served_even_when_the_database_is_away() -> None:
    metrics = Metrics()
    metrics.refresh_with(fails)
    async with serving({}, metrics) as url:
        assert (await get(url("/metrics")))[0] == 200


async def test_two_shops_in_one_process_do_not_share_numbers() -> None:
    first, second = Metrics(), Metrics()
    first.outbox_sent.inc()
    assert b"shop_outbox_sent_total 0.0" in await second.scrape()


async def test_a_port_that_is_taken_is_an_error_and_stopping_twice_is_none() -> None:
    first = HealthServer("127.0.0.1:0", {}, Metrics())
    await first.start()
    second = HealthServer(f"127.0.0.1:{first.port}", {}, Metrics())
    with pytest.raises(OSError, match="address already in use"):
        await second.start()
    await second.stop()
    await first.stop()
    await first.stop()


async def test_the_numbers_of_the_help_desk_can_be_scraped() -> None:
    metrics = Metrics()
    metrics.set_desk(DeskFigures(4, 2, None, 3, timedelta(minutes=90), 1, 5, 4.5))
    numbers = (await metrics.scrape()).decode()
    for line in ("open 4.0", "waiting 2.0", "first_reply_seconds 5400.0", "breaches 1.0", "rating 4.5"):
        assert f"shop_desk_{line}\n" in numbers
    metrics.set_desk(DeskFigures(0, 0, None, 0, None, 0, 0, None))
    assert "shop_desk_rating NaN\n" in (await metrics.scrape()).decode()
