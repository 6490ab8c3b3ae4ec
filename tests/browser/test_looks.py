"""Phones, the dark, two chats side by side: everything fits, everybody reads their own language."""

import pytest

from tests.browser.chat import Chat
from tests.browser.conftest import Welcome
from tests.browser.running import Running
from tests.browser.window import PHONE, SMALL_PHONE, WIDE, Window

pytestmark = pytest.mark.browser

WORDS = {
    "en": ("Scan with Alipay", "Pay with Alipay", "Here is your API key", "Your first call"),
    "zh-hans": ("用支付宝扫一扫", "打开支付宝付款", "API Key 已到手", "第一次调用"),
}
METHODS = {"en": "Alipay", "zh-hans": "支付宝"}
COMMANDS = ("/buy", "/orders", "/guide", "/models", "/faq", "/support", "/help", "/terms", "/privacy")


@pytest.mark.parametrize("language", WORDS)
def test_nothing_is_wider_than_a_small_phone(welcome: Welcome, window: Window, language: str) -> None:
    scan, pay, delivered, first_call = WORDS[language]
    window.resize(SMALL_PHONE)
    customer = welcome("Ada", language)
    fits(window, f"small-phone-{language}-1-before-start")
    customer.start()
    payment = customer.orders("¥100", METHODS[language], scan)
    customer.photo(payment)
    fits(window, f"small-phone-{language}-2-qr")
    customer.tap(pay, payment)
    window.switch_to_new_tab()
    fits(window, f"small-phone-{language}-3-cashier")
    window.click("#pay")
    window.see("#back")
    fits(window, f"small-phone-{language}-4-paid")
    window.back_to_tab(0)
    delivery = customer.sees(delivered)
    window.scroll_to(f'[data-message-id="{delivery}"]')
    fits(window, f"small-phone-{language}-5-delivery")
    customer.tap("Python", delivery)
    window.scroll_to(f'[data-message-id="{customer.sees(first_call)}"]')
    window.picture(f"small-phone-{language}-6-python")
    assert window.too_wide() == []


@pytest.mark.parametrize("language", WORDS)
def test_every_command_fits_on_a_small_phone(welcome: Welcome, window: Window, language: str) -> None:
    window.resize(SMALL_PHONE)
    customer = welcome("Ada", language)
    customer.start()
    window.click(".menu-button")
    window.see(".command-item")
    fits(window, f"small-phone-{language}-commands")
    window.click(".menu-button")
    for command in COMMANDS:
        customer.asks(command)
        fits(window, f"small-phone-{language}-{command[1:]}")


def test_the_console_fits_on_a_small_phone(window: Window, sandbox: Running) -> None:
    window.resize(SMALL_PHONE)
    window.open(sandbox.console)
    window.see("#version")
    fits(window, "small-phone-console-1-welcome")
    window.click("#menu-button")
    window.click("#menu a", "Register")
    window.type("[name=username]", "ada")
    window.type("[name=password]", "correct-horse")
    fits(window, "small-phone-console-2-register")
    window.click("#register .primary")
    window.type("#login [name=username]", "ada")
    window.type("#login [name=password]", "correct-horse")
    fits(window, "small-phone-console-3-login")
    window.click("#login .primary")
    window.see("#balance", "$0.00")
    fits(window, "small-phone-console-4-wallet")
    window.click("#menu-button")
    window.see("#who", "ada")
    fits(window, "small-phone-console-5-menu")
    window.click("#menu a", "API Keys")
    window.click("#create .primary")
    window.see('[data-token-name="my-key"]')
    fits(window, "small-phone-console-6-keys")


