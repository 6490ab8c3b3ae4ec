reminder-title = { $soon ->
    [yes] <b>⏳ Your order closes soon.</b>
   *[no] <b>⏳ Your order is still waiting for you.</b>
}
reminder-open-until = It stays open until { $date }, another { $duration }.
reminder-others = { $count ->
    [one] You have 1 more unpaid order; “My orders” shows both.
   *[other] You have { $count } more unpaid orders; “My orders” shows them all.
}
reminder-no-duty = { $last ->
    [yes] Changed your mind? You need do nothing, it closes by itself. We won’t remind you of it again.
   *[no] If something came up, no hurry. Tap “Pay” for a fresh payment code.
}
button-cancel-the-order = Cancel order
button-stop-reminders = Stop reminders
button-reminders = Reminders
button-reminders-on = Turn reminders on
reminders-off = <b>Reminders are off.</b>
    We won’t remind you of unpaid orders any more. Payments, deliveries and answers still reach you as before.
reminders-on = <b>Reminders are on.</b>
    If an order stays unpaid, we’ll bring it to mind, a few times at most.
reminders-are-on = <b>Reminders are on.</b>
    If an order stays unpaid, we bring it to mind, a few times at most. You can stop that any time.
toast-reminders-off = Reminders are off.
