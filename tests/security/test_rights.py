"""Every command and every button, for everybody who is not the buyer."""

from collections.abc import Callable

import pytest

from handlers.callbacks import Verb
from handlers.routes import BUTTONS, COMMANDS, STAFF_COMMANDS
from tests.conversation.people import Message, buttons_of, labels_of, text_of
from tests.security.conftest import Cast

# What each button and command is tried with. `REF` becomes the buyer's reference. A new handler needs a line.
BUTTON_TRIALS: dict[Verb, tuple[str, ...]] = {
    Verb.HOME: ("home",),
    Verb.BUY: ("buy",),
    Verb.PACKAGE: ("package:REF", "package:trial"),
    Verb.METHOD: ("method:REF:alipay", "method:trial:REF"),
    Verb.AGAIN: ("again:REF",),
    Verb.SHOW_PAYMENT: ("payment:REF",),
    Verb.I_HAVE_PAID: ("paid:REF",),
    Verb.NEW_QR: ("qr:REF",),
    Verb.CHANGE_METHOD: ("other:REF",),
    Verb.USE_METHOD: ("use:REF:wxpay",),
    Verb.CANCEL: ("cancel:REF",),
    Verb.ORDERS: ("orders:0",),
    Verb.ORDER: ("order:REF",),
    Verb.FIND: ("find",),
    Verb.DELIVERY: ("delivery:REF",),
    Verb.SAMPLE: ("sample:python:REF",),
    Verb.GUIDE: ("guide:1",),
    Verb.MODELS: ("models",),
    Verb.FAQ: ("faq", "faq:credits", "faq:balance"),
    Verb.HELPED: ("helped:expiry",),
    Verb.FIT: ("fit", "fit:200", "fit:200:short"),
    Verb.SUPPORT: ("support:REF",),
    Verb.NO_PERSON: ("noperson",),
    Verb.LANGUAGE: ("language",),
    Verb.BALANCE: ("balance:REF", "balance"),
    Verb.KEY_TROUBLE: ("trouble:REF", "trouble"),
    Verb.REMINDERS: ("reminders", "reminders:off", "reminders:on"),
    Verb.HELP: ("help",),
    Verb.TERMS: ("terms",),
    Verb.PRIVACY: ("privacy",),
    Verb.PARKED: ("parked",),
    Verb.CASE: ("case:REF",),
    Verb.REFUND: (
        "refund:REF",
        "refund:REF:all",
        "refund:REF:100",
        "refund:REF:other:keeps",
        "refund:REF:now",
    ),
    Verb.GIVEN_BACK: ("given:REF", "given:REF:other"),
    Verb.ACT: ("act:deliver:REF", "act:paid:REF", "act:close:REF"),
    Verb.ANSWER: ("answer:9001",),
    Verb.FIGURES: ("figures",),
    Verb.LOST: ("lost",),
    Verb.APPROVE: ("approve:1", "approve:REF"),
    Verb.REFUSE: ("refuse:1", "refuse:REF"),
    Verb.RATE: ("rate:1:1:5", "rate:REF:1:1"),
    Verb.DESK: ("desk:claim", "desk:close", "desk:unban", "desk:order:REF"),
}
COMMAND_TRIALS: dict[str, tuple[str, ...]] = {
    "start": ("/start", "/start REF"),
    "buy": ("/buy",),
    "orders": ("/orders",),
    "order": ("/order REF", "/order REF-00000000000000000000"),
    "guide": ("/guide",),
    "models": ("/models",),
    "faq": ("/faq",),
    "support": ("/support REF",),
    "language": ("/language",),
    "cancel": ("/cancel",),
    "help": ("/help",),
    "terms": ("/terms",),
    "paysupport": ("/paysupport",),
    "privacy": ("/privacy",),
    "parked": ("/parked",),
    "desk": ("/desk",),
    "approve": ("/approve", "/approve REF"),
    "refuse": ("/refuse", "/refuse REF"),
}
STAFF_VERBS = {Verb.PARKED, Verb.CASE, Verb.REFUND, Verb.GIVEN_BACK, Verb.ACT}


def test_no_handler_is_left_out_of_the_matrix(record_property: Callable[[str, object], None]) -> None:
    assert set(BUTTON_TRIALS) == set(BUTTONS) == set(Verb)
    assert set(COMMAND_TRIALS) == set(COMMANDS) | set(STAFF_COMMANDS)
    record_property("trials", sum(map(len, (*BUTTON_TRIALS.values(), *COMMAND_TRIALS.values()))))


