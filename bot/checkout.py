"""The fast lane: Telegram waits ten seconds for a yes or no before a payment, whatever else the shop is doing."""

import asyncio
from typing import Any

import structlog
from telegram import PreCheckoutQuery
from telegram.error import BadRequest, TelegramError

from bot.messenger import CHANNEL
from fulfillment.money import Money
from fulfillment.shop import Person, Shop
from handlers import checkout
from handlers.screens import payment
from locales.loader import words_for

DATABASE_SECONDS = 3.5  # then the payer is asked to try again
ANSWER_SECONDS = 2.0  # for each try to tell Telegram; all of it together stays well under ten seconds
TRIES = 2
_log = structlog.get_logger()


class Checkout:
    """Answers from what the database says; where that takes too long, by a polite no. It writes nothing."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._abandoned: set[asyncio.Task[str | None]] = set()

    async def answer(self, query: PreCheckoutQuery, language: str | None) -> None:
        """Answer one question, in a language. When even that fails Telegram tells the payer, and takes nothing."""
        refusal = await self._refusal(query, language)
        for _ in range(TRIES):
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    await query.answer(refusal is None, error_message=refusal)
            except BadRequest as error:
                _log.warning("a payment's question came too late", reason=str(error))
                return
            except (TelegramError, TimeoutError) as error:
                _log.warning("a payment's question could not be answered", reason=str(error))
            else:
                _log.info("a payment's question is answered", agreed=refusal is None)
                return

    async def _refusal(self, query: PreCheckoutQuery, language: str | None) -> str | None:
        user = query.from_user
        looking = asyncio.create_task(
            checkout.refusal(
                self._shop,
                number=query.invoice_payload,
                amount=Money(query.total_amount, query.currency),
                payer=Person(CHANNEL, str(user.id)),
                language=language,
            )
        )
        # Not `wait_for`: that would wait for the cancelled look to end, and a database that hangs ends nothing.
        await asyncio.wait({looking}, timeout=DATABASE_SECONDS)
        if looking.done() and looking.exception() is None:
            return looking.result()
        if looking.done():
            _log.error("a payment's order could not be read", reason=type(looking.exception()).__name__)
        else:
            _log.error("a payment's order could not be read in time")
            self._abandon(looking)
        return payment.refusal(words_for(language), payment.LATER)

    def _abandon(self, looking: asyncio.Task[Any]) -> None:
        self._abandoned.add(looking)
        looking.add_done_callback(self._forget)
        looking.cancel()

    def _forget(self, looking: asyncio.Task[Any]) -> None:
        self._abandoned.discard(looking)
        if not looking.cancelled():
            looking.exception()  # nobody waits for it
