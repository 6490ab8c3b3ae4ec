"""Webhooks: who is called, with what, and again until it is taken."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.sandbox.people import Outside, Person, eventually

Json = dict[str, Any]


class Bot:
    """A bot behind a webhook; `answer` decides what it says to each update."""

    def __init__(self) -> None:
        self.received: list[Json] = []
        self.secrets: list[str | None] = []
        self.answer: Callable[[Json], web.Response] = lambda _: web.Response()
        self.url = ""

    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.received]

    async def handle(self, request: web.Request) -> web.Response:
        self.received.append(await request.json())
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        return self.answer(self.received[-1])


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    receiver = Bot()
    app = web.Application()
    app.router.add_post("/hook", receiver.handle)
    server = TestServer(app, host="127.0.0.1")
    await server.start_server()
    receiver.url = str(server.make_url("/hook"))
    yield receiver
    await server.close()


async def test_updates_are_posted_with_the_secret_and_then_forgotten(
    outside: Outside, alice: Person, bot: Bot
) -> None:
    await alice.send("before")
    await outside.bot("setWebhook", url=bot.url, secret_token="s-3_cret")
    await alice.send("after")
    await eventually(lambda: len(bot.received) == 2)
    assert bot.texts() == ["before", "after"]
    assert bot.secrets == ["s-3_cret"] * 2
    await eventually(lambda: outside.telegram.updates.pending_count() == 0)
    assert (await outside.bot("getWebhookInfo"))["url"] == bot.url


async def test_polling_is_refused_while_a_webhook_is_set(outside: Outside, bot: Bot) -> None:
    waiting = asyncio.create_task(outside.refusal("getUpdates", offset=9, timeout=30))
    await eventually(lambda: outside.telegram.updates.is_waiting)
    await outside.bot("setWebhook", url=bot.url)
    assert await waiting == "Conflict: terminated by setWebhook request"
    assert await outside.refusal("getUpdates") == (
        "Conflict: can't use getUpdates method while webhook is active;"
        " use deleteWebhook to delete the webhook first"
    )
    await outside.bot("deleteWebhook")
    assert await outside.updates() == []


async def test_anything_but_2xx_is_sent_again_and_holds_up_only_its_own_chat(
    outside: Outside, alice: Person, xiaoming: Person, bot: Bot
) -> None:
    failures = 3

    def answer(update: Json) -> web.Response:
        nonlocal failures
        if update["message"]["text"] == "poison" and failures:
            failures -= 1
            return web.Response(status=403 if failures else 500)
        return web.Response()

    bot.answer = answer
    await outside.bot("setWebhook", url=bot.url)
    await alice.send("poison")
    await alice.send("behind it")
    await xiaoming.send("elsewhere")
    await eventually(lambda: "behind it" in bot.texts())
    texts = bot.texts()
    assert texts.count("poison") == 4
    assert texts.index("elsewhere") < len(texts) - 1
    assert texts[-1] == "behind it"
    assert "403" in (await outside.bot("getWebhookInfo"))["last_error_message"] or failures == 0


async def test_a_method_in_the_answer_is_carried_out(outside: Outside, alice: Person, bot: Bot) -> None:
    bot.answer = lambda update: web.json_response(
        {"method": "sendMessage", "chat_id": update["message"]["chat"]["id"], "text": "by answer"}
    )
    await outside.bot("setWebhook", url=bot.url)
    await alice.send("hi")
    await eventually(lambda: len(outside.telegram.world.chats[1001].messages) == 2)
    assert (await alice.messages())["messages"][-1]["text"] == "by answer"


async def test_what_set_webhook_refuses(outside: Outside, bot: Bot) -> None:
    url = bot.url
    refusals = [
        (await outside.refusal("setWebhook", url=url, secret_token="x" * 257)),
        (await outside.refusal("setWebhook", url=url, secret_token="a b")),
        (await outside.refusal("setWebhook", url="nonsense")),
    ]
    assert refusals == [
        "Bad Request: secret token is too long",
        "Bad Request: secret token contains unallowed characters",
        "Bad Request: bad webhook: An HTTPS URL must be provided for webhook",
    ]
    _, first, _ = await outside.raw("setWebhook", url=url)
    _, same, _ = await outside.raw("setWebhook", url=url)
    status, other, headers = await outside.raw("setWebhook", url=url + "?other")
    assert (first["description"], same["description"]) == ("Webhook was set", "Webhook is already set")
    assert (status, headers["Retry-After"], other["parameters"]) == (429, "1", {"retry_after": 1})


async def test_a_replay_is_delivered_again(outside: Outside, alice: Person, bot: Bot) -> None:
    await outside.bot("setWebhook", url=bot.url)
    await alice.send("twice")
    await eventually(lambda: outside.telegram.updates.pending_count() == 0 and len(bot.received) == 1)
    await outside.post("/updates/replay", update_id=bot.received[0]["update_id"])
    await eventually(lambda: len(bot.received) == 2)
    assert bot.received[0] == bot.received[1]
