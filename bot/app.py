"""The only place where things are wired together: the running shop."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

import structlog
from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application

from bot.checkout import Checkout
from bot.clock import Clock, Tick
from bot.health import HealthServer, Metrics
from bot.introduction import introduce
from bot.messenger import CHANNEL, Messenger
from bot.moved_clock import MovedClock
from bot.pace import Pace
from bot.parts import open_shop
from bot.receiving import Polling, Receiver, Webhook
from bot.settings import Settings, SettingsError
from bot.telegram_desk import TelegramDesk
from bot.telegram_request import AiohttpRequest
from bot.telegram_screen import TelegramScreens
from bot.updates import UpdateHandler
from fulfillment import delivery_plan, enquiries, invariants, notices, orders, refund_plan
from fulfillment.delivery import DeliveryService
from fulfillment.enquiries import EnquiryService
from fulfillment.key_watch import SECONDS_BETWEEN, KeyWatcher
from fulfillment.reconciliation import Reconciliation
from fulfillment.refunds import RefundService
from fulfillment.reminders import Reminders
from fulfillment.report import Reporter
from fulfillment.settlement import Settlement
from fulfillment.shop import Shop
from fulfillment.time_left import TimeLeft
from fulfillment.watch import FundsWatch, ParkedWatch, WaysToDeliver
from handlers import knowledge
from handlers.letters import LetterWriter
from handlers.routes import Conversation, TelegramApplication
from handlers.screens import pictures
from handlers.turn import Front
from locales.knowledge import knowledge_in
from locales.loader import LANGUAGES
from store import leases, outbox, updates
from store import orders as order_rows
from store.database import Database, utc_now
from store.tables import OutboxMessage
from store.unit_of_work import UnitOfWork
from support import figures
from support.clock import ServiceClock
from support.office import OfficeHours

OUTBOX = "outbox"
TELEGRAM_CONNECTIONS = 16
KEEP_UPDATES = timedelta(days=2)
KEEP_MESSAGES = timedelta(days=30)
GRACE_SECONDS = 4.0  # for each kind of work that is under way when the shop closes
KNOWLEDGE_AFTER = 15.0  # seconds; what waited for the start comes first
STARTUP_WAITS = (1, 2, 5, 10, 30)  # seconds
_log = structlog.get_logger()


async def run(settings: Settings, moved: MovedClock | None = None) -> int:
    """Run the shop until SIGINT or SIGTERM, and return the exit status. `moved` is its time in the sandbox.

    Raises:
        SettingsError: Telegram does not know the bot's token, or the encryption keys cannot be read.
        CatalogError: the catalogue cannot be sold from.
        KnowledgeError: a file of what the shop knows has mistakes.
    """
    for language in LANGUAGES:
        knowledge_in(language)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    requests = AiohttpRequest(TELEGRAM_CONNECTIONS), AiohttpRequest(2)
    application = _telegram(settings, *requests)

    def link(reference: str) -> str:
        return f"https://t.me/{application.bot.username}?start={reference}"

    metrics = Metrics()
    async with (
        # First, so that mistakes on this machine are told however long Telegram is waited for.
        open_shop(settings, link, metrics, moved or utc_now) as shop,
        _connected(application, requests, stop),
    ):
        if not stop.is_set():
            async with open_front(settings, shop, application, metrics, moved):
                _log.info("the shop is open", bot=application.bot.username)
                await stop.wait()
                _log.info("the shop closes")
    return 0


@dataclass(frozen=True, slots=True)
class Workers:
    """What works on due rows."""

    settlement: Settlement
    delivery: DeliveryService
    refund: RefundService
    enquiry: EnquiryService


@asynccontextmanager
async def open_front(
    settings: Settings,
    shop: Shop,
    application: TelegramApplication,
    metrics: Metrics,
    moved: MovedClock | None = None,
) -> AsyncIterator[None]:
    """Open the conversation, the ticks and the health page; close them in the opposite order.

    `moved` is the sandbox's clock: when a person moves it, everything looks at once what has become due.
    """
    bot, front = application.bot, _front(settings)
    metrics.begin_at_zero(shop.rails, shop.paths)
    writer = LetterWriter(shop.database, shop, front)
    workers = Workers(Settlement(shop), DeliveryService(shop), RefundService(shop), EnquiryService(shop))

    async def alert(kind: str, fact: str) -> None:
        async with shop.database.writing() as unit:
            await notices.alert_owners(unit, shop, kind, detail=fact)

    async def undeliverable(message: OutboxMessage, reason: str) -> None:
        if message.kind != notices.Notice.ALERT:
            await alert("message_refused", f"{message.kind}: {reason}")

    messenger = Messenger(
        shop.database,
        TelegramScreens(bot, shop.database, pictures.draw),
        writer.write,
        desk=_desk(settings, bot, shop),
        pace=Pace(settings.telegram_messages_per_second),
        undeliverable=undeliverable,
        report=lambda outcome: _count_message(metrics, outcome),
    )

    ticks = _ticks(settings, shop, workers, messenger, metrics)
    if moved is not None:
        ticks.append(Tick("moved_clock", lambda: _follow(moved, clock), 0.5))
    clock = Clock(ticks, observe=lambda name, seconds: metrics.tick_seconds.labels(name).observe(seconds))

    def committed(unit: UnitOfWork) -> None:
        messenger.accept(unit.outbox)
        for name in unit.wakes:
            clock.wake(name)

    shop.database.listen(committed)
    handler = UpdateHandler(
        bot,
        shop.database,
        Conversation(application, shop, front),
        checkout=Checkout(shop),
        metrics=metrics,
        alert=alert,
    )
    receiver = _receiver(settings, bot, handler)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(messenger.stop, GRACE_SECONDS)
        if settings.http_listen is not None:
            metrics.refresh_with(lambda: _refresh(metrics, shop.database))
            health = HealthServer(settings.http_listen, {"database": shop.database.ping}, metrics)
            await _listen("HTTP_LISTEN", health.start)
            stack.push_async_callback(health.stop)
        await _take_over(shop.database)
        introducing = asyncio.create_task(introduce(bot, settings, shop.database))
        stack.callback(introducing.cancel)
        reading = asyncio.create_task(_read_the_knowledge())
        stack.callback(reading.cancel)
        clock.start()
        for worker in (workers.enquiry, workers.refund, workers.delivery, workers.settlement):
            stack.push_async_callback(worker.stop, GRACE_SECONDS)
        stack.push_async_callback(clock.stop)
        await _listen("TELEGRAM_WEBHOOK_LISTEN", receiver.start)
        stack.push_async_callback(handler.settle)
        stack.push_async_callback(receiver.stop)
        yield


async def _follow(moved: MovedClock, clock: Clock) -> None:
    """When the sandbox's clock was moved, let everything look at once what has become due."""
    if moved.has_moved():
        clock.wake_all()


