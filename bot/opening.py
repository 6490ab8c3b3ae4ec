"""Opening the database that DATABASE_URL names: one that cannot be had is a mistake in the settings."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from bot.logs import Redactor
from bot.settings import Settings, SettingsError
from store import migrate
from store.database import Clock, Database, utc_now

_CLASS = re.compile(r"<class '[^']*'>: ")  # what SQLAlchemy puts before a driver's own sentence
_NEWER = "the database belongs to a newer version of the shop: run that version, or restore an older backup"


def prepare_place(settings: Settings) -> None:
    """Make an SQLite file and its folder where they are missing.

    Raises:
        SettingsError: they cannot be made.
    """
    with _mistakes_named(settings):
        migrate.prepare_place(settings.database_url.get_secret_value())


@asynccontextmanager
async def open_database(settings: Settings, clock: Clock = utc_now) -> AsyncIterator[Database]:
    """Open the database, made where it is missing, with this version's tables.

    Raises:
        SettingsError: it cannot be reached, written or made, or belongs to a newer version of the shop.
    """
    prepare_place(settings)
    async with connecting(settings, clock) as database:
        with _mistakes_named(settings):
            await database.reach()
        try:
            await migrate.upgrade(database)
        except migrate.NewerDatabase:
            raise SettingsError([f"DATABASE_URL: {_NEWER}"]) from None
        yield database


@asynccontextmanager
async def connecting(settings: Settings, clock: Clock = utc_now) -> AsyncIterator[Database]:
    """Give the database as it is: nothing is made, and nothing asked of it yet.

    Raises:
        SettingsError: the URL cannot be understood.
    """
    with _mistakes_named(settings):
        database = Database(settings.database_url.get_secret_value(), clock=clock)
    try:
        yield database
    finally:
        await database.close()


async def standing(settings: Settings, database: Database) -> migrate.Standing:
    """Say where the database stands with its migrations; nothing is changed.

    Raises:
        SettingsError: it cannot be reached.
    """
    with _mistakes_named(settings):
        return await migrate.standing(database)


@contextmanager
def _mistakes_named(settings: Settings) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        # Whatever it is, from a name that no server has to an argument that the driver does not know: nothing but
        # the connection was tried, so the operator can mend it in one place.
        reason = Redactor(settings.secrets()).text(_reason(error))
        raise SettingsError([f"DATABASE_URL: the database cannot be opened: {reason}"]) from None


def _reason(error: Exception) -> str:
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, OSError) and cause.strerror:
        return cause.strerror
    first, *_ = str(cause).splitlines() or [""]
    return _CLASS.sub("", first) or type(cause).__name__
