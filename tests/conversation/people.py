"""Somebody who chats with the shop, in tests that read like the conversation."""

import asyncio
from collections.abc import Callable
from typing import Any

import aiohttp

PATIENCE = 15.0  # seconds
Message = dict[str, Any]


class NeverSeen(AssertionError):
    """What a person waited for did not come; the message shows what they saw instead."""


class Customer:
    """A person with the chat open: sends, taps what is there to be tapped, and waits to see things."""

    def __init__(self, http: aiohttp.ClientSession, url: str, user: dict[str, Any]) -> None:
        self._http = http
        self._url = url
        self.id: int = user["id"]
        self.name: str = user["first_name"]

    async def send(self, text: str) -> None:
        """Write a message."""
        await self._post(f"/client/users/{self.id}/send", {"text": text})

    async def send_other(self, **content: Any) -> None:
        """Send something that is not text: a sticker, a photo."""
        await self._post(f"/client/users/{self.id}/send", content)

    async def follow_link(self, payload: str) -> None:
        """Open the bot by a deep link."""
        await self._post(f"/client/users/{self.id}/send", {"start": payload})

    async def tap(self, label: str) -> dict[str, Any]:
        """Tap the newest button whose label contains the text, wait for its answer and return that."""
        message = await self.sees_button(label)
        button = next(one for one in buttons_of(message) if label in one["text"])
        return await self.tap_data(message["message_id"], button["callback_data"])

    async def tap_data(self, message_id: int, data: str) -> dict[str, Any]:
        """Tap a button by its data, as an old client or a forger can, and return the bot's answer."""
        body = {"message_id": message_id, "data": data}
        query = await self._post(f"/client/users/{self.id}/tap", body)
        return await self._until(lambda: self._answer(query["callback_query_id"]), "an answer to the tap")

    async def sees(self, text: str, *, among: int = 3) -> Message:
        """Wait until one of the latest messages of the shop contains the text."""

        async def found() -> Message | None:
            messages = [message for message in await self.messages() if message["from"]["is_bot"]]
            return next((one for one in reversed(messages[-among:]) if text in text_of(one)), None)

        return await self._until(found, f"the text {text!r}")

    async def sees_button(self, label: str) -> Message:
        """Wait until a message has a button whose label contains the text; the newest one is returned."""

        async def found() -> Message | None:
            return next(
                (
                    message
                    for message in reversed(await self.messages())
                    if any(label in button["text"] for button in buttons_of(message))
                ),
                None,
            )

        return await self._until(found, f"a button {label!r}")

    async def sees_that(self, what: str, holds: Callable[[list[Message]], Any]) -> Any:
        """Wait until something is true of all messages, and return what was found."""

        async def found() -> Any:
            return holds(await self.messages()) or None

        return await self._until(found, what)

    async def sees_payment(self, text: str = "") -> Message:
        """Wait for a photo whose caption contains the text."""

        async def found() -> Message | None:
            photos = [message for message in await self.messages() if message.get("photo")]
            return next((one for one in reversed(photos) if text in text_of(one)), None)

        return await self._until(found, f"a photo with {text!r}")

    async def messages(self) -> list[Message]:
        """Return everything in the chat that is not deleted."""
        answer = await self._get(f"/client/chats/{self.id}/messages?after_revision=0")
        return list(answer["messages"])

    async def block(self) -> None:
        """Block the bot."""
        await self._post(f"/client/users/{self.id}/block", {})

    async def unblock(self) -> None:
        """Unblock the bot."""
        await self._post(f"/client/users/{self.id}/unblock", {})

    async def _answer(self, query_id: str) -> dict[str, Any] | None:
        answer: dict[str, Any] = await self._get(f"/client/callbacks/{query_id}")
        return answer if answer["answered"] else None

    async def _until(self, look: Callable[[], Any], what: str) -> Any:
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while asyncio.get_running_loop().time() < deadline:
            found = await look()
            if found is not None:
                return found
            await asyncio.sleep(0.03)
        seen = "\n---\n".join(
            f"{text_of(message)} {[button['text'] for button in buttons_of(message)]}"
            for message in (await self.messages())[-4:]
        )
        raise NeverSeen(f"{self.name} never saw {what}. The last messages were:\n{seen}")

    async def _get(self, path: str) -> Any:
        async with self._http.get(self._url + path) as response:
            response.raise_for_status()
            return await response.json()

    async def _post(self, path: str, body: dict[str, Any]) -> Any:
        async with self._http.post(self._url + path, json=body) as response:
            response.raise_for_status()
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


def code_texts(message: Message) -> list[str]:
    """Return what stands in `<code>` in a message: what one tap copies."""
    text = text_of(message).encode("utf-16-le")
    entities = message.get("entities") or message.get("caption_entities") or []
    return [
        text[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2].decode("utf-16-le")
        for entity in entities
        if entity["type"] == "code"
    ]


def copies_of(message: Message) -> list[str]:
    """Return what the copy buttons of a message copy."""
    return [button["copy_text"]["text"] for button in buttons_of(message) if "copy_text" in button]
