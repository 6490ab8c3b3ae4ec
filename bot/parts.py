"""The shop's parts, made from the settings: what `run`, `doctor` and `stock` have in common."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

import structlog
from cryptography.fernet import Fernet
from pydantic import SecretStr

from bot.doctor import ADD_THE_KEY, KEYS_DO_NOT_FIT, Probes
from bot.opening import connecting, open_database, prepare_place
from bot.rails import rails_of
from bot.secret_keys import encryption_keys, keys_at_hand
from bot.settings import Settings, SettingsError
from fulfillment import stock
from fulfillment.catalog import Catalog, load_catalog
from fulfillment.consoles.automatic import KEYS, AutomaticKeys
from fulfillment.consoles.chat import ChatModel
from fulfillment.consoles.codes import CodeIssuer
from fulfillment.consoles.issuer import DeliveryPath, Issuer
from fulfillment.quiet import QuietHours
from fulfillment.requests import Client, new_client
from fulfillment.shop import Counters, Person, Policy, Shop
from locales.loader import LANGUAGES
from store import migrate, rotation
from store.database import Clock, Database, utc_now
from store.encryption import Encryption
from store.migrate import Standing

CHANNEL = "telegram"
_log = structlog.get_logger(__name__)


@asynccontextmanager
async def open_shop(
    settings: Settings,
    return_url: Callable[[str], str] = lambda reference: reference,
    counters: Counters | None = None,
    clock: Clock = utc_now,
) -> AsyncIterator[Shop]:
    """Open the database, brought up to date, and everything that works on it, by the time of `clock`.

    Raises:
        SettingsError: the database cannot be opened, or the encryption keys cannot be read, made, or do not fit it.
        CatalogError: the catalogue cannot be sold from.
    """
    catalog = load_catalog(settings.catalog_file, LANGUAGES)
    prepare_place(settings)
    encryption = Encryption([key.get_secret_value() for key in encryption_keys(settings)])
    async with open_database(settings, clock) as database, new_client() as client:
        await _refuse_foreign_keys(database, encryption)
        yield Shop(
            database=database,
            encryption=encryption,
            catalog=catalog,
            policy=Policy(
                order_lifetime=settings.order_ttl,
                payment_lifetime=settings.payment_ttl,
                poll_seconds=settings.payment_poll_seconds,
                remind_after=settings.remind_after,
                quiet_hours=_quiet_hours(settings),
            ),
            rails=rails_of(settings, client, clock),
            issuers=_issuers(settings, client, catalog),
            paths=settings.delivery,
            owners=[Person(CHANNEL, str(owner)) for owner in settings.owner_ids],
            staff=[Person(CHANNEL, str(member)) for member in settings.staff_ids],
            return_url=return_url,
            counters=counters or Counters(),
            staff_chat=_staff_chat(settings),
            model=_model(settings, client),
        )


@asynccontextmanager
async def open_probes(settings: Settings) -> AsyncIterator[Probes]:
    """Open what the doctor looks at; nothing is changed by that, and no database made."""
    async with connecting(settings) as database, new_client() as client:

        async def stocked() -> Mapping[str, tuple[int, int]]:
            if await migrate.standing(database) is Standing.NEW:
                return {}
            catalog = load_catalog(settings.catalog_file, LANGUAGES)
            return await stock.counts(database, catalog)

        async def seals() -> tuple[int, int]:
            if await migrate.standing(database) is not Standing.CURRENT:
                return 0, 0
            keys = keys_at_hand(settings) or (SecretStr(Fernet.generate_key().decode()),)
            return await rotation.try_keys(database, Encryption([key.get_secret_value() for key in keys]))

        yield Probes(
            catalog=lambda: load_catalog(settings.catalog_file, LANGUAGES),
            standing=lambda: migrate.standing(database),
            stock=stocked,
            seals=seals,
            rails=rails_of(settings, client),
            issuers=_issuers(settings, client, _catalog_or_nothing(settings)),
        )


async def _refuse_foreign_keys(database: Database, encryption: Encryption) -> None:
    """Look whether the keys are those that sealed what the database holds: with others, nothing is sold or shown.

    Raises:
        SettingsError: they open nothing of it.
    """
    opened, shut = await rotation.try_keys(database, encryption)
    if shut and not opened:
        raise SettingsError([f"SECRET_KEYS: {KEYS_DO_NOT_FIT}. {ADD_THE_KEY}"])
    if shut:
        _log.warning("a key is missing: some of what was sold stays shut; see keys rotate --check")


def _catalog_or_nothing(settings: Settings) -> Catalog:
    try:
        return load_catalog(settings.catalog_file, LANGUAGES)
    except ValueError:
        return Catalog((), ())  # the doctor reports the mistake from its own look


def _staff_chat(settings: Settings) -> Person | None:
    return None if settings.staff_chat_id is None else Person(CHANNEL, str(settings.staff_chat_id))


def _quiet_hours(settings: Settings) -> QuietHours | None:
    if settings.quiet_hours is None:
        return None
    first, last = settings.quiet_hours
    return QuietHours(first, last, settings.shop_timezone)


def _model(settings: Settings, client: Client) -> ChatModel | None:
    if settings.assistant_model is None or settings.assistant_api_key is None:
        return None
    return ChatModel(
        client,
        base_url=settings.api_base_url,
        key=settings.assistant_api_key.get_secret_value(),
        model=settings.assistant_model,
    )


def _issuers(settings: Settings, client: Client, catalog: Catalog) -> dict[DeliveryPath, Issuer]:
    issuers: dict[DeliveryPath, Issuer] = {}
    if DeliveryPath.KEY in settings.delivery and settings.console_sales_token is not None:
        make: Callable[..., Issuer] = next(
            (keys for flavor, keys in KEYS.items() if flavor == settings.console_flavor), AutomaticKeys
        )
        issuers[DeliveryPath.KEY] = make(
            client,
            url=settings.console_url,
            token=settings.console_sales_token.get_secret_value(),
            user_id=settings.console_sales_user_id,
            base_url=settings.api_base_url,
            largest_quota=max((package.quota for package in catalog.packages), default=0),
        )
    if DeliveryPath.CODE in settings.delivery and settings.console_admin_token is not None:
        issuers[DeliveryPath.CODE] = CodeIssuer(
            client,
            url=settings.console_url,
            token=settings.console_admin_token.get_secret_value(),
            user_id=settings.console_admin_user_id,
        )
    return issuers
