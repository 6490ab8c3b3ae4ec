order-heading = <b>{ $package } · { $price }</b> · { $tokens }
order-id = 订单号：<code>{ $order_id }</code>
preparing = 稍等，正在生成付款码…
preparing-id = 你的订单号，建议留存：<code>{ $order_id }</code>

pay-app = { $method ->
    [alipay] 支付宝
    [wxpay] 微信
    [wechat] 微信
    [qqpay] QQ
    [usdt] 钱包
   *[other] 付款 App
}
payment-scan = <b>用{ $app }扫一扫，支付 { $price }</b>
payment-by-link = 就在这台手机上付？点下面的“{ $button }”。
payment-by-album = 就在这台手机上付？保存图片，在{ $app }“扫一扫”里从相册选取。
payment-valid = { $time } 前有效，{ $few ->
        [yes] 只剩几分钟了
       *[no] 还有 { $duration }以上
    }。{ $late ->
        [yes] ⏳ 现在发货可能比平时慢一些，一能发货就自动发到这里。
       *[no] 付完不用操作，额度会自动发到这里。
    }
payment-order-open = 订单保留到 { $time }，{ $few ->
        [yes] 只剩几分钟了
       *[no] 还有 { $duration }以上
    }。
payment-on-page = <b>请在付款页面支付 { $price }。</b>
    点“{ $button }”或扫码打开，页面上有网络、地址和准确金额，请按显示的金额转账。
button-open-page = 打开付款页面
button-open-link = 打开{ $app }付款
invoice-title = AiCredits { $package }
invoice-description = { $tokens }。订单号：{ $order_id }。{ $time } 前有效，{ $late ->
    [yes] 现在发货可能比平时慢一些。
   *[no] 付完额度会自动发到这里。
}
button-pay-invoice = 支付 { $price }
button-i-have-paid = 我已支付
button-new-qr = 新二维码
button-other-method = 换个付款方式

payment-qr-expired = <b>二维码已过期，请不要再扫它付款。</b>
    订单还在，点“{ $button }”接着付就行。已经付过了？我们会自动查到，点“{ $paid }”马上去查。
payment-being-looked-up = <b>订单已到时间，请不要再用旧的付款码付款。</b>
    我们正在向支付平台再确认一次你是否付过款。不用操作，付过就会发货。
payment-paid = <b>已收到付款，谢谢！</b>
    正在为你准备额度，{ $late ->
        [yes] 现在发货可能比平时慢一些，好了会发来新消息。
       *[no] 一般一分钟内会发来新消息。
    }
payment-delivered = <b>已付款，已发货。</b>
    { $what ->
        [key] 你的 API Key 随时可以再看。
       *[code] 你的兑换码随时可以再看。
    }
payment-delivered-unseen = <b>已付款，已发货。</b>
    买到的内容随时可以再看。
button-show-key = 查看我的 Key
button-show-code = 查看我的兑换码
button-show-delivery = 查看发货内容
payment-parked = <b>你的付款我们收到了，这笔订单正由人工处理。</b>
    你不用做什么，{ $duration }内我们会在这里回复：补发额度，或者退款。请不要重复付款。
payment-cancelled = <b>订单已取消。</b>
    请不要再扫原来的码。已经付了也别担心，我们会查到并处理这笔订单；点“我已支付”，马上去查。
payment-expired = <b>订单超时未付款，已关闭。</b>
    不用再做什么。已经付了也别担心，我们会查到并处理这笔订单；点“我已支付”，马上去查。
payment-refunding = <b>退款处理中。</b>
    { $where ->
        [hand] { $price } 由人工转给你，
       *[rail] { $price } 会原路退回，
    }办好后在这里告诉你。
payment-refunded = <b>已退款。</b>
    { $where ->
        [hand] { $price } 已由人工转给你，没收到的话在这里找我们。
        [stars] { $price } 已原路退回，现在就在你的 Stars 余额里。
       *[bank] { $price } 已原路退回。到账快慢看银行，可能要稍等一会儿。
    }
payment-partly_refunded = <b>已部分退款。</b>
    { $where ->
        [hand] { $price } 已由人工转给你，没收到的话在这里找我们。
        [stars] { $price } 已原路退回，现在就在你的 Stars 余额里。
       *[bank] { $price } 已原路退回。到账快慢看银行，可能要稍等一会儿。
    }
    { $stopped ->
        [yes] 这笔订单的 Key（或兑换码）已停用。
       *[no] 已发的内容仍归你使用。
    }
payment-closed = <b>这笔订单已关闭。</b>
    如有疑问，点下面找人工，我们帮你查。

gateway-down = <b>支付服务暂时没有响应。</b>
    订单已保留，没有扣款。可以重试、换个付款方式，或者取消。
button-try-again = 重试
other-ways = <b>换用什么付款？</b>
    订单不变。
ways-left = <b>之前选的付款方式暂时不能用了，换用什么付款？</b>
    订单不变。
no-way-left = <b>这笔订单暂时没有可用的付款方式。</b>
    订单已保留；如果已经付过款，我们会查到的。点下面找人工，我们来帮你。

toast-getting-code = 正在准备付款码…
toast-checking = 正在查询。到账可能要一分钟左右，到了会自动发到这里。
toast-too-many-checks = 我们每隔几秒就会自动查询，一到账就在这里通知你。
toast-already-paid = 这笔订单已经付款，不能取消了。
payment-underpaid = <b>收到你付的 { $paid }，但价格是 { $price }。</b>
    暂时没有发货。钱是安全的：已转人工处理，会在这里联系你。请不要再付一次。
payment-overpaid = <b>谢谢！价格是 { $price }，你付了 { $paid }。</b>
    订单照常处理。多付的 { $over } 是你的，我们会人工原路退回，你不用做什么。
payment-unclear = <b>这笔付款暂时对不上号。</b>
    支付平台把它同时算给了另一笔订单。钱是安全的：已转人工核对，会在这里联系你。请不要再付一次。
payment-twice = <b>这笔订单又收到了一次付款。</b>
    多付的 { $price } 会原路退回，办好后在这里告诉你。
cancel-which = <b>要取消哪一笔订单？</b>
cancel-nothing = 没有可取消的：你没有未付款的订单。
button-cancel-order = 取消 { $package } · { $price }
just-paid = <b>刚付完款？</b>正在查询。
    额度会自动发到这里，{ $late ->
        [yes] 现在可能比平时慢一些。
       *[no] 一般一分钟内。
    }
