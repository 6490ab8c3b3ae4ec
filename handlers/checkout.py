"""Payments in the chat: whether one may begin, and that one was made."""

from dataclasses import dataclass

from fulfillment import checkout, crediting, reconciliation
from fulfillment.money import Money
from fulfillment.payments.rail import GatewayState, PaymentStatus
from fulfillment.shop import Person, Shop
from handlers.screens import payment
from handlers.turn import Turn
from locales.loader import words_for
from store import customers

RAIL = "stars"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a messenger tells of a payment that was made: our number, the amount, its own number of the charge."""

    number: str
    amount: Money
    charge: str
    raw: str


async def refusal(
    shop: Shop, *, number: str, amount: Money, payer: Person, language: str | None
) -> str | None:
    """Return why a payment may not begin, in the payer's language, or None when it may. Nothing is written."""
    async with shop.database.reading() as unit:
        customer = await customers.find(unit, payer.channel, payer.external_id)
        objection = await checkout.objection(unit, shop, number=number, amount=amount, payer=payer)
    words = words_for(customer.language if customer is not None else language)
    return None if objection is None else payment.refusal(words, objection.value)


async def paid(turn: Turn, receipt: Receipt) -> None:
    """Credit a payment; one that fits no order is for the owners to look at, and the payer is told so."""
    status = PaymentStatus(GatewayState.PAID, receipt.amount, receipt.charge, raw=receipt.raw)
    if await crediting.credit_arrived(turn.unit, turn.shop, RAIL, receipt.number, status):
        return
    payer = turn.customer.external_id
    await reconciliation.tell_unplaced(
        turn.unit, turn.shop, RAIL, receipt.amount.display(), receipt.charge, payer
    )
    await turn.show(payment.unplaced(turn.words, receipt.amount))
