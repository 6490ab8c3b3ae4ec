"""Language, help, the legal pages, and the way to a person."""

from fulfillment import notices, orders, recovery, references
from fulfillment.notices import Notice
from handlers import payments
from handlers.screens import owner, service
from handlers.turn import Turn
from locales.loader import LANGUAGES, words_for
from store import customers
from store.tables import Customer, Order

EXPECTS_MESSAGE = customers.EXPECTS_MESSAGE
EXPECTS_ANSWER = "answer_to_customer"


async def language(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Offer the languages, or change to the chosen one; it stays chosen."""
    if not arguments or arguments[0] not in LANGUAGES:
        await turn.show(service.language_choice(turn.words))
        return
    changed = turn.customer.language != arguments[0]
    turn.customer.language, turn.customer.language_chosen = arguments[0], True
    turn.words = words_for(arguments[0])
    await turn.show(service.language_changed(turn.words))
    if changed:
        await payments.translate(turn)


async def help_page(turn: Turn, _arguments: tuple[str, ...]) -> None:
    """Show what can be done here."""
    turn.customer.conversation = None
    await turn.show(service.help_screen(turn.words))


async def terms(turn: Turn, _arguments: tuple[str, ...]) -> None:
    """Show the terms of sale."""
    await turn.show(service.terms(turn.words))


async def privacy(turn: Turn, _arguments: tuple[str, ...]) -> None:
    """Show what is kept about a person, and for how long."""
    await turn.show(service.privacy(turn.words, turn.front.support_email))


async def paysupport(turn: Turn, _arguments: tuple[str, ...]) -> None:
    """Show what to do about a payment that went wrong."""
    stars = "stars" in turn.shop.methods()
    await turn.show(
        service.paysupport(turn.words, turn.front.support_email, turn.front.reply_within, stars=stars)
    )


async def write_to_us(turn: Turn, order: Order | None, *, new: bool = False) -> None:
    """Without a staff's group: give the address, and take the next texts for the owners."""
    turn.customer.conversation = {
        "expects": EXPECTS_MESSAGE,
        "order": order.reference if order is not None else "",
    }
    view = await orders.view(turn.unit, turn.shop, order) if order is not None else None
    screen = service.support(turn.words, turn.front.support_email, turn.front.reply_within, view)
    await turn.show(screen, new=new or turn.tapped_picture)


async def order_meant(turn: Turn, text: str) -> Order | None:
    """Return the order behind a button or named in a text; of a recovered one there is the whole order ID."""
    try:
        return await recovery.open_order(turn.unit, turn.shop, turn.customer, references.read(text))
    except recovery.TooManyAttempts:
        return None


async def order_named(turn: Turn, written: str) -> Order | None:
    """Return the order that a text names, if it names one that this account may see."""
    return await order_meant(turn, written) if references.read(written) is not None else None


async def hand_to_owners(turn: Turn, text: str, attachment: int | None = None) -> None:
    """Hand the owners what was written for a person, and a message that holds more than text after it."""
    about = (turn.customer.conversation or {}).get("order", "")
    turn.customer.wrote_to_person_at = turn.unit.now
    await notices.alert_owners(
        turn.unit,
        turn.shop,
        "support_message",
        name=turn.customer.first_name,
        account=customers.account(turn.customer),
        reference=about or owner.NO_REFERENCE,
        text=text[:2000] or "📎",
        customer=turn.customer.external_id,
    )
    if attachment is not None:
        await notices.copy_to_owners(turn.unit, turn.shop, turn.recipient, attachment)


async def message_for_a_person(turn: Turn, text: str, attachment: int | None = None) -> None:
    """Take what is written or shown to a person, and say so; more may follow, until the next command."""
    await hand_to_owners(turn, text, attachment)
    await received(turn)


async def received(turn: Turn) -> None:
    """Say that a person reads it."""
    await turn.show(service.support_received(turn.words, turn.front.reply_within))


async def answer(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Let an owner answer what was handed to them: their next message is for the customer."""
    customer = await _answered(turn, arguments[0] if arguments else "")
    if customer is None:
        turn.say(service.stale_button(turn.words))
        return
    turn.customer.conversation = {"expects": EXPECTS_ANSWER, "customer": customer.external_id}
    await turn.show(owner.ask_answer(turn.words, customer.first_name), new=True)


async def answer_customer(turn: Turn, message_id: int) -> None:
    """Copy an owner's message to the customer it is for, as it is."""
    meant = (turn.customer.conversation or {}).get("customer", "")
    turn.customer.conversation = None
    customer = await _answered(turn, meant)
    if customer is None:
        await unknown(turn, ())
        return
    await notices.tell_customer(turn.unit, customer, Notice.COPY, chat=turn.recipient, message=message_id)
    await turn.show(owner.answer_sent(turn.words, customer.first_name, customer.external_id))


async def _answered(turn: Turn, account: str) -> Customer | None:
    """Return the customer with this account, for owners and staff in their own chat only."""
    listed = turn.person in turn.shop.owners or turn.person in turn.shop.staff
    if not listed or turn.recipient != turn.customer.external_id:
        return None
    return await customers.find(turn.unit, turn.customer.channel, account)


async def unknown(turn: Turn, _arguments: tuple[str, ...]) -> None:
    """Say kindly that this was not understood, and what can be done instead."""
    await turn.show(service.unknown(turn.words))
