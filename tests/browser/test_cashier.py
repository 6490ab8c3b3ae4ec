"""What does not go as planned at the cashier, and what the chat makes of it."""

import re

import pytest

from tests.browser.conftest import Welcome

pytestmark = pytest.mark.browser

SCAN = "Scan with Alipay and pay ¥10"
PAY = "Pay with Alipay"


def test_a_fen_too_little_is_said_and_nothing_is_delivered(welcome: Welcome) -> None:
    ada = welcome("Ada", "en")
    ada.start()
    payment = ada.orders("¥10 ·", "Alipay", SCAN)
    ada.pays(payment, PAY, "#pay-short")
    ada.window.click("#back")
    ada.sees("Your payment of ¥9.99 arrived, but the price is ¥10")
    ada.window.picture("cashier-paid-too-little")
    ada.window.sees_no(".incoming", "Here is your API key")
    assert PAY not in ada.labels(payment)


def test_a_yuan_too_much_is_delivered_all_the_same(welcome: Welcome) -> None:
    ada = welcome("Ada", "en")
    ada.start()
    ada.pays(ada.orders("¥10 ·", "Alipay", SCAN), PAY, "#pay-more")
    ada.window.click("#back")
    ada.sees("Here is your API key")


def test_who_walks_away_can_come_back_and_pay(welcome: Welcome) -> None:
    ada = welcome("Ada", "en")
    ada.start()
    payment = ada.orders("¥10 ·", "Alipay", SCAN)
    ada.pays(payment, PAY, "#walk-away")
    ada.tap("I have paid", payment)
    assert re.search("Looking now|We look by ourselves", ada.window.read(".toast"))
    ada.window.picture("cashier-walked-away")
    assert PAY in ada.labels(payment)

    ada.tap(PAY, payment)
    ada.window.switch_to_new_tab(3)
    ada.window.click("#pay")
    ada.window.back_to_tab(0)
    ada.sees("Here is your API key")
    ada.sees_in(payment, "Paid and delivered")


def test_a_cancelled_order_has_another_picture_and_no_link(welcome: Welcome) -> None:
    ada = welcome("Ada", "en")
    ada.start()
    payment = ada.orders("¥10 ·", "Alipay", SCAN)
    unpaid = ada.photo(payment)
    ada.tap("Cancel", payment)
    ada.sees_in(payment, "Order cancelled")
    assert ada.photo(payment) != unpaid
    assert PAY not in ada.labels(payment)
    ada.window.picture("cashier-cancelled")


def test_the_order_can_be_paid_in_another_way(welcome: Welcome) -> None:
    ada = welcome("Ada", "en")
    ada.start()
    payment = ada.orders("¥10 ·", "Alipay", SCAN)
    ada.tap("Pay another way", payment)
    ada.tap("WeChat Pay")
    ada.pays(ada.sees("Scan with WeChat and pay ¥10"), "Pay with WeChat")
    assert "WeChat Pay" in ada.window.read(".band")
    ada.window.back_to_tab(0)
    ada.sees("Here is your API key")
