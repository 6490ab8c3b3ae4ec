"""What is meant for the staff alone stays with them: whole albums, edits, and what becomes a note too late."""

import pytest

from tests.support.office import PHOTO, STAN, Office, Stage

PICTURES = 3


def _pictures(office: Office, who: int) -> int:
    return len([one for one in office.messages(who) if "photo" in one and one["from"]["is_bot"]])


@pytest.mark.parametrize("marked", range(PICTURES))
def test_16_an_album_is_a_note_as_a_whole_whichever_picture_says_so(stage: Stage, marked: int) -> None:
    async def story(office: Office) -> None:
        customer, thread = await office.in_conversation("Ada")
        for number in range(PICTURES):
            text = "//her bank statement" if number == marked else ""
            office.says(STAN, text, thread=thread, media_group_id="album", **PHOTO)
        await office.works()
        assert _pictures(office, customer) == 0
        assert "her bank statement" in await office.notes()
        for _ in range(PICTURES):
            office.says(STAN, thread=thread, media_group_id="another", **PHOTO)
        await office.works()
        assert _pictures(office, customer) == PICTURES

    stage.tell(story)


def test_16_an_answer_that_is_edited_into_a_note_stays_as_it_was_and_the_staff_hear_of_it(
    stage: Stage,
) -> None:
    async def story(office: Office) -> None:
        customer, thread = await office.in_conversation("Ada")
        said = await office.hears(STAN, "Let me look", thread=thread)
        await office.edits(STAN, said, "//she is lying")
        assert office.texts(customer)[-1] == "Let me look"
        assert "can’t become a note" in office.texts(thread=thread)[-1]
        assert "she is lying" not in await office.notes()

    stage.tell(story)


def test_16_an_answer_that_was_not_sent_yet_can_still_become_a_note(stage: Stage) -> None:
    async def story(office: Office) -> None:
        customer, thread = await office.in_conversation("Ada")
        office.telegram.faults.add({"method": "copyMessage", "kind": "500", "times": 3})
        said = office.says(STAN, "she is lying", thread=thread)
        await office.works(within=3.0)
        await office.edits(STAN, said, "//she is lying")
        assert office.texts(customer)[-1] == "Hello"
        assert "she is lying" in await office.notes()

    stage.tell(story)


@pytest.mark.parametrize(("written", "mended"), [("//old", "//new"), ("/note old", "/note new\n  line")])
def test_16_an_edited_note_is_kept_without_what_makes_it_one(stage: Stage, written: str, mended: str) -> None:
    async def story(office: Office) -> None:
        customer, thread = await office.in_conversation("Ada")
        note = await office.hears(STAN, written, thread=thread)
        await office.edits(STAN, note, mended)
        assert sorted(await office.notes()) == sorted(
            [mended.removeprefix("/note ").removeprefix("//"), "old"]
        )
        assert office.texts(customer)[-1] == "Hello"

    stage.tell(story)
