reminder-title = { $soon ->
    [yes] <b>⏳ 你的订单快要关闭了。</b>
   *[no] <b>⏳ 你有一笔订单还没付款。</b>
}
reminder-open-until = 订单保留到 { $date }，还有 { $duration }。
reminder-others = 另外还有 { $count } 笔未付款的订单，点“我的订单”可以一起看。
reminder-no-duty = { $last ->
    [yes] 不想要了也没关系，不用操作，到时会自动关闭。这笔订单不会再提醒你。
   *[no] 不着急，方便的时候点“去支付”，会给你一个新的付款码。
}
button-cancel-the-order = 取消订单
button-stop-reminders = 不再提醒
button-reminders = 付款提醒
button-reminders-on = 重新开启提醒
reminders-off = <b>付款提醒已关闭。</b>
    未付款的订单不会再提醒你。到账、发货和人工回复还是照常通知。
reminders-on = <b>付款提醒已开启。</b>
    有订单没付款时，我们会提醒你，但不会多打扰。
reminders-are-on = <b>付款提醒是开着的。</b>
    有订单没付款时，我们会提醒你，但不会多打扰。随时可以关掉。
toast-reminders-off = 已关闭付款提醒
