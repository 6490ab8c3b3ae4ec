state = { $state ->
    [awaiting_payment] ⏳ Waiting for payment
    [paid] ✅ Paid, being delivered
    [delivered] 🎁 Delivered
    [parked] 🕐 Paid, a person is looking at it
    [cancelled] ✖️ Cancelled
    [expired] ✖️ Expired unpaid
    [refunding] ↩️ Refund on its way
    [refunded] ↩️ Refunded
    [partly_refunded] ↩️ Refunded in part
   *[closed] ✔️ Closed
}
state-icon = { $state ->
    [awaiting_payment] ⏳
    [paid] ✅
    [delivered] 🎁
    [parked] 🕐
    [cancelled] ✖️
    [expired] ✖️
    [refunding] ↩️
    [refunded] ↩️
    [partly_refunded] ↩️
   *[closed] ✔️
}
orders-title = <b>Your orders</b>
orders-hint = Tap one to pay, see the key or code again, or get help.
orders-page = Page { $page } of { $pages }
order-line = { $state }
    <b>{ $package } · { $price }</b> · { $date } · <code>{ $reference }</code>
order-button = { $icon } { $package } · { $price } · { $date }
button-newer = ‹ Newer
button-older = Older ›
button-other-order-id = Find by order ID
no-orders = <b>You have no orders yet.</b>
    Bought from another account? Send the whole order ID, for example <code>/order AC…</code>
order-placed = Placed on { $date }
order-payment-waiting = Pay within { $duration }, or the order closes by itself.
order-payment-none = The QR has expired; a new one takes a second.
order-keep-id = Keep the whole order ID: with it you find this order from any account. Don’t share it.
not-found = <b>We can’t find that order.</b>
    Please check the order ID: it starts with AC and has a hyphen in it. From another account you need the whole of it, the part after the hyphen too.
button-find-again = Try another order ID
ask-order-id = <b>Please send your order ID.</b>
    It starts with AC and is in the payment message and in the delivery. Capitals and spaces don’t matter.
too-many-attempts = <b>Too many tries.</b>
    For everyone’s safety, please wait a few minutes before you look up another order. A person can help you as well.
opened-elsewhere = <b>Your order was just opened from another Telegram account.</b>
opened-elsewhere-what =
    Was it you? Then all is well.
    If not: { $shown ->
        [now] someone has your order ID and can see the key or code.
        [later] someone has your order ID. Nothing has been delivered yet, but whoever has the ID will see it.
       *[never] someone has your order ID. Nothing was delivered for it, so there is no key or code to see.
    } Tap “{ $button }” and tell us, a person will take care of it.
button-it-was-me = It was me
button-it-was-not-me = It wasn’t me
recovered = <b>Found it. This is your order.</b>
