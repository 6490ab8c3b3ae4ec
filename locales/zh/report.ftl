report-title = <b>📊 { $day } 日报</b>
report-orders = 订单：新下 { $placed } 笔，付清 { $paid } 笔
report-received = 收款：<b>{ $amount }</b>，共 { $payments } 笔
report-delivered = 发货：{ $total } 笔（Key { $keys }，兑换码 { $codes }，库存码 { $stock }）
report-refunded = 退款：{ $amount }，共 { $refunds } 笔
report-waiting = { $orders ->
    [0] 没有等待人工的订单。
   *[other] <b>现有 { $orders } 个订单等待人工：/parked</b>
}
report-stock = 库存余码：{ $counts }
report-compared = 与控制台核对：{ $orders } 笔{ $differences ->
    [0] ，全部一致。
   *[other] ，有出入：
}
report-difference = ⚠️ { $kind ->
    [missing] 已发的已不存在或被停用
    [several] 同名有效的不止一个
    [other_secret] 控制台上的与发给客户的不同
   *[other_quota] 额度与售出的不同
}：{ $references }
report-silent = ⚠️ 无法向控制台查询：{ $reason }
report-left-out = 未核对：{ $orders } 笔
report-remark = ⚠️ { $text }
