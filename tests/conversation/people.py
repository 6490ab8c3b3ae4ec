"""Somebody who chats with the shop, in tests that read like the conversation."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import aiohttp

PATIENCE = 40.0  # seconds: much, for a machine that is busy with other things
FIRST_LOOK, LAST_LOOK = (
    0.03,
    0.25,
)  # seconds between two looks: looking takes from the shop what it is waiting for
Message = dict[str, Any]
Found = TypeVar("Found")

_ORDER_ID = re.compile(r"AC[0-9A-Z]{10}-[0-9A-Z]{20}")
_REFERENCE = re.compile(r"AC[0-9A-Z]{10}")


class NeverSeen(AssertionError):
    """What a person waited for did not come; the message shows what they saw instead."""


async def until(look: Callable[[], Awaitable[Found | None]], what: str) -> Found:
    """Look again and again until there is something to see, and return it; `what` names it."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + PATIENCE
    pause = FIRST_LOOK
    while True:
        found = await look()
        if found:
            return found
        if loop.time() > deadline:
            raise NeverSeen(f"{what}, in {PATIENCE:.0f} seconds")
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, LAST_LOOK)


class Customer:
    """A person with the chat open: sends, taps what is there to be tapped, and waits to see things."""

    def __init__(self, http: aiohttp.ClientSession, url: str, user: dict[str, Any]) -> None:
        self._http = http
        self._url = url
        self.id: int = user["id"]
        self.name: str = user["first_name"]

    async def send(self, text: str) -> Message:
        """Write a message."""
        return await self.send_other(text=text)

    async def send_other(self, **content: Any) -> Message:
        """Send something that is not text: a sticker, a photo."""
        return dict(await self._post(f"/client/users/{self.id}/send", content))

    async def follow_link(self, payload: str) -> Message:
        """Open the bot by a deep link, and return what it answers."""
        return await self._answer_after(await self.send_other(start=payload))

    async def asks(self, text: str) -> Message:
        """Write a message, and return the first one that the shop writes after it."""
        return await self._answer_after(await self.send(text))

    async def shows(self, **content: Any) -> Message:
        """Send something that is not text, and return the first message that the shop writes after it."""
        return await self._answer_after(await self.send_other(**content))

    async def edit(self, message: Message, text: str) -> None:
        """Change the text of one's own message."""
        body = {"message_id": message["message_id"], "text": text}
        await self._post(f"/client/users/{self.id}/edit", body)

    async def delete(self, message: Message) -> None:
        """Delete a message from the chat."""
        await self._post(f"/client/users/{self.id}/delete", {"message_id": message["message_id"]})

    async def tap(self, label: str, on: Message | None = None) -> dict[str, Any]:
        """Tap the newest button whose label contains the text, wait for its answer and return that."""
        message = on or await self._sees_tappable(label)
        return await self.tap_data(message["message_id"], data_of(message, label))

    async def tap_data(self, message_id: int, data: str) -> dict[str, Any]:
        """Tap a button by its data, as an old client or a forger can, and return the bot's answer."""
        return await self.answer_to(await self.begin_tap(message_id, data))

    async def pay_invoice(self, invoice: Message) -> str:
        """Pay an invoice in Stars, and return the number of the charge."""
        body = {"message_id": invoice["message_id"]}
        answer = await self._post(f"/client/users/{self.id}/pay-invoice", body)
        return str(answer["telegram_payment_charge_id"])

    async def sees_invoice(self) -> Message:
        """Wait for an invoice, and return the newest."""

        def invoices(messages: list[Message]) -> Message | None:
            found = [one for one in messages if one.get("invoice")]
            return found[-1] if found else None

        invoice: Message = await self.sees_that("an invoice", invoices)
        return invoice

    async def begin_tap(self, message_id: int, data: str) -> str:
        """Tap a button and do not wait; return what the answer goes by."""
        body = {"message_id": message_id, "data": data}
        return str((await self._post(f"/client/users/{self.id}/tap", body))["callback_query_id"])

    async def answer_to(self, query_id: str) -> dict[str, Any]:
        """Wait for the answer to a tap."""

        async def answer() -> dict[str, Any] | None:
            found: dict[str, Any] = await self._get(f"/client/callbacks/{query_id}")
            return found if found["answered"] else None

        return await self._until(answer, "an answer to the tap")

    async def sees(self, text: str, *, among: int = 3) -> Message:
        """Wait until one of the latest messages of the shop contains the text."""

        async def found() -> Message | None:
            latest = reversed((await self.shop_messages())[-among:])
            return next((one for one in latest if text in text_of(one)), None)

        return await self._until(found, f"the text {text!r}")

    async def sees_button(self, label: str) -> Message:
        """Wait until a message has a button whose label contains the text; the newest one is returned."""

        async def found() -> Message | None:
            messages = reversed(await self.messages())
            return next((one for one in messages if any(label in said for said in labels_of(one))), None)

        return await self._until(found, f"a button {label!r}")

    async def _sees_tappable(self, label: str) -> Message:
        async def found() -> Message | None:
            messages = reversed(await self.messages())
            return next((one for one in messages if any(label in said for said, _ in _taps_of(one))), None)

        return await self._until(found, f"a button {label!r} to tap")

    async def sees_that(self, what: str, holds: Callable[[list[Message]], Any]) -> Any:
        """Wait until something is true of all messages, and return what was found."""

        async def found() -> Any:
            return holds(await self.messages())

        return await self._until(found, what)

    async def sees_payment(self, text: str = "") -> Message:
        """Wait for a photo whose caption contains the text."""

        async def found() -> Message | None:
            photos = [one for one in await self.shop_messages() if one.get("photo")]
            return next((one for one in reversed(photos) if text in text_of(one)), None)

        return await self._until(found, f"a photo with {text!r}")

    async def sees_change(self, message: Message, text: str) -> Message:
        """Wait until this very message contains the text, and return it as it is now."""

        async def found() -> Message | None:
            messages = await self.messages()
            return next(
                (
                    one
                    for one in messages
                    if one["message_id"] == message["message_id"] and text in text_of(one)
                ),
                None,
            )

        return await self._until(found, f"the text {text!r} in message {message['message_id']}")

    async def sees_key(self) -> str:
        """Wait for an API key, and return it."""
        message = await self.sees("sk-")
        return next(text for text in code_texts(message) if text.startswith("sk-"))

    async def messages(self) -> list[Message]:
        """Return everything in the chat that is not deleted."""
        answer = await self._get(f"/client/chats/{self.id}/messages?after_revision=0")
        return list(answer["messages"])

    async def shop_messages(self) -> list[Message]:
        """Return what the shop wrote, and was not deleted."""
        return [message for message in await self.messages() if message["from"]["is_bot"]]

    async def orders(self) -> list[str]:
        """Ask for the latest orders, and return their references, the newest first."""
        return references_in(await self.asks("/orders"))

    async def menu(self) -> list[str]:
        """Return the commands that the menu of the chat offers."""
        commands = await self._get(f"/client/users/{self.id}/commands")
        return [command["command"] for command in commands]

    async def block(self) -> None:
        """Block the bot."""
        await self._post(f"/client/users/{self.id}/block", {})

    async def unblock(self) -> None:
        """Unblock the bot."""
        await self._post(f"/client/users/{self.id}/unblock", {})

    async def _answer_after(self, sent: Message) -> Message:
        async def answer() -> Message | None:
            messages = await self.shop_messages()
            return next((one for one in messages if one["message_id"] > sent["message_id"]), None)

        return await self._until(answer, f"an answer to {text_of(sent)[:60]!r}")

    async def _until(self, look: Callable[[], Awaitable[Found | None]], what: str) -> Found:
        try:
            return await until(look, what)
        except NeverSeen as error:
            last = (await self.messages())[-4:]
            seen = "\n---\n".join(f"{text_of(message)} {labels_of(message)}" for message in last)
            raise NeverSeen(f"{self.name} never saw {error}. The last messages were:\n{seen}") from None

    async def _get(self, path: str) -> Any:
        async with self._http.get(self._url + path) as response:
            response.raise_for_status()
            return await response.json()

    async def _post(self, path: str, body: dict[str, Any]) -> Any:
        async with self._http.post(self._url + path, json=body) as response:
            assert response.status == 200, await response.text()
            return await response.json()


