"""The doctor: looks at everything the shop needs to sell, and says what to do about what is wrong."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Protocol

import httpx
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.logs import Redactor
from bot.settings import Settings
from fulfillment.catalog import Catalog
from fulfillment.consoles.issuer import DeliveryPath

CLOCK_TOLERANCE = timedelta(seconds=30)
LOW_STOCK = 5

_NO_POLICY_REMEDY = (
    "Read https://telegram.org/tos/bot-developers; offer Telegram Stars when the shop supports them."
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the doctor looked at. `ok` is False when the shop could not sell, None when it is only doubtful."""

    area: str
    ok: bool | None
    text: str
    remedy: str = ""


class Checkable(Protocol):
    """A payment rail or an issuer, as far as the doctor knows it."""

    async def check(self) -> list[str]:
        """Return what is wrong, a sentence each."""


@dataclass(frozen=True, slots=True)
class Probes:
    """How the doctor reaches the shop's parts. Each may raise: that is a finding too.

    `migrated` says whether the database has every migration; `stock` gives for each package how many codes are
    free and how many were sold. `rails` and `issuers` hold what is configured; the code stock is no issuer here.
    """

    catalog: Callable[[], Catalog]
    migrated: Callable[[], Awaitable[bool]]
    stock: Callable[[], Awaitable[Mapping[str, tuple[int, int]]]]
    rails: Mapping[str, Checkable]
    issuers: Mapping[DeliveryPath, Checkable]


