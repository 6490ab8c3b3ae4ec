checkout-paid = This order is already paid, and nothing was charged now. What you bought is in this chat: send /orders.
checkout-over = This invoice is no longer valid, and nothing was charged. Send /orders to go on with your order, or /buy for a new one.
checkout-changed = The amount of this invoice is no longer right, and nothing was charged. Send /orders for a fresh one.
checkout-not_theirs = This invoice is for somebody else’s order, and nothing was charged. Send /buy for one of your own.
checkout-later = We can’t look up your order just now, and nothing was charged. Please try again in a minute.

payment-invoice-expired = <b>This invoice has expired.</b>
    Your order is still here: tap “{ $button }” and go on. If you have already paid, you need do nothing: we’ll notice.
button-new-invoice = New invoice
payment-unplaced = <b>Your { $amount } arrived, but we can’t find the order they are for.</b>
    Your Stars are safe: a person is looking at it and will write to you here. Please don’t pay again.

alert-payment_unplaced = <b>💰 A payment fits no order</b>
    { $amount } by { $rail } from account <code>{ $payer }</code>, transaction <code>{ $transaction }</code>. Nothing was credited.
    What to do: find out what it was for and write to the payer, or give it back. Is another shop running with this bot’s token?
alert-refunded_elsewhere = <b>💰 A payment went back without the shop</b>
    <code>{ $reference }</code>: { $amount } (payment { $number }).
    What to do: if that was not you, ask the buyer. The key or code of the order still works until you switch it off at the console.

paysupport-stars = <b>Paid with Stars:</b> what goes back is on your Stars balance at once. Ask us here: Telegram’s own support can’t refund purchases in this chat.
