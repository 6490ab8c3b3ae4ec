"""What is asked in free words, and /faq: the answer when it is sure, the nearest ones, or a person."""

import asyncio
from collections.abc import Mapping

import structlog

from assistant.buying import Sold, package_wanted
from assistant.intents import is_meant
from assistant.needs import DAYS, Need, Unit, read_need
from assistant.search import Certainty, Found, search, search_at_hand
from fulfillment import orders as ordering
from fulfillment import references
from fulfillment.catalog import Package
from handlers import after_sale, answers, buy, guide, orders, reminders, service, start, support
from handlers.screens import knowledge as screens
from handlers.screens import payment
from handlers.turn import Handler, Turn
from locales.knowledge import Knowledge, Topic, knowledge_in
from locales.loader import FALLBACK_LANGUAGE
from support.desk import Reason

MISSES_BEFORE_A_PERSON = 2
MOST_QUESTIONS = 100_000
_MISSES = "misunderstood"
_LEAD_TO_A_PACKAGE = frozenset({"buy", "fit"})
_ABOUT_AMOUNTS = frozenset({"prices", "quota_exceeded", "rate_limit", "tokens"})
_log = structlog.get_logger()


async def prepare() -> None:
    """Make the search ready, beside everything else: it takes seconds of work, once."""
    await asyncio.to_thread(search)


