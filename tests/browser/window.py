"""A browser window as a person uses it: looking, waiting, clicking, typing."""

import base64
import contextlib
import tempfile
from collections.abc import Iterator
from shutil import which

from selenium import webdriver
from selenium.common.exceptions import (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    StaleElementReferenceException,
)
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from tests.browser.running import ROOT, wait_for

PICTURES = ROOT / "artifacts" / "screenshots"
WIDE = (1440, 1000)
PHONE = (390, 844)
SMALL_PHONE = (360, 740)

_LOOK = """
const [selector, text] = arguments;
return [...document.querySelectorAll(selector)]
  .filter((node) => node.checkVisibility({ visibilityProperty: true }) && node.innerText.includes(text));
"""
# What sticks out at the right, or what has been cut, however it is hidden.
_TOO_WIDE = """
const room = document.scrollingElement;
const wide = [room, ...document.querySelectorAll(".log, .card, .panes, .composer, dialog[open], main, #menu")]
  .filter((node) => node.offsetParent !== null || node === room)
  .filter((node) => node.scrollWidth > (node === room ? innerWidth : node.clientWidth));
return wide.map((node) => `${node.tagName}.${node.className}: ${node.scrollWidth} > ${node.clientWidth}`);
"""
_CUT = """
return [...document.querySelectorAll(".keyboard .label")]
  .filter((node) => node.scrollWidth > node.clientWidth + 1 || node.scrollHeight > node.clientHeight + 1)
  .map((node) => node.textContent);
"""


class Window:
    """A Chromium window. Nothing here sleeps for luck: everything waits until what is asked for is there."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver
        self._size = WIDE

    def open(self, address: str) -> None:
        """Go to an address."""
        self.driver.get(address)

    def look(self, selector: str, text: str = "") -> list[WebElement]:
        """Return what is visible now and has the text in it."""
        # One question, not one for each element: a page is asked a hundred times.
        return list(self.driver.execute_script(_LOOK, selector, text))

    def see(self, selector: str, text: str = "") -> WebElement:
        """Wait until something is visible, and return the last such thing."""
        return wait_for(f"{selector} with “{text}”", lambda: self.look(selector, text))[-1]

    def read(self, selector: str, text: str = "") -> str:
        """Wait until something is visible, and return all of its text."""

        def read() -> str:
            with contextlib.suppress(StaleElementReferenceException, IndexError):
                return str(self.look(selector, text)[-1].get_property("innerText"))
            return ""

        return wait_for(f"the text of {selector} with “{text}”", read)

    def sees_no(self, selector: str, text: str = "") -> None:
        """Wait until nothing such is visible any more."""
        wait_for(f"end of {selector} with “{text}”", lambda: not self.look(selector, text))

    def click(self, selector: str, text: str = "") -> None:
        """Click the last such thing, once it is there and nothing covers it."""

        def clicked() -> bool:
            with contextlib.suppress(
                StaleElementReferenceException,
                ElementClickInterceptedException,
                ElementNotInteractableException,
                IndexError,
            ):
                self.look(selector, text)[-1].click()
                return True
            return False

        wait_for(f"{selector} with “{text}” to click", clicked)

    def type(self, selector: str, text: str) -> None:
        """Fill a field in."""
        field = self.see(selector)
        field.clear()
        field.send_keys(text)

    def paste(self, selector: str) -> str:
        """Paste what was copied last into a field, and return what then stands there."""
        field = self.see(selector)
        field.clear()
        field.send_keys(Keys.CONTROL, "v")
        return wait_for("pasted text", lambda: str(field.get_property("value")))

    @contextlib.contextmanager
    def one_tab(self) -> Iterator[None]:
        """At the end, close every other tab."""
        first = self.driver.current_window_handle
        yield
        for tab in self.driver.window_handles:
            if tab != first:
                self.driver.switch_to.window(tab)
                self.driver.close()
        self.driver.switch_to.window(first)
        self.driver.execute_cdp_cmd("Page.bringToFront", {})
        self.driver.get("about:blank")

    def forget(self, *origins: str) -> None:
        """Forget what the pages of some servers have kept."""
        for origin in origins:
            self.driver.execute_cdp_cmd(
                "Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"}
            )

    def scroll_to(self, selector: str) -> None:
        """Bring the top of something into view."""
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'start'})", self.see(selector))

    def open_tab(self) -> None:
        """Open an empty tab."""
        self.driver.execute_cdp_cmd("Target.createTarget", {"url": "about:blank"})

    def switch_to_new_tab(self, count: int = 2) -> None:
        """Go on in the tab that a click has just opened."""
        wait_for("new tab", lambda: len(self.driver.window_handles) == count)
        self.driver.switch_to.window(self.driver.window_handles[-1])
        self.resize(self._size)

    def back_to_tab(self, number: int) -> None:
        """Go on in a tab that was opened before; 0 is the first."""
        self.driver.switch_to.window(self.driver.window_handles[number])
        self.driver.execute_cdp_cmd("Page.bringToFront", {})

    def resize(self, size: tuple[int, int]) -> None:
        """Make this a screen of that size: a phone when it is narrow."""
        self._size = size
        phone = size[0] < 700
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {
                "width": size[0],
                "height": size[1],
                "deviceScaleFactor": 2 if phone else 1,
                "mobile": phone,
            },
        )

    def picture(self, name: str) -> None:
        """Keep a picture of what is to be seen, for a person to look at."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        right, bottom = self._size[0] - 1, self._size[1] - 1
        self.driver.execute_cdp_cmd(
            "Input.dispatchMouseEvent", {"type": "mouseMoved", "x": right, "y": bottom}
        )
        # What is still moving looks broken in a picture.
        wait_for(
            "rest",
            lambda: self.driver.execute_script(
                "return document.getAnimations().every((one) => one.playState !== 'running'"
                " || one.effect.getTiming().iterations === Infinity)"
            ),
        )
        shot = self.driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})
        (PICTURES / f"{name}.png").write_bytes(base64.b64decode(shot["data"]))

    def too_wide(self) -> list[str]:
        """Return what is wider than its place."""
        return list(self.driver.execute_script(_TOO_WIDE))

    def cut_labels(self) -> list[str]:
        """Return the buttons of the chat whose words do not fit."""
        return list(self.driver.execute_script(_CUT))


@contextlib.contextmanager
def open_window() -> Iterator[Window]:
    """Open a Chromium without a past."""
    options = webdriver.ChromeOptions()
    options.binary_location = which("chromium") or ""
    with tempfile.TemporaryDirectory() as profile:
        for argument in (
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--force-prefers-reduced-motion",  # what moves without end is drawn without end, here by the processor
            "--lang=en-US",
            f"--user-data-dir={profile}",
            f"--window-size={WIDE[0]},{WIDE[1]}",
        ):
            options.add_argument(argument)
        service = webdriver.ChromeService(executable_path=which("chromedriver"))
        driver = webdriver.Chrome(options=options, service=service)
        try:
            yield Window(driver)
        finally:
            driver.quit()