async def examine(
    settings: Settings,
    probes: Probes,
    client: httpx.AsyncClient,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> list[Finding]:
    """Look at every part of the shop; nothing is changed, and no finding holds a secret."""
    findings, catalog = _catalog(probes)
    findings += await _database(probes)
    findings += await _telegram(settings, client, now)
    findings += await _payments(settings, probes)
    findings += await _delivery(settings, probes, catalog)
    redact = Redactor(settings.secrets()).text
    return [Finding(found.area, found.ok, redact(found.text), found.remedy) for found in findings]


def can_sell(findings: list[Finding]) -> bool:
    """Say whether nothing was found that keeps the shop from selling."""
    return all(finding.ok is not False for finding in findings)


def show(findings: list[Finding], console: Console) -> None:
    """Print the findings as a table, and what they mean together."""
    table = Table(show_lines=False, pad_edge=False)
    for heading in ("", "Area", "Finding", "What to do"):
        table.add_column(heading, overflow="fold")
    signs = {True: Text("ok", "green"), False: Text("wrong", "bold red"), None: Text("look", "yellow")}
    for finding in findings:
        remedy = "" if finding.ok else finding.remedy
        table.add_row(signs[finding.ok], Text(finding.area), Text(finding.text), Text(remedy))
    console.print(table)
    console.print("The shop can sell." if can_sell(findings) else "The shop cannot sell yet.")


def _catalog(probes: Probes) -> tuple[list[Finding], Catalog | None]:
    try:
        catalog = probes.catalog()
    except Exception as error:
        return [Finding("catalogue", False, str(error), "Correct the file that CATALOG_FILE names.")], None
    text = f"{len(catalog.packages)} packages, {len(catalog.models)} models"
    return [Finding("catalogue", True, text)], catalog


async def _database(probes: Probes) -> list[Finding]:
    try:
        migrated = await probes.migrated()
    except Exception as error:
        text = f"the database cannot be reached ({type(error).__name__})"
        return [Finding("database", False, text, "Check DATABASE_URL, and that the database runs.")]
    if not migrated:
        return [
            Finding(
                "database", None, "migrations are missing", "Start the shop, or run `python -m bot migrate`."
            )
        ]
    return [Finding("database", True, "reachable, migrations current")]


async def _telegram(
    settings: Settings, client: httpx.AsyncClient, now: Callable[[], datetime]
) -> list[Finding]:
    if settings.telegram_bot_token is None:
        text = "TELEGRAM_BOT_TOKEN is not set: the shop would start as a sandbox"
        return [Finding("Telegram", False, text, "Ask @BotFather for a bot and set its token.")]
    base = f"{settings.telegram_api_url}/bot{settings.telegram_bot_token.get_secret_value()}"
    try:
        response, me = await _ask(client, f"{base}/getMe")
        _, webhook = await _ask(client, f"{base}/getWebhookInfo")
    except (httpx.HTTPError, ValueError) as error:
        text = f"the Bot API does not answer ({type(error).__name__})"
        return [
            Finding("Telegram", False, text, "Check TELEGRAM_API_URL and this machine's way to the Internet.")
        ]
    clock = _clock(response, now())
    if not me:
        text = f"the bot token is refused (HTTP {response.status_code})"
        return [Finding("Telegram", False, text, "Ask @BotFather for the token again, and set it."), *clock]
    findings = [Finding("Telegram", True, f"the bot is @{me.get('username')}")]
    return findings + _webhook(settings, webhook) + clock


async def _ask(client: httpx.AsyncClient, url: str) -> tuple[httpx.Response, dict[str, object]]:
    """Call a method of the Bot API; return its result, empty when it refused.

    Raises:
        httpx.HTTPError: no answer came.
        ValueError: it is not the answer of a Bot API.
    """
    response = await client.get(url)
    answer = response.json()
    if not isinstance(answer, dict) or "ok" not in answer:
        raise ValueError("not a Bot API")
    result = answer.get("result")
    return response, result if isinstance(result, dict) else {}


def _webhook(settings: Settings, info: Mapping[str, object]) -> list[Finding]:
    url, wanted = info.get("url", ""), settings.telegram_webhook_url
    if url and wanted is None:
        text = "a webhook is set at Telegram, and this shop polls: the two exclude one another"
        return [
            Finding(
                "webhook", None, text, "Stop whatever else runs with this token; see TELEGRAM_WEBHOOK_URL."
            )
        ]
    if wanted is not None and (error := info.get("last_error_message")):
        remedy = "Check that TELEGRAM_WEBHOOK_URL leads to TELEGRAM_WEBHOOK_LISTEN."
        return [Finding("webhook", None, f"Telegram's last delivery failed: {error}", remedy)]
    return []


def _clock(response: httpx.Response, now: datetime) -> list[Finding]:
    try:
        there = parsedate_to_datetime(response.headers["Date"]).astimezone(UTC)
    except (KeyError, ValueError):
        return [Finding("clock", None, "the answer has no date to compare this machine's clock with")]
    apart = abs(now - there)
    text = f"{apart.total_seconds():.0f} s apart from the Bot API server's"
    return [Finding("clock", apart <= CLOCK_TOLERANCE, text, "Set this machine's clock; let NTP keep it.")]


async def _payments(settings: Settings, probes: Probes) -> list[Finding]:
    findings: list[Finding] = []
    sound = [name for name, rail in probes.rails.items() if await _sound(f"payment: {name}", rail, findings)]
    if not sound:
        text = "no payment rail is without complaint" if probes.rails else "no payment rail is switched on"
        findings.append(Finding("payment", False, text, "See PAYMENT_RAILS and the settings of each rail."))
    if probes.rails and "stars" not in settings.payment_rails:
        text = (
            "Telegram wants digital goods to be sold for Stars; selling for yuan in the chat is your own risk"
        )
        findings.append(Finding("policy", None, text, _NO_POLICY_REMEDY))
    return findings


async def _delivery(settings: Settings, probes: Probes, catalog: Catalog | None) -> list[Finding]:
    findings: list[Finding] = []
    usable = False
    for path in settings.delivery:
        if path is DeliveryPath.STOCK:
            usable |= await _stocked(probes, catalog, findings)
        elif path in probes.issuers:
            usable |= await _sound(f"delivery: {path}", probes.issuers[path], findings)
        else:
            need = "CONSOLE_SALES_TOKEN" if path is DeliveryPath.KEY else "CONSOLE_ADMIN_TOKEN"
            text = f"this path is off: {need} is not set"
            findings.append(Finding(f"delivery: {path}", None, text, f"Set {need} to deliver this way."))
    if not usable:
        text = "what is paid could not be delivered: no path is without complaint"
        remedy = "Set CONSOLE_SALES_TOKEN or CONSOLE_ADMIN_TOKEN, or import codes."
        findings.append(Finding("delivery", False, text, remedy))
    return findings


async def _sound(area: str, part: Checkable, findings: list[Finding]) -> bool:
    """Add what a part says of itself; return whether it has no complaint."""
    try:
        complaints = await part.check()
    except Exception as error:
        complaints = [f"the check failed: {error}"]
    findings += [Finding(area, None, complaint, "See this part's settings.") for complaint in complaints]
    if not complaints:
        findings.append(Finding(area, True, "in order"))
    return not complaints


async def _stocked(probes: Probes, catalog: Catalog | None, findings: list[Finding]) -> bool:
    """Add how many codes are left; return whether every package has one."""
    try:
        counts = await probes.stock()
    except Exception as error:
        findings.append(
            Finding("delivery: stock", None, f"the stock cannot be read ({type(error).__name__})")
        )
        return False
    packages = [package.id for package in catalog.packages] if catalog else sorted(counts)
    free = {package: counts.get(package, (0, 0))[0] for package in packages}
    text = ", ".join(f"{package} {count}" for package, count in free.items()) or "empty"
    enough = bool(free) and min(free.values()) >= LOW_STOCK
    remedy = "Import codes: `python -m bot stock import FILE`."
    findings.append(Finding("delivery: stock", True if enough else None, f"free codes: {text}", remedy))
    return bool(free) and min(free.values()) > 0
