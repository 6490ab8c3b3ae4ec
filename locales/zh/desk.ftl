# 出现这些词就转人工，逗号分隔；不论客户用哪种语言，两边的词都会看。
desk-words-refund = 退款, 退钱, 退我钱
desk-words-complaint = 投诉, 骗子, 骗人, 骗钱, 举报
# 说到退款又有这些词，是在问规则：有把握就先回答，否则转人工。
desk-words-asking = 什么, 怎么, 怎样, 如何, 多久, 几天, 规则, 规定, 政策, 条件, 流程

desk-receipt = <b>🙋 已为你转接人工。</b>
    工单号：<b>#{ $number }</b>，我们会在 { $duration }内在这里回复。
desk-write-on = 请直接写下问题，一条几条都行，截图、语音也可以。请不要发完整的 API Key。
desk-in-line = <b>人工会看到这里的消息：工单 #{ $number }。</b>
    有话直接在这里说，我们会在 { $duration }内回复。
desk-no-longer = <b>好的，不转人工了。</b>
    需要时随时可以再找我们。
desk-closed = <b>本次咨询已结束。</b>
    还有问题就直接在这里写，人工会看到。
desk-not-here = <b>这个聊天里无法联系人工。</b>
    请发邮件到 <code>{ $email }</code>。购买和查订单不受影响。
desk-cannot-copy = <b>这类消息没法转交。</b>
    请改用文字、图片、文件或语音。
desk-too-fast = <b>发得有点快。</b>
    内容都留着，一条不少，人工会看到。请过一分钟再发。
button-no-person = 不用人工了

desk-topic-name = { $status } #{ $number } { $name }
desk-sign = { $status ->
    [waiting] 🔴
    [human] 🟢
    [banned] ⛔
    [unreachable] 📵
   *[closed] ✅
}
desk-card = { $status } <b>#{ $number } { $name }</b>
    { $account } · ID <code>{ $id }</code> · { $language }
desk-nobody = 暂无
desk-no-username = 没有用户名
desk-language = { $language ->
    [en] 英文
    [zh] 中文
   *[other] { $language }
}
desk-card-status = { $status ->
    [waiting] 等人工
    [human] 沟通中
    [banned] 已拉黑：消息不转，购买照常
    [unreachable] 已屏蔽机器人
   *[closed] 已结束，由机器人接待
} · 负责人：{ $name }
desk-card-reason = 原因：{ $reason ->
    [order] 咨询订单
    [parked] 咨询待处理的订单
    [words] 说要找人工
    [refund] 要退款
    [complaint] 投诉
    [unhelpful] 机器人的回答没帮上忙
    [misunderstood] 机器人连续两次没看懂
    [recovery] 丢了账号，来认领订单
    [not_me] ⚠️ 说订单 { $reference } 被别人拿走了
    [follow_up] 结束后又来消息
    [staff] 同事先开口
   *[asked] 主动找人工
}
desk-card-since = { $at } 起未回复
desk-card-unreachable = 📵 已屏蔽机器人：对方回来后才能收到回复
desk-card-orders = <b>最近订单</b>
desk-card-no-orders = 还没有订单
desk-card-order = { $mark }<code>{ $reference }</code> · { $package } · { $price } · { $at }
    { $state }
desk-card-payment = 💳 待付款：<code>{ $reference }</code>，{ $method }，{ $at } 前有效
desk-card-turns = <b>之前和机器人的对话</b>
desk-card-turn = { $at } <b>{ $said }</b> → { $answer }
desk-button-claim = 我来处理
desk-button-close = 结束
desk-button-reopen = 重新打开
desk-button-unban = 解除拉黑

desk-say-cancelled-by-customer = 客户说不用人工了。
desk-say-not-me = ⚠️ 客户说订单 <code>{ $reference }</code> 被别人拿走了。
desk-say-bill-pictured = 🔑 客户发来账单截图，认领丢失的订单{ $reference ->
        [none] {""}
       *[other] （<code>{ $reference }</code>）
    }。核对无误后，请客户再点一次“账号或订单号丢了”，发来账单上 <code>AC</code> 开头的单号，就能一键转移订单。
desk-say-edited-before = ✏️ 客户改过这条，原文：
    <blockquote>{ $text }</blockquote>
desk-say-replaced = ✏️ 客户换了这里的图片或文件。
desk-say-edited-now = ✏️ 客户改了一条消息，这里的副本没法跟着改。现在是：
    <blockquote>{ $text }</blockquote>
desk-say-edited-to-note = ⚠️ 发出去的消息不能改成备注或命令，客户看到的还是原来的内容。引用它回复 /delete 就能撤回。
desk-say-not-listed = ⚠️ { $name } 不在客服名单里，这条没有发给客户。请店主在 STAFF_IDS 里添加。
desk-say-anonymous = ⚠️ 没有发出：匿名管理员无法确认身份。请在群管理员设置里关掉自己的“匿名”（{ $name }）。
desk-say-cannot-copy = ⚠️ 没有发出：这类消息 Telegram 不让转。请改用文字、图片或文件。
desk-say-banned = ⚠️ 没有发出：这位客户已被拉黑，先 /unban。
desk-say-relay-failed = ⚠️ 客户的一条消息没能转过来（{ $reason }），内容是：
    <blockquote>{ $text }</blockquote>
