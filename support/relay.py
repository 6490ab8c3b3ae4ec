"""The relay between a customer's chat and their topic: what comes in is kept, what went out is written down."""

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum

from store import desk as rows
from store import desk_service as service
from store.tables import Customer, DeskMessage, Ticket
from store.unit_of_work import UnitOfWork
from support import hours, messages, tickets, topics
from support.desk import Desk, Member, Mode, Notice, Priority, Reason, post, tell, to_customer, to_staff
from support.messages import Changed, Said, Side

MINUTE = timedelta(minutes=1)


class Taken(StrEnum):
    """What became of what a customer wrote."""

    RELAYED = "relayed"
    WARNED = "warned"  # over the limit for the first time in this minute
    EXCESS = "excess"  # over the limit: kept


def is_for_staff(unit: UnitOfWork, desk: Desk, ticket: Ticket | None) -> bool:
    """Say whether free text goes to the staff: a person is there or asked for, or has lately closed the ticket."""
    if tickets.is_open(ticket):
        return True
    return (
        ticket is not None
        and ticket.banned_at is None
        and ticket.closed_at is not None
        and ticket.closed_by != tickets.BY_CUSTOMER
        and unit.now - ticket.closed_at <= desk.reopen_within
    )


async def customer_wrote(unit: UnitOfWork, desk: Desk, customer: Customer, said: Said) -> Taken:
    """Keep what a customer wrote to the staff and have it handed on; after a closing, open the ticket again.

    Raises:
        Banned: the customer may not write to the staff here.
    """
    ticket = await rows.ensure_ticket(unit, customer.id or 0)
    if ticket.banned_at is not None:
        raise tickets.Banned
    if ticket.mode == Mode.BOT:
        await tickets.escalate(unit, desk, customer, reason=Reason.FOLLOW_UP, order_id=ticket.order_id)
    waits_anew = ticket.awaiting_since is None
    if waits_anew:
        ticket.awaiting_since = unit.now
    ticket.last_customer_at = unit.now
    unit.session.add(ticket)
    if waits_anew:
        await topics.refresh(unit, desk, ticket)
    await hours.tell_if_closed(unit, desk, ticket, customer)
    written = await rows.count_since(unit, ticket.number, Side.CUSTOMER, unit.now - MINUTE)
    if written >= desk.messages_a_minute and not await _continues_album(unit, ticket, said):
        return await _keep_excess(unit, desk, ticket, customer, said)
    message = await messages.keep_customers(
        unit, desk.encryption, ticket, customer, said, state=messages.QUEUED
    )
    if ticket.thread_id is None or ticket.staff_chat != desk.chat:
        await topics.want(unit, desk, ticket)
    else:
        await topics.hand_on(unit, desk, message)
    return Taken.RELAYED


async def staff_wrote(
    unit: UnitOfWork, desk: Desk, ticket: Ticket, member: Member, said: Said
) -> DeskMessage:
    """Keep what a member of the staff answered and have it handed on; the first answer claims the ticket.

    Raises:
        Banned: the customer is banned, so nothing goes to them.
    """
    if ticket.banned_at is not None:
        raise tickets.Banned
    customer = await rows.customer_of(unit, ticket)
    message = await messages.keep_staffs(
        unit,
        desk.encryption,
        ticket,
        customer,
        said,
        side=Side.STAFF,
        state=messages.QUEUED,
        author=member.account,
        author_name=member.name,
    )
    if ticket.claimed_by is None:
        await tickets.claim(unit, desk, ticket, member)
    await to_customer(
        unit,
        customer,
        Notice.ANSWER,
        due_at=unit.now + topics.ALBUM_WAIT if said.album else None,
        ticket=ticket.number,
        message=message.id,
    )
    return message


async def note(unit: UnitOfWork, desk: Desk, ticket: Ticket, member: Member, said: Said) -> None:
    """Keep a note among the staff: it never goes to the customer, nor does the rest of its album."""
    customer = await rows.customer_of(unit, ticket)
    await messages.keep_staffs(
        unit,
        desk.encryption,
        ticket,
        customer,
        said,
        side=Side.NOTE,
        state=messages.KEPT,
        author=member.account,
        author_name=member.name,
    )
    for other in await rows.in_state(unit, ticket.number, Side.STAFF, messages.QUEUED) if said.album else ():
        if other.album == said.album:
            kept_back(unit, other)


