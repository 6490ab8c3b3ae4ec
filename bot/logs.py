"""Logs: structlog on standard error, with everything secret taken out of whatever is written."""

import contextlib
import json
import logging
import re
import sys
import threading
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Any, TextIO
from urllib.parse import quote

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

HIDDEN = "[redacted]"
_SHORTEST_SECRET = 4
_NAMES = r"(?:\w+[_-])?(?:key|token|sign|secret|password|passwd)"

_SECRET_NAME = re.compile(_NAMES, re.IGNORECASE)
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (
            r"""(?i)(authorization['"]?\s*[:=,]\s*b?['"]?)(?!(?:bearer\s+|basic\s+)?\[redacted)(?:bearer\s+|basic\s+)?[^\s'",;)}\]]+""",
            rf"\1{HIDDEN}",
        ),
        (r"(?i)\b(bearer\s+)[\w.~+/=-]{8,}", rf"\1{HIDDEN}"),
        (rf"""(?i)\b({_NAMES})=(?!\[redacted\])[^&\s"'<>]+""", rf"\1={HIDDEN}"),
        (rf"""(?i)(['"]{_NAMES}['"]\s*:\s*b?['"])[^'"]+""", rf"\1{HIDDEN}"),
        (r"\d{6,}(?::|%3A)[\w-]{30,}", HIDDEN),
        (r"(?<![A-Za-z0-9])sk-[\w-]{16,}", HIDDEN),
        (r"[0-9a-fA-F]{32,}", HIDDEN),
        (r"(?<![\w-])[\w-]{43}=", HIDDEN),
        (r"(?<![A-Za-z0-9])[A-Za-z0-9]{48}(?![A-Za-z0-9])", HIDDEN),
        (r"(?i)\b(AC[0-9A-HJKMNP-TV-Z]{10})-[0-9A-HJKMNP-TV-Z]{16,}", rf"\1-{HIDDEN}"),
        (r"(://[^/\s:@]*:)[^/\s@]+@", rf"\1{HIDDEN}@"),
    )
)

_QUIET = {
    "alembic": logging.WARNING,
    "apscheduler": logging.ERROR,
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "aiohttp.access": logging.WARNING,
    "aiosqlite": logging.WARNING,
    "sqlalchemy": logging.WARNING,
    "telegram": logging.INFO,
}
"""Libraries that would write addresses with tokens in them, customers' words or every step; their lowest level."""


class Redactor:
    """Takes secrets out of texts: those it was told, and whatever looks like one."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = {secret for secret in secrets if len(secret) >= _SHORTEST_SECRET}
        spellings = (
            known
            | {quote(secret, safe="") for secret in known}
            | {json.dumps(secret)[1:-1] for secret in known}
        )
        longest_first = sorted(spellings, key=len, reverse=True)
        self._known = re.compile("|".join(re.escape(spelling) for spelling in longest_first) or r"(?!)")

    def text(self, text: str) -> str:
        """Return the text without its secrets."""
        text = self._known.sub(HIDDEN, text)
        for pattern, replacement in _PATTERNS:
            text = pattern.sub(replacement, text)
        return text

    def fields(self, fields: Mapping[Any, object]) -> dict[str, Any]:
        """Return the fields of a log line without their secrets; what is no plain data becomes text."""
        return {self.text(str(name)): self._field(str(name), value) for name, value in fields.items()}

    def _field(self, name: str, value: object) -> object:
        return HIDDEN if value and _SECRET_NAME.fullmatch(name) else self._value(value)

    def _value(self, value: object) -> object:
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, Mapping):
            return self.fields(value)
        if isinstance(value, list | tuple | set | frozenset):
            return [self._value(item) for item in value]
        return self.text(value if isinstance(value, str) else repr(value))


class _Handler(logging.StreamHandler[TextIO]):
    """Writes to standard error; a line that cannot be written is named without what it held."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # logging's own name
        error = sys.exc_info()[1]
        with contextlib.suppress(
            OSError, ValueError
        ):  # a full disk, a closed stream: the shop goes on without
            self.stream.write(
                f"a log line of {record.pathname}:{record.lineno} failed: {type(error).__name__}\n"
            )


def configure(log_format: str, level: str, secrets: Iterable[str] = (), stream: TextIO | None = None) -> None:
    """Send structlog, the standard library's logs, warnings and uncaught errors to one redacted stream.

    `log_format` is `console` or `json`; `secrets` are never written, whatever logs them; the stream is standard
    error unless another one is given.
    """
    stream = stream or sys.stderr
    handler = _Handler(stream)
    handler.setFormatter(_formatter(log_format, Redactor(secrets), colors=stream.isatty()))
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    for name, lowest in _QUIET.items():
        logging.getLogger(name).setLevel(max(lowest, logging.getLevelNamesMapping()[level]))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    logging.captureWarnings(True)
    _log_uncaught_errors()


_SHARED: tuple[Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
)


def _formatter(log_format: str, redactor: Redactor, *, colors: bool) -> logging.Formatter:
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=structlog.dev.plain_traceback)
    )

    def redact_fields(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        return redactor.fields(event)

    def redact_line(logger: WrappedLogger, method: str, event: EventDict) -> str:
        # Once more over the whole line: a secret may have come together only when it was rendered.
        return redactor.text(str(renderer(logger, method, event)))

    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *_SHARED],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            redact_fields,
            redact_line,
        ],
    )


def _log_uncaught_errors() -> None:
    """Let the last words of a dying program or thread pass through the redaction too."""
    log = logging.getLogger("uncaught")

    def program(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        log.critical("the program ends with an error", exc_info=(kind, error, trace))

    def thread(arguments: threading.ExceptHookArgs) -> None:
        error = arguments.exc_value or arguments.exc_type()
        log.critical(
            "a thread ended with an error", exc_info=(arguments.exc_type, error, arguments.exc_traceback)
        )

    def unraisable(arguments: "sys.UnraisableHookArgs") -> None:
        error = arguments.exc_value or arguments.exc_type()
        log.error(
            "an error nobody could catch", exc_info=(arguments.exc_type, error, arguments.exc_traceback)
        )

    sys.excepthook = program
    threading.excepthook = thread
    sys.unraisablehook = unraisable
