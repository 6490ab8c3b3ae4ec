guide-progress = Quick start · step { $step } of 4
guide-1-title = <b>1. Buy a package</b>
guide-1 =
    Choose the one that fits, scan, pay. It takes about three minutes from here to your first answer.
    Keep your order ID: it brings your key or code back any time, from any account.
guide-2-title = <b>2. See what you got</b>
guide-2 =
    The delivery comes here by itself. It is one of two things:
    • a <b>Base URL and an API key</b>: use them directly, no account needed;
    • a <b>redemption code</b>: turn it into credits in the console, then create your own key.
    Don’t guess and don’t go to the console first: the delivery message tells you which one it is. You find it again under My orders.
guide-3-title = <b>3. Use what you got</b>
guide-3-key =
    <b>An API key?</b> Copy the Base URL and the key. That’s it, go on to step 4.
guide-3-code =
    <b>A redemption code?</b>
    • Register or log in at the console. On the One API welcome page, use the menu at the top right.
    • Open Wallet / Top Up / Redeem and paste the code.
    • When the balance has arrived, open Tokens / API Keys and create your own key.
guide-3-base-url =
    Both ways end with these two values in your program:
    Base URL: <code>{ $base_url }</code>
    API key: <code>{ $placeholder }</code>
    The Base URL is for programs, please don’t open it in a browser.
guide-4-title = <b>4. Make your first call</b>
guide-4 =
    Choose a language, put in your key, and run it. Leave the model as <code>deepseek-chat</code> the first time.
    An answer appears? You’re connected. 🎉
guide-tip = Got an API key from us? Opened from your order, the code has it filled in already.

models-title = <b>Models you can call</b>
model-entry = <code>{ $model }</code>
    { $description } · { $context } context
    { $best_for }
model-entry-recommended = ⭐ <code>{ $model }</code>
    { $description } · { $context } context
    { $best_for }
models-hint = Tap a name to copy it, and use it as <code>model</code>. When credits run out, calls are refused (401, 403 or 429); a new package brings a new key.
