"""Customers: who they are and where they stand."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select

from store.tables import Customer
from store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Profile:
    """What a messenger says of a person."""

    channel: str
    external_id: str
    language: str
    first_name: str
    username: str | None


EXPECTS_MESSAGE = (
    "support_message"  # of the conversation of who writes to a person where there is no staff's group
)


async def find(unit: UnitOfWork, channel: str, external_id: str) -> Customer | None:
    """Return the customer with this account, if there is one."""
    statement = select(Customer).where(Customer.channel == channel, Customer.external_id == external_id)
    return (await unit.session.exec(statement)).one_or_none()


async def get(unit: UnitOfWork, customer_id: int) -> Customer:
    """Return a customer that must exist."""
    return (await unit.session.exec(select(Customer).where(Customer.id == customer_id))).one()


def account(customer: Customer) -> str:
    """Return what the staff know an account by: its @name, without one its number."""
    return f"@{customer.username}" if customer.username else customer.external_id


async def meet(unit: UnitOfWork, profile: Profile) -> tuple[Customer, bool]:
    """Return the customer of this account, made or brought up to date, and whether something may be kept for them.

    That is so of who was unreachable, and of who is new: a messenger lets nobody be written to before they write.
    A chosen language stays chosen.
    """
    customer = await find(unit, profile.channel, profile.external_id)
    may_be_waited_for = customer is None or customer.unreachable_since is not None
    if customer is None:
        may_be_waited_for = await _add(unit, profile)
        customer = await find(unit, profile.channel, profile.external_id)
        assert customer is not None  # noqa: S101 - added above, or by whoever came first
    elif not customer.language_chosen:
        customer.language = profile.language
    customer.first_name = profile.first_name
    customer.username = profile.username
    customer.unreachable_since = None
    unit.session.add(customer)
    await unit.session.flush()
    return customer, may_be_waited_for


async def know(unit: UnitOfWork, profile: Profile) -> None:
    """Take note of somebody who has not written yet, and cannot be written to; nothing changes of who is known."""
    await _add(unit, profile, unreachable_since=unit.now)


async def _add(unit: UnitOfWork, profile: Profile, *, unreachable_since: datetime | None = None) -> bool:
    """Add a customer; False when there is one: a person may speak in two chats at the same moment."""
    insert = sqlite.insert if unit.is_sqlite else postgresql.insert
    statement = (
        insert(Customer)
        .values(
            channel=profile.channel,
            external_id=profile.external_id,
            language=profile.language,
            language_chosen=False,
            first_name=profile.first_name,
            username=profile.username,
            unreachable_since=unreachable_since,
            created_at=unit.now,
        )
        .on_conflict_do_nothing(index_elements=["channel", "external_id"])
    )
    return bool((await unit.execute(statement)).rowcount)


async def mark_unreachable(unit: UnitOfWork, channel: str, external_id: str) -> None:
    """Remember that this account cannot be written to (it blocked the bot)."""
    await unit.execute(
        update(Customer)
        .where(
            col(Customer.channel) == channel,
            col(Customer.external_id) == external_id,
            col(Customer.unreachable_since).is_(None),
        )
        .values(unreachable_since=unit.now)
    )
