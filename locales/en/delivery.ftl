delivery-key-title = <b>Here is your API key. It works right away.</b>
delivery-key-values =
    Base URL
    <code>{ $base_url }</code>
    API key
    <code>{ $secret }</code>
delivery-key-steps =
    <b>What to do now</b>
    1. Copy both values with the buttons below.
    2. In your program, put them in as <code>base_url</code> and <code>api_key</code>.
    3. First time? Tap your programming language: the code comes filled in, just paste and run.
delivery-key-note =
    You need no account. The Base URL is for programs, please don’t open it in a browser.
    Whoever has the key can spend your credits, so keep it to yourself.

delivery-code-title = <b>Here is your redemption code.</b>
delivery-code-value =
    Redemption code
    <code>{ $secret }</code>
delivery-code-note = A redemption code is not an error: this order comes as a code that you turn into credits yourself, in about three minutes.
delivery-code-steps =
    <b>Five steps</b>
    1. <a href="{ $register_url }">Register</a> or <a href="{ $login_url }">log in</a> at the console.
    2. Still on the One API welcome page? Open the menu at the top right and choose Register / Login there.
    3. Open Wallet / Top Up / Redeem and paste the code.
    4. When the balance has arrived, open Tokens / API Keys and create your own key.
    5. Use that key with the Base URL below. It is for programs, please don’t open it in a browser.
delivery-code-base-url =
    Base URL
    <code>{ $base_url }</code>
delivery-samples = <b>First call:</b> tap your programming language below, and put in the key you created.
button-copy-key = Copy API key
button-copy-code = Copy code

sample-title = <b>Your first call · { $language }</b>
sample-run = { $language ->
    [python] Save it as <code>first_call.py</code>, then run:
        <pre>pip install openai
        python first_call.py</pre>
    [nodejs] Save it as <code>first-call.mjs</code>, then run:
        <pre>npm install openai
        node first-call.mjs</pre>
    [java] Save it as <code>FirstCall.java</code>, then run (with <a href="https://www.jbang.dev">JBang</a>):
        <pre>jbang FirstCall.java</pre>
    [go] Save it as <code>main.go</code> in a new folder, then run:
        <pre>go mod init first-call
        go mod tidy
        go run .</pre>
   *[other] Paste it into a terminal (macOS, Linux, or Git Bash on Windows):
}
sample-replace-key = Put your own key in place of <code>{ $placeholder }</code>.
sample-tap-to-copy = Tap the code to copy it. If an answer appears, you’re connected.
button-my-key = My key or code
