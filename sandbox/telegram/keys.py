"""Typed keys under which the web application keeps what its handlers need."""

from aiohttp import web

from sandbox.telegram.telegram import Telegram

TELEGRAM: web.AppKey[Telegram] = web.AppKey("telegram", Telegram)
