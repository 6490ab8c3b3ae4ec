"""The table of Bot API methods: one decorator puts a function in."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.telegram.parameters import Parameters

if TYPE_CHECKING:
    from sandbox.telegram.telegram import Telegram

Handler = Callable[["Telegram", Parameters], Awaitable[Any]]

METHODS: dict[str, Handler] = {}


@dataclass(frozen=True, slots=True)
class Described:
    """A result that comes with a sentence, as setWebhook's does."""

    result: Any
    description: str


def method(name: str) -> Callable[[Handler], Handler]:
    """Make a function answer the Bot API method of that name."""

    def register(handler: Handler) -> Handler:
        METHODS[name.lower()] = handler
        return handler

    return register
