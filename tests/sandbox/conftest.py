import importlib.util
import sys
import warnings
from collections.abc import AsyncIterator, Iterator
from functools import partial
from pathlib import Path
from types import ModuleType

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from sandbox.documents import Documents
from sandbox.telegram import Telegram, create_app
from tests.sandbox.people import TOKEN, Outside, Person

SPECIFICATION = Path(__file__).parents[3] / "shared" / "botapi"


@pytest.fixture(scope="session")
def bot_api() -> ModuleType:
    """The Bot API's machine-readable specification, as a checker of calls and answers."""
    source = SPECIFICATION / "validate.py"
    if not source.is_file():
        pytest.skip("the Bot API specification (../shared/botapi) is not on this machine")
    specification = importlib.util.spec_from_file_location("botapi_validate", source)
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


@pytest.fixture
def documents() -> Iterator[Documents]:
    store = Documents(None)
    yield store
    store.close()


@pytest.fixture
def telegram(documents: Documents) -> Telegram:
    return Telegram(
        documents, token=TOKEN, conflict_delay=0.05, webhook_retry_delay=0.01, checkout_timeout=0.3
    )


def _count(server: web.Server) -> int:
    return len(server.connections)


@pytest.fixture
async def outside(telegram: Telegram) -> AsyncIterator[Outside]:
    server = TestServer(create_app(telegram), host="127.0.0.1")
    await server.start_server()
    async with Outside(str(server.make_url("")), telegram) as world:
        assert server.runner is not None
        assert server.runner.server is not None
        world.open_connections = partial(_count, server.runner.server)
        yield world
    await server.close()


@pytest.fixture
def alice(outside: Outside) -> Person:
    return Person(outside, 1001)


@pytest.fixture
def xiaoming(outside: Outside) -> Person:
    return Person(outside, 1002)
