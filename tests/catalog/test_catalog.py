"""The catalogue: what the shipped one sells, and what an owner's mistakes in it look like."""

from pathlib import Path

import pytest

from fulfillment.catalog import CatalogError, load_catalog

SHIPPED = Path(__file__).parents[2] / "catalog.toml"
LANGUAGES = ("en", "zh")

PACKAGE = """[[package]]
id = "trial"
price_fen = 500
tokens = 200_000
quota = 200_000
name = { en = "Trial", zh = "体验包" }
best_for = { en = "Quick test", zh = "快速试用" }
"""
MODEL = """[[model]]
id = "deepseek-chat"
context = 64_000
description = { en = "DeepSeek V3 Chat", zh = "DeepSeek V3 对话" }
best_for = { en = "Recommended", zh = "推荐" }
"""


def mistakes(directory: Path, text: str | bytes) -> list[str]:
    path = directory / "catalog.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(CatalogError) as caught:
        load_catalog(path, LANGUAGES)
    assert str(caught.value) == "\n".join(caught.value.mistakes)
    return list(caught.value.mistakes)


def test_the_shipped_catalogue_sells_the_four_packages_and_five_models() -> None:
    catalog = load_catalog(SHIPPED, LANGUAGES)
    assert [(package.id, package.price.display(), package.tokens) for package in catalog.packages] == [
        ("trial", "¥5", 200_000),
        ("starter", "¥10", 500_000),
        ("standard", "¥30", 1_500_000),
        ("professional", "¥100", 5_000_000),
    ]
    assert [package.id for package in catalog.packages if package.popular] == ["standard"]
    assert all(package.quota == package.tokens for package in catalog.packages)
    assert [(model.id, model.context // 1000) for model in catalog.models] == [
        ("deepseek-chat", 64),
        ("deepseek-reasoner", 64),
        ("gpt-4o", 128),
        ("gpt-4o-mini", 128),
        ("claude-3-5-sonnet-20241022", 200),
    ]
    assert [model.id for model in catalog.models if model.recommended] == ["deepseek-chat"]


def test_a_package_is_known_by_its_id_while_it_is_on_sale() -> None:
    catalog = load_catalog(SHIPPED, LANGUAGES)
    standard = catalog.package("standard")
    assert standard is not None
    assert (standard.name["en"], standard.name["zh"]) == ("Standard", "标准包")
    assert catalog.package("gone") is None


def test_a_file_with_a_byte_order_mark_and_windows_lines_is_read(tmp_path: Path) -> None:
    path = tmp_path / "catalog.toml"
    path.write_bytes(b"\xef\xbb\xbf" + (PACKAGE + MODEL).replace("\n", "\r\n").encode())
    assert load_catalog(path, LANGUAGES).packages[0].price.minor == 500


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("price_fen = 500", "price_fen = 5.00", 'catalog.toml:3: package "trial": price_fen is 5.0; '),
        ("price_fen = 500", 'price_fen = "500"', "catalog.toml:3: package \"trial\": price_fen is '500'; "),
        ("price_fen = 500", "price_fen = 0", 'catalog.toml:3: package "trial": price_fen is 0; '),
        ("price_fen = 500", "price_fen = -500", 'catalog.toml:3: package "trial": price_fen is -500; '),
        ("price_fen = 500", "price_fen = true", 'catalog.toml:3: package "trial": price_fen is True; '),
        ("price_fen = 500\n", "", 'catalog.toml:1: package "trial": price_fen is missing'),
        ("price_fen = 500", "price = 500", 'catalog.toml:1: package "trial": price_fen is missing'),
        (
            "price_fen = 500",
            "price_fen = 500\nprice = 5",
            "catalog.toml:4: package \"trial\": unknown key 'price'",
        ),
        ("\nquota = 200_000", "\nquota = 0", 'catalog.toml:5: package "trial": quota is 0; '),
        ("tokens = 200_000", "tokens = -1", 'catalog.toml:4: package "trial": tokens is -1; '),
        ('id = "trial"', 'id = "Trial"', "catalog.toml:2: package \"Trial\": id 'Trial' is not of the form"),
        ('id = "trial"', 'id = "a:b"', "catalog.toml:2: package \"a:b\": id 'a:b' is not of the form"),
        ('id = "trial"', 'id = ""', "catalog.toml:2: package number 1: id '' is not of the form"),
        ('id = "trial"', 'id = "aaaaaaaaaaaaaaaaaaaaa"', "catalog.toml:2: package "),
        ('id = "trial"\n', "", "catalog.toml:1: package number 1: id is missing"),
        (', zh = "体验包"', "", "catalog.toml:6: package \"trial\": name has no 'zh'"),
        ('zh = "体验包"', 'zh = ""', "catalog.toml:6: package \"trial\": name in 'zh' is not a text"),
        ('zh = "体验包"', "zh = 5", "catalog.toml:6: package \"trial\": name in 'zh' is not a text"),
        ('zh = "体验包"', 'zh = "a\\nb"', "catalog.toml:6: package \"trial\": name in 'zh' is not a text"),
        (
            'zh = "体验包"',
            'zh = "体验包", fr = "Essai"',
            "catalog.toml:6: package \"trial\": name has unknown language 'fr'",
        ),
        ('{ en = "Trial", zh = "体验包" }', '"Trial"', 'catalog.toml:6: package "trial": name is one text;'),
        (
            "[[model]]",
            "[[model]]\nrecommended = 1",
            'catalog.toml:9: model "deepseek-chat": recommended is 1; ',
        ),
        (
            "context = 64_000",
            'context = "64K"',
            "catalog.toml:10: model \"deepseek-chat\": context is '64K'; ",
        ),
        (
            'id = "deepseek-chat"',
            'id = "deep seek"',
            "catalog.toml:9: model \"deep seek\": id 'deep seek' is not",
        ),
        (
            "[[model]]",
            "[shop]\nname = 1\n[[model]]",
            "catalog.toml:8: unknown key 'shop'; known are package, model",
        ),
        ("[[model]]", "[model]", "catalog.toml:8: model is not a list: write [[model]]"),
        (PACKAGE, "", "catalog.toml:1: there is no [[package]]"),
        (PACKAGE, "package = []\n", "catalog.toml:1: there is no [[package]]"),
        (MODEL, "", "catalog.toml:1: there is no [[model]]"),
        ("tokens = 200_000", "tokens = 200 000", "catalog.toml:4: expected"),
        ("tokens = 200_000", "tokens = 200_000\ntokens = 1", "catalog.toml:5: "),
        ('zh = "推荐" }', 'zh = "推荐"', "catalog.toml:12: "),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, old: str, new: str, expected: str) -> None:
    text = PACKAGE + MODEL
    assert old in text
    found = mistakes(tmp_path, text.replace(old, new, 1))
    assert any(mistake.startswith(expected) for mistake in found), found


