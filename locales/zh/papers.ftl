desk-queue-name = 📋 待回复
desk-queue = <b>📋 进行中的工单：{ $count }</b>
desk-queue-empty = <b>📋 没有进行中的工单。</b>
desk-queue-line = { $sign } <b>#{ $number } { $name }</b> · { $since } · 负责人：{ $staff }
desk-queue-since = { $at } 起未回复
desk-queue-answered = 已回复
desk-queue-more = ……还有 { $count } 个
desk-transcript = 工单 #{ $number }，{ $name }
desk-transcript-line = [{ $at }] { $name }{ $side ->
    [note] （内部备注）
    [staff] （客服）
   *[customer] { "" }
    }{ $state ->
    [failed] （未送达）
    [deleted] （已删除）
    [silenced] （已拉黑，未转交）
   *[other] { "" }
    }：{ $text }
desk-transcript-caption = 工单 #{ $number } 的聊天记录，共 { $count } 条，内部备注已标明。
desk-canned = <b>快捷回复</b>
    发 <code>/canned 名称</code>，会按客户的语言发出。
desk-canned-line = <code>{ $reply }</code> – { $text }
desk-canned-none = 还没有快捷回复。店主可以在 CANNED_FILE 指定的文件里添加。
desk-canned-unknown = 没有快捷回复 <code>{ $reply }</code>，什么都没发。
desk-canned-broken = <b>快捷回复文件读不了，什么都没发。</b>
    <code>{ $mistake }</code>
command-desk-canned = 发快捷回复：写上名称；不写就列出全部
command-desk-history = 导出全部聊天记录
