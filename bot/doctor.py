"""The doctor: looks at everything the shop needs to sell, and says what to do about what is wrong.

A failure that another part makes up for (one rail of two, one path of three) is shown, and the shop sells on.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import Protocol

import httpx
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.logs import Redactor
from bot.settings import Settings
from fulfillment.catalog import Catalog
from fulfillment.complaints import Complaint, is_fatal
from fulfillment.consoles.issuer import DeliveryPath
from store.migrate import Standing

CLOCK_TOLERANCE = timedelta(seconds=30)
LOW_STOCK = 5

_POLICY = (
    "Telegram's rule: digital goods are sold in bots for Telegram Stars. A QR in yuan in the chat is the owner's "
    "decision and risk: Telegram may restrict the bot."
)
_POLICY_REMEDY = "Read https://telegram.org/tos/bot-developers and decide."
_STARS_MISSING = "Telegram Stars are not on offer, which Telegram asks for with digital goods"
_STARS_REMEDY = "Add stars to PAYMENT_RAILS; it needs no settings of its own, only prices in the catalogue."
_IMPORT_REMEDY = "Import codes: python -m bot stock import FILE."
KEYS_DO_NOT_FIT = "none of the keys opens what is sealed in the database"
ADD_THE_KEY = (
    "Put the key it was sealed with behind the first one; it was in SECRET_KEYS, or beside the database."
)
_CLOCK_REMEDY = "Set this machine's clock, and let NTP keep it; if it is right, theirs is wrong."


class Level(Enum):
    """How bad a finding is; the value is its sign and, for terminals that have no such signs, a plain one."""

    PASS = ("✓", "+")
    WARNING = ("!", "!")
    FAILURE = ("✗", "x")


_COLORS = {Level.PASS: "green", Level.WARNING: "yellow", Level.FAILURE: "bold red"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the doctor looked at. `stops_sales` is true when the shop cannot sell because of it."""

    area: str
    level: Level
    text: str
    remedy: str = ""
    stops_sales: bool = False


_GROUP_RIGHTS = ("can_manage_topics", "can_pin_messages", "can_delete_messages")
_GROUP_REMEDY = (
    "Turn topics on in the group of STAFF_CHAT_ID, and make the bot an administrator there who may manage topics, "
    "pin and delete."
)


class Checkable(Protocol):
    """A payment rail or an issuer, as far as the doctor knows it."""

    async def check(self) -> list[Complaint]:
        """Return what is wrong; it works when nothing of it is fatal."""


@dataclass(frozen=True, slots=True)
class Probes:
    """How the doctor reaches the shop's parts. Each may raise: that is a finding too.

    `standing` says where the database stands with its migrations; `seals`, of a few sealed texts, how many open
    with the keys and how many do not; `stock`, for each package, how many codes are free and how many were sold.
    `rails` and `issuers` hold what is configured; the code stock is no issuer here.
    """

    catalog: Callable[[], Catalog]
    standing: Callable[[], Awaitable[Standing]]
    seals: Callable[[], Awaitable[tuple[int, int]]]
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
    findings += await _clocks(settings, probes, client, now)
    findings += await _payments(probes, catalog)
    findings += await _delivery(settings, probes, catalog)
    redact = Redactor(settings.secrets()).text
    return [replace(found, text=redact(found.text), remedy=redact(found.remedy)) for found in findings]


def can_sell(findings: list[Finding]) -> bool:
    """Say whether nothing was found that keeps the shop from selling."""
    return not any(finding.stops_sales for finding in findings)


def show(findings: list[Finding], console: Console) -> None:
    """Print the findings as a table, and what they mean together."""
    table = Table(show_lines=False, pad_edge=False)
    for heading in ("", "Area", "Finding", "What to do"):
        table.add_column(heading, overflow="fold")
    for finding in findings:
        sign = finding.level.value[1 if console.options.ascii_only else 0]
        remedy = "" if finding.level is Level.PASS else finding.remedy
        table.add_row(
            Text(sign, _COLORS[finding.level]), Text(finding.area), Text(finding.text), Text(remedy)
        )
    console.print(table)
    failures, warnings = (
        sum(finding.level is level for finding in findings) for level in (Level.FAILURE, Level.WARNING)
    )
    conclusion = "The shop can sell" if can_sell(findings) else "The shop cannot sell yet"
    console.print(f"{conclusion}. Failures: {failures}, warnings: {warnings}.", highlight=False)


