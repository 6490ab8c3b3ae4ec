"""The browser, the sandbox, and people who come to buy."""

import re
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest

from tests.browser.chat import Chat
from tests.browser.running import Running, run_sandbox
from tests.browser.window import WIDE, Window, open_window

Welcome = Callable[[str, str], Chat]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep a picture of what a failed test saw last."""
    report = yield
    window = getattr(item, "funcargs", {}).get("window")
    if report.failed and call.when == "call" and isinstance(window, Window):
        window.picture(f"failed-{re.sub(r'[^a-z0-9-]+', '-', item.name.lower())}")
    return report


@pytest.fixture(scope="package")
def lasting_window() -> Iterator[Window]:
    """The Chromium that the browser's tests of a process share."""
    with open_window() as window:
        yield window


@pytest.fixture(scope="package")
def lasting_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The sandbox that the tests of a process share, each with customers of its own."""
    with run_sandbox(tmp_path_factory.mktemp("sandbox")) as running:
        yield running


@pytest.fixture
def window(lasting_window: Window) -> Iterator[Window]:
    """A wide window with one tab, which remembers nothing."""
    lasting_window.resize(WIDE)
    with lasting_window.one_tab():
        yield lasting_window


@pytest.fixture
def sandbox(lasting_sandbox: Running) -> Iterator[Running]:
    """A sandbox in which nothing goes wrong."""
    yield lasting_sandbox
    lasting_sandbox.calm()


@pytest.fixture
def fresh_sandbox(tmp_path: Path) -> Iterator[Running]:
    """A sandbox in which nobody has written yet."""
    with run_sandbox(tmp_path) as running:
        yield running


@pytest.fixture
def alice(window: Window, fresh_sandbox: Running) -> Chat:
    """The first customer of a fresh sandbox: English."""
    return Chat(window, fresh_sandbox, 1001)


@pytest.fixture
def xiaoming(window: Window, fresh_sandbox: Running) -> Chat:
    """The second customer of a fresh sandbox: Chinese."""
    return Chat(window, fresh_sandbox, 1002)


@pytest.fixture
def welcome(window: Window, sandbox: Running) -> Welcome:
    """Let somebody new come, and open their chat."""

    window.forget(sandbox.chat, sandbox.gateway, sandbox.console)

    def come(name: str, language: str) -> Chat:
        chat = Chat(window, sandbox, sandbox.new_customer(name, language))
        chat.open()
        return chat

    return come
