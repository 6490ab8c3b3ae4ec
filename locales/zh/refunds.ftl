refund-title = <b>退款 <code>{ $reference }</code> · { $package } · { $price }</b>
    实付：{ $paid }
refund-use = { $use ->
    [key] 🔑 Key 的额度还剩 { $left }。
    [unredeemed] 🎟 兑换码还没有兑换。
    [redeemed] 🎟 <b>兑换码已经兑换。</b>收不回来了，额度归客户。
    [from_stock] 🎟 这个码出自库存，系统看不到是否已兑换，也无法作废。
    [nothing_delivered] 还没有发货。
   *[unknown] ⚠️ 控制台暂时没有回应，用了多少还不知道。
}
refund-what-happens = { $use ->
    [key] 会先停用 Key，再退钱。
    [unredeemed] 会先作废兑换码，再退钱。
    [redeemed] 现在退的钱由店里承担。
    [from_stock] 如果还没兑换，请先到控制台把它作废。
    [nothing_delivered] 钱会原路退回。
   *[unknown] 等控制台恢复后，会先停用已发的 Key 或兑换码，再退钱。
}
refund-nothing = 没有可退的付款。
refund-by-hand = <b>{ $what ->
        [part] 这种付款方式只能自动全额退，部分退款要由你手动退。
       *[all] 这种付款方式不能自动退回，要由你手动退。
    }</b>
    停用 Key 或兑换码之后，订单会等你处理：把钱退给客户，再在订单里点“{ $button }”。
refund-button-all = 全部退：{ $amount }
refund-button-unused = 只退未用部分：{ $amount }
refund-button-other = 其他金额
refund-ask-amount = <b><code>{ $reference }</code> 退多少？</b>
    请在下一条消息里写金额，最多 { $most }{ $coins ->
        [yes] （实付 { $paid }）
       *[no] {""}
    }。
refund-ask-amount-by-hand = <b><code>{ $reference }</code> 实际退了多少？</b>
    请在下一条消息里写金额，最多 { $most }{ $coins ->
        [yes] （实付 { $paid }）
       *[no] {""}
    }。
refund-ask-amount-again = <b>这个金额退不了。</b>
    <code>{ $reference }</code> 最多退 { $most }，{ $whole ->
        [yes] 只能写整数，例如 12。
       *[no] 最多两位小数，例如 12.50。
    }请再写一次。
refund-ask-reference = <b><code>{ $reference }</code> 已退 { $amount }：凭什么可以查到？</b>
    请在下一条消息里写转账单号，还有要留存的说明。会和你的名字一起留存，随后通知客户钱已退。
refund-button-other-by-hand = 实际金额不同
refund-ask-reason = <b>{ $what ->
        [part] 退 { $amount }
       *[all] 全部退款
    } · <code>{ $reference }</code>：原因是什么？</b>
    请在下一条消息里写明原因。原因只会和你的名字一起留存，不会发给客户；写完还要再确认一次。
refund-confirm = <b>确认退还 <code>{ $reference }</code> 的 { $amount }？</b>
    原因：{ $reason }
    客户看不到这句话。
refund-button-now = 确认退 { $amount }
refund-button-not = 不退
toast-refund-looking = 正在查用量……
refund-pending-message = <b>{ $amount } 正在退回。</b>
    支付平台处理需要一点时间，退好后在这里告诉你，你不用做什么。
refunded-message = <b>已退款：{ $amount }。</b>
    { $where ->
        [hand] 是我们人工转给你的，没收到的话在这里找我们。
        [stars] 钱已原路退回，现在就在你的 Stars 余额里。
       *[bank] 钱已原路退回。到账快慢看银行，可能要稍等一会儿。
    }{ $stopped ->
        [yes] 这笔订单的 Key（或兑换码）已停用。
       *[no] {""}
    }
alert-refunded_unseen = <b>💰 有一笔付款还没入账就退回了</b>
    <code>{ $reference }</code>：{ $amount }（付款号 { $number }）。支付平台显示已全部或部分退回，没有发货。
    怎么办：到支付平台查这笔付款。如果店里还留着一部分，请把它也退掉，或者把订单标记为已付。
alert-refund_hangs = <b>💰 有一笔退款两个小时了还没办完</b>
    <code>{ $reference }</code>：{ $amount }（付款号 { $number }）。{ $explained ->
        [yes] 卡在：{ $reason }
       *[no] 支付平台说还在处理。
    }
    怎么办：到支付平台看看；如果卡在控制台，先让要停用的 Key 或兑换码能停用。系统会继续自动重试，客户只知道退款正在路上。
alert-refund_done = <b>↩️ 已退款：{ $amount }</b>
    <code>{ $reference }</code>：{ $by ->
        [hand] 已记为手动退款。
       *[rail] 支付平台确认已退回。
    }客户也收到通知了。
alert-refund_by_hand = <b>↩️ 请手动退款 { $amount }</b>
    <code>{ $reference }</code>（付款号 { $number }）：这种付款方式不能自动退回。已发的 Key 或兑换码能停用的都停用了。
    怎么办：把钱退给客户，再到订单里点“已手动退款”。那时才会通知客户。
alert-refund_kept = <b>⚠️ 钱已退，但发出的 Key 或兑换码可能还能用</b>
    <code>{ $reference }</code>：{ $reason }
    怎么办：如果还来得及，请到控制台停用。
