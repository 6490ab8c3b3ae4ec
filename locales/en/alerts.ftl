alert-order_parked = <b>🕐 An order needs a person</b>
    <code>{ $reference }</code> · { $package } · { $amount }
    Why: { $reason ->
        [undeliverable] nothing could be delivered, neither a key nor a code
       *[other] { $reason }
    }
    What to do: /parked shows it. Look at the payment at the gateway, then deliver, refund or close the order. The customer has been told to expect an answer.
alert-order_still_parked = <b>🕐 An order has been waiting for a person for { $hours } hours</b>
    <code>{ $reference }</code> · { $package } · { $amount }
    What to do: /parked shows it. Deliver, refund or close it; the customer was promised an answer.
alert-order_unparked = <b>✅ An order no longer waits for a person</b>
    <code>{ $reference }</code> · { $package } · { $amount }: { $state ->
        [delivered] delivered
        [paid] being delivered
        [refunding] being refunded
        [refunded] refunded
       *[other] closed
    }.
alert-quota_low = <b>🔋 The sales account is running low</b>
    It holds { $left } at the console, less than three of the largest packages. When it is empty, every key it sold stops, whatever the keys themselves still hold.
    What to do: top the account up at the console.
alert-quota_empty = <b>🚨 The sales account is empty</b>
    It holds { $left }: every key it sold has stopped working.
    What to do: top the account up at the console, now.
alert-quota_filled = <b>🔋 The sales account is filled again</b>
    It holds { $left }.
alert-console_credentials_lost = <b>🔑 The console no longer accepts our access token</b>
    Account: { $path ->
        [key] sales (keys)
       *[other] admin (redemption codes)
    }
    Until then orders go out the ways that are left (codes, stock).
    What to do: make a new access token for this account at the console, put it into the settings, restart the shop. (Making one in the dashboard ends the old one.)
alert-stock_low = <b>📦 The code stock is getting low</b>
    { $package }: { $left ->
        [one] 1 code
       *[other] { $left } codes
    } left.
    What to do: create codes at the console, then <code>python -m bot stock import FILE</code>.
alert-stock_empty = <b>📦 The code stock is empty</b>
    { $package }: no code left. Orders that need one will wait for a person.
    What to do: create codes at the console, then <code>python -m bot stock import FILE</code>.
alert-stock_filled = <b>📦 The code stock is filled again</b>
    { $package }. Orders that waited for a code are being delivered now.
alert-no_way_to_deliver = <b>🚨 What customers pay for cannot be delivered</b>
    No console account is set, and the code stock is empty. Every package is shown as sold out meanwhile; what is paid for all the same waits for a person.
    What to do: set <code>CONSOLE_SALES_TOKEN</code> or <code>CONSOLE_ADMIN_TOKEN</code> and restart the shop, or import codes: <code>python -m bot stock import FILE</code>. <code>python -m bot doctor</code> shows each way.
alert-way_to_deliver_found = <b>✅ Orders can be delivered again</b>
    A console account is set, or the stock has codes.
alert-gateway_down = <b>💳 A payment gateway is not answering</b>
    { $rail }: { $reason }
    What to do: look at the gateway’s own page; <code>python -m bot doctor</code> tries each part. We keep asking; payments made meanwhile are found afterwards.
alert-gateway_refused = <b>💳 A payment gateway refuses our payments</b>
    { $rail }, order <code>{ $reference }</code>: { $reason }
    What to do: check the account and its settings; <code>python -m bot doctor</code> tries them. Customers are offered another way to pay.
alert-gateway_recovered = <b>💳 The payment gateway works again</b>
    { $rail }. Open payments are being asked about now.
alert-rail_hidden = <b>💳 A way to pay is hidden for a while</b>
    { $rail }: three payments in a row could not be made. Customers are offered the other ways for { $minutes } minutes; then the next one tries it.
    What to do: <code>python -m bot doctor</code> says what is wrong with it.
alert-rail_shown = <b>💳 A way to pay is offered again</b>
    { $rail } works.
alert-console_refused = <b>🔑 The console refuses to make { $path ->
        [key] keys
       *[other] codes
    }</b>
    { $reason }
    Orders go out by the other ways until then.
    What to do: look at the console; <code>python -m bot doctor</code> says more.
alert-console_restored = <b>🔑 The console makes { $path ->
        [key] keys
       *[other] codes
    } again</b>
    What to do: nothing.
alert-overpaid = <b>💰 A customer paid too much</b>
    <code>{ $reference }</code>: { $paid } for { $price } (payment { $number }).
    The order is delivered. What to do: give the difference back at the gateway.
alert-underpaid = <b>💰 A customer paid too little</b>
    <code>{ $reference }</code>: { $paid } of { $price } (payment { $number }).
    Nothing was delivered. What to do: agree with the customer, then take the rest or give the money back at the gateway.
alert-paid_twice = <b>💰 An order was paid twice</b>
    <code>{ $reference }</code>: { $paid } once more (payment { $number }).
    What to do: give the second payment back by hand, then tap “Given back by hand” at the order. The customer was told, and keeps what was delivered.
alert-paid_twice_returning = <b>💰 An order was paid twice</b>
    <code>{ $reference }</code>: { $paid } once more (payment { $number }).
    It goes back to the customer by itself. What to do: nothing.
alert-transaction_reused = <b>💰 A gateway counts one payment twice</b>
    <code>{ $reference }</code>, payment { $number }: its transaction belongs to another order already. Nothing was credited.
    What to do: compare both at the gateway.
alert-update_failed = <b>⚙️ A customer’s message could not be handled</b>
    Update { $detail }. The customer was asked to try again.
    What to do: send the log around this time to whoever maintains the shop.
alert-message_refused = <b>⚙️ Telegram refused a message to a customer</b>
    { $detail }
    What to do: send the log around this time to whoever maintains the shop. The customer’s order can be seen with /orders all the same.
alert-support_message = <b>💬 { $name } ({ $account }) writes</b>
    { $reference ->
        [none] No order is named.
       *[other] Order: <code>{ $reference }</code>
    }
    <blockquote>{ $text }</blockquote>
alert-refund_refused = <b>💰 A refund was refused</b>
    <code>{ $reference }</code>: { $amount } (payment { $number }): { $reason }
    What to do: give the money back at the gateway by hand, then tap “Given back by hand” at the order. The customer was told that it is on its way.
alert-invariant_broken = <b>🚨 The books do not add up: rule { $invariant }</b>
    { $invariant ->
        [1] Every delivered order has exactly one key or code, no other order has any.
        [2] Nothing is delivered without a payment of the price, or a person’s word for it.
        [3] An order’s state and its times agree.
        [4] One transaction pays one order, one code goes to one order.
        [5] What is stored opens for its own order, and goes to its buyer only.
        [6] All money is accounted for: delivered, given back, or waiting for a person.
       *[other] A paid order is delivered or parked within minutes.
    }
    Orders: <code>{ $references }</code>
    Found: { $detail }
    What to do: look at the orders and at the gateway, keep a copy of the database, and send the log to whoever maintains the shop.
alert-invariant_restored = <b>✅ Rule { $invariant } holds again</b>
    Orders: <code>{ $references }</code>
