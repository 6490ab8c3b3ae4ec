command-start = Main menu
command-buy = Buy credits
command-orders = My orders, keys and codes
command-order = Find an order by its order ID
command-guide = Quick start in four steps
command-models = Models you can call
command-faq = Questions and answers
command-support = Ask a person
command-language = English / 中文
command-cancel = Cancel what is under way
command-help = What this bot can do
command-terms = Terms of sale
command-paysupport = Help with a payment
command-privacy = What we keep about you
bot-description =
    Prepaid credits for LLM APIs: DeepSeek, GPT-4o, Claude, with one key and one Base URL.

    From ¥5, paid by scanning a QR. Your key arrives here by itself. Credits don’t expire.

    Tap Start to begin.
bot-short-description = Prepaid LLM API credits. Scan, pay, and your key arrives by itself.
command-parked = Orders that wait for a person
