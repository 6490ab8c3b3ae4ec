import io
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from rich.console import Console

from bot import doctor
from bot.doctor import Checkable, Finding, Level, Probes
from bot.settings import Settings
from fulfillment.catalog import Catalog, CatalogError, Package
from fulfillment.complaints import Complaint
from fulfillment.consoles.issuer import DeliveryPath
from fulfillment.money import Money
from fulfillment.outcomes import OutcomeUnknown
from store.migrate import Standing

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

    def __init__(self, *texts: str, fatal: bool = True, error: Exception | None = None) -> None:
        self.complaints = [Complaint(text, fatal, "Mend it so.") for text in texts]
        self.error = error

    async def check(self) -> list[Complaint]:
        if self.error is not None:
            raise self.error
        return self.complaints


def outside(
    status: int = 200,
    *,
    webhook: Mapping[str, object] | None = None,
    date: str = DATE,
    dates: Mapping[str, str] | None = None,
    group: Mapping[str, object] | None = None,
    rights: Sequence[str] = (),
    people: Sequence[int] = (),
) -> httpx.MockTransport:
    """Answer as Telegram, and to whoever else is asked for the time; `dates` are those of single hosts.

    `people` are the accounts that wrote to the bot.
    """

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "HEAD":
            return httpx.Response(404, headers={"Date": (dates or {}).get(request.url.host, DATE)})
        ok = status == 200
        result: object = {"username": "AiCreditsShopBot"}
        if request.url.path.endswith("/getWebhookInfo"):
            result = webhook or {"url": ""}
        if request.url.path.endswith("/getChat"):
            chat = int(request.url.params["chat_id"])
            result = group if chat < 0 else {"id": chat} if chat in people else None
        if request.url.path.endswith("/getChatMember"):
            result = dict.fromkeys(rights, True)
        body = {"ok": ok, "result": result} if ok else {"ok": ok, "error_code": status}
        return httpx.Response(status, json=body, headers={"Date": date})

    return httpx.MockTransport(answer)


def wrong_catalog() -> Catalog:
    raise CatalogError(["catalog.toml:3: the price is no whole number"])


async def no_database() -> Standing:
    raise ConnectionError(f"canary {TOKEN}")


async def examine(
    transport: httpx.MockTransport | None = None,
    settings: Mapping[str, Any] | None = None,
    *,
    catalog: Callable[[], Catalog] = lambda: CATALOG,
    standing: Standing | Callable[[], Any] = Standing.CURRENT,
    seals: tuple[int, int] = (0, 0),
    stock: Mapping[str, tuple[int, int]] | None = None,
    rails: Mapping[str, Checkable] | None = None,
    issuers: Mapping[DeliveryPath, Checkable] | None = None,
) -> list[Finding]:
    async def stocked() -> Mapping[str, tuple[int, int]]:
        return stock or {}

    async def stands() -> Any:
        return standing

    async def sealed() -> tuple[int, int]:
        return seals

    probes = Probes(
        catalog=catalog,
        standing=standing if callable(standing) else stands,
        seals=sealed,
        stock=stocked,
        rails={"epay": Part()} if rails is None else rails,
        issuers={DeliveryPath.KEY: Part()} if issuers is None else issuers,
    )
    values = {"telegram_bot_token": TOKEN, "epay_url": "https://pay.example", **(settings or {})}
    async with httpx.AsyncClient(transport=transport or outside()) as client:
        return await doctor.examine(Settings(**values), probes, client, lambda: NOW)


def stopping(findings: list[Finding]) -> list[str]:
    return [finding.area for finding in findings if finding.stops_sales]


def failures(findings: list[Finding]) -> list[str]:
    return [finding.area for finding in findings if finding.level is Level.FAILURE]


def warned(findings: list[Finding], area: str) -> str:
    return "; ".join(
        finding.text for finding in findings if finding.level is Level.WARNING and finding.area == area
    )


