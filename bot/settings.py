"""Every setting of the shop: read from the environment and from `.env`, checked before anything starts."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot import values
from fulfillment.consoles.issuer import DeliveryPath
from locales.loader import LANGUAGES

ENVIRONMENT_FILE = Path(".env")

RAILS = ("epay", "wechat", "alipay", "stars", "usdt")
RAIL_NEEDS: Mapping[str, tuple[str, ...]] = {
    "epay": ("epay_url", "epay_pid", "epay_key", "epay_types"),
    "epay_v2": ("epay_url", "epay_pid", "epay_types", "epay_private_key_file", "epay_platform_key_file"),
    "wechat": (
        "wechat_pay_app_id",
        "wechat_pay_mch_id",
        "wechat_pay_cert_serial",
        "wechat_pay_private_key_file",
        "wechat_pay_public_key_file",
        "wechat_pay_public_key_id",
    ),
    "alipay": ("alipay_app_id", "alipay_private_key_file", "alipay_public_key_file"),
    "usdt": ("bepusdt_url", "bepusdt_token"),
    "stars": ("telegram_bot_token",),
}
DELIVERY_ACCOUNTS: Mapping[DeliveryPath, str] = {
    DeliveryPath.KEY: "console_sales_token",
    DeliveryPath.CODE: "console_admin_token",
}
LONGEST_WECHAT_QR = timedelta(hours=2)

EMPTY_MEANS_NONE = frozenset(
    {
        "owner_ids",
        "staff_ids",
        "delivery",
        "payment_rails",
        "epay_types",
        "remind_after",
        "quiet_hours",
        "support_hours",
        "http_listen",
    }
)
"""The lists, ranges and addresses that an empty value switches off; anything else that is empty is unset."""


class SettingsError(Exception):
    """The shop cannot start with these settings. `mistakes` has a line for each, and holds no secret."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


def _secret(read: Callable[[Any], str]) -> BeforeValidator:
    def reader(value: object) -> SecretStr:
        return SecretStr(read(value.get_secret_value() if isinstance(value, SecretStr) else str(value)))

    return BeforeValidator(reader)


def _or_none(read: Callable[[object], Any]) -> BeforeValidator:
    return BeforeValidator(lambda value: None if value in (None, "") else read(value))


_secret_text = values.matching(r"\S+", "a text without spaces")
_bot_token = values.matching(r"\d+:[\w-]+", "a bot token, as @BotFather gives it,")
_webhook_secret = values.matching(r"[A-Za-z0-9_-]{1,256}", "a text of 1 to 256 of A-Z a-z 0-9 _ -")
_model_name = values.matching(r"[A-Za-z0-9._:/@-]{1,64}", "a model's name")
_payment_type = values.matching(r"[a-z0-9]+", "a list such as alipay,wxpay")
_Secret = Annotated[SecretStr, _secret(_secret_text)]
_Duration = Annotated[timedelta, BeforeValidator(values.duration)]
_Address = Annotated[str, BeforeValidator(values.address)]
_UserId = Annotated[int, BeforeValidator(values.user_id)]
_UserIds = Annotated[tuple[int, ...], BeforeValidator(values.list_of(values.user_id))]
_Listen = Annotated[str, BeforeValidator(values.listen_address)]


