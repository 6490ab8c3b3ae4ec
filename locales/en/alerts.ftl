alert-order_parked = <b>🕐 An order needs a person</b>
    <code>{ $reference }</code> · { $package } · { $amount }
    Why: { $reason }
    What to do: look at the payment at the gateway, then deliver, refund or close the order. The customer has been told to expect an answer.
alert-console_credentials_lost = <b>🔑 The console no longer accepts our access token</b>
    Console: { $console } · account: { $account }
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
alert-gateway_down = <b>💳 A payment gateway is not answering</b>
    { $rail }, for { $minutes ->
        [one] 1 minute
       *[other] { $minutes } minutes
    }: { $error }
    What to do: look at the gateway’s own page; <code>python -m bot doctor</code> tries each part. We keep asking; payments made meanwhile are found afterwards.
alert-gateway_recovered = <b>💳 The payment gateway answers again</b>
    { $rail }, after { $minutes ->
        [one] 1 minute
       *[other] { $minutes } minutes
    }.
    What to do: nothing. Open payments are being asked about now.
alert-database_error = <b>🗄 The database failed</b>
    { $error }
    What to do: check that it runs and that the disk has room; <code>python -m bot doctor</code> says more. Telegram sends the customers’ messages again by itself.
