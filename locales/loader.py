"""Words in a customer's language, read from the Fluent files beside this module.

A language is a folder of `.ftl` files here: adding one adds the language.
"""

import html
import re
from functools import cache
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource

_FOLDER = Path(__file__).parent
FALLBACK_LANGUAGE = "en"
LANGUAGES: tuple[str, ...] = tuple(sorted({path.parent.name for path in _FOLDER.glob("*/*.ftl")}))


class Markup(str):
    """Text that is HTML already: it is put into a sentence as it stands."""

    __slots__ = ()


class Words:
    """Everything the shop says in one language.

    Calling it gives HTML, with every text value escaped; `plain` gives text for places that know no HTML.
    """

    def __init__(self, language: str, bundle: FluentBundle) -> None:
        self.language = language
        self._bundle = bundle

    def __call__(self, key: str, **values: str | int) -> Markup:
        """Return a sentence as HTML; text values are escaped unless they are Markup.

        Raises:
            KeyError: there is no such key, or one of its placeholders got no value.
        """
        return Markup(self._format(key, {name: _as_html(value) for name, value in values.items()}))

    def plain(self, key: str, **values: str | int) -> str:
        """Return a sentence for a button, a toast or a command's description, where nothing is escaped.

        Raises:
            KeyError: there is no such key, or one of its placeholders got no value.
        """
        return self._format(key, values)

    def _format(self, key: str, values: dict[str, str | int]) -> str:
        pattern = self._bundle.get_message(key).value if self._bundle.has_message(key) else None
        if pattern is None:
            raise KeyError(f"no words for {key!r} in {self.language}")
        text, errors = self._bundle.format_pattern(pattern, values)
        if errors:
            raise KeyError(f"words for {key!r} in {self.language}: {errors[0]}")
        return str(text)


def escaped(text: str) -> Markup:
    """Return a text as HTML that shows it as it stands."""
    return text if isinstance(text, Markup) else Markup(html.escape(text))


def _as_html(value: str | int) -> str | int:
    return escaped(value) if isinstance(value, str) else value


def words_for(language_code: str | None) -> Words:
    """Return the words for a language code as messengers give it (`zh-hans`, `en_GB`); English when unknown."""
    language = re.split(r"[-_]", (language_code or "").lower(), maxsplit=1)[0]
    return _load(language if language in LANGUAGES else FALLBACK_LANGUAGE)


@cache
def _load(language: str) -> Words:
    bundle = FluentBundle([language], use_isolating=False)
    for path in sorted((_FOLDER / language).glob("*.ftl")):
        bundle.add_resource(FluentResource(path.read_text(encoding="utf-8")))
    return Words(language, bundle)
