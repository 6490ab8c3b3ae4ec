staff-parked-none = <b>没有等待人工处理的订单。</b>
staff-parked-title = <b>等待人工处理的订单</b>
staff-parked-line = <code>{ $reference }</code> · { $package } · { $price }
    { $buyer } · { $at } · { $reason }
staff-park-reason = { $reason ->
    [undeliverable] 无法发货
    [underpaid] 少付了
    [refund_refused] 支付平台拒绝退款
    [refund_by_hand] 等待手动退款
   *[other] 需要人工
}
staff-case = <b><code>{ $reference }</code> · { $package } · { $price }</b>
    { $state }
    实付：{ $paid }
    客户：{ $buyer }（{ $account }）
staff-nothing-paid = 没有
staff-history-placed = { $at } 下单
staff-history-payment = { $at } { $method } <code>{ $number }</code>：{ $state ->
    [creating] 正在下单
    [pending] 未付
    [paid] 已付
    [mismatched] 已付，金额不符
    [expired] 已过期
    [closed] 已放弃
    [failed] 支付平台拒绝
    [refunding] 退款中
   *[refunded] 已退
}
staff-history-delivery = { $at } { $path ->
    [key] Key
    [code] 兑换码
   *[stock] 库存兑换码
}：{ $state ->
    [intended] 待生成
    [asked] 已向控制台请求
    [made] 已生成，验证中
    [issued] 已发
    [refused] 被拒绝
   *[abandoned] 已放弃
}{ $explained ->
    [yes] （{ $why }）
   *[no] {""}
}
staff-history-refund = { $at } 退款 { $amount } <code>{ $number }</code>：{ $state ->
    [intended] 待提交
    [asked] 已提交支付平台
    [done] 已完成
   *[refused] 被拒绝
}{ $explained ->
    [yes] （{ $why }）
   *[no] {""}
}
staff-history-act = { $at } { $act ->
    [deliver_again] 重新发货
    [mark_paid] 标记为已付
    [refund] 发起退款
    [given_back] 手工退回
    [close] 关闭
    [approve_recovery] 转给另一个账号
   *[refuse_recovery] 拒绝找回
} · { $who ->
    [shop] 小店自动
   *[other] { $who }
}{ $explained ->
    [yes] {" "}· { $why }
   *[no] {""}
}
staff-button-refresh = 再看一次
staff-button-list = 全部待处理订单
staff-button-case = 查看订单
staff-button-deliver = 重新发货
staff-button-paid = 标记为已付
staff-button-refund = 退款
staff-button-given_back = 已手动退款
staff-button-close = 关闭
staff-ask-reason = <b>{ $act ->
        [paid] 标记为已付
       *[close] 关闭
    } <code>{ $reference }</code>：原因是什么？</b>
    请在下一条消息里写明原因，会和你的名字一起留存。
staff-too-late = <b>已经不能这样操作了。</b>
    订单 <code>{ $reference }</code> 的状态已经变了。
toast-staff-not-possible = 订单状态已变，不能这样操作了。
