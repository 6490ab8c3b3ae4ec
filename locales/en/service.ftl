desk-waits = { $kind ->
    [broken] 🚨 <b>Unanswered for { $waited }: we promised { $promised }.</b>
   *[soon] ⏰ <b>Unanswered for { $waited }.</b> We promised { $promised }.
    } With: { $name }
desk-apology = <b>Sorry, this takes us longer than we promised.</b>
    Your ticket #{ $number } isn’t forgotten: a person answers you here as soon as they can.
desk-out-of-hours = <b>Nobody is in just now.</b>
    We are back on { $at }. Ticket #{ $number } is kept, and everything you write here until then.
desk-will-close = <b>Is everything all right now?</b>
    If something is left, just write here. Otherwise there is nothing to do: we close this conversation tomorrow.
desk-closed-silently = <b>It was quiet here, so we closed this conversation.</b>
    If anything is left, just write and a person sees it.
desk-ask-rating = How well did we help you? 1 = badly, 5 = very well.
button-score = { $score } ⭐
desk-rated = { $kind ->
    [poor] <b>Thank you, and sorry that it wasn’t better.</b>
        Tell a person what went wrong, and we make up for it.
   *[good] <b>Thank you, glad to hear it!</b>
    }
toast-rated-before = You have rated this already, thank you.
desk-say-rated = ⭐ The customer rates the help: { $score } of 5

desk-figures = <b>📊 Help desk</b>
desk-figures-open = Open: <b>{ $open }</b> · waiting for an answer: <b>{ $waiting }</b>
desk-figures-longest = Waiting the longest: since { $at }
desk-figures-lately = <b>Last { $days } days</b>
desk-figures-first-reply = First answer, median: <b>{ $median }</b> ({ $count })
desk-figures-breaches = Later than { $promised }: <b>{ $count }</b>
desk-figures-rating = Rating: <b>{ $rating }</b> ({ $count })
desk-figures-none = none yet
command-desk = Numbers of the help desk