def text_of(message: Message) -> str:
    """Return a message's text or caption."""
    return str(message.get("text") or message.get("caption") or "")


def buttons_of(message: Message) -> list[dict[str, Any]]:
    """Return a message's buttons, row by row."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]


def labels_of(message: Message) -> list[str]:
    """Return the labels of a message's buttons."""
    return [button["text"] for button in buttons_of(message)]


def _taps_of(message: Message) -> list[tuple[str, str]]:
    """Return the label and the data of the buttons that are tapped, not followed or copied."""
    return [(one["text"], one["callback_data"]) for one in buttons_of(message) if "callback_data" in one]


def data_of(message: Message, label: str) -> str:
    """Return the data of a message's button whose label contains the text."""
    return next(data for said, data in _taps_of(message) if label in said)


def links_of(message: Message) -> list[str]:
    """Return the addresses behind a message's link buttons."""
    return [button["url"] for button in buttons_of(message) if "url" in button]


def copies_of(message: Message) -> list[str]:
    """Return what the copy buttons of a message copy."""
    return [button["copy_text"]["text"] for button in buttons_of(message) if "copy_text" in button]


def code_texts(message: Message, kind: str = "code") -> list[str]:
    """Return what stands in `<code>` in a message, or in `<pre>`: what one tap copies."""
    text = text_of(message).encode("utf-16-le")
    entities = message.get("entities") or message.get("caption_entities") or []
    return [
        text[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2].decode("utf-16-le")
        for entity in entities
        if entity["type"] == kind
    ]


def picture_of(message: Message) -> str:
    """Return what tells a message's picture from others."""
    return str(message["photo"][-1]["file_unique_id"])


def order_id_of(message: Message) -> str:
    """Return the whole order ID that a message tells in `<code>`."""
    return next(text for text in code_texts(message) if _ORDER_ID.fullmatch(text))


def reference_of(message: Message) -> str:
    """Return the reference of the order that a message is about."""
    return order_id_of(message).partition("-")[0]


def references_in(message: Message) -> list[str]:
    """Return every reference in `<code>` in a message."""
    return [text for text in code_texts(message) if _REFERENCE.fullmatch(text)]
