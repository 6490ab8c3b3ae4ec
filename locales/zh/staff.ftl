staff-parked-none = <b>没有等待人工处理的订单。</b>
staff-parked-title = <b>等待人工处理的订单</b>
staff-parked-line = <code>{ $reference }</code> · { $package } · { $price }
    { $buyer } · { $at } · { $reason }
staff-park-reason = { $reason ->
    [undeliverable] 无法发货
    [underpaid] 少付了
    [refund_refused] 支付平台拒绝退款
   *[other] -
}
staff-case = <b><code>{ $reference }</code> · { $package } · { $price }</b>
    { $state } · { $reason }
    实付：{ $paid }
    客户：{ $buyer }（{ $account }）
staff-history-line = { $at } { $kind ->
    [placed] 下单
    [payment] 付款
    [delivery] 发货
   *[act] 人工
} { $detail }
staff-button-refresh = 再看一次
staff-button-list = 全部待处理订单
staff-button-case = 查看订单
staff-button-deliver = 重新发货
staff-button-paid = 标记为已付
staff-button-refund = 退款
staff-button-close = 关闭
staff-ask-reason = <b>{ $act ->
        [refund] 退款
        [paid] 标记为已付
       *[close] 关闭
    } <code>{ $reference }</code>：原因是什么？</b>
    请在下一条消息里写明原因，会和你的名字一起留存。
staff-too-late = <b>已经不能这样操作了。</b>
    订单 <code>{ $reference }</code> 的状态已经变了。
toast-staff-not-possible = 订单状态已变，不能这样操作了。
