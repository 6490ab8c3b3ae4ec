"""Customers: who they are and where they stand."""

from dataclasses import dataclass

from sqlalchemy import update
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


async def find(unit: UnitOfWork, channel: str, external_id: str) -> Customer | None:
    """Return the customer with this account, if there is one."""
    statement = select(Customer).where(Customer.channel == channel, Customer.external_id == external_id)
    return (await unit.session.exec(statement)).one_or_none()


async def get(unit: UnitOfWork, customer_id: int) -> Customer:
    """Return a customer that must exist."""
    return (await unit.session.exec(select(Customer).where(Customer.id == customer_id))).one()


async def meet(unit: UnitOfWork, profile: Profile) -> tuple[Customer, bool]:
    """Return the customer of this account, made or brought up to date, and whether they were unreachable.

    A chosen language stays chosen.
    """
    customer = await find(unit, profile.channel, profile.external_id)
    if customer is None:
        customer = Customer(
            channel=profile.channel,
            external_id=profile.external_id,
            language=profile.language,
            created_at=unit.now,
        )
    elif not customer.language_chosen:
        customer.language = profile.language
    was_unreachable = customer.unreachable_since is not None
    customer.first_name = profile.first_name
    customer.username = profile.username
    customer.unreachable_since = None
    unit.session.add(customer)
    await unit.session.flush()
    return customer, was_unreachable


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
