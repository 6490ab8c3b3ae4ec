button-balance = 查余额
button-balance-again = 再查一次
button-look-again = 重新检查
button-key-trouble = Key 用不了
button-first-call = 试用代码
button-which-order = { $package } · { $date } 下单

balance-left = <b>大约还剩 { $percent }%。</b>
balance-amounts = 共 { $whole } tokens，还剩 { $left }，已用 { $used }。
balance-note = 不同模型消耗额度的快慢不一样，数字供参考。最近的几次调用可能还没计入。
balance-answer = { $outcome ->
    [silent] <b>暂时查不到。</b>
        控制台没有答复，所以现在不知道还剩多少。额度不受影响，过几分钟再查就好。
    [gone] <b>控制台上找不到这个 Key 了。</b>
        这不正常，请找人工，我们帮你查。
    [disabled] <b>这个兑换码已被停用。</b>
        已经不能兑换。如果你觉得不对，请找人工。
    [unused] <b>你的兑换码还没有兑换。</b>
        额度一点没少：登录控制台，在“钱包 / 充值 / 兑换”里填入兑换码即可。
    [redeemed] <b>你的兑换码已经兑换过了。</b>
        额度在兑换它的控制台账号里，登录后首页就能看到还剩多少。
   *[code] <b>额度在你的控制台账号里。</b>
        登录后首页就能看到还剩多少。如果还没兑换，额度一点没少。
}
trouble-answer = { $outcome ->
    [works] <b>✅ 刚替你试过，这个 Key 是好的。</b>
        多半是别的地方出了岔子，对照看看：
        • 重新完整复制一遍 Key，前后不要带空格或引号。
        • Base URL 要和发货消息里一模一样，以 <code>/v1</code> 结尾。
        • 模型名要用模型列表里的写法。
        • 让你登录？Base URL 是给程序用的，不要在浏览器里打开。
    [exhausted] <b>Key 没问题，是额度用完了。</b>
        所以调用会被拒绝（401 或 403）。再买一份就能接着用，会给你一个新的 Key。
    [disabled] <b>这个 Key 已被停用。</b>
        不是你操作的问题，比如退款之后 Key 就会停用。具体原因请找人工。
    [expired] <b>这个 Key 在控制台上过期了。</b>
        我们的 Key 本不该过期，请找人工，我们来处理。
    [gone] <b>控制台上找不到这个 Key 了。</b>
        这不正常，请找人工，我们来处理。
    [refused] <b>控制台显示 Key 正常，调用却被拒绝。</b>
        不是你操作的问题，请找人工，我们来看。
    [ours] <b>Key 没问题，问题出在我们这边。</b>
        本店在控制台的账户需要充值，我们已经知道了，充好就能恢复。你的额度不受影响。
    [gateway_down] <b>Key 没问题，是接口暂时没有响应。</b>
        不是你操作的问题，额度也不受影响，过几分钟再试就好。
    [unused] <b>这笔订单发的是兑换码，还没有兑换。</b>
        兑换码不能当 API Key 用：登录控制台，在“钱包 / 充值 / 兑换”里兑换，再自己新建一个 Key。
    [redeemed] <b>兑换码已经兑换，Key 是你自己建的。</b>
        登录控制台，在“Tokens / API Keys（令牌）”里看看它是否启用、有没有额度，再重新复制一遍。
    [code] <b>这笔订单发的是兑换码，Key 要自己在控制台新建。</b>
        登录控制台看看：码兑换了没有？“Tokens / API Keys（令牌）”里的 Key 有没有额度？再重新复制一遍。
   *[silent] <b>暂时没查出来。</b>
        控制台没有答复，还不知道是不是 Key 的问题。过几分钟重新检查，或者找人工。
}
low-balance = <b>🔋 你的额度大约还剩 { $percent }%。</b>
low-balance-note = 用完后调用会被拒绝。再买一份会给你一个新的 Key，旧的还能接着用完。每个 Key 只提醒这一次。
after-sale-none = <b>你还没有已发货的订单。</b>
    拿到 Key 或兑换码之后，在这里就能查余额、检查能不能用。
after-sale-which = <b>是哪一笔订单？</b>
after-sale-nothing = 这笔订单没有可以查的 Key 或兑换码。
after-sale-asking = 稍等，正在向控制台查询，结果会发到这里。
toast-asking-console = 稍等，正在向控制台查询…
toast-asked-too-often = 刚刚已经查过好几次了，过几分钟再来看看吧。
