"""The queue of updates that wait for the bot, with the official server's rules."""

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sandbox.documents import Documents
from sandbox.telegram.errors import conflict

Json = dict[str, Any]

LIFETIME = 86_400.0
QUERY_LIFETIME = 150.0
_ARCHIVED = 10_000
_RESERVED = 1_000
_FUTURE = 10
_NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_QUERIES = frozenset({"callback_query", "pre_checkout_query"})


@dataclass(slots=True)
class Update:
    """One update; `queue` names whose turn it takes (a chat's or a person's), times are Unix seconds."""

    update_id: int
    kind: str
    payload: Json
    queue: int
    expires_at: float

    def body(self) -> Json:
        """Return the Bot API's Update."""
        return {"update_id": self.update_id, self.kind: self.payload}


class UpdateQueue:
    """Updates by id. Only an offset past them, or a webhook's 2xx, takes them out."""

    def __init__(self, documents: Documents, clock: Callable[[], float], conflict_delay: float) -> None:
        self._documents = documents
        self._clock = clock
        self._conflict_delay = conflict_delay
        self._next_conflict = 0.0
        self._pending: dict[int, Update] = {}
        self._archive: OrderedDict[int, Update] = OrderedDict()
        self._replays: list[Update] = []
        self._waiting: asyncio.Future[None] | None = None
        self._last_offset = 0
        self._last_call = 0.0
        self.listener: Callable[[Update], None] | None = None
        settings = documents.load("telegram")
        self.allowed: list[str] = settings.get("allowed_updates", [])
        for key, saved in documents.load("update").items():
            self._pending[int(key)] = Update(int(key), **saved)
            self._remember(self._pending[int(key)])
        self._tail: int = settings.get("reserved_update_id") or secrets.randbelow(500_000_000) + 100_000_000
        self._head: int = min(self._pending, default=self._tail)
        self._reserve()

    def push(self, kind: str, payload: Json, queue: int) -> Update | None:
        """Add an update, unless the bot does not want its kind."""
        if (kind not in self.allowed) if self.allowed else (kind in _NOT_BY_DEFAULT):
            return None
        lifetime = QUERY_LIFETIME if kind in _QUERIES else LIFETIME
        update = Update(self._next_id(), kind, payload, queue, self._clock() + lifetime)
        self._pending[update.update_id] = update
        saved = {"kind": kind, "payload": payload, "queue": queue, "expires_at": update.expires_at}
        self._documents.save("update", update.update_id, saved)
        self._remember(update)
        self._announce(update)
        return update

    def allow(self, kinds: list[str]) -> None:
        """Keep, from now on, only these kinds; an empty list means the usual ones."""
        if kinds != self.allowed:
            self.allowed = kinds
            self._documents.save("telegram", "allowed_updates", kinds)

    def pending(self) -> list[Update]:
        """Return everything that waits, oldest first."""
        self._drop_expired()
        return list(self._pending.values())

    def pending_count(self) -> int:
        """Return how many wait."""
        self._drop_expired()
        return len(self._pending)

    def forget(self, update_id: int) -> None:
        """Take one update out: it was handled."""
        if self._pending.pop(update_id, None) is not None:
            self._documents.delete("update", update_id)
        while self._head < self._tail and self._head not in self._pending:
            self._head += 1

    def forget_all(self) -> None:
        """Take everything out."""
        for update_id in list(self._pending):
            self.forget(update_id)

    def replay(self, update_id: int) -> bool:
        """Deliver an update once more under its id; False when it is not remembered."""
        update = self._archive.get(update_id)
        if update is None:
            return False
        update = replace(update, expires_at=self._clock() + LIFETIME)
        if self.listener is None:
            self._replays.append(update)
        self._announce(update)
        return True

    def return_unread(self, updates: list[Json]) -> None:
        """Keep replays for the next call: the bot hung up before it could read these updates."""
        for update in updates:
            known = self._archive.get(update["update_id"])
            if known is not None and known.update_id not in self._pending:
                self._replays.append(known)

    def forget_last_call(self) -> None:
        """Take the next getUpdates for the first one: its offset counts as new."""
        self._last_call = 0.0

    async def poll(self, offset: int, limit: int, seconds: int) -> list[Json]:
        """Answer getUpdates; raises 409 when another call takes this one's place."""
        now = self._clock()
        if offset == self._last_offset:
            if seconds < 3 and now < self._last_call + 3:
                seconds = 3
            if now < self._last_call + 0.5:
                limit = 1
        self._last_offset, self._last_call = offset, now
        found = self._fetch(offset, limit)
        if found or seconds <= 0:
            return found
        self.terminate(
            "terminated by other getUpdates request; make sure that only one bot instance is running"
        )
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting = waiting
        done, _ = await asyncio.wait({waiting}, timeout=seconds)
        if not done:
            if self._waiting is waiting:
                self._waiting = None
            return []
        try:
            waiting.result()
        except ConnectionAbortedError as error:
            await self._wait_for_conflict()
            raise conflict(str(error)) from error
        return self._fetch(offset, limit)

    @property
    def is_waiting(self) -> bool:
        """Whether a call is waiting for something to happen."""
        return self._waiting is not None

    def terminate(self, reason: str) -> None:
        """Make a waiting call fail with 409."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None and not waiting.done():
            waiting.set_exception(ConnectionAbortedError(reason))

    def release(self) -> None:
        """Let a waiting call return empty-handed, as at a shutdown."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None and not waiting.done():
            waiting.set_result(None)

    async def _wait_for_conflict(self) -> None:
        """The first 409 goes out at once; those that follow within three seconds take three seconds."""
        now = self._clock()
        if now >= self._next_conflict:
            self._next_conflict = now + self._conflict_delay
        else:
            await asyncio.sleep(self._conflict_delay)

    def _fetch(self, offset: int, limit: int) -> list[Json]:
        start = self._confirm(offset)
        replays, self._replays = self._replays[:limit], self._replays[limit:]
        now = self._clock()
        found: list[Update] = list(replays)
        for update_id in range(start, self._tail):
            if len(found) >= limit:
                break
            update = self._pending.get(update_id)
            if update is None:
                continue
            if update.expires_at <= now:
                self.forget(update_id)
                continue
            found.append(update)
        return [update.body() for update in found]

    def _confirm(self, offset: int) -> int:
        """Forget what an offset confirms, and return the first id to look at."""
        if offset < 0:
            offset = max(self._tail + offset, self._head)
        elif offset > self._tail + _FUTURE:
            return self._head
        if offset > self._head:
            for update_id in range(self._head, min(offset, self._tail)):
                if self._pending.pop(update_id, None) is not None:
                    self._documents.delete("update", update_id)
            self._head = min(offset, self._tail)
        return self._head

    def _announce(self, update: Update) -> None:
        self.release()
        if self.listener is not None:
            self.listener(update)

    def _next_id(self) -> int:
        update_id = self._tail
        self._tail += 1
        if self._tail >= self._reserved:
            self._reserve()
        return update_id

    def _reserve(self) -> None:
        """Put ids aside in blocks: after a restart none is given twice, and not each costs a write."""
        self._reserved = self._tail + _RESERVED
        self._documents.save("telegram", "reserved_update_id", self._reserved)

    def _remember(self, update: Update) -> None:
        self._archive[update.update_id] = update
        if len(self._archive) > _ARCHIVED:
            self._archive.popitem(last=False)

    def _drop_expired(self) -> None:
        now = self._clock()
        for update in [update for update in self._pending.values() if update.expires_at <= now]:
            self.forget(update.update_id)
