"""What the shop sells: packages and models, read from `catalog.toml`."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fulfillment.money import Money


@dataclass(frozen=True, slots=True)
class Package:
    """A package on sale. `tokens` is what the customer reads; `quota` is what the console is asked for.

    `stars` is its price in Telegram Stars; without one it is not sold for them.
    """

    id: str
    price: Money
    tokens: int
    quota: int
    name: Mapping[str, str]
    best_for: Mapping[str, str]
    popular: bool = False
    stars: Money | None = None

    def prices(self) -> dict[str, int]:
        """Return the price in minor units of every currency it is sold in."""
        found = [self.price] + ([self.stars] if self.stars is not None else [])
        return {price.currency: price.minor for price in found}


@dataclass(frozen=True, slots=True)
class Model:
    """A model that every package can call. `context` is in tokens."""

    id: str
    context: int
    description: Mapping[str, str]
    best_for: Mapping[str, str]
    recommended: bool = False


@dataclass(frozen=True, slots=True)
class Catalog:
    """Packages in the order they are shown, and models."""

    packages: tuple[Package, ...]
    models: tuple[Model, ...]

    def package(self, package_id: str) -> Package | None:
        """Return the package with this id, or None when it is not (any more) on sale."""
        return next((package for package in self.packages if package.id == package_id), None)

    def first_model(self) -> Model:
        """Return the model to begin with: the recommended one."""
        return next((model for model in self.models if model.recommended), self.models[0])


class CatalogError(ValueError):
    """The catalogue cannot be sold from. `mistakes` has a line each, `catalog.toml:12: reason`."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


PACKAGE_ID = re.compile(r"[a-z0-9_-]{1,20}")
MODEL_ID = re.compile(r"[A-Za-z0-9._:/@-]{1,64}")

_KEY_OF_LINE = re.compile(r"\s*[\"']?(?P<key>[A-Za-z0-9_-]+)[\"']?\s*[.=]")
_HEADER = re.compile(r"\s*\[\[?\s*[\"']?(?P<table>[A-Za-z0-9_-]+)[\"']?\s*(?P<rest>[.\]].*)")
_SYNTAX_LINE = re.compile(r"\s*\(at line (?P<line>\d+), column \d+\)")
_SYNTAX_END = re.compile(r"\s*\(at end of document\)")


def load_catalog(path: Path, languages: Sequence[str]) -> Catalog:
    """Read the catalogue, its texts in each of these languages.

    Raises:
        CatalogError: it cannot be read, or has mistakes; all of them are named at once.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CatalogError([f"{path.name}:1: cannot be read: {error.strerror}"]) from None
    except UnicodeDecodeError:
        raise CatalogError([f"{path.name}:1: cannot be read: it is not UTF-8"]) from None
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogError([_syntax_mistake(path.name, text, str(error))]) from None
    reader = _Reader(path.name, text, tuple(languages))
    catalog = reader.catalog(document)
    if reader.mistakes:
        raise CatalogError([f"{path.name}:{line}: {reason}" for line, reason in sorted(reader.mistakes)])
    return catalog


def _syntax_mistake(name: str, text: str, said: str) -> str:
    found = _SYNTAX_LINE.search(said)
    line = int(found["line"]) if found else max(len(text.splitlines()), 1)
    reason = _SYNTAX_END.sub("", _SYNTAX_LINE.sub("", said))
    return f"{name}:{line}: {reason[:1].lower()}{reason[1:]}"


class _Lines:
    """Where things stand in the file: the parser does not say, and an owner wants to know."""

    def __init__(self, text: str) -> None:
        self._at: dict[tuple[str, int, str], int] = {}
        table, index = "", 0
        counts: dict[str, int] = {}
        for line, content in enumerate(text.splitlines(), start=1):
            header = _HEADER.fullmatch(content)
            if header is None:
                key = _KEY_OF_LINE.match(content)
                if key is not None:
                    self._at.setdefault((table, index, key["key"]), line)
                continue
            table = header["table"]
            if content.lstrip().startswith("[[") and header["rest"].startswith("]"):
                counts[table] = counts.get(table, 0) + 1
            index = max(counts.get(table, 1) - 1, 0)
            self._at.setdefault((table, index, ""), line)
            if header["rest"].startswith("."):
                sub_table = header["rest"].lstrip(". \"'").split("]")[0].split(".")[0].strip(" \"'")
                self._at.setdefault((table, index, sub_table), line)

    def of(self, table: str, index: int = 0, key: str = "") -> int:
        """Return the line of a key, else of its entry, else of its table, else the first."""
        places = [(table, index, key), (table, index, ""), ("", 0, table)]
        return next((self._at[place] for place in places if place in self._at), 1)


@dataclass(slots=True)
class _Entry:
    """One `[[package]]` or `[[model]]`; what is wrong with it goes to the reader's mistakes."""

    reader: "_Reader"
    table: str
    index: int
    fields: Mapping[str, object]

    def wrong(self, key: str, reason: str) -> None:
        line = self.reader.lines.of(self.table, self.index, key)
        self.reader.mistakes.append((line, f"{self.table} {self.label()}: {reason}"))

    def label(self) -> str:
        name = self.fields.get("id")
        return f'"{name}"' if isinstance(name, str) and name else f"number {self.index + 1}"

    def allow(self, *keys: str) -> None:
        for key in self.fields:
            if key not in keys:
                self.wrong(key, f"unknown key {key!r}; known are {', '.join(keys)}")

    def identifier(self, pattern: re.Pattern[str]) -> str:
        value = self._required("id")
        if isinstance(value, str) and pattern.fullmatch(value):
            return value
        if value is not None:
            self.wrong("id", f"id {value!r} is not of the form {pattern.pattern}")
        return ""

    def positive(self, key: str, unit: str) -> int:
        value = self._required(key)
        if isinstance(value, int) and not isinstance(value, bool) and value > 0:
            return value
        if value is not None:
            self.wrong(key, f"{key} is {value!r}; it is a whole number of {unit} over zero")
        return 1

    def flag(self, key: str) -> bool:
        value = self.fields.get(key, False)
        if not isinstance(value, bool):
            self.wrong(key, f"{key} is {value!r}; it is true or false")
        return value is True

    def texts(self, key: str) -> Mapping[str, str]:
        value = self._required(key)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.wrong(key, f'{key} is one text; it has one for each language: {{ en = "…", zh = "…" }}')
            return {}
        languages = self.reader.languages
        for language in languages:
            if language not in value:
                self.wrong(key, f"{key} has no {language!r}")
        for language, text in value.items():
            if language not in languages:
                self.wrong(key, f"{key} has unknown language {language!r}; known are {', '.join(languages)}")
            elif not isinstance(text, str) or not text.strip() or not text.isprintable():
                self.wrong(key, f"{key} in {language!r} is not a text on one line")
        return {language: str(text) for language, text in value.items()}

    def _required(self, key: str) -> object:
        value: object = self.fields.get(key)
        if value is None:
            self.wrong("", f"{key} is missing")
        return value


