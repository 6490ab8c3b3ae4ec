"""A group whose topics are gone, or closed, or that changed under what was being sent."""

from store.tables import Ticket
from tests.store.rows import every
from tests.support.office import PHOTO, STAN, Office, Stage


def test_07_in_a_group_that_lost_its_topics_nothing_is_mixed_up_and_answers_still_arrive(
    stage: Stage,
) -> None:
    async def story(office: Office) -> None:
        customer, thread = await office.in_conversation("Ada")
        await office.hears(customer, "before")
        copy = next(one for one in office.messages(thread=thread) if one.get("text") == "before")
        office.group.is_forum = False
        office.says(customer, "meanwhile")
        await office.works(within=60.0)
        assert "meanwhile" not in office.texts(), "nobody would know whose it is"
        assert "not a forum" in str(office.troubles[-1]).lower()
        office.says(STAN, "I see it", reply_to=copy["message_id"])
        await office.works(within=60.0)
        assert office.texts(customer)[-1] == "I see it"
        office.group.is_forum = True
        await office.works()
        assert office.texts(thread=thread).count("meanwhile") == 1
        assert office.troubles[-1] is None

    stage.tell(story)


def test_07_a_topic_that_is_closed_by_hand_closes_the_ticket_and_opens_with_it(stage: Stage) -> None:
    async def story(office: Office) -> None:
        customer, thread = await office.in_conversation("Ada")
        topic = office.group.topics[thread]
        staff, world = office.telegram.world.users[STAN], office.telegram.world
        office.telegram.tell_bot(office.group, world.close_topic(office.group, topic, staff, closed=True))
        await office.works()
        assert "This conversation is closed" in office.texts(customer)[-1]
        assert (topic.closed, topic.name) == (True, "✅ #1 Ada")
        await office.hears(customer, "one more thing")
        assert office.texts(thread=thread).count("one more thing") == 1
        assert (topic.closed, topic.name) == (False, "🔴 #1 Ada"), "all of the staff may write there"
        for closed in (True, False):
            said = world.close_topic(office.group, topic, staff, closed=closed)
            office.telegram.tell_bot(office.group, said)
        await office.works()
        assert (await every(office.database, Ticket))[0].mode == "human"

    stage.tell(story)


def test_12_of_an_album_that_lost_a_picture_the_rest_comes_once_and_the_staff_hear_of_it(
    stage: Stage,
) -> None:
    async def story(office: Office) -> None:
        customer, thread = await office.in_conversation("Ada")
        chat = office.telegram.world.chats[customer]
        pictures = [office.says(customer, media_group_id="album", **PHOTO) for _ in range(3)]
        office.telegram.world.remove(chat, [pictures[0]["message_id"]])
        await office.works()
        copies = [one for one in office.messages(thread=thread) if "photo" in one]
        assert len(copies) == 2
        assert len([text for text in office.texts(thread=thread) if "could not be copied here" in text]) == 1

    stage.tell(story)
