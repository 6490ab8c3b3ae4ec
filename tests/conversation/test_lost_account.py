"""An order of a lost account, in a shop without a staff's group: the owner gets the claim, and decides."""

from tests.conversation.people import labels_of, links_of, reference_of, text_of
from tests.conversation.test_support import PIXEL
from tests.conversation.world import World


async def test_without_a_group_the_owner_gets_the_claim_refuses_what_is_wrong_and_approves_what_fits(
    own_world: World,
) -> None:
    owner = await own_world.owner()
    old, new = await own_world.customer(name="Old"), await own_world.customer(name="New")
    payment = await own_world.orders(old)
    number = links_of(payment)[0].rsplit("/", 1)[1].partition("?")[0]
    await own_world.pay(payment)
    await old.sees_change(payment, "Paid and delivered")
    key = await old.sees_key()
    await new.asks("/support")
    await new.tap("I lost that account")
    await new.sees("find your order by its payment")
    await new.asks(reference_of(payment))
    await new.asks("1")
    await owner.sees("It is on no payment of this order")
    await owner.asks(f"/refuse {reference_of(payment)}")
    await new.tap("Try again", on=await new.sees("couldn’t confirm yet"))
    await new.sees_that("the question again", lambda seen: "find your order" in text_of(seen[-1]))
    await new.asks(reference_of(payment))
    await new.asks(number)
    await owner.sees("It fits a payment")
    await owner.asks(f"/approve {reference_of(payment)}")
    await owner.sees("Approved")
    assert await new.sees_key() == key
    notice = await old.sees("moved to another Telegram account")
    for _ in range(2):
        await old.tap("It wasn’t me", on=notice)
    told = await owner.sees(f"says somebody else took order {reference_of(payment)}")
    assert "Answer" in labels_of(told)
    await old.sees("A person is here for you")
    await own_world.has_said_everything()
    alerts = [one for one in await owner.messages() if "says somebody else took order" in text_of(one)]
    assert len(alerts) == 1
    assert "moved to another" in text_of(await old.sees("moved to another Telegram account", among=9))


async def test_without_a_group_the_owner_gets_what_holds_no_number_and_a_picture_of_the_bill(
    own_world: World,
) -> None:
    owner, customer = await own_world.owner(), await own_world.customer(name="Lost")
    await customer.tap("I lost that account", on=await customer.asks("/order"))
    await customer.sees("find your order by its payment")
    offer = await customer.asks("frumious wug")
    assert "There is no such number in that" in text_of(offer)
    await customer.tap("Ask a person", on=offer)
    await owner.sees("frumious wug")
    await customer.tap("I lost that account", on=await customer.asks("/order"))
    await customer.sees("find your order by its payment")
    await customer.asks("ACZAX86S9H7E")
    await customer.send_other(photo=PIXEL)
    await owner.sees("ACZAX86S9H7E")
    await owner.sees_that("the picture", lambda seen: [one for one in seen if one.get("photo")])
