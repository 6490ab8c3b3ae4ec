"""The doctor over real HTTP: the local Telegram, gateway and console, the last in both its flavours."""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import httpx
import pytest

from bot import commands as command_line
from bot import doctor, parts
from bot.doctor import Finding, Level
from bot.settings import load_settings
from fulfillment import requests, stock
from fulfillment.requests import new_client
from sandbox.console.rows import ROLE_ADMIN, User
from sandbox.server import Sandbox, start
from tests.bot.test_command_line import environment

ROOT = Path(__file__).parents[2]
LARGEST = 5_000_000  # of the quotas in catalog.toml


@pytest.fixture(params=["one-api", "new-api"])
async def world(
    request: pytest.FixtureRequest, empty_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Sandbox]:
    """A sandbox, and an environment that makes the shop use it, in an empty folder."""
    sandbox = await start(None, flavor=request.param)
    for name, value in {**sandbox.environment(), "CATALOG_FILE": str(ROOT / "catalog.toml")}.items():
        monkeypatch.setenv(name, value)
    yield sandbox
    await sandbox.close()


async def look() -> list[Finding]:
    settings = load_settings()
    async with parts.open_probes(settings) as probes, new_client() as client:
        return await doctor.examine(settings, probes, client)


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def sales(world: Sandbox) -> User:
    return world.console.users[world.console.sales_user_id]


def said(findings: list[Finding], area: str) -> list[tuple[Level, str]]:
    return [(found.level, found.text) for found in findings if found.area == area]


def level(findings: list[Finding], area: str, words: str) -> Level:
    (found,) = [level for level, text in said(findings, area) if words in text]
    return found


async def test_a_shop_that_was_never_started_can_sell_and_looking_makes_nothing(
    world: Sandbox, empty_folder: Path
) -> None:
    findings = await look()
    assert doctor.can_sell(findings)
    assert [found for found in findings if found.level is Level.FAILURE] == []
    assert said(findings, "database") == [(Level.WARNING, "the database is made at the first start")]
    assert said(findings, "delivery: stock") == [(Level.WARNING, "no codes yet to fall back on")]
    assert said(findings, "delivery: key") == said(findings, "delivery: code") == [(Level.PASS, "it works")]
    assert [level for level, _ in said(findings, "clock")] == [Level.PASS] * 3
    assert names_in(empty_folder) == []


async def test_after_the_first_start_the_database_is_in_order(world: Sandbox) -> None:
    async with parts.open_shop(load_settings()):
        pass
    assert [level for level, _ in said(await look(), "database")] == [Level.PASS]


@pytest.mark.parametrize("world", ["one-api"], indirect=True)
async def test_the_command_ends_with_status_0_and_leaves_no_file(world: Sandbox, empty_folder: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "doctor",
        cwd=empty_folder, env=environment(**world.environment()),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    output, _ = await process.communicate()
    assert process.returncode == 0, output.decode()
    assert "The shop can sell. Failures: 0" in output.decode()
    assert names_in(empty_folder) == []


class Elsewhere(httpx.AsyncHTTPTransport):
    """Leads what is sent to hosts beyond this machine to servers on it."""

    def __init__(self, hosts: Mapping[str, str]) -> None:
        super().__init__()
        self._hosts = {host: httpx.URL(url) for host, url in hosts.items()}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if (here := self._hosts.get(request.url.host)) is not None:
            request.url = request.url.copy_with(scheme=here.scheme, host=here.host, port=here.port)
        return await super().handle_async_request(request)


async def test_plain_http_and_the_promised_addresses_are_status_0_with_warnings(
    world: Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    hosts = {"168.144.39.53": world.urls["console"], "pay.example": world.urls["gateway"]}
    for module in (parts, requests):
        monkeypatch.setattr(module, "new_client", lambda: new_client(transport=Elsewhere(hosts)))
    for name in ("API_BASE_URL", "CONSOLE_URL"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("EPAY_URL", "http://pay.example")
    monkeypatch.setenv("COLUMNS", "300")
    assert await command_line._examine(load_settings()) == 0
    shown = capsys.readouterr().out
    assert "The gateway's address is http" in shown
    assert "The console's address is http" in shown
    assert "Telegram Stars" in shown
    assert "Failures: 0" in shown


@pytest.mark.parametrize(
    ("quota", "expected"),
    [(LARGEST, None), (LARGEST - 1, Level.WARNING), (1, Level.WARNING), (0, Level.FAILURE)],
)
async def test_a_sales_account_that_runs_dry_is_told_and_is_a_failure_when_it_is_empty(
    world: Sandbox, quota: int, expected: Level | None
) -> None:
    sales(world).quota = quota
    findings = await look()
    found = [level for level, text in said(findings, "delivery: key") if f"holds {quota} units" in text]
    assert found == ([expected] if expected else [])
    assert doctor.can_sell(findings), "codes can still be made"


@pytest.mark.parametrize(
    ("count", "expected"),
    [(899, None), (900, Level.WARNING), (999, Level.WARNING), (1000, Level.FAILURE), (1001, Level.WARNING)],
)
async def test_the_limit_of_keys_at_new_api_is_told_and_is_a_failure_when_it_is_met(
    world: Sandbox, count: int, expected: Level | None
) -> None:
    for _ in range(count):
        world.console.add_token(sales(world), name="sold", remain_quota=1)
    findings = await look()
    found = [level for level, text in said(findings, "delivery: key") if f"holds {count} keys" in text]
    assert found == ([expected] if expected and world.console.new_api else [])
    assert doctor.can_sell(findings), "codes can still be made"


async def test_keys_of_an_administrator_are_sold_with_a_warning(world: Sandbox) -> None:
    sales(world).role = ROLE_ADMIN
    findings = await look()
    assert level(findings, "delivery: key", "pick upstream channels") is Level.WARNING
    assert level(findings, "delivery: key", "it works") is Level.PASS


async def test_codes_of_a_plain_account_are_a_failure(
    world: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONSOLE_ADMIN_TOKEN", world.console.sales_token)
    monkeypatch.setenv("CONSOLE_ADMIN_USER_ID", str(world.console.sales_user_id))
    findings = await look()
    assert level(findings, "delivery: code", "no administrator") is Level.FAILURE
    assert doctor.can_sell(findings), "keys can still be made"


async def test_the_wrong_flavour_is_a_failure_of_the_keys(
    world: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONSOLE_FLAVOR", "one-api" if world.console.new_api else "new-api")
    assert level(await look(), "delivery: key", "takes it for") is Level.FAILURE


async def test_with_both_accounts_lost_the_stock_alone_decides_whether_the_shop_can_sell(
    world: Sandbox, empty_folder: Path
) -> None:
    world.console.trouble.set("auth_lost", True)
    findings = await look()
    assert level(findings, "delivery: key", "access token") is Level.FAILURE
    assert level(findings, "delivery: code", "access token") is Level.FAILURE
    assert [found.area for found in findings if found.stops_sales] == ["delivery"]
    codes = empty_folder / "codes.csv"
    codes.write_text(f"package,code\ntrial,{'a' * 32}\n", "utf-8")
    async with parts.open_shop(load_settings()) as shop:
        await stock.import_codes(shop, codes)
    findings = await look()
    assert doctor.can_sell(findings)
    assert level(findings, "delivery", "starter") is Level.WARNING
