"""getUpdates: what confirms, what comes again, and who is sent away."""

import asyncio
import time

import pytest

from sandbox.documents import Documents
from sandbox.telegram import Telegram
from tests.sandbox.people import TOKEN, Outside, Person, eventually, keyboard


async def three(outside: Outside, alice: Person) -> list[int]:
    for text in "abc":
        await alice.send(text)
    return [update["update_id"] for update in await outside.updates()]


async def test_only_an_offset_past_an_update_confirms_it(outside: Outside, alice: Person) -> None:
    ids = await three(outside, alice)
    assert ids == list(range(ids[0], ids[0] + 3))
    assert [u["update_id"] for u in await outside.updates(ids[0])] == ids
    assert [u["update_id"] for u in await outside.updates(ids[1])] == ids[1:]
    assert [u["update_id"] for u in await outside.updates()] == ids[1:]
    assert await outside.get("/updates") == {"pending": 2}


async def test_an_offset_from_elsewhere_confirms_nothing(outside: Outside, alice: Person) -> None:
    ids = await three(outside, alice)
    assert [u["update_id"] for u in await outside.updates(ids[-1] + 5000)] == ids
    assert [u["update_id"] for u in await outside.updates(1)] == ids
    assert await outside.updates(ids[-1] + 2) == []
    assert await outside.get("/updates") == {"pending": 0}


async def test_a_negative_offset_keeps_only_the_last(outside: Outside, alice: Person) -> None:
    ids = await three(outside, alice)
    assert [u["update_id"] for u in await outside.updates(-1)] == ids[-1:]
    assert [u["update_id"] for u in await outside.updates()] == ids[-1:]


async def test_the_same_offset_again_at_once_gets_one_update_at_a_time(
    outside: Outside, alice: Person
) -> None:
    await three(outside, alice)
    assert len(await outside.bot("getUpdates", offset=0)) == 1
    assert len(await outside.updates(limit=2)) == 2


async def test_a_waiting_call_is_answered_when_something_happens(outside: Outside, alice: Person) -> None:
    waiting = asyncio.create_task(outside.updates(timeout=30))
    await eventually(lambda: outside.telegram.updates.is_waiting)
    started = time.monotonic()
    await alice.send("hello")
    assert (await waiting)[0]["message"]["text"] == "hello"
    assert time.monotonic() - started < 5


async def test_a_second_poller_sends_the_first_away(outside: Outside, alice: Person) -> None:
    first = asyncio.create_task(outside.raw("getUpdates", offset=5, timeout=30))
    await eventually(lambda: outside.telegram.updates.is_waiting)
    second = asyncio.create_task(outside.raw("getUpdates", offset=6, timeout=30))
    status, body, _ = await first
    assert (status, body["error_code"]) == (409, 409)
    assert body["description"] == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    await alice.send("for the second")
    assert (await second)[1]["result"][0]["message"]["text"] == "for the second"


async def test_a_poller_that_need_not_wait_disturbs_nobody(outside: Outside, telegram: Telegram) -> None:
    first = asyncio.create_task(outside.raw("getUpdates", offset=5, timeout=30))
    await eventually(lambda: outside.telegram.updates.is_waiting)
    assert await outside.updates(7) == []
    assert not first.done()
    telegram.updates.release()
    assert (await first)[1]["result"] == []


async def test_allowed_updates_stick_and_filter_what_comes_later(outside: Outside, alice: Person) -> None:
    await alice.send("before")
    assert len(await outside.updates(allowed_updates=["callback_query"])) == 1
    await alice.send("unwanted")
    await alice.tap(1, "x")
    kinds = [set(update) - {"update_id"} for update in await outside.updates()]
    assert kinds == [{"message"}, {"callback_query"}]
    await outside.updates(allowed_updates=[])
    await alice.send("wanted again")
    assert (await outside.last_update())["message"]["text"] == "wanted again"


async def test_updates_die_after_a_day_and_taps_after_minutes(documents: Documents) -> None:
    now = 1_000_000.0
    telegram = Telegram(documents, token=TOKEN, clock=lambda: now)
    chat = telegram.world.chats[1001]
    telegram.person_posts(chat, 1001, {"text": "hi"})
    telegram.person_taps(1001, chat, 1, "x")
    assert telegram.updates.pending_count() == 2
    now += 151
    assert [update.kind for update in telegram.updates.pending()] == ["message"]
    now += 86_400
    assert await telegram.updates.poll(0, 100, 0) == []


