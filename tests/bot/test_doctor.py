import io
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from rich.console import Console

from bot import doctor
from bot.doctor import Checkable, Finding, Probes
from bot.settings import Settings
from fulfillment.catalog import Catalog, CatalogError, Package
from fulfillment.consoles.issuer import DeliveryPath
from fulfillment.money import Money
from fulfillment.outcomes import OutcomeUnknown

TOKEN = "7000000001:" + "A" * 35
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DATE = "Mon, 23 Nov 2026 12:00:10 GMT"
CATALOG = Catalog(
    tuple(
        Package(name, Money(500, "CNY"), 200_000, 200_000, {"en": name}, {"en": name})
        for name in ("trial", "starter")
    ),
    (),
)

pytestmark = pytest.mark.usefixtures("empty_folder")


class Part:
    """A rail or an issuer that says what it is told to say."""

    def __init__(self, *complaints: str, error: Exception | None = None) -> None:
        self.complaints, self.error = list(complaints), error

    async def check(self) -> list[str]:
        if self.error is not None:
            raise self.error
        return self.complaints


def telegram(
    status: int = 200, *, webhook: Mapping[str, object] | None = None, date: str = DATE
) -> httpx.MockTransport:
    def answer(request: httpx.Request) -> httpx.Response:
        ok = status == 200
        result: object = {"username": "AiCreditsShopBot"}
        if request.url.path.endswith("/getWebhookInfo"):
            result = webhook or {"url": ""}
        body = {"ok": ok, "result": result} if ok else {"ok": ok, "error_code": status}
        return httpx.Response(status, json=body, headers={"Date": date})

    return httpx.MockTransport(answer)


def wrong_catalog() -> Catalog:
    raise CatalogError(["catalog.toml:3: the price is no whole number"])


async def no_database() -> bool:
    raise ConnectionError(f"canary {TOKEN}")


async def examine(
    transport: httpx.MockTransport | None = None,
    settings: Mapping[str, Any] | None = None,
    *,
    catalog: Callable[[], Catalog] = lambda: CATALOG,
    migrated: bool | Callable[[], Any] = True,
    stock: Mapping[str, tuple[int, int]] | None = None,
    rails: Mapping[str, Checkable] | None = None,
    issuers: Mapping[DeliveryPath, Checkable] | None = None,
) -> list[Finding]:
    async def stocked() -> Mapping[str, tuple[int, int]]:
        return stock or {}

    async def has_migrations() -> bool:
        return bool(migrated)

    probes = Probes(
        catalog=catalog,
        migrated=migrated if callable(migrated) else has_migrations,
        stock=stocked,
        rails={"epay": Part()} if rails is None else rails,
        issuers={DeliveryPath.KEY: Part()} if issuers is None else issuers,
    )
    values = {"telegram_bot_token": TOKEN, **(settings or {})}
    async with httpx.AsyncClient(transport=transport or telegram()) as client:
        return await doctor.examine(Settings(**values), probes, client, lambda: NOW)


def wrong(findings: list[Finding]) -> list[str]:
    return [finding.area for finding in findings if finding.ok is False]


def doubtful(findings: list[Finding], area: str) -> str:
    return "; ".join(finding.text for finding in findings if finding.ok is None and finding.area == area)


async def test_a_shop_that_is_in_order_can_sell() -> None:
    findings = await examine()
    assert wrong(findings) == []
    assert doctor.can_sell(findings)
    assert {"catalogue", "database", "Telegram", "clock", "payment: epay", "delivery: key"} <= {
        finding.area for finding in findings if finding.ok
    }


