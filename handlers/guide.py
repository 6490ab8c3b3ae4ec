"""How to use what was bought: the guide, the samples, the models."""

from fulfillment import orders
from fulfillment.consoles.issuer import DeliveryPath
from handlers import access
from handlers.screens import delivery
from handlers.screens import guide as screens
from handlers.turn import Turn
from locales.samples import KEY_PLACEHOLDER, PROGRAMMING_LANGUAGES, sample


async def guide(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Show a step of the quick start."""
    step = int(arguments[0]) if arguments and arguments[0].isdigit() else 1
    front = turn.front
    await turn.show(
        screens.guide(turn.words, min(max(step, 1), screens.STEPS), front.api_base_url, front.console_url)
    )


async def models(turn: Turn, _arguments: tuple[str, ...]) -> None:
    """Show the models."""
    await turn.show(screens.models(turn.words, turn.shop.catalog.models))


async def first_call(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Show a program for the first call, with the person's own values where there is a key."""
    language, about = (*arguments, "", "")[:2]
    if language not in PROGRAMMING_LANGUAGES:
        await guide(turn, ("4",))
        return
    key = KEY_PLACEHOLDER
    if about and about != delivery.NO_ORDER:
        found = await access.opened(turn, about)
        if found is None:
            return
        view = await orders.view(turn.unit, turn.shop, found)
        if view.delivery is not None and view.delivery.path is DeliveryPath.KEY:
            key = view.delivery.secret
    program = sample(language, turn.front.api_base_url, key, turn.shop.catalog.first_model().id)
    await turn.show(
        delivery.sample_screen(turn.words, language, program, about or delivery.NO_ORDER), new=True
    )
