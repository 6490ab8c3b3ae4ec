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
payment-valid = Valid for { $duration }. Your credits arrive here by themselves right after you pay.
button-open-link = Pay with { $app }
button-i-have-paid = I have paid
button-new-qr = New QR
button-other-method = Pay another way

payment-qr-expired = <b>This QR has expired, please don’t pay with it.</b>
    Your order is still here: tap “{ $button }” and go on. If you have already paid, you need do nothing: we’ll notice.
payment-paid = <b>Payment received, thank you!</b>
    We’re getting your credits ready. They come as a new message, usually within a minute.
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
    Please don’t pay with the old code. If you have paid already, don’t worry: we’ll notice the payment and see to the order.
payment-expired = <b>This order has expired unpaid.</b>
    There is nothing more to do. If you have paid already, don’t worry: we’ll notice the payment and see to the order.
payment-refunding = <b>Your refund is on its way.</b>
    { $price } goes back the way you paid. We’ll tell you here when it is done.
payment-refunded = <b>Refunded.</b>
    { $price } went back the way you paid. Depending on the bank it may take a little while to show up.
payment-closed = <b>This order is closed.</b>
    If that surprises you, ask us: a person will look it up.

gateway-down = <b>The payment service is not answering just now.</b>
    Your order is kept and nothing was charged. Try again, pay another way, or cancel.
button-try-again = Try again
other-ways = <b>How would you like to pay instead?</b>
    The order stays the same.

toast-checking = Looking now. It can take a minute; your credits come here by themselves.
toast-too-many-checks = We look by ourselves every few seconds. As soon as the payment is in, you’ll get a message here.
toast-already-paid = This order is already paid, so it can’t be cancelled.
payment-underpaid = <b>Your payment of { $paid } arrived, but the price is { $price }.</b>
    We have not delivered yet. Your money is safe: a person is looking at it and will write to you here. Please don’t pay again.
payment-twice = <b>This order was paid a second time.</b>
    The second { $price } goes back the way you paid. We’ll tell you here when it is done.
cancel-which = <b>Which order do you want to cancel?</b>
cancel-nothing = There is nothing to cancel: you have no unpaid order.
button-cancel-order = Cancel { $package } · { $price }
refunded-message = <b>Refunded: { $amount }.</b>
    It went back the way you paid. Depending on the bank it may take a little while to show up.
just-paid = <b>Just paid?</b> We’re looking for your payment now.
    Your credits arrive here by themselves, usually within a minute.
