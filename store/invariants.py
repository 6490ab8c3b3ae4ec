"""What must never be in the database, looked for: each question is one statement, answered with what is wrong."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, exists, func, or_
from sqlalchemy import select as select_many
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from store.deliveries import ISSUED
from store.tables import (
    AuditEntry,
    Customer,
    Delivery,
    Order,
    OrderTransfer,
    OutboxMessage,
    PaymentAttempt,
    Refund,
    StockCode,
)
from store.unit_of_work import UnitOfWork

_Previous = aliased(Customer)
_DELIVERED_AT = col(Order.delivered_at)
_SAME_CURRENCY = col(PaymentAttempt.currency) == col(Order.currency)
_PAID = func.coalesce(col(PaymentAttempt.paid_minor), 0)
OTHER_CURRENCIES = ("XTR",)  # in which orders may be paid, beside their own
# What the order costs in the currency of a payment of it; unknown in one that it is not sold in.
_PRICE_BY_THIS_PAYMENT = case(
    (_SAME_CURRENCY, col(Order.price_minor)),
    *(
        (col(PaymentAttempt.currency) == currency, col(Order.other_prices)[currency].as_integer())
        for currency in OTHER_CURRENCIES
    ),
)
_IN_THE_ORDERS_CURRENCY = case(
    (_SAME_CURRENCY, _PAID), (_PAID >= _PRICE_BY_THIS_PAYMENT, col(Order.price_minor)), else_=0
)


class IssuedCount(NamedTuple):
    """An order, and how many issued deliveries it has."""

    reference: str
    state: str
    issued: int


class Sealed(NamedTuple):
    """The sealed texts of an order: the secret part of its ID, and what a path made for it, if anything."""

    reference: str
    secret: str
    delivery_state: str | None
    delivery_secret: str | None


class Holding(NamedTuple):
    """An order's money in minor units: its price, all that came, and what of it is credited to the order."""

    reference: str
    state: str
    currency: str
    price: int
    received: int
    credited: int


async def wrong_issued_counts(unit: UnitOfWork, *, delivered: str) -> Sequence[IssuedCount]:
    """Return orders with too few or too many issued deliveries, and how many they have.

    A delivered order has one. One that was delivered and then left that state may have one; any other has none.
    """
    issued = func.count(col(Delivery.id))
    is_delivered = col(Order.state) == delivered
    least = case((is_delivered, 1), else_=0)
    most = case((or_(is_delivered, _DELIVERED_AT.is_not(None)), 1), else_=0)
    statement = (
        select(Order.reference, Order.state, issued)
        .outerjoin(Delivery, and_(col(Delivery.order_id) == col(Order.id), col(Delivery.state) == ISSUED))
        .group_by(col(Order.id))
        .having(or_(issued < least, issued > most))
    )
    return [IssuedCount(*row) for row in (await unit.session.exec(statement)).all()]


async def issued_without_money(unit: UnitOfWork, *, credited: Collection[str], by_hand: str) -> Sequence[str]:
    """Return orders that something was issued for, though no credited payment covers the price.

    `by_hand` is the audit's name for the act of a person who takes an order as paid.
    """
    paid = exists().where(
        col(PaymentAttempt.order_id) == col(Order.id),
        col(PaymentAttempt.state).in_(credited),
        col(PaymentAttempt.paid_minor) >= _PRICE_BY_THIS_PAYMENT,
    )
    statement = (
        select(Order.reference)
        .join(Delivery, col(Delivery.order_id) == col(Order.id))
        .where(Delivery.state == ISSUED, ~paid, ~_done_by_hand(by_hand))
        .distinct()
    )
    return (await unit.session.exec(statement)).all()


async def unknown_states(
    unit: UnitOfWork, *, orders: Collection[str], attempts: Collection[str], deliveries: Collection[str]
) -> Sequence[tuple[str, str]]:
    """Return (reference, state) of orders, and of the payments and deliveries of orders, in unknown states."""
    found: list[tuple[str, str]] = []
    of_orders = select(Order.reference, Order.state).where(col(Order.state).not_in(orders))
    of_attempts = (
        select(Order.reference, PaymentAttempt.state)
        .join(PaymentAttempt, col(PaymentAttempt.order_id) == col(Order.id))
        .where(col(PaymentAttempt.state).not_in(attempts))
    )
    of_deliveries = (
        select(Order.reference, Delivery.state)
        .join(Delivery, col(Delivery.order_id) == col(Order.id))
        .where(col(Delivery.state).not_in(deliveries))
    )
    for statement in (of_orders, of_attempts, of_deliveries):
        found += (await unit.session.exec(statement)).all()
    return found


