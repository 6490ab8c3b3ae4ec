"""HTML as Bot API texts use it, read the way Telegram's own library reads it, with the same complaints."""

import re
from dataclasses import dataclass, field
from typing import Any

from sandbox.telegram.links import LinkError, checked_link, linked_user

Entity = dict[str, Any]

_SPACES = " \t\r\n\0\v"
_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
_PRIORITY = {
    "blockquote": 0,
    "expandable_blockquote": 0,
    "pre": 11,
    "code": 20,
    "text_link": 49,
    "text_mention": 49,
    "bold": 90,
    "italic": 91,
    "underline": 92,
    "strikethrough": 93,
    "spoiler": 94,
    "custom_emoji": 99,
    "date_time": 99,
}
_NAMED_CHARACTERS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_CHARACTER = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([a-zA-Z]+));?", re.ASCII)
_SPECIAL = re.compile(r"[<&]")
_TAG_END = re.compile(rf"[>{_SPACES}]")
_ATTRIBUTE_END = re.compile(rf"[=>/\"'{_SPACES}]")
_NAME_TOKEN = re.compile(r"[a-zA-Z0-9.\-]*", re.ASCII)
_END = "\0"


class FormattingError(ValueError):
    """The text cannot be read; the message is Telegram's, without "can't parse entities: "."""


