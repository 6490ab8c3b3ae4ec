from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from fulfillment import invariants
from store.tables import Order
from tests.fulfillment.days import EXPECTED_STATES, Day
from tests.fulfillment.trade import Trade
from tests.invariants.vandal import lose_constraint, lose_index, scribble

Past = tuple[Trade, Day]
Damage = Callable[[Trade, Day], Awaitable[None]]


async def broken(trade: Trade) -> set[tuple[int, str]]:
    return {(found.number, found.order) for found in await invariants.violations(trade.shop)}


def by_sql(statement: str, **orders: str) -> Damage:
    """Damage by one statement, where `:name` is the id of the order of that kind."""

    async def damage(trade: Trade, day: Day) -> None:
        ids = {name: day.all()[kind].id for name, kind in orders.items()}
        await scribble(trade.shop.database, statement, **ids)

    return damage


async def an_issued_delivery_too_many(trade: Trade, order: Order) -> None:
    await scribble(
        trade.shop.database,
        "UPDATE delivery SET state = 'issued', issued_at = created_at, sealed_secret = :sealed "
        "WHERE order_id = :id AND path = 'key'",
        id=order.id,
        sealed=trade.shop.encryption.seal(order.reference, "another secret"),
    )


async def test_a_shop_in_which_everything_happened_once_breaks_no_rule(past: Past) -> None:
    trade, day = past
    states = {name: await trade.state(order) for name, order in day.all().items()}
    assert states == EXPECTED_STATES
    assert await broken(trade) == set()


DELIVERY = "UPDATE delivery SET {} WHERE state = 'issued' AND order_id = :order"
ORDER = "UPDATE customer_order SET {} WHERE id = :order"
ATTEMPT = "UPDATE payment_attempt SET {} WHERE order_id = :order"
REFUND = "UPDATE refund SET {} WHERE order_id = :order"


@pytest.mark.parametrize(
    ("number", "kind", "change"),
    [
        (1, "key", DELIVERY.format("state = 'refused'")),
        (3, "awaiting", ORDER.format("state = 'lost'")),
        (3, "awaiting", ATTEMPT.format("state = 'lost'")),
        (3, "undeliverable", "UPDATE delivery SET state = 'lost' WHERE order_id = :order"),
        (3, "key", ORDER.format("paid_at = NULL")),
        (3, "key", ORDER.format("delivered_at = NULL")),
        (3, "cancelled", ORDER.format("paid_at = created_at")),
        (3, "code", DELIVERY.format("sealed_secret = NULL")),
        (3, "stock", DELIVERY.format("issued_at = NULL")),
        (6, "awaiting", ATTEMPT.format("paid_minor = 1000")),
        (6, "awaiting", ATTEMPT.format("state = 'paid', paid_minor = 1000")),
        (6, "expired", ATTEMPT.format("state = 'mismatched', paid_minor = 1")),
        (6, "undeliverable", ATTEMPT.format("paid_minor = NULL")),
        (6, "key", ATTEMPT.format("state = 'refunded'")),
        (6, "key", ORDER.format("state = 'refunded'")),
        (6, "refunded", REFUND.format("amount_minor = amount_minor + 1")),
        (6, "refunded", REFUND.format("currency = 'USD'")),
        (6, "refunded", "DELETE FROM refund WHERE order_id = :order"),
        (6, "paid_twice", REFUND.format("state = 'refused'")),
        (6, "refund_refused", REFUND.format("state = 'done'")),
    ],
)
async def test_a_row_changed_by_hand_is_found_by_its_number(
    past: Past, number: int, kind: str, change: str
) -> None:
    trade, day = past
    await by_sql(change, order=kind)(trade, day)
    assert await broken(trade) == {(number, day.all()[kind].reference)}


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("key", ATTEMPT.format("paid_minor = 999")),
        ("key", ATTEMPT.format("currency = 'USD'")),
        ("overpaid", ATTEMPT.format("state = 'mismatched'")),
        ("marked", "DELETE FROM audit_entry WHERE order_id = :order"),
    ],
)
async def test_what_was_issued_without_enough_money_is_found_with_the_money_that_is_short(
    past: Past, kind: str, change: str
) -> None:
    trade, day = past
    await by_sql(change, order=kind)(trade, day)
    reference = day.all()[kind].reference
    assert await broken(trade) == {(2, reference), (6, reference)}