class Settings(BaseSettings):
    """The settings, by the lower-case names of their variables."""

    model_config = SettingsConfigDict(
        env_file=ENVIRONMENT_FILE,
        env_file_encoding="utf-8-sig",
        enable_decoding=False,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        str_strip_whitespace=True,
    )

    telegram_bot_token: Annotated[SecretStr, _secret(_bot_token)] | None = None
    telegram_api_url: _Address = "https://api.telegram.org"
    telegram_messages_per_second: Annotated[float, BeforeValidator(values.rate)] = 30.0
    telegram_webhook_url: _Address | None = None
    telegram_webhook_listen: _Listen = "127.0.0.1:8443"
    telegram_webhook_secret: Annotated[SecretStr, _secret(_webhook_secret)] | None = None
    owner_ids: _UserIds = ()
    staff_ids: _UserIds = ()
    staff_chat_id: Annotated[int, BeforeValidator(values.group_id)] | None = None
    staff_language: Annotated[str, BeforeValidator(values.one_of(*LANGUAGES))] = "zh"
    database_url: Annotated[SecretStr, _secret(values.database_url)] = SecretStr(
        "sqlite+aiosqlite:///data/shop.db"
    )
    secret_keys: Annotated[
        tuple[SecretStr, ...],
        BeforeValidator(values.list_of(lambda key: SecretStr(values.fernet_key(key)))),
    ] = ()
    api_base_url: _Address = "http://168.144.39.53:3000/v1"
    console_url: _Address = Field(default_factory=lambda data: values.origin(data.get("api_base_url", "")))
    console_flavor: Annotated[str, BeforeValidator(values.one_of("auto", "one-api", "new-api"))] = "auto"
    console_sales_token: _Secret | None = None
    console_sales_user_id: _UserId | None = None
    console_admin_token: _Secret | None = None
    console_admin_user_id: _UserId | None = None
    assistant_model: Annotated[str, BeforeValidator(_model_name)] | None = None
    assistant_api_key: _Secret | None = None
    delivery: Annotated[
        tuple[DeliveryPath, ...],
        BeforeValidator(values.list_of(lambda path: DeliveryPath(values.one_of(*DeliveryPath)(path)))),
    ] = tuple(DeliveryPath)
    payment_rails: Annotated[tuple[str, ...], BeforeValidator(values.list_of(values.one_of(*RAILS)))] = (
        "epay",
    )
    epay_url: _Address | None = None
    epay_pid: Annotated[str, BeforeValidator(_secret_text)] | None = None
    epay_key: _Secret | None = None
    epay_types: Annotated[tuple[str, ...], BeforeValidator(values.list_of(_payment_type))] = (
        "alipay",
        "wxpay",
    )
    epay_notify_url: _Address | None = None
    epay_version: Annotated[str, BeforeValidator(values.one_of("1", "2"))] = "1"
    epay_private_key_file: Path | None = None
    epay_platform_key_file: Path | None = None
    wechat_pay_app_id: str | None = None
    wechat_pay_mch_id: str | None = None
    wechat_pay_cert_serial: str | None = None
    wechat_pay_private_key_file: Path | None = None
    wechat_pay_api_v3_key: _Secret | None = None
    wechat_pay_public_key_file: Path | None = None
    wechat_pay_public_key_id: str | None = None
    wechat_pay_api_url: _Address = "https://api.mch.weixin.qq.com"
    alipay_app_id: str | None = None
    alipay_private_key_file: Path | None = None
    alipay_public_key_file: Path | None = None
    alipay_gateway_url: _Address = "https://openapi.alipay.com/gateway.do"
    bepusdt_url: _Address | None = None
    bepusdt_token: _Secret | None = None
    bepusdt_trade_type: Annotated[str, BeforeValidator(_secret_text)] = "usdt.trc20"
    catalog_file: Path = Path("catalog.toml")
    payment_poll_seconds: Annotated[float, BeforeValidator(values.short_seconds)] = 3.0
    order_ttl: _Duration = timedelta(hours=24)
    payment_ttl: _Duration = Field(
        default_factory=lambda data: min(timedelta(hours=2), data.get("order_ttl", timedelta(hours=2)))
    )
    remind_after: Annotated[tuple[timedelta, ...], BeforeValidator(values.list_of(values.duration))] = (
        timedelta(hours=1),
        timedelta(hours=20),
    )
    quiet_hours: Annotated[values.Hours | None, BeforeValidator(values.hours)] = values.hours("22:00-09:00")
    shop_timezone: Annotated[ZoneInfo, BeforeValidator(values.time_zone)] = ZoneInfo("Asia/Shanghai")
    support_email: Annotated[str, BeforeValidator(values.mail_address)] = "mrwangyanlong2026@outlook.com"
    support_reply_within: _Duration = timedelta(hours=24)
    canned_file: Path = Path("canned.toml")
    support_hours: Annotated[values.Hours | None, BeforeValidator(values.hours)] = None
    http_listen: Annotated[str | None, _or_none(values.listen_address)] = "127.0.0.1:8081"
    log_format: Annotated[str, BeforeValidator(values.one_of("console", "json"))] = "console"
    log_level: Annotated[
        str, BeforeValidator(values.one_of("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"))
    ] = "INFO"

    @model_validator(mode="before")
    @classmethod
    def _empty_is_unset(cls, given: dict[str, Any]) -> dict[str, Any]:
        stripped = {name: value.strip() if isinstance(value, str) else value for name, value in given.items()}
        return {name: value for name, value in stripped.items() if value != "" or name in EMPTY_MEANS_NONE}

    @property
    def sqlite_file(self) -> Path | None:
        """The SQLite file, or None when the database is PostgreSQL."""
        return values.sqlite_file(self.database_url.get_secret_value())

    def kind_of(self, rail: str) -> str:
        """Return the name by which the registry and `RAIL_NEEDS` know a rail: EPay has two versions."""
        return "epay_v2" if rail == "epay" and self.epay_version == "2" else rail

    def webhook_secret(self) -> str:
        """Return what Telegram must send with every update: as set, else derived from the bot's token."""
        if self.telegram_webhook_secret is not None:
            return self.telegram_webhook_secret.get_secret_value()
        token = self.telegram_bot_token or SecretStr("")
        return hmac.new(token.get_secret_value().encode(), b"webhook", hashlib.sha256).hexdigest()

    def secrets(self) -> list[str]:
        """Return everything that may never be seen in a log: the secrets, and the password of the database."""
        found: list[str] = []
        for name in type(self).model_fields:
            value = getattr(self, name)
            several = value if isinstance(value, tuple) else (value,)
            found += [item.get_secret_value() for item in several if isinstance(item, SecretStr)]
        database = self.database_url.get_secret_value()
        found.remove(database)
        password = urlsplit(database).password
        return found + [self.webhook_secret()] + ([password, unquote(password)] if password else [])


