faq-title = <b>常见问题</b>
faq-hint = 选一类看看，或者直接在这里用自己的话问。
faq-question = <b>{ $question }</b>
button-all-questions = 全部问题

answer-helped-question = 有帮到你吗？
answer-helped = <b>那就好！</b>还有什么事，直接写就行。
button-helped = 👍 有，谢谢
nearest-title = <b>你想问的是哪个？</b>
    点一下就行；都不是的话换个说法，或者找人工。

model-answer = { $answer }
    <i>以上由助手根据下面的解答整理：</i>

button-fit = 哪个套餐合适
button-fit-again = 重新算
fit-how-often = <b>哪个套餐适合你？</b>
    每天大概问多少次？
fit-own-words = 也可以直接写，比如<i>每天两百次，用一个月</i>。
fit-times = 每天 { $count } 次
fit-how-long = <b>问题加回答大概多长？</b>
fit-length = { $length ->
    [short] 简短聊天
    [medium] 代码，或一页文字
   *[long] 长文档
}
fit-questions = 每天 { $amount } 次 × { $days } 天 × { $each } tokens
fit-text = { $unit ->
    [tokens] { $amount } tokens
    [characters] { $amount } 字，读一遍，再写出同样多
   *[words] { $amount } 个单词，读一遍，再写出同样多
} { $span }
fit-days = × { $days } 天
fit-total = = <b>大约 { $tokens } tokens</b>
fit-one = <b>{ $package }</b>就够：{ $tokens } tokens，{ $price }。
fit-several = 需要 { $count } 个<b>{ $package }</b>：每个 { $tokens } tokens，{ $count } × { $price } = { $total }。
fit-note = 这是估算：实际看你的文字长短，大模型可能扣得更快。额度不过期，先买小一点的也不亏。
fit-take = { $package } · { $price }
