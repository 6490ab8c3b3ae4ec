"""How much somebody says they will use, in the words people use."""

import pytest

from assistant.needs import Need, Unit, read_need

QUESTIONS, TOKENS, CHARACTERS, WORDS = Unit.QUESTIONS, Unit.TOKENS, Unit.CHARACTERS, Unit.WORDS


@pytest.mark.parametrize(
    ("written", "need", "tokens"),
    [
        ("about 200 questions a day with deepseek for a month", Need(200, QUESTIONS, 30), 6_000_000),
        ("每天大概两百次提问，用deepseek", Need(200, QUESTIONS, 30), 6_000_000),
        ("每天一百五次，用三个月", Need(150, QUESTIONS, 90), 13_500_000),
        ("一百零五个问题每天", Need(105, QUESTIONS, 30), 3_150_000),
        ("1k requests per day", Need(1000, QUESTIONS, 30), 30_000_000),
        ("1,500 msgs daily", Need(1500, QUESTIONS, 30), 45_000_000),
        ("10 messages per hour", Need(240, QUESTIONS, 30), 7_200_000),
        ("one hundred calls a day for two weeks", Need(100, QUESTIONS, 14), 1_400_000),
        ("每月一万次请求", Need(333, QUESTIONS, 30), 9_990_000),
        ("5万字", Need(50_000, CHARACTERS, 0), 100_000),
        ("翻譯三千字的文章", Need(3_000, CHARACTERS, 0), 6_000),
        ("translate 3000 words", Need(3_000, WORDS, 0), 8_000),
        ("i need 2M tokens", Need(2_000_000, TOKENS, 0), 2_000_000),
        ("２００ questions a day", Need(200, QUESTIONS, 30), 6_000_000),
        ("per day 200 q", Need(200, QUESTIONS, 30), 6_000_000),
        ("200q/day", Need(200, QUESTIONS, 30), 6_000_000),
        ("200 questions/mo", Need(7, QUESTIONS, 30), 210_000),
        ("a couple hundred questions a day", Need(200, QUESTIONS, 30), 6_000_000),
        ("200次/天", Need(200, QUESTIONS, 30), 6_000_000),
        ("一天大概200个问题", Need(200, QUESTIONS, 30), 6_000_000),
        ("一个月500万token", Need(166_667, TOKENS, 30), 5_000_010),
        ("十万字一个月", Need(3_333, CHARACTERS, 30), 199_980),
    ],
)
def test_what_somebody_will_use_is_read(written: str, need: Need, tokens: int) -> None:
    assert read_need(written) == need
    assert need.tokens == tokens


@pytest.mark.parametrize(
    "written",
    [
        "",
        "what is 2+2",
        "20 questions",
        "¥30",
        "gpt-4o",
        "401",
        "0 questions a day",
        "1000 requests per minute",
        "is there a limit of 1000 requests per day",
        "每天限制200次吗",
        "I sent 200 requests a day and get 429",
        "9" * 60 + " tokens",
    ],
)
def test_a_number_alone_is_no_need(written: str) -> None:
    assert read_need(written) is None
