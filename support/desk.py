"""What every part of the help desk works with, and what it has the messenger say."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from store import outbox
from store.encryption import Encryption
from store.tables import Customer, Ticket
from store.unit_of_work import UnitOfWork
from support.office import OfficeHours


@dataclass(frozen=True, slots=True)
class Desk:
    """Where the staff are: a group of a messenger, with a topic for each customer.

    A customer who writes more than `messages_a_minute` has the rest kept, and handed on as one. What they write
    within `reopen_within` of the closing opens the ticket again; after it the bot answers. An answer is
    `promised` within a time. Without `hours` the staff are always there.
    """

    channel: str
    chat: str
    encryption: Encryption
    messages_a_minute: int = 20
    reopen_within: timedelta = timedelta(days=7)
    promised: timedelta = timedelta(hours=24)
    hours: OfficeHours | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the staff: their account, and the name that the others know."""

    account: str
    name: str


class Mode(StrEnum):
    """Who answers a customer."""

    BOT = "bot"
    WAITING = "waiting"
    HUMAN = "human"


class Reason(StrEnum):
    """Why a customer comes to a person."""

    ASKED = "asked"  # /support, or a button for a person
    ORDER = "order"  # the button on an order
    PARKED = "parked"  # the button on an order that waits for a person
    WORDS = "words"  # "human", "人工"
    REFUND = "refund"
    COMPLAINT = "complaint"
    UNHELPFUL = "unhelpful"  # an answer that did not help
    MISUNDERSTOOD = "misunderstood"  # two in a row
    RECOVERY = "recovery"  # claims an order of an account that was lost
    NOT_ME = "not_me"  # an order of theirs is in other hands
    FOLLOW_UP = "follow_up"  # wrote after the closing
    STAFF = "staff"  # a person of the staff began


class Priority(IntEnum):
    """What goes first to the staff's group, which takes about twenty messages a minute."""

    RELAY = 0
    CLOCK = 1
    CARD = 2
    ICON = 3
    QUEUE = 4


class Notice(StrEnum):
    """The kinds of outbox rows of the desk. Each is looked at again when it is sent."""

    TOPIC = "desk_topic"  # make a ticket's topic
    RELAY = "desk_relay"  # a customer's message or album, to the topic
    ANSWER = "desk_answer"  # the staff's message or album, to the customer
    EDIT = "desk_edit"  # bring the far copy of a message up to date
    DELETE = "desk_delete"  # take the customer's copy of an answer away
    EXCESS = "desk_excess"  # what a customer wrote over the limit, as one
    CARD = "desk_card"
    NAME = "desk_name"
    POST = "desk_post"  # a sentence in the topic
    TELL = "desk_tell"  # a sentence to the customer
    QUEUE_TOPIC = "desk_queue_topic"  # make the queue's topic
    QUEUE = "desk_queue"  # list the open tickets there
    HISTORY = "desk_history"  # a ticket's transcript, as a file
    CLAIM = "desk_claim"  # somebody without their account claims an order
    DRAFT = "desk_draft"  # a draft of an answer, for the staff to send or discard
    CLOCK = "desk_clock"  # somebody waits for too long


async def to_staff(
    unit: UnitOfWork,
    desk: Desk,
    notice: Notice,
    priority: Priority,
    *,
    once: str | None = None,
    due_at: datetime | None = None,
    sealed: str | None = None,
    **arguments: str | int | None,
) -> None:
    """Have something done in the staff's group."""
    await outbox.write(
        unit,
        channel=desk.channel,
        recipient=desk.chat,
        kind=notice.value,
        arguments=dict(arguments),
        sealed_screen=sealed,
        once=once,
        priority=priority,
        due_at=due_at,
    )


async def to_customer(
    unit: UnitOfWork,
    customer: Customer,
    notice: Notice,
    *,
    once: str | None = None,
    due_at: datetime | None = None,
    sealed: str | None = None,
    **arguments: str | int | None,
) -> None:
    """Have something done in a customer's chat."""
    await outbox.write(
        unit,
        channel=customer.channel,
        recipient=customer.external_id,
        kind=notice.value,
        arguments=dict(arguments),
        sealed_screen=sealed,
        once=once,
        due_at=due_at,
    )


async def post(
    unit: UnitOfWork,
    desk: Desk,
    ticket: Ticket,
    say: str,
    *,
    priority: Priority = Priority.RELAY,
    reply_to: int | None = None,
    once: str | None = None,
    **facts: str | int,
) -> None:
    """Say a sentence in a ticket's topic: `say` is its name among the words, `reply_to` a message of the group.

    The facts can hold what a customer wrote, so they are sealed.
    """
    await outbox.write(
        unit,
        channel=desk.channel,
        recipient=desk.chat,
        kind=Notice.POST.value,
        arguments={"ticket": ticket.number, "say": say, "reply_to": reply_to},
        sealed_screen=desk.encryption.seal(desk.chat, json.dumps(facts, ensure_ascii=False)),
        once=once,
        priority=priority,
    )


async def tell(
    unit: UnitOfWork, customer: Customer, ticket: Ticket, say: str, *, closing: int | None = None
) -> None:
    """Say a sentence to the customer of a ticket, in their language, when it is sent.

    With the number of a `closing` they are asked how they were helped.
    """
    await to_customer(unit, customer, Notice.TELL, ticket=ticket.number, say=say, closing=closing)
