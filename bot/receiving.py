"""Where updates come from: long polling, or a webhook. Either acknowledges only what was handled."""

import asyncio
import hmac
import json
import secrets
from collections import defaultdict
from typing import Protocol

import structlog
from aiohttp import web
from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.updates import UpdateHandler

ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member", "pre_checkout_query"]
POLL_SECONDS = 25
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
_log = structlog.get_logger()


class Receiver(Protocol):
    """A source of updates."""

    async def start(self) -> None:
        """Begin to receive."""

    async def stop(self) -> None:
        """Receive nothing more; what was handled is acknowledged."""


class Polling:
    """Fetches updates, handles all of a batch, and only then asks for the next, which confirms the batch."""

    def __init__(self, bot: Bot, handler: UpdateHandler) -> None:
        self._bot = bot
        self._handler = handler
        self._offset: int | None = None
        self._task: asyncio.Task[None] | None = None
        self._stopping = False

    async def start(self) -> None:
        """Begin to poll; a webhook that was set before is taken away."""
        self._task = asyncio.create_task(self._poll())

    async def stop(self) -> None:
        """Confirm what was handled and end."""
        self._stopping = True
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._offset is not None:
            try:
                await self._bot.get_updates(offset=self._offset, timeout=0, limit=1)
            except TelegramError as error:
                _log.info(
                    "the last updates stay unconfirmed; they are known and change nothing", reason=str(error)
                )

    async def _poll(self) -> None:
        failures, webhook_gone = 0, False
        while not self._stopping:
            try:
                if not webhook_gone:
                    webhook_gone = await self._bot.delete_webhook()
                batch = await self._bot.get_updates(
                    offset=self._offset,
                    limit=100,
                    timeout=POLL_SECONDS,
                    read_timeout=POLL_SECONDS + 10,
                    allowed_updates=ALLOWED,
                )
                if batch:
                    await self._handle(batch)
                    self._offset = batch[-1].update_id + 1
                failures = 0
            except TelegramError as error:
                failures += 1
                await asyncio.sleep(_wait_after(error, failures))
                continue
            except Exception:
                # Whatever it was: a shop that no longer listens is the worst of all faults.
                failures += 1
                _log.exception("updates could not be received; the same are asked for again")
                await asyncio.sleep(min(failures, 30))
                continue

    async def _handle(self, batch: tuple[Update, ...]) -> None:
        chats: dict[int, list[Update]] = defaultdict(list)
        for update in batch:
            chats[update.effective_chat.id if update.effective_chat else 0].append(update)
        await asyncio.gather(*(self._handle_in_order(updates) for updates in chats.values()))

    async def _handle_in_order(self, updates: list[Update]) -> None:
        for update in updates:
            await self._handler.handle(update)


class Webhook:
    """Listens for updates; a 200 goes out when the update was handled, a 500 makes Telegram send it again."""

    def __init__(
        self, bot: Bot, handler: UpdateHandler, *, url: str, listen: str, secret: str | None
    ) -> None:
        self._bot = bot
        self._handler = handler
        self._url = url
        self._host, _, port = listen.rpartition(":")
        self._port = int(port)
        self._secret = secret or secrets.token_urlsafe(32)
        self._runner: web.AppRunner | None = None
        self._announcing: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Listen, and tell Telegram where."""
        application = web.Application()
        application.router.add_post("/{path:.*}", self._receive)
        self._runner = web.AppRunner(application, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()
        self._announcing = asyncio.create_task(self._announce())

    async def stop(self) -> None:
        """Listen no more. The webhook stays set, so that Telegram keeps what comes until the next start."""
        if self._announcing is not None:
            self._announcing.cancel()
            await asyncio.gather(self._announcing, return_exceptions=True)
        if self._runner is not None:
            await self._runner.cleanup()

    async def _announce(self) -> None:
        """Tell Telegram where to call, as often as it takes."""
        failures = 0
        while True:
            try:
                await self._bot.set_webhook(self._url, secret_token=self._secret, allowed_updates=ALLOWED)
            except TelegramError as error:
                failures += 1
                await asyncio.sleep(_wait_after(error, failures))
            else:
                return

    async def _receive(self, request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            return web.Response(status=401)
        try:
            update = Update.de_json(json.loads(await request.read()), self._bot)
        except (ValueError, KeyError, TypeError):
            return web.Response(status=400)
        await self._handler.handle(update)
        return web.Response()


def _wait_after(error: TelegramError, failures: int) -> float:
    """Say how long to wait before the next poll, in seconds, and tell the owner why."""
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        return float(wait if isinstance(wait, int) else wait.total_seconds())
    if isinstance(error, Conflict):
        _log.error(
            "another program receives this bot's updates: stop it, or take another token", reason=str(error)
        )
        return 5.0
    if isinstance(error, InvalidToken):
        _log.error("Telegram no longer accepts TELEGRAM_BOT_TOKEN: get the new one from @BotFather")
        return 30.0
    level = _log.info if isinstance(error, NetworkError) and failures == 1 else _log.warning
    level("Telegram did not answer", reason=str(error), failures=failures)
    return float(min(0.5 * 2 ** min(failures, 6), 30.0))
