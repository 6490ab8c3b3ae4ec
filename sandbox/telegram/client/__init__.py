"""What people's Telegram applications do, as JSON over HTTP: the chat page and tests speak this."""

from aiohttp import web

from sandbox.telegram.client import groups, people, reading, trouble, writing
from sandbox.telegram.client.routing import ROUTES, serve

__all__ = ["add_client_routes", "groups", "people", "reading", "trouble", "writing"]


def add_client_routes(app: web.Application) -> None:
    """Add every `/client/…` path."""
    for verb, path, handler in ROUTES:
        app.router.add_route(verb, path, serve(handler))
    app.router.add_get("/client/events", reading.stream_events)
    app.router.add_get("/client/files/{file_id}", reading.send_file)
