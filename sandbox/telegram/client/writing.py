"""What people do in a chat: send, edit, delete, tap, pay."""

import asyncio
import base64
import binascii
import io
import re
import secrets
from functools import lru_cache
from typing import Any

from PIL import Image

from sandbox.telegram.client.routing import Call, route
from sandbox.telegram.errors import ClientError
from sandbox.telegram.models import Chat, Json, Member, StoredMessage
from sandbox.telegram.text import CAPTION_LENGTH, MESSAGE_LENGTH, tidy

_START = re.compile(r"[A-Za-z0-9_-]{1,64}")
_FILES = {
    "photo": "photo",
    "voice": "voice",
    "document": "document",
    "video": "video",
    "video_note": "video_note",
    "audio": "audio",
}


@route("POST", "/users/{user_id}/send")
async def send(call: Call) -> Json:
    """Send a message; of an album, the first message is returned."""
    user_id = call.user_id()
    chat, thread, anonymous = _place(call, user_id)
    reply_to = chat.messages.get(call.number("reply_to_message_id"))
    if call.number("reply_to_message_id") and reply_to is None:
        raise ClientError("no such message to reply to", 404)
    sent = [
        call.telegram.person_posts(
            chat, user_id, content, thread=thread, reply_to=reply_to, anonymous=anonymous
        )
        for content in _contents(call)
    ]
    return sent[0].for_client()


@route("POST", "/users/{user_id}/edit")
async def edit(call: Call) -> Json:
    """Edit one's own text or caption."""
    chat, stored = _own_message(call)
    name, entities_name = ("text", "entities") if "text" in stored.body else ("caption", "caption_entities")
    edited = _text(call.text("text"), name, entities_name, MESSAGE_LENGTH)
    kept = {k: v for k, v in stored.body.items() if k not in {name, entities_name}}
    stored.body = {**kept, **edited, "edit_date": int(call.telegram.clock())}
    call.telegram.world.change(chat, stored)
    call.telegram.tell_bot(chat, stored, "edited_message")
    return stored.for_client()


@route("POST", "/users/{user_id}/delete")
async def delete(call: Call) -> Json:
    """Delete a message for everybody; the bot is not told."""
    user_id = call.user_id()
    chat = call.chat(default=user_id)
    stored = call.message(chat)
    own = stored.body["from"]["id"] == user_id
    if chat.kind != "private" and not own and not _member(chat, user_id).may("can_delete_messages"):
        raise ClientError("you cannot delete this message", 403)
    call.telegram.world.remove(chat, [stored.message_id])
    return {"deleted": stored.message_id}


@route("POST", "/users/{user_id}/tap")
async def tap(call: Call) -> Json:
    """Tap a callback button, which need not be there any more."""
    user_id = call.user_id()
    chat = call.chat(default=user_id)
    data = call.text("data")
    if not 1 <= len(data.encode()) <= 64:
        raise ClientError("data must be 1 to 64 bytes")
    return {"callback_query_id": call.telegram.person_taps(user_id, chat, call.number("message_id"), data)}


@route("POST", "/users/{user_id}/pay-invoice")
async def pay_invoice(call: Call) -> Json:
    """Pay an invoice in Stars: ask the bot, then send the service message; the bot has ten seconds."""
    telegram = call.telegram
    user_id = call.user_id()
    chat = call.chat(default=user_id)
    stored = call.message(chat)
    if "invoice" not in stored.body:
        raise ClientError("the message is no invoice")
    invoice, payload = stored.body["invoice"], stored.extras["invoice_payload"]
    amounts = {"currency": "XTR", "total_amount": invoice["total_amount"], "invoice_payload": payload}
    query_id, checkout = telegram.checkout()
    query = {"id": query_id, "from": telegram.world.users[user_id], **amounts}
    telegram.updates.push("pre_checkout_query", query, user_id)
    try:
        refusal = await asyncio.wait_for(checkout.decided, telegram.checkout_timeout)
    except TimeoutError as error:
        raise ClientError("the bot did not answer in time", 408) from error
    finally:
        del telegram.checkouts[query_id]
    if refusal is not None:
        raise ClientError(refusal, 402)
    charge_id = f"stx{secrets.token_urlsafe(24)}"
    paid_at = int(telegram.clock())
    payment = {"user_id": user_id, "amount": invoice["total_amount"], "payload": payload, "paid_at": paid_at}
    telegram.save_payment(charge_id, payment)
    successful = {
        **amounts,
        "telegram_payment_charge_id": charge_id,
        "provider_payment_charge_id": f"{user_id}_{stored.message_id}",
    }
    paid = telegram.person_posts(chat, user_id, {"successful_payment": successful})
    return {"ok": True, "telegram_payment_charge_id": charge_id, "message": paid.for_client()}


