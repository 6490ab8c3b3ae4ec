"""getUpdates, setWebhook, deleteWebhook, getWebhookInfo."""

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sandbox.telegram.errors import bad_request, conflict, flood
from sandbox.telegram.methods.registry import Described, method
from sandbox.telegram.models import Json
from sandbox.telegram.parameters import Parameters

if TYPE_CHECKING:
    from sandbox.telegram.telegram import Telegram

_SECRET = re.compile(r"[A-Za-z0-9_-]*")


@method("getUpdates")
async def get_updates(telegram: "Telegram", p: Parameters) -> list[Json]:
    """Return updates from an offset on, waiting for one when there is none."""
    if telegram.webhook.url:
        raise conflict(
            "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
        )
    _allow(telegram, p)
    limit = p.clamped("limit", 100, 1, 100)
    timeout = p.clamped("timeout", 0, 0, 50)
    return await telegram.updates.poll(p.integer("offset"), limit, timeout)


@method("setWebhook")
async def set_webhook(telegram: "Telegram", p: Parameters) -> Described:
    """Have updates sent to a URL, or with an empty one removed from there."""
    url = p.text("url").strip()
    if not url:
        return await _remove(telegram, p)
    secret = p.text("secret_token")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    address = urlsplit(url)
    if address.scheme not in {"http", "https"} or not address.hostname:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    _allow(telegram, p)
    if p.boolean("drop_pending_updates"):
        telegram.updates.forget_all()
    connections = p.clamped("max_connections", 40, 1, 100)
    settings = {"url": url, "secret_token": secret, "max_connections": connections}
    if settings == telegram.webhook.settings:
        return Described(result=True, description="Webhook is already set")
    now = telegram.clock()
    if now - telegram.webhook.last_set < 1:
        raise flood(1)
    telegram.webhook.last_set = now
    telegram.updates.terminate("terminated by setWebhook request")
    await telegram.webhook.change(settings)
    return Described(result=True, description="Webhook was set")


@method("deleteWebhook")
async def delete_webhook(telegram: "Telegram", p: Parameters) -> Described:
    """Go back to getUpdates."""
    return await _remove(telegram, p)


@method("getWebhookInfo")
async def get_webhook_info(telegram: "Telegram", p: Parameters) -> Json:
    """Describe the webhook and how it fares."""
    return telegram.webhook.info()


async def _remove(telegram: "Telegram", p: Parameters) -> Described:
    if p.boolean("drop_pending_updates"):
        telegram.updates.forget_all()
    if not telegram.webhook.url:
        return Described(result=True, description="Webhook is already deleted")
    await telegram.webhook.change({})
    return Described(result=True, description="Webhook was deleted")


def _allow(telegram: "Telegram", p: Parameters) -> None:
    """The kinds of updates last asked for stay, until others are asked for."""
    kinds: Any = p.json("allowed_updates", "allowed_updates")
    if isinstance(kinds, list):
        telegram.updates.allow([kind for kind in kinds if isinstance(kind, str)])