async def test_a_shop_that_is_in_order_can_sell() -> None:
    findings = await examine()
    assert failures(findings) == []
    assert doctor.can_sell(findings)
    assert {"catalogue", "database", "Telegram", "clock", "payment: epay", "delivery: key"} <= {
        finding.area for finding in findings if finding.level is Level.PASS
    }


@pytest.mark.parametrize(
    ("area", "conditions"),
    [
        ("catalogue", {"catalog": wrong_catalog}),
        ("database", {"standing": no_database}),
        ("database", {"standing": Standing.AHEAD}),
        ("Telegram", {"transport": outside(401)}),
        ("Telegram", {"transport": httpx.MockTransport(lambda _: httpx.Response(200, html="<p>hello"))}),
        ("Telegram", {"transport": httpx.MockTransport(lambda _: httpx.Response(200, json=[]))}),
        ("Telegram", {"settings": {"telegram_bot_token": None}}),
        ("payment", {"rails": {}}),
        ("payment", {"rails": {"epay": Part("the key is another one")}}),
        ("payment", {"rails": {"epay": Part(error=OutcomeUnknown("no answer"))}}),
        ("delivery", {"issuers": {}}),
        ("delivery", {"issuers": {DeliveryPath.KEY: Part("the token is no longer accepted")}}),
        ("delivery", {"issuers": {}, "stock": {"trial": (0, 5), "starter": (0, 9)}}),
        ("delivery", {"settings": {"delivery": ()}}),
    ],
)
async def test_what_keeps_the_shop_from_selling_is_wrong_and_has_a_remedy(
    area: str, conditions: dict[str, Any]
) -> None:
    findings = await examine(**conditions)
    assert stopping(findings) == [area]
    assert not doctor.can_sell(findings)
    assert all(finding.remedy for finding in findings if finding.level is not Level.PASS)


async def test_a_warning_of_a_part_is_shown_with_its_remedy_and_the_part_works() -> None:
    part = Part("The address is http.", fatal=False)
    findings = await examine(rails={"epay": part}, issuers={DeliveryPath.KEY: part})
    assert doctor.can_sell(findings)
    for area in ("payment: epay", "delivery: key"):
        said = [(finding.level, finding.remedy) for finding in findings if finding.area == area]
        assert said == [(Level.PASS, ""), (Level.WARNING, "Mend it so.")]


async def test_what_another_part_makes_up_for_is_a_failure_and_the_shop_sells_on() -> None:
    parts = {DeliveryPath.KEY: Part("The token is dead."), DeliveryPath.CODE: Part()}
    findings = await examine(issuers=parts, rails={"epay": Part(), "other": Part("The key is another one.")})
    assert failures(findings) == ["payment: other", "delivery: key"]
    assert doctor.can_sell(findings)


async def test_no_answer_of_the_bot_api_is_told_without_its_address() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError(f"no way to {request.url}")

    findings = await examine(httpx.MockTransport(refuse))
    assert stopping(findings) == ["Telegram"]
    assert TOKEN not in str(findings)


async def test_one_way_to_deliver_is_enough_and_the_others_are_said_to_be_off() -> None:
    findings = await examine(issuers={}, stock={"trial": (5, 1), "starter": (9, 0)})
    assert doctor.can_sell(findings)
    assert "CONSOLE_SALES_TOKEN" in warned(findings, "delivery: key")
    assert "CONSOLE_ADMIN_TOKEN" in warned(findings, "delivery: code")


async def test_packages_that_only_an_empty_stock_could_deliver_are_named() -> None:
    findings = await examine(issuers={}, stock={"trial": (50, 0), "starter": (0, 9)})
    assert doctor.can_sell(findings)
    assert "starter" in warned(findings, "delivery")
    assert "trial" not in warned(findings, "delivery")


async def test_a_stock_that_runs_low_is_counted_for_each_package() -> None:
    findings = await examine(stock={"trial": (2, 40), "starter": (9, 0)})
    assert doctor.can_sell(findings)
    assert warned(findings, "delivery: stock") == "free codes: trial 2, starter 9"


