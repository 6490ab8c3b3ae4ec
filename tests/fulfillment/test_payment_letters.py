"""What the payment message offers, as the ways to pay come and go."""

from collections.abc import Sequence

import pytest

from handlers.letters import LetterWriter
from store.tables import OutboxMessage
from tests.fulfillment.trade import FRONT, Trade
from tests.store.rows import every

ANOTHER_WAY = "Pay another way"


async def buttons(trade: Trade) -> list[str]:
    """Return the buttons of the last payment message as it would be sent now."""
    rows = [row for row in await every(trade.shop.database, OutboxMessage) if row.kind == "payment"]
    letter = await LetterWriter(trade.shop.database, trade.shop, FRONT).write(rows[-1])
    assert letter is not None
    return [button.text for row in letter.screen.buttons for button in row]


@pytest.mark.parametrize(
    ("left", "offered"),
    [
        (("alipay",), False),
        (("alipay", "wxpay"), True),
        (("wxpay",), True),
        (("wxpay", "qqpay"), True),
        ((), False),
    ],
)
@pytest.mark.parametrize("hours", [0, 3])
async def test_another_way_is_offered_where_one_exists_whatever_became_of_the_present_one(
    small_shop: Trade, left: Sequence[str], hours: int, offered: bool
) -> None:
    await small_shop.order()
    small_shop.clock.move(hours=hours)
    await small_shop.work()
    small_shop.gateway.methods = tuple(left)
    assert (ANOTHER_WAY in await buttons(small_shop)) == offered
