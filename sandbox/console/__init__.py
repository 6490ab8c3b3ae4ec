"""A console on this machine that speaks as One API or New API do, with an OpenAI-compatible endpoint behind it."""

from sandbox.console.console import Console
from sandbox.console.server import create_app

__all__ = ["Console", "create_app"]
