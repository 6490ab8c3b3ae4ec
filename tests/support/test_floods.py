"""What is over the limit is read as one, and what is no text is seen all the same."""

from tests.support.office import PHOTO, Office, Stage

LIMIT = 20


def test_20_pictures_over_the_limit_follow_what_was_written_with_them(stage: Stage) -> None:
    async def story(office: Office) -> None:
        customer, thread = await office.in_conversation("Ada")
        for number in range(LIMIT):
            office.says(customer, f"line {number}")
        office.says(customer, "my bill", **PHOTO)
        for _ in range(2):
            office.says(customer, media_group_id="album", **PHOTO)
        office.says(customer, "the last line")
        await office.works()
        topic = office.messages(thread=thread)
        digest = next(one for one in topic if "written very fast (4)" in str(one.get("text")))
        assert "• [picture] my bill\n• [picture]\n• [picture]\n• the last line" in digest["text"]
        pictures = [one for one in topic if "photo" in one]
        assert [one.get("caption") for one in pictures] == ["my bill", None, None]
        assert all(one["message_id"] > digest["message_id"] for one in pictures)
        assert len({one["media_group_id"] for one in pictures[1:]}) == 1
        assert "the last line" not in office.texts(thread=thread)

    stage.tell(story)
