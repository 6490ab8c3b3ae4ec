"""The arguments of one Bot API call, read as leniently as the real server reads them."""

import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

from sandbox.telegram.errors import bad_request

_LEADING_NUMBER = re.compile(r"\s*(-?\d+)")


@dataclass(slots=True)
class Upload:
    """One uploaded file."""

    name: str
    content_type: str
    content: bytes


@dataclass(slots=True)
class Parameters:
    """Values as they travelled, all strings, and uploaded files by the name of their part."""

    values: dict[str, str] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return a string; empty when absent."""
        return self.values.get(name, "")

    def integer(self, name: str, default: int = 0) -> int:
        """Return a whole number; what is no number counts as 0, what is absent as the default."""
        value = self.values.get(name)
        if value is None:
            return default
        match = _LEADING_NUMBER.match(value)
        return int(match[1]) if match else 0

    def clamped(self, name: str, default: int, low: int, high: int) -> int:
        """Return a whole number forced into a range."""
        return min(max(self.integer(name, default), low), high)

    def boolean(self, name: str) -> bool:
        """Return whether the value is one of "true", "yes", "1"."""
        return self.values.get(name, "").strip().lower() in {"true", "yes", "1"}

    def json(self, name: str, what: str) -> Any:
        """Return a JSON value, None when absent; raises 400 "can't parse … JSON object"."""
        value = self.values.get(name, "")
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except ValueError as error:
            raise bad_request(f"can't parse {what} JSON object") from error


async def read_parameters(request: web.Request) -> Parameters:
    """Collect arguments from the query and from a body that is urlencoded, multipart or JSON."""
    parameters = Parameters(dict(request.query))
    if request.method != "POST" or not request.can_read_body:
        return parameters
    content_type = request.content_type
    if content_type == "multipart/form-data":
        await _read_multipart(request, parameters)
    elif content_type == "application/json":
        parameters.values |= _json_values(await request.text())
    elif content_type == "application/x-www-form-urlencoded":
        body = await request.read()
        parameters.values |= dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
    return parameters


def _json_values(body: str) -> dict[str, str]:
    try:
        document = json.loads(body)
    except ValueError as error:
        raise bad_request("can't parse JSON object") from error
    if not isinstance(document, dict):
        raise bad_request("object expected")
    return {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in document.items()
        if value is not None
    }


async def _read_multipart(request: web.Request, parameters: Parameters) -> None:
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        content = bytes(await part.read(decode=True))
        if part.filename is None:
            parameters.values[part.name] = content.decode(errors="replace")
        else:
            kind = part.headers.get("Content-Type", "application/octet-stream")
            parameters.files[part.name] = Upload(part.filename, kind, content)
