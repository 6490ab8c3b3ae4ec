"""The states of an order and of a payment attempt, each with the one table of its transitions."""

from enum import StrEnum


class OrderState(StrEnum):
    """Where an order stands."""

    AWAITING_PAYMENT = "awaiting_payment"
    PAID = "paid"
    DELIVERED = "delivered"
    PARKED = "parked"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REFUNDING = "refunding"
    REFUNDED = "refunded"
    PARTLY_REFUNDED = "partly_refunded"
    CLOSED = "closed"


class AttemptState(StrEnum):
    """Where a payment attempt stands. EXPIRED and CLOSED are still asked about for a while: payers pay late."""

    CREATING = "creating"
    PENDING = "pending"
    PAID = "paid"
    MISMATCHED = "mismatched"
    EXPIRED = "expired"
    CLOSED = "closed"
    FAILED = "failed"
    REFUNDING = "refunding"
    REFUNDED = "refunded"


LIVE_ATTEMPTS = (AttemptState.CREATING, AttemptState.PENDING)
"""Their QR, once there is one, may be paid."""
ENDED_ATTEMPTS = (AttemptState.CLOSED, AttemptState.EXPIRED)
"""Their QR was given up unpaid, and a payment of it is looked for all the same."""

ORDER_TRANSITIONS: dict[OrderState, frozenset[OrderState]] = {
    OrderState.AWAITING_PAYMENT: frozenset(
        {OrderState.PAID, OrderState.PARKED, OrderState.CANCELLED, OrderState.EXPIRED}
    ),
    OrderState.CANCELLED: frozenset({OrderState.PAID, OrderState.PARKED}),
    OrderState.EXPIRED: frozenset({OrderState.PAID, OrderState.PARKED}),
    OrderState.PAID: frozenset({OrderState.DELIVERED, OrderState.PARKED, OrderState.REFUNDING}),
    OrderState.PARKED: frozenset(
        {OrderState.PAID, OrderState.DELIVERED, OrderState.REFUNDING, OrderState.CLOSED}
    ),
    OrderState.DELIVERED: frozenset({OrderState.REFUNDING}),
    OrderState.REFUNDING: frozenset({OrderState.REFUNDED, OrderState.PARTLY_REFUNDED, OrderState.PARKED}),
    OrderState.REFUNDED: frozenset(),
    OrderState.PARTLY_REFUNDED: frozenset(),
    OrderState.CLOSED: frozenset(),
}

ATTEMPT_TRANSITIONS: dict[AttemptState, frozenset[AttemptState]] = {
    AttemptState.CREATING: frozenset(
        {
            AttemptState.PENDING,
            AttemptState.PAID,
            AttemptState.MISMATCHED,
            AttemptState.FAILED,
            AttemptState.EXPIRED,
            AttemptState.CLOSED,
        }
    ),
    AttemptState.PENDING: frozenset(
        {AttemptState.PAID, AttemptState.MISMATCHED, AttemptState.EXPIRED, AttemptState.CLOSED}
    ),
    AttemptState.EXPIRED: frozenset({AttemptState.PAID, AttemptState.MISMATCHED, AttemptState.CLOSED}),
    AttemptState.CLOSED: frozenset({AttemptState.PAID, AttemptState.MISMATCHED}),
    AttemptState.FAILED: frozenset({AttemptState.PAID, AttemptState.MISMATCHED}),
    AttemptState.PAID: frozenset({AttemptState.REFUNDING}),
    AttemptState.MISMATCHED: frozenset({AttemptState.PAID, AttemptState.REFUNDING}),
    AttemptState.REFUNDING: frozenset({AttemptState.REFUNDED, AttemptState.PAID, AttemptState.MISMATCHED}),
    AttemptState.REFUNDED: frozenset(),
}


class IllegalTransition(RuntimeError):
    """A state would have been left in a way its table does not know: a mistake in the program."""


def check_order(before: OrderState, after: OrderState) -> None:
    """Refuse a step of an order that the table does not hold.

    Raises:
        IllegalTransition: the table has no such step.
    """
    if after not in ORDER_TRANSITIONS[before]:
        raise IllegalTransition(f"order: {before} -> {after}")


def check_attempt(before: AttemptState, after: AttemptState) -> None:
    """Refuse a step of a payment attempt that the table does not hold.

    Raises:
        IllegalTransition: the table has no such step.
    """
    if after not in ATTEMPT_TRANSITIONS[before]:
        raise IllegalTransition(f"payment attempt: {before} -> {after}")
