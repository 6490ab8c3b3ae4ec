# What calls for a person, separated by commas; both languages are looked through for every customer.
desk-words-refund = refund, refunded, money back
desk-words-complaint = complaint, complain, scam, scammed, scammer, fraud, rip off, rip-off
# A refund with one of these is a question about the rules: answered where the answer is sure, else for a person.
desk-words-asking = what, how, how long, when do, policy, rules, terms, conditions

desk-receipt = <b>🙋 A person will answer you here.</b>
    Your ticket: <b>#{ $number }</b>. We reply within { $duration }.
desk-write-on = Write what it is about, in as many messages as you like; pictures and voice messages help too. Please never send your whole API key.
desk-in-line = <b>A person reads this chat: ticket #{ $number }.</b>
    Just write here. We reply within { $duration }.
desk-no-longer = <b>All right, nobody is called.</b>
    You can ask for a person again at any time.
desk-closed = <b>This conversation is closed.</b>
    If anything is left, just write here and a person sees it.
desk-not-here = <b>A person can’t be reached in this chat.</b>
    Please write to <code>{ $email }</code>. Buying and your orders work as always.
desk-cannot-copy = <b>This kind of message can’t be passed on.</b>
    Please send it as text, a picture, a file or a voice message.
desk-too-fast = <b>That is a lot at once.</b>
    Nothing is lost: the person gets all of it. Please wait a minute before you write more.
button-no-person = No help needed

desk-topic-name = { $status } #{ $number } { $name }
desk-sign = { $status ->
    [waiting] 🔴
    [human] 🟢
    [banned] ⛔
    [unreachable] 📵
   *[closed] ✅
}
desk-card = { $status } <b>#{ $number } { $name }</b>
    { $account } · ID <code>{ $id }</code> · { $language }
desk-nobody = nobody yet
desk-no-username = no username
desk-language = { $language ->
    [en] English
    [zh] Chinese
   *[other] { $language }
}
desk-card-status = { $status ->
    [waiting] Waits for a person
    [human] In conversation
    [banned] Banned: nothing is relayed, buying works
    [unreachable] Has blocked the bot
   *[closed] Closed, the bot answers
} · with: { $name }
desk-card-reason = Why: { $reason ->
    [order] asked about an order
    [parked] asked about an order that waits for a person
    [words] asked for a person in words
    [refund] wants a refund
    [complaint] complains
    [unhelpful] the answer did not help
    [misunderstood] the bot did not understand, twice
    [recovery] lost an account, claims an order
    [not_me] ⚠️ says somebody else took order { $reference }
    [follow_up] wrote after the closing
    [staff] a person of the staff began
   *[asked] asked for a person
}
desk-card-since = Unanswered since { $at }
desk-card-unreachable = 📵 Has blocked the bot: answers arrive when they come back
desk-card-orders = <b>Last orders</b>
desk-card-no-orders = No orders yet
desk-card-order = { $mark }<code>{ $reference }</code> · { $package } · { $price } · { $at }
    { $state }
desk-card-payment = 💳 To be paid: <code>{ $reference }</code>, { $method }, until { $at }
desk-card-turns = <b>Before, with the bot</b>
desk-card-turn = { $at } <b>{ $said }</b> → { $answer }
desk-button-claim = I take it
desk-button-close = Close
desk-button-reopen = Open again
desk-button-unban = Lift the ban

desk-say-cancelled-by-customer = The customer no longer needs a person.
desk-say-not-me = ⚠️ The customer says somebody else took order <code>{ $reference }</code>.
desk-say-bill-pictured = 🔑 A picture of the bill, to claim a lost order{ $reference ->
        [none] {""}
       *[other] {" "}(<code>{ $reference }</code>)
    }. If it is right, ask the customer to tap “I lost that account or ID” once more and to send the number on it that begins with <code>AC</code>: then the order can be moved by one tap.
desk-say-edited-before = ✏️ The customer changed this. Before:
    <blockquote>{ $text }</blockquote>
desk-say-replaced = ✏️ The customer put another one in the place of this.
desk-say-edited-now = ✏️ The customer changed a message, and its copy here can’t follow. Now it says:
    <blockquote>{ $text }</blockquote>
desk-say-edited-to-note = ⚠️ What was sent can’t become a note or a command: the customer still sees the old text. Reply to it with /delete to take it away.
desk-say-not-listed = ⚠️ { $name } is not on the list of the staff, so this was not sent to the customer. The owner adds people in STAFF_IDS.
desk-say-anonymous = ⚠️ This was not sent: an anonymous administrator could be anybody. Turn off “Remain anonymous” for yourself in the group’s administrators ({ $name }).
desk-say-cannot-copy = ⚠️ Not sent: Telegram can’t copy this kind of message. Send it as text, a picture or a file.
desk-say-banned = ⚠️ Not sent: this customer is banned. /unban first.
desk-say-relay-failed = ⚠️ A message of the customer could not be copied here ({ $reason }). It says:
    <blockquote>{ $text }</blockquote>
