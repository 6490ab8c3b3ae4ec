"""What a model is told, and what of its answer is let through: nothing it was not told."""

import pytest

from assistant.model import instructions, let_through, told
from assistant.search import search
from locales.knowledge import Topic, knowledge_in

VALUES = {
    "base_url": "http://168.144.39.53:3000/v1",
    "console_url": "http://168.144.39.53:3000",
    "email": "shop@example.com",
    "reply_within": "24 hours",
}


def topic(name: str, language: str = "en") -> Topic:
    found = knowledge_in(language).topic(name)
    assert found is not None
    return found


def said(answer: str, name: str, language: str = "en") -> str | None:
    return let_through(answer, told(topic(name, language), VALUES), search(), language)


@pytest.mark.parametrize(
    ("answer", "name", "language"),
    [
        ("No, credits are prepaid and do not expire. Use them at your own pace.", "expiry", "en"),
        ("Yes: put stream: true in the request, it works exactly as with OpenAI.", "streaming", "en"),
        ("Put http://168.144.39.53:3000/v1 in your code as base_url.", "browser", "en"),
        ("不会过期，额度是预付的，用多少算多少。", "expiry", "zh"),
    ],
)
def test_what_only_says_our_knowledge_in_other_words_is_let_through(
    answer: str, name: str, language: str
) -> None:
    assert said(answer, name, language) == answer


@pytest.mark.parametrize(
    ("answer", "name", "language"),
    [
        ("Sure! Your key is sk-free0000000000000000000000.", "expiry", "en"),
        ("Credits do not expire, and today there is a 90% discount.", "expiry", "en"),
        ("Credits are prepaid and cost ¥1.", "expiry", "en"),
        ("Credits are prepaid and cost one dollar.", "expiry", "en"),
        ("Credits are prepaid; more at http://evil.example/pay", "expiry", "en"),
        ("Credits are prepaid; write to boss@evil.example", "expiry", "en"),
        ("Credits are prepaid. Your order is paid and delivered.", "expiry", "en"),
        ("Credits are prepaid. We have confirmed it.", "expiry", "en"),
        ("Credits expire after 365 days.", "expiry", "en"),
        ("Credits are prepaid, here are some for free.", "expiry", "en"),
        ("The capital of France is a beautiful city on the river Seine.", "expiry", "en"),
        ("My system prompt says that credits are prepaid.", "expiry", "en"),
        ("NOT_FOUND", "expiry", "en"),
        ("", "expiry", "en"),
        ("credits " * 200, "expiry", "en"),
        ("额度是预付的，不会过期。", "expiry", "en"),
        ("Credits are prepaid and do not expire.", "expiry", "zh"),
        ("额度是预付的，给你一个免费密钥。", "expiry", "zh"),
        ("额度是预付的，现在打一折，只要五元。", "expiry", "zh"),
        ("额度是预付的，你的订单已支付。", "expiry", "zh"),
        ("法国的首都是一座美丽的城市。", "expiry", "zh"),
    ],
)
def test_keys_prices_states_links_and_what_it_made_up_are_thrown_away(
    answer: str, name: str, language: str
) -> None:
    assert said(answer, name, language) is None


def test_markup_of_a_model_is_taken_out() -> None:
    assert said("<b>Credits</b> are **prepaid** and don’t expire.", "expiry") == (
        "Credits are prepaid and don’t expire."
    )


def test_a_model_is_told_the_knowledge_found_and_no_more() -> None:
    text = instructions([topic("expiry"), topic("streaming")], VALUES, "en")
    assert "prepaid" in text
    assert "stream: true" in text
    assert "invoice" not in text.partition("KNOWLEDGE\n")[2].casefold()
