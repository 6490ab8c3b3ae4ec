"""Chinese as people write it: dialect, slang and politeness say no more than plain words do."""

import pytest

from assistant.reading import PlainWords, normalised
from assistant.search import Certainty, search
from locales.knowledge import knowledge_in


@pytest.fixture(scope="module")
def plain() -> PlainWords:
    knowledge = knowledge_in("zh")
    return PlainWords(knowledge.plain, knowledge.filler)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("點解我條key用唔到？", "为什么我key用不了"),
        ("请问一下有没有发票呀", "有发票"),
        ("支付宝能不能付款", "支付宝能付款"),
        ("什么是token", "什么是token"),
        ("do u have an api key", "do u have an api key"),
    ],
)
def test_dialect_slang_and_politeness_are_read_as_plain_words(
    plain: PlainWords, written: str, read: str
) -> None:
    assert plain.of(normalised(written)) == read


@pytest.mark.parametrize(
    ("written", "topic"),
    [
        ("key失效了咋整", "key_trouble"),
        ("啲額度會唔會過期㗎", "expiry"),
        ("付咗錢冇收到嘢", "payment_missing"),
        ("環境變量裡OPENAI_API_KEY怎麼寫", "first_call"),
        ("直接给我发key还是发兑换码", "path"),
    ],
)
def test_who_writes_as_people_talk_is_answered(written: str, topic: str) -> None:
    found = search().look(written)
    assert (found.certainty, found.topics[:1]) == (Certainty.SURE, (topic,))


def test_every_word_is_read_in_one_way(plain: PlainWords) -> None:
    known: dict[str, str] = {}
    for first, *others in knowledge_in("zh").plain:
        for word in (first, *others):
            assert known.setdefault(word, first) == first, word
