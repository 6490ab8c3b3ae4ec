"""Where updates come from: long polling, or a webhook. Either acknowledges only what was handled."""

import asyncio
import hmac
import json
import secrets
import warnings
from collections import deque
from typing import Any, Protocol

import structlog
from aiohttp import web
from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.warnings import PTBUserWarning

from bot import values
from bot.updates import UpdateHandler

ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member", "pre_checkout_query"]
POLL_SECONDS = 25
LOOK_AGAIN_SECONDS = 1.0  # more than half a second: sooner, Telegram tells of one update only
MOST_CONNECTIONS = (
    100  # of Telegram to the webhook: a slow chat holds one of them, a payment's question needs one
)
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
_log = structlog.get_logger()


class Receiver(Protocol):
    """A source of updates."""

    async def start(self) -> None:
        """Begin to receive."""

    async def stop(self) -> None:
        """Receive nothing more; what was handled is acknowledged."""


class Polling:
    """Fetches updates, and confirms no more than was handled.

    Each chat has a line of its own, and so has every question before a payment. While one of them takes its time
    the updates are asked for again from the first that is not handled: what came behind it is seen (up to a
    hundred), and begun, but stays with Telegram until all before it is done.
    """

    def __init__(self, bot: Bot, handler: UpdateHandler) -> None:
        self._bot = bot
        self._handler = handler
        self._offset: int | None = None
        self._batch: tuple[Update, ...] = ()
        self._lines: dict[str, deque[Update]] = {}
        self._working: dict[str, asyncio.Task[None]] = {}
        self._begun: set[int] = set()
        self._handled: set[int] = set()
        self._task: asyncio.Task[None] | None = None
        self._stopping = False

    async def start(self) -> None:
        """Begin to poll; a webhook that was set before is taken away."""
        self._task = asyncio.create_task(self._poll())

    async def stop(self) -> None:
        """Confirm what was handled and end."""
        self._stopping = True
        tasks = [task for task in (self._task, *self._working.values()) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._confirm()
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
                self._batch = await self._fetch()
                self._begin()
                if self._working:
                    await asyncio.wait(self._working.values(), timeout=LOOK_AGAIN_SECONDS)
                self._confirm()
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

    async def _fetch(self) -> tuple[Update, ...]:
        try:
            return await self._bot.get_updates(
                offset=self._offset,
                limit=100,
                timeout=POLL_SECONDS,
                read_timeout=POLL_SECONDS + 10,
                allowed_updates=ALLOWED,
            )
        except TelegramError:
            raise
        except Exception:
            return await self._fetch_what_can_be_read()

    async def _fetch_what_can_be_read(self) -> tuple[Update, ...]:
        """Fetch without python-telegram-bot's reading: one update that it cannot read may not hide all others."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", PTBUserWarning)  # it would rather read for us
            found = await self._bot.do_api_request(
                "getUpdates",
                api_kwargs={"offset": self._offset, "limit": 100, "allowed_updates": ALLOWED},
            )
        return tuple(update for each in found if (update := _readable(each, self._bot)) is not None)

    def _begin(self) -> None:
        """Put what is new into its line."""
        for update in self._batch:
            if update.update_id in self._begun or update.update_id in self._handled:
                continue
            self._begun.add(update.update_id)
            name = _line_of(update)
            line = self._lines.setdefault(name, deque())
            line.append(update)
            if name not in self._working:
                self._working[name] = asyncio.create_task(self._serve(name, line))

    async def _serve(self, name: str, line: deque[Update]) -> None:
        """Handle a line's updates one after the other, each as often as it takes."""
        failures = 0
        while line:
            try:
                await self._handler.handle(line[0])
            except Exception:
                failures += 1
                _log.exception("an update could not be handled; it is tried again")
                await asyncio.sleep(min(failures, 30))
            else:
                done = line.popleft().update_id
                self._begun.discard(done)
                self._handled.add(done)
        del self._lines[name], self._working[name]

    def _confirm(self) -> None:
        """Move the offset behind what was handled, as far as there is no gap."""
        for update in self._batch:
            if update.update_id not in self._handled:
                self._offset = update.update_id
                return
            self._offset = update.update_id + 1
            self._handled.discard(update.update_id)
        self._batch = ()


def _readable(update: Any, bot: Bot) -> Update | None:
    """Return an update; of one that cannot be read only its number is left, so that it is confirmed."""
    try:
        return Update.de_json(update, bot)
    except Exception as error:
        # Its content is a person's and stays out of the log.
        number = update.get("update_id") if isinstance(update, dict) else None
        _log.error("an update cannot be read and is let go", update_id=number, reason=type(error).__name__)
        return Update(number) if isinstance(number, int) else None


def _line_of(update: Update) -> str:
    if update.pre_checkout_query is not None:
        return f"checkout {update.update_id}"
    return f"chat {update.effective_chat.id}" if update.effective_chat else "nowhere"


class Webhook:
    """Listens for updates; a 200 goes out when the update was handled, a 500 makes Telegram send it again."""

    def __init__(
        self, bot: Bot, handler: UpdateHandler, *, url: str, listen: str, secret: str | None
    ) -> None:
        self._bot = bot
        self._handler = handler
        self._url = url
        self._host, self._port = values.host_and_port(listen)
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
                await self._bot.set_webhook(
                    self._url,
                    secret_token=self._secret,
                    allowed_updates=ALLOWED,
                    max_connections=MOST_CONNECTIONS,
                )
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
            update = _readable(json.loads(await request.read()), self._bot)
        except ValueError as error:
            _log.error("an update cannot be read and is let go", reason=type(error).__name__)
            update = None
        if update is not None:
            await self._handler.handle(update)
        # Refused, it would come again and again, and hold back everything behind it.
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
