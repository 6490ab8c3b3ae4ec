command-start = 主菜单
command-buy = 购买额度
command-orders = 我的订单、Key 和兑换码
command-order = 凭订单号找订单
command-guide = 四步快速上手
command-models = 可以调用的模型
command-faq = 常见问题
command-support = 找人工
command-language = 中文 / English
command-cancel = 取消正在进行的操作
command-help = 这个机器人能做什么
command-terms = 购买条款
command-paysupport = 付款遇到问题
command-privacy = 我们保存了什么
bot-description =
    大模型 API 预付额度：DeepSeek、GPT-4o、Claude，一个 Key、一个 Base URL 全都能调。

    ¥5 起，扫码付款，Key 自动发到聊天里，额度不过期。

    点“开始”就能买。
bot-short-description = 大模型 API 预付额度：扫码付款，Key 自动到手。
command-parked = 等待人工处理的订单
