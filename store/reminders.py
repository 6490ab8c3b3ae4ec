"""Reminders of unpaid orders: which are due, whose they are to take, and what became of their messages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, exists, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select

from store.customers import EXPECTS_MESSAGE
from store.database import Database
from store.tables import Customer, Order, PaymentAttempt, Reminder, Ticket
from store.unit_of_work import UnitOfWork

BOT = "bot"  # who answers a customer when no person does


@dataclass(frozen=True, slots=True)
class Peace:
    """How long somebody is left alone after a talk with a person or "I have paid", and after a letter to one."""

    after_talk: timedelta
    after_letter: timedelta


def stage_of(after: timedelta) -> int:
    """Return the stage of an age: itself, so that other ages in the settings neither repeat nor lose one."""
    return int(after.total_seconds())


async def due(
    unit: UnitOfWork, state: str, stages: Sequence[timedelta], *, peace: Peace, limit: int
) -> Sequence[Order]:
    """Return the unpaid orders with a stage that is due and that nobody has taken, the oldest first.

    Those whose customers do not want to be reminded now are left out, see `wanted`.
    """
    reached = [
        and_(
            col(Order.created_at) <= unit.now - after,
            ~exists().where(col(Reminder.order_id) == col(Order.id), col(Reminder.stage) >= stage_of(after)),
        )
        for after in stages
    ]
    statement = (
        select(Order)
        .join(Customer, col(Customer.id) == col(Order.customer_id))
        .where(Order.state == state, col(Order.expires_at) > unit.now, or_(*reached))
        .where(*_undisturbed(unit.now, peace))
        .order_by(col(Order.created_at))
        .limit(limit)
    )
    return (await unit.session.exec(statement)).all()


async def wanted(unit: UnitOfWork, order: Order, *, peace: Peace) -> bool:
    """Say whether a reminder of an order would be welcome.

    It is not to somebody who turned reminders off, blocked the bot, was banned, talks or just talked with a person,
    waits for one to answer, or just said that they have paid.
    """
    statement = (
        select(Customer.id)
        .join(Order, col(Order.customer_id) == col(Customer.id))
        .where(Order.id == order.id, *_undisturbed(unit.now, peace))
    )
    return (await unit.session.exec(statement)).first() is not None


async def with_a_person(unit: UnitOfWork, customer_id: int) -> bool:
    """Say whether a person answers a customer, or was asked for."""
    statement = select(Ticket.id).where(Ticket.customer_id == customer_id, col(Ticket.mode) != BOT)
    return (await unit.session.exec(statement)).first() is not None


def _undisturbed(now: datetime, peace: Peace) -> tuple[ColumnElement[bool], ...]:
    moment = now - peace.after_talk
    at_the_desk = exists().where(
        col(Ticket.customer_id) == col(Customer.id),
        or_(col(Ticket.mode) != BOT, col(Ticket.banned_at).is_not(None), col(Ticket.closed_at) > moment),
    )
    says_to_have_paid = exists().where(
        col(PaymentAttempt.order_id) == col(Order.id), col(PaymentAttempt.asked_by_customer_at) > moment
    )
    return (
        col(Customer.reminders_off_since).is_(None),
        col(Customer.unreachable_since).is_(None),
        ~at_the_desk,
        col(Customer.conversation)["expects"].as_string().is_distinct_from(EXPECTS_MESSAGE),
        or_(
            col(Customer.wrote_to_person_at).is_(None),
            col(Customer.wrote_to_person_at) <= now - peace.after_letter,
        ),
        ~says_to_have_paid,
    )


async def take(unit: UnitOfWork, order_id: int, after: timedelta, *, told: bool) -> bool:
    """Take the stage of an age of an order; False when it was taken before."""
    insert = sqlite.insert if unit.is_sqlite else postgresql.insert
    statement = (
        insert(Reminder)
        .values(order_id=order_id, stage=stage_of(after), told=told, at=unit.now)
        .on_conflict_do_nothing(index_elements=["order_id", "stage"])
    )
    return bool((await unit.execute(statement)).rowcount)


async def told_of_another(unit: UnitOfWork, order: Order, since: datetime) -> bool:
    """Say whether the customer was reminded of another order since the moment."""
    statement = (
        select(Reminder.id)
        .join(Order, col(Order.id) == col(Reminder.order_id))
        .where(
            Order.customer_id == order.customer_id,
            Order.id != order.id,
            col(Reminder.told).is_(True),
            col(Reminder.at) > since,
        )
        .limit(1)
    )
    return (await unit.session.exec(statement)).first() is not None


async def messages_of(unit: UnitOfWork, order_id: int) -> tuple[int, ...]:
    """Return the reminders of an order that stand in the chat."""
    statement = select(Reminder.message_id).where(
        Reminder.order_id == order_id, col(Reminder.message_id).is_not(None)
    )
    return tuple(number for number in (await unit.session.exec(statement)).all() if number is not None)


async def remember_message(database: Database, order_id: int, stage: int, message_id: int) -> None:
    """Write down which message a reminder became; it took the place of those before it."""
    await database.write_soon(
        update(Reminder)
        .where(col(Reminder.order_id) == order_id)
        .values(message_id=case((col(Reminder.stage) == stage, message_id), else_=None))
    )


async def forget_messages(database: Database, order_id: int) -> None:
    """Write down that no reminder of an order stands in the chat any more."""
    await database.write_soon(
        update(Reminder).where(col(Reminder.order_id) == order_id).values(message_id=None)
    )


async def let_stand(unit: UnitOfWork, customer_id: int, message_id: int) -> None:
    """Write down that a reminder's message has become something else, which is to stay."""
    own = select(Order.id).where(Order.customer_id == customer_id)
    await unit.execute(
        update(Reminder)
        .where(col(Reminder.message_id) == message_id, col(Reminder.order_id).in_(own))
        .values(message_id=None)
    )
