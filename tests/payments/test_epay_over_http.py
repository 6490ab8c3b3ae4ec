"""EPay over real HTTP, against the local gateway that behaves as the real PHP server."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from aiohttp import web

from fulfillment.money import Money
from fulfillment.outcomes import OutcomeUnknown, Rejected, Retryable
from fulfillment.payments.epay import EPay
from fulfillment.payments.rail import GatewayState, PaymentRequest
from fulfillment.requests import new_client
from sandbox.documents import Documents
from sandbox.gateway.gateway import Gateway
from sandbox.gateway.server import create_app
from tests.payments.serving import serve

NUMBER = "AC7K2M9QXT4B00000001"
PRICE = Money(2999)


@dataclass
class Place:
    """The gateway, its address, and a rail to it."""

    gateway: Gateway
    url: str
    rail: EPay
    client: httpx.AsyncClient

    def rail_with(self, **changes: str) -> EPay:
        settings: dict[str, str] = {"url": self.url, "merchant_id": "1000", "key": self.gateway.key} | changes
        return EPay(self.client, methods=("alipay", "wxpay"), **settings)

    async def pay(self, body: dict[str, str]) -> None:
        order = self.gateway.find(NUMBER)
        assert order is not None
        (await self.client.post(f"{self.url}/pay/{order.trade_no}", json=body)).raise_for_status()


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    documents = Documents(None)
    gateway = Gateway(
        documents, merchant_id="1000", key="k" * 32, public_url="http://127.0.0.1", stall_seconds=30
    )
    app: web.Application = create_app(gateway)
    async with serve(app) as url, new_client(read_seconds=5) as client:
        gateway.public_url = url
        rail = EPay(
            client, url=f"{url}/mapi.php", merchant_id="1000", key=gateway.key, methods=("alipay", "wxpay")
        )
        yield Place(gateway, url, rail, client)
    documents.close()


def request(**changes: object) -> PaymentRequest:
    values: dict[str, object] = {
        "number": NUMBER,
        "method": "alipay",
        "amount": PRICE,
        "title": "AiCredits 标准包 & Standard +1",
        "return_url": "https://t.me/shop_bot?start=PAC7K2M9QXT4B",
        "expires_at": datetime.now(UTC) + timedelta(hours=2),
    }
    return PaymentRequest(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("method", ["alipay", "wxpay"])
async def test_a_payment_goes_from_the_qr_to_the_refund(place: Place, method: str) -> None:
    page = await place.rail.create(request(method=method))
    assert page.qr_content.startswith(place.url)
    assert page.link == page.qr_content
    assert (await place.rail.query(NUMBER, PRICE)).state is GatewayState.PENDING
    await place.pay({})
    status = await place.rail.query(NUMBER, PRICE)
    assert (status.state, status.amount, status.transaction) == (
        GatewayState.PAID,
        PRICE,
        page.gateway_number,
    )
    await place.rail.refund(NUMBER, "RF1", Money(999), PRICE)
    assert (await place.rail.query(NUMBER, PRICE)).state is GatewayState.REFUNDED
    with pytest.raises(Rejected):
        await place.rail.refund(NUMBER, "RF2", PRICE, PRICE)
    await place.rail.refund(NUMBER, "RF3", Money(2000), PRICE)


async def test_asking_for_the_same_payment_again_gives_the_same_one(place: Place) -> None:
    first, second = await place.rail.create(request()), await place.rail.create(request())
    assert first == second
    other = await place.rail.create(request(method="wxpay"))
    assert other.gateway_number == first.gateway_number
    assert other.qr_content != first.qr_content
    with pytest.raises(Rejected) as caught:
        await place.rail.create(request(amount=Money(1)))
    assert not caught.value.auth_lost


@pytest.mark.parametrize("money", ["29.98", "30", "0.1"])
async def test_another_sum_than_the_price_is_reported_as_it_was_paid(place: Place, money: str) -> None:
    await place.rail.create(request())
    await place.pay({"money": money})
    status = await place.rail.query(NUMBER, PRICE)
    assert status.amount == Money(round(float(money) * 100))


async def test_an_order_that_was_never_born_is_pending(place: Place) -> None:
    assert (await place.rail.query(NUMBER, PRICE)).state is GatewayState.PENDING


async def test_a_gateway_that_claims_a_payment_nobody_made_is_not_believed(place: Place) -> None:
    await place.rail.create(request())
    place.gateway.trouble.set("claims_paid", True)
    assert (await place.rail.query(NUMBER, PRICE)).state is GatewayState.UNKNOWN


async def test_a_wrong_key_or_merchant_is_known_as_lost_credentials(place: Place) -> None:
    await place.rail.create(request())
    for changes in ({"key": "wrong"}, {"merchant_id": "1001"}):
        rail = place.rail_with(**changes)
        with pytest.raises(Rejected) as caught:
            await rail.query(NUMBER, PRICE)
        assert caught.value.auth_lost
        with pytest.raises(Rejected):
            await rail.create(request(number=NUMBER + "B"))
        assert [complaint.fatal for complaint in await rail.check()] == [True]
    assert await place.rail.check() == []


@pytest.mark.parametrize("switch", ["html", "down", "rate_limited"])
async def test_a_gateway_in_trouble_says_nothing_about_the_payment(place: Place, switch: str) -> None:
    await place.rail.create(request())
    await place.pay({})
    place.gateway.trouble.set(switch, True)
    kind = Retryable if switch == "rate_limited" else OutcomeUnknown
    with pytest.raises(kind):
        await place.rail.query(NUMBER, PRICE)
    with pytest.raises(kind):
        await place.rail.create(request(number=NUMBER + "B"))
    place.gateway.trouble.set(switch, False)
    assert (await place.rail.query(NUMBER, PRICE)).state is GatewayState.PAID


async def test_nonsense_from_the_gateway_is_neither_a_payment_nor_a_refusal(place: Place) -> None:
    place.gateway.trouble.set("unknown", True)
    assert (await place.rail.query(NUMBER, PRICE)).state is GatewayState.UNKNOWN
    with pytest.raises(OutcomeUnknown):
        await place.rail.create(request())
    with pytest.raises(OutcomeUnknown):
        await place.rail.refund(NUMBER, "RF1", PRICE, PRICE)


async def test_a_gateway_that_hangs_is_given_up_and_may_have_done_it(place: Place) -> None:
    place.gateway.trouble.set("stall", True)
    async with new_client(read_seconds=0.2) as impatient:
        rail = EPay(impatient, url=place.url, merchant_id="1000", key=place.gateway.key, methods=("alipay",))
        with pytest.raises(OutcomeUnknown):
            await rail.create(request())


async def test_a_refund_whose_answer_was_lost_shows_in_the_next_query(place: Place) -> None:
    await place.rail.create(request())
    await place.pay({})
    place.gateway.trouble.add_fault("refund", "drop_after")
    with pytest.raises(OutcomeUnknown):
        await place.rail.refund(NUMBER, "RF1", PRICE, PRICE)
    assert (await place.rail.query(NUMBER, PRICE)).state is GatewayState.REFUNDED


async def test_nobody_listening_means_that_nothing_happened(unused_tcp_port: int, place: Place) -> None:
    rail = place.rail_with(url=f"http://127.0.0.1:{unused_tcp_port}")
    with pytest.raises(Retryable):
        await rail.create(request())
