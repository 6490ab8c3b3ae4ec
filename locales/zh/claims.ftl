button-lost = 账号或订单号丢了
claim-ask-order = <b>我们用付款记录帮你找回订单。</b>
    请发账单上的商户单号（<code>AC</code> 开头），发账单截图也行。
claim-no-number = <b>这条里没有看到这个号码。</b>
    想说的是别的事？点“{ $button }”，你写的内容会一起转过去。
claim-ask-number = <b>订单 <code>{ $reference }</code>。</b>
    再发一下账单上的交易单号：在支付宝、微信或银行里打开这笔付款，复制过来就行，发账单截图也行。
claim-kept = <b>收到，人工会和付款记录核对。</b>
    我们会在 { $duration }内在这里回复你，还有什么线索也可以接着写。
claim-too-many = <b>今天已经试过几次了。</b>
    为了大家的订单安全，请明天再试，或者直接找人工。
claim-refused = <b>订单 <code>{ $reference }</code> 暂时无法确认是你的。</b>
    请对照账单再核对一遍这两个号码，然后重新申请；也可以找人工，附上账单截图更快。
button-claim-again = 重新申请
claim-moved-here = <b>这笔订单已转到你的账号。</b>
    人工已核对付款，以后在“我的订单”里就能看到。
claim-moved-away = <b>你的一笔订单已转到另一个 Telegram 账号。</b>
    <b>{ $package } · { $price }</b>，<code>{ $reference }</code>
    有人凭付款账单申请找回，人工已核对。是你本人就没事；不是的话，请点“{ $button }”。

claim-title = 🔑 <b>丢了账号，来认领订单</b>
claim-reference = { $known ->
    [yes] ✅
   *[no] ❌ 没有这个订单：
    } <code>{ $reference }</code>
claim-number = { $fits ->
    [yes] ✅ 单号和付款一致：
   *[no] ❌ 单号对不上这笔订单的付款：
    } <code>{ $number }</code>
claim-order = { $package } · { $price } · { $at }，{ $state }
    原账号：{ $buyer }（{ $account }）
claim-claimant = 转给：{ $name }（{ $account }），今天第 { $attempt } 次
claim-verdict = { $verdict ->
    [approved] ☑️ <b>已通过：订单和发货内容已转到这个账号。</b>
    [refused] ✖️ <b>已拒绝：订单没有变动，已告诉客户接下来怎么做。</b>
    [fits] 两项都对。通过后订单转到这个账号，并通知原账号。
   *[no] 对不上，不能通过。客户并不知道结果，可能只是看错了，可以在这里再问问。拒绝的话，会告诉客户接下来怎么做。
    }
button-approve = 通过
button-refuse = 拒绝
claim-none = 这里没有人认领订单。可以写 <code>/approve AC…</code> 或 <code>/refuse AC…</code> 指定订单。
claim-not-possible = 不能通过：可能已经处理过、信息对不上，或者订单本来就在那个账号里。
claim-decided = 这条已经处理过了。
command-refuse = 拒绝订单认领
command-desk-refuse = 拒绝订单认领
command-approve = 通过订单认领
command-desk-approve = 通过订单认领
alert-recovery_claim = <b>🔑 { $name }（{ $account }）认领订单 <code>{ $reference }</code></b>
    账单上的单号：<code>{ $number }</code>
    { $verdict ->
        [fits] ✅ 和这笔订单的付款一致。发 <code>/approve { $reference }</code>，订单就转给对方，并通知原账号；不通过就发 <code>/refuse { $reference }</code>。
       *[no] ❌ 对不上这笔订单的付款。客户并不知道结果；发 <code>/refuse { $reference }</code> 会告诉客户接下来怎么做。
    }
alert-order_not_me = <b>⚠️ { $name }（{ $account }）说订单 <code>{ $reference }</code> 被别人拿走了</b>
    怎么办：尽快请对方发付款账单来核对。拿到订单号的人能用发货内容。