@pytest.mark.parametrize(
    ("standing", "said"), [(Standing.BEHIND, "migrations"), (Standing.NEW, "made at the first start")]
)
async def test_what_a_start_does_to_the_database_by_itself_is_only_a_warning(
    standing: Standing, said: str
) -> None:
    findings = await examine(standing=standing)
    assert doctor.can_sell(findings)
    assert said in warned(findings, "database")


@pytest.mark.parametrize("apart", ["12:00:31", "11:59:29"])
async def test_a_clock_that_is_off_is_a_warning(apart: str) -> None:
    findings = await examine(outside(date=f"Mon, 23 Nov 2026 {apart} GMT"))
    assert doctor.can_sell(findings)
    assert warned(findings, "clock") == "31 s apart from that of the Bot API server"


@pytest.mark.parametrize(
    ("host", "whose"), [("pay.example", "the payment gateway"), ("console.example", "the console")]
)
async def test_the_gateways_and_the_consoles_clock_are_looked_at_too(host: str, whose: str) -> None:
    transport = outside(dates={host: "Mon, 23 Nov 2026 12:05:00 GMT"})
    findings = await examine(transport, {"console_url": "https://console.example"})
    assert warned(findings, "clock") == f"300 s apart from that of {whose}"
    assert len([finding for finding in findings if finding.area == "clock"]) == 3


@pytest.mark.parametrize(
    ("rail", "host", "whose"),
    [("wechat", "api.mch.weixin.qq.com", "WeChat Pay"), ("alipay", "openapi.alipay.com", "Alipay")],
)
async def test_the_wallets_clocks_are_looked_at_because_they_refuse_who_is_of_another_time(
    rail: str, host: str, whose: str
) -> None:
    transport = outside(dates={host: "Mon, 23 Nov 2026 12:05:00 GMT"})
    findings = await examine(transport, rails={rail: Part()})
    assert warned(findings, "clock") == f"300 s apart from that of {whose}"


async def test_a_server_that_tells_no_time_is_no_failure() -> None:
    findings = await examine(outside(date="soon", dates={"pay.example": "whenever"}))
    assert failures(findings) == []
    assert warned(findings, "clock").count("no date") == 2


async def test_a_webhook_that_takes_the_updates_of_a_polling_shop_is_told() -> None:
    findings = await examine(outside(webhook={"url": "https://other.example"}))
    assert "webhook" in warned(findings, "webhook")


async def test_a_webhook_that_telegram_cannot_reach_is_told() -> None:
    info = {"url": "https://shop.example", "last_error_message": "Connection refused"}
    settings = {"telegram_webhook_url": "https://shop.example"}
    findings = await examine(outside(webhook=info), settings)
    assert "Connection refused" in warned(findings, "webhook")


async def test_telegrams_rule_is_told_and_who_decides_to_sell_for_yuan_all_the_same() -> None:
    findings = await examine()
    told = warned(findings, "policy")
    assert all(word in told for word in ("digital goods", "Telegram Stars", "owner's decision and risk"))
    assert doctor.can_sell(findings)


async def test_a_shop_that_takes_no_stars_is_told_how_to_and_can_sell_all_the_same() -> None:
    findings = await examine()
    assert "not on offer" in warned(findings, "Stars")
    assert doctor.can_sell(findings)
    assert [finding for finding in await examine(rails={"stars": Part()}) if finding.area == "policy"] == []


async def test_a_package_without_a_price_in_stars_is_named() -> None:
    findings = await examine(rails={"stars": Part()})
    assert "trial, starter" in warned(findings, "Stars")
    assert doctor.can_sell(findings)


async def test_nothing_that_is_found_shows_a_secret() -> None:
    complaint = Part(f"GET https://pay.example/api.php?key=canary failed, {TOKEN}")
    findings = await examine(rails={"epay": complaint}, standing=no_database)
    assert "canary" not in str(findings)
    assert TOKEN not in str(findings)


