"""What people wrote: a line each under its topic, and whoever edits it is told what is wrong in which line."""

from pathlib import Path

import pytest

from locales.heard import ELSEWHERE, FILE_NAME, VAGUE, read_heard
from locales.knowledge import knowledge_in
from locales.loader import LANGUAGES

TOPICS = ("payment", "refund")


def written(folder: Path, *lines: str) -> Path:
    path = folder / FILE_NAME
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_each_line_belongs_to_the_topic_above_it(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "# who asks what",
        "[payment]",
        "can i pay w/ alipay",
        "",
        "  怎么付钱 ",
        "[elsewhere]",
        "hi mum",
    )
    heard, mistakes = read_heard(path, TOPICS)
    assert heard == {"payment": ("can i pay w/ alipay", "怎么付钱"), ELSEWHERE: ("hi mum",)}
    assert mistakes == []


def test_without_the_file_the_shop_knows_what_it_knows(tmp_path: Path) -> None:
    assert read_heard(tmp_path / FILE_NAME, TOPICS) == ({}, [])


@pytest.mark.parametrize(
    ("lines", "mistake"),
    [
        (["[payment]", "pay", "[moon]", "cheese"], (3, 'there is no topic "moon"')),
        (["pay", "[payment]"], (1, "this stands under no [topic]")),
        (["[payment]", "money back", "[refund]", "Money back"], (4, 'this stands under "payment" already')),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, lines: list[str], mistake: tuple[int, str]) -> None:
    assert read_heard(written(tmp_path, *lines), TOPICS)[1] == [mistake]


def test_what_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(b"[payment]\n\xff\xfe\n")
    assert [line for line, _ in read_heard(path, TOPICS)[1]] == [1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_people_were_heard_about_every_topic(language: str) -> None:
    knowledge = knowledge_in(language)
    assert set(knowledge.heard) == {topic.id for topic in knowledge.topics} | {ELSEWHERE, VAGUE}
