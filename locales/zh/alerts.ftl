alert-order_parked = <b>🕐 有订单需要人工处理</b>
    <code>{ $reference }</code> · { $package } · { $amount }
    原因：{ $reason ->
        [undeliverable] Key 和兑换码都发不出
       *[other] { $reason }
    }
    怎么办：用 /parked 查看；先到支付平台核对这笔付款，再补发、退款或关闭订单。已告知客户等待答复。
alert-order_still_parked = <b>🕐 有订单已经等了 { $hours } 小时</b>
    <code>{ $reference }</code> · { $package } · { $amount }
    怎么办：用 /parked 查看，补发、退款或关闭。客户还在等答复。
alert-order_unparked = <b>✅ 有订单不用再人工处理了</b>
    <code>{ $reference }</code> · { $package } · { $amount }：{ $state ->
        [delivered] 已发货
        [paid] 发货中
        [refunding] 退款中
        [refunded] 已退款
       *[other] 已关闭
    }。
alert-quota_low = <b>🔋 销售账号额度不多了</b>
    控制台上还有 { $left }，不够三份最大的套餐。一旦用完，它卖出的所有 Key 都会停用，不管 Key 本身还剩多少。
    怎么办：在控制台给这个账号充值。
alert-quota_empty = <b>🚨 销售账号额度用完了</b>
    还有 { $left }：它卖出的 Key 全部停用。
    怎么办：马上在控制台给这个账号充值。
alert-quota_filled = <b>🔋 销售账号已充值</b>
    现有 { $left }。
alert-console_credentials_lost = <b>🔑 控制台不再接受我们的访问令牌</b>
    账号：{ $path ->
        [key] 销售（Key）
       *[other] 管理（兑换码）
    }
    恢复之前，订单改走剩下的发货方式（兑换码、库存）。
    怎么办：在控制台为该账号重新生成访问令牌，写进配置，重启商店。（在后台重新生成会让旧令牌失效。）
alert-stock_low = <b>📦 兑换码库存不多了</b>
    { $package }：还剩 { $left } 个。
    怎么办：在控制台生成兑换码，然后运行 <code>python -m bot stock import FILE</code>。
alert-stock_empty = <b>📦 兑换码库存空了</b>
    { $package }：一个不剩，需要库存的订单会转人工。
    怎么办：在控制台生成兑换码，然后运行 <code>python -m bot stock import FILE</code>。
alert-stock_filled = <b>📦 兑换码库存已补上</b>
    { $package }。等码的订单正在发货。
alert-no_way_to_deliver = <b>🚨 客户付了款也发不出货</b>
    控制台账号没有配置，兑换码库存也是空的。套餐暂时都显示缺货；已经下单又付了款的会转人工。
    怎么办：设置 <code>CONSOLE_SALES_TOKEN</code> 或 <code>CONSOLE_ADMIN_TOKEN</code> 后重启商店，或者导入兑换码：<code>python -m bot stock import FILE</code>。<code>python -m bot doctor</code> 会逐项检查。
alert-way_to_deliver_found = <b>✅ 又能发货了</b>
    控制台账号已配置，或者库存里有码了。
alert-gateway_down = <b>💳 支付平台没有响应</b>
    { $rail }：{ $reason }
    怎么办：看看支付平台自己的后台；<code>python -m bot doctor</code> 会逐项检查。我们会继续查询，期间的付款之后都能查到。
alert-gateway_refused = <b>💳 支付平台拒绝了我们的下单</b>
    { $rail }，订单 <code>{ $reference }</code>：{ $reason }
    怎么办：核对账号和配置；<code>python -m bot doctor</code> 会逐项检查。已请客户换个付款方式。
alert-gateway_recovered = <b>💳 支付平台恢复了</b>
    { $rail }。未完成的付款正在补查。
alert-rail_hidden = <b>💳 一种付款方式暂时隐藏</b>
    { $rail }：连续三次下单失败。{ $minutes } 分钟内不再向客户显示，之后由下一位客户试一次。
    怎么办：运行 <code>python -m bot doctor</code> 查看原因。
alert-rail_shown = <b>💳 付款方式已恢复显示</b>
    { $rail } 恢复正常。
alert-console_refused = <b>🔑 控制台拒绝生成{ $path ->
        [key] { " " }Key
       *[other] 兑换码
    }</b>
    { $reason }
    恢复之前，订单改走其他发货方式。
    怎么办：看看控制台；<code>python -m bot doctor</code> 会给出更多信息。
alert-console_restored = <b>🔑 控制台又能生成{ $path ->
        [key] { " " }Key{ " " }
       *[other] 兑换码
    }了</b>
    不用处理。
alert-overpaid = <b>💰 有客户多付了</b>
    <code>{ $reference }</code>：应付 { $price }，实付 { $paid }（付款号 { $number }）。
    订单已发货。怎么办：在支付平台退回差额。
alert-underpaid = <b>💰 有客户少付了</b>
    <code>{ $reference }</code>：应付 { $price }，实付 { $paid }（付款号 { $number }）。
    没有发货。怎么办：和客户商量，补齐差额，或在支付平台退款。
alert-paid_twice = <b>💰 有订单付了两次</b>
    <code>{ $reference }</code>：又收到 { $paid }（付款号 { $number }）。
    怎么办：手动退回第二笔，再到订单里点“已手动退款”。客户已知情，发出的 Key 或兑换码照常可用。
alert-paid_twice_returning = <b>💰 有订单付了两次</b>
    <code>{ $reference }</code>：又收到 { $paid }（付款号 { $number }）。
    会自动退回给客户，不用处理。
alert-transaction_reused = <b>💰 支付平台把一笔款算了两次</b>
    <code>{ $reference }</code>，付款号 { $number }：这笔流水已属于另一个订单，没有入账。
    怎么办：在支付平台核对这两笔。
alert-update_failed = <b>⚙️ 有一条客户消息处理失败</b>
    更新 { $detail }。已请客户再试一次。
    怎么办：把这段时间的日志发给维护的人。
alert-message_refused = <b>⚙️ Telegram 拒收了一条给客户的消息</b>
    { $detail }
    怎么办：把这段时间的日志发给维护的人。客户仍可用 /orders 查看订单。
alert-support_message = <b>💬 { $name }（{ $account }）来信</b>
    { $reference ->
        [none] 没有提到订单。
       *[other] 订单：<code>{ $reference }</code>
    }
    <blockquote>{ $text }</blockquote>
alert-refund_refused = <b>💰 有一笔退款被拒绝</b>
    <code>{ $reference }</code>：{ $amount }（付款号 { $number }）：{ $reason }
    怎么办：在支付平台手动退款，再到订单里点“已手动退款”。已告知客户退款在办理中。
alert-invariant_broken = <b>🚨 账目对不上：规则 { $invariant }</b>
    { $invariant ->
        [1] 每个已发货订单恰有一个 Key 或兑换码，其他订单没有。
        [2] 没有足额付款，也没有人工确认，就不发货。
        [3] 订单状态与时间一致。
        [4] 一笔流水只付一个订单，一个码只给一个订单。
        [5] 存下的内容只能由本订单打开，也只发给它的买家。
        [6] 每一分钱都有去处：已发货、已退款，或等待人工。
       *[other] 已付款的订单在几分钟内发货或转人工。
    }
    订单：<code>{ $references }</code>
    发现：{ $detail }
    怎么办：查看这些订单和支付平台，备份数据库，把日志发给维护的人。
alert-invariant_restored = <b>✅ 规则 { $invariant } 已恢复</b>
    订单：<code>{ $references }</code>
