"""Somebody who writes to the bot and taps its buttons, in process; what comes is the screen that answers."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from sqlmodel import col, select

from fulfillment.shop import Person
from handlers import texts
from handlers.callbacks import decode
from handlers.letters import LetterWriter
from handlers.routes import BUTTONS
from handlers.screens.screen import Screen
from handlers.turn import Turn
from locales.loader import words_for
from store import customers
from store.customers import Profile
from store.tables import OutboxMessage
from tests.fulfillment.trade import FRONT, Trade
from tests.screens.reading import buttons_of


class Talk:
    """One account's chat with the bot. `screen` is what was answered last."""

    def __init__(self, trade: Trade, person: Person, language: str = "en") -> None:
        self._trade, self._person, self._language = trade, person, language
        self._letters = LetterWriter(trade.shop.database, trade.shop, replace(FRONT, staff_language=language))
        self.screen = Screen("")
        self.toast: str | None = None

    async def tap(self, label: str) -> Screen:
        """Tap the button of the last screen whose label begins so."""
        data = next(one.data for one in buttons_of(self.screen) if one.text.startswith(label))
        return await self.send(data or "")

    async def send(self, data: str) -> Screen:
        """Send what a button would send."""
        callback = decode(data)
        assert callback is not None
        return await self._turn(lambda turn: BUTTONS[callback.verb](turn, callback.arguments))

    async def write(self, text: str) -> Screen:
        """Write a message."""
        return await self._turn(lambda turn: texts.text(turn, text))

    async def letter(self) -> Screen:
        """Return what the newest outbox row to this account says, as it would be sent now."""
        async with self._trade.shop.database.reading() as unit:
            rows = await unit.session.exec(
                select(OutboxMessage)
                .where(OutboxMessage.recipient == self._person.external_id)
                .order_by(col(OutboxMessage.id).desc())
                .limit(1)
            )
            row = rows.one()
        front = replace(FRONT, staff_language=self._language)
        letter = await LetterWriter(self._trade.shop.database, self._trade.shop, front).write(row)
        assert letter is not None
        return letter.screen

    async def _turn(self, handler: Callable[[Turn], Awaitable[None]]) -> Screen:
        async with self._trade.shop.database.writing() as unit:
            profile = Profile(self._person.channel, self._person.external_id, self._language, "Olivia", None)
            customer = (await customers.meet(unit, profile))[0]
            turn = Turn(
                shop=self._trade.shop,
                front=replace(FRONT, staff_language=self._language),
                unit=unit,
                customer=customer,
                words=words_for(self._language),
                recipient=self._person.external_id,
            )
            await handler(turn)
            unit.session.add(customer)
            self.toast = turn.toast
        self.screen = await self.letter()
        return self.screen