FINDINGS = [
    Finding("database", Level.PASS, "reachable", "never shown"),
    Finding("clock", Level.WARNING, "90 s apart [/red]", "Set the clock."),
    Finding("delivery: key", Level.FAILURE, "the token is dead", "Make a new one."),
]
STOPPED = Finding("delivery", Level.FAILURE, "no path works", "Import codes.", stops_sales=True)


def shown(findings: list[Finding], encoding: str = "utf-8") -> str:
    written = io.BytesIO()
    file = io.TextIOWrapper(written, encoding, write_through=True)
    doctor.show(findings, Console(file=file, width=160))
    return written.getvalue().decode(encoding)


@pytest.mark.parametrize(("encoding", "signs"), [("utf-8", "✓!✗"), ("ascii", "+!x")])
def test_the_table_tells_passes_warnings_and_failures_apart_with_what_to_do(
    encoding: str, signs: str
) -> None:
    lines = shown(FINDINGS, encoding).splitlines()
    for sign, finding in zip(signs, FINDINGS, strict=True):
        (line,) = [line for line in lines if finding.text in line]
        assert sign in line.split(finding.area)[0]
        assert (finding.remedy in line) is (finding.level is not Level.PASS)


def test_the_last_line_says_whether_the_shop_can_sell() -> None:
    assert shown(FINDINGS).splitlines()[-1] == "The shop can sell. Failures: 1, warnings: 1."
    assert (
        shown([*FINDINGS, STOPPED]).splitlines()[-1] == "The shop cannot sell yet. Failures: 2, warnings: 1."
    )


async def test_a_clock_that_is_half_a_minute_off_is_in_order() -> None:
    assert warned(await examine(outside(date="Mon, 23 Nov 2026 12:00:30 GMT")), "clock") == ""


@pytest.mark.parametrize(
    ("owners", "level", "said"),
    [
        ((), Level.WARNING, "OWNER_IDS is not set"),
        ((9001, 9002), Level.WARNING, "never wrote to the bot: 9002"),
        ((9001,), Level.PASS, "alerts reach them"),
    ],
)
async def test_owners_whom_no_alert_reaches_are_named(
    owners: tuple[int, ...], level: Level, said: str
) -> None:
    findings = await examine(outside(people=[9001]), {"owner_ids": owners})
    (about,) = [finding for finding in findings if finding.area == "owners"]
    assert said in about.text
    assert about.level is level
    assert doctor.can_sell(findings)


@pytest.mark.parametrize(
    ("group", "rights", "found"),
    [
        (None, (), "no group that the bot is in"),
        ({"is_forum": False}, (), "has no topics"),
        ({"is_forum": True}, ("can_pin_messages", "can_delete_messages"), "can_manage_topics"),
        ({"is_forum": True}, ("can_manage_topics", "can_pin_messages", "can_delete_messages"), ""),
    ],
)
async def test_a_staff_group_that_the_help_desk_cannot_use_is_found(
    group: Mapping[str, object] | None, rights: Sequence[str], found: str
) -> None:
    findings = await examine(outside(group=group, rights=rights), {"staff_chat_id": -1001234567890})
    (about,) = [finding for finding in findings if finding.area == "staff group"]
    assert found in about.text
    assert (about.level is Level.PASS) == (not found)
    assert doctor.can_sell(findings), "selling needs no help desk"


@pytest.mark.parametrize(
    ("seals", "level", "said"),
    [
        ((4, 0), Level.PASS, "they open what was sold"),
        ((3, 1), Level.WARNING, "SECRET_KEYS: one is missing"),
        ((0, 4), Level.FAILURE, "SECRET_KEYS: none of the keys"),
    ],
)
async def test_keys_that_do_not_open_what_was_sold_are_noticed(
    seals: tuple[int, int], level: Level, said: str
) -> None:
    findings = await examine(seals=seals)
    (found,) = [finding for finding in findings if finding.area == "keys"]
    assert (found.level, found.text.startswith(said)) == (level, True)
    assert found.stops_sales == (level is Level.FAILURE)
    assert [finding for finding in await examine() if finding.area == "keys"] == [], "nothing was sold yet"
