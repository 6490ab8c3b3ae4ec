"""Recovery by a person: who lost their account proves a payment, and the staff move the order to the new one.

The proof is the order's reference and a number on the bill of its payment. Whoever gives them learns nothing:
only the staff see whether they fit.
"""

import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from fulfillment import notices, orders
from fulfillment.notices import Notice
from fulfillment.references import TypedOrderId
from fulfillment.shop import Person, Shop
from fulfillment.staff import NotPossible, require_staff
from fulfillment.states import AttemptState
from fulfillment.views import OrderView
from store import attempts, audit, claims, customers
from store import orders as order_rows
from store.tables import Customer, Order, OrderTransfer, RecoveryClaim
from store.unit_of_work import UnitOfWork

ATTEMPTS = 3
WINDOW = timedelta(days=1)
LONGEST = 64  # characters of a number that are kept
SHORTEST_AMONG_WORDS = 10  # characters of a number that has words around it: an error's is shorter
APPROVE, REFUSE = "approve_recovery", "refuse_recovery"  # in the audit
OPEN, APPROVED, REFUSED = "open", "approved", "refused"
_CREDITED = (AttemptState.PAID, AttemptState.REFUNDING, AttemptState.REFUNDED)


class TooManyClaims(Exception):
    """This account claimed too often lately."""


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim as the staff see it. `order` is what they may see of it, None when there is no such order."""

    number: int
    account: str
    name: str
    reference: str
    transaction: str
    fits: bool
    state: str
    attempt: int
    at: datetime
    order: OrderView | None = None
    buyer: str = ""
    buyer_account: str = ""


async def claim(
    unit: UnitOfWork, shop: Shop, customer: Customer, typed: TypedOrderId, transaction: str
) -> RecoveryClaim:
    """Keep what somebody says to prove that an order is theirs. Whether it is true makes no difference here.

    Raises:
        TooManyClaims: three within a day.
    """
    await unit.lock(f"claim:{customer.id}")
    if await claims.count_since(unit, customer.id or 0, unit.now - WINDOW) >= ATTEMPTS:
        raise TooManyClaims
    return await claims.add(
        unit,
        RecoveryClaim(
            customer_id=customer.id or 0,
            reference=typed.reference,
            sealed_transaction=shop.encryption.seal(typed.reference, _plain(transaction)[:LONGEST]),
            state=OPEN,
            at=unit.now,
        ),
    )


async def may_claim(unit: UnitOfWork, customer: Customer) -> bool:
    """Say whether this account may claim an order now."""
    return await claims.count_since(unit, customer.id or 0, unit.now - WINDOW) < ATTEMPTS


async def view(unit: UnitOfWork, shop: Shop, claimed: RecoveryClaim) -> ClaimView:
    """Return a claim for the staff, with whether it fits as things stand now."""
    order = await order_rows.by_reference(unit, claimed.reference)
    claimant = await customers.get(unit, claimed.customer_id)
    buyer = await customers.get(unit, await _had_by(unit, claimed, order)) if order is not None else None
    return ClaimView(
        number=claimed.id or 0,
        account=customers.account(claimant),
        name=claimant.first_name,
        reference=claimed.reference,
        transaction=shop.encryption.open(claimed.reference, claimed.sealed_transaction),
        fits=order is not None and await _fits(unit, shop, claimed, order),
        state=claimed.state,
        attempt=await claims.count_since(unit, claimed.customer_id, claimed.at - WINDOW, until=claimed.at),
        at=claimed.at,
        order=await orders.view(unit, shop, order, with_secrets=False) if order is not None else None,
        buyer=buyer.first_name if buyer is not None else "",
        buyer_account=customers.account(buyer) if buyer is not None else "",
    )


async def was_theirs(unit: UnitOfWork, customer: Customer, reference: str) -> Order | None:
    """Return an order that is this account's, or was before it moved to another one."""
    order = await order_rows.by_reference(unit, reference)
    if order is None or order.customer_id == customer.id:
        return order
    moved = await claims.transfer(unit, order.id or 0, away_from=customer.id or 0)
    return order if moved is not None else None


async def find(
    unit: UnitOfWork,
    shop: Shop,
    person: Person,
    *,
    number: int = 0,
    customer_id: int = 0,
    reference: str = "",
) -> RecoveryClaim | None:
    """Return the claim with this number, or the newest open one of a customer or of an order, locked.

    Raises:
        NotStaff: the account has no right to see it.
    """
    require_staff(shop, person)
    return await claims.find(unit, number=number, customer_id=customer_id, reference=reference, state=OPEN)


