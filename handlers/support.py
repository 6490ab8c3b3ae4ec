"""The way to a person, seen from the customer's chat: asking for one, writing to them, changing one's mind."""

import json
import re
from contextlib import suppress
from typing import Any

from assistant.intents import calls_for_a_person, is_of_us
from assistant.reading import unified
from fulfillment import claims, notices, orders, references
from fulfillment.states import OrderState
from handlers import service
from handlers.screens import desk as screens
from handlers.screens import service as service_screens
from handlers.turn import Turn
from locales.loader import LANGUAGES, words_for
from store import customers
from store import desk as rows
from store.encryption import SealBroken
from store.tables import DeskMessage, Order
from support import relay, tickets, topics
from support.desk import Reason, post
from support.messages import TEXT, Said

_BY_WORDS = (
    (Reason.REFUND, "desk-words-refund"),
    (Reason.COMPLAINT, "desk-words-complaint"),
)
"""Lists of words in the locales, separated by commas, that call for a person wherever they stand."""
UNREAD = "unread"
"""In a conversation: what the bot made nothing of, sealed, for the person who may be asked for next."""
MOST_UNREAD = 10  # messages


async def support(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Ask for a person: by /support or a button, about an order or not, with the reason the button names.

    What is written behind the command goes along; an order ID is no more than which order it is.
    """
    written = turn.incoming.after(1) if turn.incoming is not None else ""
    if written and references.parse(written) is None:
        await escalate_with(turn, Reason.ASKED, written)
        return
    about, named = (*arguments, "", "")[:2]
    if named == Reason.NOT_ME:
        await _not_me(turn, about)
        return
    order = await service.order_meant(turn, about) if about else None
    if named in set(Reason):
        reason = Reason(named)
    elif order is None:
        reason = Reason.ASKED
    else:
        reason = Reason.PARKED if order.state == OrderState.PARKED else Reason.ORDER
    await escalate(turn, reason, order)


async def _not_me(turn: Turn, reference: str) -> None:
    """Ask for a person because an order is in other hands, and let the owners know of it, once.

    The receipt leaves the notice where it is: it names the order, and may be of use again.
    """
    order = await claims.was_theirs(turn.unit, turn.customer, reference)
    if order is None:
        await escalate(turn, Reason.ASKED)
        return
    ticket, before = await tickets.of(turn.unit, turn.customer), turn.customer.conversation or {}
    was_open = tickets.is_open(ticket)
    if ticket is not None and was_open:
        known = (ticket.reason, ticket.order_id) == (Reason.NOT_ME, order.id)
    else:
        known = (before.get("reason"), before.get("order")) == (Reason.NOT_ME, order.reference)
    await escalate(turn, Reason.NOT_ME, order, new=True)
    if turn.desk is None:
        turn.customer.conversation = {**(turn.customer.conversation or {}), "reason": Reason.NOT_ME.value}
    if known:
        return
    if turn.desk is not None and ticket is not None and was_open:
        await post(turn.unit, turn.desk, ticket, "not-me", reference=order.reference)
    account = customers.account(turn.customer)
    facts = {"name": turn.customer.first_name, "account": account, "reference": order.reference}
    if turn.desk is None:  # in their topic they are answered there
        facts["customer"] = turn.customer.external_id
    await notices.alert_owners(turn.unit, turn.shop, "order_not_me", **facts)


async def escalate(turn: Turn, reason: Reason, order: Order | None = None, *, new: bool = False) -> None:
    """Ask for a person and give the receipt, as a `new` message or not; without a group, say where to write."""
    unread = (turn.customer.conversation or {}).get(UNREAD)
    turn.customer.conversation = None
    desk = turn.desk
    if desk is None:
        await service.write_to_us(turn, order, new=new)
        await hand_on(turn, unread)
        return
    try:
        escalation = await tickets.escalate(
            turn.unit, desk, turn.customer, reason=reason, order_id=order.id if order else None
        )
    except tickets.Banned:
        await turn.show(screens.not_here(turn.words, turn.front.support_email))
        return
    view = await orders.view(turn.unit, turn.shop, order) if order is not None else None
    show = screens.receipt if escalation.new else screens.in_line
    await turn.show(
        show(turn.words, escalation.ticket.number, turn.front.reply_within, view),
        new=new or turn.tapped_picture,
    )
    await hand_on(turn, unread)


async def escalate_with(turn: Turn, reason: Reason, written: str) -> None:
    """Ask for a person, about the order that a text names if it names one, and hand the text on."""
    await escalate(turn, reason, await service.order_named(turn, written))
    if turn.desk is None:
        incoming = turn.incoming
        shown = incoming.message_id if incoming is not None and incoming.content != TEXT else None
        await service.message_for_a_person(turn, written, shown)
    else:
        await hear(turn)


def keep_unread(turn: Turn) -> None:
    """Keep what was just sent for a person, beside the last things that nobody has read."""
    conversation, incoming = turn.customer.conversation or {}, turn.incoming
    if incoming is None:
        return
    kept = [*_unread(turn, conversation.get(UNREAD)), [incoming.message_id, incoming.content, incoming.text]]
    sealed = turn.shop.encryption.seal(turn.recipient, json.dumps(kept[-MOST_UNREAD:]))
    turn.customer.conversation = {**conversation, UNREAD: sealed}


def _unread(turn: Turn, sealed: str | None) -> list[Any]:
    try:
        return json.loads(turn.shop.encryption.open(turn.recipient, sealed)) if sealed is not None else []
    except SealBroken:  # the key it was sealed with was retired meanwhile
        return []


async def hand_on(turn: Turn, sealed: str | None) -> None:
    """Hand on what was sent before a person was asked for, if there is something."""
    kept = _unread(turn, sealed)
    for message_id, content, written in kept:
        if turn.desk is None:
            await service.hand_to_owners(turn, written, None if content == TEXT else message_id)
        else:
            said = Said(message_id, content, written)
            await relay.customer_wrote(turn.unit, turn.desk, turn.customer, said)
    if kept and turn.desk is None:
        await service.received(turn)


async def answering(turn: Turn) -> bool:
    """Say whether a person answers here, or was asked for: then free text is for them, and the bot is silent."""
    return turn.desk is not None and tickets.is_open(await tickets.of(turn.unit, turn.customer))


async def hear(turn: Turn) -> bool:
    """Hand what was written to the staff if they are in this chat, or just were; say whether it was for them."""
    desk, incoming = turn.desk, turn.incoming
    if desk is None or incoming is None:
        return False
    ticket = await tickets.of(turn.unit, turn.customer)
    if not relay.is_for_staff(turn.unit, desk, ticket):
        return False
    reopened = not tickets.is_open(ticket)
    if not incoming.copyable:
        await turn.show(screens.cannot_copy(turn.words))
        return True
    taken = await relay.customer_wrote(turn.unit, desk, turn.customer, incoming.said())
    if taken is relay.Taken.WARNED:
        await turn.show(screens.too_fast(turn.words))
    elif reopened and ticket is not None:
        await turn.show(screens.in_line(turn.words, ticket.number, turn.front.reply_within, None))
    return True


async def call_by_words(turn: Turn, written: str) -> bool:
    """Ask for a person if these are words that call for one, and hand the words on; say whether they were."""
    reason = reason_in(written)
    if reason is None:
        return False
    await escalate_with(turn, reason, written)
    return True


def reason_in(written: str) -> Reason | None:
    """Return why a text calls for a person, whichever language it is in, or None."""
    by_words = _BY_WORDS if is_of_us(written) else ()
    reason = next((reason for reason, key in by_words if _says_one_of(written, key)), None)
    return reason or (Reason.WORDS if calls_for_a_person(written) else None)


def asks_of_rules(written: str) -> bool:
    """Say whether a text asks how something is done, in words of any language, rather than demand it."""
    return _says_one_of(written, "desk-words-asking")


async def no_longer(turn: Turn, _arguments: tuple[str, ...]) -> None:
    """Take back that a person was asked for; the bot answers again."""
    desk = turn.desk
    if desk is None or not await tickets.cancel(turn.unit, desk, turn.customer):
        turn.say(service_screens.stale_button(turn.words))
        return
    await turn.show(screens.no_longer(turn.words))


async def edited(turn: Turn) -> None:
    """Let the staff's copy of a message follow the customer's edit."""
    message = await _handed_on(turn)
    if message is not None and turn.desk is not None and turn.incoming is not None:
        with suppress(tickets.Banned):  # silenced, like everything else they write
            await relay.edited(turn.unit, turn.desk, message, turn.incoming.changed())


async def was_handed_on(turn: Turn) -> bool:
    """Say whether the staff have a copy of this message."""
    return await _handed_on(turn) is not None


async def _handed_on(turn: Turn) -> DeskMessage | None:
    if turn.desk is None or turn.incoming is None:
        return None
    return await rows.by_customer_message(turn.unit, turn.recipient, turn.incoming.message_id)


async def reachability_changed(turn: Turn) -> None:
    """Show the staff that a customer blocked the shop, or came back."""
    ticket = await tickets.of(turn.unit, turn.customer)
    if turn.desk is not None and ticket is not None and ticket.thread_id is not None:
        await topics.refresh(turn.unit, turn.desk, ticket)


def _says_one_of(written: str, key: str) -> bool:
    text = unified(written)
    listed = (one for language in LANGUAGES for one in words_for(language).plain(key).split(","))
    return any(_says(text, unified(one.strip())) for one in listed)


def _says(text: str, words: str) -> bool:
    """Look for words in a text: whole ones where a script has spaces, anywhere where it has none."""
    if words.isascii():
        return re.search(rf"(?<![a-z]){re.escape(words)}(?![a-z])", text) is not None
    return words in text
