alert-order_parked = <b>🕐 有订单需要人工处理</b>
    <code>{ $reference }</code> · { $package } · { $amount }
    原因：{ $reason }
    怎么办：先到支付平台核对这笔付款，再补发、退款或关闭订单。已告知客户等待答复。
alert-console_credentials_lost = <b>🔑 控制台不再接受我们的访问令牌</b>
    控制台：{ $console } · 账号：{ $account }
    恢复之前，订单改走剩下的发货方式（兑换码、库存）。
    怎么办：在控制台为该账号重新生成访问令牌，写进配置，重启商店。（在后台重新生成会让旧令牌失效。）
alert-stock_low = <b>📦 兑换码库存不多了</b>
    { $package }：还剩 { $left } 个。
    怎么办：在控制台生成兑换码，然后运行 <code>python -m bot stock import FILE</code>。
alert-stock_empty = <b>📦 兑换码库存空了</b>
    { $package }：一个不剩，需要库存的订单会转人工。
    怎么办：在控制台生成兑换码，然后运行 <code>python -m bot stock import FILE</code>。
alert-gateway_down = <b>💳 支付平台没有响应</b>
    { $rail }，已持续 { $minutes } 分钟：{ $error }
    怎么办：看看支付平台自己的后台；<code>python -m bot doctor</code> 会逐项检查。我们会继续查询，期间的付款之后都能查到。
alert-gateway_recovered = <b>💳 支付平台恢复了</b>
    { $rail }，中断了 { $minutes } 分钟。
    怎么办：不用处理，未完成的付款正在补查。
alert-database_error = <b>🗄 数据库出错</b>
    { $error }
    怎么办：确认数据库在运行、磁盘没满；<code>python -m bot doctor</code> 会给出更多信息。客户的消息 Telegram 会自动重发。
