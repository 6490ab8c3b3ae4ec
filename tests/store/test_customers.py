"""The shop knows its customers again, and what they chose."""

from store import customers
from store.customers import Profile
from store.database import Database
from store.tables import Customer
from tests.store.clock import START, Clock
from tests.store.rows import a_customer, add, add_all, every, only


def profile(**values: str | None) -> Profile:
    known: dict[str, str | None] = {
        "channel": "telegram",
        "external_id": "42",
        "language": "zh",
        "first_name": "Ann",
        "username": "ann",
    }
    return Profile(**(known | values))  # type: ignore[arg-type]


async def test_a_stranger_becomes_a_customer(database: Database) -> None:
    async with database.writing() as unit:
        customer, _ = await customers.meet(unit, profile())

    assert await only(database, Customer) == customer
    assert (customer.language, customer.first_name, customer.created_at) == ("zh", "Ann", START)


async def test_who_comes_back_is_the_same_customer_brought_up_to_date(
    database: Database, clock: Clock
) -> None:
    async with database.writing() as unit:
        first, _ = await customers.meet(unit, profile())
    clock.move(days=1)
    async with database.writing() as unit:
        again, _ = await customers.meet(unit, profile(language="en", first_name="Anna", username=None))

    found = await only(database, Customer)
    assert found.id == first.id == again.id
    assert (found.language, found.first_name, found.username) == ("en", "Anna", None)
    assert found.created_at == START


async def test_something_may_be_kept_for_who_is_new_or_was_away_and_for_nobody_else(
    database: Database,
) -> None:
    async def may_be_waited_for() -> bool:
        async with database.writing() as unit:
            return (await customers.meet(unit, profile()))[1]

    assert [await may_be_waited_for() for _ in range(2)] == [True, False]
    async with database.writing() as unit:
        await customers.mark_unreachable(unit, "telegram", "42")
        await customers.know(unit, profile())
    assert [await may_be_waited_for() for _ in range(2)] == [True, False]


async def test_something_may_be_kept_for_who_is_known_and_has_not_written(database: Database) -> None:
    async with database.writing() as unit:
        await customers.know(unit, profile())
    async with database.writing() as unit:
        assert (await customers.meet(unit, profile()))[1]


async def test_a_chosen_language_stays_chosen(database: Database) -> None:
    await add(database, a_customer(external_id="42", language="en", language_chosen=True))

    async with database.writing() as unit:
        await customers.meet(unit, profile(language="zh"))

    assert (await only(database, Customer)).language == "en"


async def test_one_number_in_two_messengers_is_two_customers(database: Database) -> None:
    async with database.writing() as unit:
        await customers.meet(unit, profile())
        await customers.meet(unit, profile(channel="wechat"))

    assert [one.channel for one in await every(database, Customer)] == ["telegram", "wechat"]


async def test_who_blocked_the_bot_and_comes_back_is_reachable_again(
    database: Database, clock: Clock
) -> None:
    await add_all(database, [a_customer(external_id="42"), a_customer(external_id="43")])
    async with database.writing() as unit:
        await customers.mark_unreachable(unit, "telegram", "42")
    clock.move(hours=1)
    async with database.writing() as unit:
        await customers.mark_unreachable(unit, "telegram", "42")

    away, other = await every(database, Customer)
    assert away.unreachable_since == START, "since the first message that did not arrive"
    assert other.unreachable_since is None

    async with database.writing() as unit:
        customer, was_unreachable = await customers.meet(unit, profile())
    assert was_unreachable
    assert customer.unreachable_since is None


async def test_marking_a_stranger_unreachable_makes_no_customer(database: Database) -> None:
    async with database.writing() as unit:
        await customers.mark_unreachable(unit, "telegram", "404")

    assert await every(database, Customer) == []


async def test_customers_are_found_by_account_and_by_number(database: Database) -> None:
    customer = await add(database, a_customer(external_id="42"))

    async with database.reading() as unit:
        assert await customers.find(unit, "telegram", "42") == customer
        assert await customers.find(unit, "wechat", "42") is None
        assert await customers.find(unit, "telegram", "4") is None
        assert await customers.get(unit, customer.id or 0) == customer


async def test_where_a_customer_stands_in_a_conversation_is_kept(database: Database) -> None:
    place = {"state": "waiting", "words": ["你好", "🙂"], "number": 2**60}
    await add(database, a_customer(conversation=place))

    assert (await only(database, Customer)).conversation == place