async def belongs_to_a_note(unit: UnitOfWork, ticket: Ticket, album: str | None) -> bool:
    """Say whether a part of this album is a note, which makes all of it one."""
    return album is not None and await rows.has_album(unit, ticket.number, album, messages.KEPT)


def kept_back(unit: UnitOfWork, message: DeskMessage) -> bool:
    """Make a note of an answer that nobody has begun to send; False when it is too late for that."""
    if message.state != messages.QUEUED or message.lease_until is not None:
        return False
    message.side, message.state = Side.NOTE, messages.KEPT
    unit.session.add(message)
    return True


async def relayed(unit: UnitOfWork, desk: Desk, copies: Sequence[tuple[int, int]]) -> None:
    """Write down under which numbers a customer's messages (by row) stand in the group."""
    for row, copy in copies:
        message = await rows.message(unit, row, lock=True)
        if message is not None:
            message.staff_chat, message.staff_message_id = desk.chat, copy
            _is_delivered(unit, message)


async def answered(unit: UnitOfWork, desk: Desk, copies: Sequence[tuple[int, int]]) -> None:
    """Write down under which numbers the staff's messages (by row) stand in the customer's chat."""
    ticket: Ticket | None = None
    for row, copy in copies:
        message = await rows.message(unit, row, lock=True)
        if message is None:
            continue
        message.customer_message_id = copy
        _is_delivered(unit, message)
        ticket = await rows.lock_ticket(unit, message.ticket_id)
        await _has_answered(unit, ticket, message)
    if ticket is not None:
        await topics.refresh(unit, desk, ticket)


async def failed(
    unit: UnitOfWork, desk: Desk, row: int, reason: str, *, say: str, final: bool = True
) -> None:
    """Write down that a message did not get to the other side, and say why in the topic."""
    message = await rows.message(unit, row, lock=True)
    if message is None:
        return
    if final:
        message.state = messages.FAILED
    message.error, message.lease_until = reason, None
    unit.session.add(message)
    ticket = await rows.lock_ticket(unit, message.ticket_id)
    await post(unit, desk, ticket, say, reply_to=message.staff_message_id, reason=reason)
    await topics.refresh(unit, desk, ticket)


async def not_relayed(unit: UnitOfWork, desk: Desk, row: int, reason: str, *, say: str) -> None:
    """Write down that a customer's message cannot be copied: the staff get its words, the customer hears of it."""
    message = await rows.message(unit, row, lock=True)
    if message is None:
        return
    message.state, message.error, message.lease_until = messages.FAILED, reason, None
    unit.session.add(message)
    ticket = await rows.lock_ticket(unit, message.ticket_id)
    text = messages.text_of(desk.encryption, message)[:3000]
    await post(unit, desk, ticket, say, reason=reason, text=text, content=message.content)
    if say == "refused-copy":
        await tell(unit, await rows.customer_of(unit, ticket), ticket, "cannot-copy")


async def wait_for_topic(unit: UnitOfWork, row: int) -> None:
    """Let a message whose topic was gone wait for the next one, and remember that it does."""
    message = await rows.message(unit, row, lock=True)
    if message is not None:
        message.redelivered, message.lease_until = True, None
        unit.session.add(message)


async def excess_shown(unit: UnitOfWork, desk: Desk, shown: Sequence[int]) -> None:
    """Write down that the staff read what was over the limit; what is more than text follows now."""
    for row in shown:
        message = await rows.message(unit, row, lock=True)
        if message is None:
            continue
        if message.content == messages.TEXT:
            _is_delivered(unit, message)
        else:
            message.state = messages.QUEUED
            unit.session.add(message)
            await topics.hand_on(unit, desk, message)


async def deleted(unit: UnitOfWork, row: int) -> None:
    """Write down that the customer's copy of an answer is gone."""
    message = await rows.message(unit, row, lock=True)
    if message is not None:
        message.state = messages.DELETED
        unit.session.add(message)


