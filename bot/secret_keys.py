"""The keys that encrypt what was sold: from the settings, else from a file beside the SQLite database."""

import os
import secrets
from pathlib import Path

import structlog
from cryptography.fernet import Fernet
from pydantic import SecretStr

from bot import values
from bot.settings import Settings, SettingsError
from store.files import make_private_folder

_log = structlog.get_logger(__name__)
_read_keys = values.list_of(values.fernet_key)


def encryption_keys(settings: Settings) -> tuple[SecretStr, ...]:
    """Return the keys, the one that encrypts first; without SECRET_KEYS, make a key file once and warn.

    With SECRET_KEYS, the keys of a file that is there decrypt too: it may be what sealed everything so far.

    Raises:
        SettingsError: the key file cannot be read or made, or there is no place for one.
    """
    if settings.secret_keys:
        return keys_at_hand(settings)
    database = settings.sqlite_file
    if database is None:
        raise SettingsError(["SECRET_KEYS: needed with PostgreSQL: at least one Fernet key"])
    path = _key_file(database)
    try:
        made = _make(path)
        keys = _read(path)
    except (OSError, ValueError) as error:
        raise SettingsError([f"SECRET_KEYS: the key file {path}: {_reason(error)}"]) from None
    if not keys:
        raise SettingsError([f"SECRET_KEYS: the key file {path} is empty"])
    _warn(path, database, made=made)
    return keys


def keys_at_hand(settings: Settings) -> tuple[SecretStr, ...]:
    """Return the keys that are there already, of SECRET_KEYS and of the key file; nothing is made."""
    if settings.sqlite_file is None:
        return settings.secret_keys
    path = _key_file(settings.sqlite_file)
    try:
        beside = _read(path) if path.exists() else ()
    except (OSError, ValueError) as error:
        _log.warning("the key file is left alone", file=str(path), reason=_reason(error))
        beside = ()
    return tuple(dict.fromkeys((*settings.secret_keys, *beside)))


def _key_file(database: Path) -> Path:
    return database.with_suffix(".key")


def _read(path: Path) -> tuple[SecretStr, ...]:
    return tuple(map(SecretStr, _read_keys(",".join(path.read_text(encoding="ascii").split()))))


def _make(path: Path) -> bool:
    """Write a new key into a file that only its owner may read; say whether this call did."""
    if path.exists():
        return False
    make_private_folder(path.parent)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(Fernet.generate_key() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        # A link appears whole or not at all, and never over a key that another process has just made.
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True


def _warn(path: Path, database: Path, *, made: bool) -> None:
    if made and database.exists() and database.stat().st_size:
        _log.warning(
            "a new key was made for a database that exists: what an older key sealed stays shut",
            file=str(path),
        )
    elif made:
        _log.warning("SECRET_KEYS is not set: a key was made, keep a copy of this file", file=str(path))
    else:
        _log.warning("SECRET_KEYS is not set: the key comes from this file", file=str(path))
    if path.stat().st_mode & 0o077:
        _log.warning("others on this machine can read the key file: set its mode to 600", file=str(path))


def _reason(error: OSError | ValueError) -> str:
    return error.strerror or "cannot be read" if isinstance(error, OSError) else "it holds no Fernet key"
