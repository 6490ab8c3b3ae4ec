"""What the help desk's clock has to say, looked at again when it is sent: what is no longer true is not said."""

from collections.abc import Awaitable, Callable
from datetime import datetime, tzinfo

from fulfillment import claims
from fulfillment.shop import Shop
from handlers.desk_calls import Call, NotYet, Post
from handlers.screens import claims as claim_screens
from handlers.screens import desk as desk_screens
from handlers.screens import desk_service as screens
from handlers.screens.screen import Screen
from locales.loader import Words, words_for
from store import claims as claim_rows
from store import desk as rows
from store.tables import OutboxMessage, Ticket
from store.unit_of_work import UnitOfWork
from support import clock, hours, tickets
from support.desk import Desk, Notice


class ServiceLetters:
    """Looks up the rows of the clock, and the sentences to customers."""

    def __init__(self, shop: Shop, desk: Desk, staff_words: Words, zone: tzinfo) -> None:
        self._shop = shop
        self._zone = zone
        self._desk = desk
        self._words = staff_words
        self._sentences: dict[str, Callable[[Words, UnitOfWork, Ticket, OutboxMessage], Screen | None]] = {
            "cannot-copy": lambda words, *_: desk_screens.cannot_copy(words),
            "closed": self._closed,
            clock.CLOSED_SILENT: lambda words, *_: screens.closed_silently(words),
            clock.APOLOGY: self._apology,
            clock.SILENCE: self._silence,
            hours.SAY: self._hours,
        }

    def kinds(self) -> dict[Notice, Callable[[UnitOfWork, OutboxMessage], Awaitable[Call | Screen | None]]]:
        """Return the kinds of rows that are looked up here."""
        return {Notice.CLOCK: self._clock, Notice.TELL: self._tell, Notice.CLAIM: self._claim}

    async def _clock(self, unit: UnitOfWork, message: OutboxMessage) -> Post | None:
        ticket = await rows.ticket(unit, message.arguments["ticket"])
        if not _still_waits(ticket, message) or ticket.awaiting_since is None:
            return None
        if ticket.thread_id is None:
            raise NotYet
        waited = unit.now - ticket.awaiting_since
        stage = clock.stage_of(waited, self._desk.promised)
        if stage > message.arguments["stage"]:
            return None  # held up for so long that only the alert of the later stage is true
        screen = screens.waits(self._words, stage, waited, self._desk.promised, ticket.claimed_name)
        return Post(ticket.number, ticket.thread_id, screen)

    async def _claim(self, unit: UnitOfWork, message: OutboxMessage) -> Post | None:
        ticket = await rows.ticket(unit, message.arguments["ticket"])
        claimed = await claim_rows.get(unit, message.arguments["claim"])
        if claimed is None:
            return None
        if ticket.thread_id is None:
            raise NotYet
        shown = await claims.view(unit, self._shop, claimed)
        return Post(ticket.number, ticket.thread_id, claim_screens.claim(self._words, shown, self._zone))

    async def _tell(self, unit: UnitOfWork, message: OutboxMessage) -> Screen | None:
        ticket = await rows.ticket(unit, message.arguments["ticket"])
        customer = await rows.customer_of(unit, ticket)
        write = self._sentences[message.arguments["say"]]
        return write(words_for(customer.language), unit, ticket, message)

    def _closed(self, words: Words, _unit: UnitOfWork, ticket: Ticket, message: OutboxMessage) -> Screen:
        closing = message.arguments.get("closing")
        return (
            desk_screens.closed(words) if closing is None else screens.closed(words, ticket.number, closing)
        )

    def _apology(
        self, words: Words, _unit: UnitOfWork, ticket: Ticket, message: OutboxMessage
    ) -> Screen | None:
        return screens.apology(words, ticket.number) if _still_waits(ticket, message) else None

    def _silence(
        self, words: Words, unit: UnitOfWork, ticket: Ticket, _message: OutboxMessage
    ) -> Screen | None:
        since = clock.fell_silent(ticket)
        silent = since is not None and unit.now - since >= clock.WARN_AFTER
        return screens.will_close(words) if silent else None

    def _hours(
        self, words: Words, unit: UnitOfWork, ticket: Ticket, _message: OutboxMessage
    ) -> Screen | None:
        office = self._desk.hours
        if office is None or office.closed_since(unit.now) is None or not tickets.is_open(ticket):
            return None
        return screens.out_of_hours(words, ticket.number, office.opens_next(unit.now))


def _still_waits(ticket: Ticket, message: OutboxMessage) -> bool:
    """Say whether the customer still waits for the answer that they waited for when this was written."""
    since = datetime.fromisoformat(message.arguments["since"])
    return ticket.banned_at is None and ticket.awaiting_since == since
