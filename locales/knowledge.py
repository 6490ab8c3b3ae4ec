"""What the shop knows, read from `<language>/knowledge.toml` beside this module, and how people asked for it.

A topic has either an answer in words, or an act: what the shop does because the truth is in the database.
The loader is strict: an owner who edits the file is told what is wrong in which line, all of it at once.
"""

import re
import string
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from locales import heard
from locales.loader import FALLBACK_LANGUAGE, LANGUAGES

_FOLDER = Path(__file__).parent
FILE_NAME = "knowledge.toml"

PLACEHOLDERS = frozenset({"base_url", "console_url", "email", "reply_within"})
ACTS = frozenset(
    {
        *("balance", "buy", "cancel", "chinese", "english", "escalate", "fit", "help", "home"),
        *("key_trouble", "language", "models", "orders", "person", "stop_reminders"),
    }
)
BUTTONS = frozenset(
    {
        *("buy", "console", "find", "fit", "guide-delivery", "guide-first-call", "guide-use"),
        *("models", "orders", "privacy", "terms"),
    }
)
FEWEST_PHRASINGS = 5
LONGEST_LABEL = 28
LONGEST_ANSWER = 900
_TAGS = frozenset({"b", "i", "code", "pre", "a"})
_ID = re.compile(r"[a-z][a-z0-9_]{0,29}")
_SYNTAX_LINE = re.compile(r"\s*\(at line (?P<line>\d+), column \d+\)")


@dataclass(frozen=True, slots=True)
class Group:
    """A button of /faq, and the topics behind it."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing people ask about. `answer` is HTML with placeholders, and empty where there is an act."""

    id: str
    label: str
    phrasings: tuple[str, ...]
    group: str = ""
    question: str = ""
    answer: str = ""
    act: str = ""
    buttons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the shop knows in one language, and how to tell what it does not."""

    language: str
    groups: tuple[Group, ...]
    topics: tuple[Topic, ...]
    plain: tuple[tuple[str, ...], ...]
    filler: tuple[str, ...]
    elsewhere: tuple[str, ...]
    foreign: tuple[str, ...]
    tricks: tuple[str, ...]
    heard: Mapping[str, tuple[str, ...]]

    def topic(self, topic_id: str) -> Topic | None:
        """Return the topic with this id, or None."""
        return next((topic for topic in self.topics if topic.id == topic_id), None)

    def group(self, group_id: str) -> Group | None:
        """Return the group with this id, or None."""
        return next((group for group in self.groups if group.id == group_id), None)

    def topics_of(self, group_id: str) -> tuple[Topic, ...]:
        """Return the topics of a group, in the order of the file."""
        return tuple(topic for topic in self.topics if topic.group == group_id)


class KnowledgeError(ValueError):
    """A knowledge file cannot be used. `mistakes` has a line each, `en/knowledge.toml:12: reason`."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


@cache
def knowledge_in(language: str) -> Knowledge:
    """Return what the shop knows in a language; in English when the language is unknown.

    Raises:
        KnowledgeError: the file has mistakes; all of them are named at once.
    """
    known = language if language in LANGUAGES else FALLBACK_LANGUAGE
    return read_knowledge(_FOLDER / known / FILE_NAME)


def read_knowledge(path: Path) -> Knowledge:
    """Read a knowledge file and what was heard beside it; their folder's name is their language.

    Raises:
        KnowledgeError: a file cannot be read, or has mistakes; all of them are named at once.
    """
    name = f"{path.parent.name}/{path.name}"
    try:
        text = path.read_text(encoding="utf-8-sig")
        document = tomllib.loads(text)
    except OSError as error:
        raise KnowledgeError([f"{name}:1: cannot be read: {error.strerror}"]) from None
    except UnicodeDecodeError:
        raise KnowledgeError([f"{name}:1: cannot be read: it is not UTF-8"]) from None
    except tomllib.TOMLDecodeError as error:
        found = _SYNTAX_LINE.search(str(error))
        line = int(found["line"]) if found else text.count("\n") + 1
        raise KnowledgeError([f"{name}:{line}: {_SYNTAX_LINE.sub('', str(error))}"]) from None
    reader = _Reader(text)
    knowledge = reader.knowledge(path.parent.name, document)
    what_was_heard, misheard = heard.read_heard(
        path.with_name(heard.FILE_NAME), {topic.id for topic in knowledge.topics}
    )
    mistakes = [f"{name}:{line}: {reason}" for line, reason in sorted(set(reader.mistakes))]
    mistakes += [f"{path.parent.name}/{heard.FILE_NAME}:{line}: {reason}" for line, reason in misheard]
    if mistakes:
        raise KnowledgeError(mistakes)
    return replace(knowledge, heard=what_was_heard)


