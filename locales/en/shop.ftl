welcome-hello = <b>Hello, and welcome to AiCredits!</b>
welcome-hello-name = <b>Hello { $name }, welcome to AiCredits!</b>
welcome-text =
    Prepaid credits for LLM APIs: DeepSeek, GPT-4o, Claude, with one key and one Base URL.
    Pick a package, scan, pay. Your key arrives here by itself, and credits don’t expire.
package-line = <b>{ $package }</b> · { $price } · { $tokens } · { $best_for }
package-line-popular = ⭐ <b>{ $package }</b> · { $price } · { $tokens } · { $best_for }
package-button = { $package } · { $price } · { $tokens }
package-button-popular = ⭐ { $package } · { $price } · { $tokens }
packages-title = <b>Which package would you like?</b>
packages-hint = Every package calls all our models. Not sure? Start with the smallest, you can buy again any time.
methods-title = <b>How would you like to pay?</b>
package-title = <b>{ $package }</b> · { $price } · { $tokens }
method-label = { $method ->
    [alipay] Alipay
    [wxpay] WeChat Pay
    [wechat] WeChat Pay
    [stars] Telegram Stars
    [usdt] USDT
    [qqpay] QQ Wallet
   *[other] Online payment ({ $method })
}
too-many-open-title = <b>You have { $count ->
    [one] one order
   *[other] { $count } orders
} waiting for payment</b>
too-many-open-text = Pay or cancel one of them first, then you can start a new one.
open-order-line = <b>{ $package }</b> · { $price } · <code>{ $reference }</code>
button-pay-order = Pay { $package } · { $price }
package-gone = <b>This package is no longer on sale.</b>
    Nothing was charged. Please have a look at the others.
package-gone-button = See the packages
nothing-to-sell = <b>The shop is restocking.</b>
    There is nothing to buy right now; please look in again a little later. Orders you have already paid for are not affected.
