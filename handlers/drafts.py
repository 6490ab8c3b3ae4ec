"""While a person answers, a model that is set may only draft: the staff see what it wrote, and send it or not.

The customer's question waits as an outbox row in their own line, so that a slow model holds up no topic.
"""

import json

from assistant.model import LONGEST_QUESTION
from assistant.search import search_at_hand
from fulfillment.shop import Shop
from handlers import answers
from handlers.desk import member, ticket_here
from handlers.desk_calls import NotYet, Post
from handlers.screens import desk as desk_screens
from handlers.screens import drafts as screens
from handlers.screens import service as service_screens
from handlers.turn import Front, Turn
from locales.knowledge import knowledge_in
from locales.loader import Words, words_for
from store import desk as rows
from store import outbox
from store.tables import OutboxMessage, Ticket
from store.unit_of_work import UnitOfWork
from support import drafts, messages, tickets
from support.desk import Desk, Member

WANTED = "draft_wanted"
SEND, DISCARD = "send", "discard"
BUTTONS = (SEND, DISCARD)
_AUTHOR = "assistant"


async def want(turn: Turn, written: str) -> None:
    """Have a draft written of an answer to what a customer just told the staff, if our knowledge may have it."""
    if turn.shop.model is None or turn.incoming is None:
        return
    knowledge = knowledge_in(turn.words.language)
    found = [knowledge.topic(name) for name in search_at_hand().look(written).topics]
    topics = [topic.id for topic in found if topic is not None and topic.answer]
    about = await rows.by_customer_message(turn.unit, turn.recipient, turn.incoming.message_id)
    if not topics or about is None or about.state != messages.QUEUED:
        return
    asked = {"question": written[:LONGEST_QUESTION], "topics": topics, "language": turn.words.language}
    await outbox.write(
        turn.unit,
        channel=turn.customer.channel,
        recipient=turn.recipient,
        kind=WANTED,
        arguments={"message": about.id},
        sealed_screen=turn.shop.encryption.seal(turn.recipient, json.dumps(asked, ensure_ascii=False)),
    )


async def write(shop: Shop, front: Front, message: OutboxMessage) -> None:
    """Ask the model for a draft that is wanted, and hand it to the staff if it says nothing that it may not."""
    asked = json.loads(shop.encryption.open(message.recipient, message.sealed_screen or ""))
    words, knowledge = words_for(asked["language"]), knowledge_in(asked["language"])
    topics = [topic for name in asked["topics"] if (topic := knowledge.topic(name)) is not None]
    text = await answers.from_model(shop, front, asked["question"], topics, words)
    if text is None or front.staff_chat is None:
        return
    author = Member(_AUTHOR, screens.author(words_for(front.staff_language)))
    async with shop.database.writing() as unit:
        about = await rows.message(unit, message.arguments["message"])
        if about is not None:
            await drafts.keep(unit, front.desk(shop), about, text, author)


async def letter(unit: UnitOfWork, desk: Desk, words: Words, message: OutboxMessage) -> Post | None:
    """Return what shows a draft in its topic; None when it was decided on meanwhile.

    Raises:
        NotYet: there is no topic at present.
    """
    draft = await rows.message(unit, message.arguments["message"])
    if draft is None or draft.state != messages.KEPT:
        return None
    ticket = await rows.ticket(unit, draft.ticket_id)
    if ticket.thread_id is None:
        raise NotYet
    about = await rows.message(unit, draft.reply_to_id or 0)
    screen = screens.draft(words, messages.text_of(desk.encryption, draft), draft.id or 0)
    return Post(ticket.number, ticket.thread_id, screen, about.staff_message_id if about else None)


async def button(turn: Turn, desk: Desk, act: str, named: str) -> None:
    """Send or discard the draft that the button is under, once."""
    ticket = await ticket_here(turn)
    try:
        await _decide(turn, desk, ticket, act, int(named) if named.isdigit() else 0)
    except tickets.NothingToDo:
        turn.say(service_screens.stale_button(turn.words))
    except tickets.Banned:
        await turn.show(desk_screens.banned(turn.words), new=True)


async def _decide(turn: Turn, desk: Desk, ticket: Ticket | None, act: str, number: int) -> None:
    if ticket is None or turn.tapped_message is None:
        raise tickets.NothingToDo
    if act == DISCARD:
        draft = await drafts.discard(turn.unit, ticket, number)
    else:
        draft = await drafts.send(turn.unit, desk, ticket, member(turn), number, shown=turn.tapped_message)
    text = messages.text_of(desk.encryption, draft)
    await turn.show(screens.decided(turn.words, text, act, member(turn).name))
