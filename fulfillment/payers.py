"""What was asked, paid and given back, in the money of whoever paid: of yuan paid in coins, the coins."""

from dataclasses import dataclass

from fulfillment.money import Money
from store.tables import PaymentAttempt


@dataclass(frozen=True, slots=True)
class Amount:
    """So much of a payment: in the currency of the books, and in the payer's money."""

    booked: Money
    payer: Money

    def display(self) -> str:
        """Return the amount as the staff read it: `¥30`; of yuan paid in coins `₮4.17 (¥30)`."""
        if self.booked == self.payer:
            return self.payer.display()
        return f"{self.payer.display()} ({self.booked.display()})"


def amount(attempt: PaymentAttempt, minor: int) -> Amount:
    """Return so many minor units of a payment's own currency, as they are booked and as the payer knows them."""
    return Amount(Money(minor, attempt.currency), money_of(attempt, minor))


def money_of(attempt: PaymentAttempt, minor: int) -> Money:
    """Return what so many minor units of a payment's own currency were to the payer, rounded down."""
    if attempt.charged_minor is None or attempt.charged_currency is None:
        return Money(minor, attempt.currency)
    return Money(attempt.charged_minor * minor // attempt.amount_minor, attempt.charged_currency)


def asked(attempt: PaymentAttempt) -> Money:
    """Return what the payer is asked for."""
    return money_of(attempt, attempt.amount_minor)


def paid(attempt: PaymentAttempt) -> Money:
    """Return what the payer paid."""
    return money_of(attempt, attempt.paid_minor or 0)
