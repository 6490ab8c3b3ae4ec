"""The people's side: who there is, what they send and see, live and after a while, and trouble on demand."""

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from sandbox.documents import Documents
from sandbox.telegram import FloodLimits, Telegram, create_app
from tests.sandbox.people import TOKEN, Outside, Person, Refused, base64_picture, keyboard


async def test_two_people_of_two_languages_are_there_from_the_start(outside: Outside) -> None:
    users = await outside.get("/users")
    assert [(u["id"], u["first_name"], u["language_code"]) for u in users] == [
        (1001, "Alice", "en"),
        (1002, "小明", "zh-hans"),
    ]
    added = await outside.post("/users", first_name="<script>", language_code="de")
    assert (await outside.get("/users"))[-1] == added
    assert await outside.get("/me-bot") == {
        "id": 424242,
        "username": "AiCreditsShopBot",
        "first_name": "AiCredits",
    }
    with pytest.raises(Refused, match="first_name"):
        await outside.post("/users")


async def test_what_a_person_sends_carries_the_entities_a_client_makes(
    outside: Outside, alice: Person
) -> None:
    sent = await alice.send("/order@AiCreditsShopBot see https://a.com, @durov")
    assert [e["type"] for e in sent["entities"]] == ["bot_command", "url", "mention"]
    started = await alice.send(start="AC7K2M9QXT4B-SECRET")
    assert started["text"] == "/start AC7K2M9QXT4B-SECRET"
    assert started["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    with pytest.raises(Refused, match="start must be"):
        await alice.send(start="no spaces")
    with pytest.raises(Refused, match="empty"):
        await alice.send("   ")


async def test_photos_stickers_albums_and_others_arrive(outside: Outside, alice: Person) -> None:
    await alice.send(photo=base64_picture(), caption="look: https://a.com")
    await alice.send(sticker="👍")
    await alice.send(album=[base64_picture(), base64_picture()], caption="two")
    await alice.send(contact={"phone_number": "+861"})
    await alice.send(location={"latitude": 1.5})
    await alice.send(voice="AAAA")
    await alice.send(document={"name": "a.txt", "content": "AAAA"})
    messages = [update["message"] for update in await outside.updates()]
    assert messages[0]["caption_entities"][0]["type"] == "url"
    assert messages[1]["sticker"]["emoji"] == "👍"
    assert messages[2]["media_group_id"] == messages[3]["media_group_id"]
    assert [m.keys() & {"contact", "location", "voice", "document"} for m in messages[4:]] == [
        {"contact"},
        {"location"},
        {"voice"},
        {"document"},
    ]
    assert messages[-1]["document"]["file_name"] == "a.txt"


async def test_edits_are_told_to_the_bot_and_deletions_are_not(outside: Outside, alice: Person) -> None:
    sent = await alice.send("teh")
    edited = await alice.act("edit", message_id=sent["message_id"], text="the")
    assert edited["revision"] > sent["revision"]
    assert (await outside.last_update())["edited_message"]["text"] == "the"
    await alice.act("delete", message_id=sent["message_id"])
    assert len(await outside.updates()) == 2
    seen = await alice.messages(after_revision=edited["revision"])
    assert (seen["messages"], seen["deleted"]) == ([], [sent["message_id"]])


async def test_only_what_changed_after_a_revision_is_sent(outside: Outside, alice: Person) -> None:
    await alice.send("one")
    await alice.send("two")
    first = await alice.messages()
    assert [m["text"] for m in first["messages"]] == ["one", "two"]
    await alice.send("three")
    second = await alice.messages(first["revision"])
    assert [m["text"] for m in second["messages"]] == ["three"]
    assert await alice.messages(second["revision"]) == {
        "revision": second["revision"],
        "messages": [],
        "deleted": [],
    }


async def test_blocking_is_told_to_the_bot(outside: Outside, alice: Person) -> None:
    await alice.act("block")
    change = (await outside.last_update())["my_chat_member"]
    assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == ("member", "kicked")
    assert (await outside.get("/users/1001/chats"))[0]["blocked"] is True
    with pytest.raises(Refused, match="unblock"):
        await alice.send("hi")
    await alice.act("unblock")
    assert (await outside.last_update())["my_chat_member"]["new_chat_member"]["status"] == "member"


async def test_the_menu_shows_the_commands_of_ones_language_and_chat(outside: Outside, alice: Person) -> None:
    def command(name: str) -> list[dict[str, str]]:
        return [{"command": name, "description": "d"}]

    await alice.send("hi")
    await outside.bot("setMyCommands", commands=command("default"))
    await outside.bot("setMyCommands", commands=command("english"), language_code="en")
    await outside.bot("setMyCommands", commands=command("chinese"), language_code="zh")
    owner = {"type": "chat", "chat_id": 1001}
    await outside.bot("setMyCommands", commands=command("owner"), scope=owner)
    assert (await outside.get("/users/1002/commands"))[0]["command"] == "chinese"
    assert (await outside.get("/users/1001/commands"))[0]["command"] == "owner"
    assert await outside.bot("getMyCommands", scope=owner) == command("owner")
    await outside.bot("deleteMyCommands", scope=owner)
    assert (await outside.get("/users/1001/commands"))[0]["command"] == "english"
    assert (
        await outside.refusal("setMyCommands", commands=command("Bad")) == "Bad Request: BOT_COMMAND_INVALID"
    )


async def test_the_bot_tells_what_it_is(outside: Outside) -> None:
    await outside.bot("setMyDescription", description="Credits for models")
    await outside.bot("setMyDescription", description="大模型额度", language_code="zh")
    await outside.bot("setMyShortDescription", short_description="short")
    await outside.bot("setMyName", name="Credits")
    assert await outside.bot("getMyDescription", language_code="zh") == {"description": "大模型额度"}
    assert await outside.bot("getMyShortDescription") == {"short_description": "short"}
    assert await outside.bot("getMyName") == {"name": "Credits"}
    assert (await outside.get("/me-bot"))["description"] == "Credits for models"
    await outside.bot("setChatMenuButton", menu_button={"type": "commands"})
    assert await outside.bot("getChatMenuButton") == {"type": "commands"}


async def read_events(response: aiohttp.ClientResponse, count: int) -> list[tuple[int, Any]]:
    events: list[tuple[int, Any]] = []
    number = 0
    async with asyncio.timeout(5):
        async for line in response.content:
            text = line.decode().strip()
            if text.startswith("id: "):
                number = int(text[4:])
            elif text.startswith("data: "):
                events.append((number, json.loads(text[6:])))
                if len(events) == count:
                    break
    return events


async def test_a_client_sees_everything_as_it_happens_and_catches_up(outside: Outside, alice: Person) -> None:
    url = f"{outside.url}/client/events"
    async with outside.session.get(url) as response:
        await response.content.readline()
        await alice.send("hi")
        await outside.bot("sendChatAction", chat_id=1001, action="typing")
        sent = await outside.bot("sendMessage", chat_id=1001, text="a", reply_markup=keyboard("k"))
        await outside.bot("editMessageText", chat_id=1001, message_id=sent["message_id"], text="b")
        callback_id = await alice.tap(sent["message_id"], "k")
        await outside.bot("answerCallbackQuery", callback_query_id=callback_id, text="toast")
        await outside.bot("deleteMessage", chat_id=1001, message_id=sent["message_id"])
        events = await read_events(response, 6)
    kinds = [event["type"] for _, event in events]
    assert kinds == ["message", "chat_action", "message", "edited", "callback_answered", "deleted"]
    assert all(event["chat_id"] == 1001 for _, event in events)
    assert events[4][1]["text"] == "toast"
    async with outside.session.get(url, headers={"Last-Event-ID": str(events[2][0])}) as response:
        assert await read_events(response, 3) == events[3:]


async def test_calls_of_the_bot_are_listed_as_they_were_sent(outside: Outside, alice: Person) -> None:
    await alice.send("hi")
    await outside.updates()
    await outside.bot("sendMessage", chat_id=1001, text="a", reply_markup=keyboard("k"))
    await outside.refusal("sendMessage", chat_id=77, text="b")
    calls = await outside.get("/calls?method=sendMessage")
    assert [(call["n"], call["ok"]) for call in calls] == [(1, True), (2, False)]
    assert calls[0]["parameters"]["chat_id"] == "1001"
    assert json.loads(calls[0]["parameters"]["reply_markup"]) == keyboard("k")
    assert [call["n"] for call in await outside.get("/calls?after=1")] == [2]


async def test_trouble_happens_as_often_as_planned(outside: Outside, alice: Person) -> None:
    await alice.send("hi")
    send: dict[str, Any] = {"chat_id": 1001, "text": "x"}
    await outside.post("/faults", method="sendMessage", times=1, kind="429", retry_after=7)
    status, body, headers = await outside.raw("sendMessage", **send)
    assert (status, headers["Retry-After"], body["parameters"]["retry_after"]) == (429, "7", 7)
    assert body["description"] == "Too Many Requests: retry after 7"
    await outside.post("/faults", method="*", times=1, kind="500")
    assert (await outside.raw("getMe"))[0] == 500
    await outside.post("/faults", method="sendMessage", times=1, kind="403")
    assert await outside.refusal("sendMessage", **send) == "Forbidden: bot was blocked by the user"
    for kind, effect in [("drop_before", 0), ("drop_after", 1)]:
        before = len((await alice.messages())["messages"])
        await outside.post("/faults", method="sendMessage", times=1, kind=kind)
        with pytest.raises(aiohttp.ClientConnectionError):
            await outside.raw("sendMessage", **send)
        assert len((await alice.messages())["messages"]) == before + effect
    await outside.post("/faults", method="getMe", times=1, kind="slow", seconds=0.2)
    started = time.monotonic()
    assert (await outside.raw("getMe"))[0] == 200
    assert time.monotonic() - started >= 0.2
    await outside.post("/faults", method="getMe", times=9, kind="500")
    async with outside.session.delete(f"{outside.url}/client/faults") as response:
        assert response.status == 200
    assert (await outside.raw("getMe"))[0] == 200
    with pytest.raises(Refused, match="kind must be"):
        await outside.post("/faults", method="getMe", times=1, kind="fire")


async def test_flood_limits_answer_429_only_where_they_are_switched_on(documents: Documents) -> None:
    now = 5_000.0
    telegram = Telegram(
        documents, token=TOKEN, flood_limits=FloodLimits(group_per_minute=2), clock=lambda: now
    )
    server = TestServer(create_app(telegram), host="127.0.0.1")
    await server.start_server()
    async with Outside(str(server.make_url("")), telegram) as outside:
        await Person(outside, 1001).send("hi")
        await outside.bot("sendMessage", chat_id=1001, text="a")
        status, body, _ = await outside.raw("sendMessage", chat_id=1001, text="b")
        assert (status, body["parameters"]) == (429, {"retry_after": 1})
        now += 1
        await outside.bot("sendMessage", chat_id=1001, text="c")
        group = await outside.forum()
        await outside.bot("sendMessage", chat_id=group["id"], text="a")
        await outside.bot("createForumTopic", chat_id=group["id"], name="t")
        _, body, _ = await outside.raw("sendMessage", chat_id=group["id"], text="b")
        assert body["parameters"] == {"retry_after": 60}
    await server.close()


async def test_the_page_and_its_files_are_served_from_a_folder(documents: Documents, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<title>chat</title>", encoding="utf-8")
    (tmp_path / "api.js").write_text("export {}", encoding="utf-8")
    server = TestServer(create_app(Telegram(documents, token=TOKEN), tmp_path), host="127.0.0.1")
    await server.start_server()
    async with aiohttp.ClientSession() as session:
        for path, expected in (("/?start=x", "<title>chat</title>"), ("/static/api.js", "export {}")):
            async with session.get(server.make_url(path)) as response:
                assert await response.text() == expected
                assert response.headers["Cache-Control"] == "no-cache"
        async with session.get(server.make_url("/static/..%2Fsecret")) as response:
            assert response.status == 404
    await server.close()