def load_settings() -> Settings:
    """Read the settings from the environment and, in the working directory, `.env`.

    Raises:
        SettingsError: something is wrong; every mistake is listed at once.
    """
    try:
        settings, wrong = Settings(), {}
    except UnicodeDecodeError:
        raise SettingsError([f"{ENVIRONMENT_FILE}: it is not a UTF-8 text file"]) from None
    except ValidationError as error:
        wrong = _sentences(error)
        settings = _without(wrong)
    mistakes = wrong | {name: text for name, text in _contradictions(settings).items() if name not in wrong}
    if mistakes:
        raise SettingsError([f"{name.upper()}: {text}" for name, text in mistakes.items()])
    return settings


def _sentences(error: ValidationError) -> dict[str, str]:
    """Return one sentence for each variable that could not be read."""
    found: dict[str, str] = {}
    for detail in error.errors(include_input=False, include_url=False):
        if detail["type"] == "default_factory_not_called":
            continue  # it only follows from another mistake
        cause = detail.get("ctx", {}).get("error", detail["msg"])
        found.setdefault(str(detail["loc"][0]), str(cause))
    return found


def _without(wrong: Mapping[str, str]) -> Settings:
    """Return the settings as if what could not be read had not been set."""
    return Settings(**dict.fromkeys(wrong, ""))  # type: ignore[arg-type]


def _assistant_contradictions(settings: Settings) -> dict[str, str]:
    if settings.assistant_model is None or settings.assistant_api_key is not None:
        return {}
    return {"assistant_api_key": "needed by ASSISTANT_MODEL: a key that works at API_BASE_URL"}


def _delivery_contradictions(settings: Settings) -> dict[str, str]:
    """Return what is missing when nothing that is paid could be delivered, now or after an import of codes."""
    if not settings.payment_rails or DeliveryPath.STOCK in settings.delivery:
        return {}
    if not settings.delivery:
        return {"delivery": "empty: what PAYMENT_RAILS takes money for could not be delivered"}
    needs = {path: DELIVERY_ACCOUNTS[path] for path in settings.delivery}
    if any(getattr(settings, need) for need in needs.values()):
        return {}
    return {need: f"needed by {path} in DELIVERY, where no other way works" for path, need in needs.items()}


def _contradictions(settings: Settings) -> dict[str, str]:
    """Return what is wrong between settings that are each in order, by the variable to change."""
    found: dict[str, str] = {}
    if settings.payment_ttl > settings.order_ttl:
        found["payment_ttl"] = "a payment attempt may not live longer than its order (ORDER_TTL)"
    elif "wechat" in settings.payment_rails and settings.payment_ttl > LONGEST_WECHAT_QR:
        found["payment_ttl"] = "a QR of WeChat Pay lives two hours at most (PAYMENT_RAILS has wechat)"
    found |= _assistant_contradictions(settings)
    if settings.telegram_bot_token is None:
        return found
    if settings.sqlite_file is None and not settings.secret_keys:
        found["secret_keys"] = "needed with PostgreSQL: at least one Fernet key"  # noqa: S105  # a sentence
    found |= _delivery_contradictions(settings)
    for rail in settings.payment_rails:
        for need in RAIL_NEEDS.get(settings.kind_of(rail), ()):
            if not getattr(settings, need):
                found[need] = f"needed by {rail} in PAYMENT_RAILS"
    return found
