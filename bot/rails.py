"""The payment rails, made from the settings: one function a rail says what it needs of them."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bot.settings import RAIL_NEEDS, Settings, SettingsError
from fulfillment.payments import rsa
from fulfillment.payments.rail import Rail
from fulfillment.payments.registry import RAILS
from fulfillment.requests import Client
from store.database import Clock, utc_now


def rails_of(settings: Settings, client: Client, clock: Clock = utc_now) -> dict[str, Rail]:
    """Return the rails that are switched on and have what they need, in the owner's order; `clock` is their time.

    Raises:
        SettingsError: a key file cannot be read, or holds no key; each of them is named.
    """
    rails: dict[str, Rail] = {}
    mistakes: list[str] = []
    for name in settings.payment_rails:
        kind = settings.kind_of(name)
        if not all(getattr(settings, need) for need in RAIL_NEEDS[kind]):
            continue
        if useless := _useless_files(settings, kind):
            mistakes += useless
            continue
        telling_time = {"clock": clock} if kind in _TELL_TIME else {}
        try:
            rails[name] = RAILS[kind](client, **_ARGUMENTS[kind](settings), **telling_time)
        except ValueError as error:
            mistakes.append(f"PAYMENT_RAILS: {name} cannot be used: {error}")
    if mistakes:
        raise SettingsError(mistakes)
    return rails


def _useless_files(settings: Settings, kind: str) -> list[str]:
    """Return a line for each file that a rail needs and that cannot be read, or holds no key of its kind."""
    mistakes: list[str] = []
    for need in RAIL_NEEDS[kind]:
        if need.endswith("_key_file"):
            read = rsa.private_key if need.endswith("private_key_file") else rsa.public_key
            try:
                read(_text(need.upper(), getattr(settings, need)))
            except SettingsError as error:
                mistakes += error.mistakes
            except ValueError as error:
                mistakes.append(f"{need.upper()}: {error}")
    return mistakes


def _epay(settings: Settings) -> Mapping[str, Any]:
    return {
        "url": settings.epay_url,
        "merchant_id": settings.epay_pid,
        "key": settings.epay_key.get_secret_value() if settings.epay_key else "",
        "methods": settings.epay_types,
        "notify_url": settings.epay_notify_url,
    }


def _epay_v2(settings: Settings) -> Mapping[str, Any]:
    return {
        "url": settings.epay_url,
        "merchant_id": settings.epay_pid,
        "private_key": _text("EPAY_PRIVATE_KEY_FILE", settings.epay_private_key_file),
        "platform_key": _text("EPAY_PLATFORM_KEY_FILE", settings.epay_platform_key_file),
        "methods": settings.epay_types,
        "notify_url": settings.epay_notify_url,
    }


def _wechat(settings: Settings) -> Mapping[str, Any]:
    return {
        "url": settings.wechat_pay_api_url,
        "app_id": settings.wechat_pay_app_id,
        "merchant_id": settings.wechat_pay_mch_id,
        "certificate_serial": settings.wechat_pay_cert_serial,
        "private_key": _text("WECHAT_PAY_PRIVATE_KEY_FILE", settings.wechat_pay_private_key_file),
        "public_key": _text("WECHAT_PAY_PUBLIC_KEY_FILE", settings.wechat_pay_public_key_file),
        "public_key_id": settings.wechat_pay_public_key_id,
    }


def _alipay(settings: Settings) -> Mapping[str, Any]:
    return {
        "url": settings.alipay_gateway_url,
        "app_id": settings.alipay_app_id,
        "private_key": _text("ALIPAY_PRIVATE_KEY_FILE", settings.alipay_private_key_file),
        "public_key": _text("ALIPAY_PUBLIC_KEY_FILE", settings.alipay_public_key_file),
    }


def _usdt(settings: Settings) -> Mapping[str, Any]:
    return {
        "url": settings.bepusdt_url,
        "token": settings.bepusdt_token.get_secret_value() if settings.bepusdt_token else "",
        "trade_type": settings.bepusdt_trade_type,
    }


def _stars(settings: Settings) -> Mapping[str, Any]:
    token = settings.telegram_bot_token
    return {
        "url": settings.telegram_api_url,
        "token": token.get_secret_value() if token else "",
    }


_ARGUMENTS: Mapping[str, Callable[[Settings], Mapping[str, Any]]] = {
    "epay": _epay,
    "epay_v2": _epay_v2,
    "wechat": _wechat,
    "alipay": _alipay,
    "usdt": _usdt,
    "stars": _stars,
}

_TELL_TIME = frozenset({"epay_v2", "wechat", "alipay", "usdt"})
"""The rails whose requests say what time it is, or how long a payment may take."""


def _text(variable: str, path: Path | None) -> str:
    """Return the text of a file that a setting names.

    Raises:
        SettingsError: it cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8-sig") if path is not None else ""
    except OSError as error:
        raise SettingsError([f"{variable}: cannot be read: {error.strerror or error}"]) from None
    except UnicodeDecodeError:
        raise SettingsError([f"{variable}: it is not a text file"]) from None
