"""The replies that the staff send by a word: a file of the owner's, read anew whenever one is wanted."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

LONGEST = 4096  # characters, what one message takes
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")

Canned = Mapping[str, Mapping[str, str]]
"""Texts by key and language."""


class CannedError(ValueError):
    """The file of replies cannot be used as it is; the text says where."""


def load(path: Path, languages: Sequence[str]) -> Canned:
    """Read the replies; a file that is not there has none.

    Raises:
        CannedError: it is no TOML, or a reply has a wrong key, lacks a language or is too long.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CannedError(f"{path.name}: {error}") from error
    return {key: _reply(path.name, key, texts, languages) for key, texts in tables.items()}


def _reply(file: str, key: str, texts: object, languages: Sequence[str]) -> Mapping[str, str]:
    if not _KEY.fullmatch(key):
        raise CannedError(f"{file}: [{key}]: small letters, digits and hyphens are wanted, at most 32")
    if not isinstance(texts, dict):
        raise CannedError(f"{file}: {key}: a table is wanted, such as [{key}]")
    for language in languages:
        text = texts.get(language)
        if not isinstance(text, str) or not text.strip() or len(text) > LONGEST:
            raise CannedError(f"{file}: [{key}]: a text {language} of 1 to {LONGEST} characters is wanted")
    return {language: texts[language].strip() for language in languages}