@pytest.mark.parametrize("role", ["stranger", "staff", "owner"])
async def test_nobody_but_the_buyer_gets_the_secret_by_any_button_or_command(cast: Cast, role: str) -> None:
    person = cast.role(role)
    origin = (await person.shop_messages())[0]["message_id"]
    for trials in BUTTON_TRIALS.values():
        for data in trials:
            await person.tap_data(origin, data.replace("REF", cast.reference))
    for commands in COMMAND_TRIALS.values():
        for command in commands:
            await person.asks(command.replace("REF", cast.reference))
    seen = "".join(everything_in(message) for message in await person.messages())
    assert cast.key not in seen
    assert cast.secret_part not in seen


async def test_a_stranger_changes_nothing_about_an_order_and_learns_nothing_of_it(cast: Cast) -> None:
    waiting = await cast.world.orders(cast.buyer, "¥10")
    reference = text_of(waiting).partition("Order ID: ")[2].split("-")[0].strip()
    origin = (await cast.stranger.shop_messages())[0]["message_id"]
    for verb, trials in BUTTON_TRIALS.items():
        for data in trials:
            absent = await cast.stranger.tap_data(origin, data.replace("REF", "AC0000000000"))
            foreign = await cast.stranger.tap_data(origin, data.replace("REF", reference))
            assert absent.get("text") == foreign.get("text"), verb
    after = await cast.buyer.sees_payment("¥10")
    assert text_of(after).splitlines()[:2] == text_of(waiting).splitlines()[:2]
    assert "Cancel" in labels_of(after)


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize(
    "trial",
    [
        "/parked",
        "/desk",
        "/approve REF",
        "/refuse REF",
        "figures",
        "case:REF",
        "refund:REF",
        "refund:REF:all",
        "given:REF",
        "act:paid:REF",
        "act:close:REF",
    ],
)
async def test_what_is_the_staffs_looks_like_nothing_to_a_customer(lasting_cast: Cast, trial: str) -> None:
    stranger = await lasting_cast.world.customer("en", "Mallory")
    await stranger.send("/start")
    await stranger.sees_button("¥30")
    before = text_of(await stranger.asks("/nonsense"))
    if trial.startswith("/"):
        answer = text_of(await stranger.asks(trial))
    else:
        origin = (await stranger.shop_messages())[-1]["message_id"]
        await stranger.tap_data(origin, trial.replace("REF", lasting_cast.reference))
        answer = text_of((await stranger.shop_messages())[-1])
    assert answer == before
    await stranger.asks("a reason that nobody asked for")
    assert "Paid and delivered" in text_of(await lasting_cast.buyer.sees_payment("Paid and delivered"))


@pytest.mark.parametrize("role", ["staff", "owner"])
async def test_the_staff_can_see_an_order_and_send_its_delivery_to_the_buyer_only(
    cast: Cast, role: str
) -> None:
    person = cast.role(role)
    origin = (await person.shop_messages())[-1]["message_id"]
    await person.tap_data(origin, f"case:{cast.reference}")
    case = await person.sees(cast.reference)
    assert {"Deliver again", "Refund"} <= set(labels_of(case))
    deliveries = len([one for one in await cast.buyer.messages() if cast.key in text_of(one)])
    await person.tap("Deliver again")
    await cast.buyer.sees_that(
        "the key once more",
        lambda messages: len([one for one in messages if cast.key in text_of(one)]) == deliveries + 1,
    )


async def test_a_refund_by_the_staff_revokes_the_key_and_gives_the_money_back(cast: Cast) -> None:
    origin = (await cast.owner.shop_messages())[-1]["message_id"]
    await cast.owner.tap_data(origin, f"refund:{cast.reference}")
    await cast.owner.sees("100% of the key’s quota is left")
    await cast.owner.tap("Give back all: ¥30")
    await cast.owner.sees("Give back everything")
    await cast.owner.send("the customer changed their mind")
    await cast.owner.sees("The customer has not seen this sentence")
    await cast.owner.tap("Refund ¥30 now")
    await cast.buyer.sees("Refunded: ¥30")
    assert await cast.world.live_keys(cast.payment) == []
    with cast.world.database() as database:
        acts = database.execute("SELECT actor, act, reason FROM audit_entry").fetchall()
    assert acts == [(f"telegram:{cast.owner.id}", "refund", "the customer changed their mind")]


def everything_in(message: Message) -> str:
    """Return all texts of a message, those behind its buttons too."""
    return text_of(message) + "".join(str(button) for button in buttons_of(message))
