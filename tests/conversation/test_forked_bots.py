"""A forked bot, which the conversations are held with, is like one that loaded the program itself."""

import signal
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from tests.conversation.bots import IN_A_NEW_INTERPRETER, ROOT, Bot
from tests.conversation.people import until

SETTINGS = {
    "TELEGRAM_BOT_TOKEN": "7000000001:" + "x" * 35,
    "TELEGRAM_API_URL": "http://127.0.0.1:9",
    "PAYMENT_RAILS": "",
    "CATALOG_FILE": str(ROOT / "catalog.toml"),
}


def _forked_and_new(directory: Path, **settings: str) -> list[Bot]:
    bots = []
    for name, interpreter in (("forked", {}), ("new", IN_A_NEW_INTERPRETER)):
        folder = directory / name
        folder.mkdir()
        bots.append(Bot(SETTINGS | settings | interpreter, folder))
    return bots


async def test_it_says_and_returns_the_same_of_a_wrong_setting(tmp_path: Path) -> None:
    forked, new = _forked_and_new(tmp_path, ORDER_TTL="soon")
    status, said = await forked.command("stock", "list")
    assert (status, said) == await new.command("stock", "list")
    assert status == 2
    assert said.startswith("ORDER_TTL: ")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
async def test_it_works_in_its_folder_holds_the_same_files_and_ends_the_same(
    tmp_path: Path, number: signal.Signals
) -> None:
    bots = _forked_and_new(tmp_path)
    seen = []
    for bot, name in zip(bots, ("forked", "new"), strict=True):
        await bot.start()

        async def waits(bot: Bot = bot) -> bool:
            return "does not answer yet" in bot.log()

        await until(waits, "it waits for Telegram")
        process = psutil.Process(bot.pid)
        assert process.cwd() == str(tmp_path / name)
        files = sorted(Path(file.path).name for file in process.open_files())
        seen.append((files, await bot.stop(number)))
    assert seen[0] == seen[1]
