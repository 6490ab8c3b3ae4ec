"""A closing stands, whatever arrives after it that was said before."""

from store.tables import Ticket
from tests.store.rows import every
from tests.support.office import STAN, Office, Stage


async def _mode(office: Office) -> str:
    return (await every(office.database, Ticket))[0].mode


def test_05_an_answer_that_arrives_after_the_closing_opens_nothing_again(stage: Stage) -> None:
    async def story(office: Office) -> None:
        customer, thread = await office.in_conversation("Ada")
        office.telegram.faults.add({"method": "copyMessage", "kind": "500", "times": 3})
        office.says(STAN, "Have a good day!", thread=thread)
        await office.works(within=3.0)
        assert "Have a good day!" not in office.texts(customer)
        await office.hears(STAN, "/close", thread=thread)
        assert "Have a good day!" in office.texts(customer)
        assert any("This conversation is closed" in text for text in office.texts(customer))
        assert await _mode(office) == "bot"
        assert office.group.topics[thread].name == "✅ #1 Ada"
        await office.hears(STAN, "One more thing", thread=thread)
        assert await _mode(office) == "human", "what is said after the closing does"

    stage.tell(story)


def test_20_a_banned_ticket_is_not_opened_and_the_staff_are_told_what_to_do_first(stage: Stage) -> None:
    async def story(office: Office) -> None:
        _, thread = await office.in_conversation("Ada")
        await office.hears(STAN, "/ban", thread=thread)
        assert await office.answers(STAN, "/reopen", thread=thread) == [
            "⚠️ This customer is banned. /unban first."
        ]

    stage.tell(story)
