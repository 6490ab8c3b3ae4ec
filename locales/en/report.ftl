report-title = <b>📊 { $day }</b>
report-orders = Orders: { $placed } placed, { $paid } paid
report-received = Received: <b>{ $amount }</b> in { $payments ->
    [one] 1 payment
   *[other] { $payments } payments
}
report-delivered = Delivered: { $total } (keys { $keys }, codes { $codes }, from the stock { $stock })
report-refunded = Given back: { $amount } in { $refunds ->
    [one] 1 refund
   *[other] { $refunds } refunds
}
report-waiting = { $orders ->
    [0] Nothing waits for a person.
    [one] <b>1 order waits for a person now: /parked</b>
   *[other] <b>{ $orders } orders wait for a person now: /parked</b>
}
report-stock = Codes left: { $counts }
report-compared = Compared with the console: { $orders ->
    [one] 1 order
   *[other] { $orders } orders
}{ $differences ->
    [0] , everything agrees.
   *[other] . Not everything agrees:
}
report-difference = ⚠️ { $kind ->
    [missing] what was delivered is no longer there, or switched off
    [several] more than one of them works
    [other_secret] the console shows another key or code than we delivered
   *[other_quota] its quota is another than what was sold
}: { $references }
report-silent = ⚠️ The console could not be asked: { $reason }
report-left-out = Not compared: { $orders ->
    [one] 1 order
   *[other] { $orders } orders
}
report-remark = ⚠️ { $text }
