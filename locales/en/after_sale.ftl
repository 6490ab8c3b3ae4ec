button-balance = Balance
button-balance-again = Look again
button-look-again = Check again
button-key-trouble = My key doesn’t work
button-first-call = Code to try it
button-which-order = { $package } · { $date }

balance-left = <b>About { $percent }% is left.</b>
balance-amounts = { $left } of { $whole } tokens are left, { $used } are used.
balance-note = Models use credits at different rates, so take it as about right. The latest calls may not be counted yet.
balance-answer = { $outcome ->
    [silent] <b>We can’t look it up just now.</b>
        The console gave us no answer, so we don’t know what is left. Your credits are not affected; please look again in a few minutes.
    [gone] <b>The console doesn’t know this key any more.</b>
        That shouldn’t happen. Please ask a person, who will look it up.
    [disabled] <b>This code has been switched off.</b>
        It can’t be redeemed any more. If that surprises you, please ask a person.
    [unused] <b>Your code has not been redeemed yet.</b>
        All of it is still there: log in to the console and enter the code under Wallet / Top Up / Redeem.
    [redeemed] <b>Your code has been redeemed.</b>
        The credits are in the console account that redeemed it. Log in there: the dashboard shows what is left.
   *[code] <b>Your credits are in your console account.</b>
        Log in there: the dashboard shows what is left. If you haven’t redeemed the code yet, all of it is still there.
}
trouble-answer = { $outcome ->
    [works] <b>✅ We’ve just tried your key, and it works.</b>
        So it is most likely something on the way to it:
        • Copy the key once more, whole, without spaces or quotes.
        • Base URL: exactly as in your delivery, ending in <code>/v1</code>.
        • Model: a name from the list of models.
        • Asked to log in? The Base URL is for programs, not for a browser.
    [exhausted] <b>Your key is fine, but its credits are used up.</b>
        That is why calls are refused (error 401 or 403). With a new package you go on right away, with a new key.
    [disabled] <b>Your key has been switched off.</b>
        It is no mistake of yours. A key is switched off after a refund, for example. A person can tell you why.
    [expired] <b>Your key has expired at the console.</b>
        Our keys shouldn’t expire. Please ask a person, who will put it right.
    [gone] <b>The console doesn’t know your key any more.</b>
        That shouldn’t happen. Please ask a person, who will put it right.
    [refused] <b>The console says your key is good, yet it is turned away.</b>
        It is no mistake of yours. Please ask a person, who will look at it.
    [ours] <b>Your key is fine; the fault is on our side.</b>
        The shop’s own account at the console has to be topped up. We know, and calls work again as soon as it is done. Your credits stay as they are.
    [gateway_down] <b>Your key is fine, but the API isn’t answering just now.</b>
        It is no mistake of yours, and your credits stay as they are. Please try again in a few minutes.
    [unused] <b>This order is a redemption code, and it has not been redeemed yet.</b>
        A code is no API key. Log in to the console, enter the code under Wallet / Top Up / Redeem, then create a key of your own there.
    [redeemed] <b>Your code has been redeemed, and you made the key yourself.</b>
        Log in to the console: under Tokens / API Keys you see whether it is switched on and has credits. Copy it from there once more.
    [code] <b>This order is a redemption code; you make the key yourself at the console.</b>
        Log in there: has the code been redeemed, and does the key under Tokens / API Keys have credits? Copy it from there once more.
   *[silent] <b>We couldn’t find out just now.</b>
        The console gave us no answer, so we don’t know whether it is your key. Please check again in a few minutes, or ask a person.
}
low-balance = <b>🔋 About { $percent }% of your credits are left.</b>
low-balance-note = When they are used up, calls are refused. A new package comes with a new key, and the old one keeps what it has. We say this once for each key.
after-sale-none = <b>You have no delivered order yet.</b>
    As soon as you have a key or a code, you see here what is left of it and whether it works.
after-sale-which = <b>Which order is it about?</b>
after-sale-nothing = There is no key or code of this order to look at.
after-sale-asking = One moment, we’re asking the console. The answer comes right here.
toast-asking-console = One moment, asking the console…
toast-asked-too-often = You’ve just asked a few times. Please look again in some minutes.