def _stop(area: str, text: str, remedy: str) -> Finding:
    """Return a failure that keeps the shop from selling."""
    return Finding(area, Level.FAILURE, text, remedy, stops_sales=True)


def _warning(area: str, text: str, remedy: str) -> Finding:
    return Finding(area, Level.WARNING, text, remedy)


def _catalog(probes: Probes) -> tuple[list[Finding], Catalog | None]:
    try:
        catalog = probes.catalog()
    except Exception as error:
        return [_stop("catalogue", str(error), "Correct the file that CATALOG_FILE names.")], None
    text = f"{len(catalog.packages)} packages, {len(catalog.models)} models"
    return [Finding("catalogue", Level.PASS, text)], catalog


async def _database(probes: Probes) -> list[Finding]:
    area = "database"
    try:
        standing = await probes.standing()
    except Exception as error:
        text = f"the database cannot be reached ({type(error).__name__})"
        return [_stop(area, text, "Check DATABASE_URL, and that the database runs.")]
    match standing:
        case Standing.CURRENT:
            return [Finding(area, Level.PASS, "reachable, migrations current"), *await _keys(probes)]
        case Standing.NEW:
            text = "the database is made at the first start"
            return [_warning(area, text, "Start the shop; nothing else is needed.")]
        case Standing.BEHIND:
            text = "migrations are missing; a start applies them"
            return [_warning(area, text, "Start the shop, or run: python -m bot migrate.")]
        case Standing.AHEAD:
            text = "the database belongs to a newer version of the shop"
            return [_stop(area, text, "Run that version, or restore the backup from before it.")]


async def _keys(probes: Probes) -> list[Finding]:
    """Look whether what was sold could be shown again."""
    opened, shut = await probes.seals()
    if not shut:
        return [Finding("keys", Level.PASS, "they open what was sold")] if opened else []
    if not opened:
        return [_stop("keys", f"SECRET_KEYS: {KEYS_DO_NOT_FIT}", ADD_THE_KEY)]
    return [_warning("keys", "SECRET_KEYS: one is missing, some of what was sold stays shut", ADD_THE_KEY)]


async def _telegram(
    settings: Settings, client: httpx.AsyncClient, now: Callable[[], datetime]
) -> list[Finding]:
    if settings.telegram_bot_token is None:
        text = "TELEGRAM_BOT_TOKEN is not set: the shop would start as a sandbox"
        return [_stop("Telegram", text, "Ask @BotFather for a bot, and set TELEGRAM_BOT_TOKEN to its token.")]
    base = f"{settings.telegram_api_url}/bot{settings.telegram_bot_token.get_secret_value()}"
    try:
        response, me = await _ask(client, f"{base}/getMe")
        _, webhook = await _ask(client, f"{base}/getWebhookInfo")
    except (httpx.HTTPError, ValueError) as error:
        text = f"the Bot API does not answer ({type(error).__name__})"
        return [_stop("Telegram", text, "Check TELEGRAM_API_URL and this machine's way to the Internet.")]
    clock = _clock("the Bot API server", response, now())
    if not me:
        text = f"the bot token is refused (HTTP {response.status_code})"
        return [_stop("Telegram", text, "Ask @BotFather for the token again: TELEGRAM_BOT_TOKEN."), *clock]
    findings = [Finding("Telegram", Level.PASS, f"the bot is @{me.get('username')}")]
    findings += await _owners(settings, client, base)
    findings += await _staff_group(settings, client, base, me)
    return findings + _webhook(settings, webhook) + clock