async def test_a_delivery_of_an_order_that_never_was_delivered_is_found(past: Past) -> None:
    trade, day = past
    await an_issued_delivery_too_many(trade, day.undeliverable)
    assert await broken(trade) == {(1, day.undeliverable.reference)}


async def test_two_deliveries_of_one_order_are_found_when_the_index_against_them_is_lost(past: Past) -> None:
    trade, day = past
    await lose_index(trade.shop.database, "uq_delivery_issued")
    await an_issued_delivery_too_many(trade, day.code)
    assert await broken(trade) == {(1, day.code.reference)}


async def test_one_transaction_in_two_payments_is_found_when_the_constraint_is_lost(past: Past) -> None:
    trade, day = past
    await lose_constraint(
        trade.shop.database, "payment_attempt", "uq_payment_attempt_rail_gateway_transaction"
    )
    same = "UPDATE payment_attempt SET gateway_transaction = 'T1' WHERE order_id IN (:one, :other)"
    await by_sql(same, one="key", other="late")(trade, day)
    assert await broken(trade) == {(4, day.key.reference), (4, day.late.reference)}


async def test_two_codes_for_one_order_are_found_when_the_constraint_is_lost(past: Past) -> None:
    trade, day = past
    await lose_constraint(trade.shop.database, "stock_code", "uq_stock_code_order_id")
    await by_sql("UPDATE stock_code SET order_id = :order", order="stock")(trade, day)
    assert await broken(trade) == {(4, day.stock.reference)}


async def test_one_code_for_two_orders_is_found_when_the_constraint_is_lost(past: Past) -> None:
    trade, day = past
    await lose_constraint(trade.shop.database, "stock_code", "uq_stock_code_fingerprint")
    await by_sql("UPDATE stock_code SET order_id = :order WHERE order_id IS NULL", order="code")(trade, day)
    await scribble(trade.shop.database, "UPDATE stock_code SET fingerprint = 'same'")
    assert await broken(trade) == {(4, day.stock.reference), (4, day.code.reference)}


async def test_one_key_for_two_orders_is_found(past: Past) -> None:
    trade, day = past
    encryption = trade.shop.encryption
    for order in (day.key, day.late):
        await scribble(
            trade.shop.database,
            DELIVERY.format("sealed_secret = :sealed"),
            order=order.id,
            sealed=encryption.seal(order.reference, "the same key"),
        )
    assert await broken(trade) == {(4, day.key.reference), (4, day.late.reference)}


@pytest.mark.parametrize(
    ("table", "of_order"), [("delivery", "state = 'issued' AND order_id"), ("customer_order", "id")]
)
async def test_a_secret_moved_to_another_order_is_found(past: Past, table: str, of_order: str) -> None:
    trade, day = past
    taken = f"(SELECT sealed_secret FROM {table} WHERE {of_order} = :other)"
    moved = f"UPDATE {table} SET sealed_secret = {taken} WHERE {of_order} = :order"
    await by_sql(moved, order="key", other="late")(trade, day)
    assert await broken(trade) == {(5, day.key.reference)}


async def test_a_delivery_addressed_to_somebody_else_is_found(past: Past) -> None:
    trade, day = past
    message = (
        "UPDATE outbox_message SET recipient = '666' WHERE once = 'delivered:' || CAST(:order AS VARCHAR)"
    )
    await scribble(trade.shop.database, message, order=str(day.key.id))
    assert await broken(trade) == {(5, day.key.reference)}


async def test_a_paid_order_has_some_minutes_to_be_delivered_or_parked(past: Past) -> None:
    trade, day = past
    await by_sql(ORDER.format("state = 'paid', park_reason = NULL"), order="undeliverable")(trade, day)
    assert await broken(trade) == set()
    trade.clock.now += invariants.DELIVERED_WITHIN
    trade.clock.now -= timedelta(seconds=20)
    assert await broken(trade) == set()
    trade.clock.now += timedelta(seconds=20)
    assert await broken(trade) == {(7, day.undeliverable.reference)}
