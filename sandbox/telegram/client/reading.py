"""What a client reads: messages by revision, the stream of events, files, answers to taps."""

import asyncio
import bisect
import json

from aiohttp import web

from sandbox.telegram.client.routing import Call, route
from sandbox.telegram.errors import ClientError
from sandbox.telegram.keys import TELEGRAM
from sandbox.telegram.models import Chat, Json
from sandbox.telegram.telegram import Telegram

_KEEP_ALIVE_SECONDS = 15


@route("GET", "/chats/{chat_id}/messages")
async def list_messages(call: Call) -> Json:
    """Return what changed in a chat after a revision and what was deleted; and of a group its pins and topics."""
    chat = call.chat()
    after, thread = call.number("after_revision"), call.number("thread")
    begin = bisect.bisect_right(chat.journal, (after, 2**62))
    changed = dict.fromkeys(message_id for _, message_id in chat.journal[begin:])
    present = [chat.messages[message_id] for message_id in sorted(changed) if message_id in chat.messages]
    if thread:
        present = [stored for stored in present if stored.body.get("message_thread_id") == thread]
    group = {} if chat.kind == "private" else {"pinned": chat.pinned, "topics": _topics(chat)}
    return {
        "revision": chat.journal[-1][0] if chat.journal else 0,
        "messages": [stored.for_client() for stored in present],
        "deleted": [message_id for message_id in sorted(changed) if message_id not in chat.messages],
        **group,
    }


@route("GET", "/chats/{chat_id}/topics")
async def list_topics(call: Call) -> list[Json]:
    """Return a forum's topics."""
    return _topics(call.chat())


def _topics(chat: Chat) -> list[Json]:
    return [
        {"thread": topic.thread_id, "name": topic.name, "closed": topic.closed}
        for topic in chat.topics.values()
    ]


@route("GET", "/callbacks/{callback_id}")
async def callback_state(call: Call) -> Json:
    """Return whether, and with what, a tap was answered."""
    callback = call.telegram.callbacks.get(call.path["callback_id"])
    if callback is None:
        raise ClientError("no such callback", 404)
    answer = callback.answer or {}
    return {
        "answered": callback.answer is not None,
        "text": answer.get("text", ""),
        "show_alert": answer.get("show_alert", False),
        "url": answer.get("url", ""),
    }


async def send_file(request: web.Request) -> web.Response:
    """Send a file's bytes."""
    telegram = request.app[TELEGRAM]
    stored = telegram.files.find(request.match_info["file_id"])
    if stored is None:
        return web.json_response({"error": "no such file"}, status=404)
    # The bytes came from a bot or a person: never let a browser run them as a page of this origin.
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
    pictured = stored.kind in {"photo", "sticker", "voice", "audio", "video", "video_note"}
    if not pictured:
        headers["Content-Disposition"] = "attachment"
    mime_type = stored.mime_type.partition(";")[0] if pictured else "application/octet-stream"
    return web.Response(body=telegram.files.content(stored), content_type=mime_type, headers=headers)


async def stream_events(request: web.Request) -> web.StreamResponse:
    """Send events as they happen (text/event-stream), from a number on when the client names one."""
    telegram = request.app[TELEGRAM]
    asked = request.query.get("after") or request.headers.get("Last-Event-ID") or ""
    reached = telegram.events.last
    if asked.isascii() and asked.isdigit():
        reached = min(int(asked), reached)
    headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    response = web.StreamResponse(headers=headers)
    await response.prepare(request)
    await response.write(b": connected\n\n")
    watcher = telegram.events.watch()
    try:
        await _stream(telegram, response, watcher, reached)
    except ConnectionError:
        return response
    finally:
        telegram.events.unwatch(watcher)
    return response


async def _stream(
    telegram: Telegram, response: web.StreamResponse, watcher: asyncio.Event, reached: int
) -> None:
    while not telegram.closing.is_set():
        watcher.clear()
        events = telegram.events.after(reached)
        if events:
            reached = events[-1][0]
            lines = [f"id: {n}\ndata: {json.dumps(event, ensure_ascii=False)}\n\n" for n, event in events]
            await response.write("".join(lines).encode(errors="replace"))
            continue
        try:
            await asyncio.wait_for(watcher.wait(), _KEEP_ALIVE_SECONDS)
        except TimeoutError:
            await response.write(b": still here\n\n")