def _ticks(
    settings: Settings, shop: Shop, workers: Workers, messenger: Messenger, metrics: Metrics
) -> list[Tick]:
    """Return everything that is looked at regularly."""
    return [
        Tick(orders.SETTLEMENT, workers.settlement.tick, 2.0, due_in=workers.settlement.due_in),
        Tick(delivery_plan.DELIVERY, workers.delivery.tick, 1.0),
        Tick(refund_plan.REFUNDS, workers.refund.tick, 2.0),
        Tick(OUTBOX, messenger.tick, 2.0),
        Tick("leases", messenger.hold, 20.0),
        Tick("expiry", workers.settlement.expire_orders, 5.0),
        Tick(enquiries.ENQUIRIES, workers.enquiry.tick, 5.0),
        Tick("keys", KeyWatcher(shop).tick, SECONDS_BETWEEN, first_after=SECONDS_BETWEEN),
        Tick("ways to deliver", WaysToDeliver(shop).tick, 60.0),
        Tick("parked", ParkedWatch(shop).tick, 60.0),
        Tick("funds", FundsWatch(shop).tick, 600.0),
        Tick("time left", TimeLeft(shop).tick, 20.0),
        Tick("reminders", Reminders(shop).tick, _reminder_seconds(settings)),
        Tick("reconciliation", Reconciliation(shop).tick, 600.0),
        Tick("housekeeping", lambda: _housekeeping(shop.database), 3600.0),
        Tick("report", Reporter(shop, settings.shop_timezone).tick, 60.0),
        *_service_ticks(settings, shop),
        Tick("invariants", lambda: _look_for_violations(shop, metrics), 900.0, first_after=20.0),
    ]


def _telegram(settings: Settings, calls: AiohttpRequest, polling: AiohttpRequest) -> TelegramApplication:
    token = settings.telegram_bot_token
    assert token is not None  # noqa: S101 - without one the command line starts the sandbox
    address = settings.telegram_api_url.rstrip("/")
    return (
        Application.builder()
        .token(token.get_secret_value())
        .base_url(f"{address}/bot")
        .base_file_url(f"{address}/file/bot")
        .request(calls)
        .get_updates_request(polling)
        .updater(None)
        .build()
    )


@asynccontextmanager
async def _connected(
    application: TelegramApplication, requests: Sequence[AiohttpRequest], stop: asyncio.Event
) -> AsyncIterator[None]:
    """Open the connection to Telegram, waiting for it as long as it takes; a wrong token ends the start."""
    try:
        await _connect(application, stop)
        yield
    finally:
        await application.shutdown()
        for request in requests:  # an application that was never connected leaves them open
            await request.shutdown()


