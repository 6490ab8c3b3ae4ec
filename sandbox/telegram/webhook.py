"""Delivery of updates to a webhook: one at a time for each chat, chats side by side, again until it is taken."""

import asyncio
import json
import secrets
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp

from sandbox.documents import Documents
from sandbox.telegram.updates import Update, UpdateQueue

Json = dict[str, Any]
Execute = Callable[[str, Json], Awaitable[None]]

_LONGEST_RETRY_AFTER = 3600
_LONGEST_DELAY = 60
_REQUEST_SECONDS = 60


class Webhook:
    """The bot's webhook and the deliveries to it. Without a URL nothing is delivered."""

    def __init__(
        self,
        documents: Documents,
        updates: UpdateQueue,
        clock: Callable[[], float],
        retry_delay: float,
    ) -> None:
        self._documents = documents
        self._updates = updates
        self._clock = clock
        self._retry_delay = retry_delay
        self._settings: Json = documents.load("telegram").get("webhook", {})
        self._waiting: dict[int, deque[Update]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        self._slots = asyncio.Semaphore(self.max_connections)
        self._running = False
        self._last_error: tuple[int, str] | None = None
        self.last_set = 0.0
        self.execute: Execute | None = None

    @property
    def url(self) -> str:
        """Where updates go; empty when the bot polls."""
        return str(self._settings.get("url", ""))

    @property
    def max_connections(self) -> int:
        """How many deliveries may be under way at once."""
        return int(self._settings.get("max_connections", 40))

    @property
    def settings(self) -> Json:
        """The URL, the secret and the number of connections."""
        return self._settings

    def info(self) -> Json:
        """Return the Bot API's WebhookInfo."""
        described: Json = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": self._updates.pending_count(),
        }
        if self.url:
            described["max_connections"] = self.max_connections
            if self._last_error:
                described["last_error_date"], described["last_error_message"] = self._last_error
        if self._updates.allowed:
            described["allowed_updates"] = self._updates.allowed
        return described

    async def change(self, settings: Json) -> None:
        """Set, or with an empty document remove, the webhook."""
        await self.stop()
        self._settings = settings
        self._documents.save("telegram", "webhook", settings)
        self._last_error = None
        self._slots = asyncio.Semaphore(self.max_connections)
        await self.start()

    async def start(self) -> None:
        """Deliver what waits, and what is to come."""
        if not self.url or self._running:
            return
        self._running = True
        timeout = aiohttp.ClientTimeout(total=_REQUEST_SECONDS)
        self._session = aiohttp.ClientSession(timeout=timeout)
        self._updates.listener = self._take
        for update in self._updates.pending():
            self._take(update)

    async def stop(self) -> None:
        """Deliver no more; what was not taken keeps waiting."""
        self._running = False
        self._updates.listener = None
        current = asyncio.current_task()
        tasks = [task for task in self._tasks if task is not current]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._tasks -= set(tasks)
        self._waiting.clear()
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def _take(self, update: Update) -> None:
        queue = self._waiting.get(update.queue)
        if queue is not None:
            queue.append(update)
            return
        self._waiting[update.queue] = deque([update])
        task = asyncio.get_running_loop().create_task(self._drain(update.queue))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _drain(self, key: int) -> None:
        queue = self._waiting[key]
        while queue:
            await self._deliver(queue[0])
            queue.popleft()
        if self._waiting.get(key) is queue:
            del self._waiting[key]

    async def _deliver(self, update: Update) -> None:
        failures, delay = 0, self._retry_delay
        while update.expires_at > self._clock():
            async with self._slots:
                retry_after = await self._post(update)
            if retry_after is None:
                break
            if retry_after > 0:
                pause = float(retry_after)
            elif failures == 0:
                pause = 0.0
            else:
                longest = _LONGEST_DELAY + secrets.randbelow(_LONGEST_DELAY + 1)
                delay = min(longest, delay * 2)
                pause = delay
            failures += 1
            await asyncio.sleep(pause)
        self._updates.forget(update.update_id)

    async def _post(self, update: Update) -> int | None:
        """Send one update; returns None when it was taken, else the seconds that the bot asks to wait."""
        if self._session is None:
            return 0
        headers = {"Content-Type": "application/json"}
        if self._settings.get("secret_token"):
            headers["X-Telegram-Bot-Api-Secret-Token"] = self._settings["secret_token"]
        body = json.dumps(update.body(), ensure_ascii=False).encode()
        try:
            async with self._session.post(self.url, data=body, headers=headers) as response:
                answer = await response.read()
                if response.status // 100 == 2:
                    await self._obey(answer)
                    return None
                self._failed(f"Wrong response from the webhook: {response.status} {response.reason}")
                return _retry_after(response.headers.get("Retry-After", ""))
        except (aiohttp.ClientError, TimeoutError) as error:
            self._failed(str(error) or "Connection timed out")
            return 0

    def _failed(self, message: str) -> None:
        self._last_error = (int(self._clock()), message)

    async def _obey(self, answer: bytes) -> None:
        """A body with a "method" is a call; its result is told to nobody."""
        try:
            document = json.loads(answer)
        except ValueError:
            return
        if self.execute is not None and isinstance(document, dict) and document.get("method"):
            await self.execute(str(document.pop("method")), document)


def _retry_after(value: str) -> int:
    return min(int(value), _LONGEST_RETRY_AFTER) if value.isdigit() else 0