def _place(call: Call, user_id: int) -> tuple[Chat, int, bool]:
    """Return where a person writes and whether as an anonymous administrator; raises ClientError."""
    chat = call.chat(default=user_id)
    thread = call.number("thread")
    if chat.kind == "private":
        if chat.chat_id != user_id:
            raise ClientError("not your chat", 403)
        if chat.blocked:
            raise ClientError("you have blocked the bot: unblock it first", 403)
        return chat, 0, False
    member = _member(chat, user_id)
    if not member.present:
        raise ClientError("not a member of the group", 403)
    topic = chat.topics.get(thread)
    if thread and topic is None:
        raise ClientError("no such topic", 404)
    if topic is not None and topic.closed and not member.may("can_manage_topics"):
        raise ClientError("TOPIC_CLOSED")
    return chat, thread, call.body.get("anonymous") is True and member.is_administrator


def _member(chat: Chat, user_id: int) -> Member:
    return chat.members.get(user_id, Member("left"))


def _own_message(call: Call) -> tuple[Chat, StoredMessage]:
    user_id = call.user_id()
    chat = call.chat(default=user_id)
    stored = call.message(chat)
    if stored.body["from"]["id"] != user_id:
        raise ClientError("not your message", 403)
    if not {"text", "photo", "document", "voice", "video", "audio"} & stored.body.keys():
        raise ClientError("the message cannot be edited")
    return chat, stored


def _contents(call: Call) -> list[Json]:
    """Return the content of each message that a request sends."""
    if "album" in call.body:
        pictures = call.body["album"]
        if not isinstance(pictures, list) or not 2 <= len(pictures) <= 10:
            raise ClientError("album must be 2 to 10 photos")
        album = {"media_group_id": str(secrets.randbelow(10**16) + 10**16)}
        contents = [{**album, **_file(call, "photo", picture)} for picture in pictures]
        return [{**contents[0], **_caption(call)}, *contents[1:]]
    for field, kind in _FILES.items():
        if field in call.body:
            return [{**_file(call, kind, call.body[field]), **_caption(call)}]
    return [_other_content(call)]


def _other_content(call: Call) -> Json:
    if "sticker" in call.body:
        stored = call.telegram.files.add("sticker", _blank_sticker(), emoji=call.text("sticker") or "👍")
        return call.telegram.files.describe(stored)
    if "contact" in call.body:
        return {
            "contact": {"phone_number": "+10000000000", "first_name": "Contact", **_object(call, "contact")}
        }
    if "location" in call.body:
        return {"location": {"latitude": 0.0, "longitude": 0.0, **_object(call, "location")}}
    if "dice" in call.body:
        return {"dice": {"emoji": "🎲", "value": secrets.randbelow(6) + 1}}
    if "story" in call.body:
        return {"story": {"chat": call.telegram.world.chat_object(call.chat(call.user_id())), "id": 1}}
    text = call.text("text")
    if "start" in call.body:
        payload = call.text("start")
        if payload and not _START.fullmatch(payload):
            raise ClientError("start must be 1 to 64 of A-Z, a-z, 0-9, _, -")
        text = f"/start {payload}"
    return _text(text, "text", "entities", MESSAGE_LENGTH)


def _text(raw: str, name: str, entities_name: str, longest: int) -> Json:
    text, entities = tidy(raw, [])
    if not text:
        raise ClientError("the text is empty")
    if len(text) > longest:
        raise ClientError(f"the text is longer than {longest} characters")
    return {name: text, entities_name: entities} if entities else {name: text}


def _caption(call: Call) -> Json:
    return (
        _text(call.text("caption"), "caption", "caption_entities", CAPTION_LENGTH)
        if call.text("caption")
        else {}
    )


def _object(call: Call, name: str) -> Json:
    value = call.body[name]
    return value if isinstance(value, dict) else {}


def _file(call: Call, kind: str, value: Any) -> Json:
    """Store a file given as base64, or as an object with `content` (base64) and `name`."""
    name, encoded = "", value
    if isinstance(value, dict):
        name, encoded = str(value.get("name", "")), value.get("content", "")
    if not isinstance(encoded, str):
        raise ClientError(f"{kind} must be base64")
    try:
        content = base64.b64decode(encoded.rpartition(",")[2], validate=True)
    except binascii.Error as error:
        raise ClientError(f"{kind} must be base64") from error
    return call.telegram.files.describe(call.telegram.files.add(kind, content or b"\0", name))


@lru_cache(maxsize=1)
def _blank_sticker() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGBA", (512, 512), (0, 0, 0, 0)).save(drawn, "WEBP")
    return drawn.getvalue()
