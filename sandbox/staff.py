"""The shop's own people in the sandbox, and the group in which they answer customers."""

import asyncio
from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.documents import Documents
from sandbox.telegram.models import ADMINISTRATOR_RIGHTS, Chat, Json, Member

if TYPE_CHECKING:
    from sandbox.telegram import Telegram

OWNER: Json = {"id": 2001, "is_bot": False, "first_name": "Olivia", "language_code": "en"}
STAFF: tuple[Json, ...] = (
    {"id": 2002, "is_bot": False, "first_name": "小雅", "language_code": "zh-hans"},
    {"id": 2003, "is_bot": False, "first_name": "Sam", "language_code": "en"},
)
GROUP_TITLE = "AiCredits 客服 Desk"
LANGUAGES = ("zh", "en")


class StaffLanguage:
    """The language of the staff's screens: as the shop is set, until another is chosen on the page."""

    def __init__(self, documents: Documents, usual: str, changed: asyncio.Event) -> None:
        self._documents = documents
        self._changed = changed
        self.code = str(documents.load("staff").get("language", usual))

    def choose(self, code: str) -> None:
        """Choose one; the bot has to start anew to speak it. Raises ValueError for one that it does not speak."""
        if code not in LANGUAGES:
            raise ValueError(f"language is one of {', '.join(LANGUAGES)}")
        if code != self.code:
            self.code = code
            self._documents.save("staff", "language", code)
            self._changed.set()

    def add_controls(self, app: web.Application) -> None:
        """Serve the choice to the chat page, at `/sandbox/staff-language`."""

        async def read(_request: web.Request) -> web.Response:
            return web.json_response({"language": self.code})

        async def put(request: web.Request) -> web.Response:
            body = await request.json()
            try:
                self.choose(str(body.get("language")))
            except ValueError as error:
                return web.json_response({"error": str(error)}, status=400)
            return await read(request)

        app.router.add_get("/sandbox/staff-language", read)
        app.router.add_put("/sandbox/staff-language", put)


def gather(telegram: "Telegram") -> dict[str, str]:
    """Let the owner and the staff be there, in a group with topics; return the shop's settings that name them."""
    for person in (OWNER, *STAFF):
        if person["id"] not in telegram.world.users:
            telegram.world.add_user(dict(person))
            # They wrote to the bot once: it could not tell them anything otherwise.
            chat = telegram.world.chats[person["id"]]
            chat.started = True
            telegram.world.save_chat(chat)
    group = _group(telegram) or _open_group(telegram)
    return {
        "OWNER_IDS": str(OWNER["id"]),
        "STAFF_IDS": ",".join(str(person["id"]) for person in STAFF),
        "STAFF_CHAT_ID": str(group.chat_id),
    }


def _group(telegram: "Telegram") -> Chat | None:
    chats = telegram.world.chats.values()
    return next((chat for chat in chats if chat.title == GROUP_TITLE and chat.kind == "supergroup"), None)


def _open_group(telegram: "Telegram") -> Chat:
    members = {person["id"]: Member() for person in STAFF}
    members[OWNER["id"]] = Member("creator")
    members[telegram.bot["id"]] = Member("administrator", dict.fromkeys(ADMINISTRATOR_RIGHTS, True))
    world = telegram.world
    return world.add_chat(
        Chat(
            world.new_group_id("supergroup"),
            "supergroup",
            title=GROUP_TITLE,
            is_forum=True,
            members=members,
        )
    )
