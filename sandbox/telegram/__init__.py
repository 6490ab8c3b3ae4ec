"""A Telegram of one's own: the Bot API for a bot, and the client side for people, on one port of one machine."""

from sandbox.telegram.flood import FloodLimits
from sandbox.telegram.server import create_app
from sandbox.telegram.telegram import Telegram

__all__ = ["FloodLimits", "Telegram", "create_app"]
