import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from fulfillment import report
from fulfillment.complaints import Complaint
from fulfillment.consoles.issuer import Issued
from fulfillment.outcomes import OutcomeUnknown, Rejected
from fulfillment.report import Comparison, DailyReport, Reporter
from handlers.letters import LetterWriter
from handlers.turn import Front
from store.database import Database
from store.tables import Delivery, Order, OutboxMessage
from tests.fulfillment.trade import OWNER, Trade
from tests.invariants.vandal import scribble
from tests.store.clock import Clock
from tests.store.conftest import migrated_file, postgresql, server, url
from tests.store.rows import every

__all__ = ["migrated_file", "postgresql", "server", "url"]

ZONE = ZoneInfo("Asia/Shanghai")
MIDNIGHT = datetime(2026, 5, 4, tzinfo=ZONE)
SQLITE = pytest.mark.parametrize("server", ["sqlite"], indirect=True)


@pytest_asyncio.fixture
async def trade(url: str, tmp_path: Path) -> AsyncIterator[Trade]:
    """A new shop at noon of the day to report on."""
    clock = Clock()
    clock.now = (MIDNIGHT + timedelta(hours=12)).astimezone(UTC)
    database = Database(url, clock=clock)
    yield Trade(database, clock, tmp_path)
    await database.close()


