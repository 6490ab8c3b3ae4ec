welcome-hello = <b>Hello, and welcome to AiCredits!</b>
welcome-hello-name = <b>Hello { $name }, welcome to AiCredits!</b>
welcome-text =
    Prepaid credits for LLM APIs: DeepSeek, GPT-4o, Claude, with one key and one Base URL.
    Pick a package, scan, pay. Your key arrives here by itself, and credits don’t expire.
package-line = <b>{ $package }</b> · { $price } · { $tokens } · { $best_for }{ $delivery ->
    [late] {" "}· ⏳
    [never] {" "}· sold out for now
   *[soon] {""}
}
package-line-popular = ⭐ <b>{ $package }</b> · { $price } · { $tokens } · { $best_for }{ $delivery ->
    [late] {" "}· ⏳
    [never] {" "}· sold out for now
   *[soon] {""}
}
package-button = { $package } · { $price } · { $tokens }
package-button-popular = ⭐ { $package } · { $price } · { $tokens }
packages-title = <b>Which package would you like?</b>
packages-late = ⏳ Delivery may take longer than usual just now.
packages-hint = Every package calls all our models. Not sure? Start with the smallest, you can buy again any time.
delivery-late = ⏳ <b>Delivery may take longer than usual just now.</b>
    What you pay for is kept: your credits come here by themselves as soon as they are ready, or you get your money back.
methods-title = <b>How would you like to pay?</b>
package-title = <b>{ $package }</b> · { $price } · { $tokens }
package-hint = Tap to order it; nothing is paid before you see how.
button-buy-package = Buy · { $price }
button-other-packages = Other packages
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
package-sold-out = <b>This package is sold out for now.</b>
    Nothing was charged. Please have a look at the others, or look in again a little later.
package-gone-button = See the packages
nothing-to-sell = <b>The shop is restocking.</b>
    There is nothing to buy right now; please look in again a little later. Orders you have already paid for are not affected.
