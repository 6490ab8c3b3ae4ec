"""An order of a lost account is moved by a person on proof of its payment; no rule of the shop is broken by it."""

import re
from pathlib import Path

import pytest

from fulfillment import claims, invariants
from fulfillment.claims import ClaimView
from fulfillment.notices import Notice
from fulfillment.references import TypedOrderId
from fulfillment.shop import Person
from fulfillment.staff import NotPossible, NotStaff
from store import customers
from store.attempts import of_order
from store.customers import Profile
from store.database import Database
from store.tables import AuditEntry, Customer, Order, OrderTransfer, OutboxMessage
from tests.fulfillment.trade import OWNER, Trade
from tests.store.clock import Clock
from tests.store.conftest import clock, database, migrated_file, open_database, postgresql, server, url
from tests.store.rows import every, only

__all__ = ["clock", "database", "migrated_file", "open_database", "postgresql", "server", "url"]
STRANGER = Person("telegram", "666")


@pytest.fixture
def trade(database: Database, clock: Clock, tmp_path: Path) -> Trade:
    return Trade(database, clock, tmp_path)


async def _bought(trade: Trade) -> tuple[Order, str]:
    """An order that was paid and delivered, and the transaction number on its bill."""
    order = await trade.order()
    await trade.pay(order)
    async with trade.shop.database.reading() as unit:
        paid = (await of_order(unit, order.id or 0))[0]
    return order, str(paid.gateway_transaction)


async def _newcomer(trade: Trade, account: str = "2002") -> Customer:
    async with trade.shop.database.writing() as unit:
        return (await customers.meet(unit, Profile("telegram", account, "en", "Ada again", None)))[0]


async def _claim(trade: Trade, customer: Customer, order: Order, number: str) -> ClaimView:
    async with trade.shop.database.writing() as unit:
        claimed = await claims.claim(unit, trade.shop, customer, TypedOrderId(order.reference), number)
        return await claims.view(unit, trade.shop, claimed)


async def _approve(trade: Trade, number: int, person: Person = OWNER) -> None:
    async with trade.shop.database.writing() as unit:
        claimed = await claims.find(unit, trade.shop, person, number=number)
        assert claimed is not None
        await claims.approve(unit, trade.shop, person, claimed)


async def _refuse(trade: Trade, number: int, person: Person = OWNER) -> None:
    async with trade.shop.database.writing() as unit:
        claimed = await claims.find(unit, trade.shop, person, number=number)
        assert claimed is not None
        await claims.refuse(unit, trade.shop, person, claimed)


async def test_who_gives_the_number_on_the_bill_gets_the_order_and_what_was_delivered(trade: Trade) -> None:
    order, number = await _bought(trade)
    before = await trade.customer(order)
    newcomer = await _newcomer(trade)
    shown = await _claim(trade, newcomer, order, f" {number[:9].lower()} {number[9:]}\n")
    assert shown.fits
    assert shown.order is not None
    assert shown.order.delivery is None, "the staff see no secret"
    await _approve(trade, shown.number)
    moved = await only(trade.shop.database, Order)
    assert (moved.customer_id, moved.message_id) == (newcomer.id, None)
    told = [(row.recipient, row.kind) for row in await every(trade.shop.database, OutboxMessage)][-3:]
    assert told == [
        (before.external_id, Notice.MOVED_AWAY),
        (newcomer.external_id, Notice.MOVED_HERE),
        (newcomer.external_id, Notice.DELIVERED),
    ]
    entry = await only(trade.shop.database, AuditEntry)
    assert (entry.actor, entry.act, entry.order_id) == ("telegram:9001", claims.APPROVE, order.id)
    assert entry.reason == f"{before.external_id} -> {newcomer.external_id}"
    assert await invariants.violations(trade.shop) == []


async def test_an_approved_claim_still_names_the_account_that_had_the_order_before(trade: Trade) -> None:
    order, number = await _bought(trade)
    before = await trade.customer(order)
    shown = await _claim(trade, await _newcomer(trade), order, number)
    await _approve(trade, shown.number)
    async with trade.shop.database.reading() as unit:
        claimed = await claims.find(unit, trade.shop, OWNER, number=shown.number)
        assert claimed is not None
        approved = await claims.view(unit, trade.shop, claimed)
    assert (approved.state, approved.account) == (claims.APPROVED, "2002")
    assert approved.buyer_account == shown.buyer_account == before.external_id


async def test_the_merchants_number_on_the_bill_proves_the_payment_too(trade: Trade) -> None:
    order, _ = await _bought(trade)
    async with trade.shop.database.reading() as unit:
        number = (await of_order(unit, order.id or 0))[0].number
    assert (await _claim(trade, await _newcomer(trade), order, number)).fits


