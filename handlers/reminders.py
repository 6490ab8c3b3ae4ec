"""Reminders of unpaid orders: turning them off, and on again. What free text asks for ends here too."""

from fulfillment import reminders as service
from handlers.screens import reminders as screens
from handlers.turn import Turn

OFF, ON = "off", "on"


async def reminders(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Turn reminders off or on; without either, show which they are."""
    asked = arguments[0] if arguments else ""
    if asked == OFF:
        await stop(turn)
    elif asked == ON:
        await resume(turn)
    else:
        await turn.show(screens.standing(turn.words, on=turn.customer.reminders_off_since is None))


async def stop(turn: Turn) -> None:
    """Remind this customer no more, and say so."""
    await service.turn_off(turn.unit, turn.customer, tapped=turn.tapped_message)
    turn.say(screens.off_toast(turn.words))
    await turn.show(screens.turned_off(turn.words))


async def resume(turn: Turn) -> None:
    """Remind this customer again, and say so."""
    service.turn_on(turn.customer)
    await turn.show(screens.turned_on(turn.words))
