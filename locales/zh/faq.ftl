faq-title = <b>常见问题</b>
faq-hint = 没有你要问的？可以找人工。
faq-question = <b>{ $question }</b>
button-all-questions = 全部问题

faq-label-account = 要注册吗？
faq-question-account = 需要注册账号吗？
faq-answer-account =
    通常不用。拿到 API Key 就能直接调用。
    只有发货内容是兑换码时，才需要到控制台注册账号去兑换。

faq-label-expiry = 额度会过期吗？
faq-question-expiry = 额度会过期吗？
faq-answer-expiry = 不会。额度是预付的，除非套餐另有说明，一直有效，用多少算多少。

faq-label-balance = 查剩余额度
faq-question-balance = 怎么查剩余额度？
faq-answer-balance =
    <b>用兑换码充的：</b>登录控制台，首页就有剩余额度、使用记录和每个模型用掉的 tokens。
    <b>直接拿到 API Key 的：</b>这个 Key 没有控制台账号，带上订单号找人工，我们帮你查。

faq-label-unauthorized = 401 报错
faq-question-unauthorized = 遇到 401 Unauthorized 怎么办？
faq-answer-unauthorized =
    检查三处：
    1. 请求头是 <code>Authorization: Bearer sk-…</code>，Key 要完整，末尾别带空格。
    2. <code>base_url</code> 填的是发货消息里的 Base URL，不是 OpenAI 的地址。
    3. 兑换码不是 Key：要先兑换，再新建一个 Key。
    另外，额度用完的 Key 也可能返回 401。

faq-label-quota_exceeded = 429 报错
faq-question-quota_exceeded = 遇到 429 或“额度不足”怎么办？
faq-answer-quota_exceeded =
    额度用完了，或者剩下的不够调用这个模型，充值后就恢复。
    再买一个套餐，会拿到新的 Key，或者一个能充进控制台余额的兑换码。

faq-label-streaming = 流式输出
faq-question-streaming = 支持流式输出吗？
faq-answer-streaming = 支持。请求里加 <code>stream: true</code>（Python 里写 <code>stream=True</code>），用法和 OpenAI 完全一样。

faq-label-lost_code = Key/兑换码丢了
faq-question-lost_code = Key 或兑换码丢了怎么办？
faq-answer-lost_code =
    没丢，都在：打开“我的订单”，点那笔订单就能再看，和当初发的是同一个。
    换了 Telegram 账号的话，发送 <code>/order</code> 加完整订单号。

faq-label-browser = Base URL 打不开
faq-question-browser = 浏览器打开 Base URL 报错？
faq-answer-browser = 这是正常的：Base URL 是给程序用的，不是网页。请把它填到代码的 <code>base_url</code> 里。要兑换的话，请打开控制台的页面。

faq-label-path = Key 还是兑换码
faq-question-path = 为什么我拿到的是兑换码（或者 Key）？
faq-answer-path = 一般直接发 API Key，拿来就用。发不了 Key 的时候会改发兑换码：不是出错，额度一样，只是多几步。到底是哪一种，以发货消息为准。

faq-label-redeem = 怎么兑换
faq-question-redeem = 兑换码怎么用？
faq-answer-redeem =
    1. 到控制台注册或登录。
    2. 打开“钱包 / 充值 / 兑换”，粘贴兑换码。
    3. 额度到账后，打开“Tokens / API Keys（令牌）”，给自己新建一个 Key。

faq-label-welcome_page = One API 欢迎页
faq-question-welcome_page = 点开只看到 One API 欢迎页？
faq-answer-welcome_page = 点右上角菜单，从里面进入“注册 / 登录”。登录后就能找到“钱包 / 充值 / 兑换”。

faq-label-create_key = 新建 Key
faq-question-create_key = 怎么给自己新建 Key？
faq-answer-create_key = 只有用兑换码时才需要。登录控制台，打开“Tokens / API Keys（令牌）”，新建一个并复制，它以 <code>sk-</code> 开头。

faq-label-first_call = 第一次调用
faq-question-first_call = 第一次怎么调用？
faq-answer-first_call = 程序里只要填两项：<code>base_url</code> 和 <code>api_key</code>；模型先用 <code>deepseek-chat</code>。“快速上手”第 4 步有五种语言的代码。直接拿到 Key 的订单，里面的代码已经替你填好 Key。

faq-label-models = 有哪些模型
faq-question-models = 能用哪些模型？
faq-answer-models = DeepSeek、GPT-4o、Claude 系列，每个套餐都能用。模型列表里的名字，就是 <code>model</code> 里要填的。

faq-label-which_package = 选哪个套餐
faq-question-which_package = 选哪个套餐合适？
faq-answer-which_package = 想先试试，选最小的；自己做项目，选再大一档；带 ⭐ 的买的人最多；用量大就选最大的。不够随时再买。

faq-label-payment = 怎么付款
faq-question-payment = 怎么付款？付不了怎么办？
faq-answer-payment =
    选套餐、选付款方式、扫码，按显示的金额付款。
    到账我们会自动查到，也可以点“我已支付”。二维码过期了，点一下就能换新的，订单还是那一笔。
    付了却没动静？带上订单号找人工，请不要重复付款。

faq-label-refund = 退款
faq-question-refund = 可以退款吗？
faq-answer-refund =
    付了款而我们发不了货，一定原路退款。
    其他情况由人工处理：把订单号和原因发给我们。

faq-label-delivery_time = 多久到账
faq-question-delivery_time = 多久能发货？
faq-answer-delivery_time = 付款后自动发货，一般一分钟以内。需要人工处理的订单，会在这里告诉你。

faq-label-sharing = Key 能共用吗
faq-question-sharing = Key 可以多台设备用，或者给别人用吗？
faq-answer-sharing =
    你自己的程序和设备，用多少个都行。
    给别人 Key 就等于给别人额度，谁拿到谁就能用。也请别写进公开的代码里。

faq-label-privacy = 隐私
faq-question-privacy = 你们会保存我的哪些信息？
faq-answer-privacy = 你的 Telegram ID 和名字、语言、订单，以及你写给我们的内容。Key 和兑换码加密保存；你的银行卡和支付账户我们看不到。详见 /privacy。

faq-label-invoice = 发票
faq-question-invoice = 可以开发票吗？
faq-answer-invoice = 请找人工，发来订单号和发票抬头等信息，我们会告诉你能怎么开。

faq-label-person = 人工多久回复
faq-question-person = 怎么联系人工？
faq-answer-person = 点“找人工”，写下你的问题；和订单有关的，请带上订单号。
