"""Key rotation as the command line shows it: what is done, what is left, and whether old keys may be dropped."""

from collections.abc import Callable, Mapping

from bot.opening import connecting, standing
from bot.secret_keys import keys_at_hand
from bot.settings import Settings, SettingsError
from store import migrate, rotation
from store.database import Database
from store.encryption import Encryption
from store.rotation import Seals

PASSES = 3  # the shop may write while a pass runs; more than a few say that it still has other keys

Say = Callable[[str], None]


async def rotate_keys(settings: Settings, *, only_count: bool, say: Say) -> int:
    """Seal everything anew under the first key, look at everything once more, and return the exit status.

    It is 0 when the first key alone opens everything. With `only_count` nothing is changed.

    Raises:
        SettingsError: there is no encryption key, or the database cannot be reached.
    """
    keys = keys_at_hand(settings)
    if not keys:  # a new one would open nothing, and stay beside the database
        raise SettingsError(["SECRET_KEYS: there is no key, and no key file beside the database"])
    encryption = Encryption([key.get_secret_value() for key in keys])
    async with connecting(settings) as database:
        if await standing(settings, database) is not migrate.Standing.CURRENT:
            say("The database has not this version's tables: python -m bot migrate")
            return 1
        if not only_count:
            await _rotate(database, encryption, say)
        return _conclude(await rotation.examine(database, encryption), say)


async def _rotate(database: Database, encryption: Encryption, say: Say) -> None:
    for _ in range(PASSES):
        await rotation.rotate(
            database, encryption, progress=lambda table, rows: say(f"{table}: {rows} rows looked at")
        )
        if not any(seals.older for seals in (await rotation.examine(database, encryption)).values()):
            return


def _conclude(found: Mapping[str, Seals], say: Say) -> int:
    for table, seals in found.items():
        say(
            f"{table}: {seals.current} under the first key, {seals.older} under older ones, "
            f"{seals.broken} that no key opens"
        )
    older = sum(seals.older for seals in found.values())
    broken = sum(seals.broken for seals in found.values())
    twice = sum(seals.twice for seals in found.values())
    if twice:
        say(f"{twice} codes stand in the stock twice: take them out before they are sold again.")
    if broken:
        say(
            f"{broken} rows open with none of the keys: one is missing from SECRET_KEYS, or they were changed."
        )
    if older:
        say(f"{older} rows need an older key. The shop must run with the new SECRET_KEYS; then rotate again.")
    if older or broken:
        say("Keep every key.")
        return 1
    say("Everything opens with the first key alone: the older keys may be dropped.")
    return 0
