"""The Bot API's methods, grouped by topic; importing a group fills the registry."""

from sandbox.telegram.methods import (
    callbacks,
    chats,
    copying,
    editing,
    payments,
    polling,
    profile,
    sending,
    topics,
)
from sandbox.telegram.methods.names import NOT_PLAYED
from sandbox.telegram.methods.registry import METHODS, Described, Handler

__all__ = [
    "METHODS",
    "NOT_PLAYED",
    "Described",
    "Handler",
    "callbacks",
    "chats",
    "copying",
    "editing",
    "payments",
    "polling",
    "profile",
    "sending",
    "topics",
]
