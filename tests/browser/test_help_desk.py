"""The help desk, tried from both sides by one person on one page."""

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser.conftest import Welcome
from tests.browser.window import PHONE, Window

pytestmark = pytest.mark.browser

DESK = ".chat:has(.chat-as)"
COMPOSER = f"{DESK} textarea"


def test_a_customer_and_the_staff_talk_to_each_other(welcome: Welcome, window: Window) -> None:
    mia = welcome("Mia", "en")
    window.click(".sandbox-toggle")
    window.click("[data-staff-language=en]")
    window.see("[data-staff-language=en][aria-pressed=true]")
    window.click(".drawer-header button")
    mia.start()
    mia.sees("welcome to AiCredits")
    mia.write("/support")
    mia.sees("A person will answer you here")
    mia.write("My key says 401, but I copied it exactly.")

    window.click(".person.group")
    window.click(".topic", "Mia")
    window.see(f"{DESK} .incoming", "My key says 401")
    window.see(".pinned", "Mia")
    window.see(COMPOSER).send_keys("Hello Mia, let me loook.", Keys.ENTER)
    answer = mia.sees("let me loook")

    window.see(COMPOSER).send_keys(Keys.ARROW_UP)
    window.see(".about", "Edit message")
    window.type(COMPOSER, "Hello Mia, let me look.")
    window.see(COMPOSER).send_keys(Keys.ENTER)
    mia.sees_in(answer, "let me look.")
    window.see(".topic", "🟢")
    window.picture("help-desk")

    window.click(".topic", "Queue")
    window.click(f"{DESK} .keyboard-button", "Mia")
    window.see(".topic[aria-selected=true]", "Mia")
    window.click(".topic", "General")
    mia.write("Thank you!")
    window.see(".topic:has(.badge)", "Mia")
    window.see(f"{DESK} textarea").send_keys("/c")
    window.see(".command-item", "/claim")
    window.resize(PHONE)
    window.picture("phone-help-desk")
    assert window.too_wide() == []