async def _owners(settings: Settings, client: httpx.AsyncClient, base: str) -> list[Finding]:
    """Look whether alerts reach somebody: a bot cannot write to who never wrote to it."""
    area, away = "owners", []
    if not settings.owner_ids and settings.staff_chat_id is not None:
        return [Finding(area, Level.PASS, "there are none; alerts come to the staff's group")]
    if not settings.owner_ids:
        text = "OWNER_IDS is not set: nobody hears of what needs a hand"
        return [_warning(area, text, "Set OWNER_IDS to your Telegram user id.")]
    for owner in settings.owner_ids:
        try:
            _, chat = await _ask(client, f"{base}/getChat?chat_id={owner}")
        except (httpx.HTTPError, ValueError):
            continue  # what was asked before was answered; one that is not tells nothing of the owner
        away += [] if chat else [str(owner)]
    if not away:
        return [Finding(area, Level.PASS, "alerts reach them")]
    text = f"alerts wait for who never wrote to the bot: {', '.join(away)}"
    return [_warning(area, text, "Open the bot's chat with that account, and press Start once.")]


async def _staff_group(
    settings: Settings, client: httpx.AsyncClient, base: str, me: Mapping[str, object]
) -> list[Finding]:
    """Look whether the help desk can work in the staff's group; without one, messages go to the owners."""
    if settings.staff_chat_id is None:
        return []
    area, chat = "staff group", settings.staff_chat_id
    try:
        _, group = await _ask(client, f"{base}/getChat?chat_id={chat}")
        _, bot = await _ask(client, f"{base}/getChatMember?chat_id={chat}&user_id={me.get('id')}")
    except (httpx.HTTPError, ValueError) as error:
        remedy = "Check TELEGRAM_API_URL, and try again."
        return [Finding(area, Level.FAILURE, f"no answer ({type(error).__name__})", remedy)]
    missing = [right for right in _GROUP_RIGHTS if not bot.get(right)]
    if not group:
        text = "STAFF_CHAT_ID is no group that the bot is in"
    elif not group.get("is_forum"):
        text = "the group has no topics"
    elif missing:
        text = f"the bot lacks rights there: {', '.join(missing)}"
    else:
        return [Finding(area, Level.PASS, "it has topics, and the bot its rights")]
    return [Finding(area, Level.FAILURE, text, _GROUP_REMEDY)]


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
        remedy = "Stop whatever else runs with this token; see TELEGRAM_WEBHOOK_URL."
        return [_warning("webhook", text, remedy)]
    if wanted is not None and (error := info.get("last_error_message")):
        remedy = "Check that TELEGRAM_WEBHOOK_URL leads to TELEGRAM_WEBHOOK_LISTEN."
        return [_warning("webhook", f"Telegram's last delivery failed: {error}", remedy)]
    return []


async def _clocks(
    settings: Settings, probes: Probes, client: httpx.AsyncClient, now: Callable[[], datetime]
) -> list[Finding]:
    """Compare this machine's clock with the gateway's and the console's; who does not answer is found elsewhere."""
    places = []
    if "epay" in probes.rails and settings.epay_url is not None:
        places.append(("the payment gateway", settings.epay_url))
    if "wechat" in probes.rails:
        places.append(("WeChat Pay", settings.wechat_pay_api_url))
    if "alipay" in probes.rails:
        places.append(("Alipay", settings.alipay_gateway_url))
    if probes.issuers:
        places.append(("the console", settings.console_url))
    findings = []
    for whose, url in places:
        try:
            findings += _clock(whose, await client.head(url), now())
        except (httpx.HTTPError, httpx.InvalidURL):
            continue
    return findings


def _clock(whose: str, response: httpx.Response, now: datetime) -> list[Finding]:
    """Compare this machine's clock with the date of an answer."""
    try:
        there = parsedate_to_datetime(response.headers["Date"]).astimezone(UTC)
    except (KeyError, ValueError):
        text = f"the answer of {whose} has no date to compare this machine's clock with"
        return [_warning("clock", text, "Compare it with another clock: date -u.")]
    apart = abs(now - there)
    text = f"{apart.total_seconds():.0f} s apart from that of {whose}"
    level = Level.PASS if apart <= CLOCK_TOLERANCE else Level.WARNING
    return [Finding("clock", level, text, _CLOCK_REMEDY)]


