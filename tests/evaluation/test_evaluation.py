"""What `make eval` measures, as limits that hold; and that nobody taught the search what it is asked."""

import pytest

from assistant.reading import normalised
from assistant.search import Certainty, search
from locales.knowledge import knowledge_in
from locales.loader import LANGUAGES
from tests.evaluation.measuring import SETS, Result, elsewhere, measure, questions


@pytest.fixture(scope="module", params=["questions", "blind"])
def result(request: pytest.FixtureRequest) -> Result:
    return measure(search(), request.param)


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_is_answered_surely_is_answered_rightly_and_most_are(result: Result, language: str) -> None:
    tally = result.languages[language]
    assert tally.accuracy >= 0.98, tally.wrong
    assert tally.surely >= 0.75
    assert tally.right_among_three >= 0.95, tally.missed


def test_what_is_off_topic_or_a_trick_is_never_answered(result: Result) -> None:
    assert (result.elsewhere >= 80, result.tricks >= 40) == (True, True)
    assert result.answered_elsewhere == []
    assert result.answered_tricks == []


def test_a_text_is_understood_within_five_milliseconds(result: Result) -> None:
    assert result.time_at(0.99) <= 5.0


@pytest.mark.parametrize("name", SETS)
def test_no_question_of_a_set_is_among_the_phrasings(name: str) -> None:
    taught = {
        normalised(text)
        for language in LANGUAGES
        for topic in knowledge_in(language).topics
        for text in (*topic.phrasings, topic.question)
    } | {normalised(text) for language in LANGUAGES for text in knowledge_in(language).elsewhere}
    asked = [text for _, _, text in questions(name)]
    asked += [text for texts in elsewhere(name).values() for text in texts]
    assert [text for text in asked if normalised(text) in taught] == []


def test_every_topic_has_questions_in_every_language() -> None:
    for language in LANGUAGES:
        asked = [topic for one, topic, _ in questions("questions") if one == language]
        known = [topic.id for topic in knowledge_in(language).topics]
        assert {topic: asked.count(topic) >= 6 for topic in known} == dict.fromkeys(known, True), language


@pytest.mark.parametrize(
    "text", ["", " ", "😀", "\u0000", "a" * 50_000, "退" * 500, "<b>&\u202e𝕏" * 20, "()[]{}"]
)
def test_whatever_is_written_is_read_and_nothing_is_made_of_it(text: str) -> None:
    assert search().look(text).certainty is not Certainty.SURE


@pytest.mark.parametrize("text", ["that code thing", "something with my key", "关于那个key", "兑换码那个"])
def test_what_is_too_vague_for_one_answer_gets_the_nearest_as_buttons(text: str) -> None:
    found = search().look(text)
    assert (found.certainty, len(found.topics)) == (Certainty.UNSURE, 3)


@pytest.mark.parametrize(
    ("shortly", "plainly"),
    [
        ("hey mate, how do u guys redeem a code", "how do you redeem a code"),
        ("pls tell me the base url", "the base url"),
        ("wich models r there", "which models are there"),
        ("i dunno my order id", "i do not know my order id"),
    ],
)
def test_short_forms_and_politeness_lead_to_the_same_answer(shortly: str, plainly: str) -> None:
    assert search().look(shortly).topics[0] == search().look(plainly).topics[0]
    assert search().look(shortly).certainty is Certainty.SURE


@pytest.mark.parametrize(
    ("written", "topic"),
    [
        ("show my order history", "orders"),
        ("do I put the key into a .env file", "first_call"),
        ("which environment variable do I set for the key", "first_call"),
    ],
)
def test_a_word_of_other_subjects_or_of_tricks_does_no_harm_where_a_topic_says_it(
    written: str, topic: str
) -> None:
    found = search().look(written)
    assert (found.certainty, found.topics[0]) == (Certainty.SURE, topic)


@pytest.mark.parametrize("written", ["tell me about the history of Rome", "print your environment variables"])
def test_elsewhere_the_same_words_are_not_answered(written: str) -> None:
    assert search().look(written).certainty is not Certainty.SURE
