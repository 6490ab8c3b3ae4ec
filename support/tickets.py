"""A ticket's life: a person is asked for, one takes it, it is closed, and opened again. Every act is one unit's."""

from dataclasses import dataclass

from store import desk as rows
from store import desk_service as service
from store.tables import Customer, Ticket
from store.unit_of_work import UnitOfWork
from support import hours, topics
from support.desk import Desk, Member, Mode, Priority, Reason, post, tell

BY_CUSTOMER, BY_SHOP = "customer", "shop"
OPEN = (Mode.WAITING, Mode.HUMAN)
_WEIGHTY = (Reason.RECOVERY, Reason.NOT_ME)
"""Reasons that the staff have to see also where a person was asked for before, for something else."""


class Banned(Exception):
    """This customer may not write to the staff here."""


class NothingToDo(Exception):
    """The ticket stands already as it would stand afterwards."""


@dataclass(frozen=True, slots=True)
class Escalation:
    """A ticket after a person was asked for; `new` when nobody had been asked before."""

    ticket: Ticket
    new: bool


def is_open(ticket: Ticket | None) -> bool:
    """Say whether a person answers, or is asked for: then the bot does not talk into it."""
    return ticket is not None and ticket.mode in OPEN and ticket.banned_at is None


async def of(unit: UnitOfWork, customer: Customer) -> Ticket | None:
    """Return a customer's ticket, if they ever had one."""
    return await rows.ticket_of(unit, customer.id or 0)


async def escalate(
    unit: UnitOfWork, desk: Desk, customer: Customer, *, reason: Reason, order_id: int | None = None
) -> Escalation:
    """Ask for a person. Asked again while one is there or expected, it only takes note of the order,
    and of a reason that weighs.

    Raises:
        Banned: the customer may not write to the staff here.
    """
    ticket = await rows.ensure_ticket(unit, customer.id or 0)
    if ticket.banned_at is not None:
        raise Banned
    new = ticket.mode == Mode.BOT
    if new:
        ticket.mode, ticket.reason, ticket.order_id = Mode.WAITING, reason, order_id
        ticket.opened_at, ticket.awaiting_since, ticket.first_reply_at = unit.now, unit.now, None
        ticket.claimed_by, ticket.claimed_name = None, ""
        ticket.closed_at, ticket.closed_by = None, None
    else:
        ticket.order_id = order_id if order_id is not None else ticket.order_id
        ticket.reason = reason if reason in _WEIGHTY else ticket.reason
    unit.session.add(ticket)
    await hours.tell_if_closed(unit, desk, ticket, customer)
    await topics.want(unit, desk, ticket)
    await topics.refresh(unit, desk, ticket)
    return Escalation(ticket, new)


async def cancel(unit: UnitOfWork, desk: Desk, customer: Customer) -> bool:
    """Let the customer take back that they asked for a person; False when nobody is asked for any more."""
    ticket = await rows.ensure_ticket(unit, customer.id or 0)
    if ticket.mode != Mode.WAITING:
        return False
    _end(unit, ticket, BY_CUSTOMER)
    await post(unit, desk, ticket, "cancelled-by-customer", priority=Priority.CARD)
    await topics.refresh(unit, desk, ticket)
    return True


async def claim(unit: UnitOfWork, desk: Desk, ticket: Ticket, member: Member) -> None:
    """Let a member of the staff take a ticket, from whoever had it."""
    ticket.claimed_by, ticket.claimed_name = member.account, member.name
    unit.session.add(ticket)
    await topics.refresh(unit, desk, ticket)


async def close(unit: UnitOfWork, desk: Desk, ticket: Ticket, by: str, *, say: str = "closed") -> None:
    """Close a ticket and tell the customer; the bot answers again. `by` is who closed it, `say` what is said.

    Closed by a person, the customer may say once how they were helped.

    Raises:
        NothingToDo: it is closed.
    """
    if ticket.mode == Mode.BOT:
        raise NothingToDo
    _end(unit, ticket, by)
    ticket.closings += 1
    if by != BY_SHOP:
        await service.ask_rating(unit, ticket, by)
    closing = None if by == BY_SHOP else ticket.closings
    await tell(unit, await rows.customer_of(unit, ticket), ticket, say, closing=closing)
    await topics.refresh(unit, desk, ticket)


async def reopen(unit: UnitOfWork, desk: Desk, ticket: Ticket, member: Member) -> None:
    """Open a closed ticket again, for the member of the staff who does it.

    Raises:
        NothingToDo: it is open.
        Banned: the customer's ban has to be lifted first.
    """
    if ticket.banned_at is not None:
        raise Banned
    if ticket.mode != Mode.BOT:
        raise NothingToDo
    ticket.mode, ticket.closed_at, ticket.closed_by = Mode.HUMAN, None, None
    await claim(unit, desk, ticket, member)


async def ban(unit: UnitOfWork, desk: Desk, ticket: Ticket, member: Member) -> None:
    """Relay nothing of this customer any more; the bot answers them, and sells to them, as before.

    Raises:
        NothingToDo: they are banned.
    """
    if ticket.banned_at is not None:
        raise NothingToDo
    _end(unit, ticket, member.account)
    ticket.banned_at, ticket.banned_by = unit.now, member.account
    await topics.refresh(unit, desk, ticket)


async def unban(unit: UnitOfWork, desk: Desk, ticket: Ticket) -> None:
    """Let a banned customer ask for a person again.

    Raises:
        NothingToDo: they are not banned.
    """
    if ticket.banned_at is None:
        raise NothingToDo
    ticket.banned_at, ticket.banned_by = None, None
    unit.session.add(ticket)
    await topics.refresh(unit, desk, ticket)


def _end(unit: UnitOfWork, ticket: Ticket, by: str) -> None:
    ticket.mode, ticket.awaiting_since = Mode.BOT, None
    ticket.closed_at, ticket.closed_by = unit.now, by
    unit.session.add(ticket)