def placeholders_of(text: str) -> set[str]:
    """Return the names of the placeholders in a text.

    Raises:
        ValueError: a brace is not closed.
    """
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


class _Tags(HTMLParser):
    """Reads HTML, and remembers what messengers would refuse."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.mistake = ""
        self.feed(text)
        self.close()
        if self.open and not self.mistake:
            self.mistake = f"<{self.open[-1]}> is not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            self.mistake = self.mistake or f"<{tag}> is none of {', '.join(sorted(_TAGS))}"
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.mistake = self.mistake or f"</{tag}> closes nothing"


class _Reader:
    """Reads a parsed file to its end whatever it meets, and notes what is wrong, with the line."""

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()
        self.mistakes: list[tuple[int, str]] = []

    def knowledge(self, language: str, document: Mapping[str, object]) -> Knowledge:
        known = ("group", "topic", "plain", "filler", "elsewhere", "foreign", "tricks")
        for key in document:
            if key not in known:
                self._wrong(self._line_of(rf"\s*\[*\s*{re.escape(key)}\b"), f"unknown key {key!r}")
        groups = tuple(self._group(line, fields) for line, fields in self._tables(document, "group"))
        ids = {group.id for group in groups}
        topics = tuple(self._topic(line, fields, ids) for line, fields in self._tables(document, "topic"))
        self._no_twins(topics)
        for group in groups:
            if not any(topic.group == group.id for topic in topics):
                self._wrong(self._line_of(rf'id\s*=\s*"{group.id}"'), f'group "{group.id}" has no topics')
        return Knowledge(
            language,
            groups,
            topics,
            plain=self._lists(document, "plain") if "plain" in document else (),
            filler=self._texts(self._line_of("filler"), document, "filler") if "filler" in document else (),
            elsewhere=self._texts(self._line_of("elsewhere"), document, "elsewhere"),
            foreign=self._texts(self._line_of("foreign"), document, "foreign"),
            tricks=self._texts(self._line_of("tricks"), document, "tricks"),
            heard={},
        )

    def _group(self, line: int, fields: Mapping[str, object]) -> Group:
        self._allow(line, fields, "id", "label")
        return Group(self._identifier(line, fields), self._label(line, fields))

    def _topic(self, line: int, fields: Mapping[str, object], groups: set[str]) -> Topic:
        self._allow(line, fields, "id", "group", "label", "question", "phrasings", "answer", "act", "buttons")
        topic = Topic(
            id=self._identifier(line, fields),
            label=self._label(line, fields),
            phrasings=self._texts(line, fields, "phrasings"),
            group=self._text(line, fields, "group", needed=False),
            question=self._text(line, fields, "question", needed="answer" in fields),
            answer=self._text(line, fields, "answer", needed="act" not in fields),
            act=self._text(line, fields, "act", needed=False),
            buttons=self._texts(line, fields, "buttons") if "buttons" in fields else (),
        )
        if len(topic.phrasings) < FEWEST_PHRASINGS:
            self._wrong(self._below(line, "phrasings"), f"fewer than {FEWEST_PHRASINGS} phrasings")
        if topic.group and topic.group not in groups:
            self._wrong(self._below(line, "group"), f'there is no group "{topic.group}"')
        if topic.answer and topic.act:
            self._wrong(self._below(line, "act"), "an answer and an act: a topic has one of them")
        if topic.act and topic.act not in ACTS:
            self._wrong(self._below(line, "act"), f"act {topic.act!r} is none of {', '.join(sorted(ACTS))}")
        for button in topic.buttons:
            if button not in BUTTONS:
                known = ", ".join(sorted(BUTTONS))
                self._wrong(self._below(line, "buttons"), f"button {button!r} is none of {known}")
        self._check_answer(self._below(line, "answer"), topic.answer)
        return topic

    def _check_answer(self, line: int, answer: str) -> None:
        if len(answer) > LONGEST_ANSWER:
            self._wrong(line, f"the answer has over {LONGEST_ANSWER} characters")
        if mistake := _Tags(answer).mistake:
            self._wrong(line, mistake)
        try:
            unknown = placeholders_of(answer) - PLACEHOLDERS
        except ValueError as error:
            self._wrong(line, f"a brace: {error}")
            return
        for name in sorted(unknown):
            self._wrong(line, f"placeholder {{{name}}} is none of {', '.join(sorted(PLACEHOLDERS))}")

    def _no_twins(self, topics: Sequence[Topic]) -> None:
        seen: dict[str, str] = {}
        ids: set[str] = set()
        for topic in topics:
            if topic.id and topic.id in ids:
                self._wrong(self._line_of(rf'id\s*=\s*"{topic.id}"', last=True), f'"{topic.id}" is taken')
            ids.add(topic.id)
            for phrasing in topic.phrasings:
                owner = seen.setdefault(phrasing, topic.id)
                if owner != topic.id:
                    line = self._line_of(re.escape(f'"{phrasing}"'), last=True, anywhere=True)
                    self._wrong(line, f'"{phrasing}" is in "{owner}" already')

    def _tables(
        self, document: Mapping[str, object], table: str
    ) -> Iterator[tuple[int, Mapping[str, object]]]:
        found = document.get(table)
        if not isinstance(found, list) or not found or not all(isinstance(one, dict) for one in found):
            self._wrong(1, f"there is no [[{table}]]")
            return
        headers = [
            line
            for line, content in enumerate(self._lines, start=1)
            if re.match(rf"\s*\[\[\s*{table}\s*\]\]", content)
        ]
        yield from zip(headers, found, strict=False)

    def _allow(self, line: int, fields: Mapping[str, object], *keys: str) -> None:
        for key in fields:
            if key not in keys:
                self._wrong(self._below(line, key), f"unknown key {key!r}; known are {', '.join(keys)}")

    def _identifier(self, line: int, fields: Mapping[str, object]) -> str:
        name = self._text(line, fields, "id")
        if name and not _ID.fullmatch(name):
            self._wrong(self._below(line, "id"), f"id {name!r} is not of the form {_ID.pattern}")
        return name

    def _label(self, line: int, fields: Mapping[str, object]) -> str:
        label = self._text(line, fields, "label")
        if len(label) > LONGEST_LABEL:
            self._wrong(self._below(line, "label"), f"the label has over {LONGEST_LABEL} characters")
        return label

    def _text(self, line: int, fields: Mapping[str, object], key: str, *, needed: bool = True) -> str:
        value = fields.get(key, "")
        if not isinstance(value, str) or (needed and not value.strip()):
            reason = f"{key} is missing" if key not in fields else f"{key} is not a text"
            self._wrong(self._below(line, key), reason)
            return ""
        return value.strip()

    def _texts(self, line: int, fields: Mapping[str, object], key: str) -> tuple[str, ...]:
        value = fields.get(key)
        if not isinstance(value, list) or not all(isinstance(text, str) and text.strip() for text in value):
            self._wrong(self._below(line, key), f"{key} is not a list of texts")
            return ()
        return tuple(value)

    def _lists(self, document: Mapping[str, object], key: str) -> tuple[tuple[str, ...], ...]:
        value, line = document.get(key), self._line_of(key)
        if not isinstance(value, list):
            self._wrong(line, f"{key} is not a list of lists")
            return ()
        return tuple(self._texts(line, {key: one}, key) for one in value)

    def _below(self, line: int, key: str) -> int:
        """Return the line of a key of the table that begins at a line; without it, the table's own."""
        for number in range(line, len(self._lines) + 1):
            content = self._lines[number - 1]
            if number > line and content.lstrip().startswith("[["):
                break
            if re.match(rf"\s*{re.escape(key)}\s*=", content):
                return number
        return line

    def _line_of(self, pattern: str, *, last: bool = False, anywhere: bool = False) -> int:
        find = re.search if anywhere else re.match
        lines = [number for number, content in enumerate(self._lines, start=1) if find(pattern, content)]
        return (lines[-1] if last else lines[0]) if lines else 1

    def _wrong(self, line: int, reason: str) -> None:
        self.mistakes.append((line, reason))
