checkout-paid = 这笔订单已经付过了，这次没有扣款。买到的内容就在这个聊天里，发 /orders 查看。
checkout-over = 这张账单已失效，没有扣款。发 /orders 继续原来的订单，或发 /buy 重新下单。
checkout-changed = 账单金额已有变化，没有扣款。发 /orders 重新获取账单。
checkout-not_theirs = 这是别人的订单，没有扣款。想买的话，发 /buy 给自己下单。
checkout-later = 暂时查不到你的订单，没有扣款。请过一分钟再试。

payment-invoice-expired = <b>账单已过期。</b>
    订单还在，点“{ $button }”接着付就行。如果已经付过了，不用操作，我们会自动查到。
button-new-invoice = 新账单
payment-unplaced = <b>收到你付的 { $amount }，但没找到对应的订单。</b>
    Stars 不会丢：已转人工处理，会在这里联系你。请不要再付一次。

alert-payment_unplaced = <b>💰 有一笔款找不到订单</b>
    { $rail } 收到 { $amount }，付款账号 <code>{ $payer }</code>，流水号 <code>{ $transaction }</code>，没有入账。
    怎么办：查清是付什么的，联系付款人，或者退款。是不是还有别的程序在用这个机器人的 Token？
alert-refunded_elsewhere = <b>💰 有一笔款没经过商店就退了</b>
    <code>{ $reference }</code>：{ $amount }（付款号 { $number }）。
    怎么办：如果不是你退的，问一下买家。这笔订单的 Key 或兑换码仍然可用，要停用请到控制台操作。

paysupport-stars = <b>用 Telegram Stars 付的：</b>退款会立刻回到你的 Stars 余额。请在这里找我们，Telegram 客服不处理本店的退款。
