"""Language, help, the legal pages, and the way to a person."""

from fulfillment import notices, orders, recovery, references
from handlers.screens import service
from handlers.turn import Turn
from locales.loader import LANGUAGES, words_for
from store.tables import Order

EXPECTS_MESSAGE = "support_message"


async def language(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Offer the languages, or change to the chosen one; it stays chosen."""
    if not arguments or arguments[0] not in LANGUAGES:
        await turn.show(service.language_choice(turn.words))
        return
    turn.customer.language, turn.customer.language_chosen = arguments[0], True
    turn.words = words_for(arguments[0])
    await turn.show(service.language_changed(turn.words))


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
    await turn.show(service.paysupport(turn.words, turn.front.support_email, turn.front.reply_within))


async def support(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Offer a person, who will know which order it is about; the next text is for them."""
    order = await _order_meant(turn, arguments[0]) if arguments else None
    turn.customer.conversation = {
        "expects": EXPECTS_MESSAGE,
        "order": order.reference if order is not None else "",
    }
    view = await orders.view(turn.unit, turn.shop, order) if order is not None else None
    screen = service.support(turn.words, turn.front.support_email, turn.front.reply_within, view)
    await turn.show(screen, new=turn.tapped_picture)


async def _order_meant(turn: Turn, text: str) -> Order | None:
    """Return the order behind a button; the button of a recovered order carries the whole order ID."""
    try:
        return await recovery.open_order(turn.unit, turn.shop, turn.customer, references.parse(text))
    except recovery.TooManyAttempts:
        return None


async def message_for_a_person(turn: Turn, text: str) -> None:
    """Keep what was written for a person, and hand it to the owners; more may follow, until the next command."""
    about = (turn.customer.conversation or {}).get("order", "")
    await notices.alert_owners(
        turn.unit,
        turn.shop,
        "support_message",
        name=turn.customer.first_name,
        account=turn.customer.username or turn.customer.external_id,
        reference=about or "-",
        text=text[:2000],
    )
    await turn.show(service.support_received(turn.words, turn.front.reply_within))


async def attachment_for_a_person(turn: Turn, message_id: int) -> None:
    """Hand a picture, a file or a voice message to the owners, after the name of whom it comes from."""
    await message_for_a_person(turn, "📎")
    await notices.copy_to_owners(turn.unit, turn.shop, turn.recipient, message_id)


async def unknown(turn: Turn, _arguments: tuple[str, ...]) -> None:
    """Say kindly that this was not understood, and what can be done instead."""
    await turn.show(service.unknown(turn.words))
