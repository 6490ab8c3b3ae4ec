# Words that are looked for in what customers write, separated by commas; nothing here is ever said.
# A list holds for whatever language the customer has chosen, as people mix them.

# To buy a package: one is named, a verb says so, and nothing in the text says otherwise.
intent-buy-verbs = buy, buying, purchase, purchasing, checkout
intent-buy-requests =
    order, get, take, gimme, give, want, wanna, need, id like, would like, sign, top, ill have, can i have, could i have, may i have, grab, pick, choose, select, add, book, go, pay,
    ordering, getting, taking, sell, send
intent-buy-around =
    i, id, ill, im, we, us, me, to, for, would, will, like, love, let, lets, with, by, via, now, today, then,
    ok, okay, yes, yeah, hi, hello, hey, up, just, can, could, may, you, myself, and, right, away, again, more,
    gonna, going, ready, credits, thanks, thank, alipay, wechat, stars, usdt, try, some, that, this, another, it, have,
    immediately, asap, quickly, simply, think, decided, on, alright, well, so
intent-price-ends = one, one please, one pls
intent-package-words = package, pack, plan, bundle, tier, option, version
intent-package-around = the, a, an, one, 1, please, pls, plz, kindly, of, single, thanks, thank, you, 1x, x1, at
intent-polite = please, pls, plz, can i, could i, may i, can you, could you, can we, could we
intent-buy-not =
    not, dont, never, no, nope, cancel, cant, cannot, couldnt, wont, didnt, doesnt, isnt, havent, bought, paid,
    purchased, ordered, got, received, used, spent, is, are, was, does, did, do, has, had, what, how, why,
    when, where, which, who, difference, compare, versus, vs, or, if, should, refund, wrong, error, problem,
    issue, help, free, already, yet, still, my, mine, expired, expire, work, works, working, failed, fails,
    stop, without, than, discount, cheaper, cheap, coupon, before, status, receipt, invoice, yesterday

# A person: named alone, or after a word that calls for one, and with nothing of another meaning after it.
intent-person-nouns =
    human, human being, human agent, human operator, human support, human representative, human person, person, agent,
    operator, representative, customer service, customer support, staff member,
    customer care, employee, support agent, helpdesk, help desk
intent-person-phrases =
    talk to someone, speak to someone, talk with someone, speak with someone, chat with someone, talk to somebody,
    speak to somebody, chat with somebody
intent-person-doubtful = human, agent, agents, operator, operators
intent-person-requests =
    talk, talking, speak, speaking, chat, connect, transfer, need, want, wanna, get, give, call, contact, reach, find,
    put, pass, is there, let, bring, send, switch, message, prefer, rather, ask for, hand, escalate, see, where is, ask, write
intent-person-between =
    to, with, a, an, the, real, live, actual, your, me, us, some, someone, through, over, from, of, in, touch, any,
    another, proper, just, like, help, on, back
intent-person-after =
    please, pls, plz, now, here, who, about, because, and, asap, right, immediately, today, thanks, thank, not,
    instead, ok, help, available, or, that, if, i, this, regarding, to help, to look, to check, to answer, to talk,
    to speak, on, something, for help, for this, for support, there, quickly, again, being, agent, representative, cause, so, at once
intent-person-around = can, could, may, i, we, id, hello, hi, hey, yes, no, would, then, you, live, real, actual, customer, service, support
intent-person-not = dont, do not, not, no, never, without, wont, thank you, thanks

# A language: its name alone, or with what people say to have it changed.
intent-language-names = english, eng, chinese, mandarin
intent-language-around =
    switch, switching, change, changing, speak, speaking, talk, talking, use, using, set, put, prefer, want, wanna,
    need, like, please, pls, plz, to, in, into, the, this, bot, language, lang, menu, menus, buttons, texts, text,
    answer, answers, reply, write, chat, me, i, id, im, you, your, we, us, our, can, could, would, my, is, it, back,
    over, now, version, only, read, understand, sorry, again, with, let, lets, for, from now on, thanks, thank, hi,
    hello, ok, yes, just, rather, mother, tongue, native, interface, everything, continue, be, nice, better, go, on,
    simplified, a, there, any, have, lol, excuse, from, am, and, of, native, show, all, instead, how, do, dont, know,
    cant, cannot, get, make, why, so, good, poor, bad, its, are, here, on, reading, these, characters, at
intent-language-not =
    dont want, do not want, python, java, javascript, typescript, node, nodejs, golang, php, rust, sql, key, keys, code, coding,
    programming, sdk, api, model, models, translate, translation, prompt, prompts, deepseek, gpt, claude, docs,
    documentation, llm, output, training

# To cancel an order: the word alone, or with an order; requests and subscriptions are something else.
intent-cancel-verbs = cancel, canceling, cancelling, cancellation, cancle, abort
intent-cancel-objects =
    order, orders, ordered, ordering, purchase, payment, pay, paid, paying, buy, buying, bought, package, checkout,
    bill, invoice, transaction, unpaid, qr, reference
intent-cancel-around =
    how, can, could, do, i, id, we, you, to, it, that, this, one, please, pls, plz, want, wanna, would, like, need,
    must, let, me, my, mine, the, now, everything, thing, all, just, for, sorry, hi, hello, ok, help, button, where,
    is, a, any, no, longer, and, then, what, about, really, yes, immediately, thanks, there, should, may, right, away

# An amount beside one of these is no need: somebody asks for a limit, or tells of a mistake.
intent-limit =
    limit, limits, limited, limiting, unlimited, rate limit, 429, 403, error, errors, throttled, throttling, exceeded,
    exceed, insufficient, too many, cap, capped, allowed, blocked, reached

# To be reminded no more: the word alone, or with what is sent.
intent-stop-verbs =
    stop, stopping, no, not, dont, do not, off, quit, disable, mute, unsubscribe, enough, cease, silence, opt out,
    too many, too often, fewer, leave me alone, nagging, spamming, spam, never, keep, again, end, without, every hour,
    already, annoy, annoying
intent-stop-objects =
    remind, reminds, reminder, reminders, reminding, reminded, notify, notified, notifying, notification,
    notifications, message, messages, messaging, write, writing, ping, pings, pinging, nudge, nudges, nudging,
    asking me, nagging, spamming, spam, leave me alone, buzzing, alerts, bother, bothering
intent-stop-alone = stop, mute, unsubscribe, opt out, opt, out, quit, stop it, enough, leave me alone
intent-stop-around =
    it, me, this, that, please, pls, plz, now, ok, okay, already, all, thanks, i, want, to, would, like, just, alone,
    leave, you, can, could, hi, hello

# A text with one of these is about something that is made with our models, and calls nobody.
intent-not-of-us =
    translate, translation, translator, detect, detection, detector, classify, classifier, classification, letter,
    essay, chatbot, chatbots, build, building, develop, developing
