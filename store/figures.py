"""The figures of a day: what came, what went out, what went back. A day runs from its start up to the next."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, SQLColumnExpression, case, func
from sqlmodel import col, select

from store.deliveries import ISSUED
from store.tables import Delivery, Order, PaymentAttempt, Refund
from store.unit_of_work import UnitOfWork

_PAID_IN = func.coalesce(col(PaymentAttempt.charged_currency), col(PaymentAttempt.currency))


class Amounts(NamedTuple):
    """How many payments or refunds there were, and what they come to in minor units, both by currency."""

    number: dict[str, int]
    minor: dict[str, int]


class HandedOver(NamedTuple):
    """An order that stands as delivered, and the delivery that was issued for it."""

    reference: str
    delivery: Delivery


async def placed(unit: UnitOfWork, start: datetime, end: datetime) -> int:
    """Return how many orders were placed."""
    created = col(Order.created_at)
    statement = select(func.count()).select_from(Order).where(created >= start, created < end)
    return (await unit.session.exec(statement)).one()


async def paid(unit: UnitOfWork, start: datetime, end: datetime) -> int:
    """Return how many orders came to be paid."""
    paid_at = col(Order.paid_at)
    statement = select(func.count()).select_from(Order).where(paid_at >= start, paid_at < end)
    return (await unit.session.exec(statement)).one()


async def any_placed_before(unit: UnitOfWork, moment: datetime) -> bool:
    """Say whether there was any order before the moment."""
    statement = select(Order.id).where(col(Order.created_at) < moment).limit(1)
    return (await unit.session.exec(statement)).first() is not None


async def delivered_by_path(unit: UnitOfWork, start: datetime, end: datetime) -> dict[str, int]:
    """Return how many deliveries were issued by each path."""
    issued_at = col(Delivery.issued_at)
    statement = (
        select(Delivery.path, func.count())
        .where(Delivery.state == ISSUED, issued_at >= start, issued_at < end)
        .group_by(Delivery.path)
    )
    return dict((await unit.session.exec(statement)).all())


async def received(unit: UnitOfWork, start: datetime, end: datetime) -> Amounts:
    """Return the payments that arrived, whatever became of them since, in what the payers paid."""
    ended_at = col(PaymentAttempt.ended_at)
    statement = (
        select(_PAID_IN, func.count(), func.sum(_to_the_payer(col(PaymentAttempt.paid_minor))))
        .where(col(PaymentAttempt.paid_minor).is_not(None), ended_at >= start, ended_at < end)
        .group_by(_PAID_IN)
    )
    return _amounts((await unit.session.exec(statement)).all())


async def refunded(unit: UnitOfWork, start: datetime, end: datetime) -> Amounts:
    """Return the refunds that are through, in what the payers had paid."""
    done_at = col(Refund.done_at)
    statement = (
        select(_PAID_IN, func.count(), func.sum(_to_the_payer(col(Refund.amount_minor))))
        .join(PaymentAttempt, col(PaymentAttempt.id) == col(Refund.attempt_id))
        .where(done_at >= start, done_at < end)
        .group_by(_PAID_IN)
    )
    return _amounts((await unit.session.exec(statement)).all())


async def handed_over(
    unit: UnitOfWork, start: datetime, end: datetime, *, state: str, paths: Collection[str]
) -> Sequence[HandedOver]:
    """Return the orders delivered on the day by these paths that still are in the state, the first first."""
    delivered_at = col(Order.delivered_at)
    statement = (
        select(Order.reference, Delivery)
        .join(Delivery, col(Delivery.order_id) == col(Order.id))
        .where(
            Order.state == state,
            Delivery.state == ISSUED,
            col(Delivery.path).in_(paths),
            delivered_at >= start,
            delivered_at < end,
        )
        .order_by(delivered_at, col(Order.id))
    )
    return [HandedOver(*row) for row in (await unit.session.exec(statement)).all()]


def _to_the_payer(minor: SQLColumnExpression[Any]) -> ColumnElement[int]:
    """Return what a part of a payment was to its payer, where that was in another currency, rounded down."""
    charged = col(PaymentAttempt.charged_minor)
    return case((charged.is_not(None), charged * minor // col(PaymentAttempt.amount_minor)), else_=minor)


def _amounts(rows: Sequence[tuple[str, int, int | None]]) -> Amounts:
    return Amounts(
        {currency: count for currency, count, _ in rows},
        {currency: int(total or 0) for currency, _, total in rows},
    )
