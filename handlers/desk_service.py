"""/desk, and the rating under a closed conversation."""

from fulfillment.staff import NotStaff, require_staff
from handlers import service
from handlers.screens import desk_service as screens
from handlers.screens import service as service_screens
from handlers.turn import Turn
from locales.loader import words_for
from store import desk as rows
from support import figures, ratings
from support.desk import Priority, post


async def show_figures(turn: Turn, _arguments: tuple[str, ...]) -> None:
    """Show how the help desk does; to anybody but the staff this is an unknown command."""
    try:
        require_staff(turn.shop, turn.person)
    except NotStaff:
        await service.unknown(turn, ())
        return
    turn.words = words_for(turn.front.staff_language)
    found = await figures.of_now(turn.unit)
    await turn.show(screens.figures(turn.words, found, turn.front.reply_within, turn.front.zone))


async def rate(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Take a customer's rating of the help they got, once."""
    numbers = [int(one) for one in arguments if one.isdigit()]
    if len(numbers) != len(arguments) or len(numbers) != 3:
        turn.say(service_screens.stale_button(turn.words))
        return
    ticket_id, closing, score = numbers
    if not await ratings.rate(turn.unit, turn.customer, ticket_id, closing, score):
        turn.say(screens.rated_before(turn.words))
        return
    await turn.show(screens.rated(turn.words, score))
    if turn.desk is not None:
        ticket = await rows.ticket(turn.unit, ticket_id)
        await post(turn.unit, turn.desk, ticket, "rated", priority=Priority.CARD, score=score)
