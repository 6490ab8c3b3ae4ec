import dataclasses
from typing import Any

from bot.health import Metrics
from fulfillment import invariants
from fulfillment.shop import Person
from handlers.screens import owner
from locales.loader import words_for
from store.tables import OutboxMessage
from tests.fulfillment.days import Day
from tests.fulfillment.trade import OWNER, Trade
from tests.invariants.vandal import scribble
from tests.store.rows import every

Past = tuple[Trade, Day]
NOTHING = dict.fromkeys(invariants.NUMBERS, 0)


async def alerts(trade: Trade, kind: str) -> list[dict[str, Any]]:
    rows = await every(trade.shop.database, OutboxMessage)
    return [row.arguments["facts"] for row in rows if row.arguments.get("alert") == kind]


async def take_money_away(trade: Trade, *references: str) -> None:
    for reference in references:
        await scribble(
            trade.shop.database,
            "UPDATE payment_attempt SET paid_minor = 1 WHERE state = 'paid' AND order_id = "
            "(SELECT id FROM customer_order WHERE reference = :reference)",
            reference=reference,
        )


async def test_nothing_is_said_while_nothing_is_wrong(past: Past) -> None:
    trade, _ = past
    before = len(await every(trade.shop.database, OutboxMessage))
    assert await invariants.watch(trade.shop) == NOTHING
    assert len(await every(trade.shop.database, OutboxMessage)) == before


async def test_every_owner_is_told_once_of_an_order_and_once_when_it_is_over(past: Past) -> None:
    trade, day = past
    shop = dataclasses.replace(trade.shop, owners=[OWNER, Person("telegram", "9002")])
    await scribble(
        shop.database, "UPDATE customer_order SET state = 'lost' WHERE id = :id", id=day.awaiting.id
    )
    for _ in range(3):
        assert await invariants.watch(shop) == NOTHING | {3: 1}
    told = await alerts(trade, "invariant_broken")
    assert [(facts["invariant"], facts["references"]) for facts in told] == [(3, day.awaiting.reference)] * 2
    assert "lost" in told[0]["detail"]
    await scribble(
        shop.database,
        "UPDATE customer_order SET state = 'awaiting_payment' WHERE id = :id",
        id=day.awaiting.id,
    )
    for _ in range(2):
        assert await invariants.watch(shop) == NOTHING
    assert (
        await alerts(trade, "invariant_restored")
        == [{"invariant": 3, "references": day.awaiting.reference}] * 2
    )
    assert len(await alerts(trade, "invariant_broken")) == 2


async def test_many_orders_are_one_alert_for_each_rule_and_a_new_one_is_another(past: Past) -> None:
    trade, day = past
    await take_money_away(trade, *(order.reference for order in (day.key, day.code, day.stock)))
    assert await invariants.watch(trade.shop) == NOTHING | {2: 3, 6: 3}
    told = await alerts(trade, "invariant_broken")
    three = ", ".join(sorted(order.reference for order in (day.key, day.code, day.stock)))
    assert [(facts["invariant"], facts["references"]) for facts in told] == [(2, three), (6, three)]
    await take_money_away(trade, day.late.reference)
    assert await invariants.watch(trade.shop) == NOTHING | {2: 4, 6: 4}
    told = await alerts(trade, "invariant_broken")
    assert [facts["references"] for facts in told[2:]] == [day.late.reference] * 2


async def test_an_alert_names_a_few_orders_and_counts_the_rest(past: Past) -> None:
    trade, day = past
    orders = list(day.all().values())
    await scribble(trade.shop.database, "UPDATE customer_order SET state = 'lost' WHERE id > 0")
    assert (await invariants.watch(trade.shop))[3] == len(orders)
    (facts,) = [facts for facts in await alerts(trade, "invariant_broken") if facts["invariant"] == 3]
    assert facts["references"].endswith(f" +{len(orders) - invariants.MOST_NAMED}")
    assert facts["references"].count("AC") >= invariants.MOST_NAMED


async def test_a_broken_seal_is_not_over_because_the_order_grew_old(past: Past) -> None:
    trade, day = past
    await scribble(
        trade.shop.database, "UPDATE customer_order SET sealed_secret = 'x' WHERE id = :id", id=day.key.id
    )
    assert await invariants.watch(trade.shop) == NOTHING | {5: 1}
    trade.clock.move(days=30)
    assert (await invariants.watch(trade.shop))[5] == 1
    assert await alerts(trade, "invariant_restored") == []


async def test_the_alerts_can_be_written_in_both_languages(past: Past) -> None:
    trade, day = past
    await take_money_away(trade, day.key.reference)
    await invariants.watch(trade.shop)
    for facts in await alerts(trade, "invariant_broken"):
        for language in ("en", "zh"):
            text = owner.alert(words_for(language), "invariant_broken", **facts).text
            assert day.key.reference in text
            assert str(facts["invariant"]) in text


async def test_the_violations_are_among_the_numbers_for_prometheus() -> None:
    metrics = Metrics()
    metrics.set_violations(NOTHING | {6: 2})
    lines = (await metrics.scrape()).decode().splitlines()
    assert 'shop_invariant_violations{invariant="6"} 2.0' in lines
    assert 'shop_invariant_violations{invariant="1"} 0.0' in lines
