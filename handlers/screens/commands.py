"""What the messenger shows around the chat: the commands' list and the shop's description."""

from locales.loader import Words

CUSTOMER_COMMANDS: tuple[str, ...] = (
    "start",
    "buy",
    "orders",
    "order",
    "guide",
    "models",
    "faq",
    "support",
    "language",
    "cancel",
    "help",
    "terms",
    "paysupport",
    "privacy",
)
STAFF_COMMANDS: tuple[str, ...] = ("parked", "desk", "approve", "refuse")
DESK_COMMANDS: tuple[str, ...] = (
    "claim",
    "assign",
    "close",
    "reopen",
    "note",
    "canned",
    "history",
    "delete",
    "order",
    "resend",
    "refund",
    "approve",
    "refuse",
    "ban",
    "unban",
    "help",
)


def customer_commands(words: Words) -> list[tuple[str, str]]:
    """Return every command of a customer with its description."""
    return [(command, words.plain(f"command-{command}")) for command in CUSTOMER_COMMANDS]


def staff_commands(words: Words) -> list[tuple[str, str]]:
    """Return every command of the staff with its description."""
    return [(command, words.plain(f"command-{command}")) for command in STAFF_COMMANDS]


def desk_commands(words: Words) -> list[tuple[str, str]]:
    """Return every command of a customer's topic in the staff's group with its description."""
    return [(command, words.plain(f"command-desk-{command}")) for command in DESK_COMMANDS]


def bot_description(words: Words) -> str:
    """Return what stands in an empty chat; at most 512 characters."""
    return words.plain("bot-description")


def bot_short_description(words: Words) -> str:
    """Return what stands on the shop's profile; at most 120 characters."""
    return words.plain("bot-short-description")
