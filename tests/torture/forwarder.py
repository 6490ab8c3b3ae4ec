"""One public address in front of several bots, as a load balancer is: each in turn, and none that is down."""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web

HOST = "127.0.0.1"
SECONDS = 60.0
PASSED_ON = ("Content-Type", "X-Telegram-Bot-Api-Secret-Token")


class Forwarder:
    """Passes every request on; `answered` counts what each bot took."""

    def __init__(self, session: aiohttp.ClientSession, backends: Sequence[str]) -> None:
        self._session = session
        self._backends = list(backends)
        self.answered = dict.fromkeys(backends, 0)

    async def forward(self, request: web.Request) -> web.Response:
        """Ask the next bot; one that cannot be reached is passed over, one that breaks off is a 502."""
        body = await request.read()
        headers = {name: request.headers[name] for name in PASSED_ON if name in request.headers}
        for _ in self._backends:
            backend = self._backends.pop(0)
            self._backends.append(backend)
            try:
                async with self._session.post(backend, data=body, headers=headers) as answer:
                    content = await answer.read()
            except aiohttp.ClientConnectorError:
                continue
            except (aiohttp.ClientError, TimeoutError):
                return web.Response(status=502)
            self.answered[backend] += 1
            return web.Response(status=answer.status, body=content)
        return web.Response(status=503)


@asynccontextmanager
async def forwarding(backends: Sequence[str], listening: socket.socket) -> AsyncIterator[Forwarder]:
    """Serve the bots on a socket that is bound already."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS)) as session:
        forwarder = Forwarder(session, backends)
        application = web.Application()
        application.router.add_post("/{path:.*}", forwarder.forward)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        try:
            await web.SockSite(runner, listening).start()
            yield forwarder
        finally:
            await runner.cleanup()
            await asyncio.sleep(0)


def bound_socket() -> socket.socket:
    """Return a socket with a port of its own."""
    listening = socket.socket()
    listening.bind((HOST, 0))
    return listening


def free_ports(count: int) -> list[int]:
    """Return ports that nobody listens on."""
    sockets = [bound_socket() for _ in range(count)]
    ports = [int(one.getsockname()[1]) for one in sockets]
    for one in sockets:
        one.close()
    return ports
