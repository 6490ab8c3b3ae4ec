"""The buttons under a payment: I have paid, a new QR, another way to pay, cancel."""

from fulfillment import notices, offers, orders
from fulfillment.notices import Notice
from fulfillment.states import OrderState
from handlers import access
from handlers.screens import payment, service
from handlers.turn import Turn
from store.tables import Order


async def show_payment(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Send the payment message of an order again, at the end of the chat; the old one goes away."""
    order = await access.own(turn, arguments[0] if arguments else "")
    if order is not None:
        await show(turn, order)


async def show(turn: Turn, order: Order) -> None:
    """Send the payment message of an order again; one that is on its way for the first time is only announced."""
    try:
        being_made = await orders.renew_payment_if_over(turn.unit, turn.shop, order)
    except orders.MethodNotOffered:
        await _offer_what_is_left(turn, order)
        return
    turn.busy = True
    if order.state == OrderState.AWAITING_PAYMENT:
        turn.say(payment.getting_code(turn.words))
    if order.message_id is not None or not being_made:
        await notices.tell_buyer(turn.unit, order, Notice.PAYMENT, fresh=True)


async def translate(turn: Turn) -> None:
    """Say the open payment messages in another language; an invoice, which cannot be edited, comes anew."""
    for order in await orders.open_orders(turn.unit, turn.customer):
        if order.message_id is None:
            continue  # it is yet to be written, in the language of then
        bill = (await orders.view(turn.unit, turn.shop, order)).payment
        fresh = bill is not None and bill.in_chat and bill.payable
        await notices.tell_buyer(turn.unit, order, Notice.PAYMENT, fresh=fresh)


async def i_have_paid(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Ask the gateway at once. What it says comes as a message, never from here."""
    order = await _own_here(turn, arguments[0] if arguments else "")
    if order is None:
        return
    if order.state not in (OrderState.AWAITING_PAYMENT, OrderState.CANCELLED, OrderState.EXPIRED):
        await notices.tell_buyer(turn.unit, order, Notice.PAYMENT)
    elif await orders.ask_gateway_now(turn.unit, order):
        turn.say(payment.checking(turn.words))
    else:
        turn.say(payment.too_many_checks(turn.words))


async def new_qr(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Ask for a new payment of the same order; the message is edited when it is there."""
    order = await _own_here(turn, arguments[0] if arguments else "")
    if order is not None:
        await _renew(turn, order, None)


async def use_method(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Ask for a payment of the same order by another method."""
    if len(arguments) < 2 or arguments[1] not in turn.shop.methods():
        turn.say(service.stale_button(turn.words))
        return
    order = await _own_here(turn, arguments[0])
    if order is not None:
        await _renew(turn, order, arguments[1])


async def change_method(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Offer the other ways to pay an order."""
    order = await _own_here(turn, arguments[0] if arguments else "")
    if order is None:
        return
    if order.state != OrderState.AWAITING_PAYMENT:
        await notices.tell_buyer(turn.unit, order, Notice.PAYMENT)
        return
    methods = await offers.prices_by_method(turn.unit, turn.shop, offers.prices(order))
    if not methods:
        await _offer_what_is_left(turn, order)
        return
    view = await orders.view(turn.unit, turn.shop, order)
    await turn.show(payment.other_ways(turn.words, view, methods))


async def cancel(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Cancel an unpaid order."""
    order = await _own_here(turn, arguments[0] if arguments else "")
    if order is None:
        return
    if not await orders.cancel(turn.unit, order):
        await notices.tell_buyer(turn.unit, order, Notice.PAYMENT)
        if order.state != OrderState.CANCELLED:
            turn.say(payment.already_paid(turn.words))


async def cancel_command(turn: Turn, _arguments: tuple[str, ...]) -> None:
    """/cancel: cancel the only open order, or let the person choose; end whatever was being asked."""
    turn.customer.conversation = None
    waiting = await orders.open_orders(turn.unit, turn.customer)
    if len(waiting) == 1:
        await orders.cancel(turn.unit, waiting[0])
        return
    views = await orders.views(turn.unit, turn.shop, waiting)
    await turn.show(payment.what_to_cancel(turn.words, views))


async def _own_here(turn: Turn, reference: str) -> Order | None:
    """Return the person's own order. Tapped on another copy of its payment message, that copy becomes the one."""
    order = await access.own(turn, reference)
    if order is not None and turn.tapped_picture and turn.tapped_message != order.message_id:
        await orders.move_payment_message(turn.unit, order, turn.tapped_message)
    return order


async def _renew(turn: Turn, order: Order, method: str | None) -> None:
    """Ask for a new payment; one that is there already is shown, at the end of the chat if the tap was there."""
    try:
        renewed = await orders.renew_payment(turn.unit, turn.shop, order, method)
    except orders.MethodNotOffered:
        await _offer_what_is_left(turn, order)
        return
    if renewed:
        turn.busy = True
        turn.say(payment.getting_code(turn.words))
    elif turn.tapped_picture:
        await notices.tell_buyer(turn.unit, order, Notice.PAYMENT)
    else:
        await show(turn, order)


async def _offer_what_is_left(turn: Turn, order: Order) -> None:
    """Say that the way an order was to be paid is gone, and offer the others; without any, a person."""
    view = await orders.view(turn.unit, turn.shop, order)
    methods = await offers.prices_by_method(turn.unit, turn.shop, offers.prices(order))
    await turn.show(payment.ways_left(turn.words, view, methods))