async def wrong_times(
    unit: UnitOfWork, *, unpaid: Collection[str], paid: Collection[str], delivered: str
) -> Sequence[tuple[str, str]]:
    """Return (reference, state) of orders whose times of payment and delivery do not fit their state."""
    state, paid_at = col(Order.state), col(Order.paid_at)
    statement = select(Order.reference, Order.state).where(
        or_(
            and_(state.in_(unpaid), or_(paid_at.is_not(None), _DELIVERED_AT.is_not(None))),
            and_(state.in_(paid), paid_at.is_(None)),
            and_(state == delivered, _DELIVERED_AT.is_(None)),
            and_(_DELIVERED_AT.is_not(None), paid_at.is_(None)),
        )
    )
    return (await unit.session.exec(statement)).all()


async def issued_without_secret(unit: UnitOfWork) -> Sequence[str]:
    """Return orders with an issued delivery that has no secret, or no time of issue."""
    statement = (
        select(Order.reference)
        .join(Delivery, col(Delivery.order_id) == col(Order.id))
        .where(
            Delivery.state == ISSUED,
            or_(col(Delivery.sealed_secret).is_(None), col(Delivery.issued_at).is_(None)),
        )
    )
    return (await unit.session.exec(statement)).all()


async def shared_transactions(unit: UnitOfWork) -> Sequence[str]:
    """Return orders with a gateway's transaction that more than one payment attempt claims."""
    shared = (
        select(PaymentAttempt.rail, PaymentAttempt.gateway_transaction)
        .where(col(PaymentAttempt.gateway_transaction).is_not(None))
        .group_by(col(PaymentAttempt.rail), col(PaymentAttempt.gateway_transaction))
        .having(func.count() > 1)
        .subquery()
    )
    statement = (
        select(Order.reference)
        .join(PaymentAttempt, col(PaymentAttempt.order_id) == col(Order.id))
        .join(
            shared,
            and_(
                shared.c.rail == col(PaymentAttempt.rail),
                shared.c.gateway_transaction == col(PaymentAttempt.gateway_transaction),
            ),
        )
        .distinct()
    )
    return (await unit.session.exec(statement)).all()


async def shared_codes(unit: UnitOfWork) -> Sequence[str]:
    """Return orders that took more than one code, or a code that is in the stock twice."""
    several = select(StockCode.order_id).group_by(col(StockCode.order_id)).having(func.count() > 1)
    twice = select(StockCode.fingerprint).group_by(col(StockCode.fingerprint)).having(func.count() > 1)
    statement = (
        select(Order.reference)
        .join(StockCode, col(StockCode.order_id) == col(Order.id))
        .where(or_(col(Order.id).in_(several), col(StockCode.fingerprint).in_(twice)))
        .distinct()
    )
    return (await unit.session.exec(statement)).all()


async def sealed_since(
    unit: UnitOfWork, moment: datetime, references: Collection[str], limit: int
) -> Sequence[Sealed]:
    """Return the sealed texts of these orders, and of those that changed since the moment, the newest first."""
    named = col(Order.reference).in_(references)
    statement = (
        select(Order.reference, Order.sealed_secret, Delivery.state, Delivery.sealed_secret)
        .outerjoin(Delivery, col(Delivery.order_id) == col(Order.id))
        .where(
            or_(
                col(Order.created_at) >= moment,
                col(Delivery.created_at) >= moment,
                named,
            )
        )
        .order_by(named.desc(), col(Order.id).desc())
        .limit(limit)
    )
    return [Sealed(*row) for row in (await unit.session.exec(statement)).all()]


async def letters_to_others(unit: UnitOfWork, kind: str) -> Sequence[str]:
    """Return orders with a message of a kind that is addressed to somebody other than the buyer.

    Whose order it was before the staff moved it to another account was the buyer until then.
    """
    was_theirs = exists().where(
        col(OrderTransfer.order_id) == col(Order.id),
        col(OrderTransfer.at) >= col(OutboxMessage.created_at),
        col(OrderTransfer.from_customer_id) == _Previous.id,
        col(OutboxMessage.channel) == _Previous.channel,
        col(OutboxMessage.recipient) == _Previous.external_id,
    )
    order_id = col(OutboxMessage.arguments)["order"].as_integer()
    statement = (
        select(Order.reference)
        .join(OutboxMessage, order_id == col(Order.id))
        .join(Customer, col(Customer.id) == col(Order.customer_id))
        .where(
            OutboxMessage.kind == kind,
            or_(
                col(OutboxMessage.channel) != col(Customer.channel),
                col(OutboxMessage.recipient) != col(Customer.external_id),
            ),
            ~was_theirs,
        )
        .distinct()
    )
    return (await unit.session.exec(statement)).all()


