"""The sandbox starts as one, tells the shop its settings, and comes back with the same secrets."""

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

import httpx
import pytest

from sandbox.server import start

pytest.importorskip("sandbox.telegram.server", reason="the local Telegram is not here yet")

ROOT = Path(__file__).parents[2]
SETTINGS = {
    "TELEGRAM_BOT_TOKEN", "TELEGRAM_API_URL", "API_BASE_URL", "CONSOLE_URL", "CONSOLE_SALES_TOKEN",
    "CONSOLE_SALES_USER_ID", "CONSOLE_ADMIN_TOKEN", "CONSOLE_ADMIN_USER_ID", "EPAY_URL", "EPAY_PID",
    "EPAY_KEY", "EPAY_TYPES", "PAYMENT_RAILS", "EPAY_PRIVATE_KEY_FILE", "EPAY_PLATFORM_KEY_FILE",
    "WECHAT_PAY_APP_ID",
    "WECHAT_PAY_MCH_ID",
    "WECHAT_PAY_CERT_SERIAL",
    "WECHAT_PAY_PRIVATE_KEY_FILE",
    "WECHAT_PAY_PUBLIC_KEY_FILE",
    "WECHAT_PAY_PUBLIC_KEY_ID",
    "WECHAT_PAY_API_URL",
    "ALIPAY_APP_ID",
    "ALIPAY_PRIVATE_KEY_FILE",
    "ALIPAY_PUBLIC_KEY_FILE",
    "ALIPAY_GATEWAY_URL",
    "BEPUSDT_URL",
    "BEPUSDT_TOKEN",
}  # fmt: skip


async def test_the_settings_open_all_three_servers() -> None:
    sandbox = await start(None)
    try:
        settings = sandbox.environment()
        assert set(settings) == SETTINGS
        assert settings["TELEGRAM_BOT_TOKEN"].startswith("7000000001:")
        async with httpx.AsyncClient() as http:
            me = await http.get(f"{settings['TELEGRAM_API_URL']}/bot{settings['TELEGRAM_BOT_TOKEN']}/getMe")
            assert me.json()["result"]["username"] == "AiCreditsShopBot"
            headers = {"Authorization": settings["CONSOLE_SALES_TOKEN"]}
            sales = await http.get(f"{settings['CONSOLE_URL']}/api/user/self", headers=headers)
            assert str(sales.json()["data"]["id"]) == settings["CONSOLE_SALES_USER_ID"]
            query = {
                "act": "order",
                "pid": settings["EPAY_PID"],
                "key": settings["EPAY_KEY"],
                "out_trade_no": "x",
            }
            order = await http.get(f"{settings['EPAY_URL']}/api.php", params=query)
            assert order.json()["code"] == -1
    finally:
        await sandbox.close()


async def test_the_chat_page_turns_the_switches_of_the_other_servers() -> None:
    sandbox = await start(None)
    try:
        async with httpx.AsyncClient(base_url=sandbox.urls["telegram"]) as http:
            switches = (await http.get("/sandbox/switches")).json()
            assert set(switches[0]) == {"name", "label_en", "label_zh", "value"}
            names = {switch["name"] for switch in switches}
            assert {"console.refuse_keys", "gateway.stall"} <= names
            for name, status in (("console.refuse_keys", 200), ("console.nothing", 404), ("moon.stall", 404)):
                answer = await http.put(f"/sandbox/switches/{name}", json={"value": True})
                assert answer.status_code == status
            assert sandbox.console.trouble["refuse_keys"] is True
            links = (await http.get("/sandbox/links")).json()
            assert [link["url"] for link in links] == [sandbox.urls["gateway"], sandbox.urls["console"]]
    finally:
        await sandbox.close()


async def test_the_ways_to_pay_are_chosen_on_the_page_and_the_choice_is_kept(tmp_path: Path) -> None:
    sandbox = await start(tmp_path)
    assert sandbox.environment()["PAYMENT_RAILS"] == "epay"
    try:
        async with httpx.AsyncClient(base_url=sandbox.urls["telegram"]) as http:

            async def turn(name: str, value: object) -> int:
                return (await http.put(f"/sandbox/rails/{name}", json={"value": value})).status_code

            refused = await http.put("/sandbox/rails/epay", json={"value": False})  # nothing would be left
            assert (refused.status_code, refused.json()["name"]) == (409, "lastWayToPay")
            assert not sandbox.rails.changed.is_set()
            tried = [("stars", True), ("alipay", True), ("epay", False), ("epay_v2", True)]
            assert [await turn(*one) for one in tried] == [200] * 4
            assert sandbox.rails.changed.is_set()
            assert [await turn("cash", True), await turn("usdt", "yes")] == [404, 400]
            shown = (await http.get("/sandbox/rails")).json()
            assert set(shown[0]) == {"name", "label_en", "label_zh", "value"}
            assert [one["name"] for one in shown if one["value"]] == ["epay_v2", "alipay", "stars"]
    finally:
        await sandbox.close()
    sandbox = await start(tmp_path)
    settings = sandbox.environment()
    await sandbox.close()
    assert (settings["PAYMENT_RAILS"], settings["EPAY_VERSION"]) == ("alipay,stars", "2")


async def test_the_secrets_are_the_same_after_a_restart_and_random_otherwise(tmp_path: Path) -> None:
    kept: list[dict[str, str]] = []
    for directory in (tmp_path / "a", tmp_path / "a", tmp_path / "b"):
        sandbox = await start(directory)
        kept.append({key: value for key, value in sandbox.environment().items() if not key.endswith("_URL")})
        await sandbox.close()
    assert kept[0] == kept[1]
    assert kept[0]["EPAY_KEY"] != kept[2]["EPAY_KEY"]
    assert kept[0]["TELEGRAM_BOT_TOKEN"] != kept[2]["TELEGRAM_BOT_TOKEN"]


async def test_a_taken_port_is_an_error_that_leaves_nothing_open() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(OSError, match="in use"):
            await start(None, console_port=taken.getsockname()[1])


async def test_alone_it_runs_until_it_is_told_to_stop(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox.server", "--directory", str(tmp_path), "--ports", "0,0,0",
        cwd=ROOT, env=dict(os.environ), stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    url = ""
    while not url:
        line = (await asyncio.wait_for(process.stdout.readline(), 30)).decode()
        assert line, "it ended too early"
        url = line.removeprefix("CONSOLE_URL=").strip() if line.startswith("CONSOLE_URL=") else ""
    async with httpx.AsyncClient() as http:
        assert (await http.get(f"{url}/api/status")).status_code == 200
    process.send_signal(signal.SIGTERM)
    await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 0