def utf16_length(text: str) -> int:
    """Return the length in UTF-16 code units, which is what entity offsets count."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def entity_order(entity: Entity) -> tuple[int, int, int]:
    """Sort by offset, the longer first, then by kind."""
    return entity["offset"], -entity["length"], _PRIORITY.get(entity["type"], 50) - ("language" in entity)


@dataclass(slots=True)
class _OpenTag:
    name: str
    argument: str
    attributes: dict[str, str]
    offset: int
    position: int


@dataclass(slots=True)
class _Reader:
    source: str
    position: int = 0
    offset: int = 0
    written: list[str] = field(default_factory=list)
    characters: int = 0
    open_tags: list[_OpenTag] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def write(self, text: str) -> None:
        self.written.append(text)
        self.offset += utf16_length(text)
        self.characters += len(text)

    def byte_offset(self, position: int) -> int:
        return len(self.source[:position].encode("utf-8", "surrogatepass"))

    def error(self, message: str, position: int, after: str = "") -> FormattingError:
        return FormattingError(f"{message} at byte offset {self.byte_offset(position)}{after}")

    def skip_spaces(self) -> None:
        while self.source[self.position] in _SPACES and not self.at_end():
            self.position += 1

    def at_end(self) -> bool:
        return self.position >= len(self.source) - 1

    def skip_to(self, pattern: re.Pattern[str]) -> str:
        match = pattern.search(self.source, self.position)
        end = match.start() if match else len(self.source) - 1
        skipped = self.source[self.position : end]
        self.position = end
        return skipped


def parse_html(text: str) -> tuple[str, list[Entity]]:
    """Return the plain text and its entities (offsets and lengths in UTF-16 units), or raise FormattingError."""
    reader = _Reader(text + _END)
    last = len(text)
    while reader.position < last:
        reader.write(reader.skip_to(_SPECIAL))
        if reader.position >= last:
            break
        if reader.source[reader.position] == "&":
            _read_character(reader)
        elif reader.source[reader.position + 1] == "/":
            _read_end_tag(reader)
        else:
            _read_start_tag(reader)
    if reader.open_tags:
        raise FormattingError(f'Can\'t find end tag corresponding to start tag "{reader.open_tags[-1].name}"')
    entities = [
        {k: v for k, v in e.items() if k != "language" or e["type"] == "pre"} for e in reader.entities
    ]
    return "".join(reader.written), sorted(entities, key=entity_order)


def _decode_character(source: str, position: int) -> tuple[str, int] | None:
    match = _CHARACTER.match(source, position)
    if match is None:
        return None
    if match[3]:
        character = _NAMED_CHARACTERS.get(match[3])
        return (character, match.end()) if character else None
    code = int(match[1], 16) if match[1] else int(match[2])
    length = match.end() - position - match[0].endswith(";")
    if not 0 < code < 0x10FFFF or length >= 10 or 0xD800 <= code < 0xE000:
        return None
    return chr(code), match.end()


def _read_character(reader: _Reader) -> None:
    decoded = _decode_character(reader.source, reader.position)
    character, reader.position = decoded or ("&", reader.position + 1)
    reader.write(character)


def _read_start_tag(reader: _Reader) -> None:
    begin = reader.position
    reader.position += 1
    name = reader.skip_to(_TAG_END).lower()
    if reader.at_end():
        raise reader.error("Unclosed start tag", begin)
    if name not in _TAGS:
        raise reader.error(f'Unsupported start tag "{name}"', begin)
    attributes = _read_attributes(reader, name, begin)
    argument = _argument(name, attributes)
    if name == "span" and argument != "spoiler":
        raise reader.error('Tag "span" must have class "tg-spoiler"', begin)
    reader.position += 1
    reader.open_tags.append(_OpenTag(name, argument, attributes, reader.offset, reader.characters))


def _read_attributes(reader: _Reader, tag: str, begin: int) -> dict[str, str]:
    attributes: dict[str, str] = {}
    while reader.source[reader.position] != ">":
        reader.skip_spaces()
        if reader.source[reader.position] == ">":
            break
        name = reader.skip_to(_ATTRIBUTE_END)
        if not name:
            raise reader.error(f'Empty attribute name in the tag "{tag}"', begin)
        reader.skip_spaces()
        if reader.source[reader.position] != "=":
            if reader.at_end():
                raise reader.error(f'Unclosed start tag "{tag}"', begin)
            attributes[name] = ""
            continue
        reader.position += 1
        reader.skip_spaces()
        if reader.at_end():
            raise reader.error(f'Unclosed start tag "{tag}"', begin)
        attributes[name] = _read_value(reader)
        if reader.at_end():
            raise reader.error("Unclosed start tag", begin)
    return attributes


def _read_value(reader: _Reader) -> str:
    quote = reader.source[reader.position]
    if quote not in "'\"":
        begin = reader.position
        match = _NAME_TOKEN.match(reader.source, begin)
        reader.position = match.end() if match else begin
        following = reader.source[reader.position]
        if following not in _SPACES and following != ">":
            raise reader.error("Unexpected end of name token", begin)
        return reader.source[begin : reader.position].lower()
    reader.position += 1
    value: list[str] = []
    while not reader.at_end() and reader.source[reader.position] != quote:
        decoded = _decode_character(reader.source, reader.position)
        character, reader.position = decoded or (reader.source[reader.position], reader.position + 1)
        value.append(character)
    if not reader.at_end():
        reader.position += 1
    return "".join(value)


def _argument(tag: str, attributes: dict[str, str]) -> str:
    if tag == "a":
        return attributes.get("href", "")
    if tag == "code" and attributes.get("class", "").startswith("language-"):
        return attributes["class"][9:]
    if tag == "span" and attributes.get("class", "").startswith("tg-"):
        return attributes["class"][3:]
    if tag == "tg-emoji":
        return attributes.get("emoji-id", "")
    if tag == "blockquote" and "expandable" in attributes:
        return "1"
    return ""


def _read_end_tag(reader: _Reader) -> None:
    begin = reader.position
    if not reader.open_tags:
        raise reader.error("Unexpected end tag", begin)
    reader.position += 2
    name = reader.skip_to(_TAG_END).lower()
    reader.skip_spaces()
    if reader.source[reader.position] != ">":
        raise reader.error("Unclosed end tag", begin)
    reader.position += 1
    tag = reader.open_tags[-1]
    if name and name != tag.name:
        raise reader.error("Unmatched end tag", begin, f', expected "</{tag.name}>", found "</{name}>"')
    reader.open_tags.pop()
    if reader.offset > tag.offset:
        _close(reader, tag)


def _close(reader: _Reader, tag: _OpenTag) -> None:
    entity: Entity = {"type": _TAGS[tag.name], "offset": tag.offset, "length": reader.offset - tag.offset}
    if tag.name == "a":
        _add_link(reader, entity, tag)
        return
    if tag.name in {"code", "pre"}:
        _add_code(reader, entity, tag)
        return
    if tag.name == "blockquote" and tag.argument:
        entity["type"] = "expandable_blockquote"
    elif tag.name == "tg-emoji":
        if not (tag.argument.isascii() and tag.argument.isdigit() and 0 < int(tag.argument) < 2**63):
            raise FormattingError("Invalid custom emoji identifier specified")
        entity["custom_emoji_id"] = tag.argument
    elif tag.name == "tg-time":
        if not tag.attributes.get("unix", "").isdigit():
            raise FormattingError("Invalid date-time Unix time specified")
        entity["unix_time"] = int(tag.attributes["unix"])
        entity["date_time_format"] = tag.attributes.get("format", "")
    reader.entities.append(entity)


def _add_link(reader: _Reader, entity: Entity, tag: _OpenTag) -> None:
    link = tag.argument or "".join(reader.written)[tag.position :]
    user = linked_user(link)
    if user is not None:
        reader.entities.append({**entity, "type": "text_mention", "user": {"id": user}})
        return
    try:
        reader.entities.append({**entity, "url": checked_link(link)})
    except LinkError:
        return


def _add_code(reader: _Reader, entity: Entity, tag: _OpenTag) -> None:
    """`<pre>` and `<code class="language-…">` around the same text are one block with a language."""
    if reader.entities:
        inner = reader.entities[-1]
        same = (inner["offset"], inner["length"]) == (entity["offset"], entity["length"])
        if same and tag.name == "pre" and inner["type"] == "code" and inner.get("language"):
            inner["type"] = "pre"
            return
        if (
            same
            and tag.name == "code"
            and inner["type"] == "pre"
            and tag.argument
            and "language" not in inner
        ):
            inner["language"] = tag.argument
            return
    if tag.name == "code" and tag.argument:
        entity["language"] = tag.argument
    reader.entities.append(entity)
