"""What the shop relies on of every payment rail, whatever gateway is behind it."""

import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from fulfillment import references
from fulfillment.complaints import is_fatal
from fulfillment.money import Money
from fulfillment.outcomes import OutcomeUnknown, OutsideError, Rejected, Retryable
from fulfillment.payments.rail import GatewayState, PaymentRequest, PaymentStatus, Rail, RefundState
from fulfillment.payments.registry import RAILS
from tests.rails.driver import DRIVERS, Driver

UNCLEAR = ("500", "html", "drop_after", "drop_before", "429")


def asked(driver: Driver, rail: Rail) -> PaymentRequest:
    return PaymentRequest(
        number=references.new_payment_number(references.new_reference()),
        method=driver.method,
        amount=Money(driver.price.minor, rail.capabilities.currency),
        title="AiCredits Standard",
        return_url="https://t.me/shop_bot?start=AC7K2M9QXT4B",
        expires_at=datetime.now(UTC) + timedelta(hours=2),
    )


async def paid(driver: Driver, rail: Rail, minor: int | None = None) -> PaymentRequest:
    request = asked(driver, rail)
    await rail.create(request)
    driver.pay(request.number, minor)
    return request


async def look(driver: Driver, rail: Rail, request: PaymentRequest) -> PaymentStatus:
    return await rail.query(request.number, request.amount, driver.gateway_number(request.number))


def needs(condition: bool, what: str) -> None:
    if not condition:
        pytest.skip(f"this rail {what}")


def test_every_rail_that_can_be_switched_on_is_held_to_the_contract() -> None:
    assert set(DRIVERS) == set(RAILS)


async def test_our_numbers_are_in_the_rails_alphabet(driver: Driver, rail: Rail) -> None:
    assert re.fullmatch(rail.capabilities.number_pattern, asked(driver, rail).number)


async def test_a_payment_that_was_made_can_be_paid(driver: Driver, rail: Rail) -> None:
    request = asked(driver, rail)
    page = await rail.create(request)
    assert bool(page.qr_content) is not rail.capabilities.in_chat
    assert (await look(driver, rail, request)).state is GatewayState.PENDING


async def test_asking_for_the_same_payment_again_makes_no_second_one(driver: Driver, rail: Rail) -> None:
    request = asked(driver, rail)
    first, second = await rail.create(request), await rail.create(request)
    assert first.qr_content == second.qr_content
    assert driver.count() <= 1


async def test_a_payment_that_was_never_asked_for_is_no_failure(driver: Driver, rail: Rail) -> None:
    status = await rail.query(
        asked(driver, rail).number, Money(driver.price.minor, rail.capabilities.currency)
    )
    assert status.state in (GatewayState.PENDING, GatewayState.UNKNOWN)


async def test_what_was_paid_is_told_with_its_amount_and_its_transaction(driver: Driver, rail: Rail) -> None:
    request = await paid(driver, rail)
    status = await look(driver, rail, request)
    assert (status.state, status.amount) == (GatewayState.PAID, request.amount)
    assert status.transaction


async def test_the_same_payment_always_has_the_same_transaction(driver: Driver, rail: Rail) -> None:
    request = await paid(driver, rail)
    first = await look(driver, rail, request)
    second = await look(driver, rail, request)
    assert first.transaction == second.transaction


async def test_another_amount_than_asked_is_told_as_it_is(driver: Driver, rail: Rail) -> None:
    needs(driver.takes_other_amounts, "knows a payment by its exact amount")
    request = await paid(driver, rail, driver.price.minor - 1)
    status = await look(driver, rail, request)
    assert status.amount == Money(driver.price.minor - 1, rail.capabilities.currency)


async def test_a_payer_who_is_late_is_still_seen(driver: Driver, rail: Rail) -> None:
    request = asked(driver, rail)
    await rail.create(request)
    assert (await look(driver, rail, request)).state is GatewayState.PENDING
    driver.pay(request.number)
    assert (await look(driver, rail, request)).state is GatewayState.PAID