@pytest.mark.parametrize(
    ("area", "conditions"),
    [
        ("catalogue", {"catalog": wrong_catalog}),
        ("database", {"migrated": no_database}),
        ("Telegram", {"transport": telegram(401)}),
        ("Telegram", {"transport": httpx.MockTransport(lambda _: httpx.Response(200, html="<p>hello"))}),
        ("Telegram", {"transport": httpx.MockTransport(lambda _: httpx.Response(200, json=[]))}),
        ("Telegram", {"settings": {"telegram_bot_token": None}}),
        ("clock", {"transport": telegram(date="Mon, 23 Nov 2026 12:00:31 GMT")}),
        ("clock", {"transport": telegram(date="Mon, 23 Nov 2026 11:59:29 GMT")}),
        ("payment", {"rails": {}}),
        ("payment", {"rails": {"epay": Part("the key is another one")}}),
        ("payment", {"rails": {"epay": Part(error=OutcomeUnknown("no answer"))}}),
        ("delivery", {"issuers": {}}),
        ("delivery", {"issuers": {DeliveryPath.KEY: Part("the token is no longer accepted")}}),
        ("delivery", {"issuers": {}, "stock": {"trial": (5, 0), "starter": (0, 9)}}),
        ("delivery", {"settings": {"delivery": ()}}),
    ],
)
async def test_what_keeps_the_shop_from_selling_is_wrong_and_has_a_remedy(
    area: str, conditions: dict[str, Any]
) -> None:
    findings = await examine(**conditions)
    assert wrong(findings) == [area]
    assert not doctor.can_sell(findings)
    assert all(finding.remedy for finding in findings if finding.ok is False)


async def test_no_answer_of_the_bot_api_is_told_without_its_address() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError(f"no way to {request.url}")

    findings = await examine(httpx.MockTransport(refuse))
    assert wrong(findings) == ["Telegram"]
    assert TOKEN not in str(findings)


async def test_one_way_to_deliver_is_enough_and_the_others_are_said_to_be_off() -> None:
    findings = await examine(issuers={}, stock={"trial": (5, 1), "starter": (9, 0)})
    assert doctor.can_sell(findings)
    assert "CONSOLE_SALES_TOKEN" in doubtful(findings, "delivery: key")
    assert "CONSOLE_ADMIN_TOKEN" in doubtful(findings, "delivery: code")


async def test_a_stock_that_runs_low_is_counted_for_each_package() -> None:
    findings = await examine(stock={"trial": (2, 40), "starter": (9, 0)})
    assert doctor.can_sell(findings)
    assert doubtful(findings, "delivery: stock") == "free codes: trial 2, starter 9"


async def test_missing_migrations_are_only_doubtful_because_a_start_applies_them() -> None:
    findings = await examine(migrated=False)
    assert doctor.can_sell(findings)
    assert "migrations" in doubtful(findings, "database")


async def test_a_webhook_that_takes_the_updates_of_a_polling_shop_is_told() -> None:
    findings = await examine(telegram(webhook={"url": "https://other.example"}))
    assert "webhook" in doubtful(findings, "webhook")


async def test_a_webhook_that_telegram_cannot_reach_is_told() -> None:
    info = {"url": "https://shop.example", "last_error_message": "Connection refused"}
    settings = {"telegram_webhook_url": "https://shop.example"}
    findings = await examine(telegram(webhook=info), settings)
    assert "Connection refused" in doubtful(findings, "webhook")


async def test_the_risk_of_selling_for_yuan_in_telegram_is_told() -> None:
    assert "Stars" in doubtful(await examine(), "policy")


async def test_nothing_that_is_found_shows_a_secret() -> None:
    complaint = Part(f"GET https://pay.example/api.php?key=canary failed, {TOKEN}")
    findings = await examine(rails={"epay": complaint}, migrated=no_database)
    assert "canary" not in str(findings)
    assert TOKEN not in str(findings)


async def test_the_table_says_what_is_wrong_and_what_to_do() -> None:
    console = Console(file=io.StringIO(), width=160)
    doctor.show(
        [
            Finding("database", True, "reachable", "never shown"),
            Finding("clock", False, "90 s apart [/red]", "Set the clock."),
        ],
        console,
    )
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert "90 s apart [/red]" in shown
    assert "Set the clock." in shown
    assert "never shown" not in shown
    assert "The shop cannot sell yet." in shown


async def test_a_clock_that_is_half_a_minute_off_is_in_order() -> None:
    assert wrong(await examine(telegram(date="Mon, 23 Nov 2026 12:00:30 GMT"))) == []
