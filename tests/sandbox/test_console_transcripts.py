"""The local console gives the answers that a real One API gave, call by call."""

import json
import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.sandbox.outside import Operator, open_console

TRANSCRIPTS = Path(__file__).parents[2] / ".." / "shared" / "facts" / "one-api-transcripts.md"
ROOT_TOKEN = "0123456789abcdef0123456789abcdef"
LEFT_OUT = ("/api/channel", "/api/log")
# What depends on the moment, or on what another model's answer cost.
VARYING = {
    "created_time", "accessed_time", "redeemed_time", "start_time", "server_address", "aff_code", "user_id",
    "remain_quota", "used_quota", "quota", "request_count", "hard_limit_usd", "soft_limit_usd",
    "system_hard_limit_usd", "total_usage", "content", "prompt_tokens", "completion_tokens", "total_tokens",
}  # fmt: skip
SECRET = re.compile(r"\b(?:[0-9A-Za-z]{48}|[0-9a-f]{32})\b")


@dataclass
class Call:
    """One call of the transcripts and what came back."""

    title: str
    arguments: list[str]
    status: int
    body: str

    def option(self, name: str) -> str | None:
        """The value of one of curl's options."""
        return self.arguments[self.arguments.index(name) + 1] if name in self.arguments else None

    @property
    def path(self) -> str:
        """The path with its query."""
        address = next(part for part in self.arguments if part.startswith("http://"))
        return address.removeprefix("http://127.0.0.1:13000")


def read_calls() -> list[Call]:
    calls = []
    text = TRANSCRIPTS.read_text("utf-8").split("## 6 rate limits")[0]
    for title, block in re.findall(r"### ([^\n]*)\n```\n(\$ curl .*?)\n```", text, re.DOTALL):
        command, answer = block.split("\n", 1)
        head, _, body = answer.partition("\n\n")
        calls.append(Call(title, shlex.split(command[2:]), int(head.split()[1]), body.strip()))
    return calls


class Replay:
    """Repeats the calls against the local console, putting its own secrets in the place of the recorded ones."""

    def __init__(self, operator: Operator) -> None:
        self.operator = operator
        self.secrets = {ROOT_TOKEN: operator.console.users[1].access_token}
        self.cookies: dict[str, httpx.Cookies] = {}

    def can_repeat(self, call: Call) -> bool:
        """Whether the secrets that a call uses came up before (some calls were left out of the record)."""
        used = SECRET.findall(" ".join(call.arguments))
        known = all(secret in self.secrets for secret in used)
        return known and not call.path.startswith(LEFT_OUT) and "[cut]" not in call.body

    async def repeat(self, call: Call) -> httpx.Response:
        """Make the call, and learn the secrets of its answer."""
        self.operator.http.cookies = self.cookies.get(call.option("-b") or "", httpx.Cookies())
        headers = dict(
            header.split(": ", 1)
            for name, header in zip(call.arguments, call.arguments[1:], strict=False)
            if name == "-H"
        )
        sent = self._ours(call.option("-d") or "").replace('"user_id": 2', '"user_id": 4')
        answer = await self.operator.http.request(
            call.option("-X") or "GET",
            self._ours(call.path).replace("/api/user/2", "/api/user/4"),
            headers={name: self._ours(value) for name, value in headers.items()},
            content=sent.replace("gpt-3.5-turbo", "gpt-4o") if "not allowed" not in call.title else sent,
        )
        if call.option("-c"):
            self.cookies[call.option("-c") or ""] = answer.cookies
        if answer.text.startswith("{"):
            recorded, given = SECRET.findall(call.body), SECRET.findall(answer.text)
            self.secrets.update(zip(recorded, given, strict=True))
        return answer

    def _ours(self, text: str) -> str:
        return SECRET.sub(lambda match: self.secrets[match.group()], text)


def shape(value: Any, name: str = "") -> Any:
    """An answer without what may differ: types in the place of numbers and secrets, keys in their order."""
    if isinstance(value, dict):
        return [(key, shape(item, key)) for key, item in value.items()]
    if isinstance(value, list):
        return [shape(item, name) for item in value]
    if name in VARYING:
        return "number" if isinstance(value, int | float) else type(value).__name__
    if isinstance(value, str):
        masked = SECRET.sub("SECRET", value)
        return re.sub(r"request id: \d+", "request id: N", masked).replace("gpt-3.5-turbo", "gpt-4o")
    return value


@pytest.mark.skipif(not TRANSCRIPTS.exists(), reason="the transcripts of the real server are not here")
async def test_every_recorded_call_is_answered_as_the_real_server_answered_it() -> None:
    repeated = []
    async with open_console() as operator:
        replay = Replay(operator)
        for call in read_calls():
            if not replay.can_repeat(call):
                continue
            answer = await replay.repeat(call)
            repeated.append(call.title)
            assert answer.status_code == call.status, call.title
            if "chatcmpl-dummy" in call.body or not call.body:
                continue
            expected, given = json.loads(call.body), answer.json()
            if isinstance(expected.get("data"), dict) and "username" in expected["data"]:
                expected["data"]["id"] = given["data"]["id"]
            if "/user/search" in call.path:
                expected["data"][0]["id"] = given["data"][0]["id"]
            assert shape(given) == shape(expected), call.title
    assert len(repeated) > 60, repeated
