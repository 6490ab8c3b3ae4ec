refund-title = <b>Refund <code>{ $reference }</code> · { $package } · { $price }</b>
    Paid: { $paid }
refund-use = { $use ->
    [key] 🔑 { $left } of the key’s quota is left.
    [unredeemed] 🎟 The code has not been redeemed.
    [redeemed] 🎟 <b>The code has been redeemed.</b> It can’t be taken back: the customer keeps the credits.
    [from_stock] 🎟 The code came from the stock. The shop can’t see whether it was redeemed, and can’t disable it.
    [nothing_delivered] Nothing was delivered.
   *[unknown] ⚠️ The console doesn’t say now what was used.
}
refund-what-happens = { $use ->
    [key] The key is switched off first, then the money goes back.
    [unredeemed] The code is disabled first, then the money goes back.
    [redeemed] Whatever you give back is at the shop’s expense.
    [from_stock] Disable it at the console first, if it is still unused.
    [nothing_delivered] The money goes back the way it was paid.
   *[unknown] What was delivered is switched off first, as soon as the console answers; then the money goes back.
}
refund-nothing = There is no payment to give back.
refund-by-hand = <b>{ $what ->
        [part] This way to pay gives back all or nothing by itself: a part you send.
       *[all] This way to pay can’t give money back by itself: you send it.
    }</b>
    Once the key or code is off the order waits for you. Send the money then, and tap “{ $button }” at the order.
refund-button-all = Give back all: { $amount }
refund-button-unused = The unused part: { $amount }
refund-button-other = Another amount
refund-ask-amount = <b>How much of <code>{ $reference }</code> goes back?</b>
    Write the amount as your next message, at most { $most }{ $coins ->
        [yes] {" "}(paid as { $paid })
       *[no] {""}
    }.
refund-ask-amount-by-hand = <b>How much of <code>{ $reference }</code> did you give back?</b>
    Write the amount as your next message, at most { $most }{ $coins ->
        [yes] {" "}(paid as { $paid })
       *[no] {""}
    }.
refund-ask-amount-again = <b>That is not an amount that can go back.</b>
    { $whole ->
        [yes] Write a whole number, such as 12;
       *[no] Write it with at most two decimals, such as 12.50;
    } at most { $most } for <code>{ $reference }</code>.
refund-ask-reference = <b>You gave back { $amount } of <code>{ $reference }</code>: where can that be looked up?</b>
    Write the number of the transfer, and whatever else should be on record, as your next message. It is kept with your name. The customer then hears that the money is back.
refund-button-other-by-hand = It was another amount
refund-ask-reason = <b>{ $what ->
        [part] Give back { $amount }
       *[all] Give back everything
    } · <code>{ $reference }</code>: why?</b>
    Write the reason as your next message; it goes to nobody but the records, with your name. You confirm afterwards.
refund-confirm = <b>Give back { $amount } of <code>{ $reference }</code>?</b>
    Reason: { $reason }
    The customer has not seen this sentence.
refund-button-now = Refund { $amount } now
refund-button-not = Don’t
toast-refund-looking = Looking at what was used …
refund-pending-message = <b>{ $amount } is on its way back to you.</b>
    The payment service is taking its time. We’ll tell you here when it is done; you need do nothing.
refunded-message = <b>Refunded: { $amount }.</b>
    { $where ->
        [hand] A person of the shop sent it to you. If you can’t find it, ask here.
        [stars] It went back the way you paid. It is on your Stars balance now.
       *[bank] It went back the way you paid. Depending on the bank it may take a little while to show up.
    }{ $stopped ->
        [yes] {" "}The key or code of this order no longer works.
       *[no] {""}
    }
alert-refunded_unseen = <b>💰 A payment came and went back before the shop saw it</b>
    <code>{ $reference }</code>: { $amount } (payment { $number }). The payment service says that all or a part of it was given back. Nothing was delivered.
    What to do: look the payment up there. If the shop kept a part of it, give that back too, or mark the order as paid.
alert-refund_hangs = <b>💰 A refund is still under way after two hours</b>
    <code>{ $reference }</code>: { $amount } (payment { $number }). { $explained ->
        [yes] It waits because of this: { $reason }
       *[no] The payment service says that it is at it.
    }
    What to do: look at the payment service, or at the console where the key or code is switched off first. The shop goes on trying. The customer only knows that it is on its way.
alert-refund_done = <b>↩️ Refunded: { $amount }</b>
    <code>{ $reference }</code>: { $by ->
        [hand] it is noted as given back by hand.
       *[rail] the payment service says that the money is back.
    } The customer was told.
alert-refund_by_hand = <b>↩️ Please send back { $amount } by hand</b>
    <code>{ $reference }</code> (payment { $number }): this way to pay can’t do it by itself. What was delivered has been switched off, where that can be done.
    What to do: send the money, then tap “Given back by hand” at the order. The customer is told then.
alert-refund_kept = <b>⚠️ Given back, but what was delivered may still work</b>
    <code>{ $reference }</code>: { $reason }
    What to do: switch it off at the console, if it still can be.
