"""The outside world on one machine: Telegram, a payment gateway, a console. It imports nothing of the shop."""
