faq-title = <b>Questions and answers</b>
faq-hint = Yours isn’t here? Ask a person.
faq-question = <b>{ $question }</b>
button-all-questions = All questions

faq-label-account = Need an account?
faq-question-account = Do I need to create an account?
faq-answer-account =
    Usually not. With an API key you start right away.
    Only if your order came as a redemption code do you register at the console, to redeem it.

faq-label-expiry = Do credits expire?
faq-question-expiry = Do credits expire?
faq-answer-expiry = No. Credits are prepaid and don’t expire, unless a package says otherwise. Use them at your own pace.

faq-label-balance = What’s left?
faq-question-balance = How do I check my remaining balance?
faq-answer-balance =
    <b>Redeemed a code?</b> Log in at the console: the dashboard shows what is left, your history, and the tokens used by each model.
    <b>Got an API key?</b> It has no console account. Ask a person with your order ID, and we look it up for you.

faq-label-unauthorized = 401 Unauthorized
faq-question-unauthorized = I get 401 Unauthorized. What is wrong?
faq-answer-unauthorized =
    Three things to check:
    1. The header is exactly <code>Authorization: Bearer sk-…</code>, with the whole key and no space at its end.
    2. <code>base_url</code> is the Base URL from your delivery, not the address of OpenAI.
    3. A redemption code is not a key: redeem it first, then create a key.
    A key whose credits are used up can answer 401 too.

faq-label-quota_exceeded = 429 Quota
faq-question-quota_exceeded = I get 429 or “quota exceeded”. What now?
faq-answer-quota_exceeded =
    Your credits are used up, or they are too few for that model. It works again as soon as you have more.
    A new package brings a new key, or a code that adds to your console balance.

faq-label-streaming = Streaming
faq-question-streaming = Can I use streaming?
faq-answer-streaming = Yes. Put <code>stream: true</code> in the request (<code>stream=True</code> in Python). It works exactly as with OpenAI.

faq-label-lost_code = Lost key or code
faq-question-lost_code = I lost my key or my redemption code.
faq-answer-lost_code =
    It is still here: open My orders, tap the order, and it is shown again, the same one as before.
    From another Telegram account, send <code>/order</code> with the whole order ID.

faq-label-browser = Base URL won’t open
faq-question-browser = The Base URL shows an error in my browser.
faq-answer-browser = That is as it should be: the Base URL is for programs, not a web page. Put it in your code as <code>base_url</code>. To redeem a code, use the console’s pages instead.

faq-label-path = Key or code?
faq-question-path = Why did I get a code and not a key (or the other way round)?
faq-answer-path = Usually you get an API key, ready to use. When that isn’t possible, the order comes as a redemption code: no error, the same credits, and a few more steps. The delivery message always tells you which one you have.

faq-label-redeem = Redeem a code
faq-question-redeem = How do I redeem a code?
faq-answer-redeem =
    1. Register or log in at the console.
    2. Open Wallet / Top Up / Redeem and paste the code.
    3. When the balance has arrived, open Tokens / API Keys and create your own key.

faq-label-welcome_page = One API page
faq-question-welcome_page = I only see the One API welcome page.
faq-answer-welcome_page = Open the menu at the top right and choose Register / Login there. After that you find Wallet / Top Up / Redeem.

faq-label-create_key = Create a key
faq-question-create_key = How do I create my own key?
faq-answer-create_key = This is only needed after redeeming a code. Log in at the console, open Tokens / API Keys, create a new one, and copy it. It starts with <code>sk-</code>.

faq-label-first_call = First call
faq-question-first_call = How do I make my first call?
faq-answer-first_call = Your program needs two values: <code>base_url</code> and <code>api_key</code>. Use the model <code>deepseek-chat</code> the first time. Samples in five languages are under Quick start, step 4. If your order came with an API key, the samples in it have your key filled in.

faq-label-models = Which models?
faq-question-models = Which models can I use?
faq-answer-models = DeepSeek, GPT-4o and Claude models, with every package. The list has each one’s name as you write it in <code>model</code>.

faq-label-which_package = Which package?
faq-question-which_package = Which package is right for me?
faq-answer-which_package = To try things out, take the smallest. For your own projects, the next one up. The ⭐ one is what most people choose, and the largest is for a lot of use. You can buy again any time.

faq-label-payment = How to pay
faq-question-payment = How do I pay, and what if it doesn’t work?
faq-answer-payment =
    Choose a package and a way to pay, scan the QR, and pay exactly the amount shown.
    We notice the payment by ourselves; you can also tap “I have paid”. An expired QR is renewed with one tap, and the order stays.
    Paid, and nothing happened? Ask a person, with your order ID. Please don’t pay twice.

faq-label-refund = Refunds
faq-question-refund = Can I get my money back?
faq-answer-refund =
    If you paid and we can’t deliver, you get your money back, the way you paid.
    In other cases a person looks at it: write to us with your order ID and the reason.

faq-label-delivery_time = How long?
faq-question-delivery_time = How long does delivery take?
faq-answer-delivery_time = It comes by itself, usually within a minute of your payment. When an order needs a person, we tell you here.

faq-label-sharing = Sharing a key
faq-question-sharing = Can I share my key, or use it on several devices?
faq-answer-sharing =
    Use it in as many of your programs and devices as you like.
    Sharing it means sharing your credits: whoever has the key can spend them. Keep it out of public code.

faq-label-privacy = Privacy
faq-question-privacy = What do you keep about me?
faq-answer-privacy = Your Telegram ID and name, your language, your orders, and what you write to us. Keys and codes are stored encrypted. We never see your card or your payment account. More under /privacy.

faq-label-invoice = Invoices
faq-question-invoice = Can I get an invoice?
faq-answer-invoice = Please ask a person. Send the order ID and what should stand on the invoice, and we’ll tell you what we can do.

faq-label-person = Reply times
faq-question-person = How do I reach a person?
faq-answer-person = Tap “Ask a person” and write your question. If it is about an order, give the order ID.