def test_the_gateways_list_of_orders_fits_on_a_small_phone(welcome: Welcome, window: Window) -> None:
    window.resize(SMALL_PHONE)
    ada = welcome("Ada", "en")
    ada.start()
    ada.orders("¥5", "Alipay", "Scan with Alipay")
    window.click(".sandbox-toggle")
    window.see(".drawer")
    fits(window, "small-phone-drawer")
    window.click(".drawer-link", "Payment gateway")
    window.switch_to_new_tab()
    window.see("#orders td")
    fits(window, "small-phone-gateway")
    window.resize(WIDE)
    window.picture("gateway")


def test_buying_on_a_phone_in_the_dark(alice: Chat, window: Window) -> None:
    window.resize(PHONE)
    alice.open()
    window.click(".theme-toggle")
    alice.start()
    alice.sees("welcome to AiCredits")
    window.picture("phone-dark-1-welcome")
    payment = alice.orders("¥30", "Alipay", "Scan with Alipay")
    alice.photo(payment)
    window.picture("phone-dark-2-qr")
    alice.pays(payment, "Pay with Alipay")
    window.back_to_tab(0)
    alice.sees("Here is your API key")
    fits(window, "phone-dark-3-delivery")


def test_two_customers_side_by_side_each_in_their_own_language(
    alice: Chat, xiaoming: Chat, window: Window
) -> None:
    alice.open()
    window.click(".side-by-side-toggle")
    xiaoming.start()
    delivered = xiaoming.orders("¥100", "支付宝", "用支付宝扫一扫")
    xiaoming.pays(delivered, "打开支付宝付款")
    window.back_to_tab(0)
    alice.start()
    payment = alice.orders("¥30", "Alipay", "Scan with Alipay")
    alice.photo(payment)
    xiaoming.sees("API Key 已到手")
    xiaoming.sees_in(delivered, "已付款，已发货")
    fits(window, "side-by-side")
    assert not window.look(f"{alice.pane} .incoming", "支付宝")


def test_the_qr_grows_when_it_is_tapped_and_goes_when_it_is_tapped_again(
    welcome: Welcome, window: Window
) -> None:
    ada = welcome("Ada", "en")
    ada.start()
    payment = ada.orders("¥5", "Alipay", "Scan with Alipay")
    small = window.see(f'[data-message-id="{payment}"] button.photo img').size["width"]
    window.click(f'[data-message-id="{payment}"] button.photo')
    assert window.see("dialog.lightbox img").size["width"] > small
    window.picture("qr-enlarged")
    window.click("dialog.lightbox")
    window.sees_no("dialog.lightbox")


def test_many_open_tabs_of_the_chat_do_not_silence_it(welcome: Welcome, window: Window) -> None:
    ada = welcome("Ada", "en")
    for count in range(2, 9):
        window.open_tab()
        window.switch_to_new_tab(count)
        ada.open()
    ada.start()
    ada.sees("welcome to AiCredits")
    window.back_to_tab(0)
    ada.tap("¥30")
    ada.sees("How would you like to pay?")


def test_somebody_added_in_the_drawer_has_a_chat_of_their_own(welcome: Welcome, window: Window) -> None:
    welcome("Ada", "en").start()
    window.click(".sandbox-toggle")
    window.type(".drawer-form input", "Grace")
    window.click(".drawer-form button")
    window.see("[data-user-id][aria-current]", "Grace")
    window.click(".chat.current .big-button")
    window.see(".chat.current .incoming", "Hello Grace")


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "One way to pay has to stay on."), ("zh-hans", "至少要保留一种付款方式。")],
)
def test_the_last_way_to_pay_stays_on_and_the_page_says_so_in_its_language(
    welcome: Welcome, window: Window, language: str, told: str
) -> None:
    welcome("Ada", language).start()
    window.click(".sandbox-toggle")
    window.click('.drawer .switch[name="epay"]')
    window.see(".toast", told)
    window.see('.drawer .switch[name="epay"]:checked')


def fits(window: Window, name: str) -> None:
    """Take a picture, and say what is too wide in it or cut."""
    window.picture(name)
    assert (window.too_wide(), window.cut_labels()) == ([], []), name
