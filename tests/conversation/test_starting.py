"""Starting the shop: wrong settings, a Telegram that is away, and a webhook instead of long polling."""

import asyncio
import json
import signal
import socket
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from types import ModuleType

import pytest
import pytest_asyncio

from tests.conversation.bots import IN_A_NEW_INTERPRETER, Bot
from tests.conversation.conftest import watched
from tests.conversation.people import reference_of, text_of, until
from tests.conversation.world import World, open_world

SECRET = "only-telegram-knows-this"


@pytest_asyncio.fixture(loop_scope="session")
async def own_world(tmp_path: Path, telegrams_rules: ModuleType | None) -> AsyncIterator[World]:
    """A world for one test alone, with a bot that starts as in life."""
    async with open_world(tmp_path, **IN_A_NEW_INTERPRETER) as world, watched(world, telegrams_rules):
        yield world


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


async def test_a_token_telegram_does_not_know_ends_it_with_status_2_unprinted(tmp_path: Path) -> None:
    token = "7000000001:" + "x" * 35
    async with open_world(tmp_path, **IN_A_NEW_INTERPRETER, TELEGRAM_BOT_TOKEN=token) as world:
        assert await world.bot.ended() == 2
        assert "TELEGRAM_BOT_TOKEN" in world.bot.log()
        assert "x" * 35 not in world.bot.log()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PAYMENT_TTL", "soon"),
        ("OWNER_IDS", "olga"),
        ("EPAY_URL", ""),
        ("CATALOG_FILE", "nowhere.toml"),
        ("SECRET_KEYS", "not-a-key"),
        ("DELIVERY", ""),
        ("DATABASE_URL", "sqlite+aiosqlite:////proc/nowhere/shop.db"),
    ],
)
async def test_a_wrong_setting_ends_it_with_status_2_and_a_line(
    tmp_path: Path, name: str, value: str
) -> None:
    async with open_world(tmp_path, **IN_A_NEW_INTERPRETER, **{name: value}) as world:
        assert await world.bot.ended() == 2
        said = world.bot.log().strip().splitlines()
        assert len(said) == 1, said
        assert said[0].startswith(f"{name}: ")


async def test_a_shop_that_could_deliver_nothing_tells_its_owner_at_the_start(tmp_path: Path) -> None:
    async with open_world(
        tmp_path, **IN_A_NEW_INTERPRETER, CONSOLE_SALES_TOKEN="", CONSOLE_ADMIN_TOKEN=""
    ) as world:
        owner = await world.owner()
        told = await owner.sees("cannot be delivered")
        assert "CONSOLE_SALES_TOKEN" in text_of(told)


async def test_it_waits_for_a_telegram_that_is_away(own_world: World) -> None:
    await own_world.bot.kill()
    await own_world.telegram_fault("getMe", "500", times=2)
    await own_world.bot.start()
    customer = await own_world.customer()
    await customer.asks("/start")
    assert "does not answer yet" in own_world.bot.log()


async def test_through_a_webhook_a_purchase_works_and_a_wrong_secret_is_turned_away(
    tmp_path: Path,
) -> None:
    port = _free_port()
    url = f"http://127.0.0.1:{port}/hook"
    settings = {
        "TELEGRAM_WEBHOOK_URL": url,
        "TELEGRAM_WEBHOOK_LISTEN": f"127.0.0.1:{port}",
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
    }
    async with open_world(tmp_path, **IN_A_NEW_INTERPRETER, **settings) as world:
        customer = await world.customer()
        await customer.asks("/start")
        forged = {"update_id": 1, "message": _message(customer.id, "/buy")}
        for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": "guessed"}):
            async with world.http.post(url, json=forged, headers=headers) as answer:
                assert answer.status == 401
        payment = await world.sells(customer)
        assert await customer.orders() == [reference_of(payment)]
        await world.replay_updates(4)
        await customer.asks("/help")
        assert await customer.orders() == [reference_of(payment)]
        assert len(await world.live_keys(payment)) == 1
        assert SECRET not in world.bot.log()
        assert await world.bot.stop() == 0