class Pauses:
    """Counts the seconds instead of waiting."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


async def bought(trade: Trade, package: str = "starter", *, rounds: int = 1) -> Order:
    order = await trade.order(package)
    await trade.pay(order, rounds=rounds)
    return order


async def reports(trade: Trade) -> list[DailyReport]:
    rows = await every(trade.shop.database, OutboxMessage)
    return [DailyReport.from_arguments(row.arguments) for row in rows if row.kind == "report"]


async def next_morning(trade: Trade, pauses: Pauses | None = None) -> DailyReport:
    trade.clock.now = (MIDNIGHT + timedelta(days=1, hours=9)).astimezone(UTC)
    await Reporter(trade.shop, ZONE, pause=pauses or Pauses()).tick()
    (written,) = await reports(trade)
    return written


async def test_the_figures_are_those_of_the_day(trade: Trade) -> None:
    await trade.stock("trial", "code-1", "code-2", "code-3")
    trade.clock.now = (MIDNIGHT - timedelta(seconds=20)).astimezone(UTC)
    await bought(trade)  # the evening before
    trade.clock.now = MIDNIGHT.astimezone(UTC)
    await trade.order()
    cancelled = await trade.order()
    await trade.cancel(cancelled)
    await bought(trade)
    await bought(trade, "standard")
    short, over = await trade.order(), await trade.order()
    await trade.pay(short, 999)
    await trade.pay(over, 1001)
    refunded = await bought(trade)
    await trade.refund(refunded)
    trade.keys.wrong = Rejected("no keys today")
    await bought(trade, rounds=2)
    trade.codes.wrong = Rejected("no codes today")
    await bought(trade, "trial", rounds=3)
    late = await bought(trade, "professional", rounds=3)
    trade.keys.wrong = trade.codes.wrong = None
    trade.clock.now = (MIDNIGHT + timedelta(days=1)).astimezone(UTC)
    await bought(trade)  # already the next day, and so is what had waited for a key
    await trade.work()
    assert await trade.state(late) == "delivered"
    written = await next_morning(trade)
    assert written == DailyReport(
        day="2026-05-04",
        placed=10,
        paid=7,
        delivered={"key": 4, "code": 1, "stock": 1},
        payments={"CNY": 8},
        received={"CNY": 1000 + 3000 + 999 + 1001 + 1000 + 1000 + 500 + 10000},
        refunds={"CNY": 1},
        given_back={"CNY": 1000},
        waiting=1,
        stock={"trial": 2},
        console=Comparison(compared=4),
    )


@SQLITE
async def test_what_the_console_holds_otherwise_is_named(trade: Trade) -> None:
    gone, off, twice, swapped, poor, fine = [await bought(trade) for _ in range(6)]
    of = {
        row.name: row.remote_id or 0
        for row in await every(trade.shop.database, Delivery)
        if row.state == "issued"
    }
    del trade.keys.rows[of[gone.reference]]
    await trade.keys.revoke(of[off.reference])
    trade.keys.put(twice.reference, twice.quota)
    trade.keys.put(swapped.reference, swapped.quota, remote_id=of[swapped.reference])
    row = trade.keys.rows[of[poor.reference]]
    trade.keys.rows[row.remote_id] = Issued(row.remote_id, row.name, row.secret, row.quota - 1, live=True)
    trade.keys.complaints = [Complaint("The sales account holds 5 units.", fatal=False)]
    trade.codes.complaints = [Complaint("The sales account holds 5 units.", fatal=False)]
    found = (await next_morning(trade)).console
    assert found.differences == {
        "missing": [gone.reference, off.reference],
        "several": [twice.reference],
        "other_secret": [swapped.reference],
        "other_quota": [poor.reference],
    }
    assert found.compared == 6
    assert fine.reference in trade.keys.asked
    assert found.remarks == ["The sales account holds 5 units."]


@SQLITE
async def test_a_secret_of_ours_that_does_not_open_is_a_difference_and_no_end_of_the_report(
    trade: Trade,
) -> None:
    order = await bought(trade)
    await scribble(trade.shop.database, "UPDATE delivery SET sealed_secret = 'x'")
    assert (await next_morning(trade)).console.differences == {"other_secret": [order.reference]}


@SQLITE
async def test_a_console_that_cannot_be_asked_is_said_and_asked_no_further(trade: Trade) -> None:
    for _ in range(3):
        await bought(trade)
    trade.keys.asked.clear()
    trade.keys.wrong = OutcomeUnknown("console key search: no answer")
    pauses = Pauses()
    found = (await next_morning(trade, pauses)).console
    assert found.silent == ["console key search: no answer"]
    assert (found.compared, found.left_out) == (0, 3)
    assert len(trade.keys.asked) == 2
    assert pauses.seconds == [report.SECONDS_BETWEEN, report.SECONDS_BEFORE_ASKING_AGAIN]


@SQLITE
async def test_the_console_is_asked_slowly_and_not_without_end(
    trade: Trade, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "MOST_COMPARED", 2)
    for _ in range(5):
        await bought(trade)
    trade.keys.asked.clear()
    pauses = Pauses()
    found = (await next_morning(trade, pauses)).console
    assert (found.compared, found.left_out) == (2, 3)
    assert pauses.seconds == [report.SECONDS_BETWEEN] * len(trade.keys.asked)


@SQLITE
async def test_a_day_is_reported_once_from_nine_in_the_shops_time_zone(trade: Trade) -> None:
    await bought(trade)
    for hour, expected in ((8.99, 0), (9, 1), (9.5, 1), (23, 1), (24 + 8.99, 1), (24 + 9, 2)):
        trade.clock.now = (MIDNIGHT + timedelta(days=1, hours=hour)).astimezone(UTC)
        await Reporter(trade.shop, ZONE, pause=Pauses()).tick()  # as after a restart
        assert len(await reports(trade)) == expected, hour
    assert [one.day for one in await reports(trade)] == ["2026-05-04", "2026-05-05"]


@SQLITE
async def test_two_shops_at_the_same_time_report_once(trade: Trade) -> None:
    await bought(trade)
    trade.clock.now = (MIDNIGHT + timedelta(days=1, hours=9)).astimezone(UTC)
    await asyncio.gather(*(Reporter(trade.shop, ZONE, pause=Pauses()).tick() for _ in range(3)))
    assert len(await reports(trade)) == 1


@SQLITE
async def test_a_shop_that_sold_nothing_yet_has_nothing_to_report(trade: Trade) -> None:
    trade.clock.now = (MIDNIGHT + timedelta(days=1, hours=9)).astimezone(UTC)
    await bought(trade)
    await Reporter(trade.shop, ZONE, pause=Pauses()).tick()
    assert await reports(trade) == []


@SQLITE
async def test_a_report_that_failed_is_not_begun_anew_every_minute(
    trade: Trade, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bought(trade)

    async def fails() -> list[Complaint]:
        trade.keys.asked.append("check")
        raise ZeroDivisionError

    monkeypatch.setattr(trade.keys, "check", fails)
    trade.keys.asked.clear()
    trade.clock.now = (MIDNIGHT + timedelta(days=1, hours=9)).astimezone(UTC)
    reporter = Reporter(trade.shop, ZONE, pause=Pauses())
    with pytest.raises(ZeroDivisionError):
        await reporter.tick()
    for _ in range(3):
        trade.clock.move(minutes=1)
        await reporter.tick()
    assert trade.keys.asked == ["check"]
    monkeypatch.undo()
    trade.clock.move(hours=1)
    await reporter.tick()
    assert len(await reports(trade)) == 1


@SQLITE
@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "en",
            [
                "Received: <b>¥20.01</b> in 2 payments",
                "Received: <b>₮2.79</b> in 2 payments",
                "Received: <b>⭐ 70</b> in 1 payment",
                "Delivered: 5 (keys 5, codes 0, from the stock 0)",
                "Given back: ₮1.39 in 1 refund",
            ],
        ),
        (
            "zh",
            [
                "收款：<b>¥20.01</b>，共 2 笔",
                "收款：<b>₮2.79</b>，共 2 笔",
                "收款：<b>⭐ 70</b>，共 1 笔",
                "发货：5 笔（Key 5，兑换码 0，库存码 0）",
                "退款：₮1.39，共 1 笔",
            ],
        ),
    ],
)
async def test_the_owner_reads_what_came_in_each_currency_in_the_staffs_language(
    trade: Trade, language: str, lines: list[str]
) -> None:
    await bought(trade)
    await trade.pay(await trade.order(), 1001)
    stars, coins, coins_back = [await bought(trade) for _ in range(3)]
    await trade.refund(coins_back)
    update = "UPDATE payment_attempt SET {} WHERE order_id = {}"
    in_stars = "amount_minor = 70, paid_minor = 70, currency = 'XTR'"
    await scribble(trade.shop.database, update.format(in_stars, stars.id))
    for order, millionths in ((coins, 1_400_000), (coins_back, 1_390_000)):
        in_coins = f"charged_minor = {millionths}, charged_currency = 'USDT'"
        await scribble(trade.shop.database, update.format(in_coins, order.id))
    await next_morning(trade)
    front = Front(
        api_base_url="http://127.0.0.1:3000/v1",
        console_url="http://127.0.0.1:3000",
        support_email="help@example.com",
        reply_within=timedelta(hours=24),
        zone=ZONE,
        staff_chat=None,
        staff_language=language,
    )
    rows = await every(trade.shop.database, OutboxMessage)
    (row,) = [row for row in rows if row.kind == "report"]
    letter = await LetterWriter(trade.shop.database, trade.shop, front).write(row)
    assert row.recipient == OWNER.external_id
    assert letter is not None
    assert "2026-05-04" in letter.screen.text
    written = letter.screen.text.splitlines()
    assert written[written.index(lines[0]) :][: len(lines)] == lines
