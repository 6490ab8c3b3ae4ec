desk-waits = { $kind ->
    [broken] 🚨 <b>客户已等 { $waited }，超过了承诺的 { $promised }。</b>
   *[soon] ⏰ <b>客户已等 { $waited }。</b>承诺 { $promised }内回复。
    } 负责人：{ $name }
desk-apology = <b>抱歉，这次没能按时回复你。</b>
    工单 #{ $number } 没有被忘记，人工会尽快在这里回复。
desk-out-of-hours = <b>现在是休息时间。</b>
    我们 { $at } 回来。工单 #{ $number } 已保留，这期间你写的内容我们都会看到。
desk-will-close = <b>问题解决了吗？</b>
    还有问题就直接在这里写。已经好了就不用管，明天会自动结束这次咨询。
desk-closed-silently = <b>有几天没有新消息，本次咨询已自动结束。</b>
    还有问题就直接在这里写，人工会看到。
desk-ask-rating = 这次服务怎么样？1 分最差，5 分最好。
button-score = { $score } ⭐
desk-rated = { $kind ->
    [poor] <b>谢谢，抱歉没能让你满意。</b>
        哪里没做好，请告诉人工，我们来补救。
   *[good] <b>谢谢你的评价！</b>
    }
toast-rated-before = 你已经评过分了，谢谢。
desk-say-rated = ⭐ 客户评分：{ $score } / 5

desk-figures = <b>📊 客服情况</b>
desk-figures-open = 进行中：<b>{ $open }</b> · 等回复：<b>{ $waiting }</b>
desk-figures-longest = 等得最久的：{ $at } 起
desk-figures-lately = <b>最近 { $days } 天</b>
desk-figures-first-reply = 首次回复中位数：<b>{ $median }</b>（{ $count } 次）
desk-figures-breaches = 超过 { $promised }才回复：<b>{ $count }</b> 次
desk-figures-rating = 评分：<b>{ $rating }</b>（{ $count } 人）
desk-figures-none = 暂无
command-desk = 客服数据
