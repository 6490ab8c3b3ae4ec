"""The issuers over real HTTP, against the local console in both its flavours."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal

import httpx
import pytest

from fulfillment.consoles.codes import CodeIssuer
from fulfillment.consoles.detect import detect
from fulfillment.consoles.issuer import Condition, Issuer
from fulfillment.consoles.keys import KeyIssuer
from fulfillment.consoles.new_api import NewApiKeys
from fulfillment.consoles.one_api import OneApiKeys
from fulfillment.outcomes import OutcomeUnknown, OutsideError, Rejected, Retryable
from fulfillment.requests import new_client
from sandbox.console.console import Console
from sandbox.console.server import create_app
from sandbox.documents import Documents
from tests.payments.serving import serve

NAME = "AC7K2M9QXT4B"
QUOTA = 200_000
Flavor = Literal["one-api", "new-api"]


@dataclass
class Place:
    """The console, its address, and an issuer of each kind."""

    console: Console
    url: str
    client: httpx.AsyncClient
    keys: KeyIssuer
    codes: CodeIssuer

    def issuers(self) -> tuple[Issuer, Issuer]:
        return self.keys, self.codes


@pytest.fixture(params=["one-api", "new-api"])
async def place(request: pytest.FixtureRequest) -> AsyncIterator[Place]:
    flavor: Flavor = request.param
    documents = Documents(None)
    console = Console(documents, flavor=flavor, public_url="http://127.0.0.1", stall_seconds=30)
    maker: type[KeyIssuer] = OneApiKeys if flavor == "one-api" else NewApiKeys
    async with serve(create_app(console)) as url, new_client(read_seconds=5) as client:
        keys = maker(
            client,
            url=f"{url}/",
            token=console.sales_token,
            user_id=console.sales_user_id,
            base_url=f"{url}/v1",
            largest_quota=5_000_000,
        )
        codes = CodeIssuer(client, url=url, token=console.admin_token, user_id=console.admin_user_id)
        yield Place(console, url, client, keys, codes)
    documents.close()


async def test_the_flavour_is_recognised(place: Place) -> None:
    assert await detect(place.client, place.url) == place.console.flavor


async def test_a_key_works_from_its_making_to_its_end(place: Place) -> None:
    issued = await place.keys.issue(NAME, QUOTA)
    assert await place.keys.find(NAME) == [issued]
    assert (issued.quota, issued.live) == (QUOTA, True)
    await place.keys.verify(issued.secret)
    balance = await place.keys.balance(issued.remote_id)
    assert (balance.remaining, balance.used, balance.live) == (QUOTA, 0, True)
    assert balance.condition is Condition.GOOD
    funds = await place.keys.funds()
    assert funds == place.console.users[place.console.sales_user_id].quota
    await place.keys.revoke(issued.remote_id)
    await place.keys.revoke(issued.remote_id)
    assert [found.live for found in await place.keys.find(NAME)] == [False]
    with pytest.raises(Rejected) as caught:
        await place.keys.verify(issued.secret)
    assert not caught.value.auth_lost


async def test_a_used_up_key_is_still_found_as_the_orders(place: Place) -> None:
    issued = await place.keys.issue(NAME, 1)
    body = {"model": "deepseek-chat", "messages": [{"role": "user", "content": "hello"}]}
    headers = {"Authorization": f"Bearer {issued.secret}"}
    for _ in range(2):
        await place.client.post(f"{place.url}/v1/chat/completions", json=body, headers=headers)
    [found] = await place.keys.find(NAME)
    assert (found.live, found.secret, found.quota) == (True, issued.secret, 1)
    balance = await place.keys.balance(issued.remote_id)
    assert balance.remaining == 0
    assert balance.used > 0
    assert balance.condition is Condition.EXHAUSTED


async def test_a_code_is_worth_what_was_asked_and_cannot_be_taken_back_once_redeemed(place: Place) -> None:
    issued = await place.codes.issue(NAME, QUOTA)
    assert await place.codes.find(NAME) == [issued]
    customer = place.console.create_user("alice", "alicepass1", "Alice")
    assert place.console.redeem(customer, issued.secret) == QUOTA
    [found] = await place.codes.find(NAME)
    assert found.live
    assert (await place.codes.balance(issued.remote_id)).used == QUOTA
    with pytest.raises(Rejected):
        await place.codes.revoke(issued.remote_id)
    assert [again.live for again in await place.codes.find(NAME)] == [True]


async def test_an_unused_code_is_taken_back(place: Place) -> None:
    issued = await place.codes.issue(NAME, QUOTA)
    await place.codes.revoke(issued.remote_id)
    await place.codes.revoke(issued.remote_id)
    [found] = await place.codes.find(NAME)
    assert not found.live
    assert place.console.redeem(place.console.create_user("alice", "x", "Alice"), issued.secret) is None


async def test_revoking_what_is_gone_is_no_failure(place: Place) -> None:
    for issuer in place.issuers():
        await issuer.revoke(999)


@pytest.mark.parametrize("kind", ["drop_after", "late"])
async def test_what_was_made_without_an_answer_is_found_by_its_name(place: Place, kind: str) -> None:
    for issuer, action in zip(place.issuers(), ("token_create", "redemption_create"), strict=True):
        place.console.trouble.add_fault(action, kind, delay=0.0)
        with pytest.raises(OutcomeUnknown):
            await issuer.issue(NAME, QUOTA)
        found = await issuer.find(NAME)
        while not found:
            found = await issuer.find(NAME)
        assert [(issued.name, issued.quota) for issued in found] == [(NAME, QUOTA)]


async def test_twins_are_found_lowest_first_and_only_under_their_whole_name(place: Place) -> None:
    for issuer in place.issuers():
        first, second = await issuer.issue(NAME, QUOTA), None
        await issuer.issue(NAME + "X", QUOTA)
        try:
            second = await issuer.issue(NAME, QUOTA)
        except OutcomeUnknown:
            # New API shows two keys of the name and does not say which is the new one.
            assert place.console.new_api
        found = await issuer.find(NAME)
        assert len(found) == 2
        assert found[0] == first
        assert second in (None, found[1])


async def test_hundreds_of_keys_do_not_hide_the_one_looked_for(place: Place) -> None:
    sales = place.console.users[place.console.sales_user_id]
    for _ in range(150):
        place.console.add_token(sales, name=NAME, remain_quota=1)
    # Each key of New API is revealed in a call of its own; disabled ones are not.
    for token in place.console.tokens_of(sales)[2:]:
        token.status = 2
    found = await place.keys.find(NAME)
    assert len(found) == 150
    assert [issued.remote_id for issued in found] == sorted(issued.remote_id for issued in found)


async def test_lost_credentials_are_told_from_a_refusal(place: Place) -> None:
    for issuer, switch in zip(place.issuers(), ("refuse_keys", "refuse_codes"), strict=True):
        place.console.trouble.set(switch, True)
        with pytest.raises(Rejected) as caught:
            await issuer.issue(NAME, QUOTA)
        assert not caught.value.auth_lost
        place.console.trouble.set("auth_lost", True)
        for call in (issuer.issue(NAME, QUOTA), issuer.find(NAME), issuer.revoke(1), issuer.balance(1)):
            with pytest.raises(Rejected) as caught:
                await call
            assert caught.value.auth_lost
        place.console.trouble.set("auth_lost", False)


@pytest.mark.parametrize(
    ("switch", "kind"), [("html", OutcomeUnknown), ("down", OutcomeUnknown), ("rate_limited", Retryable)]
)
async def test_a_console_in_trouble_says_nothing_about_the_order(
    place: Place, switch: str, kind: type[OutsideError]
) -> None:
    place.console.trouble.set(switch, True)
    for issuer in place.issuers():
        for call in (issuer.issue(NAME, QUOTA), issuer.find(NAME), issuer.revoke(1), issuer.balance(1)):
            with pytest.raises(kind):
                await call
        assert any(complaint.fatal for complaint in await issuer.check())


async def test_accounts_that_can_sell_are_fine_and_swapped_ones_are_not(place: Place) -> None:
    assert await place.keys.check() == []
    assert await place.codes.check() == []
    console = place.console
    swapped = CodeIssuer(
        place.client, url=place.url, token=console.sales_token, user_id=console.sales_user_id
    )
    [complaint] = await swapped.check()
    assert complaint.fatal
    assert "no administrator" in complaint.text
    with pytest.raises(Rejected):
        await swapped.issue(NAME, QUOTA)


async def test_an_empty_sales_account_is_warned_of(place: Place) -> None:
    place.console.users[place.console.sales_user_id].quota = 4_999_999
    [complaint] = await place.keys.check()
    assert not complaint.fatal
    assert "4999999" in complaint.text


async def test_the_base_url_without_its_path_is_not_blamed_on_the_key(place: Place) -> None:
    issued = await place.keys.issue(NAME, QUOTA)
    wrong = type(place.keys)(
        place.client,
        url=place.url,
        token=place.console.sales_token,
        user_id=place.console.sales_user_id,
        base_url=place.url,
    )
    with pytest.raises(OutcomeUnknown):
        await wrong.verify(issued.secret)