async def test_what_is_closed_says_so_or_the_rail_says_that_it_cannot(driver: Driver, rail: Rail) -> None:
    request = asked(driver, rail)
    await rail.create(request)
    if not rail.capabilities.can_close:
        with pytest.raises(Rejected):
            await rail.close(request.number)
        return
    await look(driver, rail, request)
    await rail.close(request.number)
    assert (await look(driver, rail, request)).state in (
        GatewayState.CLOSED,
        GatewayState.PENDING,
    )
    await rail.close(request.number)


async def test_closing_what_is_paid_takes_nothing_away(driver: Driver, rail: Rail) -> None:
    needs(rail.capabilities.can_close, "cannot close")
    request = await paid(driver, rail)
    await rail.close(request.number)
    assert (await look(driver, rail, request)).state is GatewayState.PAID
    assert driver.given_back(request.number) == 0


async def test_money_goes_back_and_is_known_to_be_back(driver: Driver, rail: Rail) -> None:
    needs(rail.capabilities.can_refund, "cannot give back")
    request = await paid(driver, rail)
    number = f"{request.number}R"
    assert await rail.query_refund(request.number, number, request.amount, request.amount) is RefundState.NONE
    assert await rail.refund(request.number, number, request.amount, request.amount) is RefundState.DONE
    assert await rail.query_refund(request.number, number, request.amount, request.amount) is RefundState.DONE
    assert (await look(driver, rail, request)).state is not GatewayState.PAID
    assert driver.given_back(request.number) == request.amount.minor


async def test_money_never_goes_back_twice(driver: Driver, rail: Rail) -> None:
    needs(rail.capabilities.can_refund, "cannot give back")
    request = await paid(driver, rail)
    number = f"{request.number}R"
    await rail.refund(request.number, number, request.amount, request.amount)
    if rail.capabilities.idempotent_refund:
        await rail.refund(request.number, number, request.amount, request.amount)
    else:
        with pytest.raises(Rejected):
            await rail.refund(request.number, number, request.amount, request.amount)
    assert driver.given_back(request.number) == request.amount.minor


