order-heading = <b>{ $package } · { $price }</b> · { $tokens }
order-id = Order ID: <code>{ $order_id }</code>
preparing = One moment, we’re getting your payment code…
preparing-id = Your order ID, worth keeping: <code>{ $order_id }</code>

pay-app = { $method ->
    [alipay] Alipay
    [wxpay] WeChat
    [wechat] WeChat
    [qqpay] QQ
    [usdt] your wallet
   *[other] your payment app
}
payment-scan = <b>Scan with { $app } and pay { $price }.</b>
payment-by-link = On this phone? Tap “{ $button }” below.
payment-by-album = On this phone? Save the picture and open it from the album in { $app }’s scanner.
payment-valid = Valid until { $time }, { $few ->
        [yes] only a few minutes
       *[no] more than { $duration }
    } from now. { $late ->
        [yes] ⏳ Delivery may take longer than usual just now; your credits come here by themselves as soon as they are ready.
       *[no] Your credits arrive here by themselves right after you pay.
    }
payment-order-open = The order stays open until { $time }, { $few ->
        [yes] only a few minutes
       *[no] more than { $duration }
    } from now.
payment-on-page = <b>Pay { $price } on the payment page.</b>
    Tap “{ $button }” or scan: the page shows the network, the address and the exact amount. Please send exactly that.
button-open-page = Open payment page
button-open-link = Pay with { $app }
invoice-title = AiCredits { $package }
invoice-description = { $tokens }. Order ID: { $order_id }. Valid until { $time }. { $late ->
    [yes] Delivery may take longer than usual just now.
   *[no] Your credits arrive here by themselves right after you pay.
}
button-pay-invoice = Pay { $price }
button-i-have-paid = I have paid
button-new-qr = New QR
button-other-method = Pay another way

payment-qr-expired = <b>This QR has expired, please don’t pay with it.</b>
    Your order is still here: tap “{ $button }” and go on. Paid with it already? We’ll notice by ourselves; tap “{ $paid }” and we look at once.
payment-being-looked-up = <b>The time for this order is over, please don’t pay with the old code.</b>
    We’re asking the payment service once more whether you have paid. You need do nothing: what was paid is delivered.
payment-paid = <b>Payment received, thank you!</b>
    We’re getting your credits ready. They come as a new message, { $late ->
        [yes] which may take longer than usual just now.
       *[no] usually within a minute.
    }
payment-delivered = <b>Paid and delivered.</b>
    { $what ->
        [key] You can see your API key again any time.
       *[code] You can see your redemption code again any time.
    }
payment-delivered-unseen = <b>Paid and delivered.</b>
    You can see what you bought again any time.
button-show-key = Show my key
button-show-code = Show my code
button-show-delivery = Show my delivery
payment-parked = <b>Your payment reached us, and a person is now looking at this order.</b>
    You need do nothing. We’ll write to you here within { $duration }: you get your credits, or your money back. Please don’t pay again.
payment-cancelled = <b>Order cancelled.</b>
    Please don’t pay with the old code. Paid already? Don’t worry: we’ll notice it and see to the order. Tap “I have paid” and we look at once.
payment-expired = <b>This order has expired unpaid.</b>
    There is nothing more to do. Paid already? Don’t worry: we’ll notice it and see to the order. Tap “I have paid” and we look at once.
payment-refunding = <b>Your refund is on its way.</b>
    { $where ->
        [hand] { $price } goes back to you: a person of the shop sends it.
       *[rail] { $price } goes back the way you paid.
    } We’ll tell you here when it is done.
payment-refunded = <b>Refunded.</b>
    { $where ->
        [hand] { $price } went back to you: a person of the shop sent it. If you can’t find it, ask here.
        [stars] { $price } went back the way you paid. It is on your Stars balance now.
       *[bank] { $price } went back the way you paid. Depending on the bank it may take a little while to show up.
    }
payment-partly_refunded = <b>Refunded in part.</b>
    { $where ->
        [hand] { $price } went back to you: a person of the shop sent it. If you can’t find it, ask here.
        [stars] { $price } went back the way you paid. It is on your Stars balance now.
       *[bank] { $price } went back the way you paid. Depending on the bank it may take a little while to show up.
    }
    { $stopped ->
        [yes] The key or code of this order no longer works.
       *[no] You keep what was delivered.
    }
payment-closed = <b>This order is closed.</b>
    If that surprises you, ask us: a person will look it up.

gateway-down = <b>The payment service is not answering just now.</b>
    Your order is kept and nothing was charged. Try again, pay another way, or cancel.
button-try-again = Try again
other-ways = <b>How would you like to pay instead?</b>
    The order stays the same.
ways-left = <b>The way you chose before isn’t offered just now. How would you like to pay instead?</b>
    The order stays the same.
no-way-left = <b>We can’t take a payment for this order just now.</b>
    Your order is kept. If you have paid already, we’ll notice. Tap below, and a person will gladly help you.

toast-getting-code = Getting your payment code…
toast-checking = Looking now. It can take a minute; your credits come here by themselves.
toast-too-many-checks = We look by ourselves every few seconds. As soon as the payment is in, you’ll get a message here.
toast-already-paid = This order is already paid, so it can’t be cancelled.
payment-underpaid = <b>Your payment of { $paid } arrived, but the price is { $price }.</b>
    We have not delivered yet. Your money is safe: a person is looking at it and will write to you here. Please don’t pay again.
payment-overpaid = <b>Thank you. You paid { $paid }, and the price is { $price }.</b>
    Your order goes ahead as usual. The { $over } too much is yours: a person gives it back the way you paid, and you need do nothing.
payment-unclear = <b>We can’t tell yet whether this payment is for this order.</b>
    The payment service counts it for another order as well. Your money is safe: a person is looking at it and will write to you here. Please don’t pay again.
payment-twice = <b>This order was paid a second time.</b>
    The second { $price } goes back the way you paid. We’ll tell you here when it is done.
cancel-which = <b>Which order do you want to cancel?</b>
cancel-nothing = There is nothing to cancel: you have no unpaid order.
button-cancel-order = Cancel { $package } · { $price }
just-paid = <b>Just paid?</b> We’re looking for your payment now.
    Your credits arrive here by themselves, { $late ->
        [yes] which may take longer than usual just now.
       *[no] usually within a minute.
    }
