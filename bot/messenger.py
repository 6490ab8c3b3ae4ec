"""The one sender: outbox rows become messages, in order for each chat, within Telegram's limits.

Rows of a higher priority number let the others go first; only the staff's group has them.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

import structlog
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.pace import GROUP_PREFIX, Pace
from bot.telegram_desk import NotNow, TelegramDesk
from bot.telegram_screen import TelegramScreens
from handlers.desk_calls import NotYet
from handlers.letters import Letter
from store import customers, outbox
from store.database import Database
from store.tables import OutboxMessage

CHANNEL = "telegram"
SENDS_AT_ONCE = 4  # enough for Telegram's limit, and no crowd at its door
TRIES_AT_ONCE = 3
NOT_YET_SECONDS = 2
BACKOFF = (1, 5, 15, 60, 300)  # seconds
_NEVER_WROTE = "chat not found"  # what Telegram says of people until they write to the bot
_log = structlog.get_logger()

Render = Callable[[OutboxMessage], Awaitable[Letter | None]]
Report = Callable[[str], None]


class Messenger:
    """Sends what the outbox holds. What it takes up it settles: sent, parked, postponed or dropped."""

    def __init__(
        self,
        database: Database,
        screens: TelegramScreens,
        render: Render,
        *,
        desk: TelegramDesk | None = None,
        pace: Pace,
        undeliverable: Callable[[OutboxMessage, str], Awaitable[None]],
        report: Report,
    ) -> None:
        self._database = database
        self._screens = screens
        self._render = render
        self._desk = desk
        self._pace = pace
        self._undeliverable = undeliverable
        self._report = report
        self._lines: dict[str, deque[OutboxMessage]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(SENDS_AT_ONCE)

    def accept(self, messages: Sequence[OutboxMessage]) -> None:
        """Line up messages that were just committed, leased to this process."""
        for message in messages:
            line = self._lines.get(message.recipient)
            if line is None:
                line = self._lines[message.recipient] = deque()
                task = asyncio.create_task(self._serve(message.recipient, line))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            line.append(message)

    async def tick(self) -> None:
        """Take over messages that nobody is sending: postponed ones, and those of a process that died."""
        async with self._database.writing() as unit:
            claimed = await outbox.claim_due(unit, CHANNEL, limit=100)
        self.accept(claimed)

    async def hold(self) -> None:
        """Keep the leases of all messages in line."""
        waiting = [message for line in self._lines.values() for message in line]
        if waiting:
            await outbox.extend(self._database, waiting)

    async def stop(self, grace_seconds: float) -> None:
        """Send for a while what is in line, then give it up: the next process finds it by its lease."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=grace_seconds)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def settle(self) -> None:
        """Wait until nothing is in line."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def _serve(self, recipient: str, line: deque[OutboxMessage]) -> None:
        while line:
            if recipient.startswith(GROUP_PREFIX):
                await self._pace.room(recipient)  # what comes meanwhile and matters more goes first
            message = min(line, key=lambda waiting: waiting.priority)
            try:
                await self._send(message)
            except Exception as error:
                _log.exception("a message could not be sent", kind=message.kind)
                await self._postpone_if_possible(message, type(error).__name__)
            line.remove(message)
        del self._lines[recipient]

    async def _send(self, message: OutboxMessage) -> None:
        for attempt in range(TRIES_AT_ONCE):
            try:
                letter = await self._render(message)
                if letter is not None:
                    await self._pace.wait(message.recipient, letter.messages)
                    async with self._room:
                        await self._deliver(message.recipient, letter)
            except RetryAfter as error:
                await asyncio.sleep(_seconds(error))
            except (NotNow, NotYet) as error:
                seconds = error.seconds if isinstance(error, NotNow) else NOT_YET_SECONDS
                await self._postpone(message, str(error), seconds)
                return
            except Forbidden as error:
                await self._park(message, str(error))
                return
            except BadRequest as error:
                await self._refused(message, str(error))
                return
            except (NetworkError, TelegramError) as error:
                if attempt == TRIES_AT_ONCE - 1:
                    await self._postpone(message, str(error))
                    return
                await asyncio.sleep(BACKOFF[attempt])
            else:
                self._report("sent" if letter else "dropped")
                await outbox.settle(self._database, message, outbox.SENT if letter else outbox.DROPPED)
                return
        await self._postpone(message, "too many requests")

    async def _deliver(self, recipient: str, letter: Letter) -> None:
        if letter.call is not None and self._desk is not None:
            await self._desk.deliver(recipient, letter.call)
        else:
            await self._screens.deliver(recipient, letter)

    async def _park(self, message: OutboxMessage, reason: str) -> None:
        """Who blocked the bot, or never wrote to it, gets it when they come. A group may take the bot back soon."""
        if message.recipient.startswith(GROUP_PREFIX):
            await self._postpone(message, reason)
            return
        try:
            async with self._database.writing() as unit:
                await customers.mark_unreachable(unit, message.channel, message.recipient)
                await outbox.park(unit, message, reason)
        except outbox.CameBack:
            await self._postpone(message, reason, 0)
        else:
            self._report("parked")

    async def _refused(self, message: OutboxMessage, reason: str) -> None:
        if _NEVER_WROTE in reason.lower():
            await self._park(message, reason)
        else:
            await self._give_up(message, reason)

    async def _give_up(self, message: OutboxMessage, reason: str) -> None:
        """Telegram will never take this message as it is: a person has to know."""
        self._report("refused")
        _log.error("Telegram refused a message", kind=message.kind, reason=reason)
        await outbox.settle(self._database, message, outbox.PARKED, error=reason)
        await self._undeliverable(message, reason)

    async def _postpone_if_possible(self, message: OutboxMessage, reason: str) -> None:
        try:
            await self._postpone(message, reason)
        except Exception:
            # The database itself is away: the lease runs out, and the message is taken up again.
            _log.exception("a message could not be postponed", kind=message.kind)

    async def _postpone(self, message: OutboxMessage, reason: str, seconds: float | None = None) -> None:
        self._report("postponed")
        wait = BACKOFF[min(message.runs, len(BACKOFF) - 1)] if seconds is None else seconds
        _log.warning("a message is postponed", kind=message.kind, seconds=wait, reason=reason)
        due = self._database.clock() + timedelta(seconds=wait)
        await outbox.postpone(self._database, message, due, reason)


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
