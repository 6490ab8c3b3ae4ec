"""Path B, clicked through in Chinese: the console refuses keys, a code comes, and five steps lead to a key."""

import openai
import pytest

from tests.browser.chat import Chat

pytestmark = pytest.mark.browser


def test_a_code_becomes_a_key_in_five_steps(xiaoming: Chat) -> None:
    window = xiaoming.window
    xiaoming.open()
    window.see(".empty", "扫码付款")
    window.click(".sandbox-toggle")
    window.click('.drawer .switch[name="console.refuse_keys"]')
    window.picture("path-b-1-drawer")
    window.click(".drawer-header .icon-button")

    xiaoming.start()
    payment = xiaoming.orders("¥10 ·", "微信支付", "扫一扫，支付 ¥10")
    window.picture("path-b-2-qr")
    xiaoming.pays(payment, "打开微信付款")
    window.see("h1", "支付成功")
    window.picture("path-b-3-paid")
    window.click("#back")
    delivery = xiaoming.sees("这是你的兑换码")
    xiaoming.sees_in(payment, "已付款")
    window.scroll_to(f'[data-message-id="{delivery}"]')
    window.picture("path-b-4-code")
    xiaoming.tap("复制兑换码", delivery)
    window.see(".toast", "已复制")
    code = window.paste("#composer")

    window.click(f'[data-message-id="{delivery}"] .text a', "注册")
    window.switch_to_new_tab(3)
    window.picture("path-b-5-register")
    window.type("[name=username]", "xiaoming")
    window.type("[name=password]", "correct-horse")
    window.click("#register .primary")
    window.see("#toast", "注册成功")
    window.type("#login [name=username]", "xiaoming")
    window.type("#login [name=password]", "correct-horse")
    window.picture("path-b-6-login")
    window.click("#login .primary")
    window.see("#balance", "$0.00")
    assert window.paste("#redeem input") == code
    window.click("#redeem .primary")
    window.see("#toast", "充值成功")
    window.see("#balance", "$1.00")
    window.picture("path-b-7-redeemed")
    window.click("#menu a", "令牌")
    window.click("#create .primary")
    window.click('[data-token-name="my-key"] .copy')
    window.see("#toast", "已复制")
    window.picture("path-b-8-key")

    window.back_to_tab(1)
    key = window.paste("#composer")
    with openai.OpenAI(api_key=key, base_url=xiaoming.value(delivery, "http")) as client:
        answer = client.chat.completions.create(
            model="deepseek-chat", messages=[{"role": "user", "content": "你好！"}]
        )
    assert answer.choices[0].message.content