desk-say-refused-copy = ⚠️ The customer sent something that Telegram can’t copy ({ $reason }); they were told. It says:
    <blockquote>{ $text }</blockquote>
desk-say-blocked = ⚠️ Not delivered: the customer has blocked the bot ({ $reason }). It is kept, and goes to them when they come back.
desk-say-answer-failed = ⚠️ Not delivered: { $reason }
desk-say-edit-failed = ⚠️ The customer still sees the old text: { $reason }
desk-say-delete-failed = ⚠️ The customer still sees this: { $reason }

desk-assistant = Assistant
desk-draft = ✍️ <b>A draft, not sent</b> · the assistant wrote it from our own answers
    <blockquote>{ $text }</blockquote>
desk-draft-decided = { $act ->
    [send] ☑️ <b>Sent as an answer of { $name }</b>
   *[discard] ✖️ <b>Discarded by { $name }</b>
    }
    <blockquote>{ $text }</blockquote>
desk-button-send = Send
desk-button-discard = Discard

desk-commands = <b>In a customer’s topic</b>
desk-commands-everywhere = <b>Anywhere in this group, and in the chat with the bot</b>
desk-unknown-command = <b>There is no such command; nothing was sent to the customer.</b>
desk-command-line = /{ $command } – { $about }
desk-commands-notes = What you write goes to the customer. <code>//</code> before a text keeps it among us. Replies, edits, pictures and albums arrive as you send them.
desk-usage = { $command ->
    [note] What? <code>/note text</code>
    [refund] Why? <code>/refund reason</code>, or <code>/refund ORDER reason</code>. It gives everything back, and the reason goes into the audit. For a part: <code>/order</code>, then “Refund”.
   *[delete] Reply with <code>/delete</code> to one of our messages.
}
desk-assign = <b>Who takes this customer over?</b>
desk-unknown-colleague = <b>Nobody on the staff’s list goes by { $name }; nothing was changed.</b>
desk-assign-how = Tap a name, or write <code>/assign @name</code>.
desk-assigned = 👤 From now on with <b>{ $name }</b>.
desk-refund-amount = <b>Nothing was given back yet: is there an amount in that?</b>
    <code>/refund</code> gives everything back. For a part tap “{ $button }”; for everything write the reason without figures.
desk-nothing-to-do = { $command ->
    [close] It is closed already.
    [reopen] It is open already.
    [ban] The customer is banned already.
   *[unban] The customer is not banned.
}
desk-not-a-topic = This belongs into a customer’s topic. /parked lists the orders that wait for a person.
desk-banned = ⚠️ This customer is banned. /unban first.
desk-not-possible = The order does not allow this as it stands. /order shows what can be done.
desk-no-such-order = This customer has no such order.
desk-content = { $content ->
    [text] {""}
    [canned] {""}
    [photo] [picture]
    [video] [video]
    [animation] [GIF]
    [document] [file]
    [sticker] [sticker]
    [voice] [voice message]
    [audio] [music]
    [video_note] [video message]
    [venue] [place]
    [location] [place]
    [contact] [contact]
    [dice] [dice]
    [draft] [draft of the assistant]
    [edited] [before it was edited]
   *[other] [something else]
}
desk-no-order-yet = There is no order of this customer to do that with.
desk-excess = <b>⏩ More, written very fast ({ $count })</b>
desk-excess-line = • { $text }
desk-excess-more = … and { $count } more, all kept.
command-desk-claim = Take this customer
command-desk-assign = Give this customer to a colleague: @name
command-desk-close = Close, and tell the customer
command-desk-reopen = Open again
command-desk-note = A note among us
command-desk-delete = In reply: take our message away from the customer
command-desk-order = The order and what can be done with it
command-desk-resend = Send key or code again
command-desk-refund = Give all the money back: reason. A part: /order
command-desk-ban = Relay nothing of this customer any more
command-desk-unban = Lift the ban
command-desk-help = This list

alert-desk_unusable = <b>💬 The staff’s group cannot be used</b>
    Telegram says: { $reason }
    Customers’ messages are kept and arrive as soon as it works again.
    What to do: the group needs topics turned on, and the bot in it as an administrator that may manage topics, pin and delete messages. STAFF_CHAT_ID must be this group.
alert-desk_restored = <b>💬 The staff’s group works again</b>
    What was kept is arriving there now.

button-answer = Answer
button-answer-more = Add to it
owner-ask-answer = <b>Your answer to { $name }?</b>
    Your next message goes to them as it is: text, a picture or a file.
owner-answer-sent = <b>On its way to { $name }.</b>