class _Reader:
    """Reads a parsed catalogue to its end whatever it meets, and notes what is wrong."""

    def __init__(self, file_name: str, text: str, languages: tuple[str, ...]) -> None:
        self.file_name = file_name
        self.languages = languages
        self.lines = _Lines(text)
        self.mistakes: list[tuple[int, str]] = []

    def catalog(self, document: Mapping[str, object]) -> Catalog:
        for key in document:
            if key not in {"package", "model"}:
                self.mistakes.append((self.lines.of(key), f"unknown key {key!r}; known are package, model"))
        packages = tuple(self._package(entry) for entry in self._entries(document, "package"))
        models = tuple(self._model(entry) for entry in self._entries(document, "model"))
        self._no_twins("package", [package.id for package in packages])
        self._no_twins("model", [model.id for model in models])
        self._one_mark("package", "popular", [package.popular for package in packages])
        self._one_mark("model", "recommended", [model.recommended for model in models])
        return Catalog(packages=packages, models=models)

    def _entries(self, document: Mapping[str, object], table: str) -> Iterator[_Entry]:
        found = document.get(table)
        if not isinstance(found, list) or not all(isinstance(fields, dict) for fields in found):
            reason = (
                f"there is no [[{table}]]" if found is None else f"{table} is not a list: write [[{table}]]"
            )
            self.mistakes.append((self.lines.of(table), reason))
            return
        if not found:
            self.mistakes.append((self.lines.of(table), f"there is no [[{table}]]"))
        for index, fields in enumerate(found):
            yield _Entry(self, table, index, fields)

    def _package(self, entry: _Entry) -> Package:
        entry.allow("id", "price_fen", "tokens", "quota", "name", "best_for", "popular", "stars")
        return Package(
            id=entry.identifier(PACKAGE_ID),
            price=Money(entry.positive("price_fen", "fen (¥5 is 500)")),
            tokens=entry.positive("tokens", "tokens"),
            quota=entry.positive("quota", "the console's units"),
            name=entry.texts("name"),
            best_for=entry.texts("best_for"),
            popular=entry.flag("popular"),
            stars=Money(entry.positive("stars", "Stars"), "XTR") if "stars" in entry.fields else None,
        )

    def _model(self, entry: _Entry) -> Model:
        entry.allow("id", "context", "description", "best_for", "recommended")
        return Model(
            id=entry.identifier(MODEL_ID),
            context=entry.positive("context", "tokens"),
            description=entry.texts("description"),
            best_for=entry.texts("best_for"),
            recommended=entry.flag("recommended"),
        )

    def _no_twins(self, table: str, ids: Sequence[str]) -> None:
        for index, name in enumerate(ids):
            if name and name in ids[:index]:
                self.mistakes.append(
                    (self.lines.of(table, index, "id"), f'{table} "{name}": the id is taken')
                )

    def _one_mark(self, table: str, key: str, marks: Sequence[bool]) -> None:
        marked = [index for index, mark in enumerate(marks) if mark]
        for index in marked[1:]:
            self.mistakes.append((self.lines.of(table, index, key), f"a second {table} is marked {key}"))
