"""Path A, clicked through in English: from START to an answer of the model."""

import subprocess
import sys
from pathlib import Path

import openai
import pytest

from tests.browser.conftest import Welcome
from tests.browser.running import Running

pytestmark = pytest.mark.browser


def test_from_start_to_a_key_that_answers(welcome: Welcome, sandbox: Running, tmp_path: Path) -> None:
    ada = welcome("Ada", "en")
    window = ada.window
    window.see(".empty", "Prepaid credits")
    window.picture("path-a-1-before-start")
    ada.start()
    ada.sees("welcome to AiCredits")
    window.picture("path-a-2-welcome")
    payment = ada.orders("¥30", "Alipay", "Scan with Alipay and pay ¥30")
    unpaid = ada.photo(payment)
    window.picture("path-a-3-qr")

    ada.tap("Pay with Alipay", payment)
    window.switch_to_new_tab()
    assert "30.00" in window.read(".amount")
    window.picture("path-a-4-cashier")
    window.click("#pay")
    window.see("h1", "Payment successful")
    window.picture("path-a-5-paid")
    window.click("#back")

    delivery = ada.sees("Here is your API key")
    ada.sees_in(payment, "Paid and delivered")
    assert ada.photo(payment) != unpaid
    assert not any("Pay with" in label for label in ada.labels(payment))
    window.picture("path-a-6-delivery")
    base_url, key = ada.value(delivery, "http"), ada.value(delivery, "sk-")
    assert base_url == sandbox.base_url
    ada.tap("Copy API key", delivery)
    window.see(".toast", "Copied")
    window.picture("path-a-7-copied")
    assert window.paste("#composer") == key

    with openai.OpenAI(api_key=key, base_url=base_url) as client:
        answer = client.chat.completions.create(
            model="deepseek-chat", messages=[{"role": "user", "content": "Hello!"}]
        )
    assert answer.choices[0].message.content

    ada.tap("Python", delivery)
    program = ada.program(ada.sees("Your first call · Python"))
    window.picture("path-a-8-python")
    file = tmp_path / "first_call.py"
    file.write_text(program, encoding="utf-8")
    run = subprocess.run([sys.executable, str(file)], capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip()
