"""The knowledge files: alike in every language, and strict with who edits them."""

from pathlib import Path

import pytest

from handlers.knowledge import ACTS as HANDLED
from locales import knowledge
from locales.knowledge import ACTS, FILE_NAME, KnowledgeError, knowledge_in, read_knowledge
from locales.loader import LANGUAGES

FOLDER = Path(knowledge.__file__).parent


def edited(tmp_path: Path, old: str, new: str) -> tuple[list[str], int]:
    """Return what the loader says of the English file after an edit, and the line of the edit."""
    text = (FOLDER / "en" / FILE_NAME).read_text(encoding="utf-8")
    assert old in text
    line = text[: text.index(old)].count("\n") + 1
    folder = tmp_path / "en"
    folder.mkdir()
    (folder / FILE_NAME).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(KnowledgeError) as error:
        read_knowledge(folder / FILE_NAME)
    return list(error.value.mistakes), line


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_knows_the_same(language: str) -> None:
    one, english = knowledge_in(language), knowledge_in("en")
    assert [group.id for group in one.groups] == [group.id for group in english.groups]
    assert [(topic.id, topic.group, topic.act, topic.buttons) for topic in one.topics] == [
        (topic.id, topic.group, topic.act, topic.buttons) for topic in english.topics
    ]
    values = [knowledge.placeholders_of(topic.answer) for topic in one.topics]
    assert values == [knowledge.placeholders_of(topic.answer) for topic in english.topics]


def test_no_answer_states_a_price() -> None:
    answers = [topic.answer for language in LANGUAGES for topic in knowledge_in(language).topics]
    assert [answer for answer in answers if "¥" in answer or "￥" in answer] == []


def test_every_act_is_done_by_somebody() -> None:
    assert set(HANDLED) == set(ACTS)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('act = "fit"', 'act = "dance"', "act 'dance' is none of"),
        ('buttons = ["buy", "orders"]', 'buttons = ["buy", "moon"]', "button 'moon' is none of"),
        ('group = "buying"', 'group = "byuing"', 'there is no group "byuing"'),
        ("within {reply_within}.", "within {reply_time}.", "placeholder {reply_time} is none of"),
        ("an <b>API key</b>", "an <b>API key", "is not closed"),
        ('label = "How to pay"', 'label = "How to pay in every possible way"', "over 28 characters"),
        ('id = "payment"', 'id = "Payment Ways"', "is not of the form"),
        ('id = "stars"', 'id = "payment"', '"payment" is taken'),
        ('act = "fit"', 'acts = "fit"', "unknown key 'acts'"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, old: str, new: str, reason: str) -> None:
    mistakes, line = edited(tmp_path, old, new)
    about = [mistake for mistake in mistakes if reason in mistake]
    assert about, mistakes
    # An answer is named by the line on which it begins.
    number = int(about[0].split(":")[1])
    assert line - 6 <= number <= line


def test_what_is_no_toml_is_named_with_its_line_too(tmp_path: Path) -> None:
    mistakes, line = edited(tmp_path, 'act = "fit"', "act = fit")
    assert mistakes[0].startswith(f"en/{FILE_NAME}:{line}:")
