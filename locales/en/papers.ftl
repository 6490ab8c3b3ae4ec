desk-queue-name = 📋 Queue
desk-queue = <b>📋 Open tickets: { $count }</b>
desk-queue-empty = <b>📋 No open tickets.</b>
desk-queue-line = { $sign } <b>#{ $number } { $name }</b> · { $since } · with { $staff }
desk-queue-since = unanswered since { $at }
desk-queue-answered = answered
desk-queue-more = … and { $count } more
desk-transcript = Ticket #{ $number }, { $name }
desk-transcript-line = [{ $at }] { $name }{ $side ->
    [note] { "" } (INTERNAL NOTE)
    [staff] { "" } (staff)
   *[customer] { "" }
    }{ $state ->
    [failed] { "" } (not delivered)
    [deleted] { "" } (deleted)
    [silenced] { "" } (not relayed: banned)
   *[other] { "" }
    }: { $text }
desk-transcript-caption = Transcript of ticket #{ $number }: { $count } messages. Notes are marked internal.
desk-canned = <b>Replies that are ready</b>
    <code>/canned KEY</code> sends one, in the customer’s language.
desk-canned-line = <code>{ $reply }</code> – { $text }
desk-canned-none = No reply is ready. The owner adds some in the file CANNED_FILE.
desk-canned-unknown = There is no reply <code>{ $reply }</code>; nothing was sent.
desk-canned-broken = <b>The file of replies can’t be read; nothing was sent.</b>
    <code>{ $mistake }</code>
command-desk-canned = Send a reply that is ready: KEY; alone: the list
command-desk-history = The whole conversation as a file
