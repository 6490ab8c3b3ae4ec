import io
import json
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import structlog

from bot import logs

ROOT = Path(__file__).parents[2]
KNOWN = 'c@nary "x"/y'
CANARIES = {
    "a secret of the settings": KNOWN,
    "the same, as an address spells it": "c%40nary%20%22x%22%2Fy",
    "a bot's token": "7000000001:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQ_",
    "an API key": "sk-AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGhIjKl",
    "an API key as a console shows it": "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGhIjKl",
    "a redemption code": "0123456789abcdef0123456789ABCDEF",
    "a key that encrypts": "hq3PqEGOcH0rIZvXkF9y4cbNzMKtjZKQ2f4ywG8S4jA=",
}
SENTENCES = {
    "a key in an address": ("GET https://pay.example/api.php?act=order&key=canary&pid=1", "pid=1"),
    "a signature in a form": ("pid=1&sign=canary&sign_type=MD5", "sign_type=MD5"),
    "a token in JSON": ('{"token": "canary", "name": "AC7K2M9QXT4B"}', "AC7K2M9QXT4B"),
    "a header": ("headers {'authorization': 'canary', 'accept': '*/*'}", "accept"),
    "a raw header": ("[(b'Authorization', b'Bearer canary')]", "Authorization"),
    "a bearer": ("sent with Bearer canary.canary-canary", "Bearer"),
    "a database's password": ("postgresql+asyncpg://shop:canary@db/shop", "@db/shop"),
    "the secret half of an order ID": ("order AC7K2M9QXT4B-CANARYCANARYCANARY22", "AC7K2M9QXT4B"),
}


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    yield
    root.handlers[:], root.level = handlers, level
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    logging.captureWarnings(False)
    structlog.reset_defaults()


@pytest.fixture(params=["console", "json"])
def written(request: pytest.FixtureRequest) -> Callable[[], str]:
    stream = io.StringIO()
    logs.configure(request.param, "INFO", [KNOWN], stream)
    return stream.getvalue


def crash(message: object) -> None:
    raise ValueError(message)


WAYS: dict[str, Callable[[str], Any]] = {
    "a message": lambda text: structlog.get_logger().info(text),
    "a field": lambda text: structlog.get_logger().info("said", body=text),
    "a field of fields": lambda text: structlog.get_logger().info("said", body={"deep": [(text, 1)]}),
    "a field's name": lambda text: structlog.get_logger().info("said", body={text: 1}),
    "an object's repr": lambda text: structlog.get_logger().info("said", body=SimpleNamespace(x=text)),
    "a library's message": lambda text: logging.getLogger("library").warning("said %s", text),
    "a library's extra": lambda text: logging.getLogger("library").warning("said", extra={"body": text}),
    "bytes": lambda text: logging.getLogger("library").warning("said %r", text.encode()),
}


@pytest.mark.parametrize("way", [*WAYS, "a traceback", "a library's traceback"])
@pytest.mark.parametrize("canary", CANARIES)
def test_a_secret_is_written_nowhere(written: Callable[[], str], canary: str, way: str) -> None:
    secret = CANARIES[canary]
    if way in WAYS:
        WAYS[way](secret)
    else:
        try:
            crash(secret)
        except ValueError:
            log = structlog.get_logger() if way == "a traceback" else logging.getLogger("library")
            log.exception("failed")
        assert "in crash" in written()
    assert logs.HIDDEN in written()
    assert secret not in written()
    assert json.dumps(secret)[1:-1] not in written()


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_secret_is_known_by_where_it_stands(written: Callable[[], str], sentence: str) -> None:
    text, kept = SENTENCES[sentence]
    structlog.get_logger().info(text)
    structlog.get_logger().info("again", body=text)
    assert "canary" not in written().lower()
    assert kept in written(), "what is no secret stays readable"


@pytest.mark.parametrize("name", ["token", "api_key", "sign", "bot_token", "password"])
def test_a_field_with_a_secret_name_is_never_written(written: Callable[[], str], name: str) -> None:
    structlog.get_logger().info("said", **{name: "canary"})
    logging.getLogger("library").warning("said", extra={name: "canary"})
    structlog.get_logger().info("said", body={name: "canary"})
    assert "canary" not in written()


def test_ordinary_words_and_numbers_are_left_alone(written: Callable[[], str]) -> None:
    words = "task-force risk-management disk-usage-statistics 12:30 monkey=banana tokens=200000 AC7K2M9QXT4B"
    structlog.get_logger().info(words, total=500, quick=True)
    assert words in written()
    assert logs.HIDDEN not in written()


def test_a_json_line_is_json_with_the_time_the_level_and_the_fields() -> None:
    stream = io.StringIO()
    logs.configure("json", "INFO", (), stream)
    structlog.get_logger("shop").warning("order paid", order="AC7K2M9QXT4B", fen=500)
    logging.getLogger("library").warning("retry %d", 3)
    first, second = (json.loads(line) for line in stream.getvalue().splitlines())
    assert first.pop("timestamp").endswith("Z")
    assert first == {
        "event": "order paid",
        "level": "warning",
        "logger": "shop",
        "order": "AC7K2M9QXT4B",
        "fen": 500,
    }
    assert (second["event"], second["logger"]) == ("retry 3", "library")


def test_libraries_that_log_addresses_are_quiet_even_when_the_shop_is_not() -> None:
    stream = io.StringIO()
    logs.configure("console", "DEBUG", (), stream)
    for name in ("httpx", "httpcore.connection", "aiosqlite", "sqlalchemy.engine", "apscheduler.executors"):
        logging.getLogger(name).info("canary")
    structlog.get_logger().debug("visible")
    assert "canary" not in stream.getvalue()
    assert "visible" in stream.getvalue()


def test_the_level_is_kept(written: Callable[[], str]) -> None:
    structlog.get_logger().debug("canary")
    logging.getLogger("library").debug("canary")
    assert written() == ""


def last_words(end: str) -> str:
    """Return what a program of its own writes to standard error when it ends like this."""
    program = f"""
import asyncio, logging, threading, warnings
from bot import logs
async def fail(secret): raise ValueError(secret)
async def lost(secret):
    asyncio.create_task(fail(secret))
    await asyncio.sleep(0)
secret = "7000000001:" + "Q" * 35
logs.configure("json", "INFO")
{end}
"""
    command = [sys.executable, "-c", program]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stderr


@pytest.mark.parametrize(
    "end",
    [
        "raise RuntimeError(secret)",
        "thread = threading.Thread(target=int, args=[secret]); thread.start(); thread.join()",
        "warnings.warn(secret)",
        "asyncio.run(lost(secret))",
    ],
)
def test_the_last_words_of_a_program_hold_no_secret(end: str) -> None:
    words = last_words(end)
    assert logs.HIDDEN in words
    assert "QQQQ" not in words
    assert all(json.loads(line) for line in words.splitlines())


def test_a_log_call_that_is_itself_wrong_shows_nothing_of_its_arguments() -> None:
    words = last_words("logging.getLogger('library').warning('%d', secret)")
    assert "failed: TypeError" in words
    assert "QQQQ" not in words
