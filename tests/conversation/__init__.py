"""The shop as people use it: the real bot process, driven through the local Telegram over HTTP."""