async def test_what_a_webhook_cannot_read_is_taken_so_that_what_comes_behind_it_comes_too(
    tmp_path: Path,
) -> None:
    port = _free_port()
    url = f"http://[::1]:{port}/hook"
    settings = {
        "TELEGRAM_WEBHOOK_URL": url,
        "TELEGRAM_WEBHOOK_LISTEN": f"[::1]:{port}",
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
    }
    async with open_world(tmp_path, **IN_A_NEW_INTERPRETER, **settings) as world:
        customer = await world.customer()
        await customer.asks("/start")
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        without_a_date = {"update_id": 1, "message": {"message_id": 4, "chat": {"id": customer.id}}}
        for body in (json.dumps(without_a_date), "[]", "null", "{}", "no JSON", b"\xff"):
            async with world.http.post(url, data=body, headers=headers) as answer:
                assert answer.status == 200, body
        await customer.asks("/help")
        assert world.bot.log().count("cannot be read and is let go") == 6
        assert "Traceback" not in world.bot.log()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="it shows which signals a process catches")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_asked_to_stop_while_it_starts_it_ends_with_status_0(
    tmp_path: Path, number: signal.Signals
) -> None:
    settings = IN_A_NEW_INTERPRETER | {
        "TELEGRAM_BOT_TOKEN": "7000000001:" + "x" * 35,
        "TELEGRAM_API_URL": f"http://127.0.0.1:{_free_port()}",
        "PAYMENT_RAILS": "",
    }
    for later in (0.0, 0.4, 0.8):  # seconds: the modules are loaded meanwhile
        bot = Bot(settings, tmp_path)
        await bot.start()
        await until(partial(_catches_sigterm, bot.pid), "it listens to signals")
        await asyncio.sleep(later)
        assert await bot.stop(number) == 0, f"after {later} s"
    assert "Traceback" not in bot.log()


async def _catches_sigterm(pid: int) -> bool:
    status = await asyncio.to_thread(Path(f"/proc/{pid}/status").read_text, "ascii")
    (caught,) = (line.split()[1] for line in status.splitlines() if line.startswith("SigCgt"))
    return bool(int(caught, 16) >> (signal.SIGTERM - 1) & 1)


async def test_from_a_webhook_back_to_polling_nothing_is_lost(tmp_path: Path) -> None:
    port = _free_port()
    settings = {
        "TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}/hook",
        "TELEGRAM_WEBHOOK_LISTEN": f"127.0.0.1:{port}",
    }
    async with open_world(tmp_path, **IN_A_NEW_INTERPRETER, **settings) as world:
        customer = await world.customer()
        await customer.asks("/start")
        await world.bot.kill()
        await customer.send("/terms")
        del world.bot.environment["TELEGRAM_WEBHOOK_URL"]
        await world.bot.start()
        await customer.sees("Terms of sale")


async def test_two_bots_at_once_say_so_and_serve_each_update_once(own_world: World) -> None:
    customer = await own_world.customer()
    await customer.asks("/start")
    other = Bot(own_world.bot.environment, own_world.directory)
    await other.start()
    try:

        async def noticed() -> bool:
            return "another program receives" in own_world.bot.log()

        await until(noticed, "a line about the other program")
        await customer.send("/buy")
        await customer.sees("Which package")
    finally:
        await other.kill()
    await customer.asks("/terms")
    said = [text_of(message) for message in await customer.shop_messages()]
    assert sum("Which package" in text for text in said) == 1


def _message(user_id: int, text: str) -> dict[str, object]:
    person = {"id": user_id, "is_bot": False, "first_name": "Mallory"}
    return {
        "message_id": 1,
        "date": 1,
        "chat": {"id": user_id, "type": "private"},
        "from": person,
        "text": text,
    }


async def test_who_asks_right_after_a_start_is_answered_and_meanwhile_others_are_served(
    own_world: World,
) -> None:
    first, second = await own_world.customer(), await own_world.customer(name="Bo")
    asked = asyncio.create_task(first.asks("do credits expire?"))
    assert "Which package" in text_of(await second.asks("/buy"))
    assert not asked.done(), "the search takes longer to make than a package to offer"
    assert "don’t expire" in text_of(await asked)
