"""Orders, payments, deliveries, the outbox and what guards them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel


class Customer(SQLModel, table=True):
    """A person in one messenger, known as (channel, external id). For Telegram both are the private chat."""

    __table_args__ = (UniqueConstraint("channel", "external_id"),)

    id: int | None = Field(default=None, primary_key=True)
    channel: str
    external_id: str
    language: str
    language_chosen: bool = False
    first_name: str = ""
    username: str | None = None
    conversation: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    unreachable_since: datetime | None = None
    reminders_off_since: datetime | None = None
    wrote_to_person_at: datetime | None = None  # to the owners, where there is no staff's group
    created_at: datetime


class Order(SQLModel, table=True):
    """One purchase. Package facts and prices are those of the moment it was placed.

    `other_prices` has by currency what it costs where it is not paid in its own. `message_due_at` is when what the
    payment message says of the time left is no longer true.
    """

    __tablename__ = "customer_order"
    __table_args__ = (Index("ix_customer_order_customer", "customer_id", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    reference: str = Field(unique=True)
    sealed_secret: str = Field(sa_type=Text)
    customer_id: int = Field(foreign_key="customer.id")
    package_id: str
    package_name: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    tokens: int = Field(sa_type=BigInteger)
    quota: int = Field(sa_type=BigInteger)
    price_minor: int = Field(sa_type=BigInteger)
    currency: str
    other_prices: dict[str, int] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    state: str = Field(index=True)
    park_reason: str | None = None
    origin: str | None = None
    message_id: int | None = Field(default=None, sa_type=BigInteger)
    message_picture: str | None = None
    message_due_at: datetime | None = Field(default=None, index=True)
    created_at: datetime
    expires_at: datetime = Field(index=True)
    paid_at: datetime | None = None
    delivered_at: datetime | None = None


class PaymentAttempt(SQLModel, table=True):
    """One payment asked of one gateway under one number. Due rows are claimed by lease, fenced by `runs`.

    `charged` is what the payer pays for `amount`, where the gateway sells it for another currency.
    """

    __tablename__ = "payment_attempt"
    __table_args__ = (UniqueConstraint("rail", "gateway_transaction"),)

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="customer_order.id", index=True)
    rail: str
    method: str
    number: str = Field(unique=True)
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str
    state: str
    qr_content: str | None = Field(default=None, sa_type=Text)
    link: str | None = Field(default=None, sa_type=Text)
    gateway_number: str | None = None
    gateway_transaction: str | None = None
    paid_minor: int | None = Field(default=None, sa_type=BigInteger)
    charged_minor: int | None = Field(default=None, sa_type=BigInteger)
    charged_currency: str | None = None
    sealed_answer: str | None = Field(default=None, sa_type=Text)
    created_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None
    asked_by_customer_at: datetime | None = None
    tries: int = 0
    sweeps: int = 0
    last_error: str | None = Field(default=None, sa_type=Text)
    due_at: datetime | None = Field(default=None, index=True)
    lease_until: datetime | None = None
    runs: int = 0


class Delivery(SQLModel, table=True):
    """One path of fulfilment of one order: the intent stands here before a console is asked for anything."""

    __table_args__ = (
        UniqueConstraint("order_id", "path"),
        Index(
            "uq_delivery_issued",
            "order_id",
            unique=True,
            sqlite_where=text("state = 'issued'"),
            postgresql_where=text("state = 'issued'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="customer_order.id", index=True)
    path: str
    name: str
    quota: int = Field(sa_type=BigInteger)
    state: str
    remote_id: int | None = Field(default=None, sa_type=BigInteger)
    sealed_secret: str | None = Field(default=None, sa_type=Text)
    asked: int = 0
    tries: int = 0
    sweeps: int = 0
    last_error: str | None = Field(default=None, sa_type=Text)
    created_at: datetime
    issued_at: datetime | None = None
    due_at: datetime | None = Field(default=None, index=True)
    lease_until: datetime | None = None
    runs: int = 0


class Refund(SQLModel, table=True):
    """Money to be given back for one payment attempt: written before the gateway is asked, never asked twice.

    Without `take_back` the staff know that what was delivered stays with the customer; once it is done it says
    whether that was made useless. `by_hand` is one of which a
    person says that they gave the money back themselves: no gateway is asked.
    """

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="customer_order.id", index=True)
    attempt_id: int = Field(foreign_key="payment_attempt.id", unique=True)
    number: str = Field(unique=True)
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str
    reason: str
    take_back: bool = Field(default=True, sa_column_kwargs={"server_default": text("true")})
    by_hand: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    state: str
    asked: int = 0
    tries: int = 0
    last_error: str | None = Field(default=None, sa_type=Text)
    created_at: datetime
    done_at: datetime | None = None
    due_at: datetime | None = Field(default=None, index=True)
    lease_until: datetime | None = None
    runs: int = 0


class AuditEntry(SQLModel, table=True):
    """An act of a person of the staff, or of the shop itself, on an order: who, when, what, why."""

    __tablename__ = "audit_entry"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    actor: str
    act: str
    order_id: int | None = Field(default=None, foreign_key="customer_order.id", index=True)
    reason: str = ""


class StockCode(SQLModel, table=True):
    """A redemption code bought or made beforehand, for one package, for at most one order."""

    __tablename__ = "stock_code"

    id: int | None = Field(default=None, primary_key=True)
    package_id: str = Field(index=True)
    sealed_code: str = Field(sa_type=Text)
    fingerprint: str = Field(unique=True)
    order_id: int | None = Field(default=None, foreign_key="customer_order.id", unique=True)
    imported_at: datetime
    claimed_at: datetime | None = None


class OutboxMessage(SQLModel, table=True):
    """Something a person must be told, written in the transaction that made it true."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        Index(
            "ix_outbox_message_waiting",
            "due_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    channel: str
    recipient: str
    kind: str
    arguments: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    sealed_screen: str | None = Field(default=None, sa_type=Text)
    once: str | None = Field(default=None, unique=True)
    priority: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    state: str = "waiting"
    last_error: str | None = Field(default=None, sa_type=Text)
    created_at: datetime
    sent_at: datetime | None = None
    due_at: datetime
    lease_until: datetime | None = None
    runs: int = 0


class HandledUpdate(SQLModel, table=True):
    """An update that was handled: the same update again changes nothing."""

    __tablename__ = "handled_update"

    receiver: str = Field(primary_key=True)
    update_id: int = Field(primary_key=True, sa_type=BigInteger)
    at: datetime = Field(index=True)


class FailedUpdate(SQLModel, table=True):
    """How often an update could not be handled, so that a poisonous one cannot block its chat."""

    __tablename__ = "failed_update"

    receiver: str = Field(primary_key=True)
    update_id: int = Field(primary_key=True, sa_type=BigInteger)
    failures: int


class RecoveryAttempt(SQLModel, table=True):
    """A failed attempt to open an order by its ID, counted against the account that made it."""

    __tablename__ = "recovery_attempt"
    __table_args__ = (Index("ix_recovery_attempt_customer", "customer_id", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id")
    at: datetime


class RailStanding(SQLModel, table=True):
    """A payment rail that failed of late: how often in a row, and until when it is not offered."""

    __tablename__ = "rail_standing"

    rail: str = Field(primary_key=True)
    failures: int = 0
    hidden_until: datetime | None = None


class RaisedAlert(SQLModel, table=True):
    """A condition the owner was told of, once, and is told of again when it is over."""

    __tablename__ = "raised_alert"

    key: str = Field(primary_key=True)
    raised_at: datetime
