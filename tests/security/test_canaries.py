"""Secrets go through every path, and are then looked for everywhere they must not be."""

import asyncio
import socket
import sqlite3
from pathlib import Path

from tests.conversation.people import code_texts, labels_of, order_id_of, text_of
from tests.conversation.world import World, open_world

STOCK_CODE = "5706c0de" * 4


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


async def test_no_secret_is_found_in_the_log_the_files_the_numbers_or_the_staffs_messages(
    tmp_path: Path,
) -> None:
    listen = f"127.0.0.1:{_free_port()}"
    async with open_world(tmp_path, HTTP_LISTEN=listen, LOG_LEVEL="DEBUG") as world:
        owner = await world.owner()
        secrets = await _sell_on_every_path(world)
        secrets += await world.secrets()
        async with world.http.get(f"http://{listen}/metrics") as response:
            numbers = await response.text()
        told = "".join(text_of(message) for message in await owner.messages())
        places = await asyncio.to_thread(_files_with_backup, tmp_path)
        places |= {"the log": world.bot.log(), "the numbers": numbers, "the owner's messages": told}
    assert {"shop.db", "shop.db-wal", "backup.db"} <= set(places)
    found = [(place, secret[:6]) for place, text in places.items() for secret in secrets if secret in text]
    assert found == []
    assert "shop_deliveries_total" in numbers


async def _sell_on_every_path(world: World) -> list[str]:
    """Sell by a key, a code and the stock, look at everything again, and return what only the buyer may see."""
    buyer = await world.customer("en", "Bea")
    payments = [await world.sells(buyer)]
    await world.stock([("standard", STOCK_CODE)])
    async with world.trouble("console", "refuse_keys"):
        payments.append(await world.sells(buyer))
        async with world.trouble("console", "refuse_codes"):
            payments.append(await world.sells(buyer))
    for payment in payments:
        show = next(label for label in labels_of(payment) if label.startswith("Show my"))
        await buyer.tap(show, payment)
        await buyer.asks(f"/order {order_id_of(payment)}")
    stranger = await world.customer("en", "Mallory")
    await stranger.asks(f"/order {order_id_of(payments[0])}")
    delivered = [
        text for one in await buyer.shop_messages() if not one.get("photo") for text in code_texts(one)
    ]
    assert STOCK_CODE in delivered
    secret_parts = [order_id_of(payment).partition("-")[2] for payment in payments]
    return secret_parts + [text for text in delivered if text.startswith("sk-") or len(text) == 32]


def _files_with_backup(directory: Path) -> dict[str, str]:
    """Return what stands in the database, its log and a backup of it, byte by byte."""
    source, target = sqlite3.connect(directory / "shop.db"), sqlite3.connect(directory / "backup.db")
    source.backup(target)
    source.close()
    target.close()
    return {
        path.name: path.read_bytes().decode("latin-1")
        for path in directory.iterdir()
        if path.name.startswith(("shop.db", "backup"))
    }