async def test_a_replay_comes_under_the_same_id_although_it_was_confirmed(
    outside: Outside, alice: Person
) -> None:
    ids = await three(outside, alice)
    assert await outside.updates(ids[-1] + 1) == []
    await outside.post("/updates/replay", update_id=ids[0])
    again = await outside.updates(ids[-1] + 1)
    assert [update["update_id"] for update in again] == [ids[0]]
    assert await outside.updates(ids[0] + 1) == []


async def test_a_replay_is_not_lost_to_a_bot_that_was_killed(outside: Outside, alice: Person) -> None:
    ids = await three(outside, alice)
    assert await outside.updates(ids[-1] + 1) == []
    killed = asyncio.create_task(outside.raw("getUpdates", offset=ids[-1] + 1, timeout=30))
    await eventually(lambda: outside.telegram.updates.is_waiting)
    before = outside.open_connections()
    killed.cancel()
    await asyncio.gather(killed, return_exceptions=True)
    await eventually(lambda: outside.open_connections() < before)
    await outside.post("/updates/replay", update_id=ids[0])
    again = await outside.updates(ids[-1] + 1, timeout=1)
    assert [update["update_id"] for update in again] == [ids[0]]


async def test_a_killed_sandbox_comes_back_as_it_was(documents: Documents) -> None:
    before = Telegram(documents, token=TOKEN)
    chat = before.world.chats[1001]
    said = before.person_posts(chat, 1001, {"text": "hi"})
    gone = before.world.post(chat, before.bot, {"text": "gone"})
    before.world.remove(chat, [gone.message_id])
    pending = [update.update_id for update in before.updates.pending()]
    stored = before.files.add("document", b"content", "a.txt")
    after = Telegram(documents, token=TOKEN)
    back = after.world.chats[1001]
    assert back.started
    assert list(back.messages) == [said.message_id]
    assert [update.update_id for update in after.updates.pending()] == pending
    assert after.world.revision == before.world.revision
    found = after.files.find(stored.file_id)
    assert found is not None
    assert after.files.content(found) == b"content"
    new = after.person_posts(back, 1001, {"text": "new"})
    assert new.message_id == gone.message_id + 1
    assert after.updates.pending()[-1].update_id > pending[-1]


async def test_callback_answers_reach_the_person(outside: Outside, alice: Person) -> None:
    await alice.send("hi")
    sent = await outside.bot("sendMessage", chat_id=1001, text="x", reply_markup=keyboard("buy"))
    callback_id = await alice.tap(sent["message_id"], "buy")
    query = (await outside.last_update())["callback_query"]
    assert (query["id"], query["data"], query["from"]["id"]) == (callback_id, "buy", 1001)
    assert query["message"]["reply_markup"] == keyboard("buy")
    assert (await outside.get(f"/callbacks/{callback_id}"))["answered"] is False
    await outside.bot("answerCallbackQuery", callback_query_id=callback_id, text="done", show_alert=True)
    assert await outside.get(f"/callbacks/{callback_id}") == {
        "answered": True,
        "text": "done",
        "show_alert": True,
        "url": "",
    }


async def test_a_forged_or_late_tap_still_arrives(outside: Outside, alice: Person) -> None:
    sent = await alice.send("hi")
    await alice.tap(sent["message_id"], "forged:data")
    assert (await outside.last_update())["callback_query"]["data"] == "forged:data"
    await alice.tap(4711, "old")
    message = (await outside.last_update())["callback_query"]["message"]
    assert (message["message_id"], message["date"]) == (4711, 0)


@pytest.mark.parametrize("query_id", ["", "abc", "123"])
async def test_a_wrong_callback_id_is_refused(outside: Outside, query_id: str) -> None:
    assert await outside.refusal("answerCallbackQuery", callback_query_id=query_id) == (
        "Bad Request: query is too old and response timeout expired or query ID is invalid"
    )


async def test_a_callback_grows_too_old_and_its_text_has_a_limit(
    outside: Outside, alice: Person, telegram: Telegram
) -> None:
    callback_id = await alice.tap(1, "x")
    too_long = await outside.refusal("answerCallbackQuery", callback_query_id=callback_id, text="x" * 201)
    assert too_long == "Bad Request: MESSAGE_TOO_LONG"
    telegram.callback_lifetime = -1
    assert (await outside.refusal("answerCallbackQuery", callback_query_id=callback_id)).endswith(
        "query ID is invalid"
    )
