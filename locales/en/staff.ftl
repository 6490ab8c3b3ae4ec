staff-parked-none = <b>No order waits for a person.</b>
staff-parked-title = <b>Orders that wait for a person</b>
staff-parked-line = <code>{ $reference }</code> · { $package } · { $price }
    { $buyer } · { $at } · { $reason }
staff-park-reason = { $reason ->
    [undeliverable] nothing could be delivered
    [underpaid] paid too little
    [refund_refused] the gateway refused the refund
    [refund_by_hand] to be given back by hand
   *[other] needs a person
}
staff-case = <b><code>{ $reference }</code> · { $package } · { $price }</b>
    { $state }
    Paid: { $paid }
    Buyer: { $buyer } ({ $account })
staff-nothing-paid = nothing
staff-history-placed = { $at } placed
staff-history-payment = { $at } { $method } <code>{ $number }</code>: { $state ->
    [creating] being asked for
    [pending] not paid yet
    [paid] paid
    [mismatched] paid, the amount is another
    [expired] run out
    [closed] given up
    [failed] refused by the gateway
    [refunding] going back
   *[refunded] given back
}
staff-history-delivery = { $at } { $path ->
    [key] key
    [code] code
   *[stock] code from the stock
}: { $state ->
    [intended] to be made
    [asked] asked for at the console
    [made] made, being tried
    [issued] handed over
    [refused] refused
   *[abandoned] given up
}{ $explained ->
    [yes] {" "}({ $why })
   *[no] {""}
}
staff-history-refund = { $at } refund { $amount } <code>{ $number }</code>: { $state ->
    [intended] about to be asked for
    [asked] asked for at the gateway
    [done] done
   *[refused] refused
}{ $explained ->
    [yes] {" "}({ $why })
   *[no] {""}
}
staff-history-act = { $at } { $act ->
    [deliver_again] delivered again
    [mark_paid] marked as paid
    [refund] refund begun
    [given_back] given back by hand
    [close] closed
    [approve_recovery] handed to another account
   *[refuse_recovery] recovery refused
} · { $who ->
    [shop] the shop
   *[other] { $who }
}{ $explained ->
    [yes] {" "}· { $why }
   *[no] {""}
}
staff-button-refresh = Look again
staff-button-list = All parked orders
staff-button-case = Show the order
staff-button-deliver = Deliver again
staff-button-paid = Mark as paid
staff-button-refund = Refund
staff-button-given_back = Given back by hand
staff-button-close = Close
staff-ask-reason = <b>{ $act ->
        [paid] Mark as paid
       *[close] Close
    } <code>{ $reference }</code>: why?</b>
    Write the reason as your next message. It is kept with your name.
staff-too-late = <b>This can’t be done any more.</b>
    Order <code>{ $reference }</code> has moved on.
toast-staff-not-possible = The order has moved on: this can’t be done any more.
