welcome-hello = <b>你好，欢迎来到 AiCredits！</b>
welcome-hello-name = <b>{ $name }，你好，欢迎来到 AiCredits！</b>
welcome-text =
    大模型 API 预付额度：DeepSeek、GPT-4o、Claude，一个 Key、一个 Base URL 全都能调。
    选套餐、扫码、付款，Key 自动发到这里；额度不过期，用多少算多少。
package-line = <b>{ $package }</b> · { $price } · { $tokens } · { $best_for }{ $delivery ->
    [late] {" "}· ⏳
    [never] {" "}· 暂时缺货
   *[soon] {""}
}
package-line-popular = ⭐ <b>{ $package }</b> · { $price } · { $tokens } · { $best_for }{ $delivery ->
    [late] {" "}· ⏳
    [never] {" "}· 暂时缺货
   *[soon] {""}
}
package-button = { $package } · { $price } · { $tokens }
package-button-popular = ⭐ { $package } · { $price } · { $tokens }
packages-title = <b>想要哪个套餐？</b>
packages-late = ⏳ 现在发货可能比平时慢一些。
packages-hint = 每个套餐都能调用全部模型。拿不准就先买最小的，不够随时再买。
delivery-late = ⏳ <b>现在发货可能比平时慢一些。</b>
    付了款会一直给你留着：一能发货就自动发到这里，实在发不了就退款。
methods-title = <b>用什么付款？</b>
package-title = <b>{ $package }</b> · { $price } · { $tokens }
package-hint = 点一下就下单；看到付款方式之前不会扣款。
button-buy-package = 购买 · { $price }
button-other-packages = 其他套餐
method-label = { $method ->
    [alipay] 支付宝
    [wxpay] 微信支付
    [wechat] 微信支付
    [stars] Telegram Stars
    [usdt] USDT
    [qqpay] QQ 钱包
   *[other] 在线支付（{ $method }）
}
too-many-open-title = <b>你有 { $count } 笔订单还没付款</b>
too-many-open-text = 先付掉或取消其中一笔，就可以下新单了。
open-order-line = <b>{ $package }</b> · { $price } · <code>{ $reference }</code>
button-pay-order = 付款：{ $package } · { $price }
package-gone = <b>这个套餐已经下架了。</b>
    没有扣你的钱，看看现在在售的套餐吧。
package-sold-out = <b>这个套餐暂时缺货。</b>
    没有扣你的钱，可以看看其他套餐，或者过一会儿再来。
package-gone-button = 看看在售套餐
nothing-to-sell = <b>正在补货</b>
    暂时没有可买的套餐，请过一会儿再来看看。已经付款的订单不受影响。