async def test_a_delivery_sent_to_the_old_account_after_the_move_is_still_noticed(trade: Trade) -> None:
    order, number = await _bought(trade)
    before = await trade.customer(order)
    await _approve(trade, (await _claim(trade, await _newcomer(trade), order, number)).number)
    trade.clock.move(minutes=1)
    async with trade.shop.database.writing() as unit:
        unit.session.add(
            OutboxMessage(
                channel=before.channel,
                recipient=before.external_id,
                kind=Notice.DELIVERED,
                arguments={"order": order.id},
                created_at=unit.now,
                due_at=unit.now,
            )
        )
    assert [found.number for found in await invariants.violations(trade.shop)] == [5]


async def test_what_does_not_fit_is_kept_all_the_same_and_cannot_be_approved(trade: Trade) -> None:
    order, number = await _bought(trade)
    unpaid = await trade.order(buyer="1003")
    newcomer = await _newcomer(trade)
    wrong = await _claim(trade, newcomer, order, number + "0")
    other = await _claim(trade, newcomer, unpaid, number)
    assert [one.fits for one in (wrong, other)] == [False, False]
    for one in (wrong, other):
        with pytest.raises(NotPossible):
            await _approve(trade, one.number)
    assert await every(trade.shop.database, OrderTransfer) == []


async def test_a_claim_is_approved_once_and_only_by_the_staff(trade: Trade) -> None:
    order, number = await _bought(trade)
    shown = await _claim(trade, await _newcomer(trade), order, number)
    with pytest.raises(NotStaff):
        await _approve(trade, shown.number, STRANGER)
    await _approve(trade, shown.number)
    with pytest.raises(NotPossible):
        await _approve(trade, shown.number)
    assert len(await every(trade.shop.database, OrderTransfer)) == 1


async def test_a_refused_claim_leaves_the_order_and_can_be_made_again_within_the_same_limit(
    trade: Trade,
) -> None:
    order, number = await _bought(trade)
    newcomer = await _newcomer(trade)
    shown = await _claim(trade, newcomer, order, "1")
    with pytest.raises(NotStaff):
        await _refuse(trade, shown.number, STRANGER)
    await _refuse(trade, shown.number)
    for decide in (_refuse, _approve):
        with pytest.raises(NotPossible):
            await decide(trade, shown.number)
    entry = await only(trade.shop.database, AuditEntry)
    assert (entry.actor, entry.act, entry.order_id) == ("telegram:9001", claims.REFUSE, order.id)
    told = (await every(trade.shop.database, OutboxMessage))[-1]
    assert (told.recipient, told.kind) == (newcomer.external_id, Notice.CLAIM_REFUSED)
    again = await _claim(trade, newcomer, order, number)
    assert (again.fits, again.attempt) == (True, 2)
    await _approve(trade, again.number)
    assert (await only(trade.shop.database, Order)).customer_id == newcomer.id
    assert (await _claim(trade, newcomer, order, number)).attempt == 3
    with pytest.raises(claims.TooManyClaims):
        await _claim(trade, newcomer, order, number)


async def test_a_claim_to_an_order_that_does_not_exist_is_refused_in_the_same_words(trade: Trade) -> None:
    order, _ = await _bought(trade)
    newcomer = await _newcomer(trade)
    order.reference = "AC0000000000"
    await _refuse(trade, (await _claim(trade, newcomer, order, "1")).number)
    assert (await only(trade.shop.database, AuditEntry)).order_id is None
    told = (await every(trade.shop.database, OutboxMessage))[-1]
    assert (told.kind, told.arguments) == (Notice.CLAIM_REFUSED, {"reference": "AC0000000000"})


async def test_an_account_claims_three_times_a_day_right_or_wrong(trade: Trade) -> None:
    order, number = await _bought(trade)
    newcomer = await _newcomer(trade)
    for attempt in (1, 2, 3):
        assert (await _claim(trade, newcomer, order, "1")).attempt == attempt
    with pytest.raises(claims.TooManyClaims):
        await _claim(trade, newcomer, order, number)
    trade.clock.move(days=1, seconds=1)
    assert (await _claim(trade, newcomer, order, number)).fits


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1", "1"),
        ("2026 1127-2200 1433", "2026112722001433"),
        ("Transaction no.: 2026112722001433, thanks", "2026112722001433"),
        ("交易单号2026112722001433", "2026112722001433"),
        ("My key returns 500", None),
        ("我的Key返回500", None),
        ("nothing at all", None),
    ],
)
def test_a_number_is_read_from_a_bills_line_and_none_from_a_complaint(
    written: str, number: str | None
) -> None:
    found = claims.number_in(written)
    assert (found and re.sub("[^0-9A-Z]", "", found)) == number
