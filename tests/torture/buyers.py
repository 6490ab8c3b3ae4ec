"""How people buy: at once, late, after cancelling, twice, or not at all; and they look around meanwhile."""

import asyncio
import random
from collections.abc import Awaitable, Callable

from tests.conversation.people import Message, labels_of, links_of, text_of
from tests.conversation.world import World
from tests.torture.crowd import Person

PACKAGES = ("¥5 ", "¥10 ", "¥30 ", "¥100 ")
DELIVERED = ("Here is your API key", "Here is your redemption code")
SETTLED = (*DELIVERED, "a person is now looking at this order")
ASKS_AGAIN_AFTER = 6.0  # seconds; "I have paid" is heard every five
BUY = ("/buy", "Which package would you like?")
START = ("/start", "welcome to AiCredits!")
ORDERS = ("/orders", "Your orders")

Plan = Callable[[Message], Awaitable[None]]


class Buyer:
    """One visit: an order, and what its buyer does about it."""

    def __init__(self, world: World, person: Person, chance: random.Random) -> None:
        self._world = world
        self._person = person
        self._chance = chance

    async def visit(self) -> None:
        """Come, order, do as one of many kinds of buyers does, and leave when all is settled."""
        payment = await self._order()
        plans: dict[Plan, int] = {
            self._pays: 40,
            self._pays_and_says_so: 20,
            self._pays_late: 10,
            self._cancels_and_pays: 12,
            self._pays_twice: 10,
            self._walks_away: 8,
        }
        plan = self._chance.choices(list(plans), list(plans.values()))[0]
        await plan(payment)

    async def _order(self) -> Message:
        command, answer = self._chance.choice((BUY, START))
        came = self._person.asks(command, answer)
        package = self._chance.choice(PACKAGES)
        self._person.tap(await self._person.sees_button(package, after=came), package)
        self._person.tap(await self._person.sees_button("Alipay", after=came), "Alipay")
        return await self._payment(came)

    async def _payment(self, after: int, *, not_by: str = "") -> Message:
        def can_be_paid(message: Message) -> bool:
            links = links_of(message)
            return "photo" in message and bool(links) and links[0] != not_by

        return await self._person.sees("a payment message", can_be_paid, after=after)

    async def _pays(self, payment: Message) -> None:
        await self._hesitates(1.5)
        await self._world.pay(payment)
        await self._settled(payment)

    async def _pays_and_says_so(self, payment: Message) -> None:
        await self._hesitates(1.0)
        await self._world.pay(payment)
        self._person.tap(payment, "I have paid")
        self._person.asks(*ORDERS)
        await self._settled(payment)

    async def _pays_late(self, payment: Message) -> None:
        self._person.asks(*ORDERS)
        await asyncio.sleep(self._chance.uniform(2.0, 6.0))
        await self._world.pay(payment)
        await self._settled(payment)

    async def _cancels_and_pays(self, payment: Message) -> None:
        """The QR was photographed before the order was cancelled; its buyer goes on tapping what was there."""
        await self._hesitates(0.5)
        self._person.tap(payment, "Cancel")
        await self._hesitates(0.5)
        await self._world.pay(payment)
        await self._settled(payment, tapping=True)

    async def _pays_twice(self, payment: Message) -> None:
        self._person.tap(payment, "Pay another way")
        number = int(payment["message_id"])
        self._person.tap(await self._person.sees_button("WeChat Pay", after=number), "WeChat Pay")
        other = await self._payment(number - 1, not_by=links_of(payment)[0])
        await asyncio.gather(self._world.pay(payment), self._world.pay(other))
        self._person.tap(payment, "I have paid")
        await self._settled(payment, tapping=True)

    async def _walks_away(self, payment: Message) -> None:
        self._person.asks(*ORDERS)
        if self._chance.random() < 0.5:
            self._person.tap(payment, "Cancel")

    async def _settled(self, payment: Message, *, tapping: bool = False) -> None:
        """Wait for the delivery, or for the word that a person looks after the order."""

        def is_settled(message: Message) -> bool:
            return any(text in text_of(message) for text in SETTLED)

        waiting = asyncio.create_task(
            self._person.sees("the delivery", is_settled, after=payment["message_id"] - 1)
        )
        while tapping and not waiting.done():
            self._person.tap(payment, "I have paid")
            await asyncio.wait({waiting}, timeout=ASKS_AGAIN_AFTER)
        settled = await waiting
        if self._chance.random() < 0.3:
            self._person.asks(*ORDERS)
        if self._chance.random() < 0.3 and (show := _show_again(settled)):
            self._person.tap(settled, show)

    async def _hesitates(self, longest: float) -> None:
        await asyncio.sleep(self._chance.uniform(0.0, longest))


def _show_again(message: Message) -> str | None:
    return next((label for label in labels_of(message) if label.startswith("Show my")), None)
