language-name = English

# Buttons
button-home = Main menu
button-back = Back
button-previous = ‹ Back
button-next = Next ›
button-buy = Buy credits
button-orders = My orders
button-guide = Quick start
button-faq = FAQ
button-help = Help
button-models = Models
button-person = Ask a person
button-cancel = Cancel
button-pay = Pay
button-again = Order again
button-order = Open the order
button-register = Register
button-login = Log in
button-copy-base-url = Copy Base URL
button-switch-language = 中文

# Amounts and times
tokens = { $amount } tokens
duration-days = { $days ->
    [one] 1 day
   *[other] { $days } days
}
duration-hours = { $hours ->
    [one] 1 hour
   *[other] { $hours } hours
}
duration-minutes = { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
}
duration-hours-minutes = { $hours } h { $minutes } min

# Programming languages
programming-language = { $language ->
    [python] Python
    [nodejs] Node.js
    [curl] cURL
    [java] Java
    [go] Go
   *[other] { $language }
}
