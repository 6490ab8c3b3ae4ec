"""JSON as the consoles' language reads and writes it: strict about types, terse, errors in its own words."""

import json
from collections.abc import Mapping
from typing import Any

_RANGES = {"int": (-(2**63), 2**63), "int64": (-(2**63), 2**63)}


class DecodeError(ValueError):
    """The body is not what the structure takes; the text is what the console tells its caller."""


class _Float(str):
    """The literal of a number that is not an integer."""

    __slots__ = ()


def dumps(body: Any) -> str:
    """Encode without spaces, and with the escapes that Go puts on HTML's characters."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def number(value: float) -> int | float:
    """A float that Go would print without a decimal point, as an integer."""
    return int(value) if value == int(value) else value


def decode(body: bytes, structure: str, fields: Mapping[str, str]) -> dict[str, Any]:
    """Return the known fields that the body sets, checked against their Go types; raises DecodeError."""
    if not body.strip():
        raise DecodeError("EOF")
    try:
        document = json.loads(body, parse_float=_Float)
    except ValueError:
        shown = body.decode(errors="replace").lstrip()[0]
        raise DecodeError(f"invalid character '{shown}' looking for beginning of value") from None
    if not isinstance(document, dict):
        raise DecodeError(f"json: cannot unmarshal {_kind(document)} into Go value of type model.{structure}")
    values = {name: document[name] for name in fields if document.get(name) is not None}
    for name, value in values.items():
        if not _fits(value, fields[name]):
            raise DecodeError(
                f"json: cannot unmarshal {_shown(value, fields[name])}"
                f" into Go struct field {structure}.{name} of type {fields[name]}"
            )
    return values


def _fits(value: Any, go_type: str) -> bool:
    if go_type in _RANGES:
        low, high = _RANGES[go_type]
        return isinstance(value, int) and not isinstance(value, bool) and low <= value < high
    if go_type == "bool":
        return isinstance(value, bool)
    if go_type == "[]int":
        return isinstance(value, list) and all(_fits(item, "int") for item in value)
    return isinstance(value, str) and not isinstance(value, _Float)


def _shown(value: Any, go_type: str) -> str:
    kind = _kind(value)
    return f"number {value}" if kind == "number" and go_type in _RANGES else kind


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int | _Float):
        return "number"
    if isinstance(value, list):
        return "array"
    return "object" if isinstance(value, dict) else "string"
