"""The shop's parts, made from the settings: what `run`, `doctor` and `stock` have in common."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

from bot.doctor import Probes
from bot.secret_keys import encryption_keys
from bot.settings import Settings
from fulfillment import stock
from fulfillment.catalog import Catalog, load_catalog
from fulfillment.consoles.automatic import KEYS, AutomaticKeys
from fulfillment.consoles.codes import CodeIssuer
from fulfillment.consoles.issuer import DeliveryPath, Issuer
from fulfillment.payments.rail import Rail
from fulfillment.payments.registry import RAILS
from fulfillment.requests import Client, new_client
from fulfillment.shop import Counters, Person, Policy, Shop
from locales.loader import LANGUAGES
from store import migrate
from store.database import Database
from store.encryption import Encryption
from store.migrate import Standing

CHANNEL = "telegram"


@asynccontextmanager
async def open_shop(
    settings: Settings,
    return_url: Callable[[str], str] = lambda reference: reference,
    counters: Counters | None = None,
) -> AsyncIterator[Shop]:
    """Open the database, brought up to date, and everything that works on it.

    Raises:
        SettingsError: the encryption keys cannot be read or made.
        CatalogError: the catalogue cannot be sold from.
    """
    catalog = load_catalog(settings.catalog_file, LANGUAGES)
    encryption = Encryption([key.get_secret_value() for key in encryption_keys(settings)])
    database = _database(settings)
    try:
        await migrate.upgrade(database)
        async with new_client() as client:
            yield Shop(
                database=database,
                encryption=encryption,
                catalog=catalog,
                policy=Policy(
                    order_lifetime=settings.order_ttl,
                    payment_lifetime=settings.payment_ttl,
                    poll_seconds=settings.payment_poll_seconds,
                ),
                rails=_rails(settings, client),
                issuers=_issuers(settings, client, catalog),
                paths=settings.delivery,
                owners=[Person(CHANNEL, str(owner)) for owner in settings.owner_ids],
                staff=[Person(CHANNEL, str(member)) for member in settings.staff_ids],
                return_url=return_url,
                counters=counters or Counters(),
            )
    finally:
        await database.close()


@asynccontextmanager
async def open_probes(settings: Settings) -> AsyncIterator[Probes]:
    """Open what the doctor looks at; nothing is changed by that, and no database made."""
    database = Database(settings.database_url.get_secret_value())

    async def stocked() -> Mapping[str, tuple[int, int]]:
        if await migrate.standing(database) is Standing.NEW:
            return {}
        catalog = load_catalog(settings.catalog_file, LANGUAGES)
        return await stock.counts(database, catalog)

    try:
        async with new_client() as client:
            yield Probes(
                catalog=lambda: load_catalog(settings.catalog_file, LANGUAGES),
                standing=lambda: migrate.standing(database),
                stock=stocked,
                rails=_rails(settings, client),
                issuers=_issuers(settings, client, _catalog_or_nothing(settings)),
            )
    finally:
        await database.close()


def _catalog_or_nothing(settings: Settings) -> Catalog:
    try:
        return load_catalog(settings.catalog_file, LANGUAGES)
    except ValueError:
        return Catalog((), ())  # the doctor reports the mistake from its own look


def _database(settings: Settings) -> Database:
    url = settings.database_url.get_secret_value()
    migrate.prepare_folder(url)
    return Database(url)


def _rails(settings: Settings, client: Client) -> dict[str, Rail]:
    rails: dict[str, Rail] = {}
    for name in settings.payment_rails:
        if name == "epay" and settings.epay_url and settings.epay_pid and settings.epay_key:
            rails[name] = RAILS[name](
                client,
                url=settings.epay_url,
                merchant_id=settings.epay_pid,
                key=settings.epay_key.get_secret_value(),
                methods=settings.epay_types,
                notify_url=settings.epay_notify_url,
            )
    return rails


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
