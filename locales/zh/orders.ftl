state = { $state ->
    [awaiting_payment] ⏳ 待付款
    [paid] ✅ 已付款，发货中
    [delivered] 🎁 已发货
    [parked] 🕐 已付款，人工处理中
    [cancelled] ✖️ 已取消
    [expired] ✖️ 超时未付款
    [refunding] ↩️ 退款中
    [refunded] ↩️ 已退款
    [partly_refunded] ↩️ 已部分退款
   *[closed] ✔️ 已关闭
}
state-icon = { $state ->
    [awaiting_payment] ⏳
    [paid] ✅
    [delivered] 🎁
    [parked] 🕐
    [cancelled] ✖️
    [expired] ✖️
    [refunding] ↩️
    [refunded] ↩️
    [partly_refunded] ↩️
   *[closed] ✔️
}
orders-title = <b>我的订单</b>
orders-hint = 点一笔订单：付款、再看 Key 或兑换码、找人工，都在里面。
orders-page = 第 { $page } 页，共 { $pages } 页
order-line = { $state }
    <b>{ $package } · { $price }</b> · { $date } · <code>{ $reference }</code>
order-button = { $icon } { $package } · { $price } · { $date }
button-newer = ‹ 上一页
button-older = 下一页 ›
button-other-order-id = 用订单号找订单
no-orders = <b>你还没有订单。</b>
    用别的账号买的？把完整订单号发过来，例如 <code>/order AC…</code>
order-placed = 下单时间：{ $date }
order-payment-waiting = 请在 { $duration }内付款，超时订单会自动关闭。
order-payment-none = 二维码已过期，换个新的马上就能付。
order-keep-id = 请留好完整订单号：换任何账号都能凭它找回订单，也因此不要发给别人。
not-found = <b>没有找到这笔订单。</b>
    请核对订单号：以 AC 开头，中间有一个连字符。换了账号查询时要填完整，连字符后面那段也要。
button-find-again = 换个订单号再找
ask-order-id = <b>请发来你的订单号。</b>
    以 AC 开头，付款消息和发货消息里都有。大小写、空格都没关系。
too-many-attempts = <b>尝试次数太多了。</b>
    为了大家的安全，请过几分钟再查。也可以直接找人工。
opened-elsewhere = <b>你的订单刚刚在另一个 Telegram 账号上被打开。</b>
opened-elsewhere-what =
    是你本人？那就没事。
    不是你？说明有人拿到了订单号。{ $shown ->
        [now] 对方能看到你的 Key 或兑换码。
        [later] 还没有发货；但拿到订单号的人之后能看到发货内容。
       *[never] 这笔订单没有发货，没有 Key 或兑换码可看。
    }请点“{ $button }”，告诉我们，由人工处理。
button-it-was-me = 是我本人
button-it-was-not-me = 不是我
recovered = <b>找到了，这是你的订单。</b>
