"""The help desk: one ticket a customer, everything that was said in it, and the last turns with the bot."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel


class Ticket(SQLModel, table=True):
    """A customer's place at the help desk: one row for each, whatever was opened and closed in it.

    `mode` says who answers: `bot`, `waiting` (a person was asked for) or `human`. `thread_id` is the customer's
    topic in the staff's group, `topic` how many topics they had: a deleted one is made anew under the next number.
    `awaiting_since` is the first thing the customer said that no person has answered. `silence_warned_at` is when
    they were told that the ticket will be closed, `hours_told_at` when they were last told that nobody works.
    `card_fingerprint` is of what the card in the topic says.
    """

    __table_args__ = (UniqueConstraint("staff_chat", "thread_id"),)

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", unique=True)
    mode: str = "bot"
    reason: str = ""
    order_id: int | None = Field(default=None, foreign_key="customer_order.id")
    opened_at: datetime
    claimed_by: str | None = None
    claimed_name: str = ""
    awaiting_since: datetime | None = Field(default=None, index=True)
    first_reply_at: datetime | None = None
    last_customer_at: datetime | None = None
    last_staff_at: datetime | None = None
    closed_at: datetime | None = None
    closed_by: str | None = None
    closings: int = 0
    banned_at: datetime | None = None
    banned_by: str | None = None
    flood_warned_at: datetime | None = None
    staff_chat: str | None = None
    thread_id: int | None = Field(default=None, sa_type=BigInteger)
    topic: int = 0
    topic_name: str = ""
    card_message_id: int | None = Field(default=None, sa_type=BigInteger)
    card_fingerprint: str | None = None
    refresh_at: datetime | None = None
    silence_warned_at: datetime | None = None
    hours_told_at: datetime | None = None

    @property
    def number(self) -> int:
        """What customers and staff call the ticket."""
        return self.id or 0


class DeskMessage(SQLModel, table=True):
    """Something said at the help desk: by the customer, by the staff, or a note among the staff.

    The two pairs of chat and number are the same message on either side; the far one is there once it arrived.
    """

    __tablename__ = "desk_message"
    __table_args__ = (
        UniqueConstraint("customer_chat", "customer_message_id"),
        UniqueConstraint("staff_chat", "staff_message_id"),
        Index("ix_desk_message_ticket", "ticket_id", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id")
    side: str
    author: str
    author_name: str = ""
    content: str
    sealed_text: str = Field(sa_type=Text)
    state: str
    error: str | None = None
    customer_chat: str
    customer_message_id: int | None = Field(default=None, sa_type=BigInteger)
    staff_chat: str | None = None
    staff_message_id: int | None = Field(default=None, sa_type=BigInteger)
    reply_to_id: int | None = Field(default=None, foreign_key="desk_message.id")
    album: str | None = None
    redelivered: bool = False
    lease_until: datetime | None = None
    at: datetime
    delivered_at: datetime | None = None
    edited_at: datetime | None = None


class BotTrail(SQLModel, table=True):
    """The last turns of a customer with the bot, for whoever takes over from it: a short list, sealed."""

    __tablename__ = "bot_trail"

    id: int | None = Field(default=None, primary_key=True)
    customer_chat: str = Field(unique=True)
    sealed_turns: str = Field(sa_type=Text)
