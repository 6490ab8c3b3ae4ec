"""The control on the page that moves the clock: what takes a day in life is seen in seconds."""

import pytest

from tests.browser.chat import Chat
from tests.browser.running import wait_for
from tests.browser.window import SMALL_PHONE, Window

pytestmark = pytest.mark.browser


def test_an_order_expires_while_one_watches(alice: Chat, window: Window) -> None:
    alice.open()
    alice.start()
    payment = alice.orders("¥30", "Alipay", "Scan with Alipay")
    window.resize(SMALL_PHONE)
    window.click(".sandbox-toggle")
    before = window.read(".clock-time")
    window.picture("small-phone-clock")
    assert window.too_wide() == []
    for hours in ("+20 h", "+4 h"):
        window.click(".clock-moves button", hours)
        window.sees_no(".clock-time", before)
        before = window.read(".clock-time")
    window.click(".drawer-header button")
    alice.sees_in(payment, "This order has expired unpaid")
    # “Yesterday”, and should midnight have passed in these seconds, a date.
    wait_for("another name for the first day", lambda: window.look(".day")[0].text != "Today")
