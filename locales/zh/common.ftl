language-name = 简体中文

# 按钮
button-home = 主菜单
button-back = 返回
button-previous = ‹ 上一步
button-next = 下一步 ›
button-buy = 购买额度
button-orders = 我的订单
button-guide = 快速上手
button-faq = 常见问题
button-help = 帮助
button-models = 模型列表
button-person = 找人工
button-cancel = 取消
button-pay = 去支付
button-again = 再来一单
button-order = 查看订单
button-register = 注册
button-login = 登录
button-copy-base-url = 复制 Base URL
button-switch-language = English

# 数量与时间
tokens = { $amount } tokens
duration-days = { $days } 天
duration-hours = { $hours } 小时
duration-minutes = { $minutes } 分钟
duration-hours-minutes = { $hours } 小时 { $minutes } 分钟

# 编程语言
programming-language = { $language ->
    [python] Python
    [nodejs] Node.js
    [curl] cURL
    [java] Java
    [go] Go
   *[other] { $language }
}
