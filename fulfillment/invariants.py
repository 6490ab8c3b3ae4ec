"""What must always be true of every order, looked for in the whole database, so that a mistake is seen by us first.

1. Exactly one delivery is issued for a delivered order, none for one that never was.
2. Nothing is issued without a credited payment that covers the price, in its currency, or a person's word for it.
3. States are known, and times agree with them.
4. A transaction credits one payment, a code goes to one order.
5. What is sealed opens for its order, and what was delivered goes to the buyer.
6. All money is somewhere, to the fen: paid = delivered + given back + waiting for a person; what is kept of a
   payment that was given back in part is said so by the state of its order.
7. A paid order is delivered, or parked for a person, within minutes.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from fulfillment import delivery_plan, notices, refund_plan
from fulfillment.money import Money
from fulfillment.notices import Notice
from fulfillment.shop import Shop
from fulfillment.staff import MARK_PAID
from fulfillment.states import AttemptState, OrderState
from store import alerts, deliveries
from store import invariants as rows
from store.encryption import Encryption, SealBroken
from store.unit_of_work import UnitOfWork

NUMBERS = range(1, 8)
DELIVERED_WITHIN = timedelta(minutes=15)  # or parked, which the delivery does after three
SEALS_OF_THE_LAST = timedelta(days=1)
MOST_SEALS = 5_000
MOST_NAMED = 5  # orders in one alert
_PREFIX = "invariant:"
_UNPAID = (OrderState.AWAITING_PAYMENT, OrderState.CANCELLED, OrderState.EXPIRED)
_COVERED = (OrderState.PAID, OrderState.DELIVERED)
_GIVEN_BACK = (OrderState.REFUNDING, OrderState.REFUNDED, OrderState.PARTLY_REFUNDED)
_MAY_KEEP = (OrderState.REFUNDING, OrderState.PARKED)  # a part is back, another payment is not yet
_CREDITED = (AttemptState.PAID, AttemptState.REFUNDING, AttemptState.REFUNDED)
_WITH_MONEY = (*_CREDITED, AttemptState.MISMATCHED)
_REFUND_STATES: dict[str, tuple[str, ...]] = {
    AttemptState.REFUNDING: (refund_plan.INTENDED, refund_plan.ASKED),
    AttemptState.REFUNDED: (refund_plan.DONE,),
}


@dataclass(frozen=True, slots=True)
class Violation:
    """Something that must never be: which invariant, of which order (its reference), and what was found."""

    number: int
    order: str
    sentence: str

    @property
    def key(self) -> str:
        """The condition as the alerts know it."""
        return f"{_PREFIX}{self.number}:{self.order}"


async def violations(shop: Shop) -> list[Violation]:
    """Return what is wrong in the database, by invariant; an intact shop has nothing."""
    found: list[Violation] = []
    async with shop.database.reading() as unit:
        for look in _LOOKS:
            found += await look(unit)
        sealed = await _sealed(unit)
    found += await asyncio.to_thread(_seals, shop.encryption, sealed)
    return sorted(found, key=lambda violation: (violation.number, violation.order))


async def watch(shop: Shop) -> Mapping[int, int]:
    """Look, tell the owners what is new and what is over, and return how many orders break each invariant."""
    found: dict[str, Violation] = {}
    for violation in await violations(shop):
        found.setdefault(violation.key, violation)
    async with shop.database.writing() as unit:
        known = await alerts.raised(unit, _PREFIX)
        new = [one for key, one in found.items() if key not in known and await alerts.raise_once(unit, key)]
        for number, several in groupby(new, key=lambda violation: violation.number):
            await _tell_broken(unit, shop, number, list(several))
        over = [key for key in sorted(known - found.keys()) if await alerts.clear(unit, key)]
        for number, keys in groupby(over, key=_number):
            await notices.alert_owners(
                unit,
                shop,
                "invariant_restored",
                invariant=number,
                references=_named([_reference(key) for key in keys]),
            )
    counts = Counter(violation.number for violation in found.values())
    return {number: counts[number] for number in NUMBERS}


async def _tell_broken(unit: UnitOfWork, shop: Shop, number: int, several: Sequence[Violation]) -> None:
    await notices.alert_owners(
        unit,
        shop,
        "invariant_broken",
        invariant=number,
        references=_named([violation.order for violation in several]),
        detail=several[0].sentence,
    )


def _named(references: Sequence[str]) -> str:
    more = len(references) - MOST_NAMED
    return ", ".join(references[:MOST_NAMED]) + (f" +{more}" if more > 0 else "")


def _number(key: str) -> int:
    return int(key.split(":")[1])


def _reference(key: str) -> str:
    return key.split(":")[2]


async def _issued_once(unit: UnitOfWork) -> list[Violation]:
    found = await rows.wrong_issued_counts(unit, delivered=OrderState.DELIVERED)
    return [Violation(1, one.reference, f"{one.state}, with {one.issued} issued deliveries") for one in found]


async def _paid_for(unit: UnitOfWork) -> list[Violation]:
    found = await rows.issued_without_money(unit, credited=_CREDITED, by_hand=MARK_PAID)
    return [Violation(2, one, "issued, and no credited payment covers the price") for one in found]


async def _states(unit: UnitOfWork) -> list[Violation]:
    unknown = await rows.unknown_states(
        unit, orders=list(OrderState), attempts=list(AttemptState), deliveries=delivery_plan.STATES
    )
    found = [Violation(3, order, f"the state {state!r} is not known") for order, state in unknown]
    times = await rows.wrong_times(unit, unpaid=_UNPAID, paid=_COVERED, delivered=OrderState.DELIVERED)
    found += [
        Violation(3, order, f"{state}, and the times of payment and delivery do not fit")
        for order, state in times
    ]
    bare = await rows.issued_without_secret(unit)
    return found + [Violation(3, order, "issued, without a secret or a time") for order in bare]


async def _singles(unit: UnitOfWork) -> list[Violation]:
    found = [
        Violation(4, order, "its gateway transaction is claimed by more than one payment")
        for order in await rows.shared_transactions(unit)
    ]
    codes = await rows.shared_codes(unit)
    return found + [
        Violation(4, order, "its code is in the stock twice, or it took several") for order in codes
    ]


async def _addressed(unit: UnitOfWork) -> list[Violation]:
    found = await rows.letters_to_others(unit, Notice.DELIVERED)
    return [Violation(5, order, "its delivery was addressed to somebody else") for order in found]


async def _money(unit: UnitOfWork) -> list[Violation]:
    found = [
        Violation(
            6,
            one.reference,
            f"{one.state} at {Money(one.price, one.currency).display()}: "
            f"{Money(one.received, one.currency).display()} came, "
            f"{Money(one.credited, one.currency).display()} of it is credited",
        )
        for one in await rows.misplaced_money(
            unit, unpaid=_UNPAID, covered=_COVERED, credited=AttemptState.PAID, by_hand=MARK_PAID
        )
    ]
    payments = await rows.misplaced_payments(
        unit,
        paid=AttemptState.PAID,
        with_money=_WITH_MONEY,
        refunds=_REFUND_STATES,
        refused=refund_plan.REFUSED,
    )
    found += [
        Violation(6, order, f"payment {number} is {state}, and its amount or its refund does not fit")
        for order, number, state in payments
    ]
    kept = await rows.misplaced_rests(
        unit, partly=OrderState.PARTLY_REFUNDED, may=_MAY_KEEP, refunded=AttemptState.REFUNDED
    )
    found += [Violation(6, order, f"{state}, and what was given back is not that") for order, state in kept]
    bare = await rows.refunded_without_refund(unit, orders=_GIVEN_BACK, attempts=list(_REFUND_STATES))
    return found + [Violation(6, order, f"{state}, and no payment is given back") for order, state in bare]


async def _waiting(unit: UnitOfWork) -> list[Violation]:
    minutes = int(DELIVERED_WITHIN.total_seconds()) // 60
    found = await rows.waiting_since(unit, OrderState.PAID, unit.now - DELIVERED_WITHIN)
    return [
        Violation(7, order, f"paid more than {minutes} minutes ago, neither delivered nor parked")
        for order in found
    ]


async def _sealed(unit: UnitOfWork) -> Sequence[rows.Sealed]:
    """Return what changed lately, and what was found wrong before: that does not heal by growing old."""
    suspects = [
        _reference(key) for number in (4, 5) for key in await alerts.raised(unit, f"{_PREFIX}{number}:")
    ]
    return await rows.sealed_since(unit, unit.now - SEALS_OF_THE_LAST, suspects, MOST_SEALS)


def _seals(encryption: Encryption, sealed: Sequence[rows.Sealed]) -> list[Violation]:
    """Open what is sealed for its own order, and compare what was issued for different ones."""
    found: list[Violation] = []
    issued: dict[str, str] = {}
    for one in sealed:
        try:
            encryption.open(one.reference, one.secret)
            secret = encryption.open(one.reference, one.delivery_secret) if one.delivery_secret else None
        except SealBroken:
            found.append(Violation(5, one.reference, "what is sealed does not open for this order"))
            continue
        if secret is None or one.delivery_state != deliveries.ISSUED:
            continue
        other = issued.setdefault(secret, one.reference)
        if other != one.reference:
            found.append(Violation(4, one.reference, f"got the same key or code as {other}"))
            found.append(Violation(4, other, f"got the same key or code as {one.reference}"))
    return found


_LOOKS: tuple[Callable[[UnitOfWork], Awaitable[list[Violation]]], ...] = (
    _issued_once,
    _paid_for,
    _states,
    _singles,
    _addressed,
    _money,
    _waiting,
)
