"""Who asks for a package gets it; who only speaks of one does not."""

from pathlib import Path

import pytest

from assistant.buying import Sold, package_wanted
from fulfillment.catalog import load_catalog
from locales.loader import LANGUAGES

SOLD = [
    Sold(package.id, tuple(package.name.values()), package.price.decimal())
    for package in load_catalog(Path(__file__).parents[2] / "catalog.toml", LANGUAGES).packages
]


@pytest.mark.parametrize(
    ("package", "texts"),
    [
        (
            "starter",
            [
                "I want to buy the starter package",
                "gimme one starter plz",
                "starter package please",
                "我想buy一个Starter",
                "我要買入門套餐",
                "给我来一份入门套餐",
                "Can I get the starter package?",
                "sell me the 入门包",
            ],
        ),
        (
            "standard",
            [
                "order a standard for me",
                "要一个standard",
                "我想買標準套餐",
                "下单标准套餐",
                "buy the ¥30 package",
                "我要30元的",
                "我要30的",
                "来30那个",
                "i'll take the 30 one please",
                "standard",
                "标准包",
                "能买标准包吗",
                "三十块的来一个",
                "标准套餐",
                "我要标准包",
                "买 standard 套餐",
                "buy standard",
                "30 yuan package please",
                "I want to buy the standard package",
                "可以给我来一个标准包吗",
            ],
        ),
        (
            "trial",
            [
                "get me the trial package",
                "buy package trial",
                "I'll take the trial one",
                "我想买个体验包试试",
                "buy trial",
                "¥5 package please",
                "sign me up for the trial",
                "充值5元",
            ],
        ),
        ("professional", ["来一个专业版", "想要购买专业套餐", "please sell me a professional plan"]),
    ],
)
def test_who_asks_for_a_package_in_whatever_words_is_offered_it(package: str, texts: list[str]) -> None:
    read = {text: wanted.id for text in texts if (wanted := package_wanted(text, SOLD))}
    assert read == dict.fromkeys(texts, package)


@pytest.mark.parametrize(
    "text",
    [
        "free trial?",
        "i dont want to buy standard",
        "我买了标准包没收到key",
        "取消标准包",
        "取消那个专业包的订单",
        "不买标准包了",
        "我的标准包用完了",
        "标准包能用多久",
        "体验包能问多少次",
        "trial?",
        "my starter package",
        "我的标准包",
        "order history standard package",
        "I bought the standard package",
        "cancel standard",
        "不要标准包",
        "标准包还是专业包",
        "buy starter or standard",
        "is the standard package enough for me?",
        "I need help with my starter package",
        "did i buy the standard package",
        "标准包多少钱",
        "标准包买了没到账",
        "能退标准包吗",
        "give me the standard package for free",
        "buy 30 packages",
        "what does standard include",
        "I want to know the standard",
        "别给我来标准包",
        "我要标准的答案",
        "standard deviation",
        "退标准包",
        "有30元的吗",
        "标准包?",
        "get standard error",
        "I have standard",
        "I have the starter package",
        "要专业的翻译",
        "标准包要多少钱",
        "30的额度够用吗",
        "我付的是30的",
        "买30的倍数",
        "give me 30 ones",
        "not the 30 one",
    ],
)
def test_who_refuses_asks_or_complains_is_sold_nothing(text: str) -> None:
    assert package_wanted(text, SOLD) is None


def test_what_else_is_told_with_a_clear_verb_is_no_plain_order() -> None:
    wanted = package_wanted("buy the starter package to write an essay in deepseek", SOLD)
    assert wanted is not None
    assert (wanted.id, wanted.plain) == ("starter", False)


def test_packages_are_called_what_the_owner_calls_them() -> None:
    own = [
        Sold("p1", ("Night Owl", "夜猫子套餐"), "7.50"),
        Sold("p2", ("Night Owl Plus", "夜猫子加强套餐"), "15.00"),
    ]
    read = {
        text: wanted.id if (wanted := package_wanted(text, own)) else None
        for text in (
            "buy night owl",
            "one night owl plus please",
            "来个夜猫子版",
            "买夜猫子加强包",
            "¥7.5",
            "买标准包",
        )
    }
    assert list(read.values()) == ["p1", "p2", "p1", "p2", "p1", None]