async def misplaced_money(
    unit: UnitOfWork, *, unpaid: Collection[str], covered: Collection[str], credited: str, by_hand: str
) -> Sequence[Holding]:
    """Return orders whose money does not fit their state.

    Nothing came for an order in one of the `unpaid` states; payments in the state `credited` cover the price of
    an order in one of the `covered` states, unless a person took it as paid (`by_hand`).
    """
    counts = col(PaymentAttempt.state) == credited
    received = func.coalesce(func.sum(_PAID), 0)
    held = func.coalesce(func.sum(case((counts, _IN_THE_ORDERS_CURRENCY), else_=0)), 0)
    state, price = col(Order.state), col(Order.price_minor)
    statement = (
        select_many(
            col(Order.reference),
            state,
            col(Order.currency),
            price,
            received.label("received"),
            held.label("credited"),
        )
        .outerjoin(PaymentAttempt, col(PaymentAttempt.order_id) == col(Order.id))
        .group_by(col(Order.id))
        .having(
            or_(
                and_(state.in_(unpaid), received > 0),
                and_(state.in_(covered), held < price, ~_done_by_hand(by_hand)),
            )
        )
    )
    # PostgreSQL sums whole numbers to decimals.
    return [
        Holding(row.reference, row.state, row.currency, row.price_minor, int(row.received), int(row.credited))
        for row in (await unit.execute(statement)).all()
    ]


async def misplaced_payments(
    unit: UnitOfWork,
    *,
    paid: str,
    with_money: Collection[str],
    refunds: Mapping[str, Collection[str]],
    refused: str,
) -> Sequence[tuple[str, str, str]]:
    """Return (reference, payment number, state) of payments whose state, amount and refund contradict each other.

    `refunds` has for each state of a payment that goes back the states that its refund may have; payments in
    other states have none but a `refused` one.
    """
    state, amount = col(PaymentAttempt.state), col(PaymentAttempt.paid_minor)
    refund, given_back = col(Refund.state), col(Refund.amount_minor)
    statement = (
        select(Order.reference, PaymentAttempt.number, PaymentAttempt.state)
        .join(PaymentAttempt, col(PaymentAttempt.order_id) == col(Order.id))
        .outerjoin(Refund, col(Refund.attempt_id) == col(PaymentAttempt.id))
        .where(
            or_(
                and_(state.not_in(with_money), amount.is_not(None)),
                and_(state == paid, amount.is_(None)),
                and_(state.not_in(list(refunds)), refund.is_not(None), refund != refused),
                *(
                    and_(state == going_back, or_(refund.is_(None), refund.not_in(states)))
                    for going_back, states in refunds.items()
                ),
                given_back > func.coalesce(amount, 0),
                col(Refund.currency) != col(PaymentAttempt.currency),
            )
        )
    )
    return (await unit.session.exec(statement)).all()


async def refunded_without_refund(
    unit: UnitOfWork, *, orders: Collection[str], attempts: Collection[str]
) -> Sequence[tuple[str, str]]:
    """Return (reference, state) of orders that are said to be given back while no payment of theirs is."""
    going_back = exists().where(
        col(PaymentAttempt.order_id) == col(Order.id), col(PaymentAttempt.state).in_(attempts)
    )
    statement = select(Order.reference, Order.state).where(col(Order.state).in_(orders), ~going_back)
    return (await unit.session.exec(statement)).all()


async def misplaced_rests(
    unit: UnitOfWork, *, partly: str, may: Collection[str], refunded: str
) -> Sequence[tuple[str, str]]:
    """Return (reference, state) of orders whose state does not say whether a part of a refunded payment was kept.

    An order in the state `partly` has such a payment, one in a state that is not of `may` has none.
    """
    kept = exists().where(
        col(PaymentAttempt.order_id) == col(Order.id),
        col(PaymentAttempt.state) == refunded,
        col(Refund.attempt_id) == col(PaymentAttempt.id),
        col(Refund.amount_minor) < col(PaymentAttempt.paid_minor),
    )
    state = col(Order.state)
    statement = select(Order.reference, Order.state).where(
        or_(and_(state == partly, ~kept), and_(state.not_in([partly, *may]), kept))
    )
    return (await unit.session.exec(statement)).all()


async def waiting_since(unit: UnitOfWork, state: str, moment: datetime) -> Sequence[str]:
    """Return orders in a state that were paid at the moment or before."""
    statement = select(Order.reference).where(Order.state == state, col(Order.paid_at) <= moment)
    return (await unit.session.exec(statement)).all()


def _done_by_hand(act: str) -> ColumnElement[bool]:
    return exists().where(col(AuditEntry.order_id) == col(Order.id), col(AuditEntry.act) == act)
