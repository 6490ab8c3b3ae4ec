"""The only place where things are wired together: the running shop."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

import structlog
from telegram import Bot, BotCommand, BotCommandScopeChat
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application

from bot.clock import Clock, Tick
from bot.health import HealthServer, Metrics
from bot.messenger import CHANNEL, Messenger
from bot.pace import Pace
from bot.parts import open_shop
from bot.receiving import Polling, Receiver, Webhook
from bot.settings import Settings, SettingsError
from bot.telegram_request import AiohttpRequest
from bot.telegram_screen import TelegramScreens
from bot.updates import UpdateHandler
from fulfillment import delivery_plan, invariants, notices, orders, refunds
from fulfillment.delivery import DeliveryService
from fulfillment.refunds import RefundService
from fulfillment.report import Reporter
from fulfillment.settlement import Settlement
from fulfillment.shop import Shop
from handlers.letters import LetterWriter
from handlers.routes import Conversation, TelegramApplication
from handlers.screens import commands, pictures
from handlers.turn import Front
from locales.loader import LANGUAGES, words_for
from store import leases, outbox, updates
from store import orders as order_rows
from store.database import Database
from store.tables import OutboxMessage
from store.unit_of_work import UnitOfWork

OUTBOX = "outbox"
TELEGRAM_CONNECTIONS = 16
KEEP_UPDATES = timedelta(days=2)
KEEP_MESSAGES = timedelta(days=30)
LOOK_SECONDS = 0.3  # for due payments: what is added to the interval between two queries at most
GRACE_SECONDS = 4.0  # for each kind of work that is under way when the shop closes
STARTUP_WAITS = (1, 2, 5, 10, 30)  # seconds
_log = structlog.get_logger()


async def run(settings: Settings) -> int:
    """Run the shop until SIGINT or SIGTERM, and return the exit status.

    Raises:
        SettingsError: Telegram does not know the bot's token, or the encryption keys cannot be read.
        CatalogError: the catalogue cannot be sold from.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with _open_telegram(settings, stop) as application:
        if not stop.is_set():
            metrics = Metrics()
            link = f"https://t.me/{application.bot.username}?start="
            async with (
                open_shop(settings, lambda reference: link + reference, metrics) as shop,
                open_front(settings, shop, application, metrics),
            ):
                _log.info("the shop is open", bot=application.bot.username)
                await stop.wait()
                _log.info("the shop closes")
    return 0