async def approve(unit: UnitOfWork, shop: Shop, person: Person, claimed: RecoveryClaim) -> Order:
    """Move the order to the account that claims it; what was delivered goes there, and the old one is told.

    Raises:
        NotStaff: the account has no right to do it.
        NotPossible: the claim was decided, does not fit, or the order is the claimant's already.
    """
    require_staff(shop, person)
    order = await order_rows.by_reference(unit, claimed.reference, lock=True)
    if order is None or claimed.state != OPEN or not await _fits(unit, shop, claimed, order):
        raise NotPossible
    if order.customer_id == claimed.customer_id:
        raise NotPossible
    actor = _decide(unit, claimed, person, APPROVED)
    old, new = order.customer_id, claimed.customer_id
    unit.session.add(
        OrderTransfer(order_id=order.id or 0, from_customer_id=old, to_customer_id=new, by=actor, at=unit.now)
    )
    # The payment message stays behind in the old chat: it must not be edited in the new one.
    order.customer_id, order.message_id, order.message_picture, order.origin = new, None, None, None
    unit.session.add(order)
    await unit.session.flush()
    previous, now = await customers.get(unit, old), await customers.get(unit, new)
    reason = f"{customers.account(previous)} -> {customers.account(now)}"
    audit.write(unit, actor=actor, act=APPROVE, order_id=order.id, reason=reason)
    await notices.tell_customer(unit, previous, Notice.MOVED_AWAY, order=order.id or 0)
    await notices.tell_buyer(unit, order, Notice.MOVED_HERE)
    if order.delivered_at is not None:
        await notices.tell_buyer(unit, order, Notice.DELIVERED)
    return order


async def refuse(unit: UnitOfWork, shop: Shop, person: Person, claimed: RecoveryClaim) -> None:
    """Leave the order where it is, and tell who claims it what to do next. They may claim it again.

    Raises:
        NotStaff: the account has no right to do it.
        NotPossible: the claim was decided.
    """
    require_staff(shop, person)
    if claimed.state != OPEN:
        raise NotPossible
    actor = _decide(unit, claimed, person, REFUSED)
    order = await order_rows.by_reference(unit, claimed.reference)
    claimant = await customers.get(unit, claimed.customer_id)
    order_id = order.id if order is not None else None
    audit.write(
        unit,
        actor=actor,
        act=REFUSE,
        order_id=order_id,
        reason=f"{customers.account(claimant)}: {claimed.reference}",
    )
    await notices.tell_customer(unit, claimant, Notice.CLAIM_REFUSED, reference=claimed.reference)


async def _had_by(unit: UnitOfWork, claimed: RecoveryClaim, order: Order) -> int:
    """Return whose the order was before the claim: once it is approved, not who has it today."""
    moved = None
    if claimed.state == APPROVED:
        moved = await claims.transfer(unit, order.id or 0, to=claimed.customer_id)
    return moved.from_customer_id if moved is not None else order.customer_id


def _decide(unit: UnitOfWork, claimed: RecoveryClaim, person: Person, state: str) -> str:
    """Note what was decided, and return by whom."""
    actor = f"{person.channel}:{person.external_id}"
    claimed.state, claimed.decided_at, claimed.decided_by = state, unit.now, actor
    unit.session.add(claimed)
    return actor


async def _fits(unit: UnitOfWork, shop: Shop, claimed: RecoveryClaim, order: Order) -> bool:
    """Say whether the number is on the bill of a payment that was credited to the order."""
    typed = shop.encryption.open(claimed.reference, claimed.sealed_transaction)
    fits = False
    for attempt in await attempts.of_order(unit, order.id or 0):
        if attempt.state not in _CREDITED:
            continue
        for number in (attempt.gateway_transaction, attempt.gateway_number, attempt.number):
            fits |= bool(number) and hmac.compare_digest(_plain(number or "").encode(), typed.encode())
    return fits


def number_in(text: str) -> str | None:
    """Return the number of a bill that a text is, or the longest that stands among its words; None: it has none."""
    found = []
    for part in re.split(r"[^\s0-9A-Za-z\-‐-―_:：#]+", text):
        for has_digit, pieces in groupby(
            part.split(), key=lambda piece: re.search("[0-9]", piece) is not None
        ):
            found += ["".join(pieces)] if has_digit else []
    longest = max(found, key=lambda one: len(_plain(one)), default="")
    is_all = longest == "".join(text.split())
    return longest if longest and (is_all or len(_plain(longest)) >= SHORTEST_AMONG_WORDS) else None


def _plain(number: str) -> str:
    """Return a number without what people put between its parts."""
    return re.sub(r"[\s\-‐-―_:：#]+", "", number).upper()
