"""A customer's chat with the shop, on the page."""

from selenium.webdriver.common.keys import Keys

from tests.browser.running import Running, wait_for
from tests.browser.window import Window


class Chat:
    """What one customer sees and taps. A message is known by its id: its content changes, its id does not."""

    def __init__(self, window: Window, running: Running, user_id: int) -> None:
        self.window = window
        self.user_id = user_id
        self._page = running.chat
        self.pane = f'[data-pane-user-id="{user_id}"]'

    def open(self) -> None:
        """Open the page on this customer's chat."""
        self.window.open(f"{self._page}/?user={self.user_id}")
        self.window.see(f'[data-user-id="{self.user_id}"][aria-current]')

    def start(self) -> None:
        """Press START."""
        self.window.click(f"{self.pane} .big-button")

    def write(self, text: str) -> None:
        """Send a text."""
        self.window.see(f"{self.pane} textarea").send_keys(text, Keys.ENTER)

    def asks(self, command: str) -> None:
        """Send a command, and wait for the shop's answer to it."""
        answers = f"{self.pane} .incoming[data-message-id]"
        before = len(self.window.look(answers))
        self.write(command)
        wait_for(f"answer to {command}", lambda: len(self.window.look(answers)) > before)

    def sees(self, text: str) -> str:
        """Wait for a message of the shop with this text in it, and return its id."""
        message = self.window.see(f"{self.pane} .incoming[data-message-id]", text)
        return str(message.get_attribute("data-message-id"))

    def sees_in(self, message_id: str, text: str) -> None:
        """Wait until a message says something."""
        self.window.see(self._message(message_id), text)

    def tap(self, label: str, message_id: str = "") -> None:
        """Tap the last button with this label, or that of one message."""
        self.window.click(f"{self._keyboard(message_id)} .keyboard-button", label)

    def labels(self, message_id: str) -> list[str]:
        """Return what stands on a message's buttons."""
        return [node.text for node in self.window.look(f"{self._keyboard(message_id)} .keyboard-button")]

    def value(self, message_id: str, beginning: str) -> str:
        """Return the value in a message that a tap copies, by its first characters."""
        codes = self.window.look(f"{self._message(message_id)} code.mono", beginning)
        (value,) = {node.text for node in codes if node.text.startswith(beginning)}
        return value

    def program(self, message_id: str) -> str:
        """Return the last program in a message, as it stands there."""
        blocks = self.window.look(f"{self._message(message_id)} .code-block pre")
        return str(blocks[-1].get_property("textContent"))

    def photo(self, message_id: str) -> str:
        """Return the address of a message's picture, once that is loaded."""
        image = self.window.see(f"{self._message(message_id)} button.photo img")
        wait_for(
            "loaded picture", lambda: image.get_property("complete") and image.get_property("naturalWidth")
        )
        return str(image.get_property("src"))

    def orders(self, package: str, method: str, scan: str) -> str:
        """Buy something up to its QR, and return the payment message's id."""
        self.tap(package)
        self.tap(method)
        return self.sees(scan)

    def pays(self, message_id: str, link: str, button: str = "#pay") -> None:
        """Pay at the cashier behind a payment message's link, in the tab that it opens, and stay there."""
        self.tap(link, message_id)
        self.window.switch_to_new_tab()
        self.window.click(button)

    def _message(self, message_id: str) -> str:
        return f'{self.pane} [data-message-id="{message_id}"]'

    def _keyboard(self, message_id: str) -> str:
        return f"{self._message(message_id) if message_id else f'{self.pane} [data-message-id]'} .keyboard"
