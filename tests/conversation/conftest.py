"""The worlds that the conversations take place in."""

import importlib.util
import sys
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import ModuleType

import pytest
import pytest_asyncio

from tests.conversation.world import World, open_world

# What aiohttp's multipart reader tells itself: as an error it would break the sandbox's answers.
AIOHTTP_TO_ITSELF = "ignore:unread_data:DeprecationWarning"
HERE = Path(__file__).parent
SPECIFICATION = Path(__file__).parents[3] / "shared" / "botapi" / "validate.py"
QUICKLY_OVER = {"PAYMENT_TTL": "2s", "ORDER_TTL": "6s"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let all conversations of a process run in one event loop, in which the shared worlds live."""
    for item in items:
        if HERE in item.path.parents and item.get_closest_marker("asyncio") is not None:
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
            item.add_marker(pytest.mark.filterwarnings(AIOHTTP_TO_ITSELF))


@pytest.fixture(scope="session")
def telegrams_rules() -> ModuleType | None:
    """The Bot API's machine-readable specification as a checker of calls, or None where it is absent."""
    if not SPECIFICATION.is_file():
        return None
    specification = importlib.util.spec_from_file_location("botapi_rules", SPECIFICATION)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    path = list(sys.path)
    try:
        specification.loader.exec_module(module)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # the checker leaves its file open
            module.spec()
    finally:
        sys.path[:] = path
    return module


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def _lasting_world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with open_world(tmp_path_factory.mktemp("world")) as world:
        yield world


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def _lasting_hasty_world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with open_world(tmp_path_factory.mktemp("hasty"), **QUICKLY_OVER) as world:
        yield world


@pytest_asyncio.fixture(loop_scope="session")
async def world(_lasting_world: World, telegrams_rules: ModuleType | None) -> AsyncIterator[World]:
    """A world that tests of a process share, one after the other, each with customers of its own."""
    async with watched(_lasting_world, telegrams_rules):
        yield _lasting_world


@pytest_asyncio.fixture(loop_scope="session")
async def hasty_world(
    _lasting_hasty_world: World, telegrams_rules: ModuleType | None
) -> AsyncIterator[World]:
    """A shared world in which a QR is over after two seconds, and an order after six."""
    async with watched(_lasting_hasty_world, telegrams_rules):
        yield _lasting_hasty_world


@pytest_asyncio.fixture(loop_scope="session")
async def own_world(tmp_path: Path, telegrams_rules: ModuleType | None) -> AsyncIterator[World]:
    """A world for one test alone, which may kill the bot in it."""
    async with open_world(tmp_path) as world, watched(world, telegrams_rules):
        yield world


@asynccontextmanager
async def watched(world: World, rules: ModuleType | None) -> AsyncIterator[None]:
    """End every trouble after a test; no call may have broken Telegram's rules, and no secret be in the log."""
    last, logged = world.sandbox.telegram.calls.last, world.bot.log_size()
    yield
    await world.calm()
    await world.farewell()
    log = world.bot.log(after=logged)
    assert [secret for secret in await world.secrets() if secret in log] == []
    if rules is not None:
        broken = [
            (call["method"], wrong)
            for call in await world.calls(after=last)
            if (wrong := rules.validate_wire(call["method"], call["parameters"], call["files"]))
        ]
        assert broken == []
