"""What customers type to a person reaches one, also where it begins like a command."""

from tests.support.office import STAN, Office, Stage


def test_what_is_written_behind_the_command_for_a_person_goes_to_them(stage: Stage) -> None:
    async def story(office: Office) -> None:
        ada = office.comes("Ada")
        await office.hears(ada, "/support my key\nanswers 401")
        thread = office.topic_of("Ada")
        assert "/support my key\nanswers 401" in office.texts(thread=thread)
        assert "Your ticket" in office.texts(ada)[0]
        await office.hears(ada, "/support are you there?")
        assert "/support are you there?" in office.texts(thread=thread)
        bob = office.comes("Bob")
        await office.hears(bob, "/support AC0000000000")
        assert not [text for text in office.texts(thread=office.topic_of("Bob")) if "AC0000000000" in text]

    stage.tell(story)


def test_a_text_that_begins_like_a_command_goes_to_the_person_who_is_there(stage: Stage) -> None:
    async def story(office: Office) -> None:
        ada = office.comes("Ada")
        await office.hears(ada, "/v1 answers 404")
        assert "didn’t get that" in office.texts(ada)[-1]
        await office.hears(ada, "/support")
        said = len(office.texts(ada))
        await office.hears(ada, "/v1 answers 404")
        thread = office.topic_of("Ada")
        assert office.texts(thread=thread).count("/v1 answers 404") == 1
        assert len(office.texts(ada)) == said
        await office.hears(ada, "/byu")
        assert "didn’t get that" in office.texts(ada)[-1], "a command alone is a slip"
        await office.hears(STAN, "/close", thread=thread)
        await office.hears(ada, "/v1 answers 404")
        assert "didn’t get that" in office.texts(ada)[-1]

    stage.tell(story)
