"""The shop's process dies between two taps."""

import pytest

from tests.browser.chat import Chat
from tests.browser.running import Running

pytestmark = pytest.mark.browser


def test_the_chat_goes_on_where_it_was(alice: Chat, fresh_sandbox: Running) -> None:
    alice.open()
    alice.start()
    alice.tap("¥30")
    alice.sees("How would you like to pay?")
    fresh_sandbox.pull_the_plug()
    alice.tap("Alipay")
    payment = alice.sees("Scan with Alipay and pay ¥30")
    fresh_sandbox.pull_the_plug()
    alice.pays(payment, "Pay with Alipay")
    alice.window.back_to_tab(0)
    delivery = alice.sees("Here is your API key")
    assert alice.value(delivery, "sk-")
    alice.sees_in(payment, "Paid and delivered")