async def edited(unit: UnitOfWork, desk: Desk, message: DeskMessage, changed: Changed) -> None:
    """Keep the new text of a message, the old one as a note, and have the copy follow.

    Of pictures and files an edit does not say whether they were replaced: the copy gets them again in any case.

    Raises:
        Banned: nothing is relayed of or to this customer.
    """
    before = messages.text_of(desk.encryption, message)
    if (before == changed.text and changed.file is None) or message.state == messages.DELETED:
        return
    ticket = await rows.lock_ticket(unit, message.ticket_id)
    if ticket.banned_at is not None and message.side != Side.NOTE:
        raise tickets.Banned
    if before != changed.text:
        await messages.keep_note(unit, desk.encryption, message, "edited", before)
    message.sealed_text = desk.encryption.seal(message.customer_chat, changed.text)
    message.content, message.edited_at = changed.content, unit.now
    unit.session.add(message)
    if message.state != messages.DELIVERED:
        return  # what goes out later goes out as it then is
    if message.side == Side.CUSTOMER:
        sealed = desk.encryption.seal(desk.chat, changed.html)
        await to_staff(
            unit, desk, Notice.EDIT, Priority.RELAY, sealed=sealed, message=message.id, file=changed.file
        )
        say = "edited-before" if before != changed.text else "replaced"
        await post(
            unit,
            desk,
            ticket,
            say,
            priority=Priority.CARD,
            reply_to=message.staff_message_id,
            text=before[:1000],
            content=message.content,
        )
    elif message.side == Side.STAFF:
        sealed = desk.encryption.seal(message.customer_chat, changed.html)
        customer = await rows.customer_of(unit, ticket)
        await to_customer(unit, customer, Notice.EDIT, sealed=sealed, message=message.id, file=changed.file)


async def edit_not_shown(unit: UnitOfWork, desk: Desk, row: int) -> None:
    """Tell the staff what a customer's message says now, where its copy cannot be changed."""
    message = await rows.message(unit, row)
    if message is not None:
        ticket = await rows.lock_ticket(unit, message.ticket_id)
        text = messages.text_of(desk.encryption, message)[:3000]
        await post(unit, desk, ticket, "edited-now", text=text, content=message.content)


async def _continues_album(unit: UnitOfWork, ticket: Ticket, said: Said) -> bool:
    return said.album is not None and await rows.has_album(unit, ticket.number, said.album, messages.QUEUED)


async def _keep_excess(unit: UnitOfWork, desk: Desk, ticket: Ticket, customer: Customer, said: Said) -> Taken:
    await messages.keep_customers(unit, desk.encryption, ticket, customer, said, state=messages.EXCESS)
    minute = int(unit.now.timestamp()) // 60
    await to_staff(
        unit,
        desk,
        Notice.EXCESS,
        Priority.RELAY,
        once=f"{Notice.EXCESS}:{ticket.number}:{minute}",
        due_at=unit.now + MINUTE,
        ticket=ticket.number,
    )
    if ticket.flood_warned_at is not None and unit.now - ticket.flood_warned_at < MINUTE:
        return Taken.EXCESS
    ticket.flood_warned_at = unit.now
    return Taken.WARNED


def _is_delivered(unit: UnitOfWork, message: DeskMessage) -> None:
    message.state, message.delivered_at = messages.DELIVERED, unit.now
    message.error, message.lease_until = None, None
    unit.session.add(message)


async def _has_answered(unit: UnitOfWork, ticket: Ticket, answer: DeskMessage) -> None:
    ticket.last_staff_at = unit.now
    if ticket.first_reply_at is None:
        ticket.first_reply_at = unit.now
        if ticket.mode == Mode.WAITING:
            await service.keep_first_reply(unit, ticket)
    ticket.awaiting_since = None
    unit.session.add(ticket)
    if ticket.mode == Mode.BOT and ticket.closed_at is not None and answer.at < ticket.closed_at:
        return  # said before the closing, it only arrives now
    if ticket.mode == Mode.BOT:  # the staff began, or went on after the closing
        ticket.opened_at, ticket.reason = unit.now, Reason.STAFF
        ticket.closed_at, ticket.closed_by = None, None
    ticket.mode = Mode.HUMAN
