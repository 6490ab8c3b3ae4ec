button-lost = I lost that account or ID
claim-ask-order = <b>Let’s find your order by its payment.</b>
    Send the merchant order number from the bill: it begins with <code>AC</code>. A picture of the bill does too.
claim-no-number = <b>There is no such number in that.</b>
    Is it about something else? Tap “{ $button }”: what you wrote goes along.
claim-ask-number = <b>Order <code>{ $reference }</code>.</b>
    Now send the transaction number on the bill: open the payment in Alipay, WeChat or your bank, and copy it from there. A picture of the bill does too.
claim-kept = <b>Thank you. A person compares it with the payment.</b>
    You hear from us here within { $duration }. Meanwhile you can write here whatever else helps.
claim-too-many = <b>You have tried this several times today.</b>
    To keep everybody’s orders safe, please wait until tomorrow, or ask a person.
claim-refused = <b>We couldn’t confirm yet that order <code>{ $reference }</code> is yours.</b>
    Please compare both numbers with the bill once more and try again. Or ask a person: a picture of the bill helps.
button-claim-again = Try again
claim-moved-here = <b>This order is in your account now.</b>
    The payment was confirmed by a person. You find the order under My orders from now on.
claim-moved-away = <b>Your order was moved to another Telegram account.</b>
    <b>{ $package } · { $price }</b>, <code>{ $reference }</code>
    Somebody who has the bill of its payment asked for that, and a person confirmed it. Was that you? Then all is well. If not, tap “{ $button }”.

claim-title = 🔑 <b>Claims an order of a lost account</b>
claim-reference = { $known ->
    [yes] ✅
   *[no] ❌ no such order:
    } <code>{ $reference }</code>
claim-number = { $fits ->
    [yes] ✅ the number is on the bill:
   *[no] ❌ the number is on no payment of it:
    } <code>{ $number }</code>
claim-order = { $package } · { $price } · { $at }, { $state }
    So far of: { $buyer } ({ $account })
claim-claimant = To: { $name } ({ $account }), attempt { $attempt } of the day
claim-verdict = { $verdict ->
    [approved] ☑️ <b>Approved: the order and what was delivered went to this account.</b>
    [refused] ✖️ <b>Refused: the order stays where it is, and the customer knows what to do next.</b>
    [fits] Both fit. Approving moves the order to this account and tells the old one.
   *[no] It doesn’t fit, so it can’t be approved. The customer doesn’t know: ask them here, they may have misread it. Refusing tells them, and how to go on.
    }
button-approve = Approve
button-refuse = Refuse
claim-none = Nobody claims an order here. <code>/approve AC…</code> or <code>/refuse AC…</code> names one.
claim-not-possible = This can’t be approved: it is done already, it doesn’t fit, or the order is in that account.
claim-decided = This was decided already.
command-refuse = Refuse the claim to a lost order
command-desk-refuse = Refuse the claim to a lost order
command-approve = Approve the claim to a lost order
command-desk-approve = Approve the claim to a lost order
alert-recovery_claim = <b>🔑 { $name } ({ $account }) claims order <code>{ $reference }</code></b>
    Number on the bill: <code>{ $number }</code>
    { $verdict ->
        [fits] ✅ It fits a payment of this order. <code>/approve { $reference }</code> moves the order to them and tells the old account; <code>/refuse { $reference }</code> refuses.
       *[no] ❌ It is on no payment of this order. The customer doesn’t know; <code>/refuse { $reference }</code> tells them, and how to go on.
    }
alert-order_not_me = <b>⚠️ { $name } ({ $account }) says somebody else took order <code>{ $reference }</code></b>
    What to do: soon ask them for the bill of the payment, and compare it. Whoever has the order ID can use what was delivered.
