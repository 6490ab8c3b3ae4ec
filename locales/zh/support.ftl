help-text =
    <b>需要什么帮助？</b>
    买额度、看订单、学着上手，或者直接找人工。

    换了账号：发 /order 加订单号，就能找回订单。
    换语言用 /language，条款和隐私见 /terms、/privacy。
button-terms = 购买条款
button-privacy = 隐私
button-language = 中文 / English

language-choice = <b>你想用哪种语言？</b>
language-changed = <b>好的，以后就用中文。</b>

terms-text =
    <b>购买条款</b>
    1. 你购买的是大模型 API 的预付额度，价格以下单时显示的为准。
    2. 付款后，API Key 或兑换码会发到这个聊天里。请妥善保管：谁拿到谁就能用。
    3. 除非套餐另有说明，额度不过期。可调用的模型可能会有调整。
    4. 付了款而我们发不了货，一定退款；其他情况由人工酌情处理。
    5. 请合法使用，并遵守模型提供方的规则。
    6. 本交易与 Telegram 无关，Telegram 客服也帮不上忙。有疑问、投诉或要退款（包括 Telegram Stars），请找我们：/paysupport。
paysupport-text =
    <b>付款遇到问题？</b>
    • <b>付了没到：</b>打开订单，点“我已支付”，到账可能要一分钟。
    • <b>二维码或账单过期：</b>打开订单，点一下就能换新的。
    • <b>重复付款、付错金额：</b>钱不会丢，带上订单号找人工。
    人工会在 { $duration }内回复，就在这里，或发邮件到 <code>{ $email }</code>。
privacy-text =
    <b>我们保存了什么</b>
    • 你的 Telegram ID、名字、用户名和语言，用来在这里为你服务。
    • 订单和付款记录：时间、金额、支付单号。你的银行卡和支付账户我们看不到。
    • 你买到的 Key 和兑换码，加密保存。
    • 你写给人工的内容，用来回复你；还有你和机器人最近的十步操作，方便人工接手。
    我们不出售这些信息，也没有广告。你发给模型的内容走 API，不经过这个聊天。
    想删除自己的数据，请发邮件到 <code>{ $email }</code>。
support-text =
    <b>人工在这里。</b>
    直接在聊天里写下你的问题，一条几条都行，截图也可以。我们会在 { $duration }内回复。
support-what-to-write = 写清楚这几点，处理更快：做了什么、希望怎样、报错原文。请不要发完整的 API Key。
support-order = 咨询的订单：<b>{ $package } · { $price }</b>，<code>{ $reference }</code>
support-no-order = 和订单有关？请带上订单号，“我的订单”里有。
support-email = 也可以发邮件：<code>{ $email }</code>
button-copy-email = 复制邮箱地址
support-received = <b>收到，谢谢。</b>
    人工看到后会在 { $duration }内在这里回复你，还有要补充的可以接着写。
unknown-text = <b>抱歉，没看懂这条消息。</b>
    下面这些我们都能帮上忙，也可以找人工：
something-broke = <b>抱歉，我们这边出了点问题。</b>
    什么都没丢，订单和付款都是安全的。请再试一次，或者找人工。
toast-stale-button = 这个按钮已经失效，发 /start 打开新菜单。
database-busy = <b>稍等，我们现在有点慢。</b>
    你的消息已保留，会尽快处理，不用重发。