async def _connect(application: TelegramApplication, stop: asyncio.Event) -> None:
    tries = 0
    while not stop.is_set():
        try:
            await application.initialize()
        except InvalidToken:
            raise SettingsError(
                ["TELEGRAM_BOT_TOKEN: Telegram does not know it; @BotFather shows the right one"]
            ) from None
        except TelegramError as error:
            wait = STARTUP_WAITS[min(tries, len(STARTUP_WAITS) - 1)]
            tries += 1
            _log.warning("Telegram does not answer yet", reason=str(error), again_in_seconds=wait)
            await _sleep_unless(stop, wait)
        else:
            return


async def _read_the_knowledge() -> None:
    """Make the search ready, so that the first question has not to wait for it."""
    await asyncio.sleep(KNOWLEDGE_AFTER)
    await knowledge.prepare()


def _reminder_seconds(settings: Settings) -> float:
    """Return how often to look for due reminders: often enough that none is noticeably late."""
    ages = sorted([timedelta(), *settings.remind_after])
    shortest = min((later - sooner for sooner, later in pairwise(ages)), default=timedelta(hours=1))
    return min(20.0, max(0.5, shortest.total_seconds() / 4))


def _desk(settings: Settings, bot: Bot, shop: Shop) -> TelegramDesk | None:
    """Return the help desk in the staff's group; the owners hear when the group cannot be used, and when it can."""
    if settings.staff_chat_id is None:
        return None

    async def trouble(reason: str | None) -> None:
        async with shop.database.writing() as unit:
            if reason is None:
                await notices.clear_alert(unit, shop, "desk", "desk_restored")
            else:
                await notices.raise_alert(unit, shop, "desk", "desk_unusable", reason=reason)

    return TelegramDesk(bot, shop.database, _front(settings).desk(shop), trouble=trouble)


def _service_ticks(settings: Settings, shop: Shop) -> list[Tick]:
    """Return the ticks of the help desk; without a staff's group there are none."""
    if settings.staff_chat_id is None:
        return []
    return [Tick("service", ServiceClock(shop.database, _front(settings).desk(shop)).tick, 20.0)]


def _receiver(settings: Settings, bot: Bot, handler: UpdateHandler) -> Receiver:
    if settings.telegram_webhook_url is None:
        return Polling(bot, handler)
    return Webhook(
        bot,
        handler,
        url=settings.telegram_webhook_url,
        listen=settings.telegram_webhook_listen,
        secret=settings.webhook_secret(),
    )


def _front(settings: Settings) -> Front:
    return Front(
        api_base_url=settings.api_base_url,
        console_url=settings.console_url,
        support_email=settings.support_email,
        reply_within=settings.support_reply_within,
        zone=settings.shop_timezone,
        staff_chat=str(settings.staff_chat_id) if settings.staff_chat_id is not None else None,
        staff_language=settings.staff_language,
        canned=settings.canned_file,
        hours=OfficeHours(*settings.support_hours, settings.shop_timezone)
        if settings.support_hours
        else None,
    )


async def _listen(variable: str, start: Callable[[], Awaitable[None]]) -> None:
    """Start to listen; an address that cannot be had is a mistake in the settings."""
    try:
        await start()
    except OSError as error:
        raise SettingsError([f"{variable}: cannot listen there: {error.strerror or error}"]) from None


async def _take_over(database: Database) -> None:
    """On SQLite there is one process: what the last one held when it died is free now."""
    if database.is_sqlite:
        async with database.writing() as unit:
            await leases.release_all(unit)


async def _housekeeping(database: Database) -> None:
    async with database.writing() as unit:
        await updates.forget(unit, unit.now - KEEP_UPDATES)
        await outbox.forget_sent(unit, unit.now - KEEP_MESSAGES)


async def _look_for_violations(shop: Shop, metrics: Metrics) -> None:
    metrics.set_violations(await invariants.watch(shop))


async def _refresh(metrics: Metrics, database: Database) -> None:
    async with database.reading() as unit:
        metrics.set_orders(await order_rows.count_by_state(unit))
        metrics.outbox_waiting.set(await outbox.count_waiting(unit, CHANNEL))
        metrics.set_desk(await figures.of_now(unit))


def _count_message(metrics: Metrics, outcome: str) -> None:
    if outcome == outbox.SENT:
        metrics.outbox_sent.inc()
    elif outcome != outbox.DROPPED:
        metrics.outbox_failed.labels(outcome).inc()


async def _sleep_unless(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
