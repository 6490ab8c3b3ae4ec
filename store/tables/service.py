"""How well the help desk keeps its promise: alerts, first answers, ratings; its queue; claims to lost orders."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Text
from sqlmodel import Field, SQLModel


class DeskAlert(SQLModel, table=True):
    """The staff were told that a customer waits. Stage 3 is the promise broken, each later one a day more."""

    __tablename__ = "desk_alert"

    ticket_id: int = Field(primary_key=True, foreign_key="ticket.id")
    awaiting_since: datetime = Field(primary_key=True)
    stage: int = Field(primary_key=True)
    at: datetime = Field(index=True)


class FirstReply(SQLModel, table=True):
    """A person was asked for and answered: how long that took is the time between the two."""

    __tablename__ = "first_reply"

    ticket_id: int = Field(primary_key=True, foreign_key="ticket.id")
    opened_at: datetime = Field(primary_key=True)
    at: datetime = Field(index=True)


class DeskRating(SQLModel, table=True):
    """A customer was asked, once for each closing by a person, how they were helped: 1 to 5, or nothing yet."""

    __tablename__ = "desk_rating"

    ticket_id: int = Field(primary_key=True, foreign_key="ticket.id")
    closing: int = Field(primary_key=True)
    closed_by: str
    asked_at: datetime
    score: int | None = None
    rated_at: datetime | None = Field(default=None, index=True)


class DeskQueue(SQLModel, table=True):
    """The topic of a staff's group that lists the open tickets, and the message in it that is kept true."""

    __tablename__ = "desk_queue"

    staff_chat: str = Field(primary_key=True)
    topic: int = 0
    thread_id: int | None = Field(default=None, sa_type=BigInteger)
    message_id: int | None = Field(default=None, sa_type=BigInteger)
    refresh_at: datetime | None = None


class RecoveryClaim(SQLModel, table=True):
    """Somebody without their account says that an order is theirs: the order and the number on their bill.

    `state` is open, approved or refused. Whether the two fit is looked up anew whenever it matters.
    """

    __tablename__ = "recovery_claim"
    __table_args__ = (Index("ix_recovery_claim_customer", "customer_id", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id")
    reference: str
    sealed_transaction: str = Field(sa_type=Text)
    state: str = "open"
    at: datetime
    decided_at: datetime | None = None
    decided_by: str | None = None


class OrderTransfer(SQLModel, table=True):
    """An order was moved from one account to another, on proof of its payment."""

    __tablename__ = "order_transfer"

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="customer_order.id", index=True)
    from_customer_id: int = Field(foreign_key="customer.id")
    to_customer_id: int = Field(foreign_key="customer.id")
    by: str
    at: datetime
