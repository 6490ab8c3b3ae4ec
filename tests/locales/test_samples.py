import ast
import asyncio
import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from aiohttp import web

from locales.samples import KEY_PLACEHOLDER, PROGRAMMING_LANGUAGES, sample

BASE_URL = "http://127.0.0.1:3000/v1"
KEY = "sk-" + "aB3" * 16
AWKWARD = 'it\'s "q" \\ ${x} `y` {{model}} $(z) </code>'


def literals(text: str) -> set[str]:
    return {
        node.value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@pytest.mark.parametrize("language", PROGRAMMING_LANGUAGES)
def test_a_sample_holds_the_customers_own_values(language: str) -> None:
    text = sample(language, BASE_URL, KEY, "deepseek-chat")
    assert BASE_URL in text
    assert KEY in text
    assert "deepseek-chat" in text
    assert "{{" not in text


def test_a_sample_in_no_known_language_is_an_error() -> None:
    with pytest.raises(KeyError, match="perl"):
        sample("perl", BASE_URL, KEY, "deepseek-chat")


def test_python_reads_the_values_as_they_are() -> None:
    assert {AWKWARD, "model-'1'"} <= literals(sample("python", BASE_URL, AWKWARD, "model-'1'"))


def test_a_slash_at_the_end_of_the_base_url_does_no_harm() -> None:
    assert f"'{BASE_URL}/chat/completions'" in sample("curl", BASE_URL + "/", KEY, "deepseek-chat")


def test_the_shell_reads_the_values_as_they_are() -> None:
    model = "model-'1' \"x\" \\"
    arguments = shlex.split(sample("curl", BASE_URL, AWKWARD, model).replace("\\\n", " "))
    assert arguments[1] == f"{BASE_URL}/chat/completions"
    assert f"Authorization: Bearer {AWKWARD}" in arguments
    assert json.loads(arguments[-1])["model"] == model


def test_the_placeholder_is_easily_seen() -> None:
    assert KEY_PLACEHOLDER in sample("go", BASE_URL, KEY_PLACEHOLDER, "deepseek-chat")


@pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is not installed")
@pytest.mark.parametrize("key", [KEY, AWKWARD])
def test_node_accepts_the_sample(key: str, tmp_path: Path) -> None:
    file = tmp_path / "first-call.mjs"
    file.write_text(sample("nodejs", BASE_URL, key, "deepseek-chat"), encoding="utf-8")
    checked = subprocess.run(["node", "--check", str(file)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("language", ["python", "curl"])
async def test_the_sample_gets_an_answer(language: str, tmp_path: Path) -> None:
    if language == "curl" and shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    asked: list[tuple[str | None, dict[str, object]]] = []

    async def complete(request: web.Request) -> web.Response:
        asked.append((request.headers.get("Authorization"), await request.json()))
        message = {"role": "assistant", "content": "Hello back"}
        choice = {"index": 0, "finish_reason": "stop", "message": message}
        return web.json_response({"id": "1", "object": "chat.completion", "created": 1, "choices": [choice]})

    app = web.Application()
    app.router.add_post("/v1/chat/completions", complete)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    file = tmp_path / "first_call"
    file.write_text(sample(language, f"http://127.0.0.1:{port}/v1", KEY, "deepseek-chat"), encoding="utf-8")
    program = sys.executable if language == "python" else "sh"
    environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    try:
        process = await asyncio.create_subprocess_exec(
            program,
            str(file),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=environment,
        )
        output, errors = await process.communicate()
    finally:
        await runner.cleanup()
    assert "Hello back" in output.decode(), errors.decode()
    assert asked[0][0] == f"Bearer {KEY}"
    assert asked[0][1]["model"] == "deepseek-chat"