async def _payments(probes: Probes, catalog: Catalog | None) -> list[Finding]:
    findings: list[Finding] = []
    working = [
        name for name, rail in probes.rails.items() if await _works(f"payment: {name}", rail, findings)
    ]
    if not working:
        text = "no payment rail works" if probes.rails else "no payment rail is switched on"
        findings.append(_stop("payment", text, "See PAYMENT_RAILS and the settings of each rail."))
    if set(probes.rails) - {"stars"}:
        findings.append(_warning("policy", _POLICY, _POLICY_REMEDY))
    return findings + _stars(probes, catalog)


def _stars(probes: Probes, catalog: Catalog | None) -> list[Finding]:
    """Say whether everything is on offer for Stars."""
    if "stars" not in probes.rails:
        return [_warning("Stars", _STARS_MISSING, _STARS_REMEDY)]
    if unpriced := [package.id for package in catalog.packages if package.stars is None] if catalog else []:
        text = f"not sold for Stars: {', '.join(unpriced)}"
        return [_warning("Stars", text, "Give each a price in Stars in the catalogue: stars = N.")]
    return [Finding("Stars", Level.PASS, "every package is on offer for Telegram Stars")]


async def _delivery(settings: Settings, probes: Probes, catalog: Catalog | None) -> list[Finding]:
    findings: list[Finding] = []
    issuing, free = False, dict[str, int]()
    for path in settings.delivery:
        if path is DeliveryPath.STOCK:
            free = await _stocked(probes, catalog, findings)
        elif path in probes.issuers:
            issuing |= await _works(f"delivery: {path}", probes.issuers[path], findings)
        else:
            need = "CONSOLE_SALES_TOKEN" if path is DeliveryPath.KEY else "CONSOLE_ADMIN_TOKEN"
            text = f"this path is off: {need} is not set"
            findings.append(_warning(f"delivery: {path}", text, f"Set {need} to deliver this way."))
    if issuing:
        return findings
    if not any(free.values()):
        text = "what is paid could not be delivered: no path works, and the stock is empty"
        remedy = "Set CONSOLE_SALES_TOKEN or CONSOLE_ADMIN_TOKEN, or import codes; see DELIVERY."
        findings.append(_stop("delivery", text, remedy))
    elif missing := [package for package, count in free.items() if not count]:
        text = f"only the stock delivers, and it has nothing for: {', '.join(missing)}"
        findings.append(_warning("delivery", text, _IMPORT_REMEDY))
    return findings


async def _works(area: str, part: Checkable, findings: list[Finding]) -> bool:
    """Add what a part says against itself; return whether it works all the same."""
    try:
        complaints = await part.check()
    except Exception as error:
        complaints = [Complaint(f"the check failed: {error}", fatal=True)]
    works = not is_fatal(complaints)
    if works:
        findings.append(Finding(area, Level.PASS, "it works"))
    for complaint in complaints:
        level = Level.FAILURE if complaint.fatal else Level.WARNING
        findings.append(Finding(area, level, complaint.text, complaint.remedy or "See this part's settings."))
    return works


async def _stocked(probes: Probes, catalog: Catalog | None, findings: list[Finding]) -> dict[str, int]:
    """Add how many codes are left; return it for each package."""
    area = "delivery: stock"
    try:
        counts = await probes.stock()
    except Exception as error:
        text = f"the stock cannot be read ({type(error).__name__})"
        findings.append(Finding(area, Level.FAILURE, text, "See what is said of the database."))
        return {}
    packages = [package.id for package in catalog.packages] if catalog else sorted(counts)
    free = {package: counts.get(package, (0, 0))[0] for package in packages}
    listed = ", ".join(f"{package} {count}" for package, count in free.items())
    text = f"free codes: {listed}" if any(free.values()) else "no codes yet to fall back on"
    level = Level.PASS if free and min(free.values()) >= LOW_STOCK else Level.WARNING
    findings.append(Finding(area, level, text, _IMPORT_REMEDY))
    return free
