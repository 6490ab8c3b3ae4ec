"""The help desk's outbox rows become calls: what to copy, edit or show where, looked up when it is sent."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta, tzinfo

from fulfillment import orders as ordering
from fulfillment.shop import Shop
from handlers import drafts, trail
from handlers.desk_calls import (
    Call,
    ChangeCopy,
    Copy,
    NotYet,
    OpenTopic,
    Post,
    RemoveCopy,
    RenameTopic,
    ShowCard,
    Write,
)
from handlers.paper_letters import PaperLetters
from handlers.screens import desk as screens
from handlers.screens.screen import Screen
from handlers.service_letters import ServiceLetters
from handlers.turn import pack
from locales.loader import Words
from store import customers, orders
from store import desk as rows
from store.database import Database
from store.tables import Customer, DeskMessage, OutboxMessage, Ticket
from store.unit_of_work import UnitOfWork
from support import messages, tickets, topics
from support.desk import Desk, Mode, Notice
from support.messages import Side

GROUP_PREFIX = "-"
ORDERS_SHOWN = 3
CLOSED = "closed"
IN_ORDER_FOR = timedelta(minutes=2)  # so long what was said first is waited for; then the rest goes on
SEND_LEASE = timedelta(seconds=60)


class DeskLetters:
    """Looks up what an outbox row of the desk means now; None when there is nothing left to do."""

    def __init__(
        self,
        database: Database,
        shop: Shop,
        desk: Desk,
        staff_words: Words,
        zone: tzinfo,
    ) -> None:
        self._database = database
        self._shop = shop
        self._desk = desk
        self._words = staff_words
        self._zone = zone
        papers = PaperLetters(shop, desk, staff_words, zone)
        service = ServiceLetters(shop, desk, staff_words, zone)
        self._kinds: dict[Notice, Callable[[UnitOfWork, OutboxMessage], Awaitable[Call | Screen | None]]] = {
            Notice.TOPIC: self._topic,
            Notice.NAME: self._name,
            Notice.CARD: self._card,
            Notice.RELAY: self._relay,
            Notice.ANSWER: self._answer,
            Notice.EDIT: self._edit,
            Notice.DELETE: self._delete,
            Notice.EXCESS: self._excess,
            Notice.POST: self._post,
            Notice.DRAFT: lambda unit, message: drafts.letter(unit, desk, staff_words, message),
            **service.kinds(),
            **papers.kinds(),
        }

    async def write(self, message: OutboxMessage) -> Call | Screen | None:
        """Return the call to make for a row, or the screen to show its recipient.

        Raises:
            NotYet: the row has to wait.
        """
        notice = Notice(message.kind)
        if message.recipient.startswith(GROUP_PREFIX) and message.recipient != self._desk.chat:
            return None  # of a group that the staff have left: what was not relayed goes to their new one
        if notice in (Notice.CARD, Notice.NAME, Notice.RELAY, Notice.ANSWER, Notice.QUEUE):
            async with self._database.writing() as unit:
                return await self._kinds[notice](unit, message)
        async with self._database.reading() as unit:
            return await self._kinds[notice](unit, message)

    async def order_told_of(self, message: OutboxMessage) -> None:
        """Bring the card of a customer up to date who is told of an order, while a person is there or asked for."""
        async with self._database.reading() as unit:
            customer = await customers.find(unit, message.channel, message.recipient)
            ticket = await tickets.of(unit, customer) if customer is not None else None
        if ticket is not None and tickets.is_open(ticket) and ticket.thread_id is not None:
            async with self._database.writing() as unit:
                await topics.refresh_card(unit, self._desk, ticket)

    async def _topic(self, unit: UnitOfWork, message: OutboxMessage) -> OpenTopic | None:
        ticket, customer = await self._ticket(unit, message)
        if ticket.thread_id is not None or ticket.topic != message.arguments["topic"]:
            return None
        return OpenTopic(ticket.number, self._topic_name(ticket, customer))

    async def _name(self, unit: UnitOfWork, message: OutboxMessage) -> RenameTopic | None:
        ticket, customer = await self._refreshed(unit, message)
        name = self._topic_name(ticket, customer)
        if ticket.thread_id is None or name == ticket.topic_name:
            return None
        was_closed = ticket.topic_name.startswith(screens.sign(self._words, CLOSED))
        return RenameTopic(
            ticket.number, ticket.thread_id, name, opens=was_closed and ticket.mode != Mode.BOT
        )

    async def _card(self, unit: UnitOfWork, message: OutboxMessage) -> ShowCard | None:
        ticket, customer = await self._refreshed(unit, message)
        if ticket.thread_id is None:
            return None
        view = await self._view(unit, ticket, customer)
        screen = screens.card(self._words, view, self._zone)
        says = self._shop.encryption.fingerprint(pack(screen))
        if ticket.card_message_id is not None and ticket.card_fingerprint == says:
            return None  # an edit that changes nothing would take the place of a message
        return ShowCard(ticket.number, ticket.thread_id, screen, says, ticket.card_message_id)

    async def _relay(self, unit: UnitOfWork, message: OutboxMessage) -> Copy | None:
        ticket = await rows.lock_ticket(unit, message.arguments["ticket"])
        if ticket.thread_id is None:
            return None  # handed on again when the topic is there
        copy = await self._copy(unit, message, ticket)
        return replace(copy, thread=ticket.thread_id) if copy is not None else None

    async def _answer(self, unit: UnitOfWork, message: OutboxMessage) -> Copy | Write | None:
        ticket = await rows.lock_ticket(unit, message.arguments["ticket"])
        said = await rows.message(unit, message.arguments["message"])
        if said is not None and said.content == messages.CANNED:
            queued = said.state == messages.QUEUED
            text = messages.text_of(self._shop.encryption, said)
            return Write(ticket.number, said.id or 0, text) if queued else None
        return await self._copy(unit, message, ticket)

    async def _copy(self, unit: UnitOfWork, message: OutboxMessage, ticket: Ticket) -> Copy | None:
        said = await rows.message(unit, message.arguments["message"])
        if said is None or said.state != messages.QUEUED:
            return None
        from_staff = said.side == Side.STAFF
        if await rows.comes_after_waiting(unit, said, messages.QUEUED, unit.now - IN_ORDER_FOR):
            raise NotYet
        if said.album is not None:
            until = unit.now + SEND_LEASE
            taken, elsewhere = await rows.claim_album(unit, ticket.number, said.album, messages.QUEUED, until)
            if not taken and elsewhere:
                raise NotYet
        else:
            taken = [said]
        answered = await rows.message(unit, said.reply_to_id) if said.reply_to_id else None
        numbers = [(one.id or 0, _number(one, at_staff=from_staff) or 0) for one in taken]
        return Copy(
            ticket.number,
            (said.staff_chat or "") if from_staff else said.customer_chat,
            tuple(sorted(numbers, key=lambda pair: pair[1])),
            reply_to=_number(answered, at_staff=not from_staff) if answered else None,
            redelivered=said.redelivered,
        )

    async def _edit(self, unit: UnitOfWork, message: OutboxMessage) -> ChangeCopy | None:
        said = await rows.message(unit, message.arguments["message"])
        far = _number(said, at_staff=said.side == Side.CUSTOMER) if said else None
        if said is None or far is None or said.state != messages.DELIVERED:
            return None
        html = self._shop.encryption.open(message.recipient, message.sealed_screen or "")
        return ChangeCopy(said.id or 0, far, html, said.content, message.arguments.get("file"))

    async def _delete(self, unit: UnitOfWork, message: OutboxMessage) -> RemoveCopy | None:
        said = await rows.message(unit, message.arguments["message"])
        if said is None or said.customer_message_id is None or said.state != messages.DELIVERED:
            return None
        return RemoveCopy(said.id or 0, said.customer_message_id)

    async def _excess(self, unit: UnitOfWork, message: OutboxMessage) -> Post | None:
        ticket, _ = await self._ticket(unit, message)
        kept = await rows.in_state(unit, ticket.number, Side.CUSTOMER, messages.EXCESS)
        if not kept:
            return None
        if ticket.thread_id is None:
            raise NotYet
        said = [(one.content, messages.text_of(self._shop.encryption, one)) for one in kept]
        screen = screens.excess(self._words, said)
        return Post(ticket.number, ticket.thread_id, screen, rows=tuple(one.id or 0 for one in kept))

    async def _post(self, unit: UnitOfWork, message: OutboxMessage) -> Post | None:
        ticket, _ = await self._ticket(unit, message)
        if ticket.thread_id is None:
            raise NotYet
        facts = json.loads(self._shop.encryption.open(message.recipient, message.sealed_screen or ""))
        screen = screens.sentence(self._words, message.arguments["say"], facts)
        return Post(ticket.number, ticket.thread_id, screen, message.arguments.get("reply_to"))

    async def _refreshed(self, unit: UnitOfWork, message: OutboxMessage) -> tuple[Ticket, Customer]:
        """Return whom a topic's name or card is of; what changes from here on has both shown again."""
        ticket = await rows.lock_ticket(unit, message.arguments["ticket"])
        ticket.refresh_at = None  # by whichever comes first: the other may have to wait
        unit.session.add(ticket)
        return ticket, await rows.customer_of(unit, ticket)

    async def _ticket(self, unit: UnitOfWork, message: OutboxMessage) -> tuple[Ticket, Customer]:
        ticket = await rows.ticket(unit, message.arguments["ticket"])
        return ticket, await customers.get(unit, ticket.customer_id)

    def _topic_name(self, ticket: Ticket, customer: Customer) -> str:
        name = customer.first_name or customer.external_id
        return screens.topic_name(self._words, ticket.number, name, _status(ticket, customer))

    async def _view(self, unit: UnitOfWork, ticket: Ticket, customer: Customer) -> screens.CardView:
        latest = list(await orders.of_customer(unit, ticket.customer_id, offset=0, limit=ORDERS_SHOWN))
        about = await orders.get(unit, ticket.order_id) if ticket.order_id is not None else None
        if about is not None and all(order.id != about.id for order in latest):
            latest.append(about)  # an older one, or one that is another account's by now
        views = [await ordering.view(unit, self._shop, order, with_secrets=False) for order in latest]
        told = await trail.last(unit, self._shop.encryption, customer.external_id)
        return screens.CardView(
            number=ticket.number,
            name=customer.first_name,
            username=customer.username or "",
            external_id=customer.external_id,
            language=customer.language,
            status=_status(ticket, customer),
            unreachable=customer.unreachable_since is not None,
            claimed_by=ticket.claimed_name,
            reason=ticket.reason,
            awaiting_since=ticket.awaiting_since,
            orders=tuple(views),
            about=about.reference if about else "",
            exchanges=tuple(screens.Exchange(one.at, one.said, one.answer) for one in told),
        )


def _status(ticket: Ticket, customer: Customer) -> str:
    if ticket.banned_at is not None:
        return "banned"
    if customer.unreachable_since is not None:
        return "unreachable"
    return CLOSED if ticket.mode == Mode.BOT else ticket.mode


def _number(message: DeskMessage, *, at_staff: bool) -> int | None:
    return message.staff_message_id if at_staff else message.customer_message_id
