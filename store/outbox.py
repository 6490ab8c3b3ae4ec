"""The outbox: messages born leased to the process that wrote them, taken over by a sweep when it dies."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, tuple_, update
from sqlmodel import col, select

from store import leases
from store.database import Database
from store.tables import OutboxMessage
from store.unit_of_work import UnitOfWork

LEASE = timedelta(seconds=60)
WAITING, SENT, PARKED, DROPPED = "waiting", "sent", "parked", "dropped"


class CameBack(Exception):
    """Whom a message was refused for can be reached again."""


async def write(
    unit: UnitOfWork,
    *,
    channel: str,
    recipient: str,
    kind: str,
    arguments: dict[str, Any],
    sealed_screen: str | None = None,
    once: str | None = None,
    priority: int = 0,
    due_at: datetime | None = None,
) -> None:
    """Add a message to the unit of work, leased to this process if it is one that sends.

    A message with a `once` that was ever written is not written again. Of what waits for the same recipient the
    lowest `priority` goes first. With a `due_at` that is yet to come it is free until then.
    """
    if once is not None:
        await unit.session.flush()
        written = select(OutboxMessage.id).where(OutboxMessage.once == once)
        if (await unit.session.exec(written)).first() is not None:
            return
    later = due_at is not None and due_at > unit.now
    message = OutboxMessage(
        channel=channel,
        recipient=recipient,
        kind=kind,
        arguments=arguments,
        sealed_screen=sealed_screen,
        once=once,
        created_at=unit.now,
        priority=priority,
        due_at=due_at or unit.now,
        lease_until=unit.now + LEASE if unit.has_sender and not later else None,
        runs=1,
    )
    unit.session.add(message)
    if not later:
        unit.outbox.append(message)


async def claim_due(unit: UnitOfWork, channel: str, limit: int) -> Sequence[OutboxMessage]:
    """Claim messages that nobody is sending."""
    return await leases.claim(
        unit,
        OutboxMessage,
        col(OutboxMessage.state) == WAITING,
        col(OutboxMessage.channel) == channel,
        lease_until=unit.now + LEASE,
        limit=limit,
    )


async def settle(database: Database, message: OutboxMessage, state: str, *, error: str | None = None) -> None:
    """Write what became of a message: sent, parked (blocked customer) or dropped (nothing left to say)."""
    over = {"sealed_screen": None} if state in (SENT, DROPPED) else {}
    await database.write_soon(
        update(OutboxMessage)
        .where(col(OutboxMessage.id) == message.id, col(OutboxMessage.runs) == message.runs)
        .values(state=state, sent_at=database.clock(), lease_until=None, last_error=error, **over)
    )


async def postpone(database: Database, message: OutboxMessage, due_at: datetime, error: str) -> None:
    """Give a message back, to be sent at a later moment."""
    await database.write_soon(
        update(OutboxMessage)
        .where(col(OutboxMessage.id) == message.id, col(OutboxMessage.runs) == message.runs)
        .values(due_at=due_at, lease_until=None, last_error=error)
    )


async def park(unit: UnitOfWork, message: OutboxMessage, error: str) -> None:
    """Keep a message until its recipient comes back.

    Raises:
        CameBack: they did so since it was taken up.
    """
    outcome = await unit.execute(
        update(OutboxMessage)
        .where(
            col(OutboxMessage.id) == message.id,
            col(OutboxMessage.runs) == message.runs,
            col(OutboxMessage.due_at) == message.due_at,
        )
        .values(state=PARKED, sent_at=unit.now, lease_until=None, last_error=error)
    )
    if not outcome.rowcount:
        raise CameBack


async def extend(database: Database, messages: Sequence[OutboxMessage]) -> None:
    """Hold on to messages that are still in line to be sent."""
    await database.write_soon(
        update(OutboxMessage)
        .where(
            tuple_(col(OutboxMessage.id), col(OutboxMessage.runs)).in_(
                [(message.id, message.runs) for message in messages]
            )
        )
        .values(lease_until=database.clock() + LEASE)
    )


async def release_parked(unit: UnitOfWork, channel: str, recipient: str) -> None:
    """Let the parked messages of someone who came back go out; what is being sent is not parked for what was."""
    to_them = (col(OutboxMessage.channel) == channel, col(OutboxMessage.recipient) == recipient)
    await unit.execute(
        update(OutboxMessage)
        .where(col(OutboxMessage.state) == PARKED, *to_them)
        .values(state=WAITING, due_at=unit.now, lease_until=None)
    )
    await unit.execute(
        update(OutboxMessage)
        .where(col(OutboxMessage.state) == WAITING, col(OutboxMessage.lease_until) > unit.now, *to_them)
        .values(due_at=unit.now)
    )
    unit.wakes.add("outbox")


async def is_being_sent(unit: UnitOfWork, channel: str, kind: str) -> bool:
    """Say whether a process has a message of this kind in hand."""
    statement = (
        select(OutboxMessage.id)
        .where(
            OutboxMessage.channel == channel,
            OutboxMessage.kind == kind,
            OutboxMessage.state == WAITING,
            col(OutboxMessage.lease_until) > unit.now,
        )
        .limit(1)
    )
    return (await unit.session.exec(statement)).first() is not None


async def forget_sent(unit: UnitOfWork, before: datetime) -> None:
    """Delete messages that went out before the moment and are not needed to keep something from repeating."""
    await unit.execute(
        delete(OutboxMessage).where(
            col(OutboxMessage.state).in_([SENT, DROPPED]),
            col(OutboxMessage.sent_at) < before,
            col(OutboxMessage.once).is_(None),
        )
    )


async def count_waiting(unit: UnitOfWork, channel: str) -> int:
    """Return how many messages wait to be sent."""
    statement = (
        select(func.count())
        .select_from(OutboxMessage)
        .where(OutboxMessage.channel == channel, OutboxMessage.state == WAITING)
    )
    return (await unit.session.exec(statement)).one()