@asynccontextmanager
async def open_front(
    settings: Settings, shop: Shop, application: TelegramApplication, metrics: Metrics
) -> AsyncIterator[None]:
    """Open the conversation, the ticks and the health page; close them in the opposite order."""
    bot, front = application.bot, _front(settings)
    writer = LetterWriter(shop.database, shop, front)
    settlement, delivery, refund = Settlement(shop), DeliveryService(shop), RefundService(shop)

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
        pace=Pace(settings.telegram_messages_per_second),
        undeliverable=undeliverable,
        report=lambda outcome: _count_message(metrics, outcome),
    )
    clock = Clock(
        [
            Tick(orders.SETTLEMENT, settlement.tick, min(LOOK_SECONDS, settings.payment_poll_seconds / 3)),
            Tick(delivery_plan.DELIVERY, delivery.tick, 1.0),
            Tick(refunds.REFUNDS, refund.tick, 2.0),
            Tick(OUTBOX, messenger.tick, 2.0),
            Tick("leases", messenger.hold, 20.0),
            Tick("expiry", settlement.expire_orders, 5.0),
            Tick("housekeeping", lambda: _housekeeping(shop.database), 3600.0),
            Tick("report", Reporter(shop, settings.shop_timezone).tick, 60.0),
            Tick("invariants", lambda: _look_for_violations(shop, metrics), 900.0, at_start=False),
        ],
        observe=lambda name, seconds: metrics.tick_seconds.labels(name).observe(seconds),
    )

    def committed(unit: UnitOfWork) -> None:
        messenger.accept(unit.outbox)
        for name in unit.wakes:
            clock.wake(name)

    shop.database.listen(committed)
    handler = UpdateHandler(
        bot, shop.database, Conversation(application, shop, front), metrics=metrics, alert=alert
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
        introducing = asyncio.create_task(_introduce(bot, settings))
        stack.callback(introducing.cancel)
        clock.start()
        for service in (refund, delivery, settlement):
            stack.push_async_callback(service.stop, GRACE_SECONDS)
        stack.push_async_callback(clock.stop)
        await _listen("TELEGRAM_WEBHOOK_LISTEN", receiver.start)
        stack.push_async_callback(handler.settle)
        stack.push_async_callback(receiver.stop)
        yield


@asynccontextmanager
async def _open_telegram(settings: Settings, stop: asyncio.Event) -> AsyncIterator[TelegramApplication]:
    """Open the connection to Telegram, waiting for it as long as it takes; a wrong token ends the start."""
    token = settings.telegram_bot_token
    assert token is not None  # noqa: S101 - without one the command line starts the sandbox
    address = settings.telegram_api_url.rstrip("/")
    application = (
        Application.builder()
        .token(token.get_secret_value())
        .base_url(f"{address}/bot")
        .base_file_url(f"{address}/file/bot")
        .request(AiohttpRequest(TELEGRAM_CONNECTIONS))
        .get_updates_request(AiohttpRequest(2))
        .updater(None)
        .build()
    )
    tries = 0
    while not stop.is_set():
        try:
            await application.initialize()
            break
        except InvalidToken:
            raise SettingsError(
                ["TELEGRAM_BOT_TOKEN: Telegram does not know it; @BotFather shows the right one"]
            ) from None
        except TelegramError as error:
            wait = STARTUP_WAITS[min(tries, len(STARTUP_WAITS) - 1)]
            tries += 1
            _log.warning("Telegram does not answer yet", reason=str(error), again_in_seconds=wait)
            await _sleep_unless(stop, wait)
    try:
        yield application
    finally:
        await application.shutdown()


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
    )


async def _listen(variable: str, start: Callable[[], Awaitable[None]]) -> None:
    """Start to listen; an address that cannot be had is a mistake in the settings."""
    try:
        await start()
    except OSError as error:
        raise SettingsError([f"{variable}: cannot listen there: {error.strerror or error}"]) from None


async def _introduce(bot: Bot, settings: Settings) -> None:
    """Register the commands and the bot's descriptions in every language; the shop is open meanwhile."""
    try:
        for code in (None, *LANGUAGES):
            words = words_for(code)
            listed = [BotCommand(name, text) for name, text in commands.customer_commands(words)]
            await bot.set_my_commands(listed, language_code=code)
            await bot.set_my_description(commands.bot_description(words), language_code=code)
            await bot.set_my_short_description(commands.bot_short_description(words), language_code=code)
    except TelegramError as error:
        _log.warning("the commands could not be registered", reason=str(error))
    await _introduce_to_staff(bot, settings)


async def _introduce_to_staff(bot: Bot, settings: Settings) -> None:
    """Show the staff's commands to those who have them; who never opened the chat is shown them later."""
    words = words_for(settings.staff_language)
    own = [BotCommand(name, text) for name, text in commands.staff_commands(words)]
    customers = [BotCommand(name, text) for name, text in commands.customer_commands(words)]
    chats = dict.fromkeys((*settings.owner_ids, *settings.staff_ids), own + customers)
    if settings.staff_chat_id is not None:
        chats[settings.staff_chat_id] = own
    for chat, listed in chats.items():
        try:
            await bot.set_my_commands(listed, scope=BotCommandScopeChat(chat))
        except TelegramError as error:
            _log.info("the staff's commands are not shown in a chat yet", chat=chat, reason=str(error))


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
