"""What the commands of a topic answer when they name nobody and nothing."""

import pytest

from store.tables import Ticket
from tests.store.rows import every
from tests.support.office import STAN, SUE, Office, Stage


@pytest.mark.parametrize("command", ["/order", "/resend", "/refund because of a mistake"])
def test_a_command_for_an_order_says_that_there_is_none_and_what_was_named_is_not_theirs(
    stage: Stage, command: str
) -> None:
    async def story(office: Office) -> None:
        await office.hears(office.comes("Ada"), "/support")
        thread = office.topic_of("Ada")
        (answer,) = await office.answers(STAN, command, thread=thread)
        assert "no order of this customer" in answer
        name, _, rest = command.partition(" ")
        (answer,) = await office.answers(STAN, f"{name} AC0000000000 {rest}", thread=thread)
        assert "no such order" in answer

    stage.tell(story)


def test_a_name_that_two_colleagues_share_gives_the_ticket_to_neither(stage: Stage) -> None:
    async def story(office: Office) -> None:
        await office.hears(office.comes("Ada"), "/support")
        thread = office.topic_of("Ada")
        office.telegram.world.users[SUE]["first_name"] = "Stan"
        for who in (STAN, SUE):
            await office.hears(who, "//I am here", thread=thread)
        (answer,) = await office.answers(SUE, "/assign stan", thread=thread)
        assert "• Stan · 9002\n• Stan · 9003" in answer
        assert (await every(office.database, Ticket))[0].claimed_by is None
        await office.hears(SUE, "/assign 9002", thread=thread)
        assert (await every(office.database, Ticket))[0].claimed_by == str(STAN)

    stage.tell(story)
