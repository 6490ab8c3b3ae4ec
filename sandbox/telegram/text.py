"""From what was sent to what a message holds: cleaned, trimmed, measured text with tidy entities."""

import re
from collections.abc import Iterable

from sandbox.telegram.entities import find_entities
from sandbox.telegram.errors import bad_request
from sandbox.telegram.formatting import (
    Entity,
    FormattingError,
    entity_order,
    parse_html,
    utf16_length,
)

MESSAGE_LENGTH = 4096
CAPTION_LENGTH = 1024
_RAW_BYTES = 32768
_SPLITTABLE = ("bold", "italic", "underline", "strikethrough", "spoiler")
_QUOTES = ("blockquote", "expandable_blockquote")
_BLANK = " \n\t\r\v\f"
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x0c\x0e-\x1f]")
_REMOVED = re.compile(r"[\r\u2028-\u202e\u0333\u033f\u030a]")

Range = tuple[int, int]


def formatted(text: str, parse_mode: str, entities: list[Entity] | None) -> tuple[str, list[Entity]]:
    """Read a text of a Bot API call; raises ApiError with Telegram's words. The text may come back empty."""
    if len(text) > _RAW_BYTES // 4 and len(text.encode()) > _RAW_BYTES:
        raise bad_request("text is too long")
    explicit: list[Entity] = []
    if parse_mode:
        if parse_mode.lower() != "html":
            known = parse_mode.lower() in {"markdown", "markdownv2"}
            raise bad_request(
                f"parse_mode {parse_mode} is not part of the sandbox" if known else "unsupported parse_mode"
            )
        try:
            text, explicit = parse_html(text)
        except FormattingError as error:
            raise bad_request(f"can't parse entities: {error}") from error
    elif entities:
        explicit = [dict(entity) for entity in entities]
    return tidy(text, explicit)


def tidy(text: str, explicit: list[Entity]) -> tuple[str, list[Entity]]:
    """Clean and trim a text, and add to its own entities those that a client finds by itself."""
    text, explicit = _clean(text, explicit)
    text, explicit = _trim(text, explicit)
    found = find_entities(text)
    if not explicit:
        return text, found
    fixed = _fixed(explicit)
    taken = [_range(e) for e in fixed if e["type"] not in _SPLITTABLE and e["type"] not in _QUOTES]
    edges = [_range(e) for e in fixed]
    added = [
        e
        for e in found
        if not any(_overlap(_range(e), other) for other in taken)
        and not any(_crosses(_range(e), other) for other in edges)
    ]
    return text, sorted([*fixed, *added], key=entity_order)


def _clean(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    text = _CONTROL.sub(" ", text)
    for match in reversed(list(_REMOVED.finditer(text))):
        offset = utf16_length(text[: match.start()])
        entities = [_without_unit(entity, offset) for entity in entities]
    return _REMOVED.sub("", text), [e for e in entities if e["length"] > 0]


def _without_unit(entity: Entity, offset: int) -> Entity:
    if offset < entity["offset"]:
        return {**entity, "offset": entity["offset"] - 1}
    if offset < entity["offset"] + entity["length"]:
        return {**entity, "length": entity["length"] - 1}
    return entity


def _trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    text = text.rstrip(_BLANK)
    first = min((e["offset"] for e in entities), default=len(text))
    leading = 0
    while leading < min(first, len(text)) and text[leading] in " \n":
        leading += 1
    text = text[leading:]
    if not entities:
        return text, entities
    length = utf16_length(text)
    shifted = [{**e, "offset": e["offset"] - leading} for e in entities]
    cut = [{**e, "length": min(e["length"], length - e["offset"])} for e in shifted if e["offset"] >= 0]
    return text, [e for e in cut if e["length"] > 0]


def _fixed(entities: list[Entity]) -> list[Entity]:
    """Make entities nest: code holds nothing, links hold only styles, equal styles side by side are one."""
    ordered = sorted(entities, key=entity_order)
    if len(ordered) < 2:
        return ordered
    quotes = _apart(e for e in ordered if e["type"] in _QUOTES)
    solid = [
        e
        for e in _apart(e for e in ordered if e["type"] not in _QUOTES and e["type"] not in _SPLITTABLE)
        if not any(_crosses(_range(e), _range(quote)) for quote in quotes)
    ]
    code = [_range(e) for e in solid if e["type"] in {"code", "pre"}]
    borders = [_range(e) for e in [*quotes, *solid]]
    styles: list[Entity] = []
    for kind in _SPLITTABLE:
        joined = _joined(_range(e) for e in ordered if e["type"] == kind)
        for start, end in _cut(_subtract(joined, code), borders):
            styles.append({"type": kind, "offset": start, "length": end - start})
    return sorted([*quotes, *solid, *styles], key=entity_order)


def _range(entity: Entity) -> Range:
    return entity["offset"], entity["offset"] + entity["length"]


def _overlap(one: Range, other: Range) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _crosses(one: Range, other: Range) -> bool:
    inside = (one[0] >= other[0] and one[1] <= other[1]) or (other[0] >= one[0] and other[1] <= one[1])
    return _overlap(one, other) and not inside


def _apart(entities: Iterable[Entity]) -> list[Entity]:
    kept: list[Entity] = []
    for entity in entities:
        if not kept or entity["offset"] >= _range(kept[-1])[1]:
            kept.append(entity)
    return kept


def _joined(ranges: Iterable[Range]) -> list[Range]:
    joined: list[Range] = []
    for start, end in sorted(ranges):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _subtract(ranges: list[Range], holes: list[Range]) -> list[Range]:
    for hole_start, hole_end in holes:
        rest: list[Range] = []
        for start, end in ranges:
            if not _overlap((start, end), (hole_start, hole_end)):
                rest.append((start, end))
                continue
            if start < hole_start:
                rest.append((start, hole_start))
            if hole_end < end:
                rest.append((hole_end, end))
        ranges = rest
    return ranges


def _cut(ranges: list[Range], borders: list[Range]) -> list[Range]:
    for border in borders:
        pieces: list[Range] = []
        for piece in ranges:
            if not _crosses(piece, border):
                pieces.append(piece)
                continue
            point = border[0] if piece[0] < border[0] else border[1]
            pieces += [(piece[0], point), (point, piece[1])]
        ranges = pieces
    return ranges
