"""What brings an unpaid order to mind, and what the console is asked of sold keys."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel


class Reminder(SQLModel, table=True):
    """One stage of reminding of one order, taken before anything is sent: whoever finds it there sends nothing.

    `stage` is the age of the order, in seconds, that the settings name; those before it are passed over with it.
    `told` says whether a message was written for it; a stage that came too late, or together with another order's,
    is only ticked off. `message_id` is that message in the chat while it stands there.
    """

    __table_args__ = (UniqueConstraint("order_id", "stage"),)

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="customer_order.id")
    stage: int
    told: bool
    at: datetime
    message_id: int | None = Field(default=None, sa_type=BigInteger)


class Enquiry(SQLModel, table=True):
    """A question of a customer about what they bought, which only the console can answer.

    `kind` is what is asked (`balance` or `trouble`); the answer is a message to whoever asked.
    """

    __table_args__ = (
        Index("ix_enquiry_customer", "customer_id", "asked_at"),
        Index(
            "uq_enquiry_waiting",
            "customer_id",
            "order_id",
            "kind",
            unique=True,
            sqlite_where=text("due_at IS NOT NULL"),
            postgresql_where=text("due_at IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id")
    order_id: int = Field(foreign_key="customer_order.id")
    kind: str
    asked_at: datetime
    due_at: datetime | None = Field(default=None, index=True)
    lease_until: datetime | None = None
    runs: int = 0


class KeyWatch(SQLModel, table=True):
    """When a delivered key was last looked at, and whether its buyer was told that little is left of it."""

    __tablename__ = "key_watch"

    delivery_id: int = Field(primary_key=True, foreign_key="delivery.id")
    looked_at: datetime
    told_at: datetime | None = None
