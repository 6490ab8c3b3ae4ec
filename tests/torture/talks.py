"""People who talk with the staff, and what each side of it heard: everything once, in order."""

import asyncio
from collections.abc import Iterable

from sandbox.telegram.models import Json
from tests.conversation.people import text_of, until
from tests.conversation.world import World
from tests.support.group import STAN_ID
from tests.torture.crowd import Crowd, Person

LINES = 6
ASKS = ("/support", "Your ticket")


class Talks:
    """Conversations in the staff's group of a world."""

    def __init__(self, world: World, crowd: Crowd, group: int) -> None:
        self._telegram = world.sandbox.telegram
        self._group = self._telegram.world.chats[group]
        self._crowd = crowd
        self._people: list[Person] = []

    async def hold(self, people: int) -> None:
        """Let so many people talk with Stan at the same time, until each side has said everything and read it."""
        await asyncio.gather(*(self._talk(self._crowd.newcomer()) for _ in range(people)))

    async def _talk(self, person: Person) -> None:
        self._people.append(person)
        person.asks(*ASKS)
        for line in _lines("asks", person):
            person.says(line)
        first, *_, last = _lines("asks", person)

        async def topic() -> int | None:
            return next((one["message_thread_id"] for one in self._copies() if text_of(one) == first), None)

        thread = await until(topic, "a topic")
        for line in _lines("hears", person):
            self._telegram.person_posts(self._group, STAN_ID, {"text": line}, thread=thread)

        async def over() -> bool:
            answered = any(text_of(one) == _lines("hears", person)[-1] for one in person.messages())
            return answered and any(text_of(one) == last for one in self._copies())

        await until(over, f"the end of what {person.id} and Stan say")

    def complaints(self) -> Iterable[str]:
        """Return what did not reach the other side once and in order."""
        for person in self._people:
            in_group = [text for one in self._copies() if f" {person.id} " in (text := text_of(one))]
            if in_group != _lines("asks", person):
                yield f"of {person.id} the staff read {in_group}"
            heard = [text for one in person.messages() if f" {person.id} " in (text := text_of(one))]
            if heard != _lines("hears", person):
                yield f"{person.id} heard {heard}"

    def _copies(self) -> list[Json]:
        """What the bot copied into the topics: neither cards nor lists."""
        bodies = [stored.body for _, stored in sorted(self._group.messages.items())]
        return [one for one in bodies if one["from"]["is_bot"] and "reply_markup" not in one]


def _lines(what: str, person: Person) -> list[str]:
    return [f"What {person.id} {what}, {number}" for number in range(LINES)]