async def faq(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Show the groups, the questions of one, or the answer to one."""
    knowledge = _knowledge(turn)
    name = arguments[0] if arguments else ""
    group, topic = knowledge.group(name), knowledge.topic(name)
    if topic is not None:
        await _answer(turn, topic)
    elif group is not None:
        await turn.show(screens.faq_group(turn.words, knowledge, group))
    else:
        await turn.show(screens.faq(turn.words, knowledge))


async def helped(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Take note that an answer helped."""
    topic = _knowledge(turn).topic(arguments[0] if arguments else "")
    if topic is not None:
        _log.info("an answer helped", topic=topic.id, language=turn.words.language)
    await turn.show(screens.helped(turn.words), new=True)


async def fit(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Find out by two taps which package fits."""
    count, length = (*arguments, "", "")[:2]
    packages = turn.shop.catalog.packages
    if not count.isdecimal() or not 0 < int(count) <= MOST_QUESTIONS or not packages:
        await turn.show(screens.ask_how_often(turn.words))
    elif length not in screens.LENGTHS:
        await turn.show(screens.ask_how_long(turn.words, int(count)))
    else:
        need = Need(int(count), Unit.QUESTIONS, DAYS, screens.LENGTHS[length])
        await turn.show(screens.fitting(turn.words, need, packages))


def only_asks(written: str) -> bool:
    """Say whether a text with words for a refund or a complaint only asks about them, and the answer is known.

    “What are the rules for a refund?” has an answer, with a way to a person; “can I get a refund?” is for a person.
    """
    reason = support.reason_in(written)
    if reason is Reason.WORDS or (reason is Reason.REFUND and not support.asks_of_rules(written)):
        return False
    found = search_at_hand().look(written)
    topic = knowledge_in(FALLBACK_LANGUAGE).topic(found.topics[0]) if found.topics else None
    return topic is not None and found.certainty is Certainty.SURE and bool(topic.answer)


async def free_text(turn: Turn, written: str) -> None:
    """Answer what was written without a command: by what it names, by what it asks, or by offering a person."""
    if references.read(written) is not None:
        await orders.order(turn, (written,))
        return
    found = search_at_hand().look(written)
    best = _topics(turn, found)
    sure = found.certainty is Certainty.SURE and is_meant(best[0].act or best[0].id, written)
    package = None if found.trick else _package_wanted(turn, written, sure=sure)
    need = None if found.trick else read_need(written)
    if need is not None and sure and not _leads_to_a_package(need, best[0]):
        need = None  # what is surely about something else only happens to name a number
    if package is not None:
        await buy.offer_package(turn, package)
    elif need is not None and turn.shop.catalog.packages:
        await turn.show(screens.fitting(turn.words, need, turn.shop.catalog.packages))
    elif sure:
        await _answer(turn, best[0], asked=True)
    else:
        await _not_sure(turn, written, found)
        return
    _forget_misses(turn)


async def _answer(turn: Turn, topic: Topic, *, asked: bool = False) -> None:
    if topic.act:
        await ACTS[topic.act](turn, ())
        return
    front = turn.front
    await turn.show(
        screens.answer(
            turn.words,
            topic,
            base_url=front.api_base_url,
            console_url=front.console_url,
            email=front.support_email,
            reply_within=front.reply_within,
            asked=asked,
        )
    )


async def _not_sure(turn: Turn, written: str, found: Found) -> None:
    """Offer the nearest questions, or say that this was not understood; the second time running, a person."""
    misses = int((turn.customer.conversation or {}).get(_MISSES, 0)) + 1
    if misses >= MISSES_BEFORE_A_PERSON:
        await support.escalate(turn, Reason.MISUNDERSTOOD)
        await support.hear(turn)
        return
    topics = _topics(turn, found)
    told = [topic for topic in topics if topic.answer]
    if told and turn.shop.model is not None:
        await answers.ask(turn, written, told, screens.nearest(turn.words, topics))
    elif topics:
        await turn.show(screens.nearest(turn.words, topics))
    else:
        await service.unknown(turn, ())
    turn.customer.conversation = {**(turn.customer.conversation or {}), _MISSES: misses}


def _forget_misses(turn: Turn) -> None:
    begun = turn.customer.conversation or {}
    if _MISSES in begun:
        turn.customer.conversation = {key: value for key, value in begun.items() if key != _MISSES} or None


def _knowledge(turn: Turn) -> Knowledge:
    return knowledge_in(turn.words.language)


def _topics(turn: Turn, found: Found) -> list[Topic]:
    knowledge = _knowledge(turn)
    return [topic for name in found.topics if (topic := knowledge.topic(name)) is not None]


def _leads_to_a_package(need: Need, topic: Topic) -> bool:
    """Say whether a need may be answered though a topic is sure: so much a day is near to all that has numbers."""
    return topic.act in _LEAD_TO_A_PACKAGE or (need.days > 0 and topic.id in _ABOUT_AMOUNTS)


def _package_wanted(turn: Turn, written: str, *, sure: bool) -> Package | None:
    """Return the package that a text asks to buy; beside something it is surely about, only in plain words."""
    catalog = turn.shop.catalog
    wanted = package_wanted(
        written,
        [
            Sold(package.id, tuple(package.name.values()), package.price.decimal())
            for package in catalog.packages
        ],
    )
    return catalog.package(wanted.id) if wanted is not None and (wanted.plain or not sure) else None


async def _person(turn: Turn, _arguments: tuple[str, ...]) -> None:
    await _call(turn, Reason.WORDS)


async def _complaint(turn: Turn, _arguments: tuple[str, ...]) -> None:
    await _call(turn, Reason.COMPLAINT)


async def _call(turn: Turn, reason: Reason) -> None:
    """Ask for a person by what was written, or by the button of a question."""
    if turn.incoming is None:
        await support.escalate(turn, reason)
    else:
        await support.escalate_with(turn, reason, turn.incoming.text)


async def _cancel(turn: Turn, _arguments: tuple[str, ...]) -> None:
    """Ask which order to cancel: what was written in passing cancels nothing by itself."""
    waiting = await ordering.open_orders(turn.unit, turn.customer)
    views = await ordering.views(turn.unit, turn.shop, waiting)
    await turn.show(payment.what_to_cancel(turn.words, views))


async def _english(turn: Turn, _arguments: tuple[str, ...]) -> None:
    await service.language(turn, ("en",))


async def _chinese(turn: Turn, _arguments: tuple[str, ...]) -> None:
    await service.language(turn, ("zh",))


async def _stop_reminders(turn: Turn, _arguments: tuple[str, ...]) -> None:
    await reminders.stop(turn)


ACTS: Mapping[str, Handler] = {
    "balance": after_sale.balance,
    "buy": buy.buy,
    "cancel": _cancel,
    "chinese": _chinese,
    "english": _english,
    "escalate": _complaint,
    "fit": fit,
    "help": service.help_page,
    "home": start.home,
    "key_trouble": after_sale.key_trouble,
    "language": service.language,
    "models": guide.models,
    "orders": orders.list_orders,
    "person": _person,
    "stop_reminders": _stop_reminders,
}
