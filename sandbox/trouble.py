"""What goes wrong on purpose: switches that stay, and faults that happen once."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from sandbox.documents import Documents

FAULT_KINDS = ("drop_before", "drop_after", "500", "html", "429", "late")
LATE_SECONDS = 3.0
SLOW_SECONDS = 2.0

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Switch:
    """One way in which a server can be made to misbehave until it is switched off again."""

    name: str
    label_en: str
    label_zh: str


COMMON_SWITCHES = (
    Switch("stall", "Requests hang for 60 seconds", "请求卡住 60 秒"),
    Switch("html", "Answers an HTML error page", "返回 HTML 错误页"),
    Switch("down", "Connections are closed", "连接被断开"),
    Switch("rate_limited", "Too many requests (429)", "请求过多（429）"),
)


@dataclass
class Fault:
    """A misbehaviour of the next calls of one action; `delay` is in seconds and counts for `late`."""

    action: str
    kind: str
    times: int
    delay: float


@dataclass(frozen=True)
class Manner:
    """How one kind of server looks when it fails: its HTML page, and the status that page comes with."""

    html: str
    html_status: int


class Trouble:
    """The switches and faults of one server. Switches survive a restart, faults do not."""

    def __init__(
        self,
        documents: Documents,
        kind: str,
        switches: Sequence[Switch],
        manner: Manner,
        *,
        stall_seconds: float = 60.0,
        never_rate_limited: Collection[str] = (),
    ) -> None:
        self.switches = tuple(switches)
        self.manner = manner
        self.stall_seconds = stall_seconds
        self._never_rate_limited = frozenset(never_rate_limited)
        self._documents = documents
        self._kind = kind
        saved = documents.load(kind)
        self._values = {switch.name: bool(saved.get(switch.name, False)) for switch in switches}
        self._faults: list[Fault] = []
        self._closing = asyncio.Event()
        self._tasks: set[asyncio.Task[Any]] = set()

    def __getitem__(self, name: str) -> bool:
        return self._values[name]

    def values(self) -> dict[str, bool]:
        """Return every switch's position by its name."""
        return dict(self._values)

    def set(self, name: str, value: bool) -> None:
        """Turn a switch on or off; raises KeyError when there is none of that name."""
        if name not in self._values:
            raise KeyError(name)
        self._values[name] = value
        self._documents.save(self._kind, name, value)

    def add_fault(self, action: str, kind: str, times: int = 1, delay: float = LATE_SECONDS) -> None:
        """Make the next `times` calls of an action ("any": of every action) misbehave."""
        if kind not in FAULT_KINDS:
            raise ValueError(f"kind is one of {', '.join(FAULT_KINDS)}")
        self._faults.append(Fault(action, kind, times, delay))

    def clear_faults(self) -> None:
        """Forget the faults that have not happened yet."""
        self._faults.clear()

    def _take_fault(self, action: str) -> Fault | None:
        for fault in self._faults:
            if fault.action in {action, "any"}:
                fault.times -= 1
                if fault.times <= 0:
                    self._faults.remove(fault)
                return fault
        return None

    def in_background(self, work: Awaitable[Any]) -> None:
        """Run something that nobody waits for; it is cancelled when the server stops."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def pause(self, seconds: float) -> None:
        """Wait, but no longer than the server lives."""
        try:
            await asyncio.wait_for(self._closing.wait(), seconds)
        except TimeoutError:
            return

    async def apply(self, action: str, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer one request of the server's interface, with whatever is due to go wrong."""
        fault = self._take_fault(action)
        if fault is not None:
            return await self._misbehave(fault, request, handler)
        if self["down"]:
            return _drop(request)
        if self["stall"]:
            await self.pause(self.stall_seconds)
            return web.Response(status=504)
        if self["rate_limited"] and action not in self._never_rate_limited:
            return web.Response(status=429)
        if self["html"]:
            return self._html()
        if self._values.get("slow"):
            await self.pause(SLOW_SECONDS)
        return await handler(request)

    async def _misbehave(self, fault: Fault, request: web.Request, handler: Handler) -> web.StreamResponse:
        if fault.kind == "late":
            return await self.answer_late(request, handler, fault.delay)
        if fault.kind == "drop_after":
            await handler(request)
        if fault.kind in {"drop_before", "drop_after"}:
            return _drop(request)
        if fault.kind == "html":
            return self._html()
        return web.Response(status=int(fault.kind))

    async def answer_late(self, request: web.Request, handler: Handler, delay: float) -> web.Response:
        """Answer 504 at once, and do what was asked `delay` seconds later."""
        await request.read()

        async def later() -> None:
            await asyncio.sleep(delay)
            await handler(request)

        self.in_background(later())
        return web.Response(status=504)

    def _html(self) -> web.Response:
        return web.Response(text=self.manner.html, content_type="text/html", status=self.manner.html_status)

    async def lifetime(self, _app: web.Application) -> AsyncIterator[None]:
        """Start afresh with the server, and end what still runs when it stops (a cleanup context)."""
        self._closing.clear()
        yield
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def release(self, _app: web.Application) -> None:
        """Let requests that hang go on: the server is stopping."""
        self._closing.set()


def _drop(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.close()
    return web.Response(status=500)


def install(app: web.Application, trouble: Trouble, action_of: Callable[[web.Request], str | None]) -> None:
    """Put a server's troubles in front of its handlers, with the endpoints that control them.

    `action_of` names what a request does; requests for which it answers None never misbehave.
    """

    @web.middleware
    async def misbehave(request: web.Request, handler: Handler) -> web.StreamResponse:
        action = action_of(request)
        if action is None:
            return await handler(request)
        return await trouble.apply(action, request, handler)

    app.middlewares.append(misbehave)
    app.cleanup_ctx.append(trouble.lifetime)
    app.on_shutdown.append(trouble.release)
    _add_controls(app, trouble)


def _add_controls(app: web.Application, trouble: Trouble) -> None:
    async def list_switches(_request: web.Request) -> web.Response:
        return web.json_response(trouble.values())

    async def put_switch(request: web.Request) -> web.Response:
        return await set_from_request(request, trouble, request.match_info["name"])

    async def post_fault(request: web.Request) -> web.Response:
        body = await request.json()
        try:
            trouble.add_fault(
                str(body["action"]),
                str(body["kind"]),
                int(body.get("times", 1)),
                float(body.get("delay", LATE_SECONDS)),
            )
        except (KeyError, ValueError) as error:
            return web.json_response({"error": str(error)}, status=400)
        return web.json_response({"ok": True})

    async def delete_faults(_request: web.Request) -> web.Response:
        trouble.clear_faults()
        return web.json_response({"ok": True})

    app.router.add_get("/switches", list_switches)
    app.router.add_put("/switches/{name}", put_switch)
    app.router.add_post("/faults", post_fault)
    app.router.add_delete("/faults", delete_faults)


async def set_from_request(request: web.Request, trouble: Trouble, name: str) -> web.Response:
    """Set the switch `name` to the request's {"value": bool}."""
    body = await request.json()
    value = body.get("value") if isinstance(body, dict) else None
    if not isinstance(value, bool):
        return web.json_response({"error": "value is true or false"}, status=400)
    try:
        trouble.set(name, value)
    except KeyError:
        return web.json_response({"error": f"no switch is called {name}"}, status=404)
    return web.json_response({"name": name, "value": value})
