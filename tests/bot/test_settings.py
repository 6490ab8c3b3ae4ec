import re
from datetime import time, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot.settings import EMPTY_MEANS_NONE, Settings, SettingsError, load_settings
from fulfillment.consoles.issuer import DeliveryPath

ROOT = Path(__file__).parents[2]
TOKEN = "7000000001:" + "A" * 35
KEY = Fernet.generate_key().decode()
SERVING = {
    "TELEGRAM_BOT_TOKEN": TOKEN,
    "EPAY_URL": "https://pay.example",
    "EPAY_PID": "1000",
    "EPAY_KEY": "merchantkey",
}

pytestmark = pytest.mark.usefixtures("empty_folder")


def load(monkeypatch: pytest.MonkeyPatch, **variables: str) -> Settings:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return load_settings()


def mistakes_of(monkeypatch: pytest.MonkeyPatch, **variables: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load(monkeypatch, **variables)
    return caught.value.mistakes


def test_with_nothing_set_everything_has_the_value_that_operators_were_promised() -> None:
    settings = load_settings()
    assert settings.telegram_bot_token is None
    assert settings.telegram_api_url == "https://api.telegram.org"
    assert settings.telegram_webhook_listen == "127.0.0.1:8443"
    assert settings.database_url.get_secret_value() == "sqlite+aiosqlite:///data/shop.db"
    assert settings.sqlite_file == Path("data/shop.db")
    assert settings.api_base_url == "http://168.144.39.53:3000/v1"
    assert settings.console_url == "http://168.144.39.53:3000"
    assert settings.console_flavor == "auto"
    assert settings.delivery == (DeliveryPath.KEY, DeliveryPath.CODE, DeliveryPath.STOCK)
    assert settings.epay_types == ("alipay", "wxpay")
    assert settings.payment_poll_seconds == 3
    assert settings.order_ttl == timedelta(hours=24)
    assert settings.payment_ttl == timedelta(hours=2)
    assert settings.remind_after == (timedelta(hours=1), timedelta(hours=20))
    assert settings.quiet_hours == (time(22), time(9))
    assert settings.shop_timezone.key == "Asia/Shanghai"
    assert settings.support_email == "mrwangyanlong2026@outlook.com"
    assert settings.support_reply_within == timedelta(hours=24)
    assert settings.http_listen == "127.0.0.1:8081"
    assert (settings.log_format, settings.log_level) == ("console", "INFO")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1s", timedelta(seconds=1)),
        ("90s", timedelta(seconds=90)),
        ("15m", timedelta(minutes=15)),
        ("2h", timedelta(hours=2)),
        ("1d", timedelta(days=1)),
        ("1h30m", timedelta(minutes=90)),
        (" 1D 2H ", timedelta(hours=26)),
    ],
)
def test_a_duration_is_read_as_it_is_written(
    monkeypatch: pytest.MonkeyPatch, written: str, meant: timedelta
) -> None:
    assert load(monkeypatch, SUPPORT_REPLY_WITHIN=written).support_reply_within == meant
    assert load(monkeypatch, REMIND_AFTER=f"{written},{written}").remind_after == (meant,)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        *((("ORDER_TTL", value)) for value in ("90", "h", "0s", "-1h", "1m1h", "1.5h", "99999d", "1h,2h")),
        ("TELEGRAM_BOT_TOKEN", "not-a-token"),
        ("TELEGRAM_API_URL", "api.telegram.org"),
        ("TELEGRAM_API_URL", "ftp://api.telegram.org"),
        ("TELEGRAM_WEBHOOK_URL", "https://"),
        ("TELEGRAM_WEBHOOK_LISTEN", "8443"),
        ("TELEGRAM_WEBHOOK_SECRET", "with space"),
        ("OWNER_IDS", "1,me"),
        ("STAFF_IDS", "-5"),
        ("STAFF_CHAT_ID", "1001"),
        ("STAFF_LANGUAGE", "tlh"),
        ("DATABASE_URL", "postgres://u:p@h/x"),
        ("DATABASE_URL", "sqlite+aiosqlite://"),
        ("DATABASE_URL", "sqlite+aiosqlite:///:memory:"),
        ("SECRET_KEYS", "tooshort"),
        ("API_BASE_URL", "http://[::1/v1"),
        ("API_BASE_URL", "http://host:port/v1"),
        ("CONSOLE_URL", "http://user:pass@host"),
        ("CONSOLE_FLAVOR", "two-api"),
        ("CONSOLE_SALES_TOKEN", "a b"),
        ("CONSOLE_SALES_USER_ID", "root"),
        ("DELIVERY", "key,pigeon"),
        ("PAYMENT_RAILS", "epay,cash"),
        ("EPAY_VERSION", "3"),
        ("EPAY_TYPES", "ali pay"),
        ("PAYMENT_POLL_SECONDS", "0"),
        ("PAYMENT_POLL_SECONDS", "nan"),
        ("PAYMENT_POLL_SECONDS", "2d"),
        ("QUIET_HOURS", "22:00"),
        ("QUIET_HOURS", "22:00-25:00"),
        ("QUIET_HOURS", "09:00-09:00"),
        ("SHOP_TIMEZONE", "Asia/Atlantis"),
        ("SHOP_TIMEZONE", "../etc/passwd"),
        ("SUPPORT_EMAIL", "nobody"),
        ("HTTP_LISTEN", "127.0.0.1:70000"),
        ("LOG_FORMAT", "xml"),
        ("LOG_LEVEL", "LOUD"),
    ],
)
def test_a_mistake_is_one_line_that_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    (mistake,) = mistakes_of(monkeypatch, **{variable: value})
    assert re.fullmatch(rf"{variable}: [^\n]{{10,}}", mistake)