desk-say-refused-copy = ⚠️ 客户发了 Telegram 不让转的消息（{ $reason }），已告知对方。内容是：
    <blockquote>{ $text }</blockquote>
desk-say-blocked = ⚠️ 没有送达：客户屏蔽了机器人（{ $reason }）。已保留，对方回来后自动送达。
desk-say-answer-failed = ⚠️ 没有送达：{ $reason }
desk-say-edit-failed = ⚠️ 客户看到的还是旧内容：{ $reason }
desk-say-delete-failed = ⚠️ 客户那边没能删掉：{ $reason }

desk-assistant = 智能助手
desk-draft = ✍️ <b>草稿，还没发送</b> · 智能助手根据店里的常见问题写的
    <blockquote>{ $text }</blockquote>
desk-draft-decided = { $act ->
    [send] ☑️ <b>已作为 { $name } 的回复发出</b>
   *[discard] ✖️ <b>{ $name } 已丢弃</b>
    }
    <blockquote>{ $text }</blockquote>
desk-button-send = 发送
desk-button-discard = 丢弃

desk-commands = <b>在客户的话题里可以用</b>
desk-commands-everywhere = <b>在群里任何地方、和机器人的私聊里都可以用</b>
desk-unknown-command = <b>没有这个命令，也没有发给客户。</b>
desk-command-line = /{ $command } – { $about }
desk-commands-notes = 在这里写的都会发给客户；前面加 <code>//</code> 就只有我们自己看得到。引用、编辑、图片和相册都会照样送达。
desk-usage = { $command ->
    [note] 记什么？<code>/note 内容</code>
    [refund] 为什么退？<code>/refund 原因</code>，或 <code>/refund 订单号 原因</code>。会全额退，原因会留档。只退部分：先 <code>/order</code>，再点“退款”。
   *[delete] 请引用我们发的一条消息，回复 <code>/delete</code>。
}
desk-assign = <b>这位客户交给谁？</b>
desk-unknown-colleague = <b>客服名单里没有 { $name }，什么都没改。</b>
desk-assign-how = 点名字就行，也可以发 <code>/assign @用户名</code>。
desk-assigned = 👤 已交给 <b>{ $name }</b>。
desk-refund-amount = <b>还没有退款：这里写的是金额吗？</b>
    <code>/refund</code> 是全额退。只退部分请点“{ $button }”；要全额退，原因里请不要写数字。
desk-nothing-to-do = { $command ->
    [close] 已经结束了。
    [reopen] 已经是打开的。
    [ban] 这位客户已经被拉黑。
   *[unban] 这位客户没有被拉黑。
}
desk-not-a-topic = 请在客户的话题里用。/parked 列出待处理的订单。
desk-banned = ⚠️ 这位客户已被拉黑，请先 /unban。
desk-not-possible = 订单现在的状态不能这样做，/order 看看能做什么。
desk-no-such-order = 这位客户没有这个订单。
desk-content = { $content ->
    [text] {""}
    [canned] {""}
    [photo] [图片]
    [video] [视频]
    [animation] [动图]
    [document] [文件]
    [sticker] [贴纸]
    [voice] [语音]
    [audio] [音频]
    [video_note] [视频消息]
    [venue] [地点]
    [location] [位置]
    [contact] [联系人]
    [dice] [骰子]
    [draft] [智能助手的草稿]
    [edited] [修改前]
   *[other] [其他]
}
desk-no-order-yet = 这位客户没有能这样处理的订单。
desk-excess = <b>⏩ 发得太快，合并显示（{ $count } 条）</b>
desk-excess-line = • { $text }
desk-excess-more = ……还有 { $count } 条，都已保存。
command-desk-claim = 由我处理
command-desk-assign = 交给同事：@用户名
command-desk-close = 结束并告知客户
command-desk-reopen = 重新打开
command-desk-note = 内部备注
command-desk-delete = 引用我们发的消息：从客户那边撤回
command-desk-order = 查看订单和可做的操作
command-desk-resend = 重新发送 Key 或兑换码
command-desk-refund = 全额退款：写上原因；只退部分用 /order
command-desk-ban = 拉黑，不再转消息
command-desk-unban = 解除拉黑
command-desk-help = 显示这份列表

alert-desk_unusable = <b>💬 客服群用不了</b>
    Telegram 返回：{ $reason }
    客户的消息都已保留，恢复后会自动送达。
    怎么办：群里要开启话题，机器人要是管理员，能管理话题、置顶和删除消息；STAFF_CHAT_ID 要填这个群。
alert-desk_restored = <b>💬 客服群恢复了</b>
    保留的消息正在送达。

button-answer = 回复
button-answer-more = 再补一条
owner-ask-answer = <b>要回复 { $name } 什么？</b>
    你的下一条消息会原样发给对方，文字、图片、文件都行。
owner-answer-sent = <b>正在发给 { $name }。</b>
