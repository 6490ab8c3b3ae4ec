help-text =
    <b>How can we help?</b>
    Buy credits, see your orders, read how to start, or ask a person.

    /order and an order ID finds an order from another account.
    /language changes the language, /terms and /privacy have the small print.
button-terms = Terms
button-privacy = Privacy
button-language = 中文 / English

language-choice = <b>Which language do you prefer?</b>
language-changed = <b>From now on we speak English.</b>

terms-text =
    <b>Terms of sale</b>
    1. You buy prepaid credits for calling LLM APIs. The price is the one shown when you place the order.
    2. After payment you get an API key or a redemption code in this chat. Keep it safe: whoever has it can use the credits.
    3. Credits don’t expire unless a package says otherwise. Which models can be called may change.
    4. If you paid and we can’t deliver, you get your money back. Everything else: a person decides, case by case.
    5. Please use the credits lawfully and by the rules of the model’s maker.
    6. Telegram is not a party to this sale, and its support can’t help with it. Questions, complaints and refunds, also of Stars, go to us: /paysupport.
paysupport-text =
    <b>Trouble with a payment?</b>
    • <b>Paid, nothing came:</b> open the order and tap “I have paid”. It can take a minute.
    • <b>The QR or the invoice has expired:</b> get a new one with a tap in the order.
    • <b>Paid twice, or the wrong amount:</b> the money isn’t lost. Ask a person, with the order ID.
    A person answers within { $duration }, here or at <code>{ $email }</code>.
privacy-text =
    <b>What we keep about you</b>
    • Your Telegram ID, name, username and language, to serve you in this chat.
    • Your orders and their payments: time, amount, and the payment’s number. We never see your card or payment account.
    • The keys and codes you bought, encrypted.
    • What you write to our people, to answer you, and your last ten steps with the bot, so that they know where you are.
    We don’t sell any of it and show no ads. What you send to a model goes to the API, not through this chat.
    To have your data deleted, write to <code>{ $email }</code>.
support-text =
    <b>A person is here for you.</b>
    Just write your question in this chat, as one message or several; pictures help too. We answer within { $duration }.
support-what-to-write = Good to know for us: what you did, what you expected, and the exact words of any error. Please never send your whole API key.
support-order = It is about this order: <b>{ $package } · { $price }</b>, <code>{ $reference }</code>
support-no-order = Is it about an order? Give its order ID, it is under My orders.
support-email = Or by e-mail: <code>{ $email }</code>
button-copy-email = Copy e-mail address
support-received = <b>Got it, thank you.</b>
    A person will read it and answer here within { $duration }. You can add to it any time.
unknown-text = <b>Sorry, we didn’t get that.</b>
    Here is what we can do for you, or ask a person:
something-broke = <b>Something went wrong on our side.</b>
    Nothing is lost: your orders and payments are safe. Please try again, or ask a person.
toast-stale-button = This button is out of date. Send /start for a fresh menu.
database-busy = <b>One moment, we’re a little slow right now.</b>
    Your message is kept and answered as soon as possible. No need to send it again.
