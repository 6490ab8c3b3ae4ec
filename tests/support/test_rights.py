"""Every command and every button of the staff's group, for everybody who may not use it."""

from typing import Any

import pytest

from handlers.desk_commands import BUTTONS, COMMANDS
from handlers.routes import DESK_COMMANDS
from handlers.screens import commands
from tests.conversation.people import Customer, text_of
from tests.support.group import Group
from tests.support.test_relay import in_conversation

TRIALS: dict[str, str] = {
    "claim": "/claim",
    "assign": "/assign @stan",
    "close": "/close",
    "reopen": "/reopen",
    "ban": "/ban",
    "unban": "/unban",
    "note": "/note something",
    "delete": "/delete",
    "order": "/order",
    "refund": "/refund because",
    "resend": "/resend",
    "approve": "/approve",
    "refuse": "/refuse",
    "canned": "/canned hello",
    "history": "/history",
    "help": "/help",
}


def test_no_command_of_the_group_is_left_out_of_the_matrix_or_the_menu() -> None:
    assert set(TRIALS) == set(DESK_COMMANDS) == set(commands.DESK_COMMANDS) == {*COMMANDS, "help"}


async def _state(group: Group, thread: int) -> dict[str, Any]:
    """What a command could change: the ticket, the audit, the money."""
    with group.world.database() as database:
        ticket = database.execute(
            "SELECT mode, claimed_by, closed_at, banned_at FROM ticket WHERE thread_id = ?", (thread,)
        ).fetchone()
        audit = database.execute("SELECT count(*) FROM audit_entry").fetchone()[0]
        refunds = database.execute("SELECT count(*) FROM refund").fetchone()[0]
        notes = database.execute("SELECT count(*) FROM desk_message WHERE side = 'note'").fetchone()[0]
    return {"ticket": ticket, "audit": audit, "refunds": refunds, "notes": notes}


@pytest.mark.parametrize("role", ["unlisted", "anonymous", "customer"])
async def test_17_nobody_but_the_listed_staff_commands_anything(group: Group, role: str) -> None:
    name = f"T{role}"
    customer = await group.world.customer(name=name)
    await group.world.sells(customer)
    await customer.asks("/support")
    thread = await group.topic_of(name)
    answer = await group.stan.writes(thread, "Hello, it is Stan")
    await customer.sees("Hello, it is Stan")
    card = await group.card(thread)
    await group.world.has_said_everything()
    before = await _state(group, thread)
    for trial in TRIALS.values():
        if role == "unlisted":
            await group.mallory.writes(thread, trial, reply_to_message_id=answer["message_id"])
        elif role == "anonymous":
            await group.stan.writes(thread, trial, anonymous=True)
        elif " " in trial:  # with words behind it, it is something that is said
            await customer.send(trial)
            await group.sees(thread, trial)
        elif trial not in {"/order", "/help"}:  # those are the customer's own
            await customer.asks(trial)
    for button in (*BUTTONS, "order"):
        if role == "unlisted":
            body = {"chat_id": group.id, "message_id": card["message_id"], "data": f"desk:{button}"}
            asked = await group.mallory._post(f"/client/users/{group.mallory.id}/tap", body)
            await group.mallory.answer_to(str(asked["callback_query_id"]))
        elif role == "customer":
            origin = (await customer.shop_messages())[-1]["message_id"]
            assert "out of date" in (await customer.tap_data(origin, f"desk:{button}"))["text"]
    await group.world.has_said_everything()
    assert await _state(group, thread) == before
    assert "Hello, it is Stan" in [text_of(one) for one in await customer.shop_messages()]


@pytest.mark.parametrize("role", ["listed", "owner"])
async def test_17_the_listed_staff_and_the_owner_command(group: Group, role: str) -> None:
    customer, thread = await in_conversation(group, f"L{role}")
    member = group.sue if role == "listed" else group.olga
    for command, sign in (("/close", "✅"), ("/reopen", "🟢"), ("/ban", "⛔"), ("/unban", "✅")):
        await member.writes(thread, command)
        await group.is_named(thread, sign)
    await customer.sees("This conversation is closed")


async def test_the_customers_own_commands_do_nothing_to_another_customer_in_the_group(group: Group) -> None:
    _, thread = await in_conversation(group, "Privata")
    await group.card(thread)
    await group.sees_that(
        thread, "the card pinned", lambda found: [one for one in found if "pinned_message" in one]
    )
    await group.world.has_said_everything()
    before = len(await group.messages(thread))
    other: Customer = await group.world.customer(name="Outsider")
    await other.asks("/start")
    await group.stan.writes(thread, "/start")
    await group.sees(thread, "There is no such command")
    assert len(await group.messages(thread)) == before + 2