def test_all_mistakes_are_told_at_once_contradictions_too(monkeypatch: pytest.MonkeyPatch) -> None:
    mistakes = mistakes_of(
        monkeypatch, TELEGRAM_BOT_TOKEN=TOKEN, LOG_LEVEL="LOUD", API_BASE_URL="nowhere", EPAY_PID="1000"
    )
    assert {line.split(":")[0] for line in mistakes} == {"LOG_LEVEL", "API_BASE_URL", "EPAY_URL", "EPAY_KEY"}


def test_a_rail_that_is_on_asks_for_its_settings_once_there_is_a_token(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert load_settings().epay_url is None, "without a token the sandbox brings its own gateway"
    mistakes = mistakes_of(monkeypatch, TELEGRAM_BOT_TOKEN=TOKEN, EPAY_TYPES="")
    assert [line.split(":")[0] for line in mistakes] == ["EPAY_URL", "EPAY_PID", "EPAY_KEY", "EPAY_TYPES"]
    settings = load(monkeypatch, **SERVING, EPAY_TYPES="wxpay")
    assert settings.epay_types == ("wxpay",)


@pytest.mark.parametrize(
    ("rail", "needed"),
    [
        (
            "wechat",
            {
                "WECHAT_PAY_APP_ID",
                "WECHAT_PAY_MCH_ID",
                "WECHAT_PAY_CERT_SERIAL",
                "WECHAT_PAY_PRIVATE_KEY_FILE",
                "WECHAT_PAY_PUBLIC_KEY_FILE",
                "WECHAT_PAY_PUBLIC_KEY_ID",
            },
        ),
        ("alipay", {"ALIPAY_APP_ID", "ALIPAY_PRIVATE_KEY_FILE", "ALIPAY_PUBLIC_KEY_FILE"}),
        ("usdt", {"BEPUSDT_URL", "BEPUSDT_TOKEN"}),
    ],
)
def test_a_rail_names_every_setting_it_lacks(
    monkeypatch: pytest.MonkeyPatch, rail: str, needed: set[str]
) -> None:
    mistakes = mistakes_of(monkeypatch, TELEGRAM_BOT_TOKEN=TOKEN, PAYMENT_RAILS=rail)
    assert {line.split(":")[0] for line in mistakes} == needed


def test_version_2_of_epay_asks_for_its_two_keys_and_not_for_that_of_version_1(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mistakes = mistakes_of(monkeypatch, TELEGRAM_BOT_TOKEN=TOKEN, EPAY_VERSION="2")
    assert [line.split(":")[0] for line in mistakes] == [
        "EPAY_URL",
        "EPAY_PID",
        "EPAY_PRIVATE_KEY_FILE",
        "EPAY_PLATFORM_KEY_FILE",
    ]


def test_postgresql_needs_keys_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "postgresql+asyncpg://shop:p%40ss@db/shop"
    assert mistakes_of(monkeypatch, **SERVING, DATABASE_URL=url) == [
        "SECRET_KEYS: needed with PostgreSQL: at least one Fernet key"
    ]
    settings = load(monkeypatch, SECRET_KEYS=f"{KEY}, {Fernet.generate_key().decode()}")
    assert len(settings.secret_keys) == 2
    assert settings.sqlite_file is None


def test_a_qr_may_not_outlive_its_order_and_by_itself_never_does(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load(monkeypatch, ORDER_TTL="30m").payment_ttl == timedelta(minutes=30)
    (mistake,) = mistakes_of(monkeypatch, PAYMENT_TTL="1h")
    assert mistake.startswith("PAYMENT_TTL: ")


def test_a_qr_of_wechat_pays_may_not_be_promised_for_longer_than_it_lives(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (mistake,) = mistakes_of(monkeypatch, PAYMENT_RAILS="epay,wechat", PAYMENT_TTL="3h")
    assert mistake.startswith("PAYMENT_TTL: a QR of WeChat Pay lives two hours")
    assert load(monkeypatch, PAYMENT_RAILS="epay").payment_ttl == timedelta(hours=3)


def test_an_empty_list_or_range_switches_off_and_anything_else_empty_is_unset(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = load(monkeypatch, **{name.upper(): " " for name in Settings.model_fields})
    assert settings.quiet_hours is None
    assert settings.http_listen is None
    assert settings.remind_after == ()
    assert settings.delivery == ()
    assert settings.payment_rails == ()
    defaults = Settings.model_construct()
    for name in set(Settings.model_fields) - EMPTY_MEANS_NONE - {"console_url", "payment_ttl"}:
        assert getattr(settings, name) == getattr(defaults, name)


def test_lists_forgive_spaces_repetition_and_a_chinese_comma(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load(monkeypatch, OWNER_IDS=" 7, 8,,8\uff0c9 ").owner_ids == (7, 8, 9)
    assert load(monkeypatch, DELIVERY="STOCK,key").delivery == (DeliveryPath.STOCK, DeliveryPath.KEY)


def test_addresses_lose_the_slash_at_their_end(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(monkeypatch, API_BASE_URL="https://api.example:8443/v1/")
    assert settings.api_base_url == "https://api.example:8443/v1"
    assert settings.console_url == "https://api.example:8443"


def test_the_file_is_read_and_the_environment_comes_before_it(
    monkeypatch: pytest.MonkeyPatch, empty_folder: Path
) -> None:
    (empty_folder / ".env").write_text("\ufeffORDER_TTL=3h\nLOG_LEVEL=debug\nSOMETHING_ELSE=1\n", "utf-8")
    assert load_settings().order_ttl == timedelta(hours=3)
    settings = load(monkeypatch, LOG_LEVEL="")
    assert (settings.order_ttl, settings.log_level) == (timedelta(hours=3), "INFO")


def test_a_file_that_is_no_text_is_a_mistake_not_a_crash(empty_folder: Path) -> None:
    (empty_folder / ".env").write_bytes(b"EPAY_KEY=\xff\xfe\n")
    with pytest.raises(SettingsError, match="UTF-8"):
        load_settings()


def test_no_secret_shows_in_what_is_printed_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "postgresql+asyncpg://shop:dbpass%40word@db/shop"
    settings = load(
        monkeypatch, **SERVING, SECRET_KEYS=KEY, DATABASE_URL=url, CONSOLE_SALES_TOKEN="canary-sales"
    )
    hidden = [TOKEN, "merchantkey", KEY, "canary-sales", "dbpass%40word", "dbpass@word"]
    assert set(hidden) <= set(settings.secrets())
    assert not [secret for secret in hidden if secret in f"{settings!r} {settings}"]


def test_a_secret_is_never_in_a_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [name.upper() for name in Settings.model_fields]
    mistakes = "\n".join(mistakes_of(monkeypatch, **dict.fromkeys(names, "canary value")))
    assert len(mistakes.splitlines()) > 30
    assert "canary" not in mistakes


def test_the_webhook_has_a_secret_even_when_none_was_set(monkeypatch: pytest.MonkeyPatch) -> None:
    derived = load(monkeypatch, **SERVING).webhook_secret()
    assert re.fullmatch(r"[A-Za-z0-9_-]{32,256}", derived)
    assert load(monkeypatch, TELEGRAM_BOT_TOKEN="1:other").webhook_secret() != derived
    assert load(monkeypatch, TELEGRAM_WEBHOOK_SECRET="chosen").webhook_secret() == "chosen"


def example() -> dict[str, tuple[str, str]]:
    """Return the default and the comment of every variable in `.env.example`."""
    text = (ROOT / ".env.example").read_text("utf-8")
    found = re.findall(r"^# (.+)\n#([A-Z0-9_]+)=(.*)$", text, re.MULTILINE)
    assert len(found) == len(re.findall(r"^#?[A-Z0-9_]+=", text, re.MULTILINE)), "a setting has no comment"
    return {name: (default, comment) for comment, name, default in found}


def test_the_example_file_has_every_setting_and_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = example()
    assert set(listed) == {name.upper() for name in Settings.model_fields}
    assert load(monkeypatch, **{name: default for name, (default, _) in listed.items()}) == Settings()


def test_the_manual_says_of_every_setting_what_the_example_file_says() -> None:
    manual = (ROOT / "docs" / "settings.md").read_text("utf-8")
    rows = re.findall(r"^\| `([A-Z0-9_]+)` \| (?:`(.*)`)? ?\| (.+) \|$", manual, re.MULTILINE)
    assert {name: (default, meaning) for name, default, meaning in rows} == example()


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"DELIVERY": ""}, ["DELIVERY"]),
        ({"DELIVERY": "key,code"}, ["CONSOLE_SALES_TOKEN", "CONSOLE_ADMIN_TOKEN"]),
        ({"DELIVERY": "code", "CONSOLE_SALES_TOKEN": "t"}, ["CONSOLE_ADMIN_TOKEN"]),
    ],
)
def test_no_money_is_taken_where_nothing_could_ever_be_delivered(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], named: list[str]
) -> None:
    assert [line.split(":")[0] for line in mistakes_of(monkeypatch, **SERVING, **variables)] == named
    assert load(monkeypatch, PAYMENT_RAILS=""), "a help desk that sells nothing needs no way to deliver"


@pytest.mark.parametrize(
    "variables", [{"DELIVERY": "stock"}, {"DELIVERY": "key,code", "CONSOLE_ADMIN_TOKEN": "t"}, {}]
)
def test_one_way_to_deliver_is_enough(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]) -> None:
    assert load(monkeypatch, **SERVING, **variables)