def test_all_mistakes_are_named_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    broken = (
        PACKAGE.replace("500", "0").replace(', zh = "体验包"', "")
        + PACKAGE.replace('"trial"', '"starter"').replace("tokens = 200_000\n", "")
        + MODEL.replace("64_000", "false")
    )
    found = mistakes(tmp_path, broken)
    assert [mistake.split(":")[1] for mistake in found] == ["3", "6", "8", "16"]


def test_two_packages_may_not_share_an_id(tmp_path: Path) -> None:
    assert mistakes(tmp_path, PACKAGE + PACKAGE + MODEL) == [
        'catalog.toml:9: package "trial": the id is taken'
    ]


def test_two_packages_may_not_both_be_popular(tmp_path: Path) -> None:
    first = PACKAGE + "popular = true\n"
    second = first.replace('"trial"', '"starter"')
    assert mistakes(tmp_path, first + second + MODEL) == [
        "catalog.toml:16: a second package is marked popular"
    ]


def test_two_models_may_not_both_be_recommended(tmp_path: Path) -> None:
    first = MODEL + "recommended = true\n"
    second = first.replace("deepseek-chat", "gpt-4o")
    found = mistakes(tmp_path, PACKAGE + first + second)
    assert found == ["catalog.toml:19: a second model is marked recommended"]


def test_texts_may_be_tables_of_their_own(tmp_path: Path) -> None:
    written_out = PACKAGE.replace('name = { en = "Trial", zh = "体验包" }\n', "")
    written_out += '[package.name]\nen = "Trial"\n'
    assert mistakes(tmp_path, written_out + MODEL) == ["catalog.toml:7: package \"trial\": name has no 'zh'"]
    path = tmp_path / "catalog.toml"
    path.write_text(written_out + 'zh = "体验包"\n' + MODEL, encoding="utf-8")
    assert load_catalog(path, LANGUAGES).packages[0].name["zh"] == "体验包"


def test_a_file_that_cannot_be_read_is_told_like_a_mistake_in_it(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"^catalog\.toml:1: cannot be read"):
        load_catalog(tmp_path / "catalog.toml", LANGUAGES)
    assert mistakes(tmp_path, "é".encode("latin-1")) == ["catalog.toml:1: cannot be read: it is not UTF-8"]
    assert len(mistakes(tmp_path, "")) == 2


def test_every_language_of_the_shop_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(CatalogError) as caught:
        load_catalog(SHIPPED, ("en", "zh", "ja"))
    texts = 2 * (4 + 5)
    assert len([mistake for mistake in caught.value.mistakes if "has no 'ja'" in mistake]) == texts
