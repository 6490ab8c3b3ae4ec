"""What is said at the desk, kept: who said it, on which side, and how far it got."""

from dataclasses import dataclass
from enum import StrEnum

from store import desk as rows
from store.encryption import Encryption
from store.tables import Customer, DeskMessage, Ticket
from store.unit_of_work import UnitOfWork
from support.desk import Member

QUEUED = "queued"  # will go to the other side
DELIVERED = "delivered"
EXCESS = "excess"  # over the limit: kept, and handed on with others as one
SILENCED = "silenced"  # of a banned customer: kept, not handed on
FAILED = "failed"
DELETED = "deleted"
KEPT = "kept"  # a note: it goes nowhere

TEXT = "text"  # the content of most messages
CANNED = "canned"
"""The content of an answer that the bot writes out itself: in the group there is only the command for it."""


class Side(StrEnum):
    """Whose words they are."""

    CUSTOMER = "customer"
    STAFF = "staff"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Said:
    """A message as it came from a chat: its number there, what it is, its text or caption, what it answers."""

    message_id: int
    content: str
    text: str = ""
    reply_to: int | None = None
    album: str | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """What a message became by an edit: its text or caption, with formatting as HTML, and its picture or file."""

    content: str
    text: str
    html: str
    file: str | None = None


async def keep_customers(
    unit: UnitOfWork, encryption: Encryption, ticket: Ticket, customer: Customer, said: Said, *, state: str
) -> DeskMessage:
    """Write down what the customer said."""
    answered = (
        await rows.by_customer_message(unit, customer.external_id, said.reply_to) if said.reply_to else None
    )
    return await _keep(
        unit,
        encryption,
        DeskMessage(
            ticket_id=ticket.number,
            side=Side.CUSTOMER,
            author=customer.external_id,
            author_name=customer.first_name,
            content=said.content,
            sealed_text="",
            state=state,
            customer_chat=customer.external_id,
            customer_message_id=said.message_id,
            reply_to_id=answered.id if answered else None,
            album=said.album,
            at=unit.now,
        ),
        said.text,
    )


async def keep_staffs(
    unit: UnitOfWork,
    encryption: Encryption,
    ticket: Ticket,
    customer: Customer,
    said: Said,
    *,
    side: Side,
    state: str,
    author: str,
    author_name: str,
) -> DeskMessage:
    """Write down what a member of the staff said, to the customer or as a note."""
    chat = ticket.staff_chat or ""
    answered = await rows.by_staff_message(unit, chat, said.reply_to) if said.reply_to else None
    return await _keep(
        unit,
        encryption,
        DeskMessage(
            ticket_id=ticket.number,
            side=side,
            author=author,
            author_name=author_name,
            content=said.content,
            sealed_text="",
            state=state,
            customer_chat=customer.external_id,
            staff_chat=chat,
            staff_message_id=said.message_id,
            reply_to_id=answered.id if answered else None,
            album=said.album,
            at=unit.now,
        ),
        said.text,
    )


async def keep_note(
    unit: UnitOfWork,
    encryption: Encryption,
    about: DeskMessage,
    content: str,
    text: str,
    *,
    author: Member | None = None,
) -> DeskMessage:
    """Write down, among the staff, something about a message: what stood there before it was edited, say.

    It is of who wrote the message, unless another `author` is named.
    """
    note = DeskMessage(
        ticket_id=about.ticket_id,
        side=Side.NOTE,
        author=about.author if author is None else author.account,
        author_name=about.author_name if author is None else author.name,
        content=content,
        sealed_text="",
        state=KEPT,
        customer_chat=about.customer_chat,
        reply_to_id=about.id,
        at=unit.now,
    )
    return await _keep(unit, encryption, note, text)


def text_of(encryption: Encryption, message: DeskMessage) -> str:
    """Return the text or caption of a message."""
    return encryption.open(message.customer_chat, message.sealed_text)


async def _keep(unit: UnitOfWork, encryption: Encryption, message: DeskMessage, text: str) -> DeskMessage:
    message.sealed_text = encryption.seal(message.customer_chat, text)
    unit.session.add(message)
    await unit.session.flush()
    return message
