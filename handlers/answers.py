"""A question that the search was not sure of, put to a model when one is set; the offline answer stands beside it.

The question waits as an outbox row and is asked when the row is rendered: after the commit, within a time-out, and
by another process when this one dies.
"""

import asyncio
import json
from collections.abc import Sequence

import structlog

from assistant.model import LONGEST_QUESTION, instructions, let_through, told
from assistant.search import search
from fulfillment.outcomes import OutsideError
from fulfillment.shop import Shop
from handlers.screens import knowledge as screens
from handlers.screens.pieces import duration
from handlers.screens.screen import Screen
from handlers.turn import Front, Turn, pack, unpack
from locales.knowledge import Topic, knowledge_in
from locales.loader import Words, words_for
from store import outbox
from store.tables import OutboxMessage

QUESTION = "question"
_log = structlog.get_logger()


async def ask(turn: Turn, written: str, topics: Sequence[Topic], otherwise: Screen) -> None:
    """Let the model be asked what the search was not sure of; `otherwise` is said if it has no good answer."""
    question = {
        "question": written[:LONGEST_QUESTION],
        "topics": [topic.id for topic in topics],
        "language": turn.words.language,
        "screen": pack(otherwise),
    }
    turn.thinking = True
    await outbox.write(
        turn.unit,
        channel=turn.customer.channel,
        recipient=turn.recipient,
        kind=QUESTION,
        arguments={},
        sealed_screen=turn.shop.encryption.seal(turn.recipient, json.dumps(question, ensure_ascii=False)),
    )


async def answered(shop: Shop, front: Front, message: OutboxMessage) -> Screen:
    """Return the model's answer to a question, or the offline one: when it is late, or says what it may not."""
    asked = json.loads(shop.encryption.open(message.recipient, message.sealed_screen or ""))
    words, knowledge = words_for(asked["language"]), knowledge_in(asked["language"])
    topics = [topic for name in asked["topics"] if (topic := knowledge.topic(name)) is not None]
    answer = await from_model(shop, front, asked["question"], topics, words)
    return unpack(asked["screen"]) if answer is None else screens.from_model(words, answer, topics)


async def from_model(
    shop: Shop, front: Front, question: str, topics: Sequence[Topic], words: Words
) -> str | None:
    """Return what the model makes of these topics; None when it is late, says what it may not, or is not set."""
    if shop.model is None or not topics:
        return None
    values = {
        "base_url": front.api_base_url,
        "console_url": front.console_url,
        "email": front.support_email,
        "reply_within": duration(words, front.reply_within),
    }
    try:
        said = await shop.model.answer(instructions(topics, values, words.language), question)
    except OutsideError as error:
        _log.warning("the assistant's model gave no answer", reason=str(error))
        return None
    ready = await asyncio.to_thread(search)  # a question may wait here since before a restart
    answer = let_through(said, "\n".join(told(topic, values) for topic in topics), ready, words.language)
    if answer is None:
        _log.info("an answer of the assistant's model was not let through")
    return answer
