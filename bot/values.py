"""What may stand in a setting: durations, lists, ranges, addresses, each read by one function.

Every function takes what the operator wrote and returns the value, or raises ValueError with a sentence that
says what is wanted. No sentence repeats what was written: it may be a secret in the wrong place.
"""

import re
from collections.abc import Callable
from datetime import time, timedelta
from pathlib import Path
from typing import TypeVar
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cryptography.fernet import Fernet

Item = TypeVar("Item")
Hours = tuple[time, time]

SQLITE = "sqlite+aiosqlite"
POSTGRESQL = "postgresql+asyncpg"

_DURATION = re.compile(r"(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,9})s)?")
_LONGEST = timedelta(days=3650)
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def duration(value: object) -> timedelta:
    """Read `90s`, `15m`, `2h`, `1d`, or several of them, the largest first: `1h30m`."""
    if isinstance(value, timedelta):
        return value
    match = _DURATION.fullmatch("".join(str(value).lower().split()))
    parts = [int(part or 0) for part in match.groups()] if match else [0]
    if not any(parts):
        raise ValueError("a duration is wanted, such as 90s, 15m, 2h, 1d or 1h30m")
    days, hours, minutes, seconds = parts
    total = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    if total > _LONGEST:
        raise ValueError("no duration may be longer than ten years")
    return total


def short_seconds(value: object) -> float:
    """Read a number of seconds, `3` or `0.5`, or a duration, of an hour at most."""
    try:
        seconds = float(str(value))
    except ValueError:
        seconds = duration(value).total_seconds()
    if not 0 < seconds <= 3600:
        raise ValueError("a number of seconds above 0 and up to 3600 is wanted")
    return seconds


def rate(value: object) -> float:
    """Read a number a second; 0 is no limit."""
    try:
        number = float(str(value))
    except ValueError:
        number = -1.0
    if not 0 <= number <= 10_000:
        raise ValueError("a number from 0 (no limit) to 10000 is wanted")
    return number


def list_of(read: Callable[[str], Item]) -> Callable[[object], tuple[Item, ...]]:
    """Return the reader of a comma-separated list; items that are empty or written twice are left out."""

    def reader(value: object) -> tuple[Item, ...]:
        if isinstance(value, tuple):
            return value
        parts = (part.strip() for part in re.split("[,\N{FULLWIDTH COMMA}]", str(value)))
        return tuple(read(part) for part in dict.fromkeys(part for part in parts if part))

    return reader


def user_id(value: object) -> int:
    """Read a Telegram user's or a console account's number."""
    text = str(value)
    if not re.fullmatch(r"[1-9]\d{0,17}", text):
        raise ValueError("a number above 0 is wanted")
    return int(text)


def group_id(value: object) -> int:
    """Read a Telegram group's number, which is negative."""
    text = str(value)
    if not re.fullmatch(r"-[1-9]\d{0,17}", text):
        raise ValueError("the number of a group is wanted: it is negative and begins with -100")
    return int(text)


def address(value: object) -> str:
    """Read an http or https URL; slashes at its end are dropped."""
    text = str(value).rstrip("/")
    parts = _split(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"\s", text):
        raise ValueError("an http:// or https:// URL is wanted")
    if parts.username or parts.query or parts.fragment:
        raise ValueError("a URL without user name, ? or # is wanted")
    return text


def origin(url: str) -> str:
    """Return the scheme and the host (and port) of a URL."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def host_and_port(text: str) -> tuple[str, int]:
    """Read `127.0.0.1:8081`, `[::1]:8081`, or `:8081` for every interface."""
    host, colon, port = text.rpartition(":")
    bare = host.removeprefix("[").removesuffix("]")
    if (
        not colon
        or not re.fullmatch(r"[\w.:-]*", bare)
        or not re.fullmatch(r"\d{1,5}", port)
        or int(port) > 65535
    ):
        raise ValueError("a host and a port are wanted, such as 127.0.0.1:8081")
    return bare or "0.0.0.0", int(port)  # noqa: S104  # asked for by leaving the host out


def listen_address(value: object) -> str:
    """Read where to listen, and leave it as it was written."""
    host_and_port(str(value))
    return str(value)


def database_url(value: object) -> str:
    """Read the URL of an SQLite file or of a PostgreSQL database."""
    text = str(value)
    parts = _split(text)
    if parts.scheme == SQLITE:
        if parts.netloc or parts.path in ("", "/") or ":memory:" in parts.path:
            raise ValueError(f"the SQLite URL names no file; write {SQLITE}:///data/shop.db")
        return text
    if parts.scheme == POSTGRESQL:
        return text
    raise ValueError(f"{SQLITE}:///FILE or {POSTGRESQL}://USER:PASSWORD@HOST/NAME is wanted")


def sqlite_file(url: str) -> Path | None:
    """Return the file that a database URL names, or None when the database is not SQLite."""
    parts = urlsplit(url)
    return Path(parts.path.removeprefix("/")) if parts.scheme == SQLITE else None


def fernet_key(value: str) -> str:
    """Read a Fernet key: 32 random bytes in URL-safe base64."""
    try:
        Fernet(value)
    except ValueError:
        raise ValueError(
            "a Fernet key is wanted: 32 random bytes in URL-safe base64, 44 characters"
        ) from None
    return value


def hours(value: object) -> Hours | None:
    """Read a range of hours of the day, `22:00-09:00`, which may pass midnight; None when it is empty."""
    if value is None or isinstance(value, tuple):
        return value
    text = "".join(str(value).split())
    if not text:
        return None
    matches = [_TIME.fullmatch(part) for part in text.split("-")]
    if len(matches) != 2 or None in matches:
        raise ValueError("a range of hours is wanted, such as 22:00-09:00")
    first, last = (time(int(match[1]), int(match[2])) for match in matches if match)
    if first == last:
        raise ValueError("the range begins and ends at the same time; leave it empty for none")
    return first, last


def time_zone(value: object) -> ZoneInfo:
    """Read the name of a time zone, such as `Asia/Shanghai`."""
    if isinstance(value, ZoneInfo):
        return value
    try:
        return ZoneInfo(str(value))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("the name of a time zone is wanted, such as Asia/Shanghai") from None


def mail_address(value: object) -> str:
    """Read an e-mail address."""
    text = str(value)
    if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+", text):
        raise ValueError("an e-mail address is wanted")
    return text


def matching(pattern: str, wanted: str) -> Callable[[object], str]:
    """Return the reader of a text that must match the whole pattern."""

    def reader(value: object) -> str:
        text = str(value)
        if not re.fullmatch(pattern, text):
            raise ValueError(f"{wanted} is wanted")
        return text

    return reader


def one_of(*choices: str) -> Callable[[object], str]:
    """Return the reader of one of the choices, in upper or lower case."""
    by_lower_case = {choice.lower(): choice for choice in choices}

    def reader(value: object) -> str:
        try:
            return by_lower_case[str(value).lower()]
        except KeyError:
            raise ValueError(f"one of {', '.join(choices)} is wanted") from None

    return reader


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018  # reading it is what checks it
    except ValueError:
        return SplitResult("", "", "", "", "")
    return parts
