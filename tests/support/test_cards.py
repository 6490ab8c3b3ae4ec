"""The card shows what is true now, and is touched only when that is something else than before."""

from tests.support.office import STAN, Office, Stage


def _card(office: Office, thread: int) -> str:
    return next(text for text in office.texts(thread=thread) if "Why: " in text)


def _edits(office: Office, after: int = 0) -> int:
    return len(office.telegram.calls.after(after, "editMessageText"))


def test_09_the_card_follows_an_order_that_is_paid_while_a_person_is_there(stage: Stage) -> None:
    async def story(office: Office) -> None:
        customer, thread = await office.in_conversation("Ada")
        assert "No orders yet" in _card(office, thread)
        order = await office.trade.order(buyer=str(customer))
        await office.works()
        assert order.reference in _card(office, thread)
        assert "💳 To be paid" in _card(office, thread)
        await office.trade.pay(order, rounds=3)
        await office.works()
        assert "🎁 Delivered" in _card(office, thread)
        assert "To be paid" not in _card(office, thread)
        await office.trade.refund(order)
        await office.works()
        assert "Refunded" in _card(office, thread)

    stage.tell(story)


def test_09_what_changes_nothing_on_a_card_costs_the_group_no_message(stage: Stage) -> None:
    async def story(office: Office) -> None:
        customer = office.comes("Ada")
        await office.hears(customer, "/support")
        await office.hears(customer, "Hello?")
        assert _edits(office) == 0
        thread = office.topic_of("Ada")
        await office.hears(STAN, "/claim", thread=thread)
        claimed = office.telegram.calls.after(0)[-1]["n"]
        await office.hears(STAN, "/claim", thread=thread)
        assert _edits(office, claimed) <= 1, "the list of the queue, at most"
        assert "with: Stan" in _card(office, thread)

    stage.tell(story)


def test_the_card_and_the_queue_say_that_a_customer_waits_again(stage: Stage) -> None:
    async def story(office: Office) -> None:
        customer, thread = await office.in_conversation("Ada")
        queue = office.topic_of("Queue")
        assert "#1 Ada · answered · with Stan" in office.texts(thread=queue)[-1]
        assert "Unanswered" not in _card(office, thread)
        await office.hears(customer, "It still does not work")
        assert "#1 Ada · unanswered since" in office.texts(thread=queue)[-1]
        assert "Unanswered since" in _card(office, thread)

    stage.tell(story)
