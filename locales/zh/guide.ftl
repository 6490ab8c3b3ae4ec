guide-progress = 快速上手 · 第 { $step } 步，共 4 步
guide-1-title = <b>1. 购买套餐</b>
guide-1 =
    选一个合适的，扫码付款。从现在到看见第一条回复，大约三分钟。
    请留好订单号：随时换任何账号，都能凭它找回 Key 或兑换码。
guide-2-title = <b>2. 看清拿到的是什么</b>
guide-2 =
    付款后会自动发货到这里，只有两种情况：
    • <b>Base URL + API Key</b>：直接用，不用注册账号；
    • <b>兑换码</b>：到控制台兑换成额度，再给自己建一个 Key。
    不用猜，也别先跑去控制台，以发货消息为准；在“我的订单”里随时能再看。
guide-3-title = <b>3. 用起来</b>
guide-3-key =
    <b>拿到 API Key？</b>复制 Base URL 和 Key 就行，直接看第 4 步。
guide-3-code =
    <b>拿到兑换码？</b>
    • 到控制台注册或登录；停在 One API 欢迎页的话，从右上角菜单进。
    • 打开“钱包 / 充值 / 兑换”，粘贴兑换码。
    • 额度到账后，打开“Tokens / API Keys（令牌）”，给自己新建一个 Key。
guide-3-base-url =
    不管走哪条路，最后填进程序的就这两项：
    Base URL：<code>{ $base_url }</code>
    API Key：<code>{ $placeholder }</code>
    Base URL 是给程序用的，请别在浏览器里打开。
guide-4-title = <b>4. 第一次调用</b>
guide-4 =
    选一门语言，填上你的 Key，运行。第一次模型先用 <code>deepseek-chat</code>，不用改。
    看到回复，就说明接通了。🎉
guide-tip = 我们直接发了 Key？从订单里打开代码，Key 已经替你填好。

models-title = <b>可以调用的模型</b>
model-entry = <code>{ $model }</code>
    { $description } · 上下文 { $context }
    { $best_for }
model-entry-recommended = ⭐ <code>{ $model }</code>
    { $description } · 上下文 { $context }
    { $best_for }
models-hint = 点一下模型名就能复制，填到 <code>model</code> 里。额度用完后调用会被拒绝（401、403 或 429），再买一份会拿到新的 Key。
