faq-title = <b>Questions and answers</b>
faq-hint = Choose what it is about, or just write your question here in your own words.
faq-question = <b>{ $question }</b>
button-all-questions = All questions

answer-helped-question = Did this help?
answer-helped = <b>Glad to hear it!</b> Anything else? Just write.
button-helped = 👍 Yes, thanks
nearest-title = <b>Is it one of these?</b>
    Tap it, or put it in other words. A person helps too.

model-answer = { $answer }
    <i>Written by an assistant from our own answers:</i>

button-fit = Which package fits?
button-fit-again = Calculate again
fit-how-often = <b>Which package fits you?</b>
    About how many questions a day will you ask?
fit-own-words = You can also write it in your own words, like <i>200 questions a day for a month</i>.
fit-times = { $count } a day
fit-how-long = <b>And how long are they, with their answers?</b>
fit-length = { $length ->
    [short] Short chats
    [medium] Code, or a page of text
   *[long] Long documents
}
fit-questions = { $amount } questions a day × { $days ->
    [one] 1 day
   *[other] { $days } days
} × { $each } tokens
fit-text = { $unit ->
    [tokens] { $amount } tokens
    [characters] { $amount } characters, read once and as much written
   *[words] { $amount } words, read once and as much written
} { $span }
fit-days = × { $days ->
    [one] 1 day
   *[other] { $days } days
}
fit-total = = <b>about { $tokens } tokens</b>
fit-one = That fits into <b>{ $package }</b>: { $tokens } tokens for { $price }.
fit-several = That is { $count } × <b>{ $package }</b>: { $tokens } tokens each, { $count } × { $price } = { $total }.
fit-note = An estimate: what counts is what your texts need, and larger models can use credits faster. Credits don’t expire, so starting smaller costs you nothing.
fit-take = { $package } · { $price }
