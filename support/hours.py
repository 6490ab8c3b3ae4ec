"""Outside of the staff's hours a customer who asked for a person is told so, once."""

from datetime import timedelta

from store.tables import Customer, Ticket
from store.unit_of_work import UnitOfWork
from support.desk import Desk, Notice, to_customer

AFTER_THE_RECEIPT = timedelta(seconds=1)
SAY = "hours"


async def tell_if_closed(unit: UnitOfWork, desk: Desk, ticket: Ticket, customer: Customer) -> None:
    """Tell a customer who waits for a person that nobody works now, once in each closed time."""
    since = desk.hours.closed_since(unit.now) if desk.hours is not None else None
    if since is None or (ticket.hours_told_at is not None and ticket.hours_told_at >= since):
        return
    ticket.hours_told_at = unit.now
    unit.session.add(ticket)
    due = unit.now + AFTER_THE_RECEIPT
    await to_customer(unit, customer, Notice.TELL, due_at=due, ticket=ticket.number, say=SAY)
