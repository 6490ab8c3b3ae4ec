"""What customers say of the help they got: once for each ticket that a person closed."""

from store import desk as rows
from store import desk_service as service
from store.tables import Customer
from store.unit_of_work import UnitOfWork

SCORES = range(1, 6)


async def rate(unit: UnitOfWork, customer: Customer, ticket_id: int, closing: int, score: int) -> bool:
    """Write down what a customer says of a closing of their ticket; False when not asked, or said before."""
    ticket = await rows.ticket_of(unit, customer.id or 0)
    if ticket is None or ticket.id != ticket_id or score not in SCORES:
        return False
    return await service.rate(unit, ticket_id, closing, score)
