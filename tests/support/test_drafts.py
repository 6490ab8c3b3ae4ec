"""While a person answers, a model that is set only drafts: the staff send what it wrote, or they do not."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.conversation.people import Customer, labels_of, text_of
from tests.support.group import Group, open_desk
from tests.support.test_relay import in_conversation

QUESTION = "what about the console balance thing"
FROM_KNOWLEDGE = "after redeeming a code"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def drafting_group(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Group]:
    """A staff's group of a shop whose owner has set a model."""
    async with open_desk(tmp_path_factory.mktemp("drafting")) as group:
        buyer = await group.world.customer(name="Olga's own")
        key = (await group.world.live_keys(await group.world.sells(buyer)))[0]
        group.world.bot.environment |= {"ASSISTANT_MODEL": "deepseek-chat", "ASSISTANT_API_KEY": f"sk-{key}"}
        await group.world.bot.restart()
        yield group


async def heard(customer: Customer) -> list[str]:
    """Return what a customer has read of the shop."""
    return [text_of(one) for one in await customer.shop_messages()]


async def test_a_draft_is_the_staffs_until_one_of_them_sends_it_once(drafting_group: Group) -> None:
    customer, thread = await in_conversation(drafting_group, "Drew")
    before = await heard(customer)
    asked = await customer.send(QUESTION)
    draft = await drafting_group.sees(thread, "A draft, not sent")
    assert labels_of(draft) == ["Send", "Discard"]
    assert FROM_KNOWLEDGE in text_of(draft)
    assert text_of(draft["reply_to_message"]) == text_of(asked)
    await drafting_group.mallory.taps("Send", on=draft)
    await drafting_group.world.has_said_everything()
    assert await heard(customer) == before
    await drafting_group.stan.taps("Send", on=draft)
    await customer.sees(FROM_KNOWLEDGE)
    sent = await drafting_group.sees(thread, "Sent as an answer of Stan")
    assert (sent["message_id"], labels_of(sent)) == (draft["message_id"], [])
    for label in ("Send", "Discard"):
        assert "out of date" in str((await drafting_group.sue.taps(label, on=draft)).get("text"))
    await drafting_group.world.has_said_everything()
    assert len(await heard(customer)) == len(before) + 1
    await drafting_group.stan.writes(thread, "/delete", reply_to_message_id=draft["message_id"])
    await customer.sees_that("the answer gone", lambda seen: FROM_KNOWLEDGE not in str(seen))


async def test_what_is_discarded_and_what_a_model_made_up_reaches_nobody(drafting_group: Group) -> None:
    customer, thread = await in_conversation(drafting_group, "Disco")
    before = await heard(customer)
    await customer.send(QUESTION)
    draft = await drafting_group.sees(thread, "A draft, not sent")
    await drafting_group.stan.taps("Discard", on=draft)
    await drafting_group.sees(thread, "Discarded by Stan")
    assert "out of date" in str((await drafting_group.stan.taps("Send", on=draft)).get("text"))
    async with drafting_group.world.trouble("console", "hostile_model"):
        await customer.send(f"{QUESTION}, once more")
        await drafting_group.sees(thread, "once more")
        await drafting_group.world.has_said_everything()
    topic = [text_of(one) for one in await drafting_group.messages(thread)]
    assert not [text for text in topic if "A draft, not sent" in text]
    assert await heard(customer) == before


async def test_without_a_model_nothing_is_drafted(group: Group) -> None:
    customer, thread = await in_conversation(group, "Dora")
    await customer.send(QUESTION)
    await group.sees(thread, QUESTION)
    await group.world.has_said_everything()
    assert not [one for one in await group.messages(thread) if "draft" in text_of(one)]
