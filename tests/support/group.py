"""The staff's group in tests: its topics as the staff see them, and what people write there."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from sandbox.server import Sandbox
from tests.conversation.people import Customer, Message, labels_of, text_of
from tests.conversation.world import OWNER_ID, World, following_the_clock, open_world

STAN_ID, SUE_ID, MALLORY_ID = 9002, 9003, 9004
LISTED = {"STAFF_IDS": f"{STAN_ID},{SUE_ID}"}


class Member(Customer):
    """Somebody in the staff's group, listed or not."""

    group: int = 0

    async def writes(self, thread: int, text: str, **more: Any) -> Message:
        """Write in a topic."""
        return await self.send_other(chat_id=self.group, thread=thread, text=text, **more)

    async def puts(self, thread: int, **content: Any) -> Message:
        """Send something that is not text into a topic."""
        return await self.send_other(chat_id=self.group, thread=thread, **content)

    async def edits(self, message: Message, text: str) -> None:
        """Change one's own message in the group."""
        body = {"chat_id": self.group, "message_id": message["message_id"], "text": text}
        await self._post(f"/client/users/{self.id}/edit", body)

    async def taps(self, label: str, on: Message) -> dict[str, Any]:
        """Tap a button under a message of the group."""
        buttons = [one for row in on["reply_markup"]["inline_keyboard"] for one in row]
        data = next(one["callback_data"] for one in buttons if label in one["text"])
        body = {"chat_id": self.group, "message_id": on["message_id"], "data": data}
        asked = await self._post(f"/client/users/{self.id}/tap", body)
        return await self.answer_to(str(asked["callback_query_id"]))


class Group:
    """The staff's group, and everybody in it: Stan and Sue are listed, Mallory is not."""

    def __init__(self, world: World, chat_id: int) -> None:
        self.world = world
        self.id = chat_id
        url = world.sandbox.urls["telegram"]
        self._url = url
        people = {STAN_ID: "Stan", SUE_ID: "Sue", MALLORY_ID: "Mallory", OWNER_ID: "Olga"}
        members = [Member(world.http, url, {"id": key, "first_name": name}) for key, name in people.items()]
        for member in members:
            member.group = chat_id
        self.stan, self.sue, self.mallory, self.olga = members

    async def topics(self) -> list[dict[str, Any]]:
        """Return the topics."""
        return list(await self._get(f"/client/chats/{self.id}/topics"))

    async def topic_of(self, name: str, *, but: int = 0) -> int:
        """Wait for the topic with a customer's name (another than `but`), and return its thread."""

        async def found() -> int | None:
            named = [one for one in await self.topics() if one["name"].endswith(name)]
            return next((int(one["thread"]) for one in named if one["thread"] != but), None)

        return await self.world.soon(found, f"a topic for {name}")

    async def name_of(self, thread: int) -> str:
        """Return a topic's name."""
        return next(str(one["name"]) for one in await self.topics() if one["thread"] == thread)

    async def is_named(self, thread: int, text: str) -> str:
        """Wait until a topic's name contains the text, and return it."""

        async def found() -> str | None:
            name = await self.name_of(thread)
            return name if text in name else None

        return await self.world.soon(found, f"{text!r} in the topic's name")

    async def number_of(self, thread: int) -> int:
        """Return the number of a topic's ticket."""
        return int((await self.name_of(thread)).split("#")[1].split()[0])

    async def messages(self, thread: int) -> list[Message]:
        """Return what stands in a topic."""
        path = f"/client/chats/{self.id}/messages?after_revision=0&thread={thread}"
        return list((await self._get(path))["messages"])

    async def sees(self, thread: int, text: str) -> Message:
        """Wait until the bot's messages in a topic contain the text, and return the newest that does."""

        async def found() -> Message | None:
            latest = reversed(await self.messages(thread))
            return next((one for one in latest if one["from"]["is_bot"] and text in text_of(one)), None)

        return await self.world.soon(found, f"{text!r} in the topic")

    async def answer_to(self, thread: int, asked: Message) -> Message:
        """Wait for what the bot says in a topic after a message, and return the first of it."""

        def below(messages: list[Message]) -> Message | None:
            said = [one for one in messages if one["from"]["is_bot"] and text_of(one)]
            return next((one for one in said if one["message_id"] > asked["message_id"]), None)

        found: Message = await self.sees_that(thread, f"an answer to {text_of(asked)!r}", below)
        return found

    async def menu_of(self, member: Member) -> set[str]:
        """Return the commands that the group's menu offers somebody."""
        path = f"/client/users/{member.id}/commands?chat_id={self.id}"
        return {str(one["command"]) for one in await self._get(path)}

    async def sees_that(self, thread: int, what: str, holds: Callable[[list[Message]], Any]) -> Any:
        """Wait until something is true of a topic's messages, and return what was found."""

        async def found() -> Any:
            return holds(await self.messages(thread))

        return await self.world.soon(found, what)

    async def card(self, thread: int) -> Message:
        """Wait for the card of a topic."""

        def is_card(messages: list[Message]) -> Message | None:
            return next((one for one in messages if "I take it" in labels_of(one)), None)

        found: Message = await self.sees_that(thread, "a card", is_card)
        return found

    async def delete_topic(self, thread: int) -> None:
        """Delete a topic as a person does."""
        await self._post(f"/client/chats/{self.id}/topics/{thread}/delete", {})

    async def bot_may(self, *rights: str, status: str = "administrator") -> None:
        """Give the bot these rights in the group and no others."""
        bot = self.world.sandbox.telegram.bot["id"]
        body = {"user_id": bot, "status": status, "rights": list(rights)}
        await self._post(f"/client/chats/{self.id}/members", body)

    async def has_topics(self, *, on: bool) -> None:
        """Turn the group's topics on or off."""
        url = f"{self._url}/sandbox/switches/telegram.no_topics"
        async with self.world.http.put(url, json={"value": not on}) as response:
            assert response.status == 200, await response.text()

    async def _get(self, path: str) -> Any:
        async with self.world.http.get(self._url + path) as response:
            response.raise_for_status()
            return await response.json()

    async def _post(self, path: str, body: dict[str, Any]) -> Any:
        async with self.world.http.post(self._url + path, json=body) as response:
            assert response.status == 200, await response.text()
            return await response.json()


async def open_group(sandbox: Sandbox) -> dict[str, str]:
    """Let the staff and a stranger open a group with topics, and the bot be its administrator."""
    url = sandbox.urls["telegram"]
    people = {OWNER_ID: "Olga", STAN_ID: "Stan", SUE_ID: "Sue", MALLORY_ID: "Mallory"}
    async with aiohttp.ClientSession() as http:
        for number, name in people.items():
            body: dict[str, Any] = {"id": number, "first_name": name, "language_code": "en"}
            await (await http.post(f"{url}/client/users", json=body)).release()
        group = {
            "title": "Staff",
            "is_forum": True,
            "bot_rights": True,
            "administrators": [STAN_ID],
            "members": list(people),
        }
        async with http.post(f"{url}/client/groups", json=group) as response:
            assert response.status == 200, await response.text()
            chat = await response.json()
    return LISTED | {"STAFF_CHAT_ID": str(chat["id"])}


@asynccontextmanager
async def open_desk(directory: Path, **settings: str) -> AsyncIterator[Group]:
    """Open a world with a staff's group, in which nobody waits for what the shop plans for later."""
    async with open_world(directory, open_group, following_the_clock, **settings) as world:
        yield Group(world, int(world.bot.environment["STAFF_CHAT_ID"]))
