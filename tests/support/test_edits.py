"""Edits that cannot simply be followed: of who is banned, and of a copy that is gone."""

from sandbox.telegram.models import Json
from tests.support.office import PIXEL, STAN, Office, Stage


def test_20_of_who_is_banned_no_edit_is_shown_and_none_goes_to_them(stage: Stage) -> None:
    async def story(office: Office) -> None:
        customer, thread = await office.in_conversation("Ada")
        asked = await office.hears(customer, "Where is my key?")
        answered = await office.hears(STAN, "In the chat", thread=thread)
        await office.hears(STAN, "/ban", thread=thread)
        before = office.texts(thread=thread)
        await office.edits(customer, asked, "buy followers at spam.example")
        assert office.texts(thread=thread) == before
        await office.edits(STAN, answered, "In the chat above")
        assert "this customer is banned" in office.texts(thread=thread)[-1]
        assert "In the chat" in office.texts(customer)
        assert "In the chat above" not in office.texts(customer)

    stage.tell(story)


def test_14_an_edit_whose_copy_was_deleted_in_the_group_is_shown_as_new(stage: Stage) -> None:
    async def story(office: Office) -> None:
        customer, thread = await office.in_conversation("Ada")
        asked = await office.hears(customer, "Where is my key?")
        copy = next(one for one in office.messages(thread=thread) if one.get("text") == "Where is my key?")
        office.telegram.world.remove(office.group, [copy["message_id"]])
        await office.edits(customer, asked, "Where is my second key?")
        assert any("Where is my second key?" in text for text in office.texts(thread=thread))

    stage.tell(story)


def _picture(office: Office) -> Json:
    return office.telegram.files.describe(office.telegram.files.add("photo", PIXEL))


def _shown(messages: list[Json]) -> list[str]:
    return [one["photo"][-1]["file_id"] for one in messages if "photo" in one and one["from"]["is_bot"]]


def test_14_another_picture_in_the_place_of_one_takes_its_place_on_the_other_side_too(stage: Stage) -> None:
    async def story(office: Office) -> None:
        customer, thread = await office.in_conversation("Ada")
        first, second, third = (_picture(office) for _ in range(3))
        sent = await office.hears(customer, "my bill", **first)
        assert _shown(office.messages(thread=thread)) == [first["photo"][-1]["file_id"]]
        await office.edits(customer, sent, "my bill", **second)
        assert _shown(office.messages(thread=thread)) == [second["photo"][-1]["file_id"]]
        assert "put another one in the place of this" in office.texts(thread=thread)[-1]
        assert "my bill" in office.texts(thread=thread)
        await office.edits(customer, sent, "my bill, whole", **second)
        assert "my bill, whole" in office.texts(thread=thread)
        file = office.telegram.files.describe(office.telegram.files.add("document", PIXEL))
        await office.edits(customer, sent, "my bill, whole", photo=[], **file)
        assert any("document" in one for one in office.messages(thread=thread))
        answer = await office.hears(STAN, "see here", thread=thread, **second)
        await office.edits(STAN, answer, "see here", **third)
        assert _shown(office.messages(customer)) == [third["photo"][-1]["file_id"]]
        assert office.texts(customer)[-1] == "see here"

    stage.tell(story)
