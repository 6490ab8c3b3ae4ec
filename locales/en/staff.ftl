staff-parked-none = <b>No order waits for a person.</b>
staff-parked-title = <b>Orders that wait for a person</b>
staff-parked-line = <code>{ $reference }</code> · { $package } · { $price }
    { $buyer } · { $at } · { $reason }
staff-park-reason = { $reason ->
    [undeliverable] nothing could be delivered
    [underpaid] paid too little
    [refund_refused] the gateway refused the refund
   *[other] -
}
staff-case = <b><code>{ $reference }</code> · { $package } · { $price }</b>
    { $state } · { $reason }
    Paid: { $paid }
    Buyer: { $buyer } ({ $account })
staff-history-line = { $at } { $kind ->
    [placed] placed
    [payment] payment
    [delivery] delivery
   *[act] by hand
} { $detail }
staff-button-refresh = Look again
staff-button-list = All parked orders
staff-button-case = Show the order
staff-button-deliver = Deliver again
staff-button-paid = Mark as paid
staff-button-refund = Refund
staff-button-close = Close
staff-ask-reason = <b>{ $act ->
        [refund] Refund
        [paid] Mark as paid
       *[close] Close
    } <code>{ $reference }</code>: why?</b>
    Write the reason as your next message. It is kept with your name.
staff-too-late = <b>This can’t be done any more.</b>
    Order <code>{ $reference }</code> has moved on.
toast-staff-not-possible = The order has moved on: this can’t be done any more.
