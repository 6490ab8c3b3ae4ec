import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from bot.moved_clock import MovedClock
from sandbox import server
from sandbox.clock import SandboxClock
from sandbox.documents import Documents
from sandbox.server import Sandbox
from store.database import utc_now

SECOND = timedelta(seconds=1)


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    running = await server.start(tmp_path, with_staff=True)
    yield running
    await running.close()


async def move(sandbox: Sandbox, **body: float) -> dict[str, float]:
    url = f"{sandbox.urls['telegram']}/sandbox/clock"
    async with aiohttp.ClientSession() as http, http.post(url, json=body) as response:
        answer: dict[str, float] = await response.json()
        assert response.status == (400 if "error" in answer else 200)
    return answer


async def test_the_shop_and_every_server_go_forward_together(sandbox: Sandbox) -> None:
    shop = MovedClock(sandbox.clock.file)
    assert abs(shop() - utc_now()) < SECOND
    assert not shop.has_moved()
    moved = await move(sandbox, seconds=20 * 3600)
    ahead = utc_now() + timedelta(hours=20)
    assert abs(shop() - ahead) < SECOND
    assert (shop.has_moved(), shop.has_moved()) == (True, False)
    for clock in (
        sandbox.telegram.clock,
        sandbox.payments.wechat.till.clock,
        sandbox.payments.alipay.till.clock,
        sandbox.clock,
    ):
        assert abs(datetime.fromtimestamp(clock(), UTC) - ahead) < SECOND
    assert moved["ahead"] == 20 * 3600
    event = sandbox.telegram.events.after(0)[-1][1]
    assert (event["type"], event["ahead"]) == ("clock", 20 * 3600)


async def test_to_nine_o_clock_is_nine_o_clock_at_the_shop(sandbox: Sandbox) -> None:
    for _ in range(2):
        moved = await move(sandbox, hour=9)
        there = datetime.fromtimestamp(moved["now"], ZoneInfo("Asia/Shanghai"))
        assert (there.hour, there.minute) == (9, 0)
    assert moved["ahead"] > 24 * 3600


@pytest.mark.parametrize("body", [{"seconds": -1}, {"seconds": 0}, {"seconds": 1e9}, {"hour": 25}, {}])
async def test_time_does_not_go_back_nor_out_of_sight(sandbox: Sandbox, body: dict[str, float]) -> None:
    assert (await move(sandbox, **body))["error"]
    assert sandbox.clock.ahead == 0


async def test_a_moved_clock_stays_moved_after_a_restart(tmp_path: Path) -> None:
    documents = Documents(tmp_path / "sandbox.sqlite")
    SandboxClock(documents, tmp_path / "clock").move(timedelta(hours=1))
    documents.close()
    documents = Documents(tmp_path / "sandbox.sqlite")
    assert SandboxClock(documents, tmp_path / "clock").ahead == 3600
    documents.close()


async def test_a_shop_whose_sandbox_is_gone_keeps_the_last_time_it_knew(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    file.write_text("3600", encoding="ascii")
    shop = MovedClock(file)
    ahead = shop() - utc_now()
    for trouble in (lambda: file.write_text("soon", encoding="ascii"), file.unlink):
        trouble()
        await asyncio.sleep(0)
        assert abs((shop() - utc_now()) - ahead) < SECOND


async def test_an_owner_and_staff_are_there_from_the_start_with_a_group_of_topics(sandbox: Sandbox) -> None:
    settings = sandbox.environment()
    group = sandbox.telegram.world.chats[int(settings["STAFF_CHAT_ID"])]
    assert group.is_forum
    assert sandbox.telegram.world.bot_member(group).may("can_manage_topics")
    named = [*settings["OWNER_IDS"].split(","), *settings["STAFF_IDS"].split(",")]
    assert all(sandbox.telegram.world.chats[int(person)].started for person in named)
    assert {int(person) for person in named} <= group.members.keys()


async def test_the_staff_s_language_is_chosen_on_the_page_and_kept(tmp_path: Path) -> None:
    running = await server.start(tmp_path, with_staff=True, staff_language="zh")
    assert running.environment()["STAFF_LANGUAGE"] == "zh"
    url = f"{running.urls['telegram']}/sandbox/staff-language"
    async with aiohttp.ClientSession() as http:
        async with http.put(url, json={"language": "fr"}) as response:
            assert response.status == 400
        assert not running.rails.changed.is_set()
        async with http.put(url, json={"language": "en"}) as response:
            assert await response.json() == {"language": "en"}
    assert running.rails.changed.is_set()
    await running.close()
    running = await server.start(tmp_path, with_staff=True, staff_language="zh")
    assert running.environment()["STAFF_LANGUAGE"] == "en"
    await running.close()


async def test_the_group_is_the_same_after_a_restart(tmp_path: Path) -> None:
    found = []
    for _ in range(2):
        running = await server.start(tmp_path, with_staff=True)
        found.append((running.environment()["STAFF_CHAT_ID"], len(running.telegram.world.users)))
        await running.close()
    assert found[0] == found[1]