async def test_a_part_goes_back_where_the_rail_can(driver: Driver, rail: Rail) -> None:
    needs(rail.capabilities.partial_refund, "gives back all or nothing")
    request = await paid(driver, rail)
    part = Money(request.amount.minor // 3, request.amount.currency)
    assert await rail.refund(request.number, f"{request.number}R", part, request.amount) is RefundState.DONE
    assert driver.given_back(request.number) == part.minor


async def test_more_than_was_paid_does_not_go_back(driver: Driver, rail: Rail) -> None:
    needs(rail.capabilities.can_refund, "cannot give back")
    request = await paid(driver, rail)
    more = Money(request.amount.minor + 1, request.amount.currency)
    with pytest.raises((Rejected, ValueError)):
        await rail.refund(request.number, f"{request.number}R", more, request.amount)
    assert driver.given_back(request.number) == 0


async def test_a_refund_of_what_was_not_paid_is_refused(driver: Driver, rail: Rail) -> None:
    needs(rail.capabilities.can_refund, "cannot give back")
    request = asked(driver, rail)
    await rail.create(request)
    with pytest.raises(OutsideError):
        await rail.refund(request.number, f"{request.number}R", request.amount, request.amount)
    assert driver.given_back(request.number) == 0


async def test_a_refund_without_an_answer_is_found_afterwards(driver: Driver, rail: Rail) -> None:
    needs(rail.capabilities.can_refund, "cannot give back")
    request = await paid(driver, rail)
    number = f"{request.number}R"
    driver.trouble.add_fault(driver.refunding, "drop_after")
    with pytest.raises(OutcomeUnknown):
        await rail.refund(request.number, number, request.amount, request.amount)
    assert await rail.query_refund(request.number, number, request.amount, request.amount) is RefundState.DONE
    assert driver.given_back(request.number) == request.amount.minor


async def test_a_refund_that_never_arrived_is_known_to_be_none(driver: Driver, rail: Rail) -> None:
    needs(rail.capabilities.can_refund, "cannot give back")
    request = await paid(driver, rail)
    number = f"{request.number}R"
    driver.trouble.add_fault(driver.refunding, "drop_before")
    with pytest.raises(OutcomeUnknown):
        await rail.refund(request.number, number, request.amount, request.amount)
    assert await rail.query_refund(request.number, number, request.amount, request.amount) is RefundState.NONE


@pytest.mark.parametrize("fault", UNCLEAR)
async def test_no_answer_is_never_taken_for_a_no(driver: Driver, rail: Rail, fault: str) -> None:
    request = await paid(driver, rail)
    driver.trouble.add_fault("any", fault)
    with pytest.raises((OutcomeUnknown, Retryable)):
        await look(driver, rail, request)
    assert (await look(driver, rail, request)).state is GatewayState.PAID


@pytest.mark.parametrize("fault", UNCLEAR)
async def test_a_payment_asked_for_without_an_answer_can_be_asked_for_again(
    driver: Driver, rail: Rail, fault: str
) -> None:
    needs(not rail.capabilities.in_chat, "asks nobody to make a payment")
    request = asked(driver, rail)
    driver.trouble.add_fault("any", fault)
    with pytest.raises((OutcomeUnknown, Retryable)):
        await rail.create(request)
    await rail.create(request)
    assert driver.count() == 1


async def test_a_gateway_that_hangs_is_given_up_and_nothing_is_concluded(driver: Driver, rail: Rail) -> None:
    request = await paid(driver, rail)
    driver.trouble.set("stall", True)
    with pytest.raises(OutcomeUnknown):
        await look(driver, rail, request)
    driver.trouble.set("stall", False)
    assert (await look(driver, rail, request)).state is GatewayState.PAID


async def test_a_state_nobody_knows_is_unknown(driver: Driver, rail: Rail) -> None:
    needs("unknown" in driver.trouble.values(), "has a fixed set of states")
    request = await paid(driver, rail)
    driver.trouble.set("unknown", True)
    try:
        status = await look(driver, rail, request)
    except OutcomeUnknown:
        return
    assert status.state is GatewayState.UNKNOWN


async def test_an_answer_with_a_wrong_signature_is_not_believed(driver: Driver, rail: Rail) -> None:
    needs(driver.signs, "signs no answers")
    request = await paid(driver, rail)
    driver.trouble.set("unsigned", True)
    with pytest.raises(OutcomeUnknown):
        await look(driver, rail, request)


async def test_an_answer_from_ten_minutes_ago_is_not_believed(driver: Driver, rail: Rail) -> None:
    needs(driver.ages, "puts no time into its answers")
    request = await paid(driver, rail)
    driver.trouble.set("old", True)
    with pytest.raises(OutcomeUnknown):
        await look(driver, rail, request)


async def test_a_gateway_that_refuses_is_believed(driver: Driver, rail: Rail) -> None:
    needs("refuse" in driver.trouble.values(), "asks nobody to make a payment")
    driver.trouble.set("refuse", True)
    with pytest.raises(Rejected):
        await rail.create(asked(driver, rail))


async def test_with_another_merchants_account_nothing_works_and_the_doctor_says_why(
    driver: Driver, client: httpx.AsyncClient
) -> None:
    wrong = driver.rail(client, **driver.take_away_credentials())
    complaints = await wrong.check()
    assert is_fatal(complaints)
    assert all(complaint.remedy for complaint in complaints)
    if not wrong.capabilities.in_chat:
        with pytest.raises(OutsideError):
            await wrong.create(asked(driver, wrong))
    assert driver.count() == 0


async def test_the_doctor_finds_nothing_fatal_where_all_is_well(rail: Rail) -> None:
    assert not is_fatal(await rail.check())


async def test_the_doctor_says_that_a_gateway_is_down(driver: Driver, rail: Rail) -> None:
    driver.trouble.set("down", True)
    assert is_fatal(await rail.check())
