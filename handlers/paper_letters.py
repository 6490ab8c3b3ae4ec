"""The queue's list and a ticket's transcript, as they are when they are sent."""

from collections.abc import Awaitable, Callable
from datetime import tzinfo

from fulfillment.shop import Shop
from handlers.desk_calls import Call, NotYet, OpenQueue, SendFile, ShowQueue
from handlers.screens import desk_papers as screens
from handlers.screens.screen import Screen
from locales.loader import Words
from store import desk as rows
from store.tables import OutboxMessage
from store.unit_of_work import UnitOfWork
from support import messages, queue, tickets
from support.desk import Desk, Notice


class PaperLetters:
    """Looks up the rows of the queue and of transcripts."""

    def __init__(self, shop: Shop, desk: Desk, staff_words: Words, zone: tzinfo) -> None:
        self._shop = shop
        self._desk = desk
        self._words = staff_words
        self._zone = zone

    def kinds(self) -> dict[Notice, Callable[[UnitOfWork, OutboxMessage], Awaitable[Call | Screen | None]]]:
        """Return the kinds of rows that are looked up here."""
        return {
            Notice.QUEUE_TOPIC: self._queue_topic,
            Notice.QUEUE: self._queue,
            Notice.HISTORY: self._history,
        }

    async def _queue_topic(self, _unit: UnitOfWork, message: OutboxMessage) -> OpenQueue:
        return OpenQueue(message.arguments["topic"], screens.queue_name(self._words))

    async def _queue(self, unit: UnitOfWork, _message: OutboxMessage) -> ShowQueue | None:
        place = await queue.shown_next(unit, self._desk)
        if place is None or place.thread_id is None:
            return None
        waiting = [
            screens.QueueLine(
                number=ticket.number,
                name=customer.first_name,
                status=ticket.mode,
                awaiting_since=ticket.awaiting_since,
                claimed_by=ticket.claimed_name,
                thread=ticket.thread_id,
            )
            for ticket, customer in await rows.open_with_customers(unit, tickets.OPEN)
        ]
        screen = screens.queue(self._words, waiting, self._desk.chat, self._zone)
        return ShowQueue(place.thread_id, screen, place.message_id)

    async def _history(self, unit: UnitOfWork, message: OutboxMessage) -> SendFile:
        ticket = await rows.ticket(unit, message.arguments["ticket"])
        if ticket.thread_id is None:
            raise NotYet
        customer = await rows.customer_of(unit, ticket)
        said = [
            screens.TranscriptLine(
                at=one.at,
                side=one.side,
                name=one.author_name or one.author,
                content=one.content,
                text=messages.text_of(self._shop.encryption, one),
                state=one.state,
            )
            for one in await rows.transcript(unit, ticket.number)
        ]
        return SendFile(
            ticket.number,
            ticket.thread_id,
            f"ticket-{ticket.number}.txt",
            screens.transcript(self._words, ticket.number, customer.first_name, said, self._zone),
            screens.transcript_caption(self._words, ticket.number, len(said)),
        )
